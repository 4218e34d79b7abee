import type { Car } from './cars.ts';
import { at } from './hash.ts';
import type { GridEntry } from './programme.ts';
import { driveSeed } from './programme.ts';
import type { Pace } from './race.ts';
import {
  champPointsOf,
  drawCrossings,
  drawIncidentLaps,
  drawPaces,
  drawQualifyingLaps,
  strengthOfField,
} from './race.ts';
import type { Start } from './start.ts';

/** What statistics count of one driver's race; the same numbers as those of the driven race. */
export interface RaceFigures {
  /** The member number. */
  readonly member: number;
  readonly position: number;
  readonly startPosition: number;
  readonly laps: number;
  readonly lapsLed: number;
  readonly incidents: number;
  readonly champPoints: number;
}

/** A race of which only as much is driven as is asked for. */
export interface RaceSketch {
  readonly start: Start;
  /** The field in finishing order. */
  readonly grid: readonly GridEntry[];
  /** The car of a driver. */
  carOf(entry: GridEntry): Car;
  /** When a driver ended each lap, 1/10000 s after the green flag. */
  crossingsOf(entry: GridEntry): readonly number[];
  qualifyingLapsOf(entry: GridEntry): readonly number[];
  figuresOf(entry: GridEntry): RaceFigures;
}

/** The car that a member drives in a race, known without driving it. */
export function carIn(seed: number, start: Start, member: number): Car {
  const { cars } = start.series;
  return at(cars, driveSeed(seed, start.subsession_id, member) % cars.length);
}

/** Whether a driver crossed the line on a lap before everybody who could have been faster. */
function leads(
  lap: number,
  position: number,
  entries: number,
  crossingsAt: (position: number) => readonly number[],
): boolean {
  const own = crossingsAt(position)[lap] ?? Infinity;
  // The likely leaders come first, so that most drivers are done after one comparison.
  for (let other = 0; other < entries; other += 1) {
    if (other === position) continue;
    const rival = crossingsAt(other)[lap] ?? Infinity;
    if (rival < own || (rival === own && other < position)) return false;
  }
  return true;
}

/**
 * Sketches the race of a start for its drivers in finishing order. Whatever it says is what
 * `driveGrid` says of the same race; a driver costs a fraction of the whole.
 */
export function sketchRace(seed: number, start: Start, grid: readonly GridEntry[]): RaceSketch {
  let paces: readonly Pace[] | undefined;
  let field: number | undefined;
  const crossings: (readonly number[] | undefined)[] = [];
  const paceOf = (position: number): Pace => {
    paces ??= drawPaces(seed, start, grid.length);
    return at(paces, position);
  };
  const crossingsAt = (position: number): readonly number[] => {
    const known = crossings[position];
    if (known !== undefined) return known;
    const entry = at(grid, position);
    const pace = paceOf(position);
    const hash = driveSeed(seed, start.subsession_id, entry.member);
    const incidentLaps = drawIncidentLaps(hash, pace.laps, entry.incidents);
    const made = drawCrossings(hash, pace, incidentLaps);
    crossings[position] = made;
    return made;
  };
  const countLed = (position: number): number => {
    const { length } = crossingsAt(position);
    let led = 0;
    for (let lap = 0; lap < length; lap += 1) {
      if (leads(lap, position, grid.length, crossingsAt)) led += 1;
    }
    return led;
  };
  return {
    start,
    grid,
    carOf: (entry) => carIn(seed, start, entry.member),
    crossingsOf: (entry) => crossingsAt(entry.position),
    qualifyingLapsOf: (entry) => drawQualifyingLaps(seed, start, entry, grid.length),
    figuresOf: (entry) => {
      const { member, position, startPosition, incidents } = entry;
      field ??= strengthOfField(grid.map(({ oldi_rating }) => oldi_rating));
      return {
        member,
        position,
        startPosition,
        laps: paceOf(position).laps,
        lapsLed: countLed(position),
        incidents,
        champPoints: champPointsOf(field, position, grid.length),
      };
    },
  };
}
