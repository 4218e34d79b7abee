import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Turn } from './turns.ts';

/** A reader who takes nothing for so long lets others work meanwhile. */
const patienceMs = 1000;
/** Blocks are small beside the steps of a table; one at a time would take many times as long. */
const blocksPerTurn = 8;

async function* pace(blocks: Iterable<string>, turn: Turn): AsyncGenerator<string> {
  let sent = 0;
  for (const block of blocks) {
    const timer = setTimeout(() => turn.leave(), patienceMs);
    try {
      yield block;
    } finally {
      clearTimeout(timer);
    }
    await turn.comeBack();
    sent += 1;
    if (sent % blocksPerTurn === 0) await setImmediate();
  }
}

/**
 * Streams a table block by block, no faster than it is read; other requests get their turn in between.
 *
 * @param turn ended when the stream is over, whether it was read to its end or given up
 */
export function streamTable(blocks: Iterable<string>, turn: Turn): Readable {
  const stream = Readable.from(pace(blocks, turn));
  stream.once('close', () => turn.end());
  return stream;
}
