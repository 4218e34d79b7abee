import type { Cycle } from './cycle.ts';
import { createCycle, cycleRounds } from './cycle.ts';
import { licenseLevel } from './categories.ts';
import { mix, remember, unit } from './hash.ts';
import type { Layout, Paddock, Seat } from './paddock.ts';

/** What a member brings to a race and takes home. */
export interface Standing {
  readonly oldi_rating: number;
  readonly newi_rating: number;
  /** Safety rating in hundredths. */
  readonly old_sub_level: number;
  readonly new_sub_level: number;
  readonly old_license_level: number;
  readonly new_license_level: number;
  readonly incidents: number;
}

/** One driver of one band's session in a round. */
export interface GridEntry extends Standing {
  /** The member number. */
  readonly member: number;
  readonly position: number;
  readonly startPosition: number;
}

/** One race of a seat: which session of the round, and how it ended. */
export interface Drive {
  readonly round: number;
  readonly session: number;
  readonly position: number;
}

/** Ties seats to races, in both directions, and carries the ratings from race to race. */
export interface Programme {
  /** What a seat drives in a round; undefined when its member stays at home. */
  findDrive(seat: Seat, round: number): Drive | undefined;
  /** All drivers of a session, in the order in which they finish. */
  gridOf(paddock: Paddock, band: number, round: number, session: number): GridEntry[];
  /** The member numbers of the drivers of a session, at a fraction of the cost of the grid. */
  membersOf(
    paddock: Paddock,
    band: number,
    round: number,
    session: number,
  ): { readonly member: number }[];
  /** How many drivers a band's sessions of a round have. */
  entriesOf(paddock: Paddock, band: number, round: number): number;
  /** What a race of a seat does to its ratings; the seat drives in that round. */
  standingAt(seat: Seat, round: number): Standing;
  /** The rating of a seat when a round begins. */
  ratingBefore(seat: Seat, round: number): number;
  /** The newest round, not after `round`, in which the seat drives; undefined before the first. */
  lastDriveUntil(seat: Seat, round: number): Drive | undefined;
  /** Starts, wins and sums of positions of a seat over rounds `from` (inclusive) to `to` (exclusive). */
  tally(seat: Seat, from: number, to: number): Tally;
}

/** Sums over a stretch of a career. */
export interface Tally {
  readonly starts: number;
  readonly wins: number;
  readonly topQuarter: number;
  readonly startPositions: number;
  readonly finishPositions: number;
}

/** The span of ratings of a licence group, and how it bends towards the top. */
const ratingSpans = [
  { low: 950, high: 1350, bend: 1 },
  { low: 1250, high: 1750, bend: 1 },
  { low: 1500, high: 2300, bend: 1.2 },
  { low: 1950, high: 3300, bend: 1.5 },
  { low: 2800, high: 8200, bend: 3 },
] as const;
const longestPause = 64;

function baseRating({ paddock, band, rank }: Seat): number {
  const span = ratingSpans[paddock.group] ?? ratingSpans[0];
  const strength = (paddock.bands - 1 - band + 1 - (rank + 0.5) / paddock.bandSize) / paddock.bands;
  return Math.round(span.low + (span.high - span.low) * strength ** span.bend);
}

/** The safety rating in hundredths after a round: a slow wave around the member's own level. */
function subLevelAfter(seed: number, member: number, paddock: Paddock, round: number): number {
  const wave = (at: number): number => unit(seed, 81, member, paddock.id, at) - 0.5;
  const stretch = 10;
  const step = Math.floor(round / stretch);
  const share = (round - step * stretch) / stretch;
  const slow = wave(step) * (1 - share) + wave(step + 1) * share;
  const own = 215 + unit(seed, 82, member, paddock.id) * 220;
  const fast = unit(seed, 83, member, paddock.id, round) - 0.5;
  return Math.max(100, Math.min(499, Math.round(own + slow * 120 + fast * 26)));
}

/** The more a race costs in safety, the more incident points there were; gains come from clean laps. */
function incidentsFrom(moved: number): number {
  return Math.max(0, Math.min(17, Math.round((5 - moved) / 2.6)));
}

const maximumBands = 8;
const cyclesPerBand = 4096;

type CycleOf = (paddock: Paddock, band: number, round: number) => Cycle;

/** Computes cycles when they are needed and keeps the newest. */
function createCycleReader(seed: number, layout: Layout, keptCycles: number): CycleOf {
  const cycleAt = remember(keptCycles, (key): Cycle => {
    const band = Math.floor(key / cyclesPerBand) % maximumBands;
    const paddock = layout.paddocks[Math.floor(key / (cyclesPerBand * maximumBands))];
    if (paddock === undefined) throw new RangeError(`There is no paddock for cycle key ${key}.`);
    return createCycle(seed, paddock, band, key % cyclesPerBand);
  });
  return (paddock, band, round) =>
    cycleAt((paddock.id * maximumBands + band) * cyclesPerBand + Math.floor(round / cycleRounds));
}

