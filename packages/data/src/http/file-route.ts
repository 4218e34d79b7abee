import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { methodPath } from '../catalogue/catalogue.ts';
import { parseParameters } from '../catalogue/parameters.ts';
import type { Payload, PayloadContext, RowSource } from '../payloads/payload.ts';
import { findPayload } from '../payloads/payloads.ts';
import { isoTime } from '../world/calendar.ts';
import { hasAuthorization } from './bearer.ts';
import { sendRanged } from './byte-range.ts';
import type { FileName } from './file-path.ts';
import { folderOf, parseFilePath } from './file-path.ts';
import type { LinkWriter } from './link-writer.ts';
import { writeLongList } from './long-list.ts';
import { chunkFolder, payloadFile, tableFile } from './link-writer.ts';
import { createLinkTo, queryOf } from './method-route.ts';
import type { Surroundings } from './method-route.ts';
import { sendS3Error } from './s3-error.ts';
import type { LinkSigner } from './signed-link.ts';
import { streamTable } from './table-stream.ts';
import { inTurn, TooManyWaiting } from './turns.ts';
import type { Turns } from './turns.ts';
import { createWorkTurns } from './work-turns.ts';
import type { WorkTurns } from './work-turns.ts';

/** What all requests for files share. */
interface Workshop {
  readonly around: Surroundings;
  readonly turns: WorkTurns;
  /** Long files that are being made. */
  readonly finishing: Map<string, Promise<Finished | undefined>>;
}

function partOf(rows: RowSource, begin: number, end: number): RowSource {
  return {
    count: end - begin,
    slice: (from, to) => rows.slice(begin + from, begin + to),
  };
}

/** The object behind the link of a method with chunks, with `chunk_info` in its place. */
function withChunkInfo(
  payload: Extract<Payload, { kind: 'link_chunks' }>,
  context: PayloadContext,
  name: FileName,
  origin: string,
  writer: LinkWriter,
): unknown {
  const { delivery } = name.entry;
  if (delivery.kind !== 'link_chunks') throw new RangeError('The delivery has no chunks.');
  const chunk_info = writer.chunkInfo(origin, name, payload.rows(context), delivery);
  const { csvUrl, chunkUrlSeconds } = delivery;
  const csv_url =
    csvUrl && payload.table !== undefined
      ? { csv_url: writer.link(origin, name, tableFile, chunkUrlSeconds) }
      : undefined;
  const answer = { ...payload.answer(context), chunk_info, ...csv_url };
  return delivery.chunkInfoAt === 'chunk_info' ? answer : { type: delivery.type, data: answer };
}

interface Rendered {
  readonly body: string | Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
}

async function renderChunk(
  payload: Payload,
  context: PayloadContext,
  name: FileName,
): Promise<Rendered | undefined> {
  const { delivery } = name.entry;
  if (payload.kind !== 'inline_chunks' && payload.kind !== 'link_chunks') return undefined;
  if (delivery.kind !== 'inline_chunks' && delivery.kind !== 'link_chunks') return undefined;
  const index = /^chunks\/(\d{1,6})\.json$/.exec(name.file)?.[1];
  const rows = payload.rows(context);
  const from = Number(index) * delivery.chunkSize;
  if (index === undefined || rows === null || from >= rows.count) return undefined;
  const to = Math.min(rows.count, from + delivery.chunkSize);
  return {
    body: await writeLongList([], undefined, partOf(rows, from, to)),
    contentType: 'application/octet-stream',
    cacheControl: 'no-cache',
  };
}

/** The answer of a method behind a link, with its long list when it has one. */
async function renderAnswer(
  payload: Extract<Payload, { kind: 'inline' | 'link' }>,
  context: PayloadContext,
): Promise<Rendered | undefined> {
  const answer = payload.answer(context);
  const { longList } = payload;
  if (longList === undefined || typeof answer !== 'object' || answer === null) {
    return renderJson(answer);
  }
  return { ...json, body: await writeLongList(answer, longList.name, longList.rows(context)) };
}

async function renderPayload(
  payload: Payload,
  context: PayloadContext,
  name: FileName,
  request: FastifyRequest,
  { originOf, writerOf }: Surroundings,
): Promise<Rendered | undefined> {
  if (payload.kind === 'csv' || payload.kind === 'inline' || payload.kind === 'inline_chunks') {
    return undefined;
  }
  if (payload.kind === 'link') return renderAnswer(payload, context);
  return renderJson(
    payload.kind === 'link_chunks'
      ? withChunkInfo(payload, context, name, originOf(request), writerOf(request))
      : payload.answer(context),
  );
}

const json = { contentType: 'application/json', cacheControl: 'max-age=60' } as const;

function renderJson(answer: unknown): Rendered | undefined {
  return answer === undefined ? undefined : { ...json, body: JSON.stringify(answer) };
}

/** A file that a link in the answer led to. */
function renderOther(payload: Payload, context: PayloadContext, file: string) {
  return payload.kind === 'link' ? renderJson(payload.files?.(context, file)) : undefined;
}

function findTable(
  payload: Payload,
  context: PayloadContext,
  file: string,
): Iterable<string> | undefined {
  if (payload.kind === 'link') return payload.tables?.(context, file);
  if (file !== tableFile) return undefined;
  if (payload.kind === 'csv') return payload.blocks(context);
  return payload.kind === 'link_chunks' ? payload.table?.(context) : undefined;
}

