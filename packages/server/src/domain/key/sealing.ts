import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

import type { Random } from '../ports.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Derives the key for one purpose from the service's secret key. @see RFC 5869 */
export function deriveKey(secretKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `pitpass ${purpose}`, 32));
}

/** Seals texts so that only this service can read them, and only in the context they were sealed for. */
export interface Sealer {
  /** URL-safe Base64 of nonce, ciphertext and tag. */
  seal(text: string, context: string): string;
  /** The text, or undefined when the value was altered or sealed for another context. */
  open(sealed: string, context: string): string | undefined;
}

/**
 * Authenticated encryption under a key of its own purpose. The context enters as additional data, so a
 * sealed value that is moved to another row or another browser does not open.
 *
 * @see RFC 5116
 */
export function createSealer(secretKey: Uint8Array, purpose: string, random: Random): Sealer {
  const key = deriveKey(secretKey, purpose);
  return {
    seal(text, context) {
      const nonce = random(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== sealed) {
        return undefined;
      }
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(bytes.length - tagBytes));
      try {
        const body = bytes.subarray(nonceBytes, bytes.length - tagBytes);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
