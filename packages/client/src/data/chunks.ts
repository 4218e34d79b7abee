import type { Configuration } from '../configuration.ts';
import { InvalidResponse } from '../errors.ts';
import { parseJson } from '../transport.ts';
import type { Answer } from '../transport.ts';
import { downloadFile } from './data-request.ts';

/** Told how many chunks of how many have arrived; begins with 0. */
export type ChunkProgress = (done: number, total: number) => void;

const concurrentDownloads = 4;

// These always answer in chunks, even when a member without a lap has no chunk_info at all.
const chunkedMethods = new Set([
  'results/event_log',
  'results/lap_chart_data',
  'results/lap_data',
  'results/search_hosted',
  'results/search_series',
  'stats/season_driver_standings',
  'stats/season_qualify_results',
  'stats/season_supersession_standings',
  'stats/season_team_standings',
  'stats/season_tt_results',
  'stats/season_tt_standings',
  'stats/world_records',
]);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The addresses of all chunks that a payload speaks of, in order; undefined when it does not come
 * in chunks. `chunk_info` stands at the top of the payload or under `data`, and may be null or
 * empty.
 *
 * @throws InvalidResponse when `chunk_info` contradicts itself or does not have the documented form
 */
export function findChunkUrls(
  method: string,
  payload: unknown,
  answer: Answer,
): string[] | undefined {
  if (!isRecord(payload)) return undefined;
  const holders = [payload, payload['data']].filter(isRecord);
  const holder = holders.find((candidate) => 'chunk_info' in candidate);
  if (holder === undefined) return chunkedMethods.has(method) ? [] : undefined;
  const info = holder['chunk_info'];
  if (info === null || info === undefined) return [];
  const names = isRecord(info) ? (info['chunk_file_names'] ?? []) : undefined;
  const base = isRecord(info) ? (info['base_download_url'] ?? undefined) : undefined;
  const isTextList = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (!isTextList || (names.length > 0 && typeof base !== 'string')) {
    throw new InvalidResponse(`chunk_info of /data/${method} is malformed`, answer);
  }
  const count = isRecord(info) ? info['num_chunks'] : undefined;
  if (typeof count === 'number' && count !== names.length) {
    throw new InvalidResponse(
      `chunk_info of /data/${method} speaks of ${count} chunks and names ${names.length}`,
      answer,
    );
  }
  // Names carry a query of their own: the parts are put together as they are.
  return names.map((name) => `${String(base)}${name}`);
}

/**
 * Downloads chunks, four at a time, and puts their rows together in order.
 *
 * @throws InvalidResponse when a chunk is not a JSON array; whatever the download throws. The first
 *   failure ends the other downloads.
 */
export async function downloadChunks(
  configuration: Configuration,
  method: string,
  urls: readonly string[],
  options: {
    readonly onChunk?: ChunkProgress | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<unknown[]> {
  const failure = new AbortController();
  const signals = options.signal === undefined ? [] : [options.signal];
  const signal = AbortSignal.any([failure.signal, ...signals]);
  const chunks: unknown[][] = urls.map(() => []);
  let next = 0;
  let done = 0;
  options.onChunk?.(0, urls.length);
  async function downloadRemaining(): Promise<void> {
    for (let index = next++; index < urls.length; index = next++) {
      const subject = `chunk ${index + 1} of ${urls.length} of /data/${method}`;
      const answer = await downloadFile(configuration, urls[index] ?? '', subject, signal);
      const rows = parseJson(answer.text);
      if (!Array.isArray(rows)) throw new InvalidResponse(`${subject} is not a JSON array`, answer);
      chunks[index] = rows;
      done += 1;
      options.onChunk?.(done, urls.length);
    }
  }
  const workers = Array.from({ length: Math.min(concurrentDownloads, urls.length) }, () =>
    downloadRemaining(),
  );
  try {
    await Promise.all(workers);
  } catch (error) {
    failure.abort(error);
    await Promise.allSettled(workers);
    throw error;
  }
  return chunks.flat();
}
