import { randomFillSync } from 'node:crypto';

import type { Random } from './domain/ports.ts';

/**
 * Bytes of the system's secure generator out of a pool: many small draws are one system call. A byte is
 * handed out once and then forgotten here.
 */
export function createRandom(): Random {
  const pool = Buffer.alloc(8192);
  let used = pool.length;
  return (byteCount) => {
    if (byteCount > pool.length) throw new RangeError(`At most ${pool.length} bytes at a time`);
    if (used + byteCount > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = Uint8Array.from(pool.subarray(used, used + byteCount));
    pool.fill(0, used, used + byteCount);
    used += byteCount;
    return bytes;
  };
}
