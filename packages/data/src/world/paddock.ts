import type { CategoryName } from './categories.ts';
import type { Permutation } from './hash.ts';
import { at, createPermutation, mix } from './hash.ts';

/** How many members the world has besides the stored ones. */
export const memberCount = 300_000;

/** Two hours: starts of the first tier and of the second take turns, so nobody races twice at once. */
export const slotSeconds = 7200;

/**
 * Members of one category, tier, frequency and licence class who race among themselves.
 *
 * In every round each of them has one seat: bands are the splits (0 is the strongest), a band holds
 * `sessions` groups of `lanes` drivers, and who sits in which group changes from round to round.
 */
export interface Paddock {
  readonly id: number;
  readonly category: CategoryName;
  /** 0: the category a member mainly races in; 1: a second one. */
  readonly tier: 0 | 1;
  /** 0 Rookie … 4 A. */
  readonly group: number;
  /** Minutes after the slot's beginning at which its sessions open. */
  readonly startMinute: number;
  /** Cars on the grid when everybody shows up. */
  readonly lanes: number;
  readonly bands: number;
  /** Start slots in one round. */
  readonly slotsPerRound: number;
  /** Sessions that open in one slot. */
  readonly sessionsPerSlot: number;
  /** Members in one band: lanes × slotsPerRound × sessionsPerSlot. */
  readonly bandSize: number;
  /** First member number (tier 0) or first place in the second ranking (tier 1). */
  readonly first: number;
}

/** A member's place in a paddock. */
export interface Seat {
  readonly paddock: Paddock;
  readonly band: number;
  /** 0 … bandSize − 1, the strongest first. */
  readonly rank: number;
}

/** One start of one split: what a subsession number decodes to. */
export interface StartPlace {
  readonly paddock: Paddock;
  readonly band: number;
  readonly sessionOfSlot: number;
}

/** The fixed arrangement of all members in paddocks, readable in both directions. */
export interface Layout {
  readonly paddocks: readonly Paddock[];
  /** All starts of one slot of a tier, in the order of their subsession numbers. */
  readonly startPlaces: readonly [readonly StartPlace[], readonly StartPlace[]];
  /** Where the paddock's first start is in its tier's `startPlaces`. */
  readonly firstStartPlace: ReadonlyMap<Paddock, number>;
  /** The seats (none, one or two) of a member number. */
  findSeats(member: number): Seat[];
  /** The member number in a seat. */
  getMember(seat: Seat): number;
  /** The seats that stored members take over: one active first-tier paddock. */
  readonly guestPaddock: Paddock;
}

interface Share {
  readonly category: CategoryName;
  readonly share: number;
  readonly lanes: number;
}

const shares: readonly Share[] = [
  { category: 'sports_car', share: 0.36, lanes: 24 },
  { category: 'oval', share: 0.26, lanes: 32 },
  { category: 'formula_car', share: 0.18, lanes: 22 },
  { category: 'dirt_oval', share: 0.12, lanes: 20 },
  { category: 'dirt_road', share: 0.08, lanes: 18 },
];
// A round lasts a day, three days or a week; a slot of each tier opens every four hours.
const frequencies = [
  { share: 0.15, slotsPerRound: 6 },
  { share: 0.35, slotsPerRound: 18 },
  { share: 0.35, slotsPerRound: 42 },
] as const;
const groupShares = [0.15, 0.25, 0.25, 0.2, 0.15] as const;
const secondTierGroups = [1, 2, 3] as const;
const secondTierShare = 0.034;
const maximumBands = 5;

type Outline = Omit<Paddock, 'id' | 'bands' | 'sessionsPerSlot' | 'bandSize'>;

/** Fits as many full fields into a number of members as it can; the rest stays without a seat. */
function fit(outline: Outline, members: number): Omit<Paddock, 'id'> | undefined {
  const fields = Math.floor(members / (outline.lanes * outline.slotsPerRound));
  if (fields === 0) return undefined;
  const bands = Math.min(maximumBands, Math.max(1, Math.round(Math.sqrt(fields))));
  const sessionsPerSlot = Math.floor(fields / bands);
  const bandSize = outline.lanes * outline.slotsPerRound * sessionsPerSlot;
  return { ...outline, bands, sessionsPerSlot, bandSize };
}

interface Home {
  readonly category: CategoryName;
  readonly first: number;
  readonly size: number;
  readonly secondRanking: Permutation;
}

