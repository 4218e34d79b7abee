import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { migrate } from './migrate.ts';
import type { SqlDatabase } from './sql-database.ts';
import { openSqliteDatabase } from './sqlite/sqlite-database.ts';

/** The name of the SQLite file in the data directory. */
export const sqliteFileName = 'pitpass.sqlite';

/** Where a database is and what to do with what it says. */
export interface DatabaseLocation {
  /** PostgreSQL connection string; undefined for the SQLite file in the data directory. */
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  /** Told in one sentence what was done to the database beside opening it. */
  readonly onNotice: (sentence: string) => void;
}

async function copyAside(
  database: SqlDatabase,
  { dataDirectory, onNotice }: DatabaseLocation,
  version: number,
  now: number,
): Promise<void> {
  const copy = join(dataDirectory, `pitpass.version-${version}.${now}.sqlite`);
  if (!existsSync(copy)) await database.query('VACUUM INTO $1', [copy]);
  onNotice(`The database was of version ${version}; it was copied to ${copy} and migrated.`);
}

/** Loads the engine's driver only where it is the engine. */
async function openPostgres(
  databaseUrl: string,
  onNotice: DatabaseLocation['onNotice'],
): Promise<SqlDatabase> {
  const { openPostgresDatabase } = await import('./postgres/postgres-database.ts');
  return openPostgresDatabase(databaseUrl, () => {
    onNotice('A connection to PostgreSQL was lost; the next statement opens a new one.');
  });
}

/**
 * Opens the database and brings it to the newest schema. An SQLite file of an older version is copied aside
 * first; a PostgreSQL database is its operator's to back up.
 *
 * @throws DatabaseIsNewer when a newer Pitpass has written it; nothing has been touched then
 */
export async function openDatabase(location: DatabaseLocation, now: number): Promise<SqlDatabase> {
  const { databaseUrl, dataDirectory, onNotice } = location;
  const engine = databaseUrl === undefined ? 'sqlite' : 'postgres';
  const database =
    databaseUrl === undefined
      ? openSqliteDatabase(join(dataDirectory, sqliteFileName))
      : await openPostgres(databaseUrl, onNotice);
  try {
    await migrate(database, engine, {
      now,
      beforeFirst: async (version) => {
        if (engine === 'sqlite') return copyAside(database, location, version, now);
        onNotice(`The database was of version ${version}; it has been migrated.`);
      },
    });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
