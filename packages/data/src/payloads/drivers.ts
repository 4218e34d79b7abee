import { foldName } from '../world/fold-name.ts';
import type { Member } from '../world/member.ts';
import { getLeague, refuseLeague, seesRoster } from './league-words.ts';
import { helmetOf } from './looks.ts';
import type { PayloadContext, Refusal } from './payload.ts';

/** The most matches that a search answers with. */
const mostMatches = 100;

/** A search needs a letter or a digit to go by, and a league that there is and the caller sees. */
export function refuseSearch(context: PayloadContext): Refusal | undefined {
  const { parameters } = context;
  if (foldName(parameters.findText('search_term') ?? '') === '') {
    return { status: 400, message: 'search_term must be a cust_id or a part of a name.' };
  }
  return parameters.findNumber('league_id') === undefined ? undefined : refuseLeague(context);
}

/** Whom a term means in the roster of a league; nobody for those who may not see it. */
function* candidatesIn(context: PayloadContext, term: string): Generator<number> {
  const { world, guests, asOf } = context;
  const league = getLeague(context);
  if (!seesRoster(context, league)) return;
  const folded = foldName(term);
  const holders = world.leagueHolders(guests);
  for (let index = 0; index < league.size; index += 1) {
    const custId = holders.custIdAt({ group: league.group, index }, asOf);
    const name = world.findMember(custId, guests)?.display_name ?? '';
    if (String(custId) === term || foldName(name).includes(folded)) yield custId;
  }
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
  const term = parameters.findText('search_term') ?? '';
  const inLeague = parameters.findNumber('league_id') !== undefined;
  for (const custId of (inLeague ? candidatesIn : candidates)(context, term)) {
    const member = world.findMember(custId, guests);
    if (member !== undefined) found.set(custId, member);
    if (found.size === mostMatches) break;
  }
  return [...found.values()].map(createMatch);
}
