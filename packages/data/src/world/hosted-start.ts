import { seasonAt } from './calendar.ts';
import { recordLapTime } from './cars.ts';
import type { CategoryName } from './categories.ts';
import type { LeagueSeason } from './leagues.ts';
import type { Paddock } from './paddock.ts';
import type { RaceWeek, Series } from './series.ts';
import type { Start } from './start.ts';
import { sessionSeconds } from './start.ts';
import type { Track } from './tracks.ts';

/** What a session that a member or a league arranged has besides a race. */
export interface HostedSession {
  readonly private_session_id: number;
  readonly session_name: string;
  readonly session_desc: string | undefined;
  /** Epoch seconds at which it was put on the calendar. */
  readonly created: number;
  /** Epoch seconds between which drivers can register. */
  readonly registrationFrom: number;
  readonly registrationUntil: number;
  readonly password_protected: boolean;
  readonly fixed_setup: boolean;
  readonly max_drivers: number;
  readonly raceMinutes: number;
  /** The league season that it counts for, and which race of it, from 0. */
  readonly race: { readonly leagueSeason: LeagueSeason; readonly number: number } | undefined;
  /** Where the hour it opens in, counted from the world's first, and its number in that hour are. */
  readonly hour: number;
  readonly index: number;
  readonly hash: number;
  /** The classes of a team event, the fastest first; none where one class races. */
  readonly classes: readonly Series[];
}

/** The start of a hosted session. */
export interface HostedStart extends Start {
  readonly hosted: HostedSession;
}

/** The number of the world's first hosted session; all later ones are greater. */
export const firstHostedId = 1_000_000_000;
const firstHostedSessionId = 600_000_000;
/** Numbers reserved for one hour; leagues come after the sessions without one. */
export const idsPerHour = 1024;
/** A paddock of one session's own: hosted sessions have no splits and no rounds. */
function paddockOf(category: CategoryName, lanes: number): Paddock {
  return {
    id: -1,
    category,
    tier: 1,
    group: 0,
    startMinute: 0,
    lanes,
    bands: 1,
    slotsPerRound: 1,
    sessionsPerSlot: 1,
    bandSize: lanes,
    first: 0,
  };
}

/** Where and when a hosted session is. */
export interface Frame {
  readonly hour: number;
  readonly index: number;
  readonly startTime: number;
  readonly series: Series;
  readonly track: Track;
  readonly raceMinutes: number;
}

function createRaceWeek({ series, track, raceMinutes }: Frame): RaceWeek {
  const recordLap = Math.max(...series.cars.map((car) => recordLapTime(car, track)));
  const laps = Math.round((raceMinutes * 600_000) / recordLap);
  return { track, recordLap, laps: Math.min(150, Math.max(3, laps)) };
}

/** What there is to say of it besides. */
export type HostedDetails = Omit<
  HostedSession,
  'private_session_id' | 'hour' | 'index' | 'raceMinutes' | 'classes'
>;

/** Puts a hosted session into the form of every other start. */
export function createHostedStart(
  frame: Frame,
  rest: HostedDetails,
  classes: readonly Series[] = [],
): HostedStart {
  const { hour, index, startTime, series, raceMinutes } = frame;
  const offset = hour * idsPerHour + index;
  const raceWeek = createRaceWeek(frame);
  return {
    paddock: paddockOf(series.category.category, rest.max_drivers),
    band: 0,
    sessionOfSlot: 0,
    subsession_id: firstHostedId + offset,
    session_id: firstHostedSessionId + offset,
    round: 0,
    session: 0,
    season: seasonAt(startTime),
    race_week_num: 0,
    series,
    raceWeek,
    startTime,
    endTime: startTime + sessionSeconds(raceWeek),
    hosted: { ...rest, private_session_id: 1 + offset, hour, index, raceMinutes, classes },
  };
}

/** Whether teams share cars in a session. */
export function isTeamEvent({ hosted }: Pick<HostedStart, 'hosted'>): boolean {
  return hosted.classes.length > 0;
}
