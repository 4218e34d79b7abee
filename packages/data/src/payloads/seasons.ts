import type { Season } from '../world/calendar.ts';
import { findSeason, isoTime, seasonAt } from '../world/calendar.ts';
import type { Member } from '../world/member.ts';
import type { Series } from '../world/series.ts';
import {
  countEntries,
  findPublished,
  isPublished,
  lastWeek,
  openingsBySeries,
  registrationSeconds,
  sessionsBetween,
  weekOf,
} from '../world/timetable.ts';
import { ownsCar, ownsTrack } from './ownership.ts';
import type { Payload, PayloadContext, Refusal, RowSource } from './payload.ts';
import { rowsOf } from './payload.ts';
import type { Times } from './schedules.ts';
import {
  createFullSchedule,
  createFittedRestrictions,
  createSchedule,
  findForecast,
  scheduledTrackOf,
  weeksOf,
} from './schedules.ts';
import {
  createHeatFormat,
  createNewerRules,
  createRegistration,
  createRules,
  currentWeek,
  isFullRecord,
  isRunning,
  raceLimits,
} from './season-rules.ts';
import { hasFixedSetup, licenseGroupOf, seasonName, seasonShortName } from './series-words.ts';

/** What a season is asked about. */
interface Subject {
  readonly series: Series;
  readonly season: Season;
}

/** A year goes with a quarter, and a quarter with a year. */
function refuseHalfSeason({ parameters }: PayloadContext): Refusal | undefined {
  const year = parameters.findNumber('season_year');
  const quarter = parameters.findNumber('season_quarter');
  if ((year === undefined) === (quarter === undefined)) return undefined;
  const [missing, given] =
    year === undefined ? ['season_year', 'season_quarter'] : ['season_quarter', 'season_year'];
  return { status: 400, message: `${missing} is missing beside ${given}.` };
}

/** The season asked for, or the running one; undefined when it is not on the calendar. */
function findAskedSeason({ parameters, asOf }: PayloadContext): Season | undefined {
  const year = parameters.findNumber('season_year');
  const quarter = parameters.findNumber('season_quarter');
  if (year === undefined || quarter === undefined) return seasonAt(asOf);
  const season = findSeason(year, quarter);
  return season !== undefined && isPublished(season, asOf) ? season : undefined;
}

/** Who is entered for sessions that have not begun, by series; only the running season has any. */
function countRegistered({ world, asOf }: PayloadContext): Map<Series, number> {
  const counts = new Map<Series, number>();
  for (const session of sessionsBetween(world, asOf + 1, asOf + registrationSeconds + 1)) {
    const entries = countEntries(world, session, asOf);
    counts.set(session.series, (counts.get(session.series) ?? 0) + entries);
  }
  return counts;
}

function rookieSeason({ group, category }: Series) {
  return group === 0 ? { rookie_season: category.category_name } : {};
}

function createListRow({ world }: PayloadContext, { series, season }: Subject) {
  return {
    season_id: world.seriesBook.seasonId(series, season),
    series_id: series.series_id,
    season_name: seasonName(series, season),
    series_name: series.series_name,
    official: true,
    season_year: season.season_year,
    season_quarter: season.season_quarter,
    license_group: licenseGroupOf(series).license_group,
    fixed_setup: hasFixedSetup(series),
    driver_changes: false,
    ...rookieSeason(series),
  };
}

/** What changes with time and the season, in every record of one. */
function createState({ world, asOf }: PayloadContext, { series, season }: Subject, users: number) {
  return {
    season_id: world.seriesBook.seasonId(series, season),
    season_name: seasonName(series, season),
    active: isRunning(season, asOf),
    complete: season.end <= asOf,
    race_week: currentWeek(season, asOf),
    reg_user_count: users,
    schedule_description: `${series.series_short_name}, ${series.raceMinutes} minutes`,
    season_quarter: season.season_quarter,
    season_short_name: seasonShortName(season),
    season_year: season.season_year,
    start_date: isoTime(season.start),
    track_types: [{ track_type: trackTypeOf(series) }],
  };
}

function trackTypeOf({ category: { category } }: Series): string {
  return category === 'sports_car' || category === 'formula_car' ? 'road' : category;
}

/** Cars on the grid when everybody shows up. */
export function maximumField({ world }: PayloadContext, { category, group }: Series): number {
  const paddocks = world.layout.paddocks.filter(
    (paddock) => paddock.category === category.category && paddock.group === group,
  );
  return Math.max(...paddocks.map((paddock) => paddock.lanes));
}

function heatFormatOf(context: PayloadContext, { series, season }: Subject) {
  const week = Math.min(lastWeek - 1, currentWeek(season, context.asOf));
  const { laps } = context.world.seriesBook.getRaceWeek(series, season, week);
  return createHeatFormat(series, laps, maximumField(context, series), isoTime(season.start));
}

type Openings = ReadonlyMap<Series, readonly number[]>;

/** When the running week and the next one have their races; nothing else is timed this far. */
function createOpenings({ world, asOf }: PayloadContext, season: Season): Map<number, Openings> {
  if (!isRunning(season, asOf)) return new Map();
  const first = currentWeek(season, asOf);
  const weeks = [first, first + 1].filter((week) => week <= lastWeek);
  return new Map(
    weeks.map((week) => {
      const { from, to } = weekOf(season, week);
      return [week, openingsBySeries(world, from, to)];
    }),
  );
}

