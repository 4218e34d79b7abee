// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';

/** What methods of the service "time_attack" answer, by service and name. */
export interface TimeAttackAnswers {
  readonly 'time_attack/member_season_results': JsonAnswer<
    readonly {
      readonly comp_season_id: number;
      readonly cust_id: number;
      readonly track_id: number;
      readonly best_lap_time: number;
      readonly best_lap_at: string;
      readonly record_date: string;
      readonly comparative_rank: number;
      readonly decile: number;
      readonly percent_rank: number;
      readonly time_behind_first_of_next_decile: number;
      readonly time_behind_last_of_next_decile: number;
    }[]
  >;
}
