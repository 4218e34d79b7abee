import type { Season } from '../world/calendar.ts';
import { isoDate, isoTime } from '../world/calendar.ts';
import { remember } from '../world/hash.ts';
import type { RaceWeek, Series } from '../world/series.ts';
import { scheduledWeather } from '../world/scheduled-weather.ts';
import { practiceSeconds, qualifySeconds, sessionSeconds } from '../world/start.ts';
import { isSuperSession } from '../world/super-session.ts';
import { findPublished, lastWeek, openingsBySeries, weekOf } from '../world/timetable.ts';
import type { Track } from '../world/tracks.ts';
import { kindWords } from './content.ts';
import type { PayloadContext } from './payload.ts';
import {
  createForecast,
  createForecastOptions,
  createOlderWeather,
  createWeather,
} from './schedule-weather.ts';
import { isFullRecord, raceLimits } from './season-rules.ts';
import { hasFixedSetup, plainTrackOf, seasonName } from './series-words.ts';

const daySeconds = 86_400;
const forecastLinkSeconds = 604_800;
/** A boundary between weeks in words; the same few come again for every series. */
const weekTime = remember(128, isoTime);

/** A series in one race week of a season. */
export interface Week {
  readonly series: Series;
  readonly season: Season;
  readonly week: number;
}

/** How a schedule's times are written: a pattern by the day, or single moments. */
type TimeStyle = 'pattern' | 'moments';

function raceWeekOf({ world }: PayloadContext, { series, season, week }: Week): RaceWeek {
  return world.seriesBook.getRaceWeek(series, season, week);
}

/** All race weeks of a season. */
export function weeksOf(series: Series, season: Season): Week[] {
  return Array.from({ length: lastWeek + 1 }, (_, week) => ({ series, season, week }));
}

/** How long a session of a week is open, in minutes. */
function sessionMinutes(context: PayloadContext, week: Week): number {
  return Math.ceil(sessionSeconds(raceWeekOf(context, week)) / 60);
}

/** A track with its category, as schedules have it. */
export function scheduledTrackOf(track: Track) {
  return {
    category: kindWords[track.kind].category,
    category_id: track.category_id,
    ...plainTrackOf(track),
  };
}

/** What each car is held back by: nothing, but the record names the cars of a mixed field. */
function createRestrictions({ series }: Week) {
  if (series.cars.length === 1) return [];
  return series.cars.map(({ car_id }) => ({
    car_id,
    max_dry_tire_sets: 0,
    max_pct_fuel_fill: 100,
    power_adjust_pct: 0,
    weight_penalty_kg: 0,
  }));
}

/** The same with the set-ups that everybody drives, in a series where they are fixed. */
export function createFittedRestrictions(week: Week) {
  if (!hasFixedSetup(week.series)) return createRestrictions(week);
  return createRestrictions(week).map((restriction) => ({
    ...restriction,
    race_setup_id: 200_000 + restriction.car_id * 2,
    qual_setup_id: 200_001 + restriction.car_id * 2,
  }));
}

/** The times of day at which sessions open, each with the days of the week on which they do. */
function createPattern(openings: readonly number[], from: number) {
  const byTime = new Map<number, number[]>();
  for (const opening of openings) {
    const days = byTime.get(opening % daySeconds) ?? [];
    days.push(Math.floor((opening - from) / daySeconds));
    byTime.set(opening % daySeconds, days);
  }
  return [...byTime].toSorted(([a], [b]) => a - b);
}

/** The openings of a week, and how they are written. */
export interface Times {
  readonly openings: readonly number[];
  readonly style: TimeStyle;
}

/** When races are; super sessions are written apart from the others. */
function createTimes(context: PayloadContext, week: Week, { openings, style }: Times): object[] {
  const { series, season } = week;
  const { from } = weekOf(season, week.week);
  const session_minutes = sessionMinutes(context, week);
  return [false, true].flatMap((super_session): object[] => {
    const own = openings.filter(
      (startTime) => isSuperSession({ series, startTime }) === super_session,
    );
    if (own.length === 0) return [];
    if (style === 'moments') {
      const session_times = own.map(isoTime);
      return [{ repeating: false, session_minutes, super_session, session_times }];
    }
    return createPattern(own, from).map(([time, day_offset]) => ({
      day_offset,
      first_session_time: isoTime(time).slice(11, 19),
      repeat_minutes: 1440,
      repeating: true,
      session_minutes,
      start_date: isoDate(from),
      super_session,
    }));
  });
}

