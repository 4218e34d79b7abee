import { isoTime } from '../world/calendar.ts';
import { mix, pick } from '../world/hash.ts';
import { memberCount } from '../world/paddock.ts';
import type { Team } from '../world/teams.ts';
import { suitOf } from './looks.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';
import { getMember, personOf, ratedLicensesOf } from './persons.ts';

const abouts = [
  'A small team with a loud radio.',
  'We share setups and blame the tyres.',
  'Endurance first, sleep later.',
  'Everybody drives, nobody crashes, most of the time.',
] as const;

/** Whether a place of a team (0 the owner) is one of its admins'. */
function isAdminPlace(index: number): boolean {
  return index < 2;
}

function placeOf({ world, guests, asOf }: PayloadContext, team: Team, custId?: number) {
  const places = custId === undefined ? [] : world.teamHolders(guests).placesAt(custId, asOf);
  return places.find(({ group }) => group === team.group);
}

function findTeam(context: PayloadContext): Team | Refusal {
  const team = context.world.teams.find(context.parameters.getNumber('team_id'));
  if (team === undefined) return { status: 404, message: 'There is no team with this team_id.' };
  if (team.hidden && placeOf(context, team, context.caller) === undefined) {
    return { status: 403, message: 'The team with this team_id is shown to its members only.' };
  }
  return team;
}

/** A team's name and owner, as standings show them. */
export function teamInShort(context: PayloadContext, team: Team) {
  const { world, guests, asOf } = context;
  const custId = world.teamHolders(guests).custIdAt({ group: team.group, index: 0 }, asOf);
  return {
    team_id: team.team_id,
    owner_id: custId,
    team_name: team.team_name,
    owner: personOf(context, custId),
  };
}

function createRoster(context: PayloadContext, team: Team) {
  const holders = context.world.teamHolders(context.guests);
  return Array.from({ length: team.size }, (_, index) => {
    const custId = holders.custIdAt({ group: team.group, index }, context.asOf);
    return {
      ...personOf(context, custId),
      owner: index === 0,
      admin: isAdminPlace(index),
      ...(context.parameters.isSet('include_licenses') && {
        licenses: ratedLicensesOf(context, custId),
      }),
    };
  });
}

/** Who was invited and did not answer yet; only admins see it. */
function createPending(
  context: PayloadContext,
  team: Team,
  roster: readonly { cust_id: number }[],
) {
  const { world, asOf } = context;
  return Array.from({ length: team.hash % 3 }, (_, i) => mix(team.hash, 391, i) % memberCount)
    .map((number) => world.members.custIdOf(number))
    .filter((custId) => roster.every(({ cust_id }) => cust_id !== custId))
    .map((custId) => ({
      ...personOf(context, custId),
      team_id: team.team_id,
      initiated: isoTime(asOf - (asOf % 86_400) - (mix(team.hash, 392, custId) % 2_000_000)),
      revoked: false,
    }));
}

function createTeam(context: PayloadContext, team: Team) {
  const { caller, world, guests, asOf } = context;
  const place = placeOf(context, team, caller);
  const admin = place !== undefined && isAdminPlace(place.index);
  const roster = createRoster(context, team);
  const short = teamInShort(context, team);
  const places = caller === undefined ? [] : world.teamHolders(guests).placesAt(caller, asOf);
  return {
    team_id: team.team_id,
    owner_id: short.owner_id,
    team_name: team.team_name,
    created: isoTime(team.created),
    hidden: team.hidden,
    ...(team.hash % 4 === 0 && { message: `https://teams.example/${team.team_id}/news` }),
    about: pick(abouts, team.hash >>> 4),
    url: team.hash % 3 === 0 ? '' : `https://teams.example/${team.team_id}`,
    roster_count: team.size,
    recruiting: team.recruiting,
    private_wall: team.hash % 5 === 0,
    is_default: place !== undefined && place.group === places[0]?.group,
    is_owner: place?.index === 0,
    is_admin: admin,
    suit: suitOf(getMember(context, short.owner_id)),
    owner: { ...short.owner, owner: true, admin: true },
    tags: { categorized: [], not_categorized: [] },
    team_applications: [],
    pending_requests: admin ? createPending(context, team, roster) : [],
    is_member: place !== undefined,
    is_applicant: false,
    is_invite: false,
    is_ignored: false,
    roster,
  };
}

/** The default team of a member at a moment; undefined for who has none. */
export function defaultTeamOf(
  { world, guests }: PayloadContext,
  custId: number,
  time: number,
): Team | undefined {
  const [first] = world.teamHolders(guests).placesAt(custId, time);
  return first === undefined ? undefined : world.teams.get(first.group);
}

/** Teams and who belongs to them. */
export const teamPayloads: Readonly<Record<string, Payload>> = {
  'team/get': {
    kind: 'link',
    refuse: (context) => {
      const team = findTeam(context);
      return 'status' in team ? team : undefined;
    },
    answer: (context) => {
      const team = findTeam(context);
      return 'status' in team ? undefined : createTeam(context, team);
    },
  },
  'team/membership': {
    kind: 'link',
    forCaller: true,
    answer: ({ world, guests, caller, asOf }) => {
      const places = caller === undefined ? [] : world.teamHolders(guests).placesAt(caller, asOf);
      return places.map(({ group, index }, i) => {
        const { team_id, team_name } = world.teams.get(group);
        return {
          team_id,
          team_name,
          owner: index === 0,
          admin: isAdminPlace(index),
          default_team: i === 0,
        };
      });
    },
  },
};
