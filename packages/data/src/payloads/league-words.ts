import { isoTime, worldEpoch } from '../world/calendar.ts';
import { mix, pick } from '../world/hash.ts';
import type { League } from '../world/leagues.ts';
import { isAdminPlace } from '../world/leagues.ts';
import type { PayloadContext, Refusal } from './payload.ts';
import { getMember, personOf, ratedLicensesOf } from './persons.ts';

const tagCategories = [
  { category_id: 1, name: 'Discipline', limit: 1, tags: ['Road', 'Oval', 'Dirt'] },
  { category_id: 2, name: 'Pace', limit: null, tags: ['Beginners', 'Mixed', 'Fast', 'Pro'] },
  {
    category_id: 3,
    name: 'Spirit',
    limit: 2,
    tags: ['Casual', 'Serious', 'Endurance', 'Sprint', 'Fixed setups', 'Broadcast'],
  },
] as const;
const abouts = [
  'A friendly league with clean racing and a full calendar.',
  'We race once a week and talk about it all week.',
  'Newcomers are welcome; ask before you divebomb.',
  'Stewarded races, live timing, and prizes nobody has seen.',
  'Started among friends, grown into a grid.',
] as const;
const messages = [
  undefined,
  'Read the rules before the first race.',
  'Next season begins soon; sign up.',
] as const;
const tagIdStride = 10;

/** How a member stands to a league. */
export interface Role {
  readonly owner: boolean;
  readonly admin: boolean;
  readonly member: boolean;
}

/** How somebody stands to a league when the answer is built. */
export function roleIn({ world, guests, asOf }: PayloadContext, league: League, custId?: number) {
  const places = custId === undefined ? [] : world.leagueHolders(guests).placesAt(custId, asOf);
  const place = places.find(({ group }) => group === league.group);
  return {
    owner: place?.index === 0,
    admin: place !== undefined && isAdminPlace(place.index),
    member: place !== undefined,
  } satisfies Role;
}

/** The league that is asked for, or why it is not shown. */
export function findLeague(context: PayloadContext): League | Refusal {
  const league = context.world.leagues.find(context.parameters.getNumber('league_id'));
  if (league === undefined)
    return { status: 404, message: 'There is no league with this league_id.' };
  if (league.hidden && !roleIn(context, league, context.caller).member) {
    return { status: 403, message: 'The league with this league_id is shown to its members only.' };
  }
  return league;
}

/** Refuses an unknown or hidden league. */
export function refuseLeague(context: PayloadContext): Refusal | undefined {
  const league = findLeague(context);
  return 'status' in league ? league : undefined;
}

/** The league that is asked for, after {@link refuseLeague} let the request through. */
export function getLeague(context: PayloadContext): League {
  const league = findLeague(context);
  if ('status' in league) throw new RangeError(league.message);
  return league;
}

/** The owner's cust_id when the answer is built. */
export function ownerOf({ world, guests, asOf }: PayloadContext, league: League): number {
  return world.leagueHolders(guests).custIdAt({ group: league.group, index: 0 }, asOf);
}

/** A league's owner as the API shows it. */
export function ownerRow(context: PayloadContext, league: League) {
  return { ...personOf(context, ownerOf(context, league)), car_number: null, nick_name: null };
}

/** What a league says about itself. */
export function aboutOf({ hash }: League): string {
  return pick(abouts, mix(hash, 371));
}

/** What the owner wrote on the wall; some leagues have nothing there. */
export function messageOf({ hash }: League): string | undefined {
  return messages[mix(hash, 372) % messages.length];
}

/** A league's own site; some have none. */
export function urlOf({ hash, league_id }: League): string | undefined {
  return mix(hash, 373) % 2 === 0 ? `https://leagues.example/${league_id}` : undefined;
}

