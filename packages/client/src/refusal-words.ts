import type { ErrorWords } from './errors.ts';
import { parseJson } from './transport.ts';

/**
 * The words of a refusal in JSON, fit for a message; none where it is no JSON object. What cleans them is
 * loaded. Where that fails a refusal must still be one: its error is told alone, if it has the form of
 * OAuth's own.
 *
 * @param secrets what was sent and must not come back in a message
 */
export async function readErrorWords(
  text: string,
  secrets: readonly string[],
): Promise<Partial<ErrorWords>> {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return {};
  try {
    const { cleanErrorWords } = await import('./error-words.ts');
    return cleanErrorWords(body, secrets);
  } catch {
    const { error } = body as { readonly error?: unknown };
    return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? { error } : {};
  }
}

/** True when the error has the name that OAuth demands of it. */
export function isOAuthError(words: Partial<ErrorWords>): words is ErrorWords {
  return words.error !== undefined;
}
