import type { Season } from '../world/calendar.ts';
import { raceWeekAt, seasonAt } from '../world/calendar.ts';
import type { RaceWeek, Series } from '../world/series.ts';
import { hasSuperSessions } from '../world/super-session.ts';
import { lastWeek, registrationSeconds } from '../world/timetable.ts';
import { hasFixedSetup, heatInfoIdOf, licenseGroupOf, searchFiltersOf } from './series-words.ts';

/** The first year whose seasons are kept with all their fields; older records hold fewer. */
const firstFullYear = 2024;

/** Whether a season is new enough to be kept with all its fields. */
export function isFullRecord({ season_year }: Season): boolean {
  return season_year >= firstFullYear;
}

/** Whether a season runs at a moment. */
export function isRunning(season: Season, asOf: number): boolean {
  return season.start <= asOf && asOf < season.end;
}

/** The race week of a season at a moment: the first before it begins, the last once it is over. */
export function currentWeek(season: Season, asOf: number): number {
  return seasonAt(asOf).index > season.index ? lastWeek : raceWeekAt(season, asOf);
}

/** The race limit of a week: minutes on road courses, laps everywhere else. */
export function raceLimits(series: Series, { laps }: RaceWeek) {
  const { category } = series.category;
  const isTimed = category === 'sports_car' || category === 'formula_car';
  return {
    race_lap_limit: isTimed ? null : laps,
    race_time_limit: isTimed ? series.raceMinutes : null,
  };
}

/** The rules that every record of a season names. They are those that races are run by. */
export function createRules(series: Series) {
  return {
    allowed_season_members: null,
    car_class_ids: [series.car_class_id],
    car_types: [series.category.category, ...searchFiltersOf(series).split(',').slice(2)].map(
      (car_type) => ({ car_type }),
    ),
    caution_laps_do_not_count: false,
    cross_license: false,
    driver_change_rule: 0,
    driver_changes: false,
    drops: 0,
    fixed_setup: hasFixedSetup(series),
    green_white_checkered_limit: 0,
    grid_by_class: true,
    ignore_license_for_practice: true,
    incident_limit: 0,
    incident_warn_mode: 0,
    incident_warn_param1: 0,
    incident_warn_param2: 0,
    is_heat_racing: heatInfoIdOf(series) > 0,
    ...licenseGroupOf(series),
    lucky_dog: false,
    max_team_drivers: 1,
    max_weeks: lastWeek,
    min_team_drivers: 1,
    multiclass: false,
    must_use_diff_tire_types_in_race: false,
    num_opt_laps: 0,
    official: true,
    op_duration: 60,
    open_practice_session_type_id: 3,
    qualifier_must_start_race: false,
    race_week_to_make_divisions: 0,
    region_competition: true,
    restrict_by_member: false,
    restrict_to_car: false,
    restrict_viewing: false,
    send_to_open_practice: false,
    series_id: series.series_id,
    start_on_qual_tire: false,
    unsport_conduct_rule_mode: 0,
  };
}

/** The rules that records of newer seasons name as well. */
export function createNewerRules(series: Series) {
  const oval = series.category.category === 'oval' || series.category.category === 'dirt_oval';
  return {
    car_switching: series.cars.length > 1,
    connection_black_flag: true,
    consec_caution_within_nlaps: 0,
    consec_cautions_single_file: false,
    distributed_matchmaking: true,
    enable_pitlane_collisions: false,
    hardcore_level: 1,
    has_supersessions: hasSuperSessions(series),
    num_fast_tows: oval ? 1 : -1,
    short_parade_lap: false,
    start_zone: oval,
  };
}

/** Registration times, for series whose sessions are entered early. */
export function createRegistration(series: Series) {
  return series.hash % 2 === 0 ? { reg_open_minutes: registrationSeconds / 60 } : {};
}

/**
 * The heat format of a series that has one: qualifying sets the grid of the main, in which all start;
 * there are no heats before it.
 */
export function createHeatFormat(
  series: Series,
  laps: number,
  maximumField: number,
  season: string,
) {
  const heat_info_id = heatInfoIdOf(series);
  if (heat_info_id < 0) return {};
  const none = 0;
  return {
    heat_ses_info: {
      consolation_delta_max_field_size: none,
      consolation_delta_session_laps: none,
      consolation_delta_session_length_minutes: none,
      consolation_first_max_field_size: none,
      consolation_first_session_laps: none,
      consolation_first_session_length_minutes: none,
      consolation_num_position_to_invert: none,
      consolation_num_to_consolation: none,
      consolation_num_to_main: none,
      consolation_run_always: false,
      consolation_scores_champ_points: false,
      created: season,
      cust_id: 1,
      description: 'Qualifying sets the grid of the main.',
      heat_caution_type: none,
      heat_info_id,
      heat_info_name: 'Straight to the main',
      heat_laps: none,
      heat_length_minutes: none,
      heat_max_field_size: maximumField,
      heat_num_from_each_to_main: none,
      heat_num_position_to_invert: none,
      heat_scores_champ_points: false,
      heat_session_minutes_estimate: series.raceMinutes + 13,
      hidden: false,
      main_laps: laps,
      main_length_minutes: none,
      main_max_field_size: maximumField,
      main_num_position_to_invert: none,
      max_entrants: maximumField,
      open_practice: true,
      pre_main_practice_length_minutes: none,
      pre_qual_num_to_main: none,
      pre_qual_practice_length_minutes: 3,
      qual_caution_type: none,
      qual_laps: 2,
      qual_length_minutes: 8,
      qual_num_to_main: maximumField,
      qual_open_delay_seconds: none,
      qual_scores_champ_points: false,
      qual_scoring: none,
      qual_style: none,
      race_style: 1,
    },
  };
}
