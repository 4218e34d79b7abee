import { createHash } from 'node:crypto';

/** SHA-256 over the UTF-8 bytes of a text, at once: the `digest` option for Node. */
export function nodeSha256(text: string): Uint8Array {
  return createHash('sha256').update(text, 'utf8').digest();
}
