import { encodeBase64 } from './digest.ts';
import type { AsyncSha256, Sha256 } from './digest.ts';

/** The length of every masked value in characters: Base64 of 32 bytes. */
export const maskedLength = 44;

/**
 * The identifier as it enters the mask: outer white space removed, lower case independent of locale.
 *
 * @see The book, chapter 13.2 (client secret and user password masking)
 */
export function normalizeIdentifier(identifier: string): string {
  return identifier.trim().toLowerCase();
}

/**
 * Masks a client secret with its `client_id`, or a member's password with the username, as the iRacing
 * dialect's token endpoint wants it: Base64 of SHA-256 of secret and normalized identifier, 44 characters.
 * The secret is used untouched. The masked value is as good as the secret: treat it as one. Percent-encode
 * it when it goes into a form.
 *
 * @see The book, chapter 13.2 (client secret and user password masking)
 */
export function mask(secret: string, identifier: string, sha256: Sha256): string;
export function mask(secret: string, identifier: string, sha256: AsyncSha256): Promise<string>;
export function mask(
  secret: string,
  identifier: string,
  sha256: Sha256 | AsyncSha256,
): string | Promise<string> {
  const digest = sha256(secret + normalizeIdentifier(identifier));
  return digest instanceof Uint8Array ? encodeBase64(digest) : digest.then(encodeBase64);
}

/** True when a presented value has the form that {@link mask} gives: 44 characters of padded Base64. */
export function isMasked(value: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(value);
}
