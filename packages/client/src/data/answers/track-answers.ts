// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ById, JsonAnswer } from '../answer-kinds.ts';

/** What methods of the service "track" answer, by service and name. */
export interface TrackAnswers {
  readonly 'track/assets': JsonAnswer<
    ById<{
      readonly coordinates: string;
      readonly detail_copy: string | null;
      readonly detail_techspecs_copy: string | null;
      readonly detail_video: unknown;
      readonly folder: string;
      readonly gallery_images: string | null;
      readonly gallery_prefix: string | null;
      readonly large_image: string;
      readonly logo: string;
      readonly north: string | null;
      readonly num_svg_images: number;
      readonly small_image: string;
      readonly track_id: number;
      readonly track_map: string;
      readonly track_map_layers: {
        readonly background: string;
        readonly inactive: string;
        readonly active: string;
        readonly pitroad: string;
        readonly 'start-finish': string;
        readonly turns: string;
      };
    }>
  >;
  readonly 'track/get': JsonAnswer<
    readonly {
      readonly ai_enabled: boolean;
      readonly allow_pitlane_collisions?: boolean;
      readonly allow_rolling_start?: boolean;
      readonly allow_standing_start?: boolean;
      readonly award_exempt: boolean;
      readonly category: string;
      readonly category_id: number;
      readonly closes: string;
      readonly config_name?: string;
      readonly corners_per_lap: number;
      readonly created: string;
      readonly first_sale?: string;
      readonly folder?: string;
      readonly free_with_subscription: boolean;
      readonly fully_lit: boolean;
      readonly grid_stalls: number;
      readonly has_opt_path: boolean;
      readonly has_short_parade_lap: boolean;
      readonly has_start_zone?: boolean;
      readonly has_svg_map: boolean;
      readonly is_dirt: boolean;
      readonly is_oval: boolean;
      readonly is_ps_purchasable?: boolean;
      readonly lap_scoring: number;
      readonly latitude: number;
      readonly location: string;
      readonly logo?: string;
      readonly longitude: number;
      readonly max_cars: number;
      readonly night_lighting: boolean;
      readonly number_pitstalls: number;
      readonly opens: string;
      readonly package_id: number;
      readonly pit_road_speed_limit?: number;
      readonly price: number;
      readonly priority: number;
      readonly purchasable: boolean;
      readonly qualify_laps: number;
      readonly rain_enabled?: boolean;
      readonly restart_on_left: boolean;
      readonly retired: boolean;
      readonly search_filters: string;
      readonly site_url?: string;
      readonly sku: number;
      readonly small_image?: string;
      readonly solo_laps: number;
      readonly start_on_left: boolean;
      readonly supports_grip_compound: boolean;
      readonly tech_track: boolean;
      readonly time_zone: string;
      readonly track_config_length: number;
      readonly track_dirpath: string;
      readonly track_id: number;
      readonly track_name: string;
      readonly track_type?: number;
      readonly track_type_text?: string;
      readonly track_types: readonly {
        readonly track_type: string;
      }[];
      readonly price_display?: string;
      readonly nominal_lap_time?: number;
      readonly banking?: string;
    }[]
  >;
}
