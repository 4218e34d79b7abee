/** What a statement takes and gives. Times are epoch seconds, booleans 0 and 1. */
export type SqlValue = string | number | null;

/** One row; a row is the record. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One statement of a transaction. Parameters are `$1`, `$2` … in both engines. */
export interface SqlStep {
  readonly text: string;
  readonly values: readonly SqlValue[];
  /**
   * True when the statement is a verdict on the transaction: unless it returns a row, everything is rolled
   * back.
   */
  readonly isVerdict?: boolean;
}

/**
 * The tiny port to an SQL engine. A transaction is a list of statements rather than a callback: nothing can
 * be awaited inside it, and an engine is free to commit several lists at once.
 */
export interface SqlDatabase {
  /** Runs one statement by itself and returns its rows. */
  query(text: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /**
   * Runs the statements in one durable transaction.
   *
   * @returns the rows of each statement, or undefined, and nothing is written, when a verdict had no row
   */
  transact(steps: readonly SqlStep[]): Promise<readonly (readonly SqlRow[])[] | undefined>;
  /**
   * Runs a migration: its record and then its script of several statements, in one transaction. A record
   * that is a verdict and returns no row says that another node has run the script: nothing is done.
   */
  runScript(script: string, record: SqlStep): Promise<void>;
  /** Waits for what is running and closes. Nothing may be asked afterwards. */
  close(): Promise<void>;
}
