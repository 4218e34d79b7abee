import type { Permutation } from './hash.ts';
import { at, createPermutation, mix } from './hash.ts';
import { memberCount } from './paddock.ts';

/** One place on the roster of a group (a league or a team). */
export interface RosterPlace {
  readonly group: number;
  /** 0 is the owner's place. */
  readonly index: number;
}

/**
 * Who belongs to which group. Groups are dealt in layers (group number modulo layers); a member has
 * at most one place in a layer, so nobody is twice in the same group, and roster and membership are
 * two readings of the same reversible shuffle.
 */
export interface Rosters {
  readonly layers: number;
  readonly groups: number;
  sizeOf(group: number): number;
  /** The member number of the made-up holder of a place. */
  memberAt(place: RosterPlace): number;
  /** The places of a member number, at most one in each layer. */
  placesOf(member: number): RosterPlace[];
  /** The places that a stored member takes over, one in each layer. */
  guestPlacesOf(custId: number): RosterPlace[];
}

interface Layer {
  readonly shuffle: Permutation;
  /** First place of each group of the layer, and the number of all places at the end. */
  readonly firsts: readonly number[];
  readonly guests: Permutation;
}

/** The group of a layer that a place falls into. */
function findGroup(firsts: readonly number[], place: number): number {
  let low = 0;
  let high = firsts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(firsts, middle) <= place) low = middle;
    else high = middle;
  }
  return low;
}

/** How rosters are dealt. */
export interface RosterPlan {
  readonly seed: number;
  readonly layers: number;
  readonly groupsPerLayer: number;
  readonly sizeOf: (group: number) => number;
  /**
   * Stored members get one of the first so many places of a group of the first layer, so that each
   * of them owns or runs one.
   */
  readonly guestRanks: number;
}

/** Deals the made-up members into groups, and finds both ways. */
export function createRosters(plan: RosterPlan): Rosters {
  const { seed, layers, groupsPerLayer, sizeOf, guestRanks } = plan;
  const made = Array.from({ length: layers }, (_, layer): Layer => {
    const firsts = [0];
    for (let i = 0; i < groupsPerLayer; i += 1) {
      firsts.push(at(firsts, i) + sizeOf(i * layers + layer));
    }
    const places = layer === 0 ? groupsPerLayer * guestRanks : at(firsts, groupsPerLayer);
    return {
      shuffle: createPermutation(mix(seed, 1, layer), memberCount),
      firsts,
      guests: createPermutation(mix(seed, 2, layer), places),
    };
  });
  const placeAt = (layer: number, place: number): RosterPlace => {
    const { firsts } = at(made, layer);
    const inLayer = findGroup(firsts, place);
    return { group: inLayer * layers + layer, index: place - at(firsts, inLayer) };
  };
  return {
    layers,
    groups: layers * groupsPerLayer,
    sizeOf,
    memberAt: ({ group, index }) => {
      const { shuffle, firsts } = at(made, group % layers);
      return shuffle.backward(at(firsts, Math.floor(group / layers)) + index);
    },
    placesOf: (member) =>
      made.flatMap(({ shuffle, firsts }, layer) => {
        const place = shuffle.forward(member);
        return place < at(firsts, groupsPerLayer) ? [placeAt(layer, place)] : [];
      }),
    guestPlacesOf: (custId) =>
      made.map(({ guests }, layer) => {
        const place = guests.forward(custId % guests.size);
        if (layer > 0) return placeAt(layer, place);
        return { group: Math.floor(place / guestRanks) * layers, index: place % guestRanks };
      }),
  };
}
