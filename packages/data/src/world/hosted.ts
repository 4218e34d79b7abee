import { worldEpoch } from './calendar.ts';
import { licenseLevel } from './categories.ts';
import { remember } from './hash.ts';
import type { Entrant, FieldParts } from './hosted-field.ts';
import { createFieldReader, drawIncidents, hourAt, isFree, seasonDraw } from './hosted-field.ts';
import { createHostedPlaces, sessionsPerHour } from './hosted-places.ts';
import type { HostedPlaces } from './hosted-places.ts';
import type { HostedSessionBook } from './hosted-session.ts';
import type { HostedStart } from './hosted-start.ts';
import { createHostedSessionBook, lanesOf } from './hosted-session.ts';
import { isTeamEvent } from './hosted-start.ts';
import type { Holders } from './holders.ts';
import type { LeagueSeason } from './leagues.ts';
import type { Guests, MemberBook } from './member.ts';
import type { Standing } from './programme.ts';
import type { Race } from './race.ts';
import { driveGrid, strengthOfField } from './race.ts';
import type { Series, SeriesBook } from './series.ts';
import type { Start } from './start.ts';
import { createCrewReader } from './team-event.ts';
import type { TeamEventBook } from './team-events.ts';
import { createTeamEventBook } from './team-events.ts';
import type { TeamBook } from './teams.ts';
import type { Track } from './tracks.ts';

/** Hosted sessions: what is arranged, who takes part, and how it ends. */
export interface HostedBook {
  readonly sessions: HostedSessionBook;
  readonly teamEvents: TeamEventBook;
  /** The session with a number, if it is over at `asOf`. */
  findRace(subsessionId: number, asOf: number): HostedStart | undefined;
  /** Sessions without a league that open from `from` (inclusive) to `until` (exclusive). */
  openBetween(from: number, until: number): HostedStart[];
  /** All races of a league's season. */
  racesOf(leagueSeason: LeagueSeason): HostedStart[];
  /** Who takes part, in finishing order; two at least. */
  fieldOf(start: HostedStart): readonly Entrant[];
  /** The cust_id of an entrant. */
  custIdOf(start: HostedStart, entrant: Pick<Entrant, 'place'>, guests: Guests): number;
  /** Whose session it is: who holds its first place, or owns the league. */
  hostOf(start: HostedStart, guests: Guests): number;
  driverOf(start: HostedStart, member: number, guests: Guests): number;
  /** A member's sessions without a league that open in a span of time; also those not attended. */
  placesBetween(custId: number, from: number, until: number, guests: Guests): OwnPlace[];
  /** What a driver brings to a session and takes home: nothing that is hosted changes a rating. */
  standingIn(start: HostedStart, custId: number, guests: Guests, incidents: number): Standing;
  /** The race of a session that is over, with ratings as they stood when it began. */
  drive(start: HostedStart, guests: Guests): Race;
}

/** A session without a league in which a member has a place. */
export interface OwnPlace {
  readonly start: HostedStart;
  readonly lane: number;
}

/** What the hosted sessions are made from. */
export interface HostedParts extends Omit<FieldParts, 'places'> {
  readonly tracks: readonly Track[];
  readonly teams: TeamBook;
  readonly seriesBook: SeriesBook;
  readonly members: MemberBook;
  readonly leagueHolders: (guests: Guests) => Holders;
  /** Where a member stands in a category of series; undefined before the first race in it. */
  readonly standingAt: (
    custId: number,
    series: Series,
    guests: Guests,
    time: number,
  ) => Standing | undefined;
}

const keptRaces = 128;
const weekSeconds = 7 * 86_400;
/** Safety rating in hundredths and rating of somebody who never raced in a category. */
const firstSubLevel = 250;
const unrated = -1;
const ratingOfUnrated = 1350;

const noStanding: Standing = {
  oldi_rating: unrated,
  newi_rating: unrated,
  old_sub_level: firstSubLevel,
  new_sub_level: firstSubLevel,
  old_license_level: licenseLevel(0, firstSubLevel),
  new_license_level: licenseLevel(0, firstSubLevel),
  incidents: 0,
};

/** Whether a start is that of a hosted session. */
export function isHosted(start: Start): start is HostedStart {
  return start.hosted !== undefined;
}

/** Nothing that is hosted changes a rating: what the last race of a series left is what counts. */
function unchanged(standing: Standing | undefined, incidents: number): Standing {
  if (standing === undefined) return { ...noStanding, incidents };
  return {
    oldi_rating: standing.newi_rating,
    newi_rating: standing.newi_rating,
    old_sub_level: standing.new_sub_level,
    new_sub_level: standing.new_sub_level,
    old_license_level: standing.new_license_level,
    new_license_level: standing.new_license_level,
    incidents,
  };
}

type DriverParts = Pick<
  HostedBook,
  'sessions' | 'teamEvents' | 'fieldOf' | 'custIdOf' | 'standingIn'
> &
  Pick<HostedParts, 'seed' | 'members'>;

