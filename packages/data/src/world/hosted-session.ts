import { seasonAt, worldEpoch } from './calendar.ts';
import type { CategoryName } from './categories.ts';
import { hostedDescription, hostedName } from './group-names.ts';
import { at, mix, pick } from './hash.ts';
import { hostedLanes, sessionsPerHour } from './hosted-places.ts';
import type { HostedStart } from './hosted-start.ts';
import { createHostedStart, firstHostedId, idsPerHour } from './hosted-start.ts';
import type { League, LeagueBook, LeagueSeason } from './leagues.ts';
import { slotSeconds } from './paddock.ts';
import type { Series, SeriesBook } from './series.ts';
import { practiceSeconds, qualifySeconds } from './start.ts';
import { teamEventHour } from './team-event.ts';
import { createTeamEvent, teamEventIndex } from './team-event-session.ts';
import type { Track } from './tracks.ts';
import { tracksOf } from './tracks.ts';

/** Turns numbers into hosted sessions and back. */
export interface HostedSessionBook {
  /** The session with a number, whenever it opens; undefined when there is none. */
  find(subsessionId: number): HostedStart | undefined;
  /** A session without a league. */
  get(hour: number, session: number): HostedStart;
  /** The team event that opens in an hour of {@link teamEventHours}. */
  getTeamEvent(hour: number): HostedStart;
  /** The name of a session without a league, without the cost of the session. */
  nameOf(hour: number, session: number): string;
  /** A race of a league's season; `number` is below its `raceCount`. */
  getRace(leagueSeason: LeagueSeason, number: number): HostedStart;
  /** The name of a race of a league's season. */
  raceName(leagueSeason: LeagueSeason, number: number): string;
  /** When a race of a league's season opens. */
  raceTime(leagueSeason: LeagueSeason, number: number): number;
}

const firstLeagueIndex = 64;
const mostHours = 100 * 366 * 24;
const hourSeconds = 3600;
const hoursPerWeek = 168;
const weekSeconds = hoursPerWeek * hourSeconds;
const leagueMaxDrivers = 40;

/** Minutes of racing that end before the two hours of the slot are over. */
function drawRaceMinutes(startTime: number, hash: number): number {
  const inSlot = (startTime - worldEpoch) % slotSeconds;
  return inSlot < hourSeconds ? 15 + (hash % 31) : 10 + (hash % 9);
}

function createOpenSession(
  seed: number,
  { series, grounds }: Garage,
  hour: number,
  session: number,
): HostedStart {
  const hash = mix(seed, 341, hour, session);
  const startTime = worldEpoch + hour * hourSeconds + (session % 4) * 300;
  const cls = pick(series, hash);
  const track = pick(grounds(cls.category.category), hash >>> 8);
  const raceMinutes = drawRaceMinutes(startTime, hash >>> 3);
  const registrationFrom = startTime - 2700 - (hash % 60) * 60;
  return createHostedStart(
    { hour, index: session, startTime, series: cls, track, raceMinutes },
    {
      session_name: hostedName(hash),
      session_desc: hostedDescription(hash),
      created: registrationFrom - 600 - (mix(hash, 1) % 86_400),
      registrationFrom,
      registrationUntil: startTime + practiceSeconds + qualifySeconds,
      password_protected: (hash >>> 5) % 5 === 0,
      fixed_setup: (hash >>> 7) % 3 === 0,
      max_drivers: 12 + ((hash >>> 10) % 17),
      race: undefined,
      hash,
    },
  );
}

function raceTime({ season, league }: LeagueSeason, number: number): number {
  return season.start + number * weekSeconds + league.raceOffset;
}

