import { InvalidOptions } from '../errors.ts';
import type { DataParameters } from './data-request.ts';
import { parameterRules } from './parameter-rules.ts';

const valueBytesMax = 2048;
const daysMax = 90;
const daySeconds = 86_400;
// The service answers as of the beginning of the quarter of an hour.
const windowSeconds = 900;

const rules = new Map<string, readonly string[]>();
for (const line of parameterRules.replaceAll('\n ', ' ').split('\n')) {
  const [method = '', ...words] = line.split(' ');
  rules.set(method, words);
}

type Given = ReadonlyMap<string, string>;

/** Epoch seconds of a date or moment, without its zone; undefined for February 30. */
function readMoment(date: string, time: string): number | undefined {
  const moment = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(moment)) return undefined;
  if (!new Date(moment).toISOString().startsWith(`${date}T${time.slice(0, 5)}`)) {
    return undefined;
  }
  return moment / 1000;
}

/** A moment in UTC, or one with an offset from it. */
function parseMoment(text: string, isZoned: boolean): number | undefined {
  const [, date = '', time, zone = ''] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:(?<=:\d\d:\d\d)\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?$/.exec(
      text,
    ) ?? [];
  if (!isZoned) {
    return /^(Z|[+-]00:?00)?$/.test(zone) ? readMoment(date, time ?? '00:00') : undefined;
  }
  const isZone = /^(Z|[+-](0\d|1[0-4]):?[0-5]\d)$/.test(zone);
  return isZone && time !== undefined ? readMoment(date, time) : undefined;
}

function describeRange(least: string, most: string): string {
  if (least !== '' && most !== '') return ` from ${least} to ${most}`;
  return least === '' ? '' : ` of ${least} or more`;
}

function isNumber(text: string, least: string, most: string): boolean {
  const value = Number(text);
  return (
    /^-?\d{1,16}$/.test(text) &&
    Number.isSafeInteger(value) &&
    (least === '' || value >= Number(least)) &&
    (most === '' || value <= Number(most))
  );
}

/** What a value has to be and is not; undefined when it is. */
function findFault(text: string, form: string): string | undefined {
  const kind = form.charAt(0);
  const rest = form.slice(1);
  const [least = '', most = ''] = rest.split(',');
  switch (kind) {
    case 'b':
      return /^(true|false)$/i.test(text) ? undefined : 'true or false';
    case 'u':
    case 'z': {
      const isZoned = kind === 'z';
      if (parseMoment(text, isZoned) !== undefined) return undefined;
      return isZoned
        ? 'a moment with its offset, such as 2026-04-01T17:45+02:00'
        : 'a moment in UTC, such as 2026-04-01T15:45Z';
    }
    case 'e':
      return rest.split('|').includes(text) ? undefined : `one of ${rest.replaceAll('|', ', ')}`;
    case 'w':
      return /[^\p{M}\s]/u.test(text) ? undefined : 'more than blanks';
    case 's':
      return rest === '' || text.length <= Number(rest)
        ? undefined
        : `a text of at most ${rest} characters`;
    case 'l': {
      const isList = text.split(',').every((part) => isNumber(part, least, most));
      return isList ? undefined : `whole numbers${describeRange(least, most)} with commas between`;
    }
    default:
      return isNumber(text, least, most)
        ? undefined
        : `a whole number${describeRange(least, most)}`;
  }
}

/** What is wrong with a begin and an end; an end that is left out is now. */
function findRangeFault(given: Given, kind: string, now: number): string | undefined {
  const [begin, end] = [`${kind}_range_begin`, `${kind}_range_end`];
  const read = (name: string): number | undefined => parseMoment(given.get(name) ?? '', false);
  const to = read(end);
  const from = read(begin);
  if (from === undefined) return to === undefined ? undefined : `${end} needs ${begin} beside it`;
  if (to !== undefined && to <= from) return `${end} must be after ${begin}`;
  const reach = to ?? now - (now % windowSeconds);
  if (reach - from <= daysMax * daySeconds) return undefined;
  const other = to === undefined ? 'now' : end;
  return `${begin} and ${other} are more than ${daysMax} days apart: ask for shorter ranges, one after the other`;
}