function createNewerFields({ series, season, week }: Week) {
  const oval = series.category.category === 'oval' || series.category.category === 'dirt_oval';
  return {
    category: series.category.category,
    category_id: series.category.category_id,
    enable_pitlane_collisions: false,
    full_course_cautions: false,
    practice_length: practiceSeconds / 60,
    qualify_laps: 2,
    qualify_length: qualifySeconds / 60,
    short_parade_lap: false,
    start_zone: oval,
    warmup_length: 0,
    week_end_time: weekTime(weekOf(season, week).to),
  };
}

function createBasis(context: PayloadContext, week: Week) {
  const { series, season } = week;
  const raceWeek = raceWeekOf(context, week);
  const { category } = series.category;
  const isRolling = category !== 'formula_car' && category !== 'dirt_road';
  return {
    season_id: context.world.seriesBook.seasonId(series, season),
    race_week_num: week.week,
    car_restrictions: createRestrictions(week),
    qual_attached: true,
    ...raceLimits(series, raceWeek),
    restart_type: 'Double-file Back',
    schedule_name: `Week ${week.week + 1}`,
    season_name: seasonName(series, season),
    series_id: series.series_id,
    series_name: series.series_name,
    special_event_type: null,
    start_date: weekTime(weekOf(season, week.week).from).slice(0, 10),
    start_type: isRolling ? 'Rolling' : 'Standing',
    track: scheduledTrackOf(raceWeek.track),
  };
}

function forecastFile(seasonId: number, week: number): string {
  return `forecast_${seasonId}_${week}.json`;
}

function weatherOf({ series, season, week }: Week) {
  return scheduledWeather(series, season, week);
}

/** The weather of a week whose forecast is not drawn yet, or not kept any more. */
function createPlainWeather(context: PayloadContext, week: Week) {
  return {
    ...createWeather(weatherOf(week), sessionMinutes(context, week)),
    forecast_options: createForecastOptions(weatherOf(week)),
  };
}

function createLinkedWeather(context: PayloadContext, week: Week) {
  const seasonId = context.world.seriesBook.seasonId(week.series, week.season);
  return {
    ...createWeather(weatherOf(week), sessionMinutes(context, week)),
    weather_url: context.linkTo(forecastFile(seasonId, week.week), forecastLinkSeconds),
  };
}

/**
 * A race week as `series/seasons` has it. Older seasons are kept with fewer fields; times and
 * forecasts are there when `times` is.
 */
export function createSchedule(context: PayloadContext, week: Week, times: Times | undefined) {
  const basis = { ...createBasis(context, week), car_restrictions: createFittedRestrictions(week) };
  if (!isFullRecord(week.season)) {
    return {
      ...basis,
      race_week_cars: [],
      simulated_time_multiplier: 1,
      track_state: { leave_marbles: false, practice_rubber: -1, race_rubber: -1 },
      weather: createOlderWeather(weatherOf(week)),
      yellow_flags: false,
    };
  }
  const { track } = basis;
  return {
    ...basis,
    ...createNewerFields(week),
    ...(times !== undefined && { race_time_descriptors: createTimes(context, week, times) }),
    race_week_car_class_ids: [],
    track: { ...track, config_name: track.config_name ?? null },
    track_state: { leave_marbles: false },
    weather:
      times === undefined ? createPlainWeather(context, week) : createLinkedWeather(context, week),
  };
}

/** A race week as `series/season_schedule` has it: whole, whatever the age of the season. */
export function createFullSchedule(context: PayloadContext, week: Week) {
  const { from, to } = weekOf(week.season, week.week);
  const openings = openingsBySeries(context.world, from, to).get(week.series) ?? [];
  const basis = createBasis(context, week);
  const { track } = basis;
  return {
    ...basis,
    ...createNewerFields(week),
    qual_time_descriptors: [],
    race_time_descriptors: createTimes(context, week, { openings, style: 'pattern' }),
    ...(week.series.hash % 2 === 0 && { race_week_car_class_ids: [], race_week_cars: [] }),
    track: { ...track, config_name: track.config_name ?? 'N/A' },
    track_state: { leave_marbles: false },
    weather: createLinkedWeather(context, week),
  };
}

/** The forecast that a `weather_url` leads to; undefined for a file that is none. */
export function findForecast(context: PayloadContext, file: string): unknown {
  const [, seasonId, week] = /^forecast_(\d{1,9})_(\d{1,2})\.json$/.exec(file) ?? [];
  const found = findPublished(context.world, Number(seasonId), context.asOf);
  if (found === undefined || Number(week) > lastWeek) return undefined;
  const of = { ...found, week: Number(week) };
  return createForecast(weatherOf(of), sessionMinutes(context, of));
}
