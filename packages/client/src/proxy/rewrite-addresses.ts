import type { FileReading } from './file-address.ts';

/** Gives an address of the proxy for one of a file's; undefined when the file lies where none may. */
export type AddressWriter = (url: string, reading: FileReading) => Promise<string | undefined>;

type JsonObject = Readonly<Record<string, unknown>>;

const csvAddresses = ['csv_url', 'driver_standings_csv_url', 'team_standings_csv_url'];

// Files of these are short, and lead on to chunks or tables.
const leadingOn = /^((results|stats)\/[a-z]+_|league\/season_standings$)/;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An answer leads to a file at a host that is not among the proxy's. */
export class ForeignFile extends Error {
  override readonly name = 'ForeignFile';
}

/** What a message may say of an address: where it leads, not what signs it. */
function whereTo(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'no address';
}

async function demand(write: AddressWriter, url: string, reading: FileReading): Promise<string> {
  const written = await write(url, reading);
  if (written !== undefined) return written;
  throw new ForeignFile(`an answer leads to ${whereTo(url)}, which is not among fileOrigins`);
}

/** `chunk_info` with names that lead through the proxy: the SDK puts base and name together. */
async function rewriteChunks(
  info: unknown,
  filesUrl: string,
  write: AddressWriter,
): Promise<unknown> {
  if (!isObject(info) || typeof info['base_download_url'] !== 'string') return info;
  const names: unknown = info['chunk_file_names'];
  if (!Array.isArray(names)) return info;
  const base = info['base_download_url'];
  const chunk_file_names = await Promise.all(
    names.map(async (name) => {
      const written = await demand(write, `${base}${String(name)}`, 'as_it_is');
      return written.slice(filesUrl.length);
    }),
  );
  return { ...info, base_download_url: filesUrl, chunk_file_names };
}

/**
 * Replaces the addresses of files, at the top of an answer and under its `data`, by the proxy's own; all the
 * rest stays. An answer without any is given back as it is.
 *
 * @param method whose answer, or whose file, it is
 * @param filesUrl what all the proxy's addresses of files begin with
 * @throws ForeignFile when a link, a `data_url` or a chunk lies where no file may
 */
export async function rewriteAddresses(
  method: string,
  value: unknown,
  filesUrl: string,
  write: AddressWriter,
): Promise<unknown> {
  if (!isObject(value)) return value;
  const rewritten: Record<string, unknown> = { ...value };
  const reading = leadingOn.test(method) ? 'with_addresses' : 'as_it_is';
  if (typeof value['link'] === 'string') {
    rewritten['link'] = await demand(write, value['link'], reading);
  }
  if (typeof value['data_url'] === 'string') {
    rewritten['data_url'] = await demand(write, value['data_url'], 'as_it_is');
  }
  if (isObject(value['data']) && 'chunk_info' in value['data']) {
    const chunk_info = await rewriteChunks(value['data']['chunk_info'], filesUrl, write);
    rewritten['data'] = { ...value['data'], chunk_info };
  }
  if ('chunk_info' in value) {
    rewritten['chunk_info'] = await rewriteChunks(value['chunk_info'], filesUrl, write);
  }
  for (const name of csvAddresses) {
    const url = value[name];
    // A table that lies elsewhere is no reason to refuse the rest.
    if (typeof url === 'string') rewritten[name] = (await write(url, 'as_it_is')) ?? url;
  }
  return rewritten;
}
