// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';
import type { Farm, Helmet, MemberProfileTrack } from './parts-1.ts';

/** What methods of the service "results" answer, by service and name. */
export interface ResultsAnswers3 {
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
