import type { Parameters } from '../catalogue/parameters.ts';
import { getSeason, isoTime, seasonAt, worldEpoch } from '../world/calendar.ts';
import { hourAt } from '../world/hosted-field.ts';
import { sessionsPerHour } from '../world/hosted-places.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import type { League, LeagueSeason } from '../world/leagues.ts';
import { teamEventName } from '../world/team-event-session.ts';
import { findSharedCar } from './crews.ts';
import { carRows, classesOf, leagueOf, lengthsOf, refusePrivateResults } from './hosted-words.ts';
import type { Payload, PayloadContext, Refusal, RowSource } from './payload.ts';
import { personOf } from './persons.ts';
import { trackOf, winnerOf } from './race-words.ts';
import type { Window } from './search.ts';
import { echoTexts, isInside, isRefusal, readRange } from './search.ts';
import { heatInfoIdOf } from './series-words.ts';

const slotSeconds = 7200;
const oneOf = ['cust_id', 'team_id', 'host_cust_id', 'session_name'];
const longestName = 100;

/** The window of a search, or what is wrong with it. */
function readHostedWindow({ parameters, asOf }: PayloadContext): Window | Refusal {
  const start = readRange(parameters, 'start', asOf);
  if (isRefusal(start)) return start;
  const finish = readRange(parameters, 'finish', asOf);
  if (isRefusal(finish)) return finish;
  const refusal = (message: string): Refusal => ({ status: 400, message });
  if (start === undefined && finish === undefined) {
    return refusal('Give start_range_begin or finish_range_begin.');
  }
  const name = parameters.findText('session_name');
  const numbers = oneOf.some((one) => parameters.findNumber(one) !== undefined);
  if (!numbers && name === undefined) {
    return refusal('Give cust_id, team_id, host_cust_id or session_name.');
  }
  if (name !== undefined && name.length > longestName) {
    return refusal(`session_name must have at most ${longestName} characters.`);
  }
  const from = finish?.from ?? -Infinity;
  return {
    startFrom: Math.max(start?.from ?? -Infinity, from - slotSeconds, worldEpoch),
    startTo: Math.min(start?.to ?? Infinity, finish?.to ?? Infinity, asOf + 1),
    finishFrom: from,
    finishTo: Math.min(finish?.to ?? Infinity, asOf + 1),
  };
}

/** The seasons of a league that a window touches. */
function seasonsIn({ world }: PayloadContext, window: Window, league: League): LeagueSeason[] {
  const seasons: LeagueSeason[] = [];
  const last = seasonAt(window.startTo).index;
  for (let index = seasonAt(window.startFrom).index; index <= last; index += 1) {
    const season = world.leagues.findSeasonAt(league, getSeason(index));
    if (season !== undefined) seasons.push(season);
  }
  return seasons;
}

function racesIn(context: PayloadContext, window: Window, league: League): HostedStart[] {
  return seasonsIn(context, window, league).flatMap((season) =>
    context.world.hosted.racesOf(season),
  );
}

/** The sessions that a member has a place in; `asHost` narrows it to those the member arranged. */
function findOfMember(
  context: PayloadContext,
  window: Window,
  custId: number,
  asHost: boolean,
): HostedStart[] {
  const { world, guests } = context;
  const open = world.hosted
    .placesBetween(custId, window.startFrom, window.startTo, guests)
    .filter(({ lane }) => !asHost || lane === 0)
    .filter(({ start, lane }) => asHost || hasPlace(context, start, lane))
    .map(({ start }) => start);
  const own = world.leagueHolders(guests).tenuresOf(custId);
  const races = own.flatMap(({ place, from, until }) => {
    const league = world.leagues.all[place.group];
    if (league === undefined || (asHost && place.index !== 0)) return [];
    return racesIn(context, window, league)
      .filter((start) => start.startTime >= from && start.startTime < until)
      .filter((start) => asHost || hasPlace(context, start, place.index));
  });
  const shared = asHost
    ? []
    : world.hosted.teamEvents.eventsOf(custId, window.startFrom, window.startTo);
  return [...open, ...races, ...shared];
}

/** Whether the holder of a place takes part in a session that is over. */
function hasPlace({ world, asOf }: PayloadContext, start: HostedStart, place: number): boolean {
  if (start.endTime > asOf) return false;
  return world.hosted.fieldOf(start).some((entrant) => entrant.place === place);
}

/** Sessions by their names; whole sessions are made only of those that fit. */
function findByName(context: PayloadContext, window: Window, text: string): HostedStart[] {
  const { world, parameters } = context;
  const { sessions } = world.hosted;
  const wanted = text.toLowerCase();
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted);
  const found: HostedStart[] = [];
  const leagueId = parameters.findNumber('league_id');
  const isOpen = leagueId === undefined && parameters.findNumber('league_season_id') === undefined;
  const lastHour = isOpen ? hourAt(window.startTo) : -1;
  for (let hour = hourAt(window.startFrom); hour <= lastHour; hour += 1) {
    for (let session = 0; session < sessionsPerHour; session += 1) {
      if (fits(sessions.nameOf(hour, session))) found.push(sessions.get(hour, session));
    }
  }
  if (isOpen && fits(teamEventName)) {
    found.push(...world.hosted.teamEvents.eventsBetween(window.startFrom, window.startTo));
  }
  for (const league of world.leagues.all) {
    if (leagueId !== undefined && league.league_id !== leagueId) continue;
    for (const season of seasonsIn(context, window, league)) {
      for (let number = 0; number < season.raceCount; number += 1) {
        const opens = sessions.raceTime(season, number);
        if (opens < window.startFrom || opens >= window.startTo) continue;
        if (fits(sessions.raceName(season, number))) found.push(sessions.getRace(season, number));
      }
    }
  }
  return found;
}

