import { isoTime } from '../world/calendar.ts';
import { mix } from '../world/hash.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import { isAdminPlace } from '../world/leagues.ts';
import type { Member } from '../world/member.ts';
import { farmOf } from '../world/timetable.ts';
import { createHostedRules } from './hosted-rules.ts';
import {
  carOf,
  carRows,
  createSessionWeather,
  launchTime,
  leagueOf,
  lengthsOf,
  registeredIn,
  statusOf,
} from './hosted-words.ts';
import { ownsCar, ownsTrack } from './ownership.ts';
import type { PayloadContext } from './payload.ts';
import { personOf } from './persons.ts';
import { raceEventType } from './race-words.ts';
import { createHeatFormat } from './season-rules.ts';
import { heatInfoIdOf, plainTrackOf } from './series-words.ts';
import { simSessions } from './sim-session.ts';
import { createTrackState } from './track-state.ts';

const rookieLevel = 2;
const leagueAdmins = 4;
const spectatorSlots = 20;
const broadcasterSlots = 4;

/** A session as the lists show it, with what the caller may do there. */
export interface SessionView {
  readonly start: HostedStart;
  readonly caller: Member | undefined;
  /** How many have registered, by car, and whether the caller is among them. */
  readonly registered: number;
  readonly byCar: Readonly<Record<string, number>>;
  readonly isRegistered: boolean;
  readonly isFull: boolean;
  readonly isOpen: boolean;
  readonly host: number;
}

/** Looks at a session with the caller's eyes. */
export function viewSession(context: PayloadContext, start: HostedStart): SessionView {
  const { world, guests, asOf } = context;
  const entrants = registeredIn(context, start);
  const byCar: Record<string, number> = {};
  for (const entrant of entrants) {
    const { car_id } = carOf(start, entrant);
    byCar[car_id] = (byCar[car_id] ?? 0) + 1;
  }
  const { registrationFrom, registrationUntil, max_drivers } = start.hosted;
  return {
    start,
    caller: context.caller === undefined ? undefined : world.findMember(context.caller, guests),
    registered: entrants.length,
    byCar,
    isRegistered: entrants.some(
      (entrant) => world.hosted.custIdOf(start, entrant, guests) === context.caller,
    ),
    isFull: entrants.length >= max_drivers,
    isOpen: registrationFrom <= asOf && asOf < registrationUntil,
    host: world.hosted.hostOf(start, guests),
  };
}

/** The licence level that the caller has in the session's category. */
function levelOf({ world, guests, asOf }: PayloadContext, { start, caller }: SessionView): number {
  if (caller === undefined) return 0;
  const { category } = start.series.category;
  const entry = world.standingOf(caller.cust_id, category, guests, asOf);
  return entry?.standing.new_license_level ?? rookieLevel;
}

/** What the caller may do, and what has to be bought before. */
function createEligibility(context: PayloadContext, view: SessionView) {
  const { start, caller, isFull, isOpen, isRegistered } = view;
  const { track } = start.raceWeek;
  const cars = caller === undefined ? [] : start.series.cars.filter((car) => ownsCar(caller, car));
  const own_car = cars.length > 0;
  const own_track = caller !== undefined && ownsTrack(caller, track);
  const carSkus = own_car ? [] : start.series.cars.map(({ car_id }) => 10_000 + car_id);
  const minimum = createHostedRules(start).min_license_level;
  return {
    session_full: isFull,
    can_spot: isRegistered,
    can_watch: !start.hosted.password_protected,
    can_drive:
      isOpen &&
      own_car &&
      own_track &&
      (isRegistered || !isFull) &&
      levelOf(context, view) >= minimum,
    // The caller knows the password of the sessions in which the caller has a place.
    has_sess_password: start.hosted.password_protected && isRegistered,
    needs_purchase: !(own_car && own_track),
    own_car,
    own_track,
    purchase_skus: [...carSkus, ...(own_track ? [] : [20_000 + track.track_id])],
    registered: isRegistered,
  };
}

function createAdmins(context: PayloadContext, { start, host }: SessionView) {
  const league = leagueOf(start);
  if (league === undefined) return [personOf(context, host)];
  const holders = context.world.leagueHolders(context.guests);
  return Array.from({ length: Math.min(leagueAdmins, league.size) }, (_, index) => index)
    .filter(isAdminPlace)
    .map((index) => holders.custIdAt({ group: league.group, index }, start.startTime))
    .map((custId) => personOf(context, custId));
}

function createCars({ hosted, series, ...start }: HostedStart) {
  const setup = 500_000 + (mix(hosted.hash, 421) % 400_000);
  return carRows({ hosted, series, ...start }).map(({ car_name, car_class_name, ...car }, i) => ({
    ...car,
    // Sessions that repeat an earlier one name their cars by number only.
    ...(mix(hosted.hash, 429) % 6 !== 0 && { car_name, car_class_name }),
    max_pct_fuel_fill: 100,
    weight_penalty_kg: 0,
    power_adjust_pct: 0,
    max_dry_tire_sets: 0,
    package_id: series.cars[i]?.package_id ?? 0,
    ...(hosted.fixed_setup && {
      race_setup_id: setup + i,
      race_setup_filename: 'race.sto',
      qual_setup_id: setup + 100 + i,
      qual_setup_filename: 'qualify.sto',
    }),
  }));
}

