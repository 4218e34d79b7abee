import type { Parameters } from '../catalogue/parameters.ts';
import { isoTime } from '../world/calendar.ts';
import type { League } from '../world/leagues.ts';
import { aboutOf, ownerOf, ownerRow, roleIn, tagsOf, urlOf } from './league-words.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';
import { getMember } from './persons.ts';

const rowsPerPage = 40;
const mostRows = 500;
const sorts = new Set(['relevance', 'leaguename', 'displayname', 'rostercount']);
const orders = new Set(['asc', 'desc']);

function bounds(parameters: Parameters) {
  const lower = parameters.getNumber('lowerbound');
  return { lower, upper: parameters.findNumber('upperbound') ?? lower + rowsPerPage - 1 };
}

function refuseDirectory({ parameters }: PayloadContext): Refusal | undefined {
  const refusal = (message: string): Refusal => ({ status: 400, message });
  const { lower, upper } = bounds(parameters);
  if (upper < lower) return refusal('upperbound must not be below lowerbound.');
  if (upper - lower >= mostRows) {
    return refusal(`upperbound must be less than ${mostRows} above lowerbound.`);
  }
  const fewest = parameters.findNumber('minimum_roster_count') ?? 0;
  const most = parameters.findNumber('maximum_roster_count') ?? Infinity;
  if (most < fewest) {
    return refusal('maximum_roster_count must not be below minimum_roster_count.');
  }
  if (!sorts.has(parameters.findText('sort') ?? '')) {
    return refusal(`sort must be one of ${[...sorts].join(', ')}.`);
  }
  if (!orders.has(parameters.findText('order') ?? '')) {
    return refusal('order must be asc or desc.');
  }
  return undefined;
}

interface Row {
  readonly league: League;
  readonly ownerName: string;
}

/** How well a league answers a search: 0 the best; undefined when it does not. */
function matchOf({ league, ownerName }: Row, search: string): number | undefined {
  const name = league.league_name.toLowerCase();
  if (name === search || String(league.league_id) === search) return 0;
  if (name.startsWith(search)) return 1;
  if (name.includes(search)) return 2;
  if (ownerName.toLowerCase().includes(search)) return 3;
  return aboutOf(league).toLowerCase().includes(search) ? 4 : undefined;
}

function hasTag(league: League, wanted: ReadonlySet<string>): boolean {
  return tagsOf(league).categorized.some(({ tags }) =>
    tags.some(({ tag_name }) => wanted.has(tag_name.toLowerCase())),
  );
}

/** The leagues that pass the filters which need no names. */
function listLeagues(context: PayloadContext): League[] {
  const { world, guests, parameters, caller, asOf } = context;
  // Nobody has friends or watches anybody yet.
  if (parameters.isSet('restrict_to_friends') || parameters.isSet('restrict_to_watched')) return [];
  const places = caller === undefined ? [] : world.leagueHolders(guests).placesAt(caller, asOf);
  const own = new Set(places.map(({ group }) => group));
  const fewest = parameters.findNumber('minimum_roster_count') ?? 0;
  const most = parameters.findNumber('maximum_roster_count') ?? Infinity;
  const tags = (parameters.findText('tag') ?? '').toLowerCase().split(',');
  const wanted = new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''));
  return world.leagues.all.filter(
    (league) =>
      (!league.hidden || own.has(league.group)) &&
      (!parameters.isSet('restrict_to_member') || own.has(league.group)) &&
      (!parameters.isSet('restrict_to_recruiting') || league.recruiting) &&
      league.size >= fewest &&
      league.size <= most &&
      (wanted.size === 0 || hasTag(league, wanted)),
  );
}

type Order = (a: Row, b: Row) => number;

function compareBy(sort: string): Order {
  const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  switch (sort) {
    case 'leaguename':
      return (a, b) => byText(a.league.league_name, b.league.league_name);
    case 'displayname':
      return (a, b) => byText(a.ownerName, b.ownerName);
    case 'rostercount':
      return (a, b) => a.league.size - b.league.size;
    default:
      return () => 0;
  }
}

function findRows(context: PayloadContext): Row[] {
  const { parameters } = context;
  const search = (parameters.findText('search') ?? '').trim().toLowerCase();
  const sort = parameters.findText('sort') ?? 'relevance';
  const needsOwner = search !== '' || sort === 'displayname';
  const found = listLeagues(context).flatMap((league) => {
    const custId = ownerOf(context, league);
    const row = { league, ownerName: needsOwner ? getMember(context, custId).display_name : '' };
    const match = search === '' ? 0 : matchOf(row, search);
    return match === undefined ? [] : [{ ...row, match }];
  });
  const compare = compareBy(sort);
  const sign = parameters.findText('order') === 'desc' ? -1 : 1;
  return found.toSorted(
    (a, b) =>
      sign * (sort === 'relevance' ? a.match - b.match : compare(a, b)) ||
      sign * (a.league.league_id - b.league.league_id),
  );
}

function createRow(context: PayloadContext, league: League) {
  const role = roleIn(context, league, context.caller);
  const url = urlOf(league);
  return {
    league_id: league.league_id,
    owner_id: ownerOf(context, league),
    league_name: league.league_name,
    created: isoTime(league.created),
    // Closed leagues say what they are about on their own page only.
    ...(!league.private_wall && { about: aboutOf(league) }),
    ...(url !== undefined && { url }),
    roster_count: league.size,
    recruiting: league.recruiting,
    is_admin: role.admin,
    is_member: role.member,
    pending_application: false,
    pending_invitation: false,
    owner: ownerRow(context, league),
  };
}

/** The list of leagues, by page. */
export const leagueDirectory: Payload = {
  kind: 'link',
  refuse: refuseDirectory,
  answer: (context) => {
    const { lower, upper } = bounds(context.parameters);
    const rows = findRows(context);
    const page = rows.slice(lower - 1, upper);
    return {
      results_page: page.map(({ league }) => createRow(context, league)),
      success: true,
      lowerbound: lower,
      upperbound: Math.min(upper, Math.max(lower, rows.length)),
      row_count: rows.length,
    };
  },
};
