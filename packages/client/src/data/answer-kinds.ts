import type { DataAnswerFrame } from './get-data.ts';

/** An answer whose content is JSON. `envelope` is the first object, when `data_url` led to the content. */
export interface JsonAnswer<Payload, Envelope = unknown> extends DataAnswerFrame {
  readonly kind: 'json';
  readonly payload: Payload;
  readonly envelope?: Envelope;
}

/** An answer whose content is the text of a table. */
export interface CsvAnswer extends DataAnswerFrame {
  readonly kind: 'csv';
  readonly payload: string;
}

/** An answer in chunks: the object that holds `chunk_info`, and all rows in order. */
export interface ChunksAnswer<Payload, Row> extends DataAnswerFrame {
  readonly kind: 'chunks';
  readonly payload: Payload;
  readonly rows: readonly Row[];
}

/** Things by their numbers, which are written as texts. */
export type ById<Thing> = Readonly<Record<`${number}`, Thing | undefined>>;