function tagsIn(league: League, category: (typeof tagCategories)[number]) {
  const hash = mix(league.hash, 374, category.category_id);
  const discipline = {
    oval: 1,
    dirt_oval: 2,
    dirt_road: 2,
    sports_car: 0,
    formula_car: 0,
  } as const;
  const first =
    category.category_id === 1 ? discipline[league.category] : hash % category.tags.length;
  const second = (first + 1 + ((hash >>> 8) % (category.tags.length - 1))) % category.tags.length;
  const chosen = category.limit === 1 || hash % 3 === 0 ? [first] : [first, second];
  return chosen.map((i) => ({
    tag_id: category.category_id * tagIdStride + i,
    tag_name: category.tags[i] ?? '',
  }));
}

/** A league's tags by category; a few leagues chose none in some. */
export function tagsOf(league: League) {
  return {
    categorized: tagCategories
      .filter(({ category_id }) => mix(league.hash, 375, category_id) % 5 !== 0)
      .map((category) => ({
        category_id: category.category_id,
        name: category.name,
        limit: category.limit,
        tags: tagsIn(league, category),
      })),
    not_categorized: [],
  };
}

/** A league's pictures; some have none, some only a small one. */
export function imageOf({ hash, league_id }: League) {
  if (mix(hash, 376) % 3 === 0) return { small_logo: null, large_logo: null };
  const base = `https://leagues.example/logos/${league_id}`;
  const large = mix(hash, 383) % 4 === 0 ? null : `${base}-large.png`;
  return { small_logo: `${base}-small.png`, large_logo: large };
}

/** The number that a member has in a league; some leagues have no numbers. */
export function carNumberIn({ hash }: League, index: number): string | null {
  return mix(hash, 377) % 3 === 0 ? null : String(2 + index * 7 + (mix(hash, 378, index) % 7));
}

/** What a member is called in a league; most go by their names. */
export function nickNameIn(context: PayloadContext, league: League, index: number, custId: number) {
  if (mix(league.hash, 379, index) % 5 !== 0) return null;
  return getMember(context, custId).first_name.slice(0, 4);
}

/** How a member of a league wants to be written to. */
export function optOutsOf({ hash }: League, index: number) {
  return {
    league_mail_opt_out: mix(hash, 380, index) % 3 === 0,
    league_pm_opt_out: mix(hash, 381, index) % 5 === 0,
  };
}

function memberSince(context: PayloadContext, league: League, index: number): number {
  const { world, guests, asOf } = context;
  const arrived = world.leagueHolders(guests).findArrival({ group: league.group, index }, asOf);
  if (arrived !== undefined || index === 0) return Math.max(league.created, arrived ?? 0);
  const span = worldEpoch - league.created;
  return league.created + (mix(league.hash, 382, index) % Math.max(1, span));
}

/** The roster, the owner first; whether somebody may see it is asked before. */
export function rosterOf(context: PayloadContext, league: League, withLicenses: boolean) {
  const holders = context.world.leagueHolders(context.guests);
  return Array.from({ length: league.size }, (_, index) => {
    const custId = holders.custIdAt({ group: league.group, index }, context.asOf);
    return {
      ...personOf(context, custId),
      owner: index === 0,
      admin: isAdminPlace(index),
      ...optOutsOf(league, index),
      league_member_since: isoTime(memberSince(context, league, index)),
      car_number: carNumberIn(league, index),
      nick_name: nickNameIn(context, league, index, custId),
      ...(withLicenses && { licenses: rosterLicenses(context, custId) }),
    };
  });
}

/** Rookies cannot be promoted to professionals; for them the field is left out. */
function rosterLicenses(context: PayloadContext, custId: number) {
  return ratedLicensesOf(context, custId).map(({ pro_promotable, ...license }) => ({
    ...license,
    ...(license.group_id > 1 && { pro_promotable }),
  }));
}

/** Whether the caller may see a league's roster. */
export function seesRoster(context: PayloadContext, league: League): boolean {
  return !league.private_roster || roleIn(context, league, context.caller).member;
}
