import { isoTime } from '../world/calendar.ts';
import { weatherOfSession } from '../world/hosted-weather.ts';
import { isHosted } from '../world/hosted.ts';
import type { Race } from '../world/race.ts';
import type { Start } from '../world/start.ts';
import { driversPerCarMax, driversPerCarMin } from '../world/team-event.ts';
import { hostedResultFields, withLeaguePoints } from './hosted-result.ts';
import type { PayloadContext } from './payload.ts';
import { raceEventType, raceEventTypeName, seasonOf, trackOf } from './race-words.ts';
import { resultRows } from './result-rows.ts';
import { allowedLicensesOf, carClassOf, heatInfoIdOf, logoOf } from './series-words.ts';
import { simSessions } from './sim-session.ts';
import { createTrackState } from './track-state.ts';

/** All splits of a session, the strongest first; a hosted one has no others. */
function splitsOf({ world, guests }: PayloadContext, race: Start): Race[] {
  if (isHosted(race)) return [world.drive(race, guests)];
  const first = race.subsession_id - race.band;
  return Array.from({ length: race.paddock.bands }, (_, band) => {
    const start = world.starts.find(first + band, race.startTime);
    if (start === undefined) throw new RangeError(`There is no subsession ${first + band}.`);
    return world.drive(start);
  });
}

function createClasses({ series, hosted, runs, strengthOfField }: Race) {
  const classes = hosted === undefined || hosted.classes.length === 0 ? [series] : hosted.classes;
  return classes.map((own) => ({
    ...carClassOf(own),
    strength_of_field: strengthOfField,
    num_entries: runs.filter(({ crew }) => crew === undefined || crew.series === own).length,
    cars_in_class: own.cars.map(({ car_id, package_id }) => ({ car_id, package_id })),
  }));
}

function createAllowedLicenses({ series }: Start) {
  return allowedLicensesOf(series).map((license) => ({
    ...license,
    parent_id: series.series_id,
  }));
}

function createWeather(race: Start) {
  const weather = weatherOfSession(race);
  const simulated = isoTime(weather.simulatedStart);
  return {
    allow_fog: false,
    fog: 0,
    precip_mm2hr_before_final_session: 0,
    precip_mm_final_session: 0,
    precip_option: 0,
    precip_time_pct: 0,
    rel_humidity: weather.humidity,
    simulated_start_time: simulated.slice(0, 19),
    simulated_start_utc_offset: 0,
    simulated_start_utc_time: simulated,
    skies: weather.skies,
    temp_units: 1,
    temp_value: weather.temperature,
    time_of_day: weather.timeOfDay,
    track_water: 0,
    type: 3,
    version: 1,
    weather_var_initial: 0,
    weather_var_ongoing: 0,
    wind_dir: weather.windDirection,
    wind_units: 1,
    wind_value: weather.windSpeed,
  };
}

function createWeatherResult(race: Start) {
  const weather = createWeather(race);
  return {
    avg_skies: weather.skies,
    avg_cloud_cover_pct: weather.skies * 25,
    min_cloud_cover_pct: weather.skies * 20,
    max_cloud_cover_pct: weather.skies * 30,
    temp_units: 1,
    avg_temp: weather.temp_value,
    min_temp: weather.temp_value - 0.4,
    max_temp: weather.temp_value + 0.7,
    avg_rel_humidity: weather.rel_humidity,
    wind_units: 1,
    avg_wind_speed: weather.wind_value,
    min_wind_speed: weather.wind_value * 0.8,
    max_wind_speed: weather.wind_value * 1.2,
    avg_wind_dir: weather.wind_dir,
    max_fog: 0,
    fog_time_pct: 0,
    precip_time_pct: 0,
    precip_mm: 0,
    precip_mm2hr_before_session: 0,
    simulated_start_time: weather.simulated_start_time,
  };
}

function createSummary(race: Race) {
  return {
    subsession_id: race.subsession_id,
    average_lap: race.averageLap,
    laps_complete: race.raceWeek.laps,
    num_cautions: 0,
    num_caution_laps: 0,
    num_lead_changes: race.leadChanges,
    field_strength: race.strengthOfField,
    num_opt_laps: 0,
    has_opt_path: false,
    special_event_type: 0,
    special_event_type_text: 'Not a special event',
  };
}

/** The rules of the session: one driver a car, or a team's. */
function createRules(race: Race) {
  const isShared = race.runs.some(({ crew }) => crew !== undefined);
  return {
    can_protest: false,
    caution_type: 0,
    cooldown_minutes: 2,
    damage_model: 0,
    driver_change_param1: -1,
    driver_change_param2: -1,
    driver_change_rule: 0,
    driver_changes: isShared,
    limit_minutes: -1,
    max_team_drivers: isShared ? driversPerCarMax : 1,
    max_weeks: 12,
    min_team_drivers: isShared ? driversPerCarMin : 1,
    num_laps_for_qual_average: 2,
    num_laps_for_solo_average: 3,
    official_session: true,
    points_type: 'race',
    private_session_id: -1,
    restrict_results: false,
    results_restricted: false,
    special_event_type: -1,
  };
}

/** What only the sessions of a series have: who may enter, the logo, other splits. */
function createSeriesFields(race: Race, splits: readonly Race[]) {
  return {
    allowed_licenses: createAllowedLicenses(race),
    series_logo: logoOf(race.series),
    session_splits: splits.map((split) => ({
      subsession_id: split.subsession_id,
      event_strength_of_field: split.strengthOfField,
    })),
  };
}

function createSessionResults(context: PayloadContext, race: Race) {
  return simSessions.map((simSession) => {
    const rows = resultRows(context, race, simSession);
    if (simSession.simsession_number !== 0) return { ...simSession, results: rows };
    return {
      ...simSession,
      weather_result: createWeatherResult(race),
      results: isHosted(race) ? withLeaguePoints(race, rows) : rows,
    };
  });
}

/** The result of a race with all its parts. */
export function createResult(context: PayloadContext, start: Start) {
  const race = context.world.drive(start, context.guests);
  const { series, raceWeek } = race;
  const splits = splitsOf(context, race);
  const { category, category_id } =
    raceWeek.track.kind === 'road'
      ? { category: 'Road', category_id: 2 }
      : { category: series.category.category_name, category_id: series.category.category_id };
  return {
    subsession_id: race.subsession_id,
    session_id: race.session_id,
    ...seasonOf(context, race),
    associated_subsession_ids: splits.map((split) => split.subsession_id),
    car_classes: createClasses(race),
    ...createRules(race),
    heat_info_id: heatInfoIdOf(series),
    corners_per_lap: raceWeek.track.corners_per_lap,
    start_time: isoTime(race.startTime),
    end_time: isoTime(race.endTime),
    event_average_lap: race.averageLap,
    event_best_lap_time: race.bestLapTime,
    event_laps_complete: raceWeek.laps,
    event_strength_of_field: race.strengthOfField,
    event_type: raceEventType,
    event_type_name: raceEventTypeName,
    license_category: series.category.category_name,
    license_category_id: series.category.category_id,
    num_caution_laps: 0,
    num_cautions: 0,
    num_drivers: race.runs.length,
    num_lead_changes: race.leadChanges,
    race_summary: createSummary(race),
    session_results: createSessionResults(context, race),
    track: { category, category_id, ...trackOf(race) },
    track_state: createTrackState(true),
    weather: createWeather(race),
    ...(isHosted(race) ? hostedResultFields(context, race) : createSeriesFields(race, splits)),
  };
}
