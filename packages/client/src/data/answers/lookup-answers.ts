// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type { Helmet, LookupValue } from './parts-1.ts';

/** What methods of the service "lookup" answer, by service and name. */
export interface LookupAnswers {
  readonly 'lookup/countries': JsonAnswer<
    readonly {
      readonly country_name: string;
      readonly country_code: string;
    }[]
  >;
  readonly 'lookup/current_season': JsonAnswer<
    readonly {
      readonly lookups: readonly {
        readonly lookup_type: string;
        readonly lookup_values: readonly LookupValue[];
      }[];
      readonly tag: string;
    }[]
  >;
  readonly 'lookup/drivers': JsonAnswer<
    readonly {
      readonly cust_id: number;
      readonly display_name: string;
      readonly helmet: Helmet;
      readonly profile_disabled?: boolean;
    }[]
  >;
  readonly 'lookup/flairs': JsonAnswer<{
    readonly flairs: readonly {
      readonly flair_id: number;
      readonly flair_name: string;
      readonly seq: number;
      readonly flair_shortname?: string;
      readonly country_code?: string;
    }[];
    readonly success: boolean;
  }>;
  readonly 'lookup/get': JsonAnswer<
    readonly {
      readonly lookups: readonly {
        readonly lookup_type: string;
        readonly lookup_values: readonly LookupValue[];
      }[];
      readonly tag: string;
    }[]
  >;
  readonly 'lookup/licenses': JsonAnswer<
    readonly {
      readonly license_group: number;
      readonly group_name: string;
      readonly min_num_races: number | null;
      readonly participation_credits: number;
      readonly min_sr_to_fast_track: number | null;
      readonly levels: readonly {
        readonly license_id: number;
        readonly license_group: number;
        readonly license: string;
        readonly short_name: string;
        readonly license_letter: string;
        readonly color: string;
      }[];
      readonly min_num_tt: number | null;
    }[]
  >;
}
