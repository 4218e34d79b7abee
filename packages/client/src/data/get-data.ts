import type { Configuration } from '../configuration.ts';
import { InvalidResponse, isClientError } from '../errors.ts';
import { loadPart } from '../load-part.ts';
import { parseJson } from '../transport.ts';
import type { Answer } from '../transport.ts';
import type { ChunkProgress } from './chunks.ts';
import {
  downloadFile,
  formatDataQuery,
  parseDataPath,
  parseRateLimit,
  persist,
  requestData,
} from './data-request.ts';
import type { DataParameters, DataRequestOptions, RateLimit } from './data-request.ts';

/** What every data answer carries beside its content. */
export interface DataAnswerFrame {
  /** Until when the content may be kept, in epoch seconds; undefined when it was not said. */
  readonly expires_at: number | undefined;
  readonly rateLimit: RateLimit | undefined;
}

/**
 * A data answer, with everything it pointed to already followed:
 *
 * - `json`: `payload` is the content. When the service sent it as `{type, data, data_url}`, that
 *   first object is `envelope` and `payload` is what `data_url` gave.
 * - `csv`: `payload` is the text.
 * - `chunks`: `payload` is the object that holds `chunk_info`, `rows` are all chunks put together
 *   in order (none when `chunk_info` was null, missing or empty).
 *
 * The content itself is not checked and keeps members nobody knows yet.
 */
export type DataAnswer = DataAnswerFrame &
  (
    | { readonly kind: 'json'; readonly payload: unknown; readonly envelope?: unknown }
    | { readonly kind: 'csv'; readonly payload: string }
    | { readonly kind: 'chunks'; readonly payload: unknown; readonly rows: readonly unknown[] }
  );

/** How one data call behaves. */
export interface DataOptions extends DataRequestOptions {
  readonly onChunk?: ChunkProgress;
  /** Check the parameters before anything is sent. Default: as the provider does, which is yes. */
  readonly checkParameters?: boolean;
  /** Wait when the minute's requests are used up, instead of failing. Default: false. */
  readonly waitForRateLimit?: boolean;
  /** The longest time to wait altogether. Default: 70, a little more than the service's window. */
  readonly rateLimitWaitSecondsMax?: number;
}

/** One data call, its path and parameters read. */
export interface DataCall {
  readonly configuration: Configuration;
  readonly access_token: string;
  readonly method: string;
  readonly query: string;
  readonly options: DataOptions;
}

/** A member of an object, or undefined. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The JSON of an answer. @throws InvalidResponse when it is none */
export function parseJsonAnswer(answer: Answer, subject: string): unknown {
  const value = parseJson(answer.text);
  if (value === undefined) throw new InvalidResponse(`${subject} is not whole JSON`, answer);
  return value;
}

/** True for methods that answer with CSV, whatever the host of the file calls it: it has three words. */
export function isCsvMethod(method: string): boolean {
  return method.startsWith('driver_stats_by_category/');
}

function isCsv(method: string, answer: Answer): boolean {
  if (isCsvMethod(method)) return true;
  return /^text\/csv\b/i.test(answer.headers.get('content-type') ?? '');
}

/** False when the part that knows chunks need not be asked. */
function mayHaveChunks(method: string, { text }: Answer): boolean {
  return text.includes('chunk_info') || /^(results|stats)\/[a-z]+_/.test(method);
}

/** When the content is over, in epoch seconds, as the first answer says it. */
export function parseExpires(first: unknown): number | undefined {
  const expires = member(first, 'expires');
  const isDate = typeof expires === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(expires);
  const milliseconds = isDate ? Date.parse(expires) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

/** Follows the first answer to the content: link, data_url or neither; then the chunks. */
async function follow(call: DataCall, answer: Answer): Promise<DataAnswer> {
  const { configuration, method, options } = call;
  const subject = `/data/${method}`;
  const first = parseJsonAnswer(answer, subject);
  const frame = { expires_at: parseExpires(first), rateLimit: parseRateLimit(answer.headers) };
  // The documentation's own answers hold links that are meant for reading.
  if (method === 'doc' || method.startsWith('doc/')) {
    return { ...frame, kind: 'json', payload: first };
  }
  const link = member(first, 'link');
  const data_url = member(first, 'data_url');
  const url = typeof link === 'string' ? link : data_url;
  let payload = first;
  let source = answer;
  if (typeof url === 'string') {
    source = await downloadFile(configuration, url, `the file of ${subject}`, options.signal);
    if (isCsv(method, source)) return { ...frame, kind: 'csv', payload: source.text };
    payload = parseJsonAnswer(source, `the file of ${subject}`);
  }
  if (url === data_url && typeof url === 'string') {
    return { ...frame, kind: 'json', payload, envelope: first };
  }
  if (!mayHaveChunks(method, source)) return { ...frame, kind: 'json', payload };
  const { downloadChunks, findChunkUrls } = await loadPart(import('./chunks.ts'));
  const urls = findChunkUrls(method, payload, source);
  if (urls === undefined) return { ...frame, kind: 'json', payload };
  const rows = await downloadChunks(configuration, method, urls, options);
  return { ...frame, kind: 'chunks', payload, rows };
}

/** True for the answer of a signed link that is over. */
export function isDeadLink(error: unknown): boolean {
  return (
    isClientError(error, 'resource_error_response') &&
    error.speaker === 'file_host' &&
    error.status === 403
  );
}

/**
 * Asks for the first answer; waits for the next window when it was told to and the wait is bounded.
 */
export async function requestFirstAnswer(call: DataCall): Promise<Answer> {
  const { configuration, access_token, method, query, options } = call;
  const request = (): Promise<Answer> =>
    persist(configuration, options.signal, () =>
      requestData(configuration, access_token, method, query, options),
    );
  try {
    return await request();
  } catch (error) {
    if (options.waitForRateLimit !== true || !isClientError(error, 'rate_limited')) throw error;
    const { requestInLaterWindow } = await loadPart(import('./rate-limit-wait.ts'));
    return requestInLaterWindow(error, request, options, configuration.log);
  }
}

/** Reads and checks path and parameters of a data call. @throws InvalidOptions */
export async function prepareCall(
  configuration: Configuration,
  access_token: string,
  path: string,
  parameters: DataParameters,
  options: DataOptions,
): Promise<DataCall> {
  const method = parseDataPath(path);
  const query = formatDataQuery(parameters);
  if (options.checkParameters ?? configuration.checkParameters ?? true) {
    // Where it cannot be had, in a service worker for example, the service checks alone.
    const part = await import('./check-parameters.ts').catch(() => undefined);
    part?.checkParameters(method, parameters, configuration.clock());
  }
  return { configuration, access_token, method, query, options };
}

/**
 * Asks a data method and follows its answer to the end. When a signed link has died on the way, the
 * data service is asked once more, since only it can give a new one.
 *
 * @throws ResourceErrorResponse, RateLimited, SiteMaintenance, InvalidResponse, InvalidOptions,
 *   NetworkFailure, Timeout, InsecureUrl
 */
export async function getData(
  configuration: Configuration,
  access_token: string,
  path: string,
  parameters: DataParameters = {},
  options: DataOptions = {},
): Promise<DataAnswer> {
  const call = await prepareCall(configuration, access_token, path, parameters, options);
  const { payloadCache } = configuration;
  return payloadCache === undefined ? ask(call) : payloadCache(call, ask);
}

async function ask(call: DataCall): Promise<DataAnswer> {
  try {
    return await follow(call, await requestFirstAnswer(call));
  } catch (error) {
    if (!isDeadLink(error)) throw error;
    return follow(call, await requestFirstAnswer(call));
  }
}
