// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ById, JsonAnswer } from '../answer-kinds.ts';

/** What methods of the service "car" answer, by service and name. */
export interface CarAnswers {
  readonly 'car/assets': JsonAnswer<
    ById<{
      readonly car_id: number;
      readonly car_rules: readonly {
        readonly rule_category: string;
        readonly text: string;
      }[];
      readonly detail_copy: string;
      readonly detail_screen_shot_images: string;
      readonly detail_techspecs_copy: string;
      readonly folder: string;
      readonly gallery_images: string | null;
      readonly gallery_prefix: unknown;
      readonly group_image: string | null;
      readonly group_name: unknown;
      readonly large_image: string;
      readonly logo: string | null;
      readonly small_image: string;
      readonly sponsor_logo: string | null;
      readonly template_path: string | null;
    }>
  >;
  readonly 'car/get': JsonAnswer<
    readonly {
      readonly ai_enabled: boolean;
      readonly allow_number_colors: boolean;
      readonly allow_number_font: boolean;
      readonly allow_sponsor1: boolean;
      readonly allow_sponsor2: boolean;
      readonly allow_wheel_color: boolean;
      readonly award_exempt: boolean;
      readonly car_config_defs?: readonly {
        readonly carcfg: number;
        readonly cfg_subdir: string | null;
        readonly custom_paint_ext: string | null;
        readonly name: string;
      }[];
      readonly car_configs?: readonly {
        readonly carcfg: number;
        readonly track_id?: number;
        readonly track_type?: number;
      }[];
      readonly car_dirpath: string;
      readonly car_id: number;
      readonly car_name: string;
      readonly car_name_abbreviated: string;
      readonly car_types: readonly {
        readonly car_type: string;
      }[];
      readonly car_weight: number;
      readonly categories: readonly string[];
      readonly created: string;
      readonly first_sale: string;
      readonly folder?: string;
      readonly forum_url?: string;
      readonly free_with_subscription: boolean;
      readonly has_headlights: boolean;
      readonly has_multiple_dry_tire_types: boolean;
      readonly has_rain_capable_tire_types: boolean;
      readonly hp: number;
      readonly is_ps_purchasable: boolean;
      readonly logo?: string | null;
      readonly max_power_adjust_pct: number;
      readonly max_weight_penalty_kg: number;
      readonly min_power_adjust_pct: number;
      readonly package_id: number;
      readonly patterns: number;
      readonly price: number;
      readonly price_display?: string;
      readonly rain_enabled: boolean;
      readonly retired: boolean;
      readonly search_filters: string;
      readonly sku: number;
      readonly small_image?: string;
      readonly sponsor_logo?: string | null;
      readonly car_make?: string;
      readonly car_model?: string;
      readonly paint_rules?:
        | ById<{
            readonly PaintCarAvailable: boolean;
            readonly Color1: string;
            readonly Color2: string;
            readonly Color3: string;
            readonly Sponsor1Available: boolean;
            readonly Sponsor2Available: boolean;
            readonly Sponsor1: string;
            readonly Sponsor2: string;
            readonly RulesExplanation: string;
            readonly PaintWheelAvailable?: boolean;
            readonly WheelColor?: string;
            readonly RimTypeAvailable?: boolean;
            readonly RimType?: string;
            readonly AllowNumberFontChanges?: boolean;
            readonly NumberFont?: string;
            readonly AllowNumberColorChanges?: boolean;
            readonly NumberColor1?: string;
            readonly NumberColor2?: string;
            readonly NumberColor3?: string;
          }>
        | ById<{
            readonly PaintCarAvailable: boolean;
            readonly Color1: string;
            readonly Color2: string;
            readonly Color3: string;
            readonly Sponsor1Available: boolean;
            readonly Sponsor2Available: boolean;
            readonly Sponsor1: string;
            readonly Sponsor2: string;
            readonly PaintWheelAvailable: boolean;
            readonly WheelColor: string;
            readonly RimTypeAvailable: boolean;
            readonly RimType: string;
            readonly AllowNumberFontChanges: boolean;
            readonly NumberFont: string;
            readonly AllowNumberColorChanges: boolean;
            readonly NumberColor1: string;
            readonly NumberColor2: string;
            readonly NumberColor3: string;
            readonly RulesExplanation: string;
          }>;
      readonly site_url?: string;
    }[]
  >;
}
