import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendS3Error } from './s3-error.ts';

/** The first and last byte of a range, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range header for a file of `length` bytes. Undefined when there is none to honour (several
 * ranges, another unit, no sense): the whole file is sent then. `outside` when it begins after the end.
 *
 * @see RFC 9110 §14.2
 */
export function parseByteRange(
  header: string | undefined,
  length: number,
): ByteRange | 'outside' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, firstText = '', lastText = ''] = match;
  if (firstText === '') {
    if (lastText === '') return undefined;
    const suffix = Number(lastText);
    return suffix === 0 || length === 0
      ? 'outside'
      : { first: Math.max(0, length - suffix), last: length - 1 };
  }
  const first = Number(firstText);
  const last = lastText === '' ? length - 1 : Math.min(length - 1, Number(lastText));
  if (lastText !== '' && Number(lastText) < first) return undefined;
  return first >= length ? 'outside' : { first, last };
}

function matches(header: string | undefined, tag: string): boolean {
  return header === '*' || (header?.split(',').some((part) => part.trim() === tag) ?? false);
}

/** Sends a whole file, a range of it, or 304 when the caller has it. Content type and tag are set. */
export function sendRanged(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Buffer,
  tag: string,
): void {
  reply.header('accept-ranges', 'bytes');
  if (matches(request.headers['if-none-match'], tag)) {
    reply.code(304).send();
    return;
  }
  const condition = request.headers['if-range'];
  const isStale = condition !== undefined && condition !== tag;
  const range = isStale ? undefined : parseByteRange(request.headers.range, body.length);
  if (range === 'outside') {
    sendS3Error(reply.header('content-range', `bytes */${body.length}`), 'InvalidRange');
    return;
  }
  if (range === undefined) {
    reply.send(body);
    return;
  }
  reply
    .code(206)
    .header('content-range', `bytes ${range.first}-${range.last}/${body.length}`)
    .send(body.subarray(range.first, range.last + 1));
}