function createDriveFinder(cycleOf: CycleOf): Pick<Programme, 'findDrive' | 'lastDriveUntil'> {
  const findDrive: Programme['findDrive'] = ({ paddock, band, rank }, round) => {
    if (round < 0) return undefined;
    const cycle = cycleOf(paddock, band, round);
    const place = cycle.places.forward(rank);
    const lane = place % paddock.lanes;
    const position = cycle.positionOf(round % cycleRounds, lane);
    if (position === undefined) return undefined;
    const groups = paddock.bandSize / paddock.lanes;
    const turn = cycle.turnOf(round % cycleRounds, lane);
    const session = (Math.floor(place / paddock.lanes) + turn) % groups;
    return { round, session, position };
  };
  return {
    findDrive,
    lastDriveUntil: (seat, round) => {
      for (let r = round; r >= Math.max(0, round - longestPause); r -= 1) {
        const drive = findDrive(seat, r);
        if (drive !== undefined) return drive;
      }
      return undefined;
    },
  };
}

function createTally(cycleOf: CycleOf): Programme['tally'] {
  return ({ paddock, band, rank }, from, to) => {
    const sums = { starts: 0, wins: 0, topQuarter: 0, startPositions: 0, finishPositions: 0 };
    let round = Math.max(0, from);
    while (round < to) {
      const cycle = cycleOf(paddock, band, round);
      const lane = cycle.places.forward(rank) % paddock.lanes;
      const end = Math.min(to, (Math.floor(round / cycleRounds) + 1) * cycleRounds);
      for (; round < end; round += 1) {
        const position = cycle.positionOf(round % cycleRounds, lane);
        if (position === undefined) continue;
        sums.starts += 1;
        if (position === 0) sums.wins += 1;
        if (position < cycle.entriesOf(round % cycleRounds) / 4) sums.topQuarter += 1;
        sums.startPositions += cycle.startOf(round % cycleRounds, lane);
        sums.finishPositions += position;
      }
    }
    return sums;
  };
}

interface Lane {
  readonly lane: number;
  readonly rank: number;
  readonly position: number;
}

/** Who drives in a session, by lanes. */
function findField(cycle: Cycle, paddock: Paddock, round: number, session: number): Lane[] {
  const { lanes, bandSize } = paddock;
  const groups = bandSize / lanes;
  const inCycle = round % cycleRounds;
  const field: Lane[] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    const position = cycle.positionOf(inCycle, lane);
    if (position === undefined) continue;
    const group = (session - cycle.turnOf(inCycle, lane) + groups) % groups;
    field.push({ lane, rank: cycle.places.backward(group * lanes + lane), position });
  }
  return field;
}

/** Creates the programme of a seed's layout. Cycles are kept, at most `keptCycles` of them. */
export function createProgramme(seed: number, layout: Layout, keptCycles = 768): Programme {
  const cycleOf = createCycleReader(seed, layout, keptCycles);
  const { findDrive, lastDriveUntil } = createDriveFinder(cycleOf);

  const standing = (seat: Seat, member: number, lane: number, round: number): Standing => {
    const { paddock, band } = seat;
    const cycle = cycleOf(paddock, band, round);
    const base = baseRating(seat);
    const inCycle = round % cycleRounds;
    const previous = lastDriveUntil(seat, round - 1)?.round ?? -1;
    const before = subLevelAfter(seed, member, paddock, previous);
    const after = subLevelAfter(seed, member, paddock, round);
    return {
      oldi_rating: base + cycle.ratingBefore(inCycle, lane),
      newi_rating: base + cycle.ratingBefore(inCycle + 1, lane),
      old_sub_level: before,
      new_sub_level: after,
      old_license_level: licenseLevel(paddock.group, before),
      new_license_level: licenseLevel(paddock.group, after),
      incidents: incidentsFrom(after - before),
    };
  };

  return {
    findDrive,
    lastDriveUntil,
    tally: createTally(cycleOf),
    membersOf: (paddock, band, round, session) =>
      findField(cycleOf(paddock, band, round), paddock, round, session).map(({ rank }) => ({
        member: layout.getMember({ paddock, band, rank }),
      })),
    entriesOf: (paddock, band, round) =>
      cycleOf(paddock, band, round).entriesOf(round % cycleRounds),
    ratingBefore: (seat, round) => {
      const { paddock, band, rank } = seat;
      const cycle = cycleOf(paddock, band, round);
      const lane = cycle.places.forward(rank) % paddock.lanes;
      return baseRating(seat) + cycle.ratingBefore(round % cycleRounds, lane);
    },
    standingAt: (seat, round) => {
      const place = cycleOf(seat.paddock, seat.band, round).places.forward(seat.rank);
      return standing(seat, layout.getMember(seat), place % seat.paddock.lanes, round);
    },
    gridOf: (paddock, band, round, session) => {
      const cycle = cycleOf(paddock, band, round);
      const entries: GridEntry[] = [];
      for (const { lane, rank, position } of findField(cycle, paddock, round, session)) {
        const seat = { paddock, band, rank };
        const member = layout.getMember(seat);
        entries[position] = {
          member,
          position,
          startPosition: cycle.startOf(round % cycleRounds, lane),
          ...standing(seat, member, lane, round),
        };
      }
      return entries;
    },
  };
}

/** Mixes a member's number into the seed of one race, for what only the two decide together. */
export function driveSeed(seed: number, subsessionId: number, member: number): number {
  return mix(seed, 84, subsessionId, member);
}
