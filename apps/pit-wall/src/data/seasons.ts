import { readFields } from './read-fields.ts';

/** One series in one of its seasons. */
export interface SeriesSeason {
  readonly season_id: number;
  readonly season_name: string;
  readonly season_year: number;
  readonly season_quarter: number;
  /** The week that is raced now, counted from 0. */
  readonly race_week: number;
  readonly car_class_ids: readonly number[];
}

function parseSeason(value: unknown, index: number): SeriesSeason {
  const season = readFields(value, `Season ${index + 1} of series/seasons`);
  return {
    ...season.numbers('season_id', 'season_year', 'season_quarter', 'race_week'),
    season_name: season.text('season_name'),
    car_class_ids: season.list('car_class_ids').filter((id) => typeof id === 'number'),
  };
}

/**
 * Reads the payload of `series/seasons`.
 *
 * @throws UnexpectedData
 */
export function parseSeasons(payload: unknown): SeriesSeason[] {
  if (Array.isArray(payload)) return payload.map(parseSeason);
  return readFields({ seasons: payload }, 'The answer of series/seasons')
    .list('seasons')
    .map(parseSeason);
}

/** The year and quarter of the newest season; undefined when there is none. */
export function findNewestQuarter(
  seasons: readonly SeriesSeason[],
): Pick<SeriesSeason, 'season_year' | 'season_quarter'> | undefined {
  return seasons.toSorted(
    (left, right) =>
      right.season_year - left.season_year || right.season_quarter - left.season_quarter,
  )[0];
}

/** One race that a member drove in a season. */
export interface SeasonRace {
  readonly subsession_id: number;
  readonly season_id: number;
  /** Counted from 0. */
  readonly race_week_num: number;
  /** Epoch seconds. */
  readonly start_time: number;
}

function parseSeasonRace(value: unknown, index: number): SeasonRace {
  const race = readFields(value, `Row ${index + 1} of results/search_series`);
  return {
    ...race.numbers('subsession_id', 'season_id', 'race_week_num'),
    start_time: race.time('start_time'),
  };
}

/**
 * Reads the rows of `results/search_series`, the oldest race first.
 *
 * @throws UnexpectedData
 */
export function parseSeasonRaces(rows: readonly unknown[]): SeasonRace[] {
  return rows.map(parseSeasonRace).toSorted((left, right) => left.start_time - right.start_time);
}

/** One week of a season's schedule. */
export interface ScheduledWeek {
  /** Counted from 0. */
  readonly race_week_num: number;
  /** A day, as it was sent: "2026-09-08". */
  readonly start_date: string;
  readonly track_name: string;
  readonly config_name: string | undefined;
}

function parseWeek(value: unknown, index: number): ScheduledWeek {
  const week = readFields(value, `Week ${index + 1} of series/season_schedule`);
  const track = week.object('track');
  const config_name = track.raw('config_name');
  return {
    race_week_num: week.number('race_week_num'),
    start_date: week.text('start_date'),
    track_name: track.text('track_name'),
    config_name: typeof config_name === 'string' && config_name !== '' ? config_name : undefined,
  };
}

/**
 * Reads the payload of `series/season_schedule`, the first week first.
 *
 * @throws UnexpectedData
 */
export function parseSchedule(payload: unknown): ScheduledWeek[] {
  return readFields(payload, 'The answer of series/season_schedule')
    .list('schedules')
    .map(parseWeek)
    .toSorted((left, right) => left.race_week_num - right.race_week_num);
}
