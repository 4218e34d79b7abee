import type { SqlRow, SqlValue } from './sql-database.ts';

/**
 * Names columns once for an insert: the column list and its placeholders, starting at `$1`.
 */
export function columnList(columns: readonly string[]): { names: string; placeholders: string } {
  return {
    names: columns.join(', '),
    placeholders: columns.map((_, index) => `$${index + 1}`).join(', '),
  };
}

/** The values of a record in the order of its columns. A missing member is a mistake of the caller's. */
export function columnValues(record: object, columns: readonly string[]): SqlValue[] {
  const members = record as Readonly<Record<string, SqlValue | undefined>>;
  return columns.map((column) => {
    const value = members[column];
    if (value === undefined) throw new TypeError(`The record has no ${column}`);
    return value;
  });
}

/** A row is the record: the columns were chosen to be its members. */
export function asRecord<Record_>(row: SqlRow | undefined): Record_ | undefined {
  return row as Record_ | undefined;
}
