import type { Season } from './calendar.ts';
import { getSeason } from './calendar.ts';
import type { Car } from './cars.ts';
import { at, mix, unit } from './hash.ts';
import type { Guests } from './member.ts';
import { keepTables, packNumbers } from './kept-tables.ts';
import type { SeasonQuery } from './kept-tables.ts';
import { divisionOfEntry, keyOf, scoringWeeks, startsOfWeek } from './season-tables.ts';
import type { Series } from './series.ts';
import type { Start } from './start.ts';
import type { World } from './world.ts';

/** A driver's time trials in one race week of a series. */
export interface TimeTrial {
  readonly car: Car;
  /** The mean of the best laps in a row, which the week is ranked by, 1/10000 s. */
  readonly bestLaps: number;
  /** The best single lap, 1/10000 s. */
  readonly bestLap: number;
  readonly starts: number;
  /** Epoch seconds. */
  readonly drivenAt: number;
}

/** A driver's row in the table of one week or of a season. */
export interface TimeTrialRow {
  readonly cust_id: number;
  readonly division: number;
  weeksCounted: number;
  starts: number;
  /** Weeks in which nobody was faster, and in which at most four were. */
  wins: number;
  top5: number;
  topQuarter: number;
  finishPositions: number;
  fieldSizes: number;
  laps: number;
  points: number;
  rawPoints: number;
  /** Of the only or the newest week, 1/10000 s. */
  bestLaps: number;
}

/** A series in one race week. */
export interface SeriesWeek {
  readonly series: Series;
  readonly season: Season;
  readonly week: number;
}

/** Laps in a row that a time trial takes the mean of. */
export const timeTrialLaps = 5;
const weekSeconds = 7 * 86_400;
const mostPoints = 250;
const racesPerStep = 40;

/**
 * A member's time trials in a week in which the member raced in the series; a third of those who
 * race try. Every lap is slower than the record of the car.
 */
export function findTimeTrial(
  world: World,
  custId: number,
  { series, season, week }: SeriesWeek,
  asOf: number,
): TimeTrial | undefined {
  if (week >= scoringWeeks) return undefined;
  const hash = mix(world.seed, 411, custId, series.series_id, season.index * 16 + week);
  if (hash % 3 !== 0) return undefined;
  const drivenAt = season.start + week * weekSeconds + (mix(hash, 412) % weekSeconds);
  if (drivenAt > asOf) return undefined;
  const { recordLap } = world.seriesBook.getRaceWeek(series, season, week);
  const bestLap = Math.round(recordLap * (1.014 + unit(hash, 413) ** 2 * 0.05));
  return {
    car: at(series.cars, mix(hash, 414) % series.cars.length),
    bestLap,
    bestLaps: Math.round(bestLap * (1.001 + unit(hash, 415) * 0.006)),
    starts: 1 + (mix(hash, 416) % 5),
    drivenAt,
  };
}

interface Entrant {
  readonly cust_id: number;
  readonly division: number;
}

/** Everybody who raced, by key, the races of many weeks one after another. */
type Entrants = Map<number, Entrant>;

function addField(world: World, start: Start, guests: Guests, known: Entrants, week: Set<Entrant>) {
  const { paddock, band, round, session } = start;
  for (const entry of world.programme.membersOf(paddock, band, round, session)) {
    const key = keyOf(start, entry, guests);
    let entrant = known.get(key);
    if (entrant === undefined) {
      const cust_id = key < 0 ? -key : world.members.custIdOf(key);
      entrant = { cust_id, division: divisionOfEntry(world, start, entry) };
      known.set(key, entrant);
    }
    week.add(entrant);
  }
}

function createRow({ cust_id, division }: Entrant): TimeTrialRow {
  return {
    cust_id,
    division,
    weeksCounted: 0,
    starts: 0,
    wins: 0,
    top5: 0,
    topQuarter: 0,
    finishPositions: 0,
    fieldSizes: 0,
    laps: 0,
    points: 0,
    rawPoints: 0,
    bestLaps: -1,
  };
}

/** Ranks a week: the fastest gets 250 points, everybody else the share of the field that is behind. */
function addWeek(
  world: World,
  week: SeriesWeek,
  entrants: Iterable<Entrant>,
  asOf: number,
  rows: Map<number, TimeTrialRow>,
): void {
  const results: { readonly entrant: Entrant; readonly trial: TimeTrial }[] = [];
  for (const entrant of entrants) {
    const trial = findTimeTrial(world, entrant.cust_id, week, asOf);
    if (trial !== undefined) results.push({ entrant, trial });
  }
  results.sort(
    (a, b) => a.trial.bestLaps - b.trial.bestLaps || a.entrant.cust_id - b.entrant.cust_id,
  );
  results.forEach(({ entrant, trial }, position) => {
    const row = rows.get(entrant.cust_id) ?? createRow(entrant);
    rows.set(entrant.cust_id, row);
    const points = (mostPoints * (results.length - position)) / results.length;
    row.weeksCounted += 1;
    row.starts += trial.starts;
    if (position === 0) row.wins += 1;
    if (position < 5) row.top5 += 1;
    if (position < results.length / 4) row.topQuarter += 1;
    row.finishPositions += position;
    row.fieldSizes += results.length;
    row.laps += trial.starts * timeTrialLaps;
    row.points += Math.round(points);
    row.rawPoints += points;
    row.bestLaps = trial.bestLaps;
  });
}

function* build(world: World, query: SeasonQuery, guests: Guests): Generator<void, TimeTrialRow[]> {
  const season = getSeason(query.seasonIndex);
  const known: Entrants = new Map();
  const rows = new Map<number, TimeTrialRow>();
  const last = Math.min(query.week ?? scoringWeeks - 1, scoringWeeks - 1);
  let added = 0;
  for (let week = query.week ?? 0; week <= last; week += 1) {
    if (season.start + week * weekSeconds >= query.asOf) break;
    const entrants = new Set<Entrant>();
    for (const start of startsOfWeek(world, query.series, season, week, query.asOf)) {
      addField(world, start, guests, known, entrants);
      added += 1;
      if (added % racesPerStep === 0) yield;
    }
    addWeek(world, { series: query.series, season, week }, entrants, query.asOf, rows);
    yield;
  }
  return [...rows.values()].toSorted(
    (a, b) => b.points - a.points || b.rawPoints - a.rawPoints || a.cust_id - b.cust_id,
  );
}

/** The tables of time trials of a world, the best first; the newest are kept. */
export const timeTrialTablesOf = keepTables(build, packNumbers);
