import { foldName } from '../world/fold-name.ts';
import type { Member } from '../world/member.ts';
import { helmetOf } from './looks.ts';
import type { PayloadContext, Refusal } from './payload.ts';

/** The most matches that a search answers with. */
const mostMatches = 100;

/** A search needs a letter or a digit to go by. */
export function refuseBlankTerm({ parameters }: PayloadContext): Refusal | undefined {
  if (foldName(parameters.findText('search_term') ?? '') !== '') return undefined;
  return { status: 400, message: 'search_term must be a cust_id or a part of a name.' };
}

/** Whom a term could mean, the likeliest first: the number, stored members, made-up ones. */
function* candidates({ world, guests }: PayloadContext, term: string): Generator<number> {
  if (/^\d{1,9}$/.test(term)) yield Number(term);
  const folded = foldName(term);
  for (const { cust_id, display_name } of guests.byCustId.values()) {
    if (foldName(display_name).includes(folded)) yield cust_id;
  }
  for (const custId of world.members.findByName(term)) {
    if (!guests.byCustId.has(custId)) yield custId;
  }
}

function createMatch(member: Member) {
  return {
    cust_id: member.cust_id,
    display_name: member.display_name,
    helmet: helmetOf(member),
    ...(member.hash % 40 === 0 && { profile_disabled: true }),
  };
}

/** The members whose number is the term or whose name contains it, at most a hundred. */
export function findDrivers(context: PayloadContext) {
  const { world, guests, parameters } = context;
  const found = new Map<number, Member>();
  for (const custId of candidates(context, parameters.findText('search_term') ?? '')) {
    const member = world.findMember(custId, guests);
    if (member !== undefined) found.set(custId, member);
    if (found.size === mostMatches) break;
  }
  return [...found.values()].map(createMatch);
}
