import { isoTime } from '../world/calendar.ts';
import type { League } from '../world/leagues.ts';
import { isAdminPlace } from '../world/leagues.ts';
import { leagueDirectory } from './league-directory.ts';
import { leagueSeasonPayloads } from './league-seasons.ts';
import { leagueSessions } from './league-sessions.ts';
import { leagueStandings } from './league-standings.ts';
import {
  aboutOf,
  carNumberIn,
  getLeague,
  imageOf,
  messageOf,
  nickNameIn,
  optOutsOf,
  ownerOf,
  ownerRow,
  refuseLeague,
  roleIn,
  rosterOf,
  seesRoster,
  tagsOf,
  urlOf,
} from './league-words.ts';
import type { Payload, PayloadContext } from './payload.ts';

/** What every description of a league has. */
function leagueFields(context: PayloadContext, league: League) {
  return {
    league_id: league.league_id,
    owner_id: ownerOf(context, league),
    league_name: league.league_name,
    created: isoTime(league.created),
    hidden: league.hidden,
    recruiting: league.recruiting,
    private_wall: league.private_wall,
    private_roster: league.private_roster,
    private_schedule: league.private_schedule,
    private_results: league.private_results,
    roster_count: league.size,
    owner: ownerRow(context, league),
    image: imageOf(league),
    tags: tagsOf(league),
  };
}

function createLeague(context: PayloadContext, league: League) {
  const { caller, parameters } = context;
  const role = roleIn(context, league, caller);
  const message = league.private_wall && !role.member ? undefined : messageOf(league);
  const url = urlOf(league);
  return {
    ...leagueFields(context, league),
    about: aboutOf(league),
    ...(message !== undefined && { message }),
    ...(url !== undefined && { url }),
    // How the caller stands to it can be said only of a caller who is somebody.
    ...(caller !== undefined && {
      is_owner: role.owner,
      is_admin: role.admin,
      is_member: role.member,
      is_applicant: false,
      is_invite: false,
      is_ignored: false,
    }),
    ...(role.admin && { league_applications: [], pending_requests: [] }),
    roster: seesRoster(context, league)
      ? rosterOf(context, league, parameters.isSet('include_licenses'))
      : [],
  };
}

function createOwnLeague(context: PayloadContext, league: League) {
  const role = roleIn(context, league, context.caller);
  return {
    ...leagueFields(context, league),
    message: messageOf(league) ?? '',
    url: urlOf(league) ?? '',
    is_owner: role.owner,
    is_admin: role.admin,
    league_applications: [],
    pending_requests: [],
    is_member: role.member,
    is_applicant: false,
    is_invite: false,
    is_ignored: false,
    roster: seesRoster(context, league) ? rosterOf(context, league, false) : [],
    ...(!league.private_wall && { about: aboutOf(league) }),
    ...(league.hash % 3 === 0 && { rules: 'Leave room, rejoin safely, protest on Mondays.' }),
  };
}

/** One's own leagues; of others, those that they run and whose rosters everybody may see. */
function listMemberships(context: PayloadContext) {
  const { world, guests, parameters, caller, asOf } = context;
  const custId = parameters.getNumber('cust_id');
  const places = world.leagueHolders(guests).placesAt(custId, asOf);
  return places.flatMap(({ group, index }) => {
    const league = world.leagues.all[group];
    if (league === undefined) return [];
    const shown = isAdminPlace(index) && !league.private_roster && !league.hidden;
    if (custId !== caller && !shown) return [];
    return [
      {
        league_id: league.league_id,
        league_name: league.league_name,
        owner: index === 0,
        admin: isAdminPlace(index),
        ...optOutsOf(league, index),
        car_number: carNumberIn(league, index),
        nick_name: nickNameIn(context, league, index, custId),
        ...(parameters.isSet('include_league') && { league: createOwnLeague(context, league) }),
      },
    ];
  });
}

/** Leagues, who belongs to them, and their seasons. */
export const leaguePayloads: Readonly<Record<string, Payload>> = {
  ...leagueSeasonPayloads,
  'league/directory': leagueDirectory,
  'league/season_standings': leagueStandings,
  'league/season_sessions': leagueSessions,
  'league/get': {
    kind: 'link',
    refuse: refuseLeague,
    answer: (context) => createLeague(context, getLeague(context)),
  },
  'league/membership': { kind: 'link', answer: listMemberships },
  'league/roster': {
    kind: 'data_url',
    refuse: refuseLeague,
    summary: (context) => {
      const league = getLeague(context);
      const { league_id, size } = league;
      return { subscribed: true, success: true, roster_count: size, league_id };
    },
    answer: (context) => {
      const league = getLeague(context);
      const withLicenses = context.parameters.isSet('include_licenses');
      const roster = seesRoster(context, league) ? rosterOf(context, league, withLicenses) : [];
      return {
        private_roster: league.private_roster,
        // This method knows no nick names, and a member without a number has an empty one.
        roster: roster.map((row) => ({
          ...row,
          car_number: row.car_number ?? '',
          nick_name: null,
        })),
      };
    },
  },
};