/** What narrows a search without being enough for one. */
function createFilter(parameters: Parameters): (start: HostedStart) => boolean {
  const number = (name: string): number | undefined => parameters.findNumber(name);
  const [leagueId, seasonId] = [number('league_id'), number('league_season_id')];
  const [carId, trackId] = [number('car_id'), number('track_id')];
  const categories = new Set(parameters.findNumbers('category_ids') ?? []);
  const name = parameters.findText('session_name')?.toLowerCase() ?? '';
  return (start) =>
    (leagueId === undefined || leagueOf(start)?.league_id === leagueId) &&
    (seasonId === undefined || start.hosted.race?.leagueSeason.season_id === seasonId) &&
    (carId === undefined || carRows(start).some((car) => car.car_id === carId)) &&
    (trackId === undefined || start.raceWeek.track.track_id === trackId) &&
    (categories.has(start.series.category.category_id) ||
      categories.has(start.raceWeek.track.category_id)) &&
    start.hosted.session_name.toLowerCase().includes(name);
}

function findSessions(context: PayloadContext): HostedStart[] {
  const { world, parameters } = context;
  const window = readHostedWindow(context);
  if (isRefusal(window)) throw new RangeError(window.message);
  const teamId = parameters.findNumber('team_id');
  const custId = parameters.findNumber('cust_id');
  const host = parameters.findNumber('host_cust_id');
  const found =
    teamId !== undefined
      ? world.hosted.teamEvents.eventsOfTeam(teamId, window.startFrom, window.startTo)
      : custId !== undefined
        ? findOfMember(context, window, custId, false)
        : host !== undefined
          ? findOfMember(context, window, host, true)
          : findByName(context, window, parameters.findText('session_name') ?? '');
  const accepts = createFilter(parameters);
  return found
    .filter((start) => isInside(window, start) && accepts(start))
    .filter((start) => host === undefined || world.hosted.hostOf(start, context.guests) === host)
    .filter((start) => refusePrivateResults(context, start) === undefined)
    .toSorted((a, b) => a.subsession_id - b.subsession_id);
}

function createCars(start: HostedStart) {
  const abbreviations = classesOf(start).flatMap(({ series_short_name, cars }) =>
    cars.map(({ car_name_abbreviated }) => ({
      car_class_short_name: series_short_name,
      car_name_abbreviated,
    })),
  );
  return carRows(start).map((car, i) => ({ ...car, ...abbreviations[i] }));
}

function createHost(context: PayloadContext, start: HostedStart) {
  const { helmet, ...host } = personOf(context, context.world.hosted.hostOf(start, context.guests));
  // Of leagues the search names the owner without the looks.
  return leagueOf(start) === undefined ? { ...host, helmet } : host;
}

function createRow(context: PayloadContext, start: HostedStart) {
  const race = context.world.drive(start, context.guests);
  const { member, run } = winnerOf(context, race);
  const shared = findSharedCar(context, run);
  const { hosted, series } = start;
  const season = hosted.race?.leagueSeason;
  const { time_limit: _limit, ...lengths } = lengthsOf(start);
  return {
    session_id: start.session_id,
    subsession_id: start.subsession_id,
    start_time: isoTime(start.startTime),
    end_time: isoTime(start.endTime),
    license_category_id: series.category.category_id,
    num_drivers: race.runs.length,
    num_cautions: 0,
    num_caution_laps: 0,
    num_lead_changes: race.leadChanges,
    ...(race.averageLap > 0 && { event_average_lap: race.averageLap }),
    ...(race.bestLapTime > 0 && { event_best_lap_time: race.bestLapTime }),
    event_laps_complete: start.raceWeek.laps,
    driver_changes: shared !== undefined,
    winner_group_id: shared?.group_id ?? member.cust_id,
    winner_name: shared?.name ?? member.display_name,
    winner_ai: false,
    track: trackOf(start),
    private_session_id: hosted.private_session_id,
    session_name: hosted.session_name,
    league_id: season?.league.league_id ?? 0,
    league_season_id: season?.season_id ?? 0,
    ...(season !== undefined && {
      league_name: season.league.league_name,
      league_season_name: season.season_name,
    }),
    created: isoTime(hosted.created),
    ...lengths,
    heat_race: heatInfoIdOf(series) > 0,
    host: createHost(context, start),
    cars: createCars(start),
  };
}

function createRows(context: PayloadContext): RowSource {
  const found = findSessions(context);
  return {
    count: found.length,
    slice: (from, to) => found.slice(from, to).map((start) => createRow(context, start)),
  };
}

const echoedNumbers = [
  'cust_id',
  'team_id',
  'host_cust_id',
  'league_id',
  'league_season_id',
  'car_id',
  'track_id',
] as const;

/** Hosted and league sessions whose results are out. */
export const searchHosted: Payload = {
  kind: 'inline_chunks',
  refuse: (context) => {
    const window = readHostedWindow(context);
    return 'status' in window ? window : undefined;
  },
  echo: ({ parameters }) => {
    const name = parameters.findText('session_name');
    const numbers = echoedNumbers.map((one) => [one, parameters.findNumber(one)] as const);
    return {
      ...echoTexts(parameters),
      ...Object.fromEntries(numbers.filter(([, value]) => value !== undefined)),
      category_ids: parameters.findNumbers('category_ids'),
      ...(name !== undefined && { session_name: name }),
    };
  },
  rows: createRows,
};
