import { at, mix } from '../world/hash.ts';
import { seasonDraw } from '../world/hosted-field.ts';
import type { Entrant } from '../world/hosted-field.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import type { LeagueSeason } from '../world/leagues.ts';
import { pointsAt } from '../world/points.ts';
import { csvLine } from './csv.ts';
import { findLeagueSeason, getLeagueSeason, noDropsFrom } from './league-seasons.ts';
import { carNumberIn, nickNameIn, roleIn } from './league-words.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';
import { personOf } from './persons.ts';
import { defaultTeamOf, teamInShort } from './teams.ts';

interface Result {
  readonly race: number;
  readonly position: number;
  readonly startPosition: number;
  readonly points: number;
  readonly carId: number;
}

/** What a driver has in a season so far. */
export interface DriverScore {
  readonly custId: number;
  /** The place on the league's roster. */
  readonly place: number;
  readonly results: readonly Result[];
  readonly base: number;
  readonly negative: number;
  readonly positive: number;
  readonly total: number;
}

const csvSeconds = 900;
const driverColumns = [
  'Position',
  'Driver',
  'CustID',
  'Car Number',
  'Wins',
  'Average Start',
  'Average Finish',
  'Base Points',
  'Adjustments',
  'Total Points',
] as const;

function carIdOf(start: HostedStart, entrant: Entrant): number {
  const { cars } = start.series;
  return at(cars, seasonDraw(start, entrant.member) % cars.length).car_id;
}

/** The points of the results that count: the worst of those that may be dropped are left out. */
export function countPoints(
  season: LeagueSeason,
  results: readonly { readonly race: number; readonly points: number }[],
): number {
  const from = noDropsFrom(season);
  // A race that was missed is dropped first; it has no points to lose.
  const missed = season.raceCount - results.length;
  const droppable = results
    .filter(({ race }) => from < 0 || race + 1 < from)
    .map(({ points }) => points)
    .toSorted((a, b) => a - b);
  const drops = Math.max(0, season.num_drops - missed);
  const dropped = droppable.slice(0, drops).reduce((sum, points) => sum + points, 0);
  return results.reduce((sum, { points }) => sum + points, 0) - dropped;
}

/** What the stewards took and gave: most drivers have neither. */
function adjustmentsOf({ hash }: LeagueSeason, custId: number) {
  const draw = mix(hash, 369, custId) % 40;
  return { negative: draw < 3 ? 2 + draw * 2 : 0, positive: draw === 3 ? 3 : 0 };
}

/** The races of a season whose results are out. */
export function finishedRaces({ world, asOf }: PayloadContext, season: LeagueSeason) {
  return world.hosted.racesOf(season).filter((start) => start.endTime <= asOf);
}

/** The scores of a season, the best first, of the cars that are asked for. */
export function scoresOf(
  context: PayloadContext,
  season: LeagueSeason,
  accepts: (carId: number) => boolean,
): DriverScore[] {
  const { world, guests } = context;
  const found = new Map<number, { place: number; results: Result[] }>();
  for (const start of finishedRaces(context, season)) {
    world.hosted.fieldOf(start).forEach((entrant, position) => {
      const carId = carIdOf(start, entrant);
      if (!accepts(carId)) return;
      const custId = world.hosted.custIdOf(start, entrant, guests);
      const score = found.get(custId) ?? { place: entrant.place, results: [] };
      score.results.push({
        race: start.hosted.race?.number ?? 0,
        position,
        startPosition: entrant.startPosition,
        points: pointsAt(season.pointsSystem, position),
        carId,
      });
      found.set(custId, score);
    });
  }
  return [...found]
    .map(([custId, { place, results }]) => {
      const base = countPoints(season, results);
      const { negative, positive } = adjustmentsOf(season, custId);
      return {
        custId,
        place,
        results,
        base,
        negative,
        positive,
        total: base + positive - negative,
      };
    })
    .toSorted((a, b) => b.total - a.total || wins(b) - wins(a) || a.custId - b.custId);
}

function wins({ results }: DriverScore): number {
  return results.filter(({ position }) => position === 0).length;
}

function mean(values: readonly number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
}

