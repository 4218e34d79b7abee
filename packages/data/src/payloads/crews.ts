import type { Member } from '../world/member.ts';
import type { Race, Run } from '../world/race.ts';
import { driverOfLap } from '../world/team-event.ts';
import type { PayloadContext } from './payload.ts';
import { getMember } from './season-subject.ts';

/** Who shares a car, by name. */
export interface SharedCar {
  /** The team's number, which stands where the driver's does when everybody drives alone. */
  readonly group_id: number;
  readonly name: string;
  readonly drivers: readonly Member[];
  /** Who drove a lap, counted from 1. */
  readonly driverAt: (lap: number) => Member;
}

/** Who shares the car of a run; undefined for one who drives alone. */
export function findSharedCar(context: PayloadContext, { crew }: Run): SharedCar | undefined {
  if (crew === undefined) return undefined;
  const { members } = context.world;
  const byNumber = new Map(
    crew.members.map((member) => [member, getMember(context, members.custIdOf(member))]),
  );
  const find = (number: number): Member => {
    const member = byNumber.get(number);
    if (member === undefined) throw new RangeError(`Member number ${number} is not in the car.`);
    return member;
  };
  return {
    group_id: crew.team.team_id,
    name: crew.team.team_name,
    drivers: crew.members.map(find),
    driverAt: (lap) => find(driverOfLap(crew, lap)),
  };
}

/** A race as it is for one of its classes: no car of the class is faster than its record. */
export function inOwnClass(race: Race, { crew }: Run): Race {
  if (crew === undefined) return race;
  return { ...race, raceWeek: { ...race.raceWeek, recordLap: crew.recordLap } };
}
