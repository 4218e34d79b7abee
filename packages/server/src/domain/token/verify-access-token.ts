import type { SigningKeys } from '../key/signing-key.ts';
import type { Clock } from '../ports.ts';

/** Verifies an access token, or gives undefined. A promise only the first time that a token is seen. */
export type VerifyAccessToken<Claims> = (
  token: string,
) => Claims | undefined | Promise<Claims | undefined>;

const entriesMax = 20_000;

/**
 * A verifier that remembers good signatures until their token ends or its key is taken away. Issuer, type, algorithm and expiry are
 * checked; audience, scope and the session's liveness are the caller's to ask, on each request.
 *
 * @see RFC 9068 §4
 */
export function createAccessTokenVerifier<Claims extends { readonly exp: number }>(
  keys: Pick<SigningKeys<Claims>, 'verify' | 'revocations'>,
  issuer: string,
  clock: Clock,
): VerifyAccessToken<Claims> {
  const verified = new Map<string, Claims>();
  let revocations = keys.revocations();
  const remember = (token: string, claims: Claims) => {
    // A map keeps the order of insertion, so the first key is the oldest.
    const oldest = verified.size >= entriesMax ? verified.keys().next().value : undefined;
    if (oldest !== undefined) verified.delete(oldest);
    verified.set(token, claims);
  };
  return (token) => {
    const now = clock();
    if (keys.revocations() !== revocations) {
      verified.clear();
      revocations = keys.revocations();
    }
    const known = verified.get(token);
    if (known !== undefined) {
      if (known.exp > now) return known;
      verified.delete(token);
      return undefined;
    }
    const revocationsBefore = revocations;
    return keys.verify(token, issuer, now).then((claims) => {
      // The key may have been taken away while the signature was verified with it.
      const isKept = keys.revocations() === revocationsBefore;
      if (claims !== undefined && isKept) remember(token, claims);
      return claims;
    });
  };
}
