import type { Permutation } from './hash.ts';
import { createPermutation, mix, unit } from './hash.ts';
import type { Paddock } from './paddock.ts';

/** Rounds in one cycle; the second half mirrors the first, so that ratings come back. */
export const cycleRounds = 64;
const half = cycleRounds / 2;
const fewestEntries = 8;
const absent = 255;
/** The most that one race moves a rating, by licence group. */
const ratingSwing = [36, 44, 50, 56, 64] as const;

/**
 * What a race does to a rating. It depends on the finishing order alone, and first and last cancel
 * out, second and last but one too.
 */
export function ratingDelta(group: number, position: number, entries: number): number {
  const swing = ratingSwing[group] ?? 50;
  const fromMiddle = entries - 1 - 2 * position;
  return (
    Math.sign(fromMiddle) * Math.round((swing * Math.abs(fromMiddle)) / Math.max(1, entries - 1))
  );
}

/**
 * The programme of one band for 64 rounds, by lane. A member keeps a lane for a cycle and meets
 * other lanes in changing groups, so one small table serves every race of the band.
 */
export interface Cycle {
  /** Who has which place (group × lanes + lane) in this cycle, by rank in the band. */
  readonly places: Permutation;
  /** How many lanes race in a round. */
  entriesOf(round: number): number;
  /** The zero-based finishing position of a lane in a round; undefined when it stays at home. */
  positionOf(round: number, lane: number): number | undefined;
  /** The zero-based place on the grid, for a lane that races. */
  startOf(round: number, lane: number): number;
  /** How far the rating has moved from the lane's base before a round (0 … 64). */
  ratingBefore(round: number, lane: number): number;
  /** By how many groups the lane is turned in a round. */
  turnOf(round: number, lane: number): number;
}

interface Tables {
  readonly lanes: number;
  readonly entries: Uint8Array;
  readonly positions: Uint8Array;
  readonly starts: Uint8Array;
  readonly ratings: Int16Array;
}

/** Writes 0, 1, 2 … into `target` for the lanes, ordered by a key; others stay `absent`. */
function writeOrder(
  target: Uint8Array,
  offset: number,
  keys: readonly (readonly [number, number])[],
) {
  const sorted = keys.toSorted((a, b) => a[1] - b[1] || a[0] - b[0]);
  sorted.forEach(([lane], place) => {
    target[offset + lane] = place;
  });
}

function drawRound(tables: Tables, seed: number, round: number): void {
  const { lanes, entries, positions } = tables;
  const turnout = 0.6 + 0.4 * unit(seed, 1, round);
  const keys: [number, number][] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    if (unit(seed, 2, round, lane) < turnout) keys.push([lane, mix(seed, 3, round, lane)]);
  }
  if (keys.length < fewestEntries) {
    keys.length = 0;
    for (let lane = 0; lane < lanes; lane += 1) keys.push([lane, mix(seed, 3, round, lane)]);
  }
  entries[round] = keys.length;
  writeOrder(positions, round * lanes, keys);
}

function mirrorRound(tables: Tables, seed: number, round: number): void {
  const { lanes, entries, positions } = tables;
  const source = ((round - half) * 5 + mix(seed, 4)) % half;
  const count = entries[source] ?? 0;
  entries[round] = count;
  for (let lane = 0; lane < lanes; lane += 1) {
    const position = positions[source * lanes + lane] ?? absent;
    positions[round * lanes + lane] = position === absent ? absent : count - 1 - position;
  }
}

/** Draws the grid near the finishing order, but not in it. */
function drawStarts(tables: Tables, seed: number, round: number): void {
  const { lanes, positions, starts } = tables;
  const keys: [number, number][] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    const position = positions[round * lanes + lane] ?? absent;
    if (position === absent) continue;
    keys.push([lane, position + (unit(seed, 5, round, lane) - 0.5) * lanes * 0.8]);
  }
  writeOrder(starts, round * lanes, keys);
}

function createTables(seed: number, lanes: number, group: number): Tables {
  const tables: Tables = {
    lanes,
    entries: new Uint8Array(cycleRounds),
    positions: new Uint8Array(cycleRounds * lanes).fill(absent),
    starts: new Uint8Array(cycleRounds * lanes).fill(absent),
    ratings: new Int16Array((cycleRounds + 1) * lanes),
  };
  for (let round = 0; round < cycleRounds; round += 1) {
    if (round < half) drawRound(tables, seed, round);
    else mirrorRound(tables, seed, round);
    drawStarts(tables, seed, round);
    for (let lane = 0; lane < lanes; lane += 1) {
      const position = tables.positions[round * lanes + lane] ?? absent;
      const moved =
        position === absent ? 0 : ratingDelta(group, position, tables.entries[round] ?? 0);
      const before = tables.ratings[round * lanes + lane] ?? 0;
      tables.ratings[(round + 1) * lanes + lane] = before + moved;
    }
  }
  return tables;
}

/** Creates the programme of a band for one cycle; about 10 KiB, and a fraction of a millisecond. */
export function createCycle(seed: number, paddock: Paddock, band: number, cycle: number): Cycle {
  const own = mix(seed, 51, paddock.id, band, cycle);
  const { lanes } = paddock;
  const tables = createTables(own, lanes, paddock.group);
  const groups = paddock.slotsPerRound * paddock.sessionsPerSlot;
  return {
    places: createPermutation(mix(own, 52), paddock.bandSize),
    entriesOf: (round) => tables.entries[round] ?? 0,
    positionOf: (round, lane) => {
      const position = tables.positions[round * lanes + lane] ?? absent;
      return position === absent ? undefined : position;
    },
    startOf: (round, lane) => tables.starts[round * lanes + lane] ?? 0,
    ratingBefore: (round, lane) => tables.ratings[round * lanes + lane] ?? 0,
    turnOf: (round, lane) => mix(own, 53, round, lane) % groups,
  };
}
