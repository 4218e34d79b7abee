// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type { Helmet } from './parts-1.ts';
import type { Oval } from './parts-2.ts';

/** What methods of the service "session" answer, by service and name. */
export interface SessionAnswers {
  readonly 'session/reg_drivers_list': JsonAnswer<{
    readonly subscribed: boolean;
    readonly subsession_id: number;
    readonly entries: readonly {
      readonly cust_id: number;
      readonly display_name: string;
      readonly car_id: number;
      readonly car_name: string;
      readonly car_class_id: number;
      readonly car_class_name: string;
      readonly helmet: Helmet;
      readonly crew_allowed: number;
      readonly crew_password_protected: boolean;
      readonly reg_status: string;
      readonly trusted_spotter: boolean;
      readonly livery: {
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
        readonly car_number: string | null;
        readonly wheel_color: string | null;
        readonly rim_type: number | null;
      };
      readonly license: Oval;
      readonly session_id: number;
      readonly subsession_id: number;
      readonly event_type: number;
      readonly event_type_name: string;
      readonly license_order: number;
      readonly flair_id: number;
      readonly flair_name: string;
      readonly flair_shortname: string;
      readonly country_code: string;
      readonly farm_display_name: string;
      readonly elig: {
        readonly can_spot: boolean;
        readonly can_watch: boolean;
        readonly can_drive: boolean;
        readonly trusted_spotter: boolean;
        readonly has_sess_password: boolean;
        readonly has_crew_password: boolean;
        readonly needs_purchase: boolean;
        readonly purchase_skus: readonly unknown[];
        readonly registered: boolean;
        readonly session_full?: boolean;
      };
    }[];
    readonly success: boolean;
  }>;
}
