// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type { Helmet } from './parts-1.ts';
import type { MemberProfileTrack, Oval } from './parts-2.ts';

/** What methods of the service "member" answer, by service and name. */
export interface MemberAnswers2 {
  readonly 'member/profile': JsonAnswer<{
    readonly recent_awards: readonly {
      readonly member_award_id: number;
      readonly award_id: number;
      readonly achievement: boolean;
      readonly award_count: number;
      readonly award_date: string;
      readonly award_order: number;
      readonly awarded_description: string;
      readonly description?: string;
      readonly group_name: string;
      readonly has_pdf?: boolean;
      readonly icon_url_large: string;
      readonly icon_url_small: string;
      readonly icon_url_unawarded: string;
      readonly name: string;
      readonly progress?: number;
      readonly progress_label?: string;
      readonly threshold?: number;
      readonly viewed: boolean;
      readonly weight: number;
      readonly subsession_id?: number;
      readonly cust_id?: number;
      readonly display_date?: string;
      readonly icon_background_color?: string;
    }[];
    readonly activity: {
      readonly recent_30days_count: number;
      readonly prev_30days_count: number;
      readonly consecutive_weeks: number;
      readonly most_consecutive_weeks: number;
    } | null;
    readonly success: boolean;
    readonly image_url: string;
    readonly member_info: {
      readonly ai: boolean;
      readonly country?: string;
      readonly country_code?: string;
      readonly cust_id: number;
      readonly display_name: string;
      readonly flair_id?: number;
      readonly flair_name?: string;
      readonly flair_shortname?: string;
      readonly helmet: Helmet;
      readonly last_login: string;
      readonly licenses: readonly Oval[];
      readonly member_since: string;
      readonly club_id?: number;
      readonly club_name?: string;
    };
    readonly disabled: boolean;
    readonly license_history: readonly {
      readonly category_id: number;
      readonly category: string;
      readonly category_name: string;
      readonly license_level: number;
      readonly safety_rating: number;
      readonly cpi: number;
      readonly irating: number;
      readonly tt_rating: number;
      readonly color: string;
      readonly group_name: string;
      readonly group_id: number;
      readonly seq: number;
    }[];
    readonly recent_events: readonly {
      readonly event_type: string;
      readonly subsession_id: number;
      readonly start_time: string;
      readonly event_id: number;
      readonly event_name: string;
      readonly simsession_type: number;
      readonly starting_position: number;
      readonly finish_position: number;
      readonly best_lap_time: number;
      readonly percent_rank: number;
      readonly car_id: number;
      readonly car_name: string;
      readonly logo_url: string | null;
      readonly track: MemberProfileTrack;
    }[];
    readonly cust_id: number;
    readonly is_generic_image: boolean;
    readonly follow_counts: {
      readonly followers: number;
      readonly follows: number;
    };
    readonly profile?: readonly {
      readonly field_id?: number;
      readonly name: string;
      readonly value: string;
      readonly editable: boolean;
      readonly label?: string;
    }[];
    readonly field_defs?: readonly {
      readonly field_id: number;
      readonly name: string;
      readonly value: unknown;
      readonly editable: boolean;
      readonly label: string;
      readonly section: string;
      readonly row_order: number;
      readonly column: number;
      readonly number_of_lines: number;
    }[];
  }>;
}
