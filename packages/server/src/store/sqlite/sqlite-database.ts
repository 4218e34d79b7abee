import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

import type { SqlDatabase, SqlRow, SqlStep, SqlValue } from '../sql-database.ts';

const pragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA busy_timeout = 5000;
  PRAGMA wal_autocheckpoint = 4000;
`;

/**
 * Opens an SQLite file, which is made when it is missing. Every transaction is on disk when its promise
 * resolves. Calls run to completion one after the other, so no transaction can see half of another.
 *
 * @see https://sqlite.org/wal.html, https://sqlite.org/pragma.html#pragma_synchronous
 */
export function openSqliteDatabase(path: string): SqlDatabase {
  const database = new DatabaseSync(path);
  database.exec(pragmas);
  const prepared = new Map<string, StatementSync>();

  const run = (text: string, values: readonly SqlValue[]): SqlRow[] => {
    let statement = prepared.get(text);
    if (statement === undefined) {
      statement = database.prepare(text);
      prepared.set(text, statement);
    }
    // node:sqlite binds `$1` by name only, as the key `1`.
    const named: Record<string, SqlValue> = {};
    values.forEach((value, index) => {
      named[index + 1] = value;
    });
    return statement.all(named) as SqlRow[];
  };

  const transactNow = (steps: readonly SqlStep[]): SqlRow[][] | undefined => {
    run('BEGIN IMMEDIATE', []);
    try {
      const results: SqlRow[][] = [];
      for (const step of steps) {
        const rows = run(step.text, step.values);
        if (step.isVerdict === true && rows.length === 0) {
          run('ROLLBACK', []);
          return undefined;
        }
        results.push(rows);
      }
      run('COMMIT', []);
      return results;
    } catch (error) {
      if (database.isTransaction) run('ROLLBACK', []);
      throw error;
    }
  };

  return {
    query: async (text, values) => run(text, values),
    transact: async (steps) => transactNow(steps),
    async runScript(script, record) {
      run('BEGIN IMMEDIATE', []);
      try {
        const isClaimed = run(record.text, record.values).length > 0 || record.isVerdict !== true;
        if (isClaimed) database.exec(script);
        run('COMMIT', []);
      } catch (error) {
        if (database.isTransaction) run('ROLLBACK', []);
        throw error;
      }
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}
