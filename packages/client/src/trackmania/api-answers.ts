import { InvalidResponse } from '../errors.ts';
import type { ApiAnswer } from './api-request.ts';

/** Who the member is. Key on `accountId`: a display name can change. */
export interface TrackmaniaUser {
  readonly accountId: string;
  readonly displayName: string;
}

/** A club that the member is an admin of. Members that the service adds later are kept. */
export interface TrackmaniaClub {
  readonly id: number;
  readonly name: string;
}

/** A map among the member's favorites. Members that the service adds later are kept. */
export interface FavoriteMap {
  /** Not the `mapId` that records are asked by. */
  readonly uid: string;
  readonly name: string;
  /** An account id, not a name. */
  readonly author: string;
  readonly thumbnailUrl: string;
}

/**
 * The member's best on one map. Where there is nothing to count, a number can be 4294967295.
 * Members that the service adds later are kept.
 */
export interface MapRecord {
  readonly accountId: string;
  readonly mapId: string;
  readonly mapRecordId: string;
  readonly gameMode: string;
  readonly gameModeCustomData: string | null;
  /** From 0, none, to 4, the author's. */
  readonly medal: number;
  readonly removed: boolean;
  readonly respawnCount: number;
  readonly scopeId: string | null;
  readonly scopeType: string;
  readonly score: number;
  /** Milliseconds. */
  readonly time: number;
  /** ISO 8601 with an offset. */
  readonly timestamp: string;
  /** Where the ghost is. */
  readonly url: string;
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken({ subject, details }: ApiAnswer): InvalidResponse {
  return new InvalidResponse(`${subject} does not have the known form`, details);
}

function readList<T>(
  answer: ApiAnswer,
  list: unknown,
  isEntry: (fields: Fields) => boolean,
): readonly T[] {
  const isKnown =
    Array.isArray(list) && list.every((entry: unknown) => isObject(entry) && isEntry(entry));
  if (!isKnown) throw broken(answer);
  return list as readonly T[];
}

function readMember(answer: ApiAnswer, name: string): unknown {
  return isObject(answer.value) ? answer.value[name] : undefined;
}

/**
 * Reads who the member is, under the names of today or the ones before 2022.
 *
 * @throws InvalidResponse
 * @see Trackmania's spec, §7.1
 */
export function readUser(answer: ApiAnswer): TrackmaniaUser {
  const accountId = readMember(answer, 'accountId') ?? readMember(answer, 'account_id');
  const displayName = readMember(answer, 'displayName') ?? readMember(answer, 'display_name');
  if (typeof accountId !== 'string' || accountId === '' || typeof displayName !== 'string') {
    throw broken(answer);
  }
  return { accountId, displayName };
}

/**
 * Reads an object of texts; an empty list stands for the empty object, and null for nothing known.
 *
 * @throws InvalidResponse
 * @see Trackmania's spec, §7.2 and §11.2
 */
export function readTextMap(answer: ApiAnswer): ReadonlyMap<string, string> {
  const { value } = answer;
  if (Array.isArray(value) && value.length === 0) return new Map();
  if (!isObject(value)) throw broken(answer);
  const entries = Object.entries(value).filter(([, text]) => text !== null);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw broken(answer);
  }
  return new Map(entries);
}

/** Reads the clubs. @throws InvalidResponse @see Trackmania's spec, §7.4 */
export function readClubs(answer: ApiAnswer): readonly TrackmaniaClub[] {
  return readList(
    answer,
    readMember(answer, 'clubs'),
    ({ id, name }) => Number.isSafeInteger(id) && typeof name === 'string',
  );
}

/** Reads one page of favorites. @throws InvalidResponse @see Trackmania's spec, §7.5 */
export function readFavoriteMaps(answer: ApiAnswer): readonly FavoriteMap[] {
  return readList(answer, readMember(answer, 'list'), ({ uid }) => typeof uid === 'string');
}

/** Reads records. @throws InvalidResponse @see Trackmania's spec, §7.7 */
export function readMapRecords(answer: ApiAnswer): readonly MapRecord[] {
  return readList(
    answer,
    answer.value,
    ({ mapId, time }) => typeof mapId === 'string' && typeof time === 'number',
  );
}
