// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { ChunksAnswer, JsonAnswer } from '../answer-kinds.ts';
import type { ChunkInfo, Data, Farm, Helmet, Livery } from './parts-1.ts';
import type { MemberProfileTrack, ResultsEventLogTrack, SessionInfo } from './parts-2.ts';

/** What methods of the service "results" answer, by service and name. */
export interface ResultsAnswers2 {
  readonly 'results/event_log': ChunksAnswer<
    {
      readonly success: boolean;
      readonly session_info: {
        readonly subsession_id: number;
        readonly session_id: number;
        readonly simsession_number: number;
        readonly simsession_type: number;
        readonly simsession_name: string;
        readonly event_type: number;
        readonly event_type_name: string;
        readonly private_session_id: number;
        readonly season_name: string;
        readonly season_short_name: string;
        readonly series_name: string;
        readonly series_short_name: string;
        readonly start_time: string;
        readonly track: ResultsEventLogTrack;
      };
      readonly chunk_info?: ChunkInfo | null;
    },
    {
      readonly subsession_id: number;
      readonly simsession_number: number;
      readonly session_time: number;
      readonly event_seq: number;
      readonly event_code: number;
      readonly group_id: number;
      readonly cust_id: number;
      readonly lap_number: number;
      readonly description: string;
      readonly message: string;
      readonly display_name: string;
    }
  >;
  readonly 'results/lap_chart_data': ChunksAnswer<
    {
      readonly success: boolean;
      readonly session_info: SessionInfo;
      readonly best_lap_num: number;
      readonly best_lap_time: number;
      readonly best_nlaps_num: number;
      readonly best_nlaps_time: number;
      readonly best_qual_lap_num: number;
      readonly best_qual_lap_time: number;
      readonly best_qual_lap_at: unknown;
      readonly chunk_info?: ChunkInfo | null;
    },
    {
      readonly group_id: number;
      readonly name?: string;
      readonly cust_id: number;
      readonly display_name: string;
      readonly lap_number: number;
      readonly flags: number;
      readonly incident: boolean;
      readonly session_time: number;
      readonly session_start_time: unknown;
      readonly lap_time: number;
      readonly team_fastest_lap: boolean;
      readonly personal_best_lap: boolean;
      readonly helmet: Helmet;
      readonly license_level: number;
      readonly car_number: string;
      readonly lap_events: readonly string[];
      readonly lap_position: number;
      readonly interval: number | null;
      readonly interval_units: string | null;
      readonly fastest_lap: boolean;
      readonly ai: boolean;
    }
  >;
  readonly 'results/lap_data': ChunksAnswer<
    {
      readonly success: boolean;
      readonly session_info: SessionInfo;
      readonly best_lap_num: number;
      readonly best_lap_time: number;
      readonly best_nlaps_num: number;
      readonly best_nlaps_time: number;
      readonly best_qual_lap_num: number;
      readonly best_qual_lap_time: number;
      readonly best_qual_lap_at: unknown;
      readonly chunk_info?: ChunkInfo | null;
      readonly group_id: number;
      readonly cust_id?: number;
      readonly name: string;
      readonly car_id: number;
      readonly license_level?: number;
      readonly livery: Livery;
    },
    {
      readonly group_id: number;
      readonly name: string;
      readonly cust_id: number;
      readonly display_name: string;
      readonly lap_number: number;
      readonly flags: number;
      readonly incident: boolean;
      readonly session_time: number;
      readonly session_start_time: unknown;
      readonly lap_time: number;
      readonly team_fastest_lap: boolean;
      readonly personal_best_lap: boolean;
      readonly helmet: Helmet;
      readonly license_level: number;
      readonly car_number: string;
      readonly lap_events: readonly string[];
      readonly ai: boolean;
    }
  >;
  readonly 'results/search_hosted': ChunksAnswer<
    {
      readonly type: string;
      readonly data: Data;
    },
    {
      readonly session_id: number;
      readonly subsession_id: number;
      readonly start_time: string;
      readonly end_time: string;
      readonly license_category_id: number;
      readonly num_drivers: number;
      readonly num_cautions: number;
      readonly num_caution_laps: number;
      readonly num_lead_changes: number;
      readonly event_average_lap?: number;
      readonly event_best_lap_time?: number;
      readonly event_laps_complete: number;
      readonly driver_changes: boolean;
      readonly winner_group_id: number;
      readonly winner_name?: string;
      readonly winner_ai: boolean;
      readonly track: MemberProfileTrack;
      readonly private_session_id: number;
      readonly session_name: string;
      readonly league_id: number;
      readonly league_season_id: number;
      readonly created: string;
      readonly practice_length: number;
      readonly qualify_length: number;
      readonly qualify_laps: number;
      readonly race_length: number;
      readonly race_laps: number;
      readonly heat_race: boolean;
      readonly host: {
        readonly cust_id: number;
        readonly display_name: string;
        readonly helmet?: Helmet;
      };
      readonly cars: readonly {
        readonly car_id: number;
        readonly car_name: string;
        readonly car_class_id: number;
        readonly car_class_name: string;
        readonly car_class_short_name: string;
        readonly car_name_abbreviated: string;
      }[];
      readonly league_name?: string;
      readonly league_season_name?: string;
    }
  >;
  readonly 'results/search_series': ChunksAnswer<
    {
      readonly type: string;
      readonly data: Data;
    },
    {
      readonly session_id: number;
      readonly subsession_id: number;
      readonly start_time: string;
      readonly end_time: string;
      readonly license_category_id: number;
      readonly license_category: string;
      readonly num_drivers: number;
      readonly num_cautions: number;
      readonly num_caution_laps: number;
      readonly num_lead_changes: number;
      readonly event_average_lap: number;
      readonly event_best_lap_time: number;
      readonly event_laps_complete: number;
      readonly driver_changes: boolean;
      readonly winner_group_id: number;
      readonly winner_name: string;
      readonly winner_ai: boolean;
      readonly track: MemberProfileTrack;
      readonly official_session: boolean;
      readonly season_id: number;
      readonly season_year: number;
      readonly season_quarter: number;
      readonly event_type: number;
      readonly event_type_name: string;
      readonly series_id: number;
      readonly series_name: string;
      readonly series_short_name: string;
      readonly race_week_num: number;
      readonly event_strength_of_field: number;
    }
  >;
  readonly 'results/season_results': JsonAnswer<{
    readonly success: boolean;
    readonly season_id: number;
    readonly race_week_num: number | null;
    readonly event_type: number | null;
    readonly results_list: readonly {
      readonly session_id: number;
      readonly subsession_id: number;
      readonly race_week_num: number;
      readonly car_classes?: readonly {
        readonly car_class_id: number;
        readonly short_name: string;
        readonly name: string;
        readonly num_entries: number;
        readonly strength_of_field: number;
      }[];
      readonly driver_changes?: boolean;
      readonly event_best_lap_time: number;
      readonly event_strength_of_field: number;
      readonly event_type: number;
      readonly event_type_name: string;
      readonly farm?: Farm;
      readonly num_caution_laps: number;
      readonly num_cautions: number;
      readonly num_drivers: number;
      readonly num_lead_changes: number;
      readonly official_session: boolean;
      readonly start_time: string;
      readonly track: MemberProfileTrack;
      readonly winner_helmet?: Helmet;
      readonly winner_id?: number;
      readonly winner_license_level?: number;
      readonly winner_name?: string;
    }[];
  }>;
}
