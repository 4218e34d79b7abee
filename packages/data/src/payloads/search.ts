import type { Parameters } from '../catalogue/parameters.ts';
import { findSeason, isoTime, raceWeekAt, seasonAt, worldEpoch } from '../world/calendar.ts';
import { at } from '../world/hash.ts';
import { slotSeconds } from '../world/paddock.ts';
import type { Series } from '../world/series.ts';
import type { Start } from '../world/start.ts';
import type { PayloadContext, Refusal, RowSource } from './payload.ts';
import { raceEventType, raceEventTypeName, seasonOf, trackOf, winnerOf } from './race-words.ts';

const longestWindowSeconds = 90 * 86_400;
/** Every session ends within so many seconds after its slot began. */
const longestSessionSeconds = 2 * slotSeconds;

/** Starts and finishes that are asked for; ends are exclusive. */
export interface Window {
  readonly startFrom: number;
  readonly startTo: number;
  readonly finishFrom: number;
  readonly finishTo: number;
}

/** A moment in UTC as the search takes it; undefined for anything else, such as February 30. */
export function parseMoment(text: string): number | undefined {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-]00:?00))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.map((part) =>
    Number(part ?? 0),
  );
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute;
  return same ? date.getTime() / 1000 : undefined;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function refusal(message: string): Refusal {
  return { status: 400, message };
}

/** One range of a search; undefined when it is not given. */
export function readRange(
  parameters: Parameters,
  kind: 'start' | 'finish',
  now: number,
): Range | Refusal | undefined {
  const names = { begin: `${kind}_range_begin`, end: `${kind}_range_end` };
  const beginText = parameters.findText(names.begin);
  const endText = parameters.findText(names.end);
  if (beginText === undefined && endText === undefined) return undefined;
  if (beginText === undefined) return refusal(`${names.begin} is missing beside ${names.end}.`);
  const from = parseMoment(beginText);
  const to = endText === undefined ? Math.max(now, (from ?? 0) + 1) : parseMoment(endText);
  const form = 'must be a moment in UTC such as 2026-04-01T15:45Z.';
  if (from === undefined) return refusal(`${names.begin} ${form}`);
  if (to === undefined) return refusal(`${names.end} ${form}`);
  if (to <= from) return refusal(`${names.end} must be after ${names.begin}.`);
  if (to - from > longestWindowSeconds) {
    const reach = endText === undefined ? 'now' : names.end;
    return refusal(`${names.begin} and ${reach} are more than 90 days apart.`);
  }
  return { from, to };
}

const always: Range = { from: -Infinity, to: Infinity };
const never: Range = { from: 0, to: 0 };

function readSeason(parameters: Parameters): Range | Refusal | undefined {
  const year = parameters.findNumber('season_year');
  const quarter = parameters.findNumber('season_quarter');
  if (year === undefined && quarter === undefined) return undefined;
  if (quarter === undefined) return refusal('season_quarter is missing beside season_year.');
  if (year === undefined) return refusal('season_year is missing beside season_quarter.');
  const season = findSeason(year, quarter);
  return season === undefined ? never : { from: season.start, to: season.end };
}

/** Whether a check came to a refusal. */
export function isRefusal(value: object | undefined): value is Refusal {
  return value !== undefined && 'status' in value;
}

/** The window of a search, or what is wrong with it. */
export function readWindow({ parameters, asOf }: PayloadContext): Window | Refusal {
  const season = readSeason(parameters);
  if (isRefusal(season)) return season;
  const start = readRange(parameters, 'start', asOf);
  if (isRefusal(start)) return start;
  const finish = readRange(parameters, 'finish', asOf);
  if (isRefusal(finish)) return finish;
  if (season === undefined && start === undefined && finish === undefined) {
    return refusal(
      'Give season_year and season_quarter, or start_range_begin, or finish_range_begin.',
    );
  }
  const starts = [season ?? always, start ?? always];
  const { from, to } = finish ?? always;
  return {
    startFrom: Math.max(...starts.map((range) => range.from)),
    startTo: Math.min(...starts.map((range) => range.to)),
    finishFrom: from,
    finishTo: Math.min(to, asOf + 1),
  };
}

type Filter = (series: Series) => boolean;

function createFilter(parameters: Parameters): Filter {
  const seriesId = parameters.findNumber('series_id');
  const categories = new Set(parameters.findNumbers('category_ids') ?? []);
  const races = parameters.findNumbers('event_types')?.includes(raceEventType) ?? true;
  // The world holds no team events yet.
  const possible = races && parameters.findNumber('team_id') === undefined;
  return (series) =>
    possible &&
    (seriesId === undefined || series.series_id === seriesId) &&
    categories.has(series.category.category_id);
}

/** Whether a session starts and ends inside a window. */
export function isInside(window: Window, start: Start): boolean {
  return (
    start.startTime >= window.startFrom &&
    start.startTime < window.startTo &&
    start.endTime >= window.finishFrom &&
    start.endTime < window.finishTo
  );
}

