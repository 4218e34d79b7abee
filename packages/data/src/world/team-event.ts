import { worldEpoch } from './calendar.ts';
import { recordLapTime } from './cars.ts';
import type { Car } from './cars.ts';
import { at, createPermutation, mix, pick, remember, unit } from './hash.ts';
import type { HostedStart } from './hosted-start.ts';
import type { Standing } from './programme.ts';
import type { Pace, Run } from './race.ts';
import { drawCrossings, drawIncidentLaps, drawQualifyingLaps } from './race.ts';
import type { Series } from './series.ts';
import type { Team, TeamBook } from './teams.ts';
import type { Track } from './tracks.ts';

/** Who shares a car, and when they change. */
export interface Crew {
  readonly team: Team;
  /** The class that the car races in. */
  readonly series: Series;
  /** No car of the class is faster on the track, 1/10000 s. */
  readonly recordLap: number;
  /** Member numbers, in the order in which they drive. */
  readonly members: readonly number[];
  /** Laps that one of them drives before the next one does. */
  readonly stintLaps: number;
}

/** A car of a team event before the race. */
export interface CrewEntry extends Crew {
  readonly car: Car;
  readonly hash: number;
}

/** Cars in a team event. */
export const carsInTeamEvent = 60;
/** The hour of the week, from Tuesday 00:00 UTC, in which it opens: Saturday, 12:00. */
export const teamEventHour = 4 * 24 + 12;
export const teamEventMinutes = 150;
/** Drivers who share a car: at most, and at least. */
export const driversPerCarMax = 3;
/** See {@link driversPerCarMax}. */
export const driversPerCarMin = 2;
/** Stored members take over places below; made-up members with one race nobody else's seat. */
const firstFreeIndex = 2;
const stintsPerDriver = 2;
const keptFields = 16;

/** The member number who drives a lap, counted from 1. */
export function driverOfLap({ members, stintLaps }: Crew, lap: number): number {
  return at(members, Math.floor((lap - 1) / stintLaps) % members.length);
}

/** The laps at whose end the drivers change. */
export function changeLaps({ stintLaps }: Crew, laps: number): number[] {
  const count = Math.max(0, Math.ceil(laps / stintLaps) - 1);
  return Array.from({ length: count }, (_, i) => (i + 1) * stintLaps);
}

/** The classes of a season's team events, the fastest first: one series of each class of licence. */
export function chooseClasses(all: readonly Series[], hash: number): Series[] {
  return [4, 3, 2].map((group) => {
    const own = all.filter(
      (series) => series.category.category === 'sports_car' && series.group === group,
    );
    return pick(own, mix(hash, group));
  });
}

/** What decides who takes part. */
export interface CrewParts {
  readonly seed: number;
  readonly teams: TeamBook;
  readonly isFree: (member: number, start: HostedStart) => boolean;
}

function classRecord(series: Series, track: Track): number {
  return Math.max(...series.cars.map((car) => recordLapTime(car, track)));
}

/**
 * Creates the reader of the crews of team events: teams in the order of a shuffle of their own for each
 * event, with those of their members who race nowhere else at the time.
 */
export function createCrewReader({ seed, teams, isFree }: CrewParts) {
  const { rosters } = teams;
  const perLayer = rosters.groups / rosters.layers;
  const createCrews = (start: HostedStart): CrewEntry[] => {
    const { hosted, raceWeek, subsession_id } = start;
    const shuffle = createPermutation(mix(seed, 371, subsession_id), perLayer);
    const crews: CrewEntry[] = [];
    for (let i = 0; i < perLayer && crews.length < carsInTeamEvent; i += 1) {
      const team = teams.get(shuffle.forward(i) * rosters.layers);
      const members: number[] = [];
      for (
        let index = firstFreeIndex;
        index < team.size && members.length < driversPerCarMax;
        index += 1
      ) {
        const member = rosters.memberAt({ group: team.group, index });
        if (isFree(member, start)) members.push(member);
      }
      if (members.length < driversPerCarMin) continue;
      const hash = mix(seed, 372, subsession_id, team.group);
      const series = at(hosted.classes, crews.length % hosted.classes.length);
      crews.push({
        team,
        series,
        recordLap: classRecord(series, raceWeek.track),
        members,
        stintLaps: Math.ceil(raceWeek.laps / (members.length * stintsPerDriver)),
        car: pick(series.cars, hash),
        hash,
      });
    }
    return crews;
  };
  const starts = new Map<number, HostedStart>();
  const crewsOf = remember(keptFields, (subsessionId): readonly CrewEntry[] => {
    const start = starts.get(subsessionId);
    if (start === undefined) throw new RangeError(`There is no team event ${subsessionId}.`);
    return createCrews(start);
  });
  return (start: HostedStart): readonly CrewEntry[] => {
    starts.set(start.subsession_id, start);
    const crews = crewsOf(start.subsession_id);
    starts.delete(start.subsession_id);
    return crews;
  };
}

