import { isHosted } from '../world/hosted.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import { isTeamEvent } from '../world/hosted-start.ts';
import type { Race, Run } from '../world/race.ts';
import { bestOf } from '../world/race.ts';
import { findSharedCar } from './crews.ts';
import { createPartHeader, lapRowsOf } from './lap-rows.ts';
import { findPart } from './laps-of-field.ts';
import { carNumberOf, liveryOf } from './looks.ts';
import type { PayloadContext, Refusal, RowSource } from './payload.ts';
import { rowsOf } from './payload.ts';
import { driverOf } from './race-words.ts';
import type { SimSession } from './sim-session.ts';
import { lapsIn } from './sim-session.ts';

interface LapSubject {
  readonly race: Race;
  readonly run: Run;
  readonly laps: readonly number[];
}

function findTeamLaps(
  { world, guests, parameters }: PayloadContext,
  start: HostedStart,
  part: SimSession,
): LapSubject | Refusal {
  const teamId = parameters.findNumber('team_id');
  if (teamId === undefined) {
    return { status: 400, message: 'team_id is missing: this is a team event.' };
  }
  const race = world.drive(start, guests);
  const run = race.runs.find(({ crew }) => crew?.team.team_id === teamId);
  if (run === undefined) {
    return { status: 404, message: 'The team with this team_id did not take part.' };
  }
  return { race, run, laps: lapsIn(world, race, run, part.simsession_number) };
}

/** The driver and laps that are asked for, or why there are none. */
export function findLaps(context: PayloadContext): LapSubject | Refusal {
  const { world, guests, parameters } = context;
  const found = findPart(context);
  if ('status' in found) return found;
  const { start, part } = found;
  if (isHosted(start) && isTeamEvent(start)) return findTeamLaps(context, start, part);
  const custId = parameters.findNumber('cust_id');
  if (custId === undefined) {
    return { status: 400, message: 'cust_id is missing: this is not a team event.' };
  }
  const race = world.drive(start, guests);
  const run = world.findRun(race, custId, guests);
  if (run === undefined) {
    return { status: 404, message: 'The member with this cust_id did not take part.' };
  }
  return { race, run, laps: lapsIn(world, race, run, part.simsession_number) };
}

function getLaps(context: PayloadContext): LapSubject {
  const found = findLaps(context);
  if ('status' in found) throw new RangeError(found.message);
  return found;
}

/** Session and driver, without the laps. */
export function createLapHeader(context: PayloadContext) {
  const { race, run, laps } = getLaps(context);
  const number = context.parameters.getNumber('simsession_number');
  const member = driverOf(context, race, run);
  const shared = findSharedCar(context, run);
  return {
    ...createPartHeader(context, race, { number, best: bestOf(laps) }),
    ...(shared === undefined
      ? { group_id: member.cust_id, cust_id: member.cust_id, name: member.display_name }
      : { group_id: shared.group_id, name: shared.name }),
    car_id: run.car.car_id,
    ...(shared === undefined && { license_level: run.old_license_level }),
    livery: liveryOf(member, run.car.car_id, carNumberOf(run.startPosition)),
  };
}

/** The laps as rows; null for a driver without a lap. */
export function createLapRows(context: PayloadContext): RowSource | null {
  const { race, run, laps } = getLaps(context);
  if (laps.length === 0) return null;
  const isRace = context.parameters.getNumber('simsession_number') === 0;
  const member = driverOf(context, race, run);
  return rowsOf(
    lapRowsOf({ race, run, member, shared: findSharedCar(context, run), laps, isRace }),
  );
}
