import { worldEpoch } from './calendar.ts';
import { createPermutation, mix, remember } from './hash.ts';
import type { Guests, MemberBook, StoredMember } from './member.ts';
import { memberCount, slotSeconds } from './paddock.ts';

/** Sessions that open in one hour. */
export const sessionsPerHour = 8;
/** Places in one session. */
export const hostedLanes = 20;
const hourSeconds = 3600;
const hoursPerWeek = 168;
const weekSeconds = hoursPerWeek * hourSeconds;
const placesPerHour = sessionsPerHour * hostedLanes;
const placesPerWeek = hoursPerWeek * placesPerHour;
/** The hours of stored members: three slots of two hours a day in which they have no other race. */
const guestHoursPerWeek = 42;

/** A place in a session without a league. */
export interface HostedPlace {
  /** Hours since the world began. */
  readonly hour: number;
  /** 0 … sessionsPerHour − 1. */
  readonly session: number;
  /** 0 … hostedLanes − 1; 0 hosts the session. */
  readonly lane: number;
}

/**
 * Who has a place in which session. In a week a member has one place at most, and a stored member
 * has one exactly.
 */
export interface HostedPlaces {
  /** The week that a moment falls into. */
  weekAt(time: number): number;
  /** The member number of the made-up holder. */
  memberAt(place: HostedPlace): number;
  /** The holder at a moment, stored members included. */
  custIdAt(place: HostedPlace, time: number, guests: Guests): number;
  /** A member's place in a week, if the member holds it at the hour of the session. */
  findPlace(custId: number, week: number, guests: Guests): HostedPlace | undefined;
}

function codeOf({ hour, session, lane }: HostedPlace): number {
  return ((hour % hoursPerWeek) * sessionsPerHour + session) * hostedLanes + lane;
}

function placeOf(week: number, code: number): HostedPlace {
  const sessionCode = Math.floor(code / hostedLanes);
  return {
    hour: week * hoursPerWeek + Math.floor(sessionCode / sessionsPerHour),
    session: sessionCode % sessionsPerHour,
    lane: code % hostedLanes,
  };
}

/** Slots of stored members are the fourth of every four: 6, 14 and 22 o'clock. */
function codeOfGuest(seat: number): number {
  const hour = Math.floor(seat / placesPerHour);
  const slot = Math.floor(hour / 2) * 4 + 3;
  const hoursPerSlot = slotSeconds / hourSeconds;
  return (slot * hoursPerSlot + (hour % 2)) * placesPerHour + (seat % placesPerHour);
}

/** Creates the places of a seed. */
export function createHostedPlaces(seed: number, members: MemberBook): HostedPlaces {
  const shuffleAt = remember(64, (week) => createPermutation(mix(seed, 331, week), memberCount));
  const guestSeats = createPermutation(mix(seed, 332), guestHoursPerWeek * placesPerHour);
  const codeOfStored = (custId: number, week: number): number =>
    codeOfGuest(
      (guestSeats.forward(custId % guestSeats.size) + mix(seed, 333, week)) % guestSeats.size,
    );
  const known = new WeakMap<Guests, Map<number, Map<number, StoredMember>>>();
  const seatedIn = (week: number, guests: Guests): Map<number, StoredMember> => {
    const weeks = known.get(guests) ?? new Map<number, Map<number, StoredMember>>();
    known.set(guests, weeks);
    const seated = weeks.get(week) ?? new Map<number, StoredMember>();
    if (!weeks.has(week)) {
      for (const stored of guests.byCustId.values()) {
        const code = codeOfStored(stored.cust_id, week);
        if (!seated.has(code)) seated.set(code, stored);
      }
      weeks.set(week, seated);
    }
    return seated;
  };
  const weekOf = (place: HostedPlace): number => Math.floor(place.hour / hoursPerWeek);
  const memberAt = (place: HostedPlace): number => shuffleAt(weekOf(place)).backward(codeOf(place));
  const custIdAt: HostedPlaces['custIdAt'] = (place, time, guests) => {
    const guest = seatedIn(weekOf(place), guests).get(codeOf(place));
    return guest !== undefined && time >= guest.member_since
      ? guest.cust_id
      : members.custIdOf(memberAt(place));
  };
  return {
    weekAt: (time) => Math.floor((time - worldEpoch) / weekSeconds),
    memberAt,
    custIdAt,
    findPlace: (custId, week, guests) => {
      if (week < 0) return undefined;
      const number = members.findNumber(custId);
      const stored = guests.byCustId.has(custId);
      if (!stored && number === undefined) return undefined;
      const code = stored ? codeOfStored(custId, week) : shuffleAt(week).forward(number ?? 0);
      if (code >= placesPerWeek) return undefined;
      const place = placeOf(week, code);
      const opens = worldEpoch + place.hour * hourSeconds;
      return custIdAt(place, opens, guests) === custId ? place : undefined;
    },
  };
}