/** Drives races; times depend on the seed and the number alone, so they are kept. */
function createDriver(parts: DriverParts): HostedBook['drive'] {
  const { seed, members, sessions, teamEvents, fieldOf, custIdOf, standingIn } = parts;
  const driven = remember(keptRaces, (subsessionId): Race => {
    const start = sessions.find(subsessionId);
    if (start === undefined) throw new RangeError(`There is no hosted session ${subsessionId}.`);
    const grid = fieldOf(start).map(({ member, place, startPosition }, position) => ({
      ...noStanding,
      member,
      position,
      startPosition,
      incidents: drawIncidents(start.hosted.hash, place),
      carDraw: seasonDraw(start, member),
    }));
    return driveGrid(seed, start, grid);
  });
  return (start, guests) => {
    if (isTeamEvent(start)) {
      return teamEvents.drive(start, (member, incidents) =>
        standingIn(start, members.custIdOf(member), guests, incidents),
      );
    }
    const race = driven(start.subsession_id);
    const field = fieldOf(start);
    const runs = race.runs.map((run, i) => {
      const entrant = field[i];
      if (entrant === undefined) throw new RangeError(`Run ${i} has no entrant.`);
      const custId = custIdOf(start, entrant, guests);
      return { ...run, ...standingIn(start, custId, guests, run.incidents), champPoints: 0 };
    });
    const ratings = runs.map((run) =>
      run.oldi_rating === unrated ? ratingOfUnrated : run.oldi_rating,
    );
    return { ...race, runs, strengthOfField: strengthOfField(ratings) };
  };
}

function createPeople(
  { members, leagueHolders }: HostedParts,
  places: HostedPlaces,
  fieldOf: HostedBook['fieldOf'],
): Pick<HostedBook, 'custIdOf' | 'hostOf'> {
  const custIdOf: HostedBook['custIdOf'] = (start, { place }, guests) => {
    const { hosted, startTime } = start;
    const { race, hour, index } = hosted;
    if (isTeamEvent(start)) return members.custIdOf(fieldOf(start)[place]?.member ?? 0);
    if (race === undefined) {
      const opens = worldEpoch + hour * 3600;
      return places.custIdAt({ hour, session: index, lane: place }, opens, guests);
    }
    const { group } = race.leagueSeason.league;
    return leagueHolders(guests).custIdAt({ group, index: place }, startTime);
  };
  const hostPlaceOf = (start: HostedStart): number =>
    isTeamEvent(start) ? start.hosted.hash % fieldOf(start).length : 0;
  return {
    custIdOf,
    hostOf: (start, guests) => custIdOf(start, { place: hostPlaceOf(start) }, guests),
  };
}

/** Creates the hosted sessions of a seed. */
export function createHostedBook(parts: HostedParts): HostedBook {
  const { seed, tracks, seriesBook, leagues, members, teams, standingAt } = parts;
  const sessions = createHostedSessionBook(seed, tracks, seriesBook, leagues);
  const places = createHostedPlaces(seed, members);
  const fieldParts = { ...parts, places };
  const crewsOf = createCrewReader({
    seed,
    teams,
    isFree: (member, start) => isFree(fieldParts, member, start),
  });
  const teamEvents = createTeamEventBook({ seed, members, sessions, crewsOf });
  const fieldOfOne = createFieldReader(fieldParts);
  const fieldOf: HostedBook['fieldOf'] = (start) =>
    isTeamEvent(start) ? teamEvents.fieldOf(start) : fieldOfOne(start);
  const { custIdOf, hostOf } = createPeople(parts, places, fieldOf);
  const standingIn: HostedBook['standingIn'] = (start, custId, guests, incidents) =>
    unchanged(standingAt(custId, start.series, guests, start.startTime), incidents);
  return {
    sessions,
    teamEvents,
    standingIn,
    fieldOf,
    custIdOf,
    hostOf,
    findRace: (subsessionId, asOf) => {
      const start = sessions.find(subsessionId);
      return start !== undefined && start.endTime <= asOf ? start : undefined;
    },
    openBetween: (from, until) => {
      const found: HostedStart[] = [];
      for (let hour = Math.max(0, hourAt(from)); hour <= hourAt(until); hour += 1) {
        for (let session = 0; session < sessionsPerHour; session += 1) {
          const start = sessions.get(hour, session);
          if (start.startTime >= from && start.startTime < until) found.push(start);
        }
      }
      return found;
    },
    racesOf: (leagueSeason) =>
      Array.from({ length: leagueSeason.raceCount }, (_, number) =>
        sessions.getRace(leagueSeason, number),
      ),
    driverOf: (start, member, guests) => {
      if (isTeamEvent(start)) return members.custIdOf(member);
      const entrant = fieldOf(start).find((candidate) => candidate.member === member);
      if (entrant === undefined) throw new RangeError(`Member number ${member} has no place.`);
      return custIdOf(start, entrant, guests);
    },
    placesBetween: (custId, from, until, guests) => {
      const found: OwnPlace[] = [];
      const first = places.weekAt(Math.max(from, worldEpoch));
      for (let week = first; worldEpoch + week * weekSeconds < until; week += 1) {
        const place = places.findPlace(custId, week, guests);
        if (place === undefined) continue;
        const start = sessions.get(place.hour, place.session);
        const inside = start.startTime >= from && start.startTime < until;
        if (inside && place.lane < lanesOf(start)) found.push({ start, lane: place.lane });
      }
      return found;
    },
    drive: createDriver({ seed, members, sessions, teamEvents, fieldOf, custIdOf, standingIn }),
  };
}
