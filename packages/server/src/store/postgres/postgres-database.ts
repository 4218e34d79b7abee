import pg from 'pg';

import type { SqlDatabase, SqlRow, SqlStep, SqlValue } from '../sql-database.ts';

const int8Oid = 20;
// Epoch seconds and counts fit a double; pg would give them as text.
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8Oid && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

// A deadlock or serialization failure means "somebody else was first; nothing of yours was written".
const retryableCodes = new Set(['40001', '40P01']);
const attemptsMax = 5;

function statementName(names: Map<string, string>, text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `s${names.size + 1}`;
    names.set(text, name);
  }
  return name;
}

/** Commits what `work` did, or rolls it back when the answer is undefined or an error. */
async function runInTransaction<T>(
  pool: pg.Pool,
  work: (connection: pg.PoolClient) => Promise<T | undefined>,
): Promise<T | undefined> {
  const connection = await pool.connect();
  let broken: Error | undefined;
  try {
    await connection.query('BEGIN');
    const result = await work(connection);
    await connection.query(result === undefined ? 'ROLLBACK' : 'COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}

/**
 * Connects to PostgreSQL. Connections are opened as needed; a commit is on disk when its promise resolves,
 * as the server's `synchronous_commit` has it.
 *
 * @param onError - told when an idle connection is lost; the next statement opens a new one
 */
export function openPostgresDatabase(
  connectionString: string,
  onError: (error: Error) => void,
): SqlDatabase {
  const pool = new pg.Pool({
    connectionString,
    max: 16,
    types,
    connectionTimeoutMillis: 5000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
  });
  pool.on('error', onError);
  const names = new Map<string, string>();
  const prepare = (text: string, values: readonly SqlValue[]) => ({
    name: statementName(names, text),
    text,
    values: [...values],
  });

  const attempt = (steps: readonly SqlStep[]) =>
    runInTransaction(pool, async (connection) => {
      const results: SqlRow[][] = [];
      for (const step of steps) {
        const { rows } = await connection.query<SqlRow>(prepare(step.text, step.values));
        if (step.isVerdict === true && rows.length === 0) return undefined;
        results.push(rows);
      }
      return results;
    });

  return {
    async query(text, values) {
      return (await pool.query<SqlRow>(prepare(text, values))).rows;
    },
    async transact(steps) {
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await attempt(steps);
        } catch (error) {
          const isRetryable = retryableCodes.has((error as { code?: string }).code ?? '');
          if (!isRetryable || attempts === attemptsMax) throw error;
        }
      }
    },
    async runScript(script, record) {
      await runInTransaction(pool, async (connection) => {
        const { rows } = await connection.query({ text: record.text, values: [...record.values] });
        if (rows.length > 0 || record.isVerdict !== true) await connection.query(script);
        return true;
      });
    },
    close: () => pool.end(),
  };
}
