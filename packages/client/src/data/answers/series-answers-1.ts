// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ById, JsonAnswer } from '../answer-kinds.ts';
import type {
  AllowedLicense,
  CarClass,
  CarRestriction,
  LeagueCustLeagueSessionsWeatherSummary,
} from './parts-1.ts';
import type { SeriesSeasonsHeatSesInfo } from './parts-2.ts';

/** What methods of the service "series" answer, by service and name. */
export interface SeriesAnswers1 {
  readonly 'series/assets': JsonAnswer<
    ById<{
      readonly large_image: unknown;
      readonly logo: string | null;
      readonly series_copy: string;
      readonly series_id: number;
      readonly small_image: unknown;
    }>
  >;
  readonly 'series/get': JsonAnswer<
    readonly {
      readonly allowed_licenses: readonly {
        readonly group_name: string;
        readonly license_group: number;
        readonly max_license_level: number;
        readonly min_license_level: number;
      }[];
      readonly category: string;
      readonly category_id: number;
      readonly eligible: boolean;
      readonly first_season?: {
        readonly season_year: number;
        readonly season_quarter: number;
      };
      readonly forum_url?: string;
      readonly max_starters: number;
      readonly min_starters: number;
      readonly oval_caution_type: number;
      readonly road_caution_type: number;
      readonly series_id: number;
      readonly series_name: string;
      readonly series_short_name: string;
      readonly search_filters?: string;
    }[]
  >;
  readonly 'series/past_seasons': JsonAnswer<{
    readonly success: boolean;
    readonly series: {
      readonly series_id: number;
      readonly series_name: string;
      readonly series_short_name: string;
      readonly category_id: number;
      readonly category: string;
      readonly active: boolean;
      readonly official: boolean;
      readonly fixed_setup: boolean;
      readonly search_filters: string;
      readonly logo: string;
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
        readonly has_supersessions?: boolean;
        readonly car_switching?: boolean;
        readonly license_group_types: readonly {
          readonly license_group_type: number;
        }[];
        readonly car_classes: readonly CarClass[];
        readonly race_weeks: readonly {
          readonly season_id: number;
          readonly race_week_num: number;
          readonly track: {
            readonly track_id: number;
            readonly track_name: string;
            readonly config_name?: string;
          };
        }[];
      }[];
    };
    readonly series_id: number;
  }>;
  readonly 'series/seasons': JsonAnswer<
    readonly {
      readonly season_id: number;
      readonly season_name: string;
      readonly active: boolean;
      readonly allowed_season_members: unknown;
      readonly car_class_ids: readonly number[];
      readonly car_switching?: boolean;
      readonly car_types: readonly {
        readonly car_type: string;
      }[];
      readonly caution_laps_do_not_count: boolean;
      readonly complete: boolean;
      readonly connection_black_flag?: boolean;
      readonly consec_caution_within_nlaps?: number;
      readonly consec_cautions_single_file?: boolean;
      readonly cross_license: boolean;
      readonly distributed_matchmaking?: boolean;
      readonly driver_change_rule: number;
      readonly driver_changes: boolean;
      readonly drops: number;
      readonly enable_pitlane_collisions?: boolean;
      readonly fixed_setup: boolean;
      readonly green_white_checkered_limit: number;
      readonly grid_by_class: boolean;
      readonly hardcore_level?: number;
      readonly has_supersessions?: boolean;
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
      readonly next_race_session: unknown;
      readonly num_fast_tows?: number;
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
      readonly schedules: readonly {
        readonly season_id: number;
        readonly race_week_num: number;
        readonly car_restrictions: readonly CarRestriction[];
        readonly category?: string;
        readonly category_id?: number;
        readonly enable_pitlane_collisions?: boolean;
        readonly full_course_cautions?: boolean;
        readonly practice_length?: number;
        readonly qual_attached: boolean;
        readonly qualify_laps?: number;
        readonly qualify_length?: number;
        readonly race_lap_limit: number | null;
        readonly race_time_descriptors?: readonly {
          readonly day_offset?: readonly number[];
          readonly first_session_time?: string;
          readonly repeat_minutes?: number;
          readonly repeating: boolean;
          readonly session_minutes: number;
          readonly start_date?: string;
          readonly super_session: boolean;
          readonly session_times?: readonly string[];
        }[];
        readonly race_time_limit: number | null;
        readonly race_week_car_class_ids?: readonly unknown[];
        readonly race_week_cars?: readonly unknown[];
        readonly restart_type: string;
        readonly schedule_name: string;
        readonly season_name: string;
        readonly series_id: number;
        readonly series_name: string;
        readonly short_parade_lap?: boolean;
        readonly special_event_type: unknown;
        readonly start_date: string;
        readonly start_type: string;
        readonly start_zone?: boolean;
        readonly track: {
          readonly category: string;
          readonly category_id: number;
          readonly config_name?: string | null;
          readonly track_id: number;
          readonly track_name: string;
        };
        readonly track_state: {
          readonly leave_marbles: boolean;
          readonly practice_rubber?: number;
          readonly race_rubber?: number;
        };
        readonly warmup_length?: number;
        readonly weather: {
          readonly allow_fog?: boolean;
          readonly forecast_options?: {
            readonly allow_fog: boolean;
            readonly forecast_type: number;
            readonly precipitation: number;
            readonly skies: number;
            readonly stop_precip: number;
            readonly temperature: number;
            readonly weather_seed?: number;
            readonly wind_dir: number;
            readonly wind_speed: number;
          };
          readonly precip_option?: number;
          readonly rel_humidity: number;
          readonly simulated_start_time: string;
          readonly simulated_time_multiplier: number;
          readonly simulated_time_offsets: readonly number[];
          readonly skies: number;
          readonly temp_units: number;
          readonly temp_value: number;
          readonly time_of_day: number;
          readonly track_water?: number;
          readonly version?: number;
          readonly weather_summary?: LeagueCustLeagueSessionsWeatherSummary;
          readonly weather_url?: string;
          readonly wind_dir: number;
          readonly wind_units: number;
          readonly wind_value: number;
          readonly type?: number;
          readonly fog?: number;
          readonly weather_var_initial?: number;
          readonly weather_var_ongoing?: number;
          readonly simulated_start_utc_time?: string;
        };
        readonly week_end_time?: string;
        readonly simulated_time_multiplier?: number;
        readonly yellow_flags?: boolean;
      }[];
      readonly season_quarter: number;
      readonly season_short_name: string;
      readonly season_year: number;
      readonly send_to_open_practice: boolean;
      readonly series_id: number;
      readonly short_parade_lap?: boolean;
      readonly start_date: string;
      readonly start_on_qual_tire: boolean;
      readonly start_zone?: boolean;
      readonly track_types: readonly {
        readonly track_type: string;
      }[];
      readonly unsport_conduct_rule_mode: number;
      readonly heat_ses_info?: SeriesSeasonsHeatSesInfo;
      readonly reg_open_minutes?: number;
      readonly rookie_season?: string;
    }[]
  >;
}
