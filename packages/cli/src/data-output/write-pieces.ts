import { toVisibleLines } from '../terminal/visible-text.ts';
import type { Target } from './open-target.ts';

const batchLength = 65_536;

/** Pieces put together until they are worth a write. */
async function* gather(pieces: AsyncIterable<string>, length: number): AsyncGenerator<string> {
  let batch: string[] = [];
  let size = 0;
  for await (const piece of pieces) {
    batch.push(piece);
    size += piece.length;
    if (size < length) continue;
    yield batch.join('');
    batch = [];
    size = 0;
  }
  if (size > 0) yield batch.join('');
}

/**
 * Writes an answer as it comes, in memory that does not grow with it. A terminal gets it at the end:
 * until then the progress has the screen, and what would move the cursor is shown in its place.
 *
 * @param beforeTerminal called before anything is written to a terminal
 */
export async function writePieces(
  pieces: AsyncIterable<string>,
  target: Target,
  isTerminal: boolean,
  beforeTerminal: () => void,
): Promise<void> {
  for await (const batch of gather(pieces, isTerminal ? Number.POSITIVE_INFINITY : batchLength)) {
    if (isTerminal) beforeTerminal();
    await target.write(isTerminal ? toVisibleLines(batch) : batch);
  }
}
