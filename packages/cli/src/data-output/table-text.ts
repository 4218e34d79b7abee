import { cutToWidth, displayWidth, padToWidth } from '../terminal/display-width.ts';
import { chooseColumns, widestCell } from './choose-columns.ts';
import { isRecord } from './find-rows.ts';
import { flattenRow, listColumns } from './flat-row.ts';
import { resolveColumns, titleColumns } from './resolve-columns.ts';
import { tableCell } from './table-cell.ts';

/** A table as text. */
export interface TableText {
  readonly text: string;
  /** How many columns are shown, and how many the rows have. */
  readonly columns: { readonly shown: number; readonly all: number };
  /** A list that the table only counts. */
  readonly list?: string | undefined;
}

/** How a table is laid out. */
export interface TableLayout {
  /** The columns that somebody chose. */
  readonly wanted?: readonly string[] | undefined;
  /** How many cells a line may have; undefined where lines may be of any length. */
  readonly width: number | undefined;
}

const gap = '  ';
const narrowest = 6;
// Where nobody looks at a terminal, lines may be long but not endless.
const usualWidth = 120;

/** Takes cells from the widest columns until the line fits, or all are narrow. */
function shrink(widths: readonly number[], room: number): number[] {
  const result = [...widths];
  const sum = (): number => result.reduce((total, width) => total + width, 0);
  while (sum() > room) {
    const widest = Math.max(...result);
    if (widest <= narrowest) break;
    result[result.indexOf(widest)] = widest - 1;
  }
  return result;
}

function layOut(
  titles: readonly string[],
  lines: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[],
  width: number | undefined,
  cellMax: number,
  missing: 'end' | 'start' = 'end',
): string {
  const natural = titles.map((title, column) => {
    const cells = lines.map((cells) => displayWidth(cells[column] ?? ''));
    return Math.min(
      cellMax,
      cells.reduce((max, each) => Math.max(max, each), displayWidth(title)),
    );
  });
  const gaps = gap.length * (titles.length - 1);
  const widths = width === undefined ? natural : shrink(natural, width - gaps);
  return [titles, ...lines]
    .map((cells) =>
      cells
        .map((cell, column) => {
          const cut = cutToWidth(cell, widths[column] ?? 0, column === 0 ? missing : 'end');
          return padToWidth(cut, widths[column] ?? 0, sides[column]);
        })
        .join(gap),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/**
 * Rows as a table for people. The columns are chosen to fit unless they are given; titles are the
 * names that `--columns` takes. What does not fit is cut and ends with an ellipsis.
 *
 * @throws Problem when no row has a column that was given
 */
export function formatRowsTable(rows: readonly unknown[], layout: TableLayout): TableText {
  const { wanted, width } = layout;
  const flat = rows.map(flattenRow);
  const all = listColumns(flat);
  const columns =
    wanted === undefined ? chooseColumns(flat, width ?? usualWidth) : resolveColumns(wanted, all);
  const lines = flat.map((row) => columns.map((column) => tableCell(row.get(column))));
  const sides = columns.map((column) => {
    const texts = flat.map((row) => tableCell(row.get(column)));
    return texts.every((text) => /^(?:-?\d+(?:\.\d+)?)?$/.test(text)) ? 'right' : 'left';
  });
  const cellMax = wanted === undefined ? widestCell(width ?? usualWidth) : Number.POSITIVE_INFINITY;
  const text = layOut(titleColumns(columns), lines, sides, width, cellMax);
  return {
    text: columns.length === 0 ? '' : text,
    columns: { shown: columns.length, all: all.length },
  };
}

/**
 * One content that has no rows of its own, or several lists, as a table of names and values. Lists of
 * objects are counted.
 */
export function formatFields(content: unknown, { width }: TableLayout): TableText {
  const fields = [...flattenRow(content)];
  const isList = (value: unknown): value is unknown[] =>
    Array.isArray(value) && value.some(isRecord);
  const lines = fields.map(([name, value]) => {
    if (!isList(value)) return [name, tableCell(value)];
    return [name, value.length === 1 ? '(1 row)' : `(${value.length} rows)`];
  });
  const cellMax = Number.POSITIVE_INFINITY;
  return {
    text: layOut(['name', 'value'], lines, ['left', 'left'], width, cellMax, 'start'),
    columns: { shown: fields.length, all: fields.length },
    list: fields.find(([, value]) => isList(value))?.[0],
  };
}
