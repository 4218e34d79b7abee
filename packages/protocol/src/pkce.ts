import { encodeBase64Url } from './digest.ts';
import type { AsyncSha256, Sha256 } from './digest.ts';

/** The two ways to turn a code verifier into a code challenge. @see RFC 7636 §4.2 */
export type CodeChallengeMethod = 'S256' | 'plain';

const verifierForm = /^[A-Za-z0-9\-._~]{43,128}$/;
const s256ChallengeForm = /^[A-Za-z0-9\-_]{43}$/;

/** True for 43 to 128 characters of the unreserved set. @see RFC 7636 §4.1 */
export function isCodeVerifier(value: string): boolean {
  return verifierForm.test(value);
}

/**
 * True when a challenge can have been made by the method: 43 characters of URL-safe Base64 for S256, the
 * form of a verifier for plain.
 *
 * @see RFC 7636 §4.2
 */
export function isCodeChallenge(value: string, method: CodeChallengeMethod): boolean {
  return method === 'S256' ? s256ChallengeForm.test(value) : verifierForm.test(value);
}

/** True for a method the protocol knows; case matters. @see RFC 7636 §4.3 */
export function isCodeChallengeMethod(value: string): value is CodeChallengeMethod {
  return value === 'S256' || value === 'plain';
}

/** The S256 challenge of a verifier: 43 characters. @see RFC 7636 §4.2 */
export function createS256Challenge(verifier: string, sha256: Sha256): string;
export function createS256Challenge(verifier: string, sha256: AsyncSha256): Promise<string>;
export function createS256Challenge(
  verifier: string,
  sha256: Sha256 | AsyncSha256,
): string | Promise<string> {
  const digest = sha256(verifier);
  return digest instanceof Uint8Array ? encodeBase64Url(digest) : digest.then(encodeBase64Url);
}

/** The ways in which a presented verifier can fail to answer a challenge. */
export type CodeVerifierProblem = 'missing' | 'unexpected' | 'malformed' | 'mismatch';

/**
 * Says what is wrong with a presented verifier, or undefined when it answers the challenge that was sent
 * (or when neither was sent). Over-long input is refused before anything is hashed; both sides are
 * compared as digests in constant time.
 *
 * @see RFC 7636 §4.6, RFC 9700 §4.8.2 (a verifier without a challenge is refused)
 */
export function findCodeVerifierProblem(
  challenge: { readonly value: string; readonly method: CodeChallengeMethod } | undefined,
  verifier: string | undefined,
  sha256: Sha256,
): CodeVerifierProblem | undefined {
  if (challenge === undefined) return verifier === undefined ? undefined : 'unexpected';
  if (verifier === undefined) return 'missing';
  if (!isCodeVerifier(verifier)) return 'malformed';
  const answer = challenge.method === 'S256' ? createS256Challenge(verifier, sha256) : verifier;
  return equalDigests(sha256(answer), sha256(challenge.value)) ? undefined : 'mismatch';
}

function equalDigests(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index += 1) {
    difference |= (left[index] ?? 0) ^ (right[index] ?? 0);
  }
  return difference === 0;
}
