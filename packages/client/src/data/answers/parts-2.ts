// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ChunkInfo, ForecastOption, Helmet } from './parts-1.ts';

/** Part of several answers. */
export interface MemberProfileTrack {
  readonly config_name: string;
  readonly track_id: number;
  readonly track_name: string;
}

/** Part of several answers. */
export interface Oval {
  readonly category_id: number;
  readonly category: string;
  readonly category_name: string;
  readonly license_level: number;
  readonly safety_rating: number;
  readonly cpi: number;
  readonly irating: number;
  readonly tt_rating: number;
  readonly mpr_num_races: number;
  readonly color: string;
  readonly group_name: string;
  readonly group_id: number;
  readonly pro_promotable: boolean;
  readonly seq: number;
  readonly mpr_num_tts: number;
}

/** Part of several answers. */
export interface Owner {
  readonly cust_id: number;
  readonly display_name: string;
  readonly helmet: Helmet;
  readonly car_number: unknown;
  readonly nick_name: unknown;
}

/** Part of several answers. */
export interface ResultsEventLogTrack {
  readonly track_id: number;
  readonly track_name: string;
  readonly config_name: string;
}

/** Part of several answers. */
export interface ResultsGetTrack {
  readonly category: string;
  readonly category_id: number;
  readonly config_name: string;
  readonly track_id: number;
  readonly track_name: string;
}

/** Part of several answers. */
export interface SeriesSeasonsHeatSesInfo {
  readonly consolation_delta_max_field_size: number;
  readonly consolation_delta_session_laps: number;
  readonly consolation_delta_session_length_minutes: number;
  readonly consolation_first_max_field_size: number;
  readonly consolation_first_session_laps: number;
  readonly consolation_first_session_length_minutes: number;
  readonly consolation_num_position_to_invert: number;
  readonly consolation_num_to_consolation: number;
  readonly consolation_num_to_main: number;
  readonly consolation_run_always: boolean;
  readonly consolation_scores_champ_points: boolean;
  readonly created: string;
  readonly cust_id: number;
  readonly description: string;
  readonly heat_caution_type: number;
  readonly heat_info_id: number;
  readonly heat_info_name: string;
  readonly heat_laps: number;
  readonly heat_length_minutes: number;
  readonly heat_max_field_size: number;
  readonly heat_num_from_each_to_main: number;
  readonly heat_num_position_to_invert: number;
  readonly heat_scores_champ_points: boolean;
  readonly heat_session_minutes_estimate: number;
  readonly hidden: boolean;
  readonly main_laps: number;
  readonly main_length_minutes: number;
  readonly main_max_field_size: number;
  readonly main_num_position_to_invert: number;
  readonly max_entrants: number;
  readonly open_practice: boolean;
  readonly pre_main_practice_length_minutes: number;
  readonly pre_qual_num_to_main: number;
  readonly pre_qual_practice_length_minutes: number;
  readonly qual_caution_type: number;
  readonly qual_laps: number;
  readonly qual_length_minutes: number;
  readonly qual_num_to_main: number;
  readonly qual_open_delay_seconds: number;
  readonly qual_scores_champ_points: boolean;
  readonly qual_scoring: number;
  readonly qual_style: number;
  readonly race_style: number;
}

/** Part of several answers. */
export interface SessionInfo {
  readonly subsession_id: number;
  readonly session_id: number;
  readonly simsession_number: number;
  readonly simsession_type: number;
  readonly num_laps_for_qual_average: number;
  readonly num_laps_for_solo_average: number;
  readonly event_type: number;
  readonly event_type_name: string;
  readonly private_session_id: number;
  readonly season_name: string;
  readonly season_short_name: string;
  readonly series_name: string;
  readonly series_short_name: string;
  readonly start_time: string;
  readonly track: ResultsEventLogTrack;
}

/** Part of several answers. */
export interface StatsSeasonDriverStandings {
  readonly success: boolean;
  readonly season_id: number;
  readonly season_name: string;
  readonly season_short_name: string;
  readonly series_id: number;
  readonly series_name: string;
  readonly car_class_id: number;
  readonly race_week_num: number;
  readonly division: number;
  readonly club_id: number;
  readonly customer_rank: number;
  readonly chunk_info?: ChunkInfo | null;
  readonly last_updated: string;
  readonly csv_url: string;
}

/** Part of several answers. */
export interface StatsSeasonDriverStandingsLicense {
  readonly category_id: number;
  readonly category: string;
  readonly license_level: number;
  readonly safety_rating: number;
  readonly irating: number;
  readonly color: string;
  readonly group_name: string;
  readonly group_id: number;
}

/** Part of several answers. */
export interface StatsSeasonTeamStandings {
  readonly success: boolean;
  readonly season_id: number;
  readonly season_name: string;
  readonly season_short_name: string;
  readonly series_id: number;
  readonly series_name: string;
  readonly car_class_id: number;
  readonly race_week_num: number;
  readonly chunk_info?: ChunkInfo | null;
  readonly last_updated: string;
  readonly customer_rank?: number;
  readonly csv_url?: string;
}

/** Part of several answers. */
export interface StatsSeasonTtStandingsLicense {
  readonly category_id: number;
  readonly category: string;
  readonly license_level: number;
  readonly safety_rating: number;
  readonly irating: number;
  readonly tt_rating: number;
  readonly color: string;
  readonly group_name: string;
  readonly group_id: number;
}

/** Part of several answers. */
export interface Suit {
  readonly pattern: number;
  readonly color1: string;
  readonly color2: string;
  readonly color3: string;
}

/** Part of several answers. */
export interface Track {
  readonly category_id?: number;
  readonly config_name?: string;
  readonly track_id: number;
  readonly track_name: string;
}

/** Part of several answers. */
export interface TrackState {
  readonly leave_marbles: boolean;
  readonly practice_rubber: number;
  readonly qualify_rubber: number;
  readonly race_rubber: number;
  readonly warmup_rubber: number;
  readonly practice_grip_compound?: number;
  readonly qualify_grip_compound?: number;
  readonly warmup_grip_compound?: number;
  readonly race_grip_compound?: number;
}

/** Part of several answers. */
export interface Weather {
  readonly allow_fog?: boolean;
  readonly forecast_options?: ForecastOption;
  readonly precip_option?: number;
  readonly rel_humidity: number;
  readonly simulated_start_time?: string;
  readonly simulated_time_multiplier: number;
  readonly simulated_time_offsets?: readonly number[];
  readonly skies: number;
  readonly temp_units: number;
  readonly temp_value: number;
  readonly time_of_day: number;
  readonly track_water?: number;
  readonly version: number;
  readonly weather_summary?: WeatherSummary;
  readonly weather_url?: string;
  readonly wind_dir: number;
  readonly wind_units: number;
  readonly wind_value: number;
  readonly fog?: number;
  readonly type?: number;
  readonly weather_var_initial?: number;
  readonly weather_var_ongoing?: number;
}

/** Part of several answers. */
export interface WeatherSummary {
  readonly max_precip_rate: number;
  readonly max_precip_rate_desc: string;
  readonly precip_chance: number;
  readonly skies_high: number;
  readonly skies_low: number;
  readonly temp_high: number;
  readonly temp_low: number;
  readonly temp_units: number;
  readonly wind_dir?: number;
  readonly wind_high: number;
  readonly wind_low: number;
  readonly wind_units: number;
}
