/**
 * SHA-256 over the UTF-8 bytes of a text, giving its 32 bytes. Passed in, because a server wants it
 * synchronous and a browser only has it asynchronous, or, on a plain-http page, not at all.
 */
export type Sha256 = (text: string) => Uint8Array;

/** {@link Sha256} where only an asynchronous digest is to be had, as with WebCrypto. */
export type AsyncSha256 = (text: string) => Promise<Uint8Array>;

/** Base64 of bytes, standard alphabet, padded. @see RFC 4648 §4 */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Base64 of bytes, URL-safe alphabet, without padding. @see RFC 4648 §5 */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
