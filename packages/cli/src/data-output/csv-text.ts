import { flattenRow, listColumns } from './flat-row.ts';
import type { FlatRow } from './flat-row.ts';
import { resolveColumns } from './resolve-columns.ts';

// So many rows are looked at for the columns; then they are written as they come.
const rowsAhead = 1000;
// A spreadsheet runs what begins like this, in some languages also where the sign is a wide one, and names are
// strangers' words. A number is one all the same.
const formula = /^(?:[=@\t\r\n＝＋－＠]|[+-](?!\d+(?:\.\d+)?$))/;

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return formula.test(value) ? `'${value}` : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV. A text that a spreadsheet would take for a formula gets an apostrophe. */
export function formatCsvLine(values: readonly unknown[]): string {
  return `${values.map((value) => quote(cellText(value))).join(',')}\r\n`;
}

/** Which of the columns that were left out. */
export interface LostColumns {
  /** Told once, at the end, when later rows had columns that the first thousand had not. */
  readonly onLost?: (columns: readonly string[]) => void;
}

function formatRow(columns: readonly string[], row: FlatRow): string {
  return formatCsvLine(columns.map((column) => row.get(column)));
}

/**
 * Rows as CSV: a line of names, then a line for each. Objects become columns, `track.track_name`; a
 * list is JSON in its cell. The columns are those of the first thousand rows unless they are given.
 *
 * @throws Problem when none of these rows has a column that was given
 * @see RFC 4180
 */
export async function* formatCsv(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  wanted: readonly string[] | undefined,
  { onLost }: LostColumns = {},
): AsyncGenerator<string> {
  const first: FlatRow[] = [];
  let columns: readonly string[] | undefined;
  const known = new Set<string>();
  const lost = new Set<string>();
  const begin = (): string => {
    const found = listColumns(first);
    const chosen = wanted === undefined ? found : resolveColumns(wanted, found);
    columns = chosen;
    for (const column of chosen) known.add(column);
    return formatCsvLine(wanted ?? chosen) + first.map((row) => formatRow(chosen, row)).join('');
  };
  for await (const row of rows) {
    const flat = flattenRow(row);
    if (columns !== undefined) {
      if (wanted === undefined) {
        for (const column of flat.keys()) if (!known.has(column)) lost.add(column);
      }
      yield formatRow(columns, flat);
    } else if (first.push(flat) === rowsAhead) {
      yield begin();
    }
  }
  if (columns === undefined && (first.length > 0 || wanted !== undefined)) yield begin();
  if (lost.size > 0) onLost?.([...lost]);
}
