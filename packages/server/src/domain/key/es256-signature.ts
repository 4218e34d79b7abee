import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

// FIPS 186-5: the order of P-256. A signature (r, s) verifies as (r, order − s) too; only the one with the
// low s is ours, so that a token has no second form.
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const halfOrder = Buffer.from((order / 2n).toString(16).padStart(64, '0'), 'hex');
const coordinateBytes = 32;

/** Signs the input of a JWS with P-256 and SHA-256: `r` and `s` in URL-safe Base64. @see RFC 7518 §3.4 */
export function signEs256(input: string, privateKey: KeyObject): string {
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const signature = sign('sha256', Buffer.from(input), key);
  const s = signature.subarray(coordinateBytes);
  if (s.compare(halfOrder) > 0) {
    const low = (order - BigInt(`0x${s.toString('hex')}`)).toString(16);
    s.write(low.padStart(2 * coordinateBytes, '0'), 'hex');
  }
  return signature.toString('base64url');
}

/**
 * True when a token's signature is written in the one way in which {@link signEs256} writes it: canonical
 * Base64, low s. Whether it is right is not asked here.
 */
export function isSignatureCanonical(token: string): boolean {
  const text = token.slice(token.lastIndexOf('.') + 1);
  const signature = Buffer.from(text, 'base64url');
  if (signature.toString('base64url') !== text) return false;
  return signature.subarray(coordinateBytes).compare(halfOrder) <= 0;
}
