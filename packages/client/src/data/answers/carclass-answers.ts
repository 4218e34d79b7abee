// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';

/** What methods of the service "carclass" answer, by service and name. */
export interface CarclassAnswers {
  readonly 'carclass/get': JsonAnswer<
    readonly {
      readonly car_class_id: number;
      readonly cars_in_class: readonly {
        readonly car_dirpath: string;
        readonly car_id: number;
        readonly rain_enabled: boolean;
        readonly retired: boolean;
      }[];
      readonly cust_id: number;
      readonly name: string;
      readonly rain_enabled: boolean;
      readonly relative_speed: number;
      readonly short_name: string;
    }[]
  >;
}
