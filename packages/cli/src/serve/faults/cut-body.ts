import { Readable } from 'node:stream';

/** The beginning of a body, and the length that is promised for the whole. */
export interface CutBody {
  readonly beginning: Buffer | Readable;
  readonly contentLength: number;
}

const streamedBytesMax = 65_536;

async function* takeBytes(stream: Readable): AsyncGenerator<Buffer> {
  let left = streamedBytesMax;
  // Leaving the loop destroys the stream: what is left of it is never computed.
  for await (const piece of stream as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(piece as string).subarray(0, left);
    left -= bytes.length;
    yield bytes;
    if (left === 0) break;
  }
}

/**
 * Cuts the body of an answer in the middle. How long a stream would be is not known: it ends after
 * 64 KiB at the latest, and twice that is promised. Undefined when there is no body to cut.
 */
export function cutBody(payload: unknown): CutBody | undefined {
  if (payload instanceof Readable) {
    return {
      beginning: Readable.from(takeBytes(payload)),
      contentLength: 2 * streamedBytesMax,
    };
  }
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return undefined;
  const whole = Buffer.from(payload as string);
  if (whole.length === 0) return undefined;
  const beginning = whole.subarray(0, Math.floor(whole.length / 2));
  return { beginning, contentLength: whole.length };
}
