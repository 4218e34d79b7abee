// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.

/** Part of several answers. */
export interface AllowedLicense {
  readonly group_name: string;
  readonly license_group: number;
  readonly max_license_level: number;
  readonly min_license_level: number;
  readonly parent_id: number;
}

/** Part of several answers. */
export interface Car {
  readonly car_id: number;
  readonly car_name?: string;
  readonly car_class_id: number;
  readonly car_class_name?: string;
  readonly max_pct_fuel_fill: number;
  readonly weight_penalty_kg: number;
  readonly power_adjust_pct: number;
  readonly max_dry_tire_sets: number;
  readonly package_id: number;
  readonly race_setup_id?: number;
  readonly race_setup_filename?: string;
  readonly qual_setup_id?: number;
  readonly qual_setup_filename?: string;
}

/** Part of several answers. */
export interface CarClass {
  readonly car_class_id: number;
  readonly short_name: string;
  readonly name: string;
  readonly relative_speed: number;
}

/** Part of several answers. */
export interface CarRestriction {
  readonly car_id: number;
  readonly max_dry_tire_sets: number;
  readonly max_pct_fuel_fill: number;
  readonly power_adjust_pct: number;
  readonly weight_penalty_kg: number;
  readonly race_setup_id?: number;
  readonly qual_setup_id?: number;
}

/** Part of several answers. */
export interface Categorized {
  readonly category_id: number;
  readonly name: string;
  readonly limit: number | null;
  readonly tags: readonly {
    readonly tag_id: number;
    readonly tag_name: string;
  }[];
}

/** Part of several answers. */
export interface ChunkInfo {
  readonly chunk_size: number;
  readonly num_chunks: number;
  readonly rows: number;
  readonly base_download_url: string | null;
  readonly chunk_file_names: readonly string[];
}

/** Part of several answers. */
export interface Data {
  readonly success: boolean;
  readonly chunk_info?: ChunkInfo | null;
  readonly params: unknown;
}

/** Part of several answers. */
export interface DriverPointsCarClass {
  readonly car_class_id: number;
  readonly name: string;
  readonly cars_in_class: readonly {
    readonly car_id: number;
    readonly car_name: string;
  }[];
}

/** Part of several answers. */
export interface Elig {
  readonly session_full: boolean;
  readonly can_spot: boolean;
  readonly can_watch: boolean;
  readonly can_drive: boolean;
  readonly has_sess_password: boolean;
  readonly needs_purchase: boolean;
  readonly own_car: boolean;
  readonly own_track: boolean;
  readonly purchase_skus: readonly number[];
  readonly registered: boolean;
}

/** Part of several answers. */
export interface Farm {
  readonly farm_id: number;
  readonly display_name: string;
  readonly image_path: string;
  readonly displayed: boolean;
}

/** Part of several answers. */
export interface ForecastOption {
  readonly forecast_type: number;
  readonly precipitation: number;
  readonly skies: number;
  readonly stop_precip: number;
  readonly temperature: number;
  readonly weather_seed: number;
  readonly wind_dir: number;
  readonly wind_speed: number;
}

/** Part of several answers. */
export interface HeatSesInfo {
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
  readonly description?: string;
}

/** Part of several answers. */
export interface Helmet {
  readonly pattern: number;
  readonly color1: string;
  readonly color2: string;
  readonly color3: string;
  readonly face_type: number;
  readonly helmet_type: number;
}

/** Part of several answers. */
export interface Host {
  readonly cust_id: number;
  readonly display_name: string;
  readonly helmet: Helmet;
}

/** Part of several answers. */
export interface LeagueCustLeagueSessionsWeatherSummary {
  readonly max_precip_rate: number;
  readonly max_precip_rate_desc: string;
  readonly precip_chance: number;
  readonly skies_high: number;
  readonly skies_low: number;
  readonly temp_high: number;
  readonly temp_low: number;
  readonly temp_units: number;
  readonly wind_dir: number;
  readonly wind_high: number;
  readonly wind_low: number;
  readonly wind_units: number;
}

/** Part of several answers. */
export interface LeagueSeasonSessionsTrack {
  readonly config_name?: string;
  readonly track_id: number;
  readonly track_name: string;
}

/** Part of several answers. */
export interface License {
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
  readonly pro_promotable?: boolean;
  readonly seq: number;
  readonly mpr_num_tts: number;
}

/** Part of several answers. */
export interface Livery {
  readonly car_id: number;
  readonly pattern: number;
  readonly color1: string;
  readonly color2: string;
  readonly color3: string;
  readonly number_font: number;
  readonly number_color1: string;
  readonly number_color2: string;
  readonly number_color3: string;
  readonly number_slant: number;
  readonly sponsor1: number;
  readonly sponsor2: number;
  readonly car_number: string;
  readonly wheel_color: string | null;
  readonly rim_type: number;
}

/** Part of several answers. */
export interface LookupValue {
  readonly value: string;
  readonly name?: string;
  readonly description: string;
  readonly seq?: number;
}
