import { setTimeout as sleep } from 'node:timers/promises';

import { isClientError, readCsvRows } from '@pitpass/client';
import type { DataOptions, DataParameters, Retries } from '@pitpass/client';
import { retryWithJitter } from '@pitpass/client/policies';

import { readDataRequest, refuseUnknownMethod } from '../data-methods/data-request.ts';
import type { DataRequest } from '../data-methods/data-request.ts';
import { chooseForm } from '../data-output/choose-form.ts';
import type { OutputFlags } from '../data-output/choose-form.ts';
import { formatAnswer, streamAnswered, toAnswered } from '../data-output/format-answer.ts';
import type { Answered } from '../data-output/format-answer.ts';
import { openTarget } from '../data-output/open-target.ts';
import type { Target } from '../data-output/open-target.ts';
import { writePieces } from '../data-output/write-pieces.ts';
import { usageProblem } from '../problem.ts';
import { openConnection } from '../settings/open-connection.ts';
import type {
  Connection,
  ConnectionFlags,
  IracingConnection,
} from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Progress } from '../terminal/progress.ts';
import { describeInCatalogue, listCatalogue } from './get-catalogue.ts';
import { askRoute, isTrackmaniaPath } from './get-route.ts';
import { createSummary } from './get-summary.ts';
import type { Summary } from './get-summary.ts';
import { watchDownloads } from './watch-downloads.ts';
import { waitSecondsMax, watchRateLimit } from './watch-rate-limit.ts';

/** The options of `pitpass get`. */
export interface GetFlags extends ConnectionFlags, OutputFlags {
  readonly force?: boolean;
  readonly list?: boolean;
  readonly describe?: boolean;
  /** Undefined unless it was said: then somebody at a terminal waits, and a program does not. */
  readonly wait?: boolean;
  readonly verbose?: boolean;
}

/** What was typed. */
export interface GetCall {
  /** The method and its parameters, or what `--list` looks for. */
  readonly words: readonly string[];
  readonly flags: GetFlags;
  /** The options that the command has. */
  readonly ownOptions: readonly string[];
}

/** What one call of the command works with. */
interface GetParts {
  readonly flags: GetFlags;
  readonly surroundings: Surroundings;
  readonly progress: Progress;
  readonly mayWait: boolean;
  readonly summary: Summary;
}

/** Waits where the token endpoint says so; the data service's limit is the SDK's to wait for. */
async function waitAtTokenEndpoint<T>(
  { progress, mayWait }: GetParts,
  signal: AbortSignal,
  act: () => Promise<T>,
): Promise<T> {
  let left = waitSecondsMax;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isTheirs =
        mayWait && isClientError(error, 'rate_limited') && error.speaker === 'token_endpoint';
      const seconds = isTheirs ? error.retryAfterSeconds : undefined;
      if (seconds === undefined || seconds > left) throw error;
      left -= Math.max(1, seconds);
      progress.onWait(Math.max(1, seconds), 'Too many sign-ins');
      await sleep(Math.max(1, seconds) * 1000, undefined, { signal }).catch(() =>
        signal.throwIfAborted(),
      );
      progress.onGoOn();
    }
  }
}

/** The SDK checks what goes together as well, unless names are repeated: lookup/get alone takes that. */
function toCheckable(parameters: URLSearchParams): DataParameters {
  const names = [...parameters.keys()];
  const isRepeated = new Set(names).size < names.length;
  return isRepeated ? parameters : Object.fromEntries(parameters);
}

async function askData(
  { session, signal }: IracingConnection,
  { path, parameters, entry }: DataRequest,
  parts: GetParts,
): Promise<Answered> {
  const options: DataOptions = {
    signal,
    onChunk: parts.progress.onChunk,
    waitForRateLimit: parts.mayWait,
    rateLimitWaitSecondsMax: waitSecondsMax,
  };
  const sent = toCheckable(parameters);
  const kind = entry?.delivery.kind;
  if (kind === 'csv' || kind === 'inline_chunks' || kind === 'link_chunks') {
    try {
      const stream = await session.stream(path, sent, options);
      parts.summary.limit = stream.rateLimit;
      return streamAnswered(stream);
    } catch (error) {
      // It no longer answers in rows: it is asked for as what it is now.
      if (!isClientError(error, 'invalid_options')) throw error;
    }
  }
  const answer = await session.get(path, sent, options);
  parts.summary.limit = answer.rateLimit;
  return toAnswered(answer, (text) => readCsvRows([text]));
}

