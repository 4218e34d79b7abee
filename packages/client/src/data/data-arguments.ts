import type { DataAnswers } from './data-answers.ts';
import type { DataMethods } from './data-methods.ts';
import type { DataParameters } from './data-request.ts';
import type { DataAnswer, DataOptions } from './get-data.ts';
import type { NoParameters } from './parameter-types.ts';
import type { DataStream } from './stream-data.ts';
import type { CsvRow } from './csv.ts';

/** The method that a path names when it is written out: with `/data/`, `data/` or neither. */
type MethodOf<Path extends string> = Path extends `/${infer Rest}`
  ? WithoutData<Rest>
  : WithoutData<Path>;
type WithoutData<Path extends string> = Path extends `data/${infer Method}` ? Method : Path;

/** Never for a path that is only known when the program runs: it may be any method's. */
type KnownMethod<Path extends string> = Extract<MethodOf<Path>, keyof DataMethods>;

/**
 * The parameters of the method that a path names. A path that is not written out in the program, or
 * names a method that this version does not know, takes any.
 */
export type DataParametersOf<Path extends string> = [KnownMethod<Path>] extends [never]
  ? DataParameters
  : DataMethods[KnownMethod<Path>];

/**
 * What follows the path in `get`: the parameters, which can be left out unless one of them has to
 * be given, and options. A URLSearchParams stands for any parameters and is not checked.
 */
export type DataArguments<Path extends string> =
  NoParameters extends DataParametersOf<Path>
    ? [parameters?: DataParametersOf<Path> | URLSearchParams, options?: DataOptions]
    : [parameters: DataParametersOf<Path> | URLSearchParams, options?: DataOptions];

/**
 * What the method that a path names answers, with the types that were seen of it. They are no promise: the
 * service adds members without notice, and nothing is checked at run time.
 */
export type DataAnswerOf<Path extends string> = [KnownMethod<Path>] extends [never]
  ? DataAnswer
  : DataAnswers[KnownMethod<Path>];

/** The rows of the CSV that the content of a method names, and that content. */
export type CsvStreamOf<Path extends string> = DataStream<CsvRow, DataAnswerOf<Path>['payload']>;

/** The rows that the method which a path names answers with, as they come. */
export type DataStreamOf<Path extends string> =
  DataAnswerOf<Path> extends {
    readonly rows: readonly (infer Row)[];
    readonly payload: infer Payload;
  }
    ? DataStream<Row, Payload>
    : DataAnswerOf<Path> extends { readonly kind: 'csv' }
      ? DataStream<CsvRow, undefined>
      : DataStream;
