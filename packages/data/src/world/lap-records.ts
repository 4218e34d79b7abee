import type { Season } from './calendar.ts';
import { getSeason, seasonAt } from './calendar.ts';
import type { Car } from './cars.ts';
import type { Guests } from './member.ts';
import { mix } from './hash.ts';
import { createKeptBuilds, finish } from './kept-builds.ts';
import { packNumbers } from './kept-tables.ts';
import { lapTimes } from './race.ts';
import { keyOf, scoringWeeks, sketchOf, startsOfWeek } from './season-tables.ts';
import type { Start } from './start.ts';
import type { SeriesWeek } from './time-trials.ts';
import { findTimeTrial } from './time-trials.ts';
import type { Track } from './tracks.ts';
import type { World } from './world.ts';

/**
 * The best laps of a member in a car on a track in 1/10000 s, −1 when there is none, and when they
 * were driven in epoch seconds. In one object, for there are many.
 */
export interface LapRecord {
  readonly cust_id: number;
  practice: number;
  practicedAt: number;
  qualify: number;
  qualifiedAt: number;
  timeTrial: number;
  triedAt: number;
  race: number;
  racedAt: number;
}

/** The car and track that records are asked for, and in which seasons. */
export interface RecordQuery {
  readonly car: Car;
  readonly track: Track;
  readonly accepts: (season: Season) => boolean;
  /** Names the seasons: equal texts accept equal seasons. */
  readonly seasons: string;
  readonly asOf: number;
}

/** The laps of a practice before a race, which are drawn elsewhere. */
export type PracticeReader = (start: Start, member: number) => readonly number[];

interface BuildQuery extends RecordQuery {
  readonly practiceOf: PracticeReader;
  readonly guests: Guests;
}

const racesPerStep = 12;
const keptBytesMax = 4 * 1_048_576;
const none = -1;

function createRecord(cust_id: number): LapRecord {
  return {
    cust_id,
    practice: none,
    practicedAt: 0,
    qualify: none,
    qualifiedAt: 0,
    timeTrial: none,
    triedAt: 0,
    race: none,
    racedAt: 0,
  };
}

/** The fastest of laps, if it is faster than the known one. */
function findFaster(known: number, laps: readonly number[]): number | undefined {
  let best = known;
  for (const time of laps) if (best < 0 || time < best) best = time;
  return best === known ? undefined : best;
}

interface Sums {
  readonly records: Map<number, LapRecord>;
  /** Who raced in the running week, in whatever car. */
  readonly raced: Set<LapRecord>;
}

function addStart(
  world: World,
  start: Start,
  { car, practiceOf, guests }: BuildQuery,
  { records, raced }: Sums,
): void {
  const sketch = sketchOf(world, start);
  for (const entry of sketch.grid) {
    const key = keyOf(start, entry, guests);
    let record = records.get(key);
    if (record === undefined) {
      const cust_id = key < 0 ? -key : world.members.custIdOf(key);
      record = createRecord(cust_id);
      records.set(key, record);
    }
    raced.add(record);
    if (sketch.carOf(entry) !== car) continue;
    const at = start.startTime;
    const practice = findFaster(record.practice, practiceOf(start, entry.member));
    if (practice !== undefined) Object.assign(record, { practice, practicedAt: at });
    const qualify = findFaster(record.qualify, sketch.qualifyingLapsOf(entry));
    if (qualify !== undefined) Object.assign(record, { qualify, qualifiedAt: at });
    const race = findFaster(record.race, lapTimes(sketch.crossingsOf(entry)));
    if (race !== undefined) Object.assign(record, { race, racedAt: at });
  }
}

/** The race weeks in which a car could be raced on a track, the oldest first. */
function* weeksOf(
  { seriesBook }: World,
  { car, track, accepts, asOf }: RecordQuery,
): Generator<SeriesWeek> {
  const last = seasonAt(asOf).index;
  for (let index = 0; index <= last; index += 1) {
    const season = getSeason(index);
    if (!accepts(season)) continue;
    for (const series of seriesBook.all) {
      if (!series.cars.includes(car)) continue;
      for (let week = 0; week <= scoringWeeks; week += 1) {
        if (seriesBook.getRaceWeek(series, season, week).track === track) {
          yield { series, season, week };
        }
      }
    }
  }
}

function addTimeTrials(
  world: World,
  week: SeriesWeek,
  { car, asOf }: RecordQuery,
  { raced }: Sums,
): void {
  for (const record of raced) {
    const trial = findTimeTrial(world, record.cust_id, week, asOf);
    if (trial?.car !== car) continue;
    const timeTrial = findFaster(record.timeTrial, [trial.bestLap]);
    if (timeTrial !== undefined) Object.assign(record, { timeTrial, triedAt: trial.drivenAt });
  }
  raced.clear();
}

function* build(world: World, query: BuildQuery): Generator<void, LapRecord[]> {
  const sums: Sums = { records: new Map(), raced: new Set() };
  let added = 0;
  for (const week of weeksOf(world, query)) {
    yield;
    for (const start of startsOfWeek(world, week.series, week.season, week.week, query.asOf)) {
      addStart(world, start, query, sums);
      added += 1;
      if (added % racesPerStep === 0) yield;
    }
    addTimeTrials(world, week, query, sums);
  }
  // A record is a race's: whoever did no lap in one in this car has none.
  return [...sums.records.values()]
    .filter(({ race }) => race > 0)
    .toSorted((a, b) => a.race - b.race || a.cust_id - b.cust_id);
}

/** The lists of records of a world, the newest kept. */
export interface RecordBook {
  /** Works a list out in steps; others get their turn in between. */
  prepare(query: RecordQuery, guests: Guests): Generator<void, readonly LapRecord[]>;
  /** Everybody who did a race lap, the fastest first. */
  get(query: RecordQuery, guests: Guests): readonly LapRecord[];
}

function keyOfGuests(guests: Guests): number {
  let key = 1;
  for (const [member, stored] of guests.byMember) {
    key = mix(key, member, stored.cust_id, stored.member_since);
  }
  return key;
}

/** Creates the lists of records of a world. */
export function createRecordBook(world: World, practiceOf: PracticeReader): RecordBook {
  const builds = createKeptBuilds<readonly LapRecord[]>(keptBytesMax, packNumbers);
  const prepare: RecordBook['prepare'] = (query, guests) => {
    const { car, track, seasons, asOf } = query;
    const key = [car.car_id, track.track_id, seasons, asOf, keyOfGuests(guests)].join('/');
    return builds.prepare(key, () => build(world, { ...query, practiceOf, guests }));
  };
  return { prepare, get: (query, guests) => finish(prepare(query, guests)) };
}