async function ask(
  connection: Connection,
  request: DataRequest,
  parts: GetParts,
): Promise<Answered> {
  const { surroundings } = parts;
  if (connection.provider === 'trackmania') {
    const { path, parameters } = request;
    const content = await askRoute(connection, path, parameters, surroundings);
    return { kind: 'content', content };
  }
  return waitAtTokenEndpoint(parts, connection.signal, () => askData(connection, request, parts));
}

/** Notes wait until the answer is written: both may be on the same screen. */
async function writeAnswer(answered: Answered, target: Target, parts: GetParts): Promise<void> {
  const { flags, surroundings, progress } = parts;
  const { output } = surroundings;
  const isTerminal = target.file === undefined && output.isTTY === true;
  const notes: string[] = [];
  const pieces = formatAnswer(answered, chooseForm(flags), {
    width: isTerminal ? (output.columns ?? 80) : undefined,
    onNote: (sentence) => notes.push(sentence),
    onRow: progress.onRow,
  });
  await writePieces(pieces, target, isTerminal, () => progress.finish());
  await target.commit();
  progress.finish();
  for (const sentence of notes) note(surroundings, sentence);
  if (target.file === undefined) return;
  const { rows } = progress.amount;
  const count = rows === 0 ? '' : `: ${rows} ${rows === 1 ? 'row' : 'rows'}`;
  note(surroundings, `Written to ${target.file}${count}.`);
}

/** A failure at the beginning is told at once; a download that has begun is worth patience. */
function createPatience({ amount }: Progress): Retries {
  const retry = retryWithJitter();
  return (act, context) => (amount.bytes > 0 ? retry(act, context) : act());
}

async function connect(
  request: DataRequest,
  { flags, surroundings, progress, mayWait }: GetParts,
): Promise<Connection> {
  const now = (): number => Math.floor(Date.now() / 1000);
  const downloads = watchDownloads(globalThis.fetch, progress.onBytes);
  const watched = mayWait ? watchRateLimit(downloads, progress, now) : downloads;
  const likely = isTrackmaniaPath(request.path) ? 'trackmania' : undefined;
  const own = { fetch: watched, retries: createPatience(progress) };
  const connection = await openConnection(flags, surroundings, own, likely);
  if (connection.provider === 'iracing') refuseUnknownMethod(request);
  for (const name of request.unknownNames) {
    note(surroundings, `${request.path} has no parameter ${name} that we know of; it is sent.`);
  }
  return connection;
}

async function askAndWrite(request: DataRequest, parts: GetParts): Promise<void> {
  const { flags, surroundings, progress, summary } = parts;
  const connection = await connect(request, parts);
  const target = await openTarget(flags.output, flags.force === true, surroundings);
  try {
    await writeAnswer(await ask(connection, request, parts), target, parts);
  } finally {
    progress.finish();
    await target.discard();
  }
  if (flags.verbose === true) note(surroundings, summary.tell(request.path, progress.amount));
}

/** `pitpass get`: asks a data method, or a route, follows its answer to the end and writes it. */
export async function get(
  { words, flags, ownOptions }: GetCall,
  surroundings: Surroundings,
): Promise<void> {
  const [path, ...rest] = words;
  if (flags.list === true) return listCatalogue(words, flags.json === true, surroundings);
  if (flags.describe === true) {
    return describeInCatalogue(path, flags.json === true, surroundings);
  }
  if (path === undefined || path.startsWith('-') || path.includes('=')) {
    throw usageProblem(
      'The method comes first: pitpass get results/get subsession_id=123. "pitpass get --list" shows all methods.',
    );
  }
  chooseForm(flags);
  const request = readDataRequest(path, rest, ownOptions);
  const clock = (): number => performance.now();
  await askAndWrite(request, {
    flags,
    surroundings,
    progress: createProgress(surroundings, clock),
    mayWait: flags.wait ?? surroundings.errors.isTTY === true,
    summary: createSummary(clock),
  });
}
