// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type { Helmet } from './parts-1.ts';
import type { Oval } from './parts-2.ts';

/** What methods of the service "member" answer, by service and name. */
export interface MemberAnswers1 {
  readonly 'member/awards': JsonAnswer<
    readonly {
      readonly member_award_id: number;
      readonly award_id: number;
      readonly achievement: boolean;
      readonly award_count: number;
      readonly award_date?: string;
      readonly award_order: number;
      readonly awarded_description?: string;
      readonly cust_id?: number;
      readonly description?: string;
      readonly display_date?: string;
      readonly group_name: string;
      readonly has_pdf: boolean;
      readonly icon_background_color?: string;
      readonly icon_url_large: string;
      readonly icon_url_small: string;
      readonly icon_url_unawarded: string;
      readonly name: string;
      readonly viewed?: boolean;
      readonly weight: number;
      readonly subsession_id?: number;
      readonly progress?: number;
      readonly progress_label?: string;
      readonly threshold?: number;
      readonly progress_text?: string;
      readonly progress_text_label?: string;
    }[],
    {
      readonly type: string;
      readonly data: {
        readonly success: boolean;
        readonly cust_id: number;
        readonly award_count: number;
      };
      readonly data_url: string;
    }
  >;
  readonly 'member/award_instances': JsonAnswer<
    {
      readonly cust_id: number;
      readonly award_id: number;
      readonly achievement: boolean;
      readonly award_count: number;
      readonly awards: readonly {
        readonly member_award_id: number;
        readonly award_id: number;
        readonly achievement: boolean;
        readonly award_count: number;
        readonly award_order: number;
        readonly award_date?: string;
        readonly awarded_description?: string;
        readonly display_date?: string;
        readonly subsession_id?: number;
        readonly viewed?: boolean;
      }[];
      readonly has_pdf: boolean;
      readonly weight: number;
      readonly description?: string;
      readonly group_name?: string;
      readonly icon_background_color?: string;
      readonly icon_url_large?: string;
      readonly icon_url_small?: string;
      readonly icon_url_unawarded?: string;
      readonly name?: string;
    },
    {
      readonly type: string;
      readonly data: {
        readonly success: boolean;
        readonly cust_id: number;
        readonly award_id: number;
        readonly award_count: number;
      };
      readonly data_url: string;
    }
  >;
  readonly 'member/chart_data': JsonAnswer<{
    readonly blackout: boolean;
    readonly category_id: number;
    readonly chart_type: number;
    readonly data: readonly {
      readonly when: string;
      readonly value: number;
    }[];
    readonly success: boolean;
    readonly cust_id: number;
  }>;
  readonly 'member/get': JsonAnswer<{
    readonly success: boolean;
    readonly cust_ids: readonly number[];
    readonly members: readonly {
      readonly cust_id: number;
      readonly display_name: string;
      readonly helmet: Helmet;
      readonly last_login: string;
      readonly member_since: string;
      readonly flair_id: number;
      readonly flair_name: string;
      readonly flair_shortname: string;
      readonly ai: boolean;
      readonly licenses?: readonly {
        readonly category_id: number;
        readonly category: string;
        readonly category_name: string;
        readonly license_level: number;
        readonly safety_rating: number;
        readonly cpi: number;
        readonly irating?: number;
        readonly tt_rating: number;
        readonly mpr_num_races: number;
        readonly color: string;
        readonly group_name: string;
        readonly group_id: number;
        readonly pro_promotable: boolean;
        readonly seq: number;
        readonly mpr_num_tts: number;
      }[];
    }[];
  }>;
  readonly 'member/info': JsonAnswer<{
    readonly cust_id: number;
    readonly display_name: string;
    readonly first_name: string;
    readonly last_name: string;
    readonly on_car_name: string;
    readonly member_since: string;
    readonly flair_id: number;
    readonly flair_name: string;
    readonly flair_shortname: string;
    readonly flair_country_code: string;
    readonly last_login: string;
    readonly read_tc: string;
    readonly read_pp: string;
    readonly read_comp_rules: string;
    readonly flags: number;
    readonly connection_type: string;
    readonly download_server: string;
    readonly account: {
      readonly ir_dollars: number;
      readonly ir_credits: number;
      readonly status: string;
      readonly country_rules: unknown;
    };
    readonly helmet: Helmet;
    readonly suit: {
      readonly pattern: number;
      readonly color1: string;
      readonly color2: string;
      readonly color3: string;
      readonly body_type: number;
    };
    readonly licenses: {
      readonly oval: Oval;
      readonly sports_car: Oval;
      readonly formula_car: Oval;
      readonly dirt_oval: Oval;
      readonly dirt_road: Oval;
    };
    readonly car_packages: readonly {
      readonly package_id: number;
      readonly content_ids: readonly number[];
    }[];
    readonly track_packages: readonly {
      readonly package_id: number;
      readonly content_ids: readonly number[];
    }[];
    readonly other_owned_packages: readonly number[];
    readonly dev: boolean;
    readonly alpha_tester: boolean;
    readonly rain_tester: boolean;
    readonly broadcaster: boolean;
    readonly restrictions: {};
    readonly has_read_comp_rules: boolean;
    readonly has_read_nda: boolean;
    readonly flags_hex: string;
    readonly hundred_pct_club: boolean;
    readonly twenty_pct_discount: boolean;
    readonly last_season: number;
    readonly has_additional_content: boolean;
    readonly has_read_tc: boolean;
    readonly has_read_pp: boolean;
  }>;
  readonly 'member/participation_credits': JsonAnswer<
    readonly {
      readonly cust_id: number;
      readonly season_id: number;
      readonly series_id: number;
      readonly series_name: string;
      readonly license_group: number;
      readonly license_group_name: string;
      readonly participation_credits: number;
      readonly min_weeks: number;
      readonly weeks: number;
      readonly earned_credits: number;
      readonly total_credits: number;
    }[]
  >;
}