function createSeason(context: PayloadContext, subject: Subject, users: number, times: TimesOf) {
  const { series, season } = subject;
  return {
    ...createRules(series),
    ...createState(context, subject, users),
    next_race_session: null,
    ...rookieSeason(series),
    ...(isFullRecord(season) && {
      ...createNewerRules(series),
      ...createRegistration(series),
      ...heatFormatOf(context, subject),
    }),
    schedules: weeksOf(series, season).map((week) =>
      createSchedule(context, week, times(series, week.week)),
    ),
  };
}

/** When a series has its races in a week, if that is told. */
type TimesOf = (series: Series, week: number) => Times | undefined;

function createTimesOf(context: PayloadContext, season: Season): TimesOf {
  const openings = createOpenings(context, season);
  return (series, week) => {
    const own = openings.get(week)?.get(series);
    const style = series.hash % 2 === 0 ? 'moments' : 'pattern';
    return own === undefined ? undefined : { openings: own, style };
  };
}

function createSeasons(context: PayloadContext): RowSource {
  const season = findAskedSeason(context);
  if (season === undefined) return rowsOf([]);
  const { world, asOf } = context;
  const registered = isRunning(season, asOf) ? countRegistered(context) : new Map();
  const times = createTimesOf(context, season);
  const { all } = world.seriesBook;
  return {
    count: all.length,
    slice: (from, to) =>
      all
        .slice(from, to)
        .map((series) =>
          createSeason(context, { series, season }, registered.get(series) ?? 0, times),
        ),
  };
}

function createCurrentSchedule(context: PayloadContext, { series, season }: Subject) {
  const week = currentWeek(season, context.asOf);
  const raceWeek = context.world.seriesBook.getRaceWeek(series, season, week);
  const { category } = series.category;
  return {
    race_week_num: week,
    track: scheduledTrackOf(raceWeek.track),
    car_restrictions: createFittedRestrictions({ series, season, week }),
    ...raceLimits(series, raceWeek),
    precip_chance: 0,
    start_type: category !== 'formula_car' && category !== 'dirt_road' ? 'Rolling' : 'Standing',
    category_id: series.category.category_id,
  };
}

/** Whether the caller could race now: owns one of the cars, and the track of the week. */
function createEligibility(
  context: PayloadContext,
  { series, season }: Subject,
  caller: Member | undefined,
) {
  const week = currentWeek(season, context.asOf);
  const track = context.world.seriesBook.getTrack(series, season, week);
  return {
    own_car: caller !== undefined && series.cars.some((car) => ownsCar(caller, car)),
    own_track: caller !== undefined && ownsTrack(caller, track),
  };
}

function createSeasonList(context: PayloadContext): unknown[] {
  const season = findAskedSeason(context);
  if (season === undefined) return [];
  const { world, guests, caller, asOf } = context;
  const registered = isRunning(season, asOf) ? countRegistered(context) : new Map();
  const member = caller === undefined ? undefined : world.findMember(caller, guests);
  return world.seriesBook.all.map((series) => {
    const subject = { series, season };
    return {
      ...createRules(series),
      ...createState(context, subject, registered.get(series) ?? 0),
      ...createNewerRules(series),
      ...createRegistration(series),
      ...heatFormatOf(context, subject),
      current_week_sched: createCurrentSchedule(context, subject),
      elig: createEligibility(context, subject, member),
      has_mpr: true,
    };
  });
}

function findAsked({ world, parameters, asOf }: PayloadContext): Subject | undefined {
  return findPublished(world, parameters.getNumber('season_id'), asOf);
}

/** Seasons: lists of them, their rules and their schedules. */
export const seasonPayloads: Readonly<Record<string, Payload>> = {
  'season/list': {
    kind: 'link',
    answer: (context) => {
      const season = findAskedSeason(context);
      const all = season === undefined ? [] : context.world.seriesBook.all;
      return {
        season_quarter: context.parameters.getNumber('season_quarter'),
        seasons: all.flatMap((series) =>
          season === undefined ? [] : [createListRow(context, { series, season })],
        ),
        season_year: context.parameters.getNumber('season_year'),
      };
    },
  },
  'series/seasons': {
    kind: 'link',
    refuse: refuseHalfSeason,
    answer: () => [],
    longList: { name: undefined, rows: createSeasons },
    files: findForecast,
  },
  'series/season_list': {
    kind: 'link',
    refuse: refuseHalfSeason,
    answer: (context) => ({ seasons: createSeasonList(context) }),
  },
  'series/season_schedule': {
    kind: 'link',
    refuse: (context) =>
      findAsked(context) === undefined
        ? { status: 404, message: 'There is no season with this season_id.' }
        : undefined,
    answer: (context) => {
      const subject = findAsked(context);
      if (subject === undefined) return undefined;
      const weeks = weeksOf(subject.series, subject.season);
      return {
        success: true,
        season_id: context.parameters.getNumber('season_id'),
        schedules: weeks.map((week) => createFullSchedule(context, week)),
      };
    },
    files: findForecast,
  },
};