function findSearchFault(given: Given, method: string, now: number): string | undefined {
  const has = (name: string): boolean => given.has(name);
  const fault = findRangeFault(given, 'start', now) ?? findRangeFault(given, 'finish', now);
  if (fault !== undefined) return fault;
  const hasRange = has('start_range_begin') || has('finish_range_begin');
  if (method === 'results/search_series') {
    return hasRange || has('season_year')
      ? undefined
      : 'give season_year and season_quarter, or start_range_begin, or finish_range_begin';
  }
  if (!hasRange) return 'give start_range_begin or finish_range_begin';
  const subjects = ['cust_id', 'team_id', 'host_cust_id', 'session_name'];
  return subjects.some(has) ? undefined : 'give cust_id, team_id, host_cust_id or session_name';
}

function findDirectoryFault(given: Given): string | undefined {
  const read = (name: string, fallback: number): number => Number(given.get(name) ?? fallback);
  const lower = read('lowerbound', 1);
  const upper = read('upperbound', lower);
  if (upper < lower) return 'upperbound must not be below lowerbound';
  if (upper - lower >= 500) return 'upperbound must be less than 500 above lowerbound';
  return read('maximum_roster_count', Infinity) < read('minimum_roster_count', 0)
    ? 'maximum_roster_count must not be below minimum_roster_count'
    : undefined;
}

/** What is wrong with the parameters of a method, by the rules between several of them. */
function findFaultBetween(given: Given, method: string, now: number): string | undefined {
  const isHalf = given.has('season_year') !== given.has('season_quarter');
  // The year alone is a question that can be answered by world records.
  if (isHalf && (method !== 'stats/world_records' || given.has('season_quarter'))) {
    return 'season_year and season_quarter go together: give both or neither';
  }
  if (method.startsWith('results/search_')) return findSearchFault(given, method, now);
  return method === 'league/directory' ? findDirectoryFault(given) : undefined;
}

/** What is wrong with one parameter. */
function findOwnFault(given: Given, rule: string): string | undefined {
  const [, required = '', name = '', form = 'n1,'] = /^(!?)(\w+):?(.+)?$/.exec(rule) ?? [];
  const text = given.get(name);
  if (text === undefined)
    return required === '' ? undefined : `${name} is missing: it has to be given`;
  if (text === '')
    return `${name} is empty: give it a value${required === '' ? ' or leave it out' : ''}`;
  const wanted = findFault(text, form);
  return wanted === undefined ? undefined : `${name} must be ${wanted}`;
}

function readGiven(parameters: DataParameters): Given {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) {
    // A list becomes its elements with commas between them, as in the query.
    if (value !== undefined && value !== null) given.set(name, String(value));
  }
  return given;
}

/**
 * Checks parameters as the service would: what has to be given, types, limits, the form of dates, and what
 * goes together. Methods and parameters that are not known pass, since the service adds some without notice;
 * so does a URLSearchParams.
 *
 * @param now epoch seconds, which a range without an end reaches to
 * @throws InvalidOptions with a sentence that names the parameter and never repeats its value
 */
export function checkParameters(method: string, parameters: DataParameters, now: number): void {
  const known = rules.get(method);
  if (known === undefined || parameters instanceof URLSearchParams) return;
  const given = readGiven(parameters);
  const refuse = (fault: string | undefined): void => {
    if (fault !== undefined) throw new InvalidOptions(`/data/${method} was not asked: ${fault}`);
  };
  for (const rule of known) refuse(findOwnFault(given, rule));
  for (const [name, text] of given) {
    // As it is written in the query, after a `=`.
    if (new URLSearchParams([['', text]]).toString().length <= valueBytesMax + 1) continue;
    refuse(`${name} is longer than ${valueBytesMax} bytes: ask in several calls`);
  }
  refuse(findFaultBetween(given, method, now));
}
