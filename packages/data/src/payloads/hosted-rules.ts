import { mix } from '../world/hash.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import { leagueOf } from './hosted-words.ts';

/** One of some variants of a session's set-up, by its hash. */
function drawRule({ hosted }: HostedStart, salt: number, count: number): number {
  return mix(hosted.hash, 410, salt) % count;
}

/** Rules that every hosted race is run by; they are those of the race that the world drives. */
function createFixedRules() {
  return {
    consec_cautions_single_file: false,
    do_not_count_caution_laps: false,
    driver_change_rule: 0,
    driver_changes: false,
    full_course_cautions: false,
    green_white_checkered_limit: 0,
    lone_qualify: true,
    lucky_dog: false,
    max_ai_drivers: 0,
    max_team_drivers: 1,
    min_team_drivers: 1,
    multiclass_type: 0,
    must_use_diff_tire_types_in_race: false,
    no_lapper_wave_arounds: false,
    num_opt_laps: 0,
    qualifier_must_start_race: false,
    restarts: 0,
    short_parade_lap: false,
    start_on_qual_tire: false,
    team_entry_count: 0,
    warmup_length: 0,
  };
}

/** Rules that the host chose. */
export function createHostedRules(start: HostedStart) {
  const { hosted } = start;
  const league = leagueOf(start);
  const draw = (salt: number, count: number): number => drawRule(start, salt, count);
  const hasPaceCar = draw(1, 3) === 0;
  return {
    ...createFixedRules(),
    ai_avoid_players: false,
    damage_model: draw(2, 3),
    do_not_paint_cars: draw(3, 12) === 0,
    fixed_setup: hosted.fixed_setup,
    hardcore_level: draw(4, 2),
    incident_limit: draw(5, 3) === 0 ? 17 : 0,
    incident_warn_mode: draw(5, 3) === 0 ? 1 : 0,
    incident_warn_param1: draw(5, 3) === 0 ? 12 : 0,
    incident_warn_param2: 0,
    max_drivers: hosted.max_drivers,
    max_ir: 0,
    max_license_level: 20,
    min_ir: 0,
    min_license_level: draw(6, 4) === 0 ? 5 : 1,
    num_fast_tows: draw(7, 2) === 0 ? -1 : 1,
    pace_car_class_id: hasPaceCar ? 11 : null,
    pace_car_id: hasPaceCar ? 85 : null,
    password_protected: hosted.password_protected,
    restrict_results: league?.private_results ?? false,
    restrict_viewing: draw(8, 10) === 0,
    rolling_starts: draw(9, 2) === 0,
    start_zone: draw(10, 4) === 0,
    telemetry_force_to_disk: 0,
    telemetry_restriction: draw(11, 8) === 0 ? 1 : 0,
    unsport_conduct_rule_mode: 0,
    ...createNewerRules(start),
  };
}

/** Rules that sessions name only when they were set up with the newer form. */
function createNewerRules(start: HostedStart) {
  if (mix(start.hosted.hash, 411) % 2 === 0) return {};
  return {
    adaptive_ai_difficulty: 2,
    adaptive_ai_enabled: false,
    ai_max_skill: 75,
    ai_min_skill: 25,
    ai_roster_name: '',
    allowed_clubs: [],
    connection_black_flag: true,
    consec_caution_within_nlaps: 0,
    max_visor_tearoffs: 0,
  };
}
