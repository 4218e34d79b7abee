import type { Season } from './calendar.ts';
import { getSeason, seasonAt } from './calendar.ts';
import type { Category } from './categories.ts';
import { getCategory } from './categories.ts';
import type { Guests } from './member.ts';
import type { GridEntry } from './programme.ts';
import type { RaceSketch } from './race-figures.ts';
import { sketchOf } from './season-tables.ts';
import type { Start } from './start.ts';
import type { Career, World } from './world.ts';

/** A race of somebody's own: the sketch, and the member's entry in it. */
export interface OwnRace {
  readonly sketch: RaceSketch;
  readonly entry: GridEntry;
}

/** Sums over some races of a member. */
export interface RaceSums {
  starts: number;
  wins: number;
  top5: number;
  poles: number;
  startPositions: number;
  finishPositions: number;
  laps: number;
  lapsLed: number;
  incidents: number;
  points: number;
}

/** A member's season in one category. */
export interface SeasonSums {
  readonly season: Season;
  readonly category: Category;
  readonly sums: Readonly<RaceSums>;
}

const keptSeasons = 12_000;
const daySeconds = 86_400;

/** The member's own entry in a race that `world.racesOf` found; `careers` are the member's. */
export function ownRaceOf(world: World, start: Start, careers: readonly Career[]): OwnRace {
  const career = careers.find(({ seat }) => seat.paddock === start.paddock);
  const drive = career && world.programme.findDrive(career.seat, start.round);
  const sketch = sketchOf(world, start);
  const entry = drive && sketch.grid[drive.position];
  if (entry === undefined) {
    throw new RangeError(`The member is not in subsession ${start.subsession_id}.`);
  }
  return { sketch, entry };
}

/** Sums of no race. */
export function noSums(): RaceSums {
  return {
    starts: 0,
    wins: 0,
    top5: 0,
    poles: 0,
    startPositions: 0,
    finishPositions: 0,
    laps: 0,
    lapsLed: 0,
    incidents: 0,
    points: 0,
  };
}

/** Adds what other sums hold to a sum. */
export function addSums(target: RaceSums, more: Readonly<RaceSums>): void {
  for (const name of Object.keys(target) as (keyof RaceSums)[]) target[name] += more[name];
}

function addOwnRace(sums: RaceSums, { sketch, entry }: OwnRace): void {
  const figures = sketch.figuresOf(entry);
  sums.starts += 1;
  if (figures.position === 0) sums.wins += 1;
  if (figures.position < 5) sums.top5 += 1;
  if (figures.startPosition === 0) sums.poles += 1;
  sums.startPositions += figures.startPosition;
  sums.finishPositions += figures.position;
  sums.laps += figures.laps;
  sums.lapsLed += figures.lapsLed;
  sums.incidents += figures.incidents;
  sums.points += figures.champPoints;
}

/** The seasons of members' careers, the newest kept. */
export interface CareerBook {
  /** Works a career out season by season; others get their turn in between. */
  prepare(custId: number, guests: Guests, asOf: number): Generator<void, readonly SeasonSums[]>;
  /** All seasons in which the member raced, the oldest first. */
  get(custId: number, guests: Guests, asOf: number): readonly SeasonSums[];
}

function sumSeason(world: World, career: Career, own: readonly Start[]): RaceSums {
  const sums = noSums();
  for (const start of own) {
    if (start.paddock === career.seat.paddock) {
      addOwnRace(sums, ownRaceOf(world, start, [career]));
    }
  }
  return sums;
}

function createCareerBook(world: World): CareerBook {
  const kept = new Map<string, RaceSums>();
  const sumsOf = (custId: number, guests: Guests, asOf: number, career: Career, season: Season) => {
    const { seat, from, until } = career;
    // Results of the last sessions are out some hours after the season.
    const state = Math.min(asOf, season.end + daySeconds);
    const key = [custId, seat.paddock.id, from, until, season.index, state].join('/');
    const known = kept.get(key);
    if (known !== undefined) return known;
    const span = { begin: season.start, end: season.end, asOf };
    const sums = sumSeason(world, career, world.racesOf(custId, guests, span, Infinity));
    if (kept.size >= keptSeasons) kept.delete(kept.keys().next().value ?? '');
    kept.set(key, sums);
    return sums;
  };
  const prepare: CareerBook['prepare'] = function* prepare(custId, guests, asOf) {
    const seasons: SeasonSums[] = [];
    for (const career of world.careersOf(custId, guests)) {
      const category = getCategory(career.seat.paddock.category);
      const last = seasonAt(Math.min(asOf, career.until)).index;
      for (let index = seasonAt(career.from).index; index <= last; index += 1) {
        const season = getSeason(index);
        const sums = sumsOf(custId, guests, asOf, career, season);
        if (sums.starts > 0) seasons.push({ season, category, sums });
        yield;
      }
    }
    return seasons.toSorted((a, b) => a.season.index - b.season.index);
  };
  return {
    prepare,
    get: (custId, guests, asOf) => {
      const steps = prepare(custId, guests, asOf);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      return step.value;
    },
  };
}

const books = new WeakMap<World, CareerBook>();

/** The careers of a world's members. */
export function careerBookOf(world: World): CareerBook {
  const known = books.get(world) ?? createCareerBook(world);
  books.set(world, known);
  return known;
}
