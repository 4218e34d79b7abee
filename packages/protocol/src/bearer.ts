import type { OAuthErrorCode } from './oauth-error.ts';

/** What an Authorization header holds, as far as Bearer tokens are concerned. */
export type BearerCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'token'; readonly token: string };

const bearerForm = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i;
const tokenLengthMax = 8192;

/**
 * Reads an Authorization header. Exactly one well-formed token is accepted; the scheme's case does not
 * matter, everything else does. A missing header, or one of another scheme, is `none`.
 *
 * @see RFC 6750 §2.1
 */
export function parseBearerCredentials(authorization: string | undefined): BearerCredentials {
  if (authorization === undefined || authorization === '') return { kind: 'none' };
  if (authorization.length > tokenLengthMax) return { kind: 'malformed' };
  const token = bearerForm.exec(authorization)?.[1];
  if (token !== undefined) return { kind: 'token', token };
  return /^bearer/i.test(authorization) ? { kind: 'malformed' } : { kind: 'none' };
}

/** The members of a Bearer challenge; without `error` the request simply carried no token. */
export interface BearerChallenge {
  readonly realm: string;
  readonly error?: OAuthErrorCode;
  readonly error_description?: string;
  readonly scope?: string;
}

/**
 * The value of a `WWW-Authenticate` header for a protected resource.
 *
 * @see RFC 6750 §3 and §3.1 (no error code when no token was presented)
 */
export function formatBearerChallenge(challenge: BearerChallenge): string {
  const members = Object.entries(challenge)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${String(value).replaceAll(/["\\]/g, '')}"`);
  return `Bearer ${members.join(', ')}`;
}
