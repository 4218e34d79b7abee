import type { DataAnswer, DataStream } from '@pitpass/client';

import { joinWords } from '../join-words.ts';
import { usageProblem } from '../problem.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';
import type { OutputForm } from './choose-form.ts';
import { formatCsv } from './csv-text.ts';
import { findRows, getRowsAt, isRecord, listLists } from './find-rows.ts';
import { flattenRow, listColumns } from './flat-row.ts';
import { formatJsonLines, formatJsonRows } from './json-text.ts';
import { resolveColumns } from './resolve-columns.ts';
import { formatFields, formatRowsTable } from './table-text.ts';
import type { TableText } from './table-text.ts';

type Rows = AsyncIterable<unknown> | Iterable<unknown>;

/** An answer as the command writes it, its rows read or still to come. */
export type Answered =
  | { readonly kind: 'content'; readonly content: unknown }
  | { readonly kind: 'chunks'; readonly payload: unknown; readonly rows: Rows }
  | {
      readonly kind: 'csv';
      readonly pieces: AsyncIterable<string> | Iterable<string>;
      readonly rows: Rows;
    };

/** What the form needs to know besides, and what it tells. */
export interface FormatContext {
  /** How many cells a line of the terminal has; undefined off a terminal. */
  readonly width: number | undefined;
  /** Tells the person something beside the answer. */
  readonly onNote: (sentence: string) => void;
  readonly onRow: () => void;
}

/** An answer that has been read to its end. */
export function toAnswered(answer: DataAnswer, readRows: (text: string) => Rows): Answered {
  switch (answer.kind) {
    case 'json':
      return { kind: 'content', content: answer.payload };
    case 'chunks':
      return { kind: 'chunks', payload: answer.payload, rows: answer.rows };
    case 'csv':
      return { kind: 'csv', pieces: [answer.payload], rows: readRows(answer.payload) };
  }
}

/** An answer whose rows are still to come. */
export function streamAnswered(stream: DataStream): Answered {
  return stream.pieces === undefined
    ? { kind: 'chunks', payload: stream.payload, rows: stream }
    : { kind: 'csv', pieces: stream.pieces, rows: stream };
}

/** The rows, each told of, and a note when there are none. */
async function* counted(rows: Rows, { onRow, onNote }: FormatContext): AsyncGenerator {
  let isEmpty = true;
  for await (const row of rows) {
    isEmpty = false;
    onRow();
    yield row;
  }
  if (isEmpty) onNote('There are no rows.');
}

async function* tabled(
  table: TableText,
  { columns }: OutputForm,
  { onNote }: FormatContext,
): AsyncGenerator<string> {
  const { shown, all } = table.columns;
  yield table.text;
  if (columns === undefined && shown < all) {
    onNote(`${shown} of ${all} columns are shown; --columns a,b.c chooses, --csv has all.`);
  }
  if (table.list !== undefined) onNote(`--rows shows a list: --rows ${table.list}`);
}

async function* formatRows(
  rows: Rows,
  form: OutputForm,
  context: FormatContext,
): AsyncGenerator<string> {
  const all = counted(rows, context);
  if (form.kind === 'ndjson') return yield* formatJsonLines(all);
  if (form.kind === 'csv') {
    const onLost = (columns: readonly string[]): void =>
      context.onNote(
        `Later rows have more columns, which the first 1000 had not: ${joinWords(columns, 'and')}. They are left out; name them with --columns.`,
      );
    return yield* formatCsv(all, form.columns, { onLost });
  }
  const list: unknown[] = [];
  for await (const row of all) list.push(row);
  if (form.kind === 'json') return yield `${toVisibleJson(list, !form.isCompact)}\n`;
  if (list.length === 0) return;
  const layout = { wanted: form.columns, width: context.width };
  yield* tabled(formatRowsTable(list, layout), form, context);
}

/** A content with no list of its own, or several: as one row, or as names and values. */
async function* formatSingle(
  content: unknown,
  form: OutputForm,
  context: FormatContext,
): AsyncGenerator<string> {
  const lists = listLists(content);
  if (form.kind === 'table' && form.columns === undefined) {
    return yield* tabled(formatFields(content, context), form, context);
  }
  if (form.columns !== undefined)
    resolveColumns(form.columns, listColumns([flattenRow(content)]), lists);
  if (form.kind === 'csv' && lists.length > 1) {
    throw usageProblem(
      `The answer holds several lists, and CSV has one: choose with --rows ${joinWords(lists, 'or')}.`,
    );
  }
  yield* formatRows([content], form, context);
}

async function* formatContent(
  content: unknown,
  form: OutputForm,
  context: FormatContext,
): AsyncGenerator<string> {
  if (form.rows !== undefined) {
    return yield* formatRows(getRowsAt(content, form.rows), form, context);
  }
  if (form.kind === 'json') {
    if (content !== undefined) return yield `${toVisibleJson(content, !form.isCompact)}\n`;
    // Some answers have no content at all.
    return yield form.isCompact ? 'null\n' : '';
  }
  const rows = findRows(content);
  if (rows !== undefined) return yield* formatRows(rows, form, context);
  if (content === undefined) return;
  yield* isRecord(content)
    ? formatSingle(content, form, context)
    : formatRows([content], form, context);
}

async function* formatChunks(
  { payload, rows }: Extract<Answered, { kind: 'chunks' }>,
  form: OutputForm,
  context: FormatContext,
): AsyncGenerator<string> {
  if (form.rows !== undefined) {
    const list: unknown[] = [];
    for await (const row of rows) list.push(row);
    yield* formatContent({ ...(payload as object), rows: list }, form, context);
  } else if (form.kind === 'json') {
    // The document shows by itself that it has none.
    const silent = { ...context, onNote: () => undefined };
    yield* formatJsonRows(payload, counted(rows, silent), form.isCompact);
  } else {
    yield* formatRows(rows, form, context);
  }
}

/**
 * An answer as text, piece after piece. JSON, CSV and JSON lines come as the rows do; a table needs all
 * rows. CSV goes through as it came, as JSON as well, unless columns were chosen.
 *
 * @throws Problem when rows or columns were chosen that the answer does not have
 */
export async function* formatAnswer(
  answered: Answered,
  form: OutputForm,
  context: FormatContext,
): AsyncGenerator<string> {
  switch (answered.kind) {
    case 'content':
      return yield* formatContent(answered.content, form, context);
    case 'chunks':
      return yield* formatChunks(answered, form, context);
    case 'csv': {
      const isAsItCame =
        form.kind === 'json' || (form.kind === 'csv' && form.columns === undefined);
      yield* isAsItCame ? answered.pieces : formatRows(answered.rows, form, context);
    }
  }
}
