import type { Guests, MemberBook, StoredMember } from './member.ts';
import type { RosterPlace, Rosters } from './rosters.ts';

/** A place that somebody holds for some time: from `from` (inclusive) to `until` (exclusive). */
export interface Tenure {
  readonly place: RosterPlace;
  readonly from: number;
  readonly until: number;
}

/** Who holds the places of rosters at what time, stored members included. */
export interface Holders {
  /** The cust_id of the holder of a place at a moment (epoch seconds). */
  custIdAt(place: RosterPlace, time: number): number;
  /** When the holder took the place over; undefined for one who was there before the world began. */
  findArrival(place: RosterPlace, time: number): number | undefined;
  /** All places that a member ever holds. */
  tenuresOf(custId: number): Tenure[];
  /** The places that a member holds at a moment. */
  placesAt(custId: number, time: number): RosterPlace[];
}

/** More places than any group has. */
const placesPerGroup = 128;

function keyOf({ group, index }: RosterPlace): number {
  return group * placesPerGroup + index;
}

/** Seats the stored members; of two who claim the same place the lower `cust_id` has it. */
function seatGuests(rosters: Rosters, guests: Guests): Map<number, StoredMember> {
  const seated = new Map<number, StoredMember>();
  // Stored members come in the order of their cust_ids.
  for (const stored of guests.byCustId.values()) {
    for (const place of rosters.guestPlacesOf(stored.cust_id)) {
      const key = keyOf(place);
      if (!seated.has(key)) seated.set(key, stored);
    }
  }
  return seated;
}

function createHolders(rosters: Rosters, members: MemberBook, guests: Guests): Holders {
  const seated = seatGuests(rosters, guests);
  const guestAt = (place: RosterPlace, time: number): StoredMember | undefined => {
    const guest = seated.get(keyOf(place));
    return guest !== undefined && time >= guest.member_since ? guest : undefined;
  };
  const tenuresOf = (custId: number): Tenure[] => {
    const stored = guests.byCustId.get(custId);
    if (stored !== undefined) {
      return rosters
        .guestPlacesOf(custId)
        .filter((place) => seated.get(keyOf(place)) === stored)
        .map((place) => ({ place, from: stored.member_since, until: Infinity }));
    }
    const number = members.findNumber(custId);
    if (number === undefined) return [];
    return rosters.placesOf(number).map((place) => {
      const guest = seated.get(keyOf(place));
      return { place, from: -Infinity, until: guest?.member_since ?? Infinity };
    });
  };
  return {
    custIdAt: (place, time) =>
      guestAt(place, time)?.cust_id ?? members.custIdOf(rosters.memberAt(place)),
    findArrival: (place, time) => guestAt(place, time)?.member_since,
    tenuresOf,
    placesAt: (custId, time) =>
      tenuresOf(custId)
        .filter(({ from, until }) => from <= time && time < until)
        .map(({ place }) => place),
  };
}

/**
 * Creates the reader of who holds the places of `rosters`. What it works out about an arrangement of
 * stored members is kept as long as the arrangement.
 */
export function createHoldersReader(
  rosters: Rosters,
  members: MemberBook,
): (guests: Guests) => Holders {
  const known = new WeakMap<Guests, Holders>();
  return (guests) => {
    const holders = known.get(guests) ?? createHolders(rosters, members, guests);
    known.set(guests, holders);
    return holders;
  };
}