/** A member's races, in the order of their numbers. */
function findOfMember(context: PayloadContext, window: Window, custId: number): Start[] {
  const { world, guests, parameters, asOf } = context;
  const week = parameters.findNumber('race_week_num');
  const accepts = createFilter(parameters);
  const begin = Math.max(window.startFrom, window.finishFrom - longestSessionSeconds);
  const span = { begin, end: window.startTo, asOf };
  return world
    .racesOf(custId, guests, span, Infinity)
    .filter((start) => isInside(window, start) && accepts(start.series))
    .filter((start) => week === undefined || start.race_week_num === week)
    .toSorted((a, b) => a.subsession_id - b.subsession_id);
}

/** More places than a slot has. */
const placesPerSlot = 1024;

/** Everybody's races, each as slot × 1024 + place; whole starts are made only near the edges. */
function findOfAll(context: PayloadContext, window: Window): number[] {
  const { world, parameters } = context;
  const week = parameters.findNumber('race_week_num');
  const accepts = createFilter(parameters);
  const begin = Math.max(window.startFrom, window.finishFrom - longestSessionSeconds, worldEpoch);
  const end = Math.min(window.startTo, window.finishTo);
  const found: number[] = [];
  for (let slot = world.starts.slotAt(begin); ; slot += 1) {
    const opens = worldEpoch + slot * slotSeconds;
    if (opens >= end) return found;
    if (week !== undefined && raceWeekAt(seasonAt(opens), opens) !== week) continue;
    const sure =
      opens >= Math.max(window.startFrom, window.finishFrom) &&
      opens + longestSessionSeconds < Math.min(window.startTo, window.finishTo);
    const places = world.starts.placesOf(slot);
    for (let i = 0; i < places.length; i += 1) {
      if (!accepts(world.starts.seriesAt(slot, at(places, i)))) continue;
      if (sure || isInside(window, world.starts.atSlot(slot, i))) {
        found.push(slot * placesPerSlot + i);
      }
    }
  }
}

function createRow(context: PayloadContext, start: Start) {
  const race = context.world.drive(start);
  const { member } = winnerOf(context, race);
  const season = seasonOf(context, start);
  return {
    session_id: race.session_id,
    subsession_id: race.subsession_id,
    start_time: isoTime(race.startTime),
    end_time: isoTime(race.endTime),
    license_category_id: race.series.category.category_id,
    license_category: race.series.category.category_name,
    num_drivers: race.runs.length,
    num_cautions: 0,
    num_caution_laps: 0,
    num_lead_changes: race.leadChanges,
    event_average_lap: race.averageLap,
    event_best_lap_time: race.bestLapTime,
    event_laps_complete: race.raceWeek.laps,
    driver_changes: false,
    winner_group_id: member.cust_id,
    winner_name: member.display_name,
    winner_ai: false,
    track: trackOf(race),
    official_session: true,
    season_id: season.season_id,
    season_year: season.season_year,
    season_quarter: season.season_quarter,
    event_type: raceEventType,
    event_type_name: raceEventTypeName,
    series_id: season.series_id,
    series_name: season.series_name,
    series_short_name: season.series_short_name,
    race_week_num: season.race_week_num,
    event_strength_of_field: race.strengthOfField,
  };
}

/** The rows of a search in the order of `subsession_id`; races are driven when a row is read. */
export function createSearchRows(context: PayloadContext): RowSource {
  const window = readWindow(context);
  if (isRefusal(window)) throw new RangeError(window.message);
  const custId = context.parameters.findNumber('cust_id');
  if (custId !== undefined && context.parameters.findNumber('team_id') === undefined) {
    const starts = findOfMember(context, window, custId);
    return {
      count: starts.length,
      slice: (from, to) => starts.slice(from, to).map((start) => createRow(context, start)),
    };
  }
  const found = findOfAll(context, window);
  return {
    count: found.length,
    slice: (from, to) =>
      Array.from({ length: Math.max(0, Math.min(to, found.length) - from) }, (_, i) => {
        const code = at(found, from + i);
        const slot = Math.floor(code / placesPerSlot);
        return createRow(context, context.world.starts.atSlot(slot, code % placesPerSlot));
      }),
  };
}

const echoedTexts = [
  'start_range_begin',
  'start_range_end',
  'finish_range_begin',
  'finish_range_end',
] as const;
const echoedNumbers = [
  'season_year',
  'season_quarter',
  'cust_id',
  'team_id',
  'series_id',
  'race_week_num',
] as const;

/** The ranges of a search as they were understood. */
export function echoTexts(parameters: Parameters): Record<string, string> {
  const echo: Record<string, string> = {};
  for (const name of echoedTexts) {
    const moment = parseMoment(parameters.findText(name) ?? '');
    if (moment !== undefined) echo[name] = isoTime(moment);
  }
  return echo;
}

/** The search as it was understood: what was given, in normal form, and the defaults. */
export function createSearchEcho({ parameters }: PayloadContext): Record<string, unknown> {
  const echo: Record<string, unknown> = {
    category_ids: parameters.findNumbers('category_ids'),
    ...echoTexts(parameters),
  };
  for (const name of echoedNumbers) {
    const value = parameters.findNumber(name);
    if (value !== undefined) echo[name] = value;
  }
  echo.official_only = parameters.isSet('official_only');
  echo.event_types = parameters.findNumbers('event_types');
  return echo;
}
