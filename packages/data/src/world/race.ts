import type { Car } from './cars.ts';
import { at, mix, unit } from './hash.ts';
import type { GridEntry, Programme } from './programme.ts';
import { driveSeed } from './programme.ts';
import type { Start } from './start.ts';
import { practiceSeconds, qualifySeconds } from './start.ts';
import type { Crew } from './team-event.ts';

/** How one driver's race went. */
export interface Run extends GridEntry {
  readonly car: Car;
  /** Time since the green flag at the end of each lap, 1/10000 s; the last one is the race time. */
  readonly crossings: readonly number[];
  /** Lap numbers (from 1) on which incident points were given. */
  readonly incidentLaps: readonly number[];
  readonly bestLap: BestLap;
  /** Behind the winner in 1/10000 s; −1 when not on the winner's lap. */
  readonly interval: number;
  readonly lapsLed: number;
  /** The two laps of qualifying, 1/10000 s; empty without a time. */
  readonly qualifyingLaps: readonly number[];
  readonly reasonOut: 'Running' | 'Disconnected' | 'Retired';
  readonly champPoints: number;
  /** Who shares the car; missing where everybody drives alone. */
  readonly crew?: Crew;
}

/** The best of some laps; both −1 when there is none. */
export interface BestLap {
  readonly num: number;
  readonly time: number;
}

/** A race that was driven. */
export interface Race extends Start {
  /** In finishing order. */
  readonly runs: readonly Run[];
  readonly strengthOfField: number;
  readonly leadChanges: number;
  readonly averageLap: number;
  readonly bestLapTime: number;
  /** Epoch seconds of the green flag. */
  readonly greenFlag: number;
}

/** The best lap of a list; `{−1, −1}` for none. */
export function bestOf(laps: readonly number[]): BestLap {
  let best = { num: -1, time: -1 };
  laps.forEach((time, i) => {
    if (best.time < 0 || time < best.time) best = { num: i + 1, time };
  });
  return best;
}

/** The times of single laps from the times at which they ended. */
export function lapTimes(crossings: readonly number[]): number[] {
  return crossings.map((time, i) => time - (crossings[i - 1] ?? 0));
}

/** How far a driver comes in a race, and in what time. */
export interface Pace {
  readonly laps: number;
  /** Race time, 1/10000 s. */
  readonly total: number;
  readonly reasonOut: Run['reasonOut'];
}

/**
 * Fixes how many laps everybody does and in what time, from the finishing order: the winner's time
 * first, then gaps that only grow, then those who did not arrive.
 */
export function drawPaces(seed: number, start: Start, entries: number): Pace[] {
  const { laps, recordLap } = start.raceWeek;
  const id = start.subsession_id;
  const retired = Math.floor(unit(seed, 91, id) ** 2 * (entries / 4));
  // Lower splits are slower; every mean lap stays at least 3 % above the record.
  const winner = laps * recordLap * (1.03 + start.band * 0.004 + unit(seed, 92, id) * 0.008);
  const paces: Pace[] = [];
  let ratio = 1;
  for (let position = 0; position < entries - retired; position += 1) {
    if (position > 0) ratio += 0.0001 + unit(seed, 93, id, position) * 0.0036;
    const meanLap = (winner * ratio) / laps;
    const done = Math.min(laps, Math.ceil(laps / ratio - 1e-9));
    paces.push({ laps: done, total: Math.round(done * meanLap), reasonOut: 'Running' });
  }
  const fewest = paces.at(-1)?.laps ?? laps;
  const shares = Array.from({ length: retired }, (_, i) => unit(seed, 94, id, i));
  for (const share of shares.toSorted((a, b) => b - a)) {
    const done = Math.floor(share * fewest * 0.9);
    const total = Math.round(done * ((winner * ratio) / laps));
    const reasonOut = mix(seed, 95, id, done) % 3 === 0 ? 'Retired' : 'Disconnected';
    paces.push({ laps: done, total, reasonOut });
  }
  return paces;
}

/** The laps, in order, on which a driver's incident points are given; two points fall on one lap. */
export function drawIncidentLaps(hash: number, laps: number, incidents: number): number[] {
  const wanted = Math.min(laps, Math.ceil(incidents / 2));
  const chosen = new Set<number>();
  for (let i = 0; chosen.size < wanted; i += 1) chosen.add(1 + (mix(hash, 1, i) % laps));
  return [...chosen].toSorted((a, b) => a - b);
}

/**
 * Divides a race time into laps. What the start and incidents cost is at most 1.5 % of it, so no
 * lap comes near the record; the laps add up to the race time exactly.
 */
export function drawCrossings(hash: number, pace: Pace, incidentLaps: readonly number[]): number[] {
  const { laps, total } = pace;
  if (laps === 0) return [];
  const mean = total / laps;
  const budget = total * 0.015;
  const startLoss = Math.min(mean * 0.03, budget / 2);
  const incidentLoss =
    incidentLaps.length === 0 ? 0 : Math.min(mean * 0.12, budget / 2 / incidentLaps.length);
  const weights = new Float64Array(laps);
  let weightSum = 0;
  for (let i = 0; i < laps; i += 1) {
    const weight = 1 + unit(hash, 2, i) * 0.012;
    weights[i] = weight;
    weightSum += weight;
  }
  const lost = startLoss + incidentLoss * incidentLaps.length;
  const crossings: number[] = [];
  let time = 0;
  let incident = 0;
  for (let i = 0; i < laps; i += 1) {
    time += ((total - lost) * (weights[i] ?? 1)) / weightSum;
    if (i === 0) time += startLoss;
    if (incidentLaps[incident] === i + 1) {
      time += incidentLoss;
      incident += 1;
    }
    crossings.push(Math.round(time));
  }
  crossings[laps - 1] = total;
  return crossings;
}

