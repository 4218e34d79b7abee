import type { Season } from './calendar.ts';
import { getSeason, worldEpoch } from './calendar.ts';
import type { CategoryName } from './categories.ts';
import { leagueName } from './group-names.ts';
import { at, mix, pick, remember } from './hash.ts';
import type { PointsSystem } from './points.ts';
import { customSystem, pointsSystems } from './points.ts';
import type { Rosters } from './rosters.ts';
import { createRosters } from './rosters.ts';
import type { Series, SeriesBook } from './series.ts';

/** A league of 8 to 100 members, which races on one evening of the week. */
export interface League {
  readonly league_id: number;
  /** Counts leagues from 0; names its group in the rosters. */
  readonly group: number;
  readonly league_name: string;
  /** Epoch seconds; every league is older than the world. */
  readonly created: number;
  /** Seen by its members only. */
  readonly hidden: boolean;
  readonly recruiting: boolean;
  readonly private_wall: boolean;
  readonly private_roster: boolean;
  readonly private_schedule: boolean;
  readonly private_results: boolean;
  readonly category: CategoryName;
  readonly size: number;
  /** Seconds from the start of a race week to the opening of the session. */
  readonly raceOffset: number;
  readonly hash: number;
}

/** A league's season: one race a week in one class of cars, during a quarter of the racing year. */
export interface LeagueSeason {
  readonly season_id: number;
  readonly league: League;
  readonly season: Season;
  readonly season_name: string;
  readonly series: Series;
  readonly raceCount: number;
  readonly num_drops: number;
  readonly hidden: boolean;
  readonly pointsSystem: PointsSystem;
  readonly hash: number;
}

/** The leagues of the world and their seasons. */
export interface LeagueBook {
  readonly rosters: Rosters;
  readonly all: readonly League[];
  find(leagueId: number): League | undefined;
  /** What a league runs in a quarter; undefined when it pauses. */
  findSeasonAt(league: League, season: Season): LeagueSeason | undefined;
  /** A league's season by number; undefined when it is another league's, or nobody's. */
  findSeason(league: League, seasonId: number): LeagueSeason | undefined;
  /** Leagues whose sessions open at an hour of a race week (0 … 167), in a fixed order. */
  atHourOfWeek(hour: number): readonly League[];
}

const layers = 3;
const leaguesPerLayer = 1050;
const firstLeagueId = 1001;
const firstSeasonId = 10_001;
/** Room for leagues in the numbering of their seasons. */
const seasonStride = 4096;
const mostSeasons = 400;
const daySeconds = 86_400;
/** Hours at which no member of a single category races, nor any stored one; one for each layer. */
const hours = [18, 2, 10] as const;
const firstFoundation = Date.UTC(2010, 1, 1, 19) / 1000;
const categoryShares: readonly CategoryName[] = [
  'sports_car',
  'sports_car',
  'sports_car',
  'oval',
  'oval',
  'formula_car',
  'formula_car',
  'dirt_oval',
  'dirt_road',
];
/** Places that stored members take over in a league of the first layer. */
const runningRanks = 4;
const keptSeasons = 4000;

/** Whether a place of a league (0 the owner) is one of its admins'. */
export function isAdminPlace(index: number): boolean {
  return index < runningRanks;
}

function sizeOf(seed: number, group: number): number {
  const hash = mix(seed, 321, group);
  const [least, span] = pick(
    [
      [8, 13],
      [20, 26],
      [20, 26],
      [45, 56],
    ] as const,
    hash,
  );
  return least + ((hash >>> 8) % span);
}

function createLeague(seed: number, group: number): League {
  const hash = mix(seed, 322, group);
  const inLayer = Math.floor(group / layers);
  const hour = at(hours, group % layers);
  const step = (worldEpoch - firstFoundation) / (layers * leaguesPerLayer);
  const hidden = hash % 41 === 0;
  return {
    league_id: firstLeagueId + group,
    group,
    league_name: leagueName(seed, group),
    created: Math.floor(firstFoundation + step * group),
    hidden,
    recruiting: !hidden && (hash >>> 3) % 3 === 0,
    private_wall: (hash >>> 5) % 4 === 0,
    private_roster: (hash >>> 7) % 9 === 0,
    private_schedule: (hash >>> 11) % 12 === 0,
    private_results: (hash >>> 15) % 14 === 0,
    category: pick(categoryShares, hash >>> 6),
    size: sizeOf(seed, group),
    raceOffset: (inLayer % 7) * daySeconds + hour * 3600 + ((hash >>> 9) % 3) * 600,
    hash,
  };
}

function createSeason(league: League, season: Season, seriesBook: SeriesBook): LeagueSeason {
  const hash = mix(league.hash, 323, season.index);
  const group = 1 + (league.hash % 4);
  const series = pick(seriesBook.of(league.category, group), hash);
  const system = hash % 5;
  return {
    season_id: firstSeasonId + season.index * seasonStride + league.group,
    league,
    season,
    season_name: `${season.season_year} Season ${season.season_quarter} ${series.series_short_name}`,
    series,
    raceCount: 6 + ((hash >>> 4) % 7),
    num_drops: (hash >>> 8) % 3,
    hidden: league.hidden,
    pointsSystem: pointsSystems[system] ?? customSystem(hash >>> 3),
    hash,
  };
}

/** Creates the 3,150 leagues of a seed. */
export function createLeagueBook(seed: number, seriesBook: SeriesBook): LeagueBook {
  const count = layers * leaguesPerLayer;
  const rosters = createRosters({
    seed: mix(seed, 324),
    layers,
    groupsPerLayer: leaguesPerLayer,
    sizeOf: (group) => sizeOf(seed, group),
    guestRanks: runningRanks,
  });
  const all = Array.from({ length: count }, (_, group) => createLeague(seed, group));
  const byHour = new Map<number, League[]>();
  for (const league of all) {
    const hour = Math.floor(league.raceOffset / 3600);
    const list = byHour.get(hour) ?? [];
    list.push(league);
    byHour.set(hour, list);
  }
  const seasonAt = remember(keptSeasons, (key) =>
    createSeason(
      at(all, key % seasonStride),
      getSeason(Math.floor(key / seasonStride)),
      seriesBook,
    ),
  );
  const findSeasonAt = (league: League, season: Season): LeagueSeason | undefined =>
    mix(league.hash, 325, season.index) % 8 === 0
      ? undefined
      : seasonAt(season.index * seasonStride + league.group);
  return {
    rosters,
    all,
    find: (leagueId) => all[leagueId - firstLeagueId],
    findSeasonAt,
    findSeason: (league, seasonId) => {
      const offset = seasonId - firstSeasonId;
      const index = Math.floor(offset / seasonStride);
      if (offset < 0 || index >= mostSeasons || offset % seasonStride !== league.group) {
        return undefined;
      }
      return findSeasonAt(league, getSeason(index));
    },
    atHourOfWeek: (hour) => byHour.get(hour) ?? [],
  };
}
