import { isRecord } from './find-rows.ts';

/** The values of a row by their columns; a value in an object is `track.track_name`. */
export type FlatRow = ReadonlyMap<string, unknown>;

function fill(into: Map<string, unknown>, value: unknown, path: string): void {
  const isOpened = isRecord(value) && Object.keys(value).length > 0;
  if (!isOpened) {
    into.set(path === '' ? 'value' : path, value);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    fill(into, inner, path === '' ? name : `${path}.${name}`);
  }
}

/** Lays a row flat: objects become columns, lists stay what they are. */
export function flattenRow(row: unknown): FlatRow {
  const flat = new Map<string, unknown>();
  fill(flat, row, '');
  return flat;
}

/** Every column of the rows, in the order in which they first appear. */
export function listColumns(rows: Iterable<FlatRow>): string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const column of row.keys()) columns.add(column);
  return [...columns];
}

/** The columns that were asked for, read from `a,b.c`. */
export function parseColumns(text: string | undefined): string[] | undefined {
  const columns = text?.split(',').map((column) => column.trim());
  return columns?.filter((column) => column !== '');
}
