import type { Season } from '../world/calendar.ts';
import { getSeason } from '../world/calendar.ts';
import { publishedSeasons } from '../world/timetable.ts';
import type { Series } from '../world/series.ts';
import { hasSuperSessions } from '../world/super-session.ts';
import type { Payload, PayloadContext, RowSource } from './payload.ts';
import { weeksOf } from './schedules.ts';
import { isFullRecord, isRunning } from './season-rules.ts';
import { maximumField } from './seasons.ts';
import {
  allowedLicensesOf,
  carClassOf,
  findLogo,
  hasFixedSetup,
  licenseGroupOf,
  logoOf,
  plainTrackOf,
  searchFiltersOf,
  seasonName,
  seasonShortName,
  seriesFields,
} from './series-words.ts';

/** The least field that scores. */
const fewestStarters = 8;

/** Whether the caller's licence is good enough for a series; everybody is a rookie at least. */
function isEligible({ world, guests, caller }: PayloadContext, series: Series): boolean {
  if (series.group === 0) return true;
  const careers = caller === undefined ? [] : world.careersOf(caller, guests);
  return careers.some(
    ({ seat: { paddock } }) =>
      paddock.category === series.category.category && paddock.group >= series.group,
  );
}

function createSeries(context: PayloadContext, series: Series) {
  const { hash } = series;
  const { season_year, season_quarter } = getSeason(0);
  return {
    ...seriesFields(series),
    allowed_licenses: allowedLicensesOf(series),
    eligible: isEligible(context, series),
    ...(hash % 5 !== 0 && { first_season: { season_year, season_quarter } }),
    ...(hash % 4 !== 0 && { forum_url: `https://forums.example/series/${series.series_id}` }),
    max_starters: maximumField(context, series),
    min_starters: fewestStarters,
    oval_caution_type: 0,
    road_caution_type: 0,
    ...(hash % 7 !== 0 && { search_filters: searchFiltersOf(series) }),
  };
}

/** A season of a series with its tracks. */
function createSeason({ world, asOf }: PayloadContext, series: Series, season: Season) {
  const seasonId = world.seriesBook.seasonId(series, season);
  return {
    season_id: seasonId,
    series_id: series.series_id,
    season_name: seasonName(series, season),
    season_short_name: seasonShortName(season),
    season_year: season.season_year,
    season_quarter: season.season_quarter,
    active: isRunning(season, asOf),
    official: true,
    driver_changes: false,
    fixed_setup: hasFixedSetup(series),
    ...licenseGroupOf(series),
    car_classes: [carClassOf(series)],
    race_weeks: weeksOf(series, season).map(({ week }) => ({
      season_id: seasonId,
      race_week_num: week,
      track: plainTrackOf(world.seriesBook.getTrack(series, season, week)),
    })),
  };
}

function createSwitches(series: Series) {
  return { has_supersessions: hasSuperSessions(series), car_switching: series.cars.length > 1 };
}

/** A series with what all of its seasons share. */
function createHistory(series: Series) {
  return {
    ...seriesFields(series),
    active: true,
    official: true,
    fixed_setup: hasFixedSetup(series),
    ...licenseGroupOf(series),
    allowed_licenses: allowedLicensesOf(series).map((license) => ({
      ...license,
      parent_id: series.series_id,
    })),
  };
}

/** The seasons that have begun, the newest first. */
function begunSeasons({ asOf }: PayloadContext): Season[] {
  return publishedSeasons(asOf).filter((season) => season.start <= asOf);
}

function findAsked({ world, parameters }: PayloadContext): Series | undefined {
  const seriesId = parameters.getNumber('series_id');
  return world.seriesBook.all.find((series) => series.series_id === seriesId);
}

function createPastSeasons(context: PayloadContext) {
  const series = findAsked(context);
  if (series === undefined) return undefined;
  return {
    success: true,
    series: {
      ...createHistory(series),
      search_filters: searchFiltersOf(series),
      logo: logoOf(series),
      seasons: begunSeasons(context).map((season) => ({
        ...createSeason(context, series, season),
        ...(isFullRecord(season) && createSwitches(series)),
      })),
    },
    series_id: series.series_id,
  };
}

function createHistories(context: PayloadContext): RowSource {
  const seasons = begunSeasons(context);
  const { all } = context.world.seriesBook;
  return {
    count: all.length,
    slice: (from, to) =>
      all.slice(from, to).map((series) => ({
        ...createHistory(series),
        logo: findLogo(series),
        seasons: seasons.map((season) => ({
          ...createSeason(context, series, season),
          ...createSwitches(series),
        })),
        ...(series.hash % 7 !== 0 && { search_filters: searchFiltersOf(series) }),
      })),
  };
}

/** Series and their history. */
export const seriesPayloads: Readonly<Record<string, Payload>> = {
  'series/get': {
    kind: 'link',
    answer: (context) => context.world.seriesBook.all.map((each) => createSeries(context, each)),
  },
  'series/past_seasons': {
    kind: 'link',
    refuse: (context) =>
      findAsked(context) === undefined
        ? { status: 404, message: 'There is no series with this series_id.' }
        : undefined,
    answer: createPastSeasons,
  },
  'series/stats_series': {
    kind: 'link',
    answer: () => [],
    longList: { name: undefined, rows: createHistories },
  },
};
