// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type {
  LeagueCustLeagueSessionsWeatherSummary,
  LeagueSeasonSessionsTrack,
} from './parts-1.ts';

/** What methods of the service "league" answer, by service and name. */
export interface LeagueAnswers3 {
  readonly 'league/season_sessions': JsonAnswer<{
    readonly success: boolean;
    readonly subscribed?: boolean;
    readonly league_id: number;
    readonly season_id: number;
    readonly sessions: readonly {
      readonly cars: readonly {
        readonly car_id: number;
        readonly car_name: string;
        readonly car_class_id: number;
        readonly car_class_name: string;
      }[];
      readonly driver_changes: boolean;
      readonly entry_count: number;
      readonly has_results: boolean;
      readonly launch_at: string;
      readonly league_id: number;
      readonly league_season_id: number;
      readonly lone_qualify: boolean;
      readonly pace_car_class_id: unknown;
      readonly pace_car_id: unknown;
      readonly password_protected: boolean;
      readonly practice_length: number;
      readonly private_session_id: number;
      readonly qualify_laps: number;
      readonly qualify_length: number;
      readonly race_laps: number;
      readonly race_length: number;
      readonly session_id?: number;
      readonly status: number;
      readonly subsession_id?: number;
      readonly team_entry_count: number;
      readonly time_limit: number;
      readonly track: LeagueSeasonSessionsTrack;
      readonly track_state: {
        readonly leave_marbles: boolean;
        readonly practice_grip_compound: number;
        readonly practice_rubber: number;
        readonly qualify_grip_compound: number;
        readonly qualify_rubber: number;
        readonly race_grip_compound: number;
        readonly race_rubber: number;
        readonly warmup_grip_compound: number;
        readonly warmup_rubber: number;
      };
      readonly weather: {
        readonly allow_fog: boolean;
        readonly fog: number;
        readonly precip_option: number;
        readonly rel_humidity: number;
        readonly skies: number;
        readonly temp_units: number;
        readonly temp_value: number;
        readonly track_water: number;
        readonly type: number;
        readonly version: number;
        readonly weather_summary?: LeagueCustLeagueSessionsWeatherSummary;
        readonly weather_var_initial: number;
        readonly weather_var_ongoing: number;
        readonly wind_dir: number;
        readonly wind_units: number;
        readonly wind_value: number;
        readonly weather_url?: string;
      };
      readonly winner_id?: number;
      readonly winner_name?: string;
      readonly consec_cautions_single_file?: boolean;
      readonly damage_model?: number;
      readonly do_not_count_caution_laps?: boolean;
      readonly do_not_paint_cars?: boolean;
      readonly green_white_checkered_limit?: number;
      readonly max_ai_drivers?: number;
      readonly must_use_diff_tire_types_in_race?: boolean;
      readonly no_lapper_wave_arounds?: boolean;
      readonly num_opt_laps?: number;
      readonly short_parade_lap?: boolean;
      readonly start_on_qual_tire?: boolean;
      readonly start_zone?: boolean;
      readonly telemetry_force_to_disk?: number;
      readonly telemetry_restriction?: number;
    }[];
  }>;
}