function createLeagueRace(
  { grounds }: Garage,
  leagues: LeagueBook,
  leagueSeason: LeagueSeason,
  number: number,
): HostedStart {
  const { league, series, hash, season } = leagueSeason;
  const startTime = raceTime(leagueSeason, number);
  const hour = Math.floor((startTime - worldEpoch) / hourSeconds);
  const index = firstLeagueIndex + leagues.atHourOfWeek(hour % hoursPerWeek).indexOf(league);
  const ground = grounds(league.category);
  const own = mix(hash, 342, number);
  const frame = {
    hour,
    index,
    startTime,
    series,
    track: at(ground, ((hash % ground.length) + number * 7) % ground.length),
    raceMinutes: 20 + (league.hash % 5) * 10,
  };
  return createHostedStart(frame, {
    session_name: raceName(leagueSeason, number),
    session_desc: hostedDescription(own),
    created: season.start - 86_400 * (2 + (hash % 12)),
    registrationFrom: startTime - hourSeconds,
    registrationUntil: startTime + practiceSeconds + qualifySeconds,
    password_protected: league.hash % 6 === 0,
    fixed_setup: hash % 2 === 0,
    max_drivers: leagueMaxDrivers,
    race: { leagueSeason, number },
    hash: own,
  });
}

function raceName({ league, season_name }: LeagueSeason, number: number): string {
  return `${league.league_name}: ${season_name}, race ${number + 1}`;
}

interface Garage {
  readonly series: readonly Series[];
  readonly grounds: (category: CategoryName) => readonly Track[];
}

/** The race that a league opens in an hour; undefined when it has none. */
function findRaceAt(
  leagues: LeagueBook,
  league: League,
  hour: number,
): { readonly leagueSeason: LeagueSeason; readonly number: number } | undefined {
  const startTime = worldEpoch + Math.floor(hour / hoursPerWeek) * weekSeconds + league.raceOffset;
  const leagueSeason = leagues.findSeasonAt(league, seasonAt(startTime));
  if (leagueSeason === undefined) return undefined;
  const number = Math.floor((startTime - leagueSeason.season.start) / weekSeconds);
  return number < leagueSeason.raceCount ? { leagueSeason, number } : undefined;
}

/** Creates the numbering of all hosted sessions of a seed. */
export function createHostedSessionBook(
  seed: number,
  tracks: readonly Track[],
  seriesBook: SeriesBook,
  leagues: LeagueBook,
): HostedSessionBook {
  const known = new Map<CategoryName, readonly Track[]>();
  const grounds = (category: CategoryName): readonly Track[] => {
    const ground = known.get(category) ?? tracksOf(tracks, category);
    known.set(category, ground);
    return ground;
  };
  const garage = { series: seriesBook.all, grounds };
  const get = (hour: number, session: number): HostedStart =>
    createOpenSession(seed, garage, hour, session);
  const getRace = (leagueSeason: LeagueSeason, number: number): HostedStart =>
    createLeagueRace(garage, leagues, leagueSeason, number);
  return {
    get,
    getTeamEvent: (hour) => createTeamEvent(seed, seriesBook.all, grounds, hour),
    getRace,
    raceName,
    raceTime,
    nameOf: (hour, session) => hostedName(mix(seed, 341, hour, session)),
    find: (subsessionId) => {
      const offset = subsessionId - firstHostedId;
      const hour = Math.floor(offset / idsPerHour);
      const index = offset % idsPerHour;
      if (!Number.isSafeInteger(offset) || offset < 0 || hour >= mostHours) return undefined;
      if (index === teamEventIndex && hour % hoursPerWeek === teamEventHour) {
        return createTeamEvent(seed, seriesBook.all, grounds, hour);
      }
      if (index < firstLeagueIndex) return index < sessionsPerHour ? get(hour, index) : undefined;
      const league = leagues.atHourOfWeek(hour % hoursPerWeek)[index - firstLeagueIndex];
      const race = league === undefined ? undefined : findRaceAt(leagues, league, hour);
      return race === undefined ? undefined : getRace(race.leagueSeason, race.number);
    },
  };
}

/** Places of a session that drivers can take. */
export function lanesOf({ hosted }: HostedStart): number {
  return Math.min(hostedLanes, hosted.max_drivers);
}

/** The race that a league opens in the slot of a moment, if it has one then. */
export function findLeagueRace(
  leagues: LeagueBook,
  league: League,
  hour: number,
): { readonly leagueSeason: LeagueSeason; readonly number: number } | undefined {
  const ofWeek = Math.floor(league.raceOffset / hourSeconds);
  return ofWeek === hour % hoursPerWeek ? findRaceAt(leagues, league, hour) : undefined;
}
