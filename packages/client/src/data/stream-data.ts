import type { Configuration } from '../configuration.ts';
import { InvalidOptions, InvalidResponse } from '../errors.ts';
import { parseJson } from '../transport.ts';
import { findChunkUrls } from './chunks.ts';
import { readCsvRows } from './csv.ts';
import { downloadFile } from './data-request.ts';
import type { DataParameters, RateLimit } from './data-request.ts';
import { isCsvMethod, isDeadLink, member, prepareCall } from './get-data.ts';
import type { DataCall, DataOptions } from './get-data.ts';
import { locate } from './locate.ts';
import type { Located } from './locate.ts';
import { openFile } from './open-file.ts';

/**
 * The rows of a data answer as they come. It is read once; whoever leaves it early ends the
 * downloads.
 */
export interface DataStream<Row = unknown, Payload = unknown> extends AsyncIterable<Row> {
  /** `csv`: rows are objects of texts by column. `chunks`: rows are what the chunks hold. */
  readonly kind: 'csv' | 'chunks';
  /** The object that holds `chunk_info` or names the CSV; undefined where CSV is all there is. */
  readonly payload: Payload;
  /** CSV as it came, piece after piece, for who wants the text: read it instead of the rows. */
  readonly pieces: AsyncIterable<string> | undefined;
  readonly expires_at: number | undefined;
  readonly rateLimit: RateLimit | undefined;
}

/** How the whole of a table is streamed as CSV rather than in chunks. */
export interface CsvStreamOptions extends DataOptions {
  /** The name under which the content holds the address of the CSV. */
  readonly csv: 'csv_url' | 'driver_standings_csv_url' | 'team_standings_csv_url';
}

const chunksAheadMax = 4;

/** Repeats something once with new links when those that it had are dead. */
class Links {
  readonly #call: DataCall;
  #located: Promise<Located>;

  constructor(call: DataCall, located: Located) {
    this.#call = call;
    this.#located = Promise.resolve(located);
  }

  async use<T>(act: (located: Located) => Promise<T>): Promise<T> {
    const used = this.#located;
    try {
      return await act(await used);
    } catch (error) {
      if (!isDeadLink(error)) throw error;
      // Of several that find a link dead the first asks, for all.
      if (this.#located === used) this.#located = locate(this.#call);
      return act(await this.#located);
    }
  }
}

function findUrls({ method }: DataCall, { payload, source }: Located): string[] {
  const urls = findChunkUrls(method, payload, source);
  if (urls === undefined) {
    throw new InvalidOptions(`/data/${method} has no rows to stream: use get`);
  }
  return urls;
}

async function downloadChunk(
  call: DataCall,
  located: Located,
  index: number,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const urls = findUrls(call, located);
  const subject = `chunk ${index + 1} of ${urls.length} of /data/${call.method}`;
  const answer = await downloadFile(call.configuration, urls[index] ?? '', subject, signal);
  const rows = parseJson(answer.text);
  if (!Array.isArray(rows)) throw new InvalidResponse(`${subject} is not a JSON array`, answer);
  return rows;
}

/** The rows of all chunks in order; four downloads at most are ahead of the reader. */
async function* streamChunks(call: DataCall, located: Located): AsyncGenerator {
  const { length } = findUrls(call, located);
  const { onChunk, signal } = call.options;
  const links = new Links(call, located);
  const leaving = new AbortController();
  const both = AbortSignal.any([leaving.signal, ...(signal === undefined ? [] : [signal])]);
  const ahead: Promise<readonly unknown[]>[] = [];
  onChunk?.(0, length);
  try {
    for (let index = 0, next = 0; index < length; index += 1) {
      while (next < length && next < index + chunksAheadMax) {
        const wanted = next;
        const coming = links.use((at) => downloadChunk(call, at, wanted, both));
        // It may fail while the reader is still at an earlier one.
        coming.catch(() => undefined);
        ahead.push(coming);
        next += 1;
      }
      const rows = await ahead.shift();
      onChunk?.(index + 1, length);
      yield* rows ?? [];
    }
  } finally {
    leaving.abort();
  }
}

/** Where the whole as CSV is: behind the link itself, or under a name in the object that it leads to. */
function findTableUrl({ method, options }: DataCall, { payload, url }: Located): string {
  const { csv } = options as CsvStreamOptions;
  const found = csv === undefined ? url : member(payload, csv);
  if (typeof found === 'string') return found;
  throw new InvalidOptions(`/data/${method} names no CSV as ${csv ?? 'link'}`);
}

async function* streamCsv(call: DataCall, located: Located): AsyncGenerator<string> {
  const { configuration, method, options } = call;
  const subject = `the file of /data/${method}`;
  const { pieces } = await new Links(call, located).use((at) =>
    openFile(configuration, findTableUrl(call, at), subject, options.signal),
  );
  yield* pieces;
}

/**
 * Asks a data method whose answer comes in chunks or as CSV, and gives its rows as they come, in memory
 * that does not grow with the answer. When a link dies on the way, the data service is asked once
 * more.
 *
 * @throws InvalidOptions when the answer has no rows; and what `getData` throws, also while the rows
 *   are read
 */
export async function streamData(
  configuration: Configuration,
  access_token: string,
  path: string,
  parameters: DataParameters = {},
  options: DataOptions | CsvStreamOptions = {},
): Promise<DataStream> {
  const call = await prepareCall(configuration, access_token, path, parameters, options);
  const located = await locate(call).catch((error: unknown) => {
    if (!isDeadLink(error)) throw error;
    return locate(call);
  });
  const { expires_at, rateLimit, payload } = located;
  const { csv } = options as CsvStreamOptions;
  const isCsv = csv !== undefined || isCsvMethod(call.method);
  if (isCsv) findTableUrl(call, located);
  else findUrls(call, located);
  const pieces = isCsv ? streamCsv(call, located) : undefined;
  const rows = pieces === undefined ? streamChunks(call, located) : readCsvRows(pieces);
  return {
    kind: isCsv ? 'csv' : 'chunks',
    payload: isCsvMethod(call.method) ? undefined : payload,
    pieces,
    expires_at,
    rateLimit,
    [Symbol.asyncIterator]: () => rows,
  };
}
