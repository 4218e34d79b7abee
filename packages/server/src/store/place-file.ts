import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';

import type { CityResponse, Reader } from 'maxmind';

import type { Clock } from '../domain/ports.ts';
import { nowhere } from '../domain/session/place.ts';
import type { Place, PlaceFinder } from '../domain/session/place.ts';

/** The file of places cannot be used. The message names it and says what to do. */
export class PlaceFileUnreadable extends Error {
  override readonly name = 'PlaceFileUnreadable';
}

/** How often, at most, the file is looked at for a newer one in its place, in seconds. */
const lookSeconds = 10;

const nameLengthMax = 200;

interface OpenFile {
  readonly reader: Reader<CityResponse>;
  /** What tells one file from the next in its place. */
  readonly mark: string;
}

function unreadable(file: string, reason: string): PlaceFileUnreadable {
  return new PlaceFileUnreadable(
    `The file of places ${file} ${reason}. Give PITPASS_PLACES_FILE a database in the MaxMind format, or leave it out; sessions then show no place.`,
  );
}

async function readMark(file: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(file);
  return `${ino} ${size} ${mtimeMs}`;
}

async function openFile(file: string): Promise<OpenFile> {
  const mark = await readMark(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error.code === 'ENOENT' ? 'is not there' : 'cannot be read');
  });
  const bytes = await readFile(file).catch(() => {
    throw unreadable(file, 'cannot be read');
  });
  const { Reader } = await import('maxmind');
  try {
    const reader = new Reader<CityResponse>(bytes);
    // A file that was cut off has a good end or a good beginning, but no way from one to the other.
    reader.get('192.0.2.1');
    if (reader.metadata.ipVersion === 6) reader.get('2001:db8::1');
    return { reader, mark };
  } catch {
    throw unreadable(file, 'is no whole database in the MaxMind format');
  }
}

function toName(names: { readonly en?: unknown } | undefined): string | null {
  const name = names?.en;
  return typeof name === 'string' && name !== '' ? name.slice(0, nameLengthMax) : null;
}

function toPlace({ continent, country, subdivisions, city }: Partial<CityResponse>): Place {
  const parts = (subdivisions ?? []).flatMap(({ names }) => toName(names) ?? []);
  return {
    continent: toName(continent?.names),
    country: toName(country?.names),
    subdivisions: parts.length === 0 ? null : parts,
    city: toName(city?.names),
  };
}

/**
 * Opens a database of places that the operator provides, and keeps it in memory. A newer file in its place
 * is taken up within seconds of a look-up; while that one cannot be read, the one before goes on answering.
 *
 * @param onError - told in one sentence of a newer file that cannot be used, once for each
 * @throws PlaceFileUnreadable when the file is missing or no such database
 */
export async function openPlaceFile(
  file: string,
  { clock, onError }: { readonly clock: Clock; readonly onError: (error: Error) => void },
): Promise<PlaceFinder> {
  let open = await openFile(file);
  let refused: string | undefined;
  let lookedAt = clock();

  const lookForNewer = async (): Promise<void> => {
    const mark = await readMark(file);
    if (mark === open.mark || mark === refused) return;
    refused = mark;
    open = await openFile(file);
  };
  return {
    findPlace(ip) {
      const now = clock();
      if (now - lookedAt >= lookSeconds) {
        lookedAt = now;
        // A file that is just being replaced is missing for a moment: the one before goes on.
        lookForNewer().catch((error: unknown) => {
          if (error instanceof PlaceFileUnreadable) onError(error);
        });
      }
      if (ip === null || isIP(ip) === 0) return nowhere;
      if (isIP(ip) === 6 && open.reader.metadata.ipVersion !== 6) return nowhere;
      try {
        const record = open.reader.get(ip);
        return record === null ? nowhere : toPlace(record);
      } catch (error) {
        onError(error as Error);
        return nowhere;
      }
    },
  };
}
