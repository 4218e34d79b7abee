import type { Member } from '../world/member.ts';
import { licensesOf } from './licenses.ts';
import { helmetOf } from './looks.ts';
import type { PayloadContext } from './payload.ts';

/** A member that the world knows; throws for a cust_id that nobody has. */
export function getMember({ world, guests }: PayloadContext, custId: number): Member {
  const member = world.findMember(custId, guests);
  if (member === undefined) throw new RangeError(`The world has no member ${custId}.`);
  return member;
}

/** A member in three fields. */
export function personOf(context: PayloadContext, custId: number) {
  const member = getMember(context, custId);
  return { cust_id: custId, display_name: member.display_name, helmet: helmetOf(member) };
}

/** Licences where an unrated member has −1 and the field is never missing. */
export function ratedLicensesOf(context: PayloadContext, custId: number) {
  return licensesOf(context, getMember(context, custId)).map((license) => ({
    ...license,
    irating: license.irating ?? -1,
  }));
}
