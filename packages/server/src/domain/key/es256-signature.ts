import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

// FIPS 186-5: the order of P-256. A signature (r, s) verifies as (r, order − s) too; only the one with the
// low s is ours, so that a token has no second form.
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const halfOrder = Buffer.from((order / 2n).toString(16).padStart(64, '0'), 'hex');
const coordinateBytes = 32;

/** Copies the integer of a DER sequence that begins at an offset, right-aligned, and says where it ends. */
function copyInteger(der: Uint8Array, offset: number, target: Uint8Array): number {
  const length = der[offset + 1] ?? 0;
  const end = offset + 2 + length;
  // An integer with its first bit set has a zero byte before it, a small one has fewer bytes.
  const digits = der.subarray(end - Math.min(length, coordinateBytes), end);
  target.set(digits, coordinateBytes - digits.length);
  return end;
}

/**
 * Signs the input of a JWS with P-256 and SHA-256: `r` and `s` in URL-safe Base64.
 *
 * @see RFC 7518 §3.4
 */
export function signEs256(input: string, privateKey: KeyObject): string {
  // OpenSSL writes DER. Asking Node for r and s instead costs as much again as the signature.
  const der = sign('sha256', Buffer.from(input), privateKey);
  const signature = Buffer.alloc(2 * coordinateBytes);
  const s = signature.subarray(coordinateBytes);
  const endOfR = copyInteger(der, 2, signature);
  copyInteger(der, endOfR, s);
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
