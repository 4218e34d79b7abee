import { worldEpoch } from './calendar.ts';
import { mix, remember, unit } from './hash.ts';
import type { HostedPlaces } from './hosted-places.ts';
import type { HostedStart } from './hosted-start.ts';
import { findLeagueRace, lanesOf } from './hosted-session.ts';
import type { LeagueBook } from './leagues.ts';
import type { Guests, MemberBook } from './member.ts';
import type { Layout } from './paddock.ts';
import type { Programme } from './programme.ts';
import type { StartBook } from './start.ts';

/** Somebody who takes part in a hosted session. */
export interface Entrant {
  /** The member number of the made-up holder of the place. */
  readonly member: number;
  /** The lane of a session without a league, or the place on the league's roster. */
  readonly place: number;
  readonly startPosition: number;
  /** Epoch seconds at which the entrant registered; never after registration has closed. */
  readonly registered: number;
}

/** What decides who takes part. */
export interface FieldParts {
  readonly seed: number;
  readonly layout: Layout;
  readonly programme: Programme;
  readonly starts: StartBook;
  readonly leagues: LeagueBook;
  readonly places: HostedPlaces;
}

const nobody: Guests = { byCustId: new Map(), byMember: new Map() };
const keptFields = 512;
/** So many come whatever the turnout is, so that every session is run. */
const mostWilling = 8;
const fewestEntrants = 2;
const hourSeconds = 3600;

/** Whether a made-up member has a race of a series at any time of a session. */
function isRacing(
  { layout, programme, starts }: FieldParts,
  member: number,
  from: number,
  until: number,
): boolean {
  return layout.findSeats(member).some((seat) => {
    const { paddock, band } = seat;
    const first = starts.roundAt(paddock, from - 2 * hourSeconds);
    for (let round = Math.max(0, first); round <= starts.roundAt(paddock, until); round += 1) {
      const drive = programme.findDrive(seat, round);
      if (drive === undefined) continue;
      const start = starts.get(paddock, band, round, drive.session);
      if (start.startTime < until && start.endTime > from) return true;
    }
    return false;
  });
}

/**
 * Whether a made-up member has nothing else in the hours of a session, and no place anywhere in them:
 * races of series and leagues, and sessions that the member may come to.
 */
export function isFree(
  parts: FieldParts & { readonly members: MemberBook },
  member: number,
  { hosted, startTime, endTime }: HostedStart,
): boolean {
  const until = Math.ceil((endTime - worldEpoch) / hourSeconds);
  if (isRacing(parts, member, startTime, endTime)) return false;
  for (let hour = hosted.hour - 1; hour < until; hour += 1) {
    if (isInLeague(parts, member, hour)) return false;
  }
  const week = parts.places.weekAt(startTime);
  const own = parts.places.findPlace(parts.members.custIdOf(member), week, nobody);
  return own === undefined || own.hour < hosted.hour - 1 || own.hour >= until;
}

/** Whether a made-up member's league races in the two hours in which a session takes place. */
function isInLeague({ leagues }: FieldParts, member: number, hour: number): boolean {
  const slot = Math.floor(hour / 2);
  return leagues.rosters.placesOf(member).some(({ group }) => {
    const league = leagues.all[group];
    return league !== undefined && findLeagueRace(leagues, league, slot * 2) !== undefined;
  });
}

interface Candidate {
  readonly member: number;
  readonly place: number;
}

/** Places of a session, those most willing to come first. */
function listPlaces({ hosted, ...start }: HostedStart) {
  const count = hosted.race?.leagueSeason.league.size ?? lanesOf({ hosted, ...start });
  return Array.from({ length: count }, (_, place) => ({
    place,
    // The host is always there, unless racing elsewhere.
    will: hosted.race === undefined && place === 0 ? 0 : unit(hosted.hash, 362, place),
  })).toSorted((a, b) => a.will - b.will || a.place - b.place);
}

function listCandidates(parts: FieldParts, start: HostedStart): Candidate[] {
  const { seed, leagues, places } = parts;
  const { hour, index, race, hash, max_drivers } = start.hosted;
  const turnout = 0.55 + 0.45 * unit(seed, 361, hash);
  const candidates: Candidate[] = [];
  const busy: Candidate[] = [];
  for (const [i, { place, will }] of listPlaces(start).entries()) {
    if (candidates.length === max_drivers) break;
    if (i >= mostWilling && will >= turnout) break;
    const member =
      race === undefined
        ? places.memberAt({ hour, session: index, lane: place })
        : leagues.rosters.memberAt({ group: race.leagueSeason.league.group, index: place });
    const isBusy =
      isRacing(parts, member, start.startTime, start.endTime) ||
      (race === undefined && isInLeague(parts, member, hour));
    (isBusy ? busy : candidates).push({ member, place });
  }
  // Six of the most willing being busy at once happens less than once in the life of the world.
  return [...candidates, ...busy.slice(0, Math.max(0, fewestEntrants - candidates.length))];
}

/** Orders the entrants: half of it is their own pace, half is the day. */
function createField(parts: FieldParts, start: HostedStart): Entrant[] {
  const { hash, registrationFrom } = start.hosted;
  const rows = listCandidates(parts, start).map((candidate) => {
    const own = unit(parts.seed, 363, candidate.member);
    const pace = own + 0.9 * unit(hash, 364, candidate.place);
    const span = start.startTime - registrationFrom;
    const wait = candidate.place === 0 ? 0 : unit(hash, 365, candidate.place);
    const registered = registrationFrom + Math.floor(wait * span);
    return { ...candidate, pace, grid: pace + 0.4 * unit(hash, 366, candidate.place), registered };
  });
  const grid = new Map(
    rows.toSorted((a, b) => a.grid - b.grid || a.place - b.place).map((row, i) => [row.place, i]),
  );
  return rows
    .toSorted((a, b) => a.pace - b.pace || a.place - b.place)
    .map(({ member, place, registered }) => ({
      member,
      place,
      startPosition: grid.get(place) ?? 0,
      registered,
    }));
}

/**
 * Creates the reader of fields: who takes part in a hosted session, in finishing order. Members who
 * race elsewhere at the time stay away. Stored members change nothing of it: they take places over
 * at hours in which they have no other race.
 */
export function createFieldReader(parts: FieldParts): (start: HostedStart) => readonly Entrant[] {
  const starts = new Map<number, HostedStart>();
  const fieldOf = remember(keptFields, (subsessionId): readonly Entrant[] => {
    const start = starts.get(subsessionId);
    if (start === undefined) throw new RangeError(`There is no hosted session ${subsessionId}.`);
    return createField(parts, start);
  });
  return (start) => {
    starts.set(start.subsession_id, start);
    const field = fieldOf(start.subsession_id);
    starts.delete(start.subsession_id);
    return field;
  };
}

/** How many incident points an entrant had. */
export function drawIncidents(hash: number, place: number): number {
  return Math.floor(unit(hash, 367, place) ** 2 * 14);
}

/** The hour that a moment falls into, counted from the world's first. */
export function hourAt(time: number): number {
  return Math.floor((time - worldEpoch) / hourSeconds);
}

/** A number that stays with an entrant for a whole league season, or for one session. */
export function seasonDraw({ hosted }: HostedStart, member: number): number {
  return mix(hosted.race?.leagueSeason.hash ?? hosted.hash, 368, member);
}
