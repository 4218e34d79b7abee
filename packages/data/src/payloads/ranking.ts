import { createCsv } from './csv.ts';
import type { Payload, PayloadContext, RowSource } from './payload.ts';
import type { SeasonSubject } from './season-subject.ts';
import { getSeasonSubject, refuseUnknownSeason, seasonHeader } from './season-subject.ts';

/** A list of a season in which everybody has a rank. */
export interface Ranking<Row> {
  /** The rank of the caller, counted from 1; −1 when not in it. */
  readonly rank: (context: PayloadContext, subject: SeasonSubject) => number;
  readonly rows: (context: PayloadContext) => RowSource;
  /** The same rows for the CSV, which does not need all of their fields. */
  readonly csvRows: (context: PayloadContext) => RowSource<Row>;
  readonly columns: Readonly<Record<string, (row: Row) => string | number>>;
  readonly prepare: (context: PayloadContext) => Iterable<unknown>;
  /** What comes behind the header that all rankings have. */
  readonly more?: (subject: SeasonSubject) => object;
}

/** The payload of a ranking. */
export function createRanking<Row>(ranking: Ranking<Row>): Payload {
  const { rank, rows, csvRows, columns, prepare, more } = ranking;
  return {
    kind: 'link_chunks',
    refuse: refuseUnknownSeason,
    prepare,
    // A week is a twelfth of a season's races.
    isBrief: (context) => getSeasonSubject(context).week !== undefined,
    answer: (context) => {
      const subject = getSeasonSubject(context);
      return { ...seasonHeader(context, subject, rank(context, subject)), ...more?.(subject) };
    },
    rows,
    table: (context) => createCsv(columns, csvRows(context)),
  };
}
