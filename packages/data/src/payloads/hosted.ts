import { seasonAt } from '../world/calendar.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import {
  createAudience,
  createSafety,
  createSession,
  launchedFields,
  viewSession,
} from './hosted-session.ts';
import { findForecast, isLaunched } from './hosted-words.ts';
import { imageOf, roleIn } from './league-words.ts';
import type { League } from '../world/leagues.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { mix } from '../world/hash.ts';

const slotSeconds = 7200;
const daySeconds = 86_400;
/** Registration opens at most so many seconds before the session. */
const longestRegistration = 6300;

/** Sessions that have not ended and for which drivers can or could register. */
function listOpen({ world, asOf }: PayloadContext): HostedStart[] {
  return world.hosted
    .openBetween(asOf - slotSeconds, asOf + longestRegistration)
    .filter((start) => start.endTime > asOf && isLaunched(start, asOf));
}

/** The caller's own sessions that are on the calendar and not set up yet. */
function listPending({ world, guests, caller, asOf }: PayloadContext): HostedStart[] {
  if (caller === undefined) return [];
  return world.hosted
    .placesBetween(caller, asOf, asOf + 2 * daySeconds, guests)
    .filter(({ lane }) => lane === 0)
    .map(({ start }) => start)
    .filter((start) => start.hosted.created <= asOf && !isLaunched(start, asOf));
}

/** Whether a session uses a car or the track of a package; everything does when none is asked for. */
function usesPackage({ parameters }: PayloadContext): (start: HostedStart) => boolean {
  const packageId = parameters.findNumber('package_id');
  return ({ series, raceWeek }) =>
    packageId === undefined ||
    raceWeek.track.package_id === packageId ||
    series.cars.some((car) => car.package_id === packageId);
}

function echoPackage({ parameters }: PayloadContext) {
  const packageId = parameters.findNumber('package_id');
  return packageId === undefined ? {} : { package_id: packageId };
}

/** A number that changes with every minute in which the list can change. */
function sequenceOf({ asOf }: PayloadContext): number {
  return Math.floor(asOf / 60);
}

function createCombined(context: PayloadContext, start: HostedStart) {
  const view = viewSession(context, start);
  return {
    ...createSession(context, view),
    ...launchedFields(view),
    ...createAudience(context, view),
    sess_admin: view.host === context.caller,
  };
}

function createDrivable(context: PayloadContext, start: HostedStart) {
  const view = viewSession(context, start);
  return {
    ...createSession(context, view),
    ...launchedFields(view),
    ...createSafety(start),
    ...(mix(start.hosted.hash, 431) % 4 === 0 && { alt_asset_id: start.raceWeek.track.package_id }),
  };
}

/** The races of the caller's leagues that have not ended, as far as they are on the calendar. */
function listLeagueRaces({ world, guests, caller, asOf }: PayloadContext) {
  if (caller === undefined) return [];
  const places = world.leagueHolders(guests).placesAt(caller, asOf);
  return places
    .flatMap(({ group }) => {
      const league = world.leagues.all[group];
      const season = league && world.leagues.findSeasonAt(league, seasonAt(asOf));
      if (league === undefined || season === undefined) return [];
      return world.hosted.racesOf(season).map((start) => ({ league, start }));
    })
    .filter(({ start }) => start.endTime > asOf && start.hosted.created <= asOf)
    .toSorted((a, b) => a.start.startTime - b.start.startTime);
}

function createLeagueSession(context: PayloadContext, league: League, start: HostedStart) {
  const view = viewSession(context, start);
  const role = roleIn(context, league, context.caller);
  const { small_logo, large_logo } = imageOf(league);
  return {
    ...createSession(context, view),
    ...(isLaunched(start, context.asOf) && launchedFields(view)),
    ...createAudience(context, view),
    league_name: league.league_name,
    ...(league.hash % 4 !== 0 && {
      league_season_name: start.hosted.race?.leagueSeason.season_name ?? '',
    }),
    ...(small_logo !== null && { image: { small_logo, large_logo } }),
    ...(start.hosted.hash % 2 === 0 && { race_length_type: 2 }),
    owner: role.owner,
    admin: role.admin,
  };
}

/** What members and leagues arranged, as long as it is not over. */
export const hostedPayloads: Readonly<Record<string, Payload>> = {
  'hosted/combined_sessions': {
    kind: 'link',
    answer: (context) => ({
      subscribed: true,
      sequence: sequenceOf(context),
      sessions: [...listOpen(context), ...listPending(context)]
        .filter(usesPackage(context))
        .map((start) => createCombined(context, start)),
      success: true,
      ...echoPackage(context),
    }),
    files: findForecast,
  },
  'hosted/sessions': {
    kind: 'link',
    answer: (context) => ({
      subscribed: true,
      sessions: listOpen(context)
        .filter(({ hosted }) => context.asOf < hosted.registrationUntil)
        .map((start) => createDrivable(context, start)),
      success: true,
    }),
    files: findForecast,
  },
  'league/cust_league_sessions': {
    kind: 'link',
    forCaller: true,
    answer: (context) => {
      const { world, guests, parameters, caller } = context;
      const mine = parameters.isSet('mine');
      const uses = usesPackage(context);
      return {
        mine,
        subscribed: true,
        sequence: sequenceOf(context),
        sessions: listLeagueRaces(context)
          .filter(({ start }) => uses(start))
          .filter(({ start }) => !mine || world.hosted.hostOf(start, guests) === caller)
          .map(({ league, start }) => createLeagueSession(context, league, start)),
        success: true,
        ...echoPackage(context),
      };
    },
    files: findForecast,
  },
};