function createHomes(seed: number): Home[] {
  let first = 0;
  return shares.map(({ category, share }, i) => {
    const size = i === shares.length - 1 ? memberCount - first : Math.floor(memberCount * share);
    const home = {
      category,
      first,
      size,
      secondRanking: createPermutation(mix(seed, 71, i), size),
    };
    first += size;
    return home;
  });
}

function createFirstTier(homes: readonly Home[]): Paddock[] {
  const paddocks: Paddock[] = [];
  homes.forEach((home, c) => {
    let first = home.first;
    frequencies.forEach(({ share, slotsPerRound }, f) => {
      groupShares.forEach((groupShare, group) => {
        const { category, lanes } = at(shares, c);
        const members = Math.floor(home.size * share * groupShare);
        const startMinute = 15 * f;
        const outline = {
          category,
          tier: 0,
          group,
          startMinute,
          lanes,
          slotsPerRound,
          first,
        } as const;
        const fitted = fit(outline, members);
        if (fitted !== undefined) paddocks.push({ ...fitted, id: paddocks.length });
        first += members;
      });
    });
  });
  return paddocks;
}

interface SecondTierPaddock {
  readonly home: Home;
  readonly paddock: Paddock;
}

function createSecondTier(homes: readonly Home[], firstId: number): SecondTierPaddock[] {
  const made: SecondTierPaddock[] = [];
  homes.forEach((home, c) => {
    let first = 0;
    shares.forEach(({ category, lanes }, d) => {
      if (d === c) return;
      for (const group of secondTierGroups) {
        const members = Math.floor(home.size * secondTierShare);
        const startMinute = 15 * (c % 4);
        const outline = {
          category,
          tier: 1,
          group,
          startMinute,
          lanes,
          slotsPerRound: 18,
          first,
        } as const;
        const fitted = fit(outline, members);
        if (fitted !== undefined) {
          made.push({ home, paddock: { ...fitted, id: firstId + made.length } });
        }
        first += members;
      }
    });
  });
  return made;
}

function createStartPlaces(paddocks: readonly Paddock[]): StartPlace[] {
  return paddocks.flatMap((paddock) =>
    Array.from({ length: paddock.sessionsPerSlot * paddock.bands }, (_, i) => ({
      paddock,
      band: i % paddock.bands,
      sessionOfSlot: Math.floor(i / paddock.bands),
    })),
  );
}

function findSeat(paddocks: readonly Paddock[], place: number): Seat | undefined {
  const paddock = paddocks.findLast((candidate) => candidate.first <= place);
  if (paddock === undefined) return undefined;
  const offset = place - paddock.first;
  if (offset >= paddock.bands * paddock.bandSize) return undefined;
  return { paddock, band: Math.floor(offset / paddock.bandSize), rank: offset % paddock.bandSize };
}

/** Arranges all members in paddocks; the arrangement depends on the seed alone and never changes. */
export function createLayout(seed: number): Layout {
  const homes = createHomes(seed);
  const firstTier = createFirstTier(homes);
  const secondTier = createSecondTier(homes, firstTier.length);
  const homeOf = new Map(secondTier.map(({ home, paddock }) => [paddock, home]));
  const secondTierOf = new Map(
    homes.map((home) => [
      home,
      secondTier.filter((made) => made.home === home).map(({ paddock }) => paddock),
    ]),
  );
  const startPlaces = [
    createStartPlaces(firstTier),
    createStartPlaces(secondTier.map(({ paddock }) => paddock)),
  ] as const;
  const firstStartPlace = new Map<Paddock, number>();
  for (const places of startPlaces) {
    places.forEach(({ paddock }, i) => {
      if (!firstStartPlace.has(paddock)) firstStartPlace.set(paddock, i);
    });
  }
  const guestPaddock = at(firstTier, 2);
  return {
    paddocks: [...firstTier, ...secondTier.map(({ paddock }) => paddock)],
    startPlaces,
    firstStartPlace,
    guestPaddock,
    findSeats: (member) => {
      const home = homes.findLast((candidate) => candidate.first <= member) ?? at(homes, 0);
      const place = home.secondRanking.forward(member - home.first);
      const seats = [findSeat(firstTier, member), findSeat(secondTierOf.get(home) ?? [], place)];
      return seats.filter((seat) => seat !== undefined);
    },
    getMember: ({ paddock, band, rank }) => {
      const place = paddock.first + band * paddock.bandSize + rank;
      const home = homeOf.get(paddock);
      return home === undefined ? place : home.first + home.secondRanking.backward(place);
    },
  };
}
