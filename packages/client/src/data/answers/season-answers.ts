// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';

/** What methods of the service "season" answer, by service and name. */
export interface SeasonAnswers {
  readonly 'season/list': JsonAnswer<{
    readonly season_quarter: number;
    readonly seasons: readonly {
      readonly season_id: number;
      readonly series_id: number;
      readonly season_name: string;
      readonly series_name: string;
      readonly official: boolean;
      readonly season_year: number;
      readonly season_quarter: number;
      readonly license_group: number;
      readonly fixed_setup: boolean;
      readonly driver_changes: boolean;
      readonly rookie_season?: string;
    }[];
    readonly season_year: number;
  }>;
  readonly 'season/spectator_subsessionids': JsonAnswer<{
    readonly event_types: readonly number[];
    readonly success: boolean;
    readonly subsession_ids: readonly number[];
  }>;
  readonly 'season/race_guide': JsonAnswer<{
    readonly subscribed: boolean;
    readonly sessions: readonly {
      readonly season_id: number;
      readonly start_time: string;
      readonly super_session: boolean;
      readonly series_id: number;
      readonly race_week_num: number;
      readonly end_time: string;
      readonly session_id?: number;
      readonly entry_count: number;
    }[];
    readonly block_begin_time: string;
    readonly block_end_time: string;
    readonly success: boolean;
  }>;
  readonly 'season/spectator_subsessionids_detail': JsonAnswer<{
    readonly success: boolean;
    readonly season_ids: readonly number[];
    readonly event_types: readonly number[];
    readonly subsessions: readonly {
      readonly subsession_id: number;
      readonly session_id: number;
      readonly season_id: number;
      readonly start_time: string;
      readonly race_week_num: number;
      readonly event_type: number;
    }[];
  }>;
}
