const controlCharacters = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/**
 * Text of a stranger, fit for a message: no control characters, at most 300 characters, and none of
 * the secrets that were sent, should the stranger have echoed them.
 */
export function cleanText(text: string, secrets: readonly string[] = []): string {
  let cleaned = text;
  for (const secret of secrets) {
    // A shorter one is no secret, and its absence from a sentence would tell what it is.
    if (secret.length < 8) continue;
    const formEncoded = String(new URLSearchParams({ '': secret })).slice(1);
    for (const form of [secret, encodeURIComponent(secret), formEncoded]) {
      cleaned = cleaned.replaceAll(form, '[secret]');
    }
  }
  cleaned = cleaned.replaceAll(controlCharacters, ' ').trim();
  return cleaned.length > 300 ? `${cleaned.slice(0, 299)}…` : cleaned;
}
