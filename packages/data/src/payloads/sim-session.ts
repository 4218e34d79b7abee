import { mix, unit } from '../world/hash.ts';
import { driveSeed } from '../world/programme.ts';
import type { Race, Run } from '../world/race.ts';
import { lapTimes } from '../world/race.ts';
import type { Start } from '../world/start.ts';
import { practiceSeconds } from '../world/start.ts';
import type { World } from '../world/world.ts';
import { inOwnClass } from './crews.ts';

/** A part of a session: practice, qualifying, race. */
export interface SimSession {
  /** 0 is the race, −1 qualifying, −2 practice. */
  readonly simsession_number: number;
  readonly simsession_name: string;
  readonly simsession_type: number;
  readonly simsession_type_name: string;
  readonly simsession_subtype: number;
}

/** The parts in the order in which they are run. */
export const simSessions: readonly SimSession[] = [
  {
    simsession_number: -2,
    simsession_name: 'PRACTICE',
    simsession_type: 3,
    simsession_type_name: 'Open Practice',
    simsession_subtype: 0,
  },
  {
    simsession_number: -1,
    simsession_name: 'QUALIFY',
    simsession_type: 4,
    simsession_type_name: 'Lone Qualifying',
    simsession_subtype: 0,
  },
  {
    simsession_number: 0,
    simsession_name: 'RACE',
    simsession_type: 6,
    simsession_type_name: 'Race',
    simsession_subtype: 0,
  },
];

/** A member's laps in the practice before a race, 1/10000 s each; known without driving the race. */
export function practiceLaps(world: World, race: Start, member: number): number[] {
  const hash = driveSeed(mix(world.seed, 251), race.subsession_id, member);
  const fits = Math.floor((practiceSeconds * 10_000) / (race.raceWeek.recordLap * 1.06));
  const count = Math.min(fits, hash % 7);
  return Array.from({ length: count }, (_, i) =>
    Math.round(race.raceWeek.recordLap * (1.018 + unit(hash, 252, i) * 0.04)),
  );
}

/** The laps of a driver in a part of the session, 1/10000 s each. */
export function lapsIn(world: World, race: Race, run: Run, simsessionNumber: number): number[] {
  if (simsessionNumber === 0) return lapTimes(run.crossings);
  if (simsessionNumber === -1) return [...run.qualifyingLaps];
  return practiceLaps(world, inOwnClass(race, run), run.member);
}
