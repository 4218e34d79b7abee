import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isClientError, StoreFailure } from '../errors.ts';
import { formatStoredTokens, parseStoredTokens } from '../stored-tokens.ts';
import { createMutex } from '../token-store.ts';
import type { TokenStore } from '../token-store.ts';
import { errorCode } from './durable-file.ts';
import { withFileLock } from './file-lock.ts';
import type { FileLockOptions } from './file-lock.ts';
import { nodeSha256 } from './sha256.ts';

/** Where in the file, and how patient its lock is. */
export interface SqliteTokenStoreOptions extends FileLockOptions {
  /** Tells members apart who share the file. Default: `default`. */
  readonly key?: string;
}

const busyMilliseconds = 5000;

function openFile(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file);
  // It is read first: whatever is no database keeps its rights.
  database.exec(`PRAGMA busy_timeout = ${busyMilliseconds}; PRAGMA schema_version`);
  // Before anything is in it: what SQLite puts beside it takes the mode over.
  chmodSync(file, 0o600);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS token_set (key TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  `);
  return database;
}

/**
 * Keeps the tokens of any number of members in one SQLite file, which any number of processes of one
 * computer may share; a row for each key. Each key has a lock of its own, a file beside the
 * database that survives the death of its holder. Needs Node 22.13 or newer.
 *
 * @param path the file; it and its folder are made when the store is first used
 */
export function sqliteTokenStore(path: string, options: SqliteTokenStoreOptions = {}): TokenStore {
  const { key = 'default' } = options;
  const file = resolve(path);
  const lock = `${file}.${Buffer.from(nodeSha256(key)).toString('hex').slice(0, 16)}.lock`;
  const takeTurn = createMutex();
  let opened: DatabaseSync | undefined;

  async function act<T>(what: string, action: (database: DatabaseSync) => T): Promise<T> {
    try {
      opened ??= openFile(file);
      return action(opened);
    } catch (cause) {
      if (isClientError(cause)) throw cause;
      const reason = cause instanceof Error ? cause.message : errorCode(cause);
      throw new StoreFailure(`the tokens in ${file} could not be ${what} (${reason})`, { cause });
    }
  }

  return {
    load: () =>
      act('read', (database) => {
        const row = database.prepare('SELECT record FROM token_set WHERE key = ?').get(key);
        if (row === undefined) return undefined;
        return parseStoredTokens(String(row['record']), `the row ${key} of ${file}`);
      }),
    save: (tokenSet) =>
      act('written', (database) => {
        if (tokenSet === undefined) {
          database.prepare('DELETE FROM token_set WHERE key = ?').run(key);
          return;
        }
        database
          .prepare(
            `INSERT INTO token_set (key, record) VALUES (?, ?)
              ON CONFLICT (key) DO UPDATE SET record = excluded.record`,
          )
          .run(key, formatStoredTokens(tokenSet));
      }),
    withLock: (action) =>
      takeTurn(async () => {
        await act('locked', () => undefined);
        return withFileLock(lock, options, action);
      }),
  };
}