/** Sends a table row by row; its length is not known before, so it has no ranges. */
async function sendTable(
  request: FastifyRequest,
  reply: FastifyReply,
  blocks: Iterable<string>,
  turns: Turns,
): Promise<void> {
  reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('cache-control', 'max-age=60')
    .header('accept-ranges', 'none');
  if (request.method === 'HEAD') await reply.send('');
  else await reply.send(streamTable(blocks, await turns.take()));
}

/** A file whole, ready to be sent. */
interface Finished extends Omit<Rendered, 'body'> {
  readonly body: Buffer;
  readonly tag: string;
}

function finishFile(rendered: Rendered | undefined): Finished | undefined {
  if (rendered === undefined) return undefined;
  const body = typeof rendered.body === 'string' ? Buffer.from(rendered.body) : rendered.body;
  const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  return { ...rendered, body, tag };
}

/** What a file is made with. */
interface Making {
  readonly payload: Payload;
  readonly context: PayloadContext;
  readonly name: FileName;
  readonly request: FastifyRequest;
}

async function makeFile(making: Making, workshop: Workshop): Promise<Finished | undefined> {
  const { payload, context, name, request } = making;
  const { file } = name;
  const { around, turns, finishing } = workshop;
  if (file.startsWith(chunkFolder)) {
    return inTurn(turns.chunks, async () => finishFile(await renderChunk(payload, context, name)));
  }
  if (file !== payloadFile) return finishFile(renderOther(payload, context, file));
  const render = async () =>
    finishFile(await renderPayload(payload, context, name, request, around));
  if (payload.kind !== 'link' || payload.longList === undefined) return render();
  // A long file is made once for all who wait for it.
  const key = around.originOf(request) + folderOf(name) + file;
  const known = finishing.get(key);
  if (known !== undefined) return known;
  const made = inTurn(turns.longLists, render).finally(() => finishing.delete(key));
  finishing.set(key, made);
  return made;
}

/** Works out what a file is made from; a table takes a turn unless it is there already. */
async function prepareFile({ payload, context, request }: Making, turns: WorkTurns) {
  const steps = (payload.prepare?.(context) ?? [])[Symbol.iterator]();
  const finishSteps = async (): Promise<void> => {
    try {
      while (!request.raw.socket.destroyed && steps.next().done !== true) await setImmediate();
    } finally {
      steps.return?.();
    }
  };
  const isThere = steps.next().done === true;
  if (isThere) return;
  if (payload.kind !== 'link_chunks') return finishSteps();
  const isBrief = payload.isBrief?.(context) === true;
  return inTurn(isBrief ? turns.briefTables : turns.tables, finishSteps);
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  name: FileName,
  workshop: Workshop,
): Promise<void> {
  const payload = findPayload(methodPath(name.entry));
  const parsed = parseParameters(name.entry, name.canonical, name.caller);
  if (payload === undefined || 'refusal' in parsed) return sendS3Error(reply, 'NoSuchKey');
  const { around, turns } = workshop;
  const { parameters } = parsed;
  const { caller, asOf, file } = name;
  const linkTo = createLinkTo(request, name, around);
  const guests = await around.loadGuests();
  const context = { world: around.world, guests, parameters, caller, asOf, linkTo };
  // A stored member can vanish between the link and the file.
  if (payload.refuse?.(context) !== undefined) return sendS3Error(reply, 'NoSuchKey');
  reply.header('last-modified', new Date(asOf * 1000).toUTCString());
  const making = { payload, context, name, request };
  await prepareFile(making, turns);
  if (request.raw.socket.destroyed) {
    // Nobody is there to answer.
    reply.hijack();
    return undefined;
  }
  const table = findTable(payload, context, file);
  if (table !== undefined) return sendTable(request, reply, table, turns.streams);
  const made = await makeFile(making, workshop);
  if (made === undefined) return sendS3Error(reply, 'NoSuchKey');
  reply.header('content-type', made.contentType).header('etag', made.tag);
  return sendRanged(request, reply.header('cache-control', made.cacheControl), made.body, made.tag);
}

/**
 * Creates the handler of signed links. It plays S3: no Authorization header, a signature that
 * belongs to the path and has not expired, errors in XML.
 */
export function createFileHandler(signer: LinkSigner, clock: () => number, around: Surroundings) {
  const workshop: Workshop = {
    around,
    turns: createWorkTurns(),
    finishing: new Map(),
  };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (hasAuthorization(request.raw)) return sendS3Error(reply, 'InvalidArgument');
    const path = request.url.split('?', 1)[0] ?? '';
    const verdict = signer.verify(path, queryOf(request.url));
    if (verdict.state === 'unsigned') return sendS3Error(reply, 'AccessDenied');
    if (verdict.state === 'mismatch') return sendS3Error(reply, 'SignatureDoesNotMatch');
    if (verdict.state === 'expired') {
      return sendS3Error(reply, 'RequestHasExpired', {
        'X-Amz-Expires': String(verdict.lifetimeSeconds),
        Expires: isoTime(verdict.expired),
        ServerTime: isoTime(clock()),
      });
    }
    const name = parseFilePath(path);
    if (name === undefined) return sendS3Error(reply, 'NoSuchKey');
    try {
      return await sendFile(request, reply, name, workshop);
    } catch (error) {
      if (error instanceof TooManyWaiting) return sendS3Error(reply, 'SlowDown');
      throw error;
    }
  };
}