interface PacedCrew {
  readonly crew: CrewEntry;
  readonly pace: Pace;
}

/**
 * Fixes how far everybody comes: all of a class are above its record, and whoever is not the winner
 * ends the lap on which the winner finishes. Some do not come that far.
 */
function drawCrewPaces(start: HostedStart, crews: readonly CrewEntry[]): PacedCrew[] {
  const { laps } = start.raceWeek;
  const drawn = crews
    .map((crew) => ({ crew, mean: crew.recordLap * (1.032 + unit(crew.hash, 1) * 0.05) }))
    .toSorted((a, b) => a.mean - b.mean || a.crew.team.group - b.crew.team.group);
  const winnerTime = laps * (drawn[0]?.mean ?? 0);
  const paced = drawn.map(({ crew, mean }, i): PacedCrew => {
    const whole = Math.min(laps, Math.ceil(winnerTime / mean - 1e-9));
    const isOut = i > 0 && crew.hash % 9 === 0;
    const done = isOut ? Math.floor(whole * 0.9 * unit(crew.hash, 2)) : whole;
    const ended = crew.hash % 2 === 0 ? 'Retired' : 'Disconnected';
    const reasonOut = isOut ? ended : 'Running';
    return { crew, pace: { laps: done, total: Math.round(done * mean), reasonOut } };
  });
  return paced.toSorted((a, b) => b.pace.laps - a.pace.laps || a.pace.total - b.pace.total);
}

/** A car's race without what needs the others, and what the team brings along. */
export type CrewRun = Omit<Run, 'lapsLed' | keyof Standing> & {
  readonly incidents: number;
  readonly crew: CrewEntry;
};

/** Drives the cars of a team event, in finishing order. */
export function driveCrews(
  seed: number,
  start: HostedStart,
  crews: readonly CrewEntry[],
): CrewRun[] {
  const paced = drawCrewPaces(start, crews);
  const grid = new Map(
    [...crews]
      .toSorted(
        (a, b) =>
          a.recordLap * (1 + unit(a.hash, 3) * 0.02) - b.recordLap * (1 + unit(b.hash, 3) * 0.02),
      )
      .map((crew, i) => [crew, i]),
  );
  const winner = paced[0]?.pace;
  return paced.map(({ crew, pace }, position) => {
    const startPosition = grid.get(crew) ?? position;
    const incidents = pace.laps === 0 ? 0 : Math.floor(unit(crew.hash, 4) ** 2 * 24);
    const incidentLaps = drawIncidentLaps(crew.hash, pace.laps, incidents);
    const slow = [...new Set([...incidentLaps, ...changeLaps(crew, pace.laps)])];
    const crossings = drawCrossings(
      crew.hash,
      pace,
      slow.toSorted((a, b) => a - b),
    );
    const laps = crossings.map((time, i) => time - (crossings[i - 1] ?? 0));
    const best = laps.length === 0 ? -1 : Math.min(...laps);
    const ownStart = { ...start, raceWeek: { ...start.raceWeek, recordLap: crew.recordLap } };
    const inClass = crews.filter((other) => other.series === crew.series);
    const classStart = inClass.filter((other) => (grid.get(other) ?? 0) < startPosition).length;
    return {
      member: at(crew.members, 0),
      position,
      startPosition,
      incidents,
      car: crew.car,
      crossings,
      incidentLaps,
      bestLap: { num: laps.indexOf(best) + (best < 0 ? 0 : 1), time: best },
      interval: pace.laps === winner?.laps ? pace.total - winner.total : -1,
      qualifyingLaps: drawQualifyingLaps(
        seed,
        ownStart,
        { startPosition: classStart },
        inClass.length,
      ),
      reasonOut: pace.reasonOut,
      champPoints: 0,
      crew,
    };
  });
}

/** The hours, counted from the world's first, in which team events open in a span of time. */
export function* teamEventHours(from: number, until: number): Generator<number> {
  const week = 168;
  const first = Math.max(0, Math.floor((from - worldEpoch) / (week * 3600)) - 1);
  for (let hour = first * week + teamEventHour; worldEpoch + hour * 3600 < until; hour += week) {
    if (worldEpoch + hour * 3600 >= from) yield hour;
  }
}
