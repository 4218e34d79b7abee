import type { RowSource } from './payload.ts';

const lineEnd = '\r\n';
const rowsPerBlock = 50;

/** A field of a CSV line, quoted when it must be. */
export function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV with its end. */
export function csvLine(fields: readonly (string | number)[]): string {
  return fields.map(csvField).join(',') + lineEnd;
}

/** Writes rows as CSV under their column names, some rows at a time. */
export function* createCsv<Row>(
  columns: Readonly<Record<string, (row: Row) => string | number>>,
  rows: RowSource<Row>,
): Generator<string> {
  yield csvLine(Object.keys(columns));
  const fields = Object.values(columns);
  for (let from = 0; from < rows.count; from += rowsPerBlock) {
    const block = rows.slice(from, Math.min(rows.count, from + rowsPerBlock));
    yield block.map((row) => csvLine(fields.map((field) => field(row)))).join('');
  }
}
