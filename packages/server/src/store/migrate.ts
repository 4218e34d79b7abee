import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { SqlDatabase } from './sql-database.ts';

/** The engines, each with a folder of migrations: same numbers, same names. */
export type SqlEngine = 'sqlite' | 'postgres';

/** The database was written by a newer Pitpass than this one. Nothing has been touched. */
export class DatabaseIsNewer extends Error {
  override readonly name = 'DatabaseIsNewer';
}

/** One step from a schema version to the next. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly script: string;
}

/** The migrations of an engine in order. Version 0 is the empty database. */
export function listMigrations(engine: SqlEngine): readonly Migration[] {
  const folder = new URL(`../../migrations/${engine}/`, import.meta.url);
  return readdirSync(fileURLToPath(folder))
    .filter((file) => /^\d{4}_[a-z_]+\.sql$/.test(file))
    .sort()
    .map((file) => ({
      version: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      script: readFileSync(new URL(file, folder), 'utf8'),
    }));
}

const createVersionTable =
  'CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)';

/** The schema version of a database; 0 when it is empty. */
export async function findSchemaVersion(database: SqlDatabase): Promise<number> {
  // Of two nodes that start together PostgreSQL lets one fail here, although the table is then there.
  await database
    .query(createVersionTable, [])
    .catch(async () => database.query(createVersionTable, []));
  const rows = await database.query('SELECT max(version) AS version FROM schema_migration', []);
  return Number(rows[0]?.['version'] ?? 0);
}

/**
 * Brings a database to the newest schema, one transaction a migration; an interrupted run is taken up where
 * it stopped. Nodes that start together run each migration once.
 *
 * @param beforeFirst - called once, before anything is written, when the database is older and not empty
 * @throws DatabaseIsNewer when its version is beyond this program's newest
 */
export async function migrate(
  database: SqlDatabase,
  engine: SqlEngine,
  options: {
    readonly now: number;
    readonly beforeFirst?: (version: number) => void | Promise<void>;
    readonly upTo?: number;
  },
): Promise<void> {
  const migrations = listMigrations(engine);
  const newest = migrations.at(-1)?.version ?? 0;
  const version = await findSchemaVersion(database);
  if (version > newest) {
    throw new DatabaseIsNewer(
      `The database has schema version ${version}, but this Pitpass knows only ${newest}. Use the newer Pitpass, or another data directory.`,
    );
  }
  const pending = migrations.filter(
    (migration) => migration.version > version && migration.version <= (options.upTo ?? newest),
  );
  if (pending.length === 0) return;
  if (version > 0) await options.beforeFirst?.(version);
  for (const { version: step, name, script } of pending) {
    await database.runScript(script, {
      // Written first: of nodes that start together one goes on and the others wait for it here.
      text: `INSERT INTO schema_migration (version, name, applied_at) VALUES ($1, $2, $3)
        ON CONFLICT (version) DO NOTHING RETURNING version`,
      values: [step, name, options.now],
      isVerdict: true,
    });
  }
}
