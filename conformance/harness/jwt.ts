import { createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

/** A JWT taken apart; nothing is verified. */
export interface DecodedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

const parsePart = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

/** Takes a JWT apart. */
export function decodeJwt(token: string): DecodedJwt {
  const [header, claims] = token.split('.');
  return { header: parsePart(header), claims: parsePart(claims) };
}

/** One part of a JWT. */
export function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** True when the signature is one of the key, by ES256. @see RFC 7518 §3.4 */
export function isSignedBy(token: string, jwk: JsonWebKey): boolean {
  const end = token.lastIndexOf('.');
  return verify(
    'sha256',
    Buffer.from(token.slice(0, end)),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(token.slice(end + 1), 'base64url'),
  );
}

/** The session that an access token names. */
export function sessionIdOf(access_token: string): string {
  return String(decodeJwt(access_token).claims['session_id']);
}