/** The two laps of qualifying, 1/10000 s; empty for those at the back, who set no time. */
export function drawQualifyingLaps(
  seed: number,
  start: Start,
  entry: Pick<GridEntry, 'startPosition'>,
  entries: number,
): number[] {
  const hash = mix(seed, 96, start.subsession_id, entry.startPosition);
  // Those at the back of the grid did not qualify; everybody before them is slower place by place.
  const timed = entries - (mix(seed, 97, start.subsession_id) % 4);
  if (entry.startPosition >= timed) return [];
  const step = 0.0012;
  const best =
    start.raceWeek.recordLap * (1.012 + (entry.startPosition + unit(hash, 1) * 0.9) * step);
  const other = best * (1.004 + unit(hash, 2) * 0.02);
  return hash % 2 === 0
    ? [Math.round(best), Math.round(other)]
    : [Math.round(other), Math.round(best)];
}

/** The strength of a field: the ratings' mean as the sport reckons it, weaker drivers counting more. */
export function strengthOfField(ratings: readonly number[]): number {
  const scale = 1600 / Math.LN2;
  const sum = ratings.reduce((total, rating) => total + Math.exp(-rating / scale), 0);
  return Math.round(scale * Math.log(ratings.length / sum));
}

/** The championship points of a zero-based finishing position in a field of some strength. */
export function champPointsOf(field: number, position: number, entries: number): number {
  const share = (entries - position) / (entries + 1);
  return Math.round((field / 16) * share * 1.06);
}

/** Laps led by everybody, in their order. */
export interface Leading {
  readonly led: readonly number[];
  readonly changes: number;
}

/** Who crossed the line first on each lap, and how often that changed. */
export function findLeaders(
  runs: readonly { readonly crossings: readonly number[] }[],
  laps: number,
): Leading {
  const led = runs.map(() => 0);
  let changes = 0;
  let leader = -1;
  for (let lap = 0; lap < laps; lap += 1) {
    let first = -1;
    let firstTime = Infinity;
    runs.forEach(({ crossings }, i) => {
      const time = crossings[lap] ?? Infinity;
      if (time < firstTime) {
        firstTime = time;
        first = i;
      }
    });
    if (first < 0) break;
    led[first] = (led[first] ?? 0) + 1;
    if (leader >= 0 && first !== leader) changes += 1;
    leader = first;
  }
  return { led, changes };
}

/** Drives the race of a start: a pure function of the seed and the start. */
export function driveRace(seed: number, programme: Programme, start: Start): Race {
  const grid = programme.gridOf(start.paddock, start.band, start.round, start.session);
  return driveGrid(seed, start, grid);
}

/** A place in a field; `carDraw` chooses a car for more than one race. */
export interface DrawnEntry extends GridEntry {
  readonly carDraw?: number;
}

/** Drives the race of a start with the given drivers, who come in finishing order. */
export function driveGrid(seed: number, start: Start, grid: readonly DrawnEntry[]): Race {
  const paces = drawPaces(seed, start, grid.length);
  const field = strengthOfField(grid.map((entry) => entry.oldi_rating));
  const driven = grid.map((entry) => {
    const pace = at(paces, entry.position);
    const hash = driveSeed(seed, start.subsession_id, entry.member);
    const incidentLaps = drawIncidentLaps(hash, pace.laps, entry.incidents);
    return { entry, pace, hash, incidentLaps, crossings: drawCrossings(hash, pace, incidentLaps) };
  });
  const { led, changes } = findLeaders(driven, start.raceWeek.laps);
  const winnerTime = paces[0]?.total ?? 0;
  const runs = driven.map(({ entry, pace, hash, incidentLaps, crossings }, position): Run => {
    const onLeadLap = pace.laps === start.raceWeek.laps;
    return {
      ...entry,
      car: at(start.series.cars, (entry.carDraw ?? hash) % start.series.cars.length),
      crossings,
      incidentLaps,
      bestLap: bestOf(lapTimes(crossings)),
      interval: onLeadLap ? pace.total - winnerTime : -1,
      lapsLed: led[position] ?? 0,
      qualifyingLaps: drawQualifyingLaps(seed, start, entry, grid.length),
      reasonOut: pace.reasonOut,
      champPoints: champPointsOf(field, position, grid.length),
    };
  });
  const totalLaps = runs.reduce((sum, run) => sum + run.crossings.length, 0);
  const totalTime = runs.reduce((sum, run) => sum + (run.crossings.at(-1) ?? 0), 0);
  const bests = runs.filter((run) => run.bestLap.time > 0).map((run) => run.bestLap.time);
  return {
    ...start,
    runs,
    strengthOfField: field,
    leadChanges: changes,
    averageLap: totalLaps === 0 ? -1 : Math.round(totalTime / totalLaps),
    bestLapTime: bests.length === 0 ? -1 : Math.min(...bests),
    greenFlag: start.startTime + practiceSeconds + qualifySeconds,
  };
}
