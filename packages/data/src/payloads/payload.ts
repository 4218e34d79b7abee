import type { Parameters } from '../catalogue/parameters.ts';
import type { Guests, World } from '../world/world.ts';

/** What a payload is computed from. */
export interface PayloadContext {
  readonly world: World;
  readonly guests: Guests;
  readonly parameters: Parameters;
  /** The token's own member. */
  readonly caller: number | undefined;
  /** Epoch seconds; nothing that ends later is shown. */
  readonly asOf: number;
  /** Signs an absolute link to another file of the same answer; see `files` of {@link Payload}. */
  readonly linkTo: (file: string, lifetimeSeconds: number) => string;
}

/** Why a method does not answer. */
export interface Refusal {
  readonly status: 400 | 403 | 404;
  /** One sentence that says what is wrong. */
  readonly message: string;
}

/** Rows that are computed when they are asked for. */
export interface RowSource<Row = unknown> {
  readonly count: number;
  /** Rows `from` (inclusive) to `to` (exclusive). */
  slice(from: number, to: number): readonly Row[];
}

/** Rows of a list inside an answer, computed in turns with other requests. */
export interface LongList {
  /** The list's name in the answer; undefined when the list is all of it. */
  readonly name: string | undefined;
  readonly rows: (context: PayloadContext) => RowSource;
}

interface Refusing {
  /** Checks what the catalogue cannot: rules between parameters, and whether there is an answer. */
  readonly refuse?: (context: PayloadContext) => Refusal | undefined;
  /** The method answers about the token's own member and nobody else. */
  readonly forCaller?: true;
  /** Works out in steps, between which others get their turn, what a file is then made from. */
  readonly prepare?: (context: PayloadContext) => Iterable<unknown>;
  /** Whether that is little work, which does not wait for much. No when left out. */
  readonly isBrief?: (context: PayloadContext) => boolean;
}

/** The function or functions that answer a method; the kind is the catalogue's delivery. */
export type Payload = Refusing &
  (
    | {
        readonly kind: 'inline' | 'link';
        /** Undefined when there is nothing to answer with. */
        readonly answer: (context: PayloadContext) => unknown;
        /** A list that joins the answer as its last field, or is all of it; behind a link only. */
        readonly longList?: LongList;
        /** JSON files that links in the answer lead to; undefined for a name that none has. */
        readonly files?: (context: PayloadContext, file: string) => unknown;
        /** The same for files of CSV, in blocks of lines. */
        readonly tables?: (context: PayloadContext, file: string) => Iterable<string> | undefined;
      }
    | {
        readonly kind: 'csv';
        /** The table in blocks of lines, each line with its end. */
        readonly blocks: (context: PayloadContext) => Iterable<string>;
      }
    | {
        readonly kind: 'data_url';
        /** The `data` of the first answer. */
        readonly summary: (context: PayloadContext) => unknown;
        /** What is behind `data_url`. */
        readonly answer: (context: PayloadContext) => unknown;
      }
    | {
        readonly kind: 'inline_chunks';
        /** The query as it was understood. */
        readonly echo: (context: PayloadContext) => unknown;
        readonly rows: (context: PayloadContext) => RowSource;
      }
    | {
        readonly kind: 'link_chunks';
        /** The object, without `chunk_info`. */
        readonly answer: (context: PayloadContext) => object;
        /** Null when there is nothing to make chunks of. */
        readonly rows: (context: PayloadContext) => RowSource | null;
        /** The whole as CSV, in blocks of lines, for methods with a `csv_url`. */
        readonly table?: (context: PayloadContext) => Iterable<string>;
      }
  );

/** Rows that are there already. */
export function rowsOf(rows: readonly unknown[]): RowSource {
  return { count: rows.length, slice: (from, to) => rows.slice(from, to) };
}
