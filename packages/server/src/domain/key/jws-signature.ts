import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import type { AccessTokenProfile } from '../dialect.ts';
import { isSignatureCanonical, signEs256 } from './es256-signature.ts';

/** One way to sign a JWS. */
export interface JwsSignature {
  /** Signs the input of a JWS; the signature in URL-safe Base64. */
  sign(input: string, privateKey: KeyObject): string;
  /** True when a token's signature is written in the one way in which `sign` writes it. */
  isCanonical(token: string): boolean;
}

/** How each algorithm signs. @see RFC 7518 §3.3 and §3.4 */
export const jwsSignatures: Readonly<Record<AccessTokenProfile['alg'], JwsSignature>> = {
  ES256: { sign: signEs256, isCanonical: isSignatureCanonical },
  RS256: {
    sign: (input, privateKey) =>
      sign('sha256', Buffer.from(input), privateKey).toString('base64url'),
    isCanonical(token) {
      const text = token.slice(token.lastIndexOf('.') + 1);
      return Buffer.from(text, 'base64url').toString('base64url') === text;
    },
  },
};