function createFarm({ world }: PayloadContext, start: HostedStart) {
  const { farm_id, display_name } = farmOf(world, start);
  return { farm_id, display_name, image_path: `/img/farms/${farm_id}.png`, displayed: true };
}

/** What a session is made for: its cars, its track, its kinds of sessions. */
function createTypes({ series, raceWeek }: HostedStart) {
  return {
    car_types: [{ car_type: series.category.category }],
    track_types: [{ track_type: raceWeek.track.kind }],
    license_group_types: [{ license_group_type: series.group + 1 }],
    event_types: [{ event_type: raceEventType }],
    session_types: simSessions.map(({ simsession_type }) => ({ session_type: simsession_type })),
  };
}

/** The categories, the track, and how it will look there. */
function createPlace(context: PayloadContext, start: HostedStart) {
  const { series, raceWeek, hosted } = start;
  const named = mix(hosted.hash, 423) % 5 !== 0;
  const { category_id, category } = series.category;
  return {
    ...(named && { category_id, category }),
    track: {
      ...(named && { category_id: raceWeek.track.category_id }),
      ...plainTrackOf(raceWeek.track),
    },
    weather: createSessionWeather(context, start),
    track_state: createTrackState(named),
  };
}

/** The heat format, for sessions in cars that race in heats. */
function createHeat({ series, hosted, raceWeek }: HostedStart) {
  return createHeatFormat(series, raceWeek.laps, hosted.max_drivers, isoTime(hosted.created));
}

/** Who arranged a session and what it is called. */
function createNames(context: PayloadContext, view: SessionView) {
  const { hosted } = view.start;
  const league = leagueOf(view.start);
  return {
    admins: createAdmins(context, view),
    allowed_leagues: league === undefined ? [] : [league.league_id],
    allowed_teams: [],
    host: personOf(context, view.host),
    league_id: league?.league_id ?? 0,
    league_season_id: hosted.race?.leagueSeason.season_id ?? 0,
    order_id: hosted.race?.number ?? 0,
    private_session_id: hosted.private_session_id,
    session_name: hosted.session_name,
    ...(hosted.session_desc !== undefined && { session_desc: hosted.session_desc }),
    session_type: 6,
  };
}

/** The fields that need a server: numbers, registration, who is in which car. */
export function launchedFields({ start, registered, byCar, isFull }: SessionView) {
  const { hosted, series } = start;
  return {
    session_id: start.session_id,
    subsession_id: start.subsession_id,
    open_reg_expires: isoTime(hosted.registrationUntil),
    pits_in_use: registered,
    cars_left: hosted.max_drivers - registered,
    session_full: isFull,
    count_by_car_id: byCar,
    count_by_car_class_id: registered === 0 ? {} : { [series.car_class_id]: registered },
  };
}

/** The fields that all three lists of sessions share, but for {@link launchedFields}. */
export function createSession(context: PayloadContext, view: SessionView) {
  const { start, registered } = view;
  return {
    ...createNames(context, view),
    ...createHostedRules(start),
    ...lengthsOf(start),
    ...createTypes(start),
    ...createPlace(context, start),
    ...createHeat(start),
    cars: createCars(start),
    elig: createEligibility(context, view),
    entry_count: registered,
    farm: createFarm(context, start),
    launch_at: launchTime(start),
    status: statusOf(start, context.asOf),
  };
}

/** Pit lane and mirror; leagues always say, others only when they changed something. */
export function createSafety({ hosted }: HostedStart) {
  if (hosted.race === undefined && mix(hosted.hash, 430) % 3 === 0) return {};
  return {
    enable_pitlane_collisions: mix(hosted.hash, 426) % 2 === 0,
    disallow_virtual_mirror: mix(hosted.hash, 427) % 7 === 0,
  };
}

/** What only the lists for drivers and spectators tell: who is there and what one can do. */
export function createAudience({ asOf }: PayloadContext, view: SessionView) {
  const { start, registered, isFull, isOpen, isRegistered } = view;
  const { hosted } = start;
  const running = start.startTime <= asOf && asOf < start.endTime;
  const spectators = running ? mix(hosted.hash, 424) % (spectatorSlots + 1) : 0;
  const broadcasters = running && mix(hosted.hash, 425) % 6 === 0 ? 1 : 0;
  const canWatch = running && !hosted.password_protected;
  return {
    available_reserved_broadcaster_slots: broadcasterSlots - broadcasters,
    available_spectator_slots: spectatorSlots - spectators,
    broadcaster: false,
    can_broadcast: false,
    can_join: isOpen && !isFull && !hosted.password_protected,
    can_spot: isRegistered,
    can_watch: canWatch,
    ...createSafety(start),
    ...(running && { end_time: isoTime(start.endTime) }),
    // Nobody has friends or watches anybody yet; a lone host is not looked at.
    ...(registered > 1 && { friends: [], watched: [] }),
    is_heat_racing: heatInfoIdOf(start.series) > 0,
    max_users: hosted.max_drivers + spectatorSlots + broadcasterSlots,
    num_broadcasters: broadcasters,
    num_drivers: registered,
    num_spectator_slots: spectatorSlots,
    num_spectators: spectators,
    num_spotters: running ? mix(hosted.hash, 428) % 4 : 0,
    populated: registered > 0,
    ...(registered > 2 && { registered_teams: [] }),
  };
}
