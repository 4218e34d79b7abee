// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type {
  AllowedLicense,
  CarClass,
  CarRestriction,
  LeagueCustLeagueSessionsWeatherSummary,
  LeagueSeasonSessionsTrack,
} from './parts-1.ts';
import type { ResultsGetTrack, SeriesSeasonsHeatSesInfo } from './parts-2.ts';

/** What methods of the service "series" answer, by service and name. */
export interface SeriesAnswers2 {
  readonly 'series/season_list': JsonAnswer<{
    readonly seasons: readonly {
      readonly season_id: number;
      readonly season_name: string;
      readonly active: boolean;
      readonly allowed_season_members: unknown;
      readonly car_class_ids: readonly number[];
      readonly car_switching: boolean;
      readonly car_types: readonly {
        readonly car_type: string;
      }[];
      readonly caution_laps_do_not_count: boolean;
      readonly complete: boolean;
      readonly connection_black_flag: boolean;
      readonly consec_caution_within_nlaps: number;
      readonly consec_cautions_single_file: boolean;
      readonly cross_license: boolean;
      readonly current_week_sched: {
        readonly race_week_num: number;
        readonly track: {
          readonly category: string;
          readonly category_id: number;
          readonly config_name?: string;
          readonly track_id: number;
          readonly track_name: string;
        };
        readonly car_restrictions: readonly CarRestriction[];
        readonly race_lap_limit: number | null;
        readonly race_time_limit: number | null;
        readonly precip_chance: number;
        readonly start_type: string;
        readonly category_id: number;
      };
      readonly distributed_matchmaking: boolean;
      readonly driver_change_rule: number;
      readonly driver_changes: boolean;
      readonly drops: number;
      readonly elig: {
        readonly own_car: boolean;
        readonly own_track: boolean;
      };
      readonly enable_pitlane_collisions: boolean;
      readonly fixed_setup: boolean;
      readonly green_white_checkered_limit: number;
      readonly grid_by_class: boolean;
      readonly hardcore_level: number;
      readonly has_mpr: boolean;
      readonly has_supersessions: boolean;
      readonly ignore_license_for_practice: boolean;
      readonly incident_limit: number;
      readonly incident_warn_mode: number;
      readonly incident_warn_param1: number;
      readonly incident_warn_param2: number;
      readonly is_heat_racing: boolean;
      readonly license_group: number;
      readonly license_group_types: readonly {
        readonly license_group_type: number;
      }[];
      readonly lucky_dog: boolean;
      readonly max_team_drivers: number;
      readonly max_weeks: number;
      readonly min_team_drivers: number;
      readonly multiclass: boolean;
      readonly must_use_diff_tire_types_in_race: boolean;
      readonly num_fast_tows: number;
      readonly num_opt_laps: number;
      readonly official: boolean;
      readonly op_duration: number;
      readonly open_practice_session_type_id: number;
      readonly qualifier_must_start_race: boolean;
      readonly race_week: number;
      readonly race_week_to_make_divisions: number;
      readonly reg_user_count: number;
      readonly region_competition: boolean;
      readonly restrict_by_member: boolean;
      readonly restrict_to_car: boolean;
      readonly restrict_viewing: boolean;
      readonly schedule_description: string;
      readonly season_quarter: number;
      readonly season_short_name: string;
      readonly season_year: number;
      readonly send_to_open_practice: boolean;
      readonly series_id: number;
      readonly short_parade_lap: boolean;
      readonly start_date: string;
      readonly start_on_qual_tire: boolean;
      readonly start_zone: boolean;
      readonly track_types: readonly {
        readonly track_type: string;
      }[];
      readonly unsport_conduct_rule_mode: number;
      readonly heat_ses_info?: SeriesSeasonsHeatSesInfo;
      readonly reg_open_minutes?: number;
    }[];
  }>;
  readonly 'series/season_schedule': JsonAnswer<{
    readonly success: boolean;
    readonly season_id: number;
    readonly schedules: readonly {
      readonly season_id: number;
      readonly race_week_num: number;
      readonly car_restrictions: readonly {
        readonly car_id: number;
        readonly max_dry_tire_sets: number;
        readonly max_pct_fuel_fill: number;
        readonly power_adjust_pct: number;
        readonly weight_penalty_kg: number;
      }[];
      readonly category: string;
      readonly category_id: number;
      readonly enable_pitlane_collisions: boolean;
      readonly full_course_cautions: boolean;
      readonly practice_length: number;
      readonly qual_attached: boolean;
      readonly qual_time_descriptors: readonly unknown[];
      readonly qualify_laps: number;
      readonly qualify_length: number;
      readonly race_lap_limit: number | null;
      readonly race_time_descriptors: readonly {
        readonly day_offset: readonly number[];
        readonly first_session_time: string;
        readonly repeat_minutes: number;
        readonly repeating: boolean;
        readonly session_minutes: number;
        readonly start_date: string;
        readonly super_session: boolean;
      }[];
      readonly race_time_limit: number | null;
      readonly restart_type: string;
      readonly schedule_name: string;
      readonly season_name: string;
      readonly series_id: number;
      readonly series_name: string;
      readonly short_parade_lap: boolean;
      readonly special_event_type: unknown;
      readonly start_date: string;
      readonly start_type: string;
      readonly start_zone: boolean;
      readonly track: ResultsGetTrack;
      readonly track_state: {
        readonly leave_marbles: boolean;
      };
      readonly warmup_length: number;
      readonly weather: {
        readonly allow_fog: boolean;
        readonly forecast_options: {
          readonly allow_fog: boolean;
          readonly forecast_type: number;
          readonly precipitation: number;
          readonly skies: number;
          readonly stop_precip: number;
          readonly temperature: number;
          readonly weather_seed: number;
          readonly wind_dir: number;
          readonly wind_speed: number;
        };
        readonly precip_option: number;
        readonly rel_humidity: number;
        readonly simulated_start_time: string;
        readonly simulated_time_multiplier: number;
        readonly simulated_time_offsets: readonly number[];
        readonly skies: number;
        readonly temp_units: number;
        readonly temp_value: number;
        readonly time_of_day: number;
        readonly track_water: number;
        readonly version: number;
        readonly weather_summary: LeagueCustLeagueSessionsWeatherSummary;
        readonly weather_url: string;
        readonly wind_dir: number;
        readonly wind_units: number;
        readonly wind_value: number;
      };
      readonly week_end_time: string;
      readonly race_week_car_class_ids?: readonly unknown[];
      readonly race_week_cars?: readonly unknown[];
    }[];
  }>;
  readonly 'series/stats_series': JsonAnswer<
    readonly {
      readonly series_id: number;
      readonly series_name: string;
      readonly series_short_name: string;
      readonly category_id: number;
      readonly category: string;
      readonly active: boolean;
      readonly official: boolean;
      readonly fixed_setup: boolean;
      readonly logo: string | null;
      readonly license_group: number;
      readonly license_group_types: readonly {
        readonly license_group_type: number;
      }[];
      readonly allowed_licenses: readonly AllowedLicense[];
      readonly seasons: readonly {
        readonly season_id: number;
        readonly series_id: number;
        readonly season_name: string;
        readonly season_short_name: string;
        readonly season_year: number;
        readonly season_quarter: number;
        readonly active: boolean;
        readonly official: boolean;
        readonly driver_changes: boolean;
        readonly fixed_setup: boolean;
        readonly license_group: number;
        readonly has_supersessions: boolean;
        readonly car_switching: boolean;
        readonly license_group_types: readonly {
          readonly license_group_type: number;
        }[];
        readonly car_classes: readonly CarClass[];
        readonly race_weeks: readonly {
          readonly season_id: number;
          readonly race_week_num: number;
          readonly track: LeagueSeasonSessionsTrack;
        }[];
      }[];
      readonly search_filters?: string;
    }[]
  >;
}
