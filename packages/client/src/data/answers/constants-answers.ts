// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { JsonAnswer } from '../answer-kinds.ts';

/** What methods of the service "constants" answer, by service and name. */
export interface ConstantsAnswers {
  readonly 'constants/categories': JsonAnswer<
    readonly {
      readonly label: string;
      readonly value: number;
    }[]
  >;
  readonly 'constants/divisions': JsonAnswer<
    readonly {
      readonly label: string;
      readonly value: number;
    }[]
  >;
  readonly 'constants/event_types': JsonAnswer<
    readonly {
      readonly label: string;
      readonly value: number;
    }[]
  >;
}
