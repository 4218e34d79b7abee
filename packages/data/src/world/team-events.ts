import { remember } from './hash.ts';
import type { Entrant } from './hosted-field.ts';
import type { HostedSessionBook } from './hosted-session.ts';
import type { HostedStart } from './hosted-start.ts';
import type { MemberBook } from './member.ts';
import type { Standing } from './programme.ts';
import type { Race, Run } from './race.ts';
import { findLeaders, strengthOfField } from './race.ts';
import { practiceSeconds, qualifySeconds } from './start.ts';
import type { CrewEntry, CrewRun } from './team-event.ts';
import { driveCrews, teamEventHours } from './team-event.ts';

/** Team events: who shares which car, and how it ends. */
export interface TeamEventBook {
  /** One entrant for each car, whoever drives first, in finishing order. */
  fieldOf(start: HostedStart): Entrant[];
  /**
   * The race of an event.
   *
   * @param standingOf what a driver brings and takes home
   */
  drive(start: HostedStart, standingOf: (member: number, incidents: number) => Standing): Race;
  /** The events of a span of time in which a member has a part in a car. */
  eventsOf(custId: number, from: number, until: number): HostedStart[];
  /** The events of a span of time in which a team has a car. */
  eventsOfTeam(teamId: number, from: number, until: number): HostedStart[];
  /** All events that open in a span of time. */
  eventsBetween(from: number, until: number): HostedStart[];
}

/** What the events are made from. */
export interface TeamEventParts {
  readonly seed: number;
  readonly members: MemberBook;
  readonly sessions: HostedSessionBook;
  readonly crewsOf: (start: HostedStart) => readonly CrewEntry[];
}

/** About 100 KiB each. */
const keptEvents = 8;
/** What somebody without a rating counts as in the strength of a field. */
const ratingOfUnrated = 1350;

function createRace(
  start: HostedStart,
  driven: readonly CrewRun[],
  standingOf: (member: number, incidents: number) => Standing,
): Race {
  const { led, changes } = findLeaders(driven, start.raceWeek.laps);
  const runs = driven.map((run, i): Run => ({
    ...standingOf(run.member, run.incidents),
    ...run,
    lapsLed: led[i] ?? 0,
  }));
  const laps = runs.reduce((sum, { crossings }) => sum + crossings.length, 0);
  const time = runs.reduce((sum, { crossings }) => sum + (crossings.at(-1) ?? 0), 0);
  const bests = runs.map(({ bestLap }) => bestLap.time).filter((best) => best > 0);
  const ratings = driven.flatMap(({ crew }) =>
    crew.members.map((member) => standingOf(member, 0).oldi_rating),
  );
  return {
    ...start,
    runs,
    strengthOfField: strengthOfField(
      ratings.map((rating) => (rating < 0 ? ratingOfUnrated : rating)),
    ),
    leadChanges: changes,
    averageLap: laps === 0 ? -1 : Math.round(time / laps),
    bestLapTime: bests.length === 0 ? -1 : Math.min(...bests),
    greenFlag: start.startTime + practiceSeconds + qualifySeconds,
  };
}

/** Creates the team events of a world. */
export function createTeamEventBook(parts: TeamEventParts): TeamEventBook {
  const { seed, members, sessions, crewsOf } = parts;
  const drivenAs = remember(keptEvents, (subsessionId): readonly CrewRun[] => {
    const start = sessions.find(subsessionId);
    if (start === undefined) throw new RangeError(`There is no team event ${subsessionId}.`);
    return driveCrews(seed, start, crewsOf(start));
  });
  const driven = (start: HostedStart): readonly CrewRun[] => drivenAs(start.subsession_id);
  const eventsBetween: TeamEventBook['eventsBetween'] = (from, until) =>
    [...teamEventHours(from, until)].map((hour) => sessions.getTeamEvent(hour));
  return {
    fieldOf: (start) =>
      driven(start).map(({ member, startPosition, crew }, place) => ({
        member,
        place,
        startPosition,
        registered: start.hosted.registrationFrom + (crew.hash % 3600),
      })),
    drive: (start, standingOf) => createRace(start, driven(start), standingOf),
    eventsBetween,
    eventsOf: (custId, from, until) => {
      const member = members.findNumber(custId);
      if (member === undefined) return [];
      return eventsBetween(from, until).filter((start) =>
        crewsOf(start).some((crew) => crew.members.includes(member)),
      );
    },
    eventsOfTeam: (teamId, from, until) =>
      eventsBetween(from, until).filter((start) =>
        crewsOf(start).some(({ team }) => team.team_id === teamId),
      ),
  };
}
