const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The bytes of a URL-safe Base64 text, or undefined when it is empty or not written in the one way in which
 * an encoder writes them: padding, other characters and bits after the last byte are refused, so that the
 * same bytes have no second spelling.
 *
 * @see RFC 7515 §2; RFC 4648 §3.5
 */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  const unused = { 0: 0, 2: 15, 3: 3 }[text.length % 4];
  if (unused === undefined || (alphabet.indexOf(text.at(-1) ?? '') & unused) !== 0) {
    return undefined;
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