function findScores(context: PayloadContext): DriverScore[] {
  const { parameters } = context;
  const season = getLeagueSeason(context);
  const classId = parameters.findNumber('car_class_id');
  const carId = parameters.findNumber('car_id');
  if (classId !== undefined && classId !== season.series.car_class_id) return [];
  return scoresOf(context, season, (driven) => carId === undefined || driven === carId);
}

function createDriverRow(context: PayloadContext, score: DriverScore, i: number) {
  const { league } = getLeagueSeason(context);
  return {
    rownum: i + 1,
    position: i + 1,
    driver: personOf(context, score.custId),
    car_number: carNumberIn(league, score.place),
    driver_nickname: nickNameIn(context, league, score.place, score.custId),
    wins: wins(score),
    average_start: mean(score.results.map(({ startPosition }) => startPosition)),
    average_finish: mean(score.results.map(({ position }) => position)),
    base_points: score.base,
    negative_adjustments: score.negative,
    positive_adjustments: score.positive,
    total_adjustments: score.positive - score.negative,
    total_points: score.total,
  };
}

/** Teams by the points of the drivers whose default team they are. */
function createTeamRows(context: PayloadContext, scores: readonly DriverScore[]) {
  const sums = new Map<number, number>();
  for (const { custId, total } of scores) {
    const team = defaultTeamOf(context, custId, context.asOf);
    if (team !== undefined) sums.set(team.group, (sums.get(team.group) ?? 0) + total);
  }
  return [...sums]
    .toSorted(([a, pointsA], [b, pointsB]) => pointsB - pointsA || a - b)
    .map(([group, points], i) => ({
      points,
      row: {
        rownum: i + 1,
        position: i + 1,
        team: teamInShort(context, context.world.teams.get(group)),
      },
    }));
}

function refuseStandings(context: PayloadContext): Refusal | undefined {
  const season = findLeagueSeason(context);
  if ('status' in season) return season;
  const { league } = season;
  if (league.private_results && !roleIn(context, league, context.caller).member) {
    return { status: 403, message: 'The league of this league_id shows results to members only.' };
  }
  return undefined;
}

function* driverTable(context: PayloadContext): Generator<string> {
  yield csvLine([...driverColumns]);
  for (const [i, score] of findScores(context).entries()) {
    const row = createDriverRow(context, score, i);
    yield csvLine([
      row.position,
      row.driver.display_name,
      row.driver.cust_id,
      row.car_number ?? '',
      row.wins,
      row.average_start,
      row.average_finish,
      row.base_points,
      row.total_adjustments,
      row.total_points,
    ]);
  }
}

function* teamTable(context: PayloadContext): Generator<string> {
  yield csvLine(['Position', 'Team', 'TeamID', 'Owner', 'Points']);
  for (const { row, points } of createTeamRows(context, findScores(context))) {
    const { team } = row;
    const { team_name, team_id, owner } = team;
    yield csvLine([row.position, team_name, team_id, owner.display_name, points]);
  }
}

/** The standings of a league's season. */
export const leagueStandings: Payload = {
  kind: 'link',
  refuse: refuseStandings,
  answer: (context) => {
    const { parameters, linkTo } = context;
    const season = getLeagueSeason(context);
    const scores = findScores(context);
    const teams = createTeamRows(context, scores);
    return {
      car_class_id: parameters.findNumber('car_class_id') ?? -1,
      success: true,
      season_id: season.season_id,
      car_id: parameters.findNumber('car_id') ?? -1,
      standings: {
        driver_standings: scores.map((score, i) => createDriverRow(context, score, i)),
        team_standings: teams.map(({ row }) => row),
        // There is no table of nothing.
        ...(scores.length > 0 && { driver_standings_csv_url: linkTo('drivers.csv', csvSeconds) }),
        ...(teams.length > 0 && { team_standings_csv_url: linkTo('teams.csv', csvSeconds) }),
      },
      league_id: season.league.league_id,
    };
  },
  tables: (context, file) => {
    if (file === 'drivers.csv') return driverTable(context);
    return file === 'teams.csv' ? teamTable(context) : undefined;
  },
};
