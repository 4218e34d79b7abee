import type { BestLap, Race } from '../world/race.ts';
import { bestOf } from '../world/race.ts';
import type { Start } from '../world/start.ts';
import { findSharedCar } from './crews.ts';
import { refusePrivateResults } from './hosted-words.ts';
import type { LapsOfDriver } from './lap-rows.ts';
import type { PayloadContext, Refusal } from './payload.ts';
import { driverOf } from './race-words.ts';
import type { SimSession } from './sim-session.ts';
import { lapsIn, simSessions } from './sim-session.ts';

/** A driver's laps with the time at the end of each, counted from the first. */
export interface DriverLaps extends LapsOfDriver {
  readonly ends: readonly number[];
  readonly best: BestLap;
}

/** One part of a session with the laps of everybody, in finishing order of the race. */
export interface FieldLaps {
  readonly race: Race;
  readonly part: SimSession;
  readonly drivers: readonly DriverLaps[];
}

/** One part of a session of races. */
export interface PartOfStart {
  readonly start: Start;
  readonly part: SimSession;
}

/** The part of a session that is asked for, or why there is none. */
export function findPart(context: PayloadContext): PartOfStart | Refusal {
  const { world, parameters, asOf } = context;
  const start = world.findRace(parameters.getNumber('subsession_id'), asOf);
  if (start === undefined) {
    return { status: 404, message: 'There are no results for this subsession_id.' };
  }
  const refusal = refusePrivateResults(context, start);
  if (refusal !== undefined) return refusal;
  const number = parameters.getNumber('simsession_number');
  const part = simSessions.find(({ simsession_number }) => simsession_number === number);
  if (part !== undefined) return { start, part };
  return { status: 404, message: 'The subsession has no part with this simsession_number.' };
}

/** Refuses a part of a session that there is not, or that the caller may not see. */
export function refusePart(context: PayloadContext): Refusal | undefined {
  const found = findPart(context);
  return 'status' in found ? found : undefined;
}

/** Everybody's laps in the part that is asked for; throws for what {@link findPart} refuses. */
export function getFieldLaps(context: PayloadContext): FieldLaps {
  const { world, guests } = context;
  const found = findPart(context);
  if ('status' in found) throw new RangeError(found.message);
  const { start, part } = found;
  const race = world.drive(start, guests);
  const isRace = part.simsession_number === 0;
  const drivers = race.runs.map((run): DriverLaps => {
    const laps = lapsIn(world, race, run, part.simsession_number);
    let time = 0;
    const ends = laps.map((lap) => (time += lap));
    const member = driverOf(context, race, run);
    const shared = findSharedCar(context, run);
    return { race, run, member, shared, laps, ends, isRace, best: bestOf(laps) };
  });
  return { race, part, drivers };
}
