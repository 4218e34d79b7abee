// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { CsvAnswer } from '../answer-kinds.ts';

/** What methods of the service "driver_stats_by_category" answer, by service and name. */
export interface DriverStatsByCategoryAnswers {
  readonly 'driver_stats_by_category/oval': CsvAnswer;
  readonly 'driver_stats_by_category/sports_car': CsvAnswer;
  readonly 'driver_stats_by_category/formula_car': CsvAnswer;
  readonly 'driver_stats_by_category/road': CsvAnswer;
  readonly 'driver_stats_by_category/dirt_oval': CsvAnswer;
  readonly 'driver_stats_by_category/dirt_road': CsvAnswer;
}
