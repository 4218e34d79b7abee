import type { Writable } from 'node:stream';

import type { Surroundings } from '../surroundings.ts';
import { toVisibleLines } from './visible-text.ts';

/** Writes an answer and waits until it has left, so that nothing is cut off at the end. */
export async function print({ output }: Surroundings, text: string): Promise<void> {
  await write(output, text);
}

/** Tells the person something beside the answer. Names of strangers in it move no cursor and hide no word. */
export function note({ errors }: Pick<Surroundings, 'errors'>, sentence: string): void {
  errors.write(`${toVisibleLines(sentence)}\n`);
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** True when whoever read our output has stopped reading: `| head` for example. */
export function isClosedPipe(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}
