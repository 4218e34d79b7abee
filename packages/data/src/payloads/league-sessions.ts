import { createHostedRules } from './hosted-rules.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import { mix } from '../world/hash.ts';
import { weatherOfSession } from '../world/hosted-weather.ts';
import {
  carRows,
  createSessionWeather,
  findForecast,
  isLaunched,
  launchTime,
  lengthsOf,
  refusePrivateResults,
  registeredIn,
  statusOf,
} from './hosted-words.ts';
import { findLeagueSeason, getLeagueSeason } from './league-seasons.ts';
import { roleIn } from './league-words.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';
import { getMember } from './persons.ts';
import { plainTrackOf } from './series-words.ts';
import { createTrackState } from './track-state.ts';

/** Who won, of a race whose results are out. */
function createOutcome(context: PayloadContext, start: HostedStart) {
  const { world, guests } = context;
  const [first] = world.hosted.fieldOf(start);
  if (first === undefined || start.endTime > context.asOf) return {};
  if (refusePrivateResults(context, start) !== undefined) return {};
  const custId = world.hosted.custIdOf(start, first, guests);
  return { winner_id: custId, winner_name: getMember(context, custId).display_name };
}

function createWeather(context: PayloadContext, start: HostedStart) {
  const { humidity, skies, temperature, windDirection, windSpeed } = weatherOfSession(start);
  const session = createSessionWeather(context, start);
  return {
    allow_fog: false,
    fog: 0,
    precip_option: 0,
    rel_humidity: humidity,
    skies,
    temp_units: 1,
    temp_value: temperature,
    track_water: 0,
    type: 3,
    version: 1,
    ...('weather_summary' in session && {
      weather_summary: session.weather_summary,
      weather_url: session.weather_url,
    }),
    weather_var_initial: 0,
    weather_var_ongoing: 0,
    wind_dir: windDirection,
    wind_units: 1,
    wind_value: windSpeed,
  };
}

/** Rules that older calendars leave out. */
function createRules(start: HostedStart) {
  if (mix(start.hosted.hash, 441) % 3 === 0) return {};
  const rules = createHostedRules(start);
  return {
    consec_cautions_single_file: rules.consec_cautions_single_file,
    damage_model: rules.damage_model,
    do_not_count_caution_laps: rules.do_not_count_caution_laps,
    do_not_paint_cars: rules.do_not_paint_cars,
    green_white_checkered_limit: rules.green_white_checkered_limit,
    max_ai_drivers: rules.max_ai_drivers,
    must_use_diff_tire_types_in_race: rules.must_use_diff_tire_types_in_race,
    no_lapper_wave_arounds: rules.no_lapper_wave_arounds,
    num_opt_laps: rules.num_opt_laps,
    short_parade_lap: rules.short_parade_lap,
    start_on_qual_tire: rules.start_on_qual_tire,
    start_zone: rules.start_zone,
    telemetry_force_to_disk: rules.telemetry_force_to_disk,
    telemetry_restriction: rules.telemetry_restriction,
  };
}

function createRow(context: PayloadContext, start: HostedStart) {
  const { league, season_id } = getLeagueSeason(context);
  const { asOf } = context;
  const numbers = { session_id: start.session_id, subsession_id: start.subsession_id };
  return {
    cars: carRows(start),
    driver_changes: false,
    entry_count: registeredIn(context, start).length,
    has_results: start.endTime <= asOf,
    launch_at: launchTime(start),
    league_id: league.league_id,
    league_season_id: season_id,
    lone_qualify: true,
    pace_car_class_id: null,
    pace_car_id: null,
    password_protected: start.hosted.password_protected,
    ...lengthsOf(start),
    private_session_id: start.hosted.private_session_id,
    ...(isLaunched(start, asOf) && numbers),
    status: statusOf(start, asOf),
    team_entry_count: 0,
    track: plainTrackOf(start.raceWeek.track),
    track_state: createTrackState(true),
    weather: createWeather(context, start),
    ...createOutcome(context, start),
    ...createRules(start),
  };
}

function refuseSchedule(context: PayloadContext): Refusal | undefined {
  const season = findLeagueSeason(context);
  if ('status' in season) return season;
  const { league } = season;
  if (league.private_schedule && !roleIn(context, league, context.caller).member) {
    return { status: 403, message: 'The league of this league_id shows sessions to members only.' };
  }
  return undefined;
}

/** The calendar of a league's season. */
export const leagueSessions: Payload = {
  kind: 'link',
  refuse: refuseSchedule,
  answer: (context) => {
    const season = getLeagueSeason(context);
    const resultsOnly = context.parameters.isSet('results_only');
    return {
      success: true,
      ...(context.caller !== undefined && { subscribed: true }),
      league_id: season.league.league_id,
      season_id: season.season_id,
      sessions: context.world.hosted
        .racesOf(season)
        .filter((start) => !resultsOnly || start.endTime <= context.asOf)
        .map((start) => createRow(context, start)),
    };
  },
  files: findForecast,
};
