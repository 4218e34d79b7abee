import { waitFor } from '../wait-for.ts';
import { checkClaims } from './access-token-claims.ts';
import type { AccessTokenClaims } from './access-token-claims.ts';
import { refuse } from './refuse.ts';
import { parseCompactJws } from './compact-jws.ts';
import { createKeySet } from './key-set.ts';
import { createVerificationRules } from './verification-rules.ts';
import type { VerifierOptions } from './verification-rules.ts';

/** Verifies the access tokens of one issuer for one resource server. */
export interface AccessTokenVerifier {
  /**
   * The claims of a token that is good at this moment, by its signature and its claims. Whether its session
   * was ended since it was issued is known to the issuer alone.
   *
   * @throws AccessTokenInvalid when it is not; its `reason` may be logged
   * @throws NetworkFailure, Timeout or InvalidResponse when the issuer's keys could not be had: the token
   *   may be good
   */
  verify(token: string, options?: { readonly signal?: AbortSignal }): Promise<AccessTokenClaims>;
}

/**
 * Makes a verifier, one for each resource server and process: it keeps the issuer's keys for as long as the
 * issuer says, at least a minute and at most an hour. Keys come from the pinned address alone, never from
 * where a token says.
 *
 * @throws InvalidOptions when an option is missing or malformed
 * @throws InsecureUrl when a URL is plain http to another computer, or the key set is not the issuer's
 * @see the book, chapter 13.4; RFC 9068 §4; RFC 8725
 */
export function createAccessTokenVerifier(options: VerifierOptions): AccessTokenVerifier {
  const rules = createVerificationRules(options);
  const keySet = createKeySet(rules);
  return {
    async verify(token, { signal } = {}) {
      signal?.throwIfAborted();
      const jws = parseCompactJws(token, rules.jwksUrl);
      const { algorithm, signature } = jws;
      if (!algorithm.isWellFormed(signature, rules.signatureForm)) refuse('signature_malformed');
      const key = await waitFor(keySet.findKey(jws.kid, jws.alg), signal);
      if (key === undefined) return refuse('key_unknown');
      const { verifyParameters } = algorithm;
      const isGood = await crypto.subtle.verify(verifyParameters, key, signature, jws.input);
      if (!isGood) refuse('signature_wrong');
      return checkClaims(jws.claims, rules, rules.clock());
    },
  };
}
