import { InvalidOptions, isClientError, StoreFailure } from '../errors.ts';
import { formatStoredTokens, parseStoredTokens } from '../stored-tokens.ts';
import { createMutex } from '../token-store.ts';
import type { TokenStore } from '../token-store.ts';

/** What the store needs of a connection: one of npm's `pg` has it. */
export interface PostgresClient {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  /** Gives it back; with an error it is closed instead, and its locks are free. */
  release(error?: Error): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** What the store needs of a pool: `Pool` of npm's `pg` has it. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  query: PostgresClient['query'];
}

/** Where in the database, and how patient the lock is. */
export interface PostgresTokenStoreOptions {
  readonly pool: PostgresPool;
  /** Tells members apart. Default: `default`. */
  readonly key?: string;
  /** Made when it is not there. Default: `pitpass_token_set`. */
  readonly table?: string;
  /** How long to wait for the lock. Default: 90. */
  readonly lockTimeoutSeconds?: number;
}

const tableForm = /^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/;

function describe(cause: unknown): string {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'no answer';
}

async function fail<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (isClientError(cause)) throw cause;
    // Without the engine's own error: it may repeat the whole row.
    throw new StoreFailure(
      `the tokens in PostgreSQL could not be ${what} (${describe(cause)}): see its log for more`,
    );
  }
}

/** Runs an action while its connection holds the advisory lock of the key. */
async function holdLock<T>(
  { pool, lockTimeoutSeconds = 90 }: PostgresTokenStoreOptions,
  lockName: string,
  action: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  const client = await fail('locked', () => pool.connect());
  // A connection that breaks while it is lent says so by an event, and then by every query.
  const overhear = () => undefined;
  client.on('error', overhear);
  const giveBack = (error?: Error) => {
    client.off('error', overhear);
    client.release(error);
  };
  try {
    await fail('locked', async () => {
      await client.query("SELECT set_config('lock_timeout', $1, false)", [
        String(Math.ceil(lockTimeoutSeconds * 1000)),
      ]);
      await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [lockName]);
    });
  } catch (error) {
    giveBack(error as Error);
    throw error;
  }
  try {
    return await action(client);
  } finally {
    // A connection whose lock cannot be let go is closed, which lets it go.
    await client
      .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [lockName])
      .then(() => client.query("SELECT set_config('lock_timeout', '0', false)"))
      .then(
        () => giveBack(),
        (error: unknown) => giveBack(error as Error),
      );
  }
}

/**
 * Keeps tokens in PostgreSQL, which any number of computers may share; a row for each key. The lock
 * is an advisory lock of a connection: when its holder dies, or is cut off, the lock is free, and what
 * the one that was cut off would still save is refused. A proxy that lends connections for single
 * transactions (pgbouncer's `transaction` mode) breaks such locks: connect past it.
 *
 * @throws InvalidOptions when the table's name is not a plain one
 */
export function postgresTokenStore(options: PostgresTokenStoreOptions): TokenStore {
  const { pool, key = 'default', table = 'pitpass_token_set' } = options;
  if (!tableForm.test(table)) {
    throw new InvalidOptions(
      'table must be a lower-case name, or one with its schema before a dot',
    );
  }
  const takeTurn = createMutex();
  let made: Promise<unknown> | undefined;
  let holder: PostgresClient | undefined;

  const createTable = () =>
    pool.query(`CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, record TEXT NOT NULL)`);

  async function query(text: string, values: unknown[]) {
    // Of several that make it at the same moment PostgreSQL lets one fail, although it is then there.
    made ??= createTable().catch(createTable);
    await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return (holder ?? pool).query(text, values);
  }

  return {
    load: () =>
      fail('read', async () => {
        const { rows } = await query(`SELECT record FROM ${table} WHERE key = $1`, [key]);
        const record = rows[0]?.['record'];
        return record === undefined
          ? undefined
          : parseStoredTokens(String(record), `the row ${key} of ${table}`);
      }),
    save: (tokenSet) =>
      fail('written', async () => {
        if (tokenSet === undefined) {
          await query(`DELETE FROM ${table} WHERE key = $1`, [key]);
          return;
        }
        await query(
          `INSERT INTO ${table} (key, record) VALUES ($1, $2)
            ON CONFLICT (key) DO UPDATE SET record = excluded.record`,
          [key, formatStoredTokens(tokenSet)],
        );
      }),
    withLock: (action) =>
      takeTurn(() =>
        holdLock(options, `${table} ${key}`, async (client) => {
          holder = client;
          try {
            return await action();
          } finally {
            holder = undefined;
          }
        }),
      ),
  };
}
