import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  DatabaseIsNewer,
  findSchemaVersion,
  listMigrations,
  migrate,
} from '../../src/store/migrate.ts';
import { openDatabase, sqliteFileName } from '../../src/store/open-database.ts';
import { openPostgresDatabase } from '../../src/store/postgres/postgres-database.ts';
import type { SqlDatabase } from '../../src/store/sql-database.ts';
import { openSqliteDatabase } from '../../src/store/sqlite/sqlite-database.ts';
import { createStores, dumpTables, listColumns, plain } from './contract.ts';
import type { EmptyDatabase, Engine } from './engines.ts';
import { t0 } from './records.ts';
import { writeRowsOfVersionOne } from './version-one.ts';

function openBare({ databaseUrl, dataDirectory }: EmptyDatabase): SqlDatabase {
  return databaseUrl === undefined
    ? openSqliteDatabase(join(dataDirectory, sqliteFileName))
    : openPostgresDatabase(databaseUrl, () => {});
}

/** Opens an empty database without any schema and closes it when the test is over. */
async function onEmpty(
  engine: Engine,
  behave: (database: SqlDatabase, location: EmptyDatabase) => Promise<void>,
): Promise<void> {
  const location = await engine.createEmpty();
  const database = openBare(location);
  try {
    await behave(database, location);
  } finally {
    await database.close();
  }
}

/** The schema and how it comes about. */
export function migrationBehaviours(engine: Engine): void {
  const newest = listMigrations(engine.name).at(-1)?.version ?? 0;

  test('every migration has the next number, and both engines have the same ones', () => {
    const names = (name: 'sqlite' | 'postgres') =>
      listMigrations(name).map(({ version, name: title }) => `${version} ${title}`);
    assert.deepEqual(names('sqlite'), names('postgres'));
    assert.deepEqual(
      listMigrations(engine.name).map(({ version }) => version),
      Array.from({ length: newest }, (_, index) => index + 1),
    );
  });

  test('rows of version 1 are there unchanged at the newest version', async () => {
    await onEmpty(engine, async (database, location) => {
      await migrate(database, engine.name, { now: t0, upTo: 1 });
      const stores = createStores(database, () => t0);
      const { client, member, code, session } = await writeRowsOfVersionOne(database);
      const { schema_migration: _, ...before } = await dumpTables({ database, engine });
      await migrate(database, engine.name, { now: t0 + 1 });
      assert.equal(await findSchemaVersion(database), newest);
      // A connection that was used before has prepared its statements for fewer columns.
      const { rows: after } = await look(engine, location);
      for (const [table, rows] of Object.entries(before)) {
        assert.equal(after[table]?.length, rows.length, table);
      }
      assert.deepEqual(plain(await stores.sessions.findSession(session.session_id)), session);
      assert.deepEqual(plain(await stores.authorizations.findCode(code.code_digest)), code);
      assert.deepEqual(await stores.clients.findClient(client.client_id), client);
      assert.deepEqual(plain(await stores.members.findMember(member.member_id)), member);
    });
  });

  test('S230 an interrupted migration leaves whole steps alone, and the next start takes it up', async () => {
    await onEmpty(engine, async (database) => {
      let scripts = 0;
      const interrupted: SqlDatabase = {
        ...database,
        runScript: (script, record) => {
          scripts += 1;
          return scripts < newest
            ? database.runScript(script, record)
            : database.runScript(`${script}; SELECT a FROM no_such_table;`, record);
        },
      };
      await assert.rejects(migrate(interrupted, engine.name, { now: t0 }), /no_such_table/);
      assert.equal(await findSchemaVersion(database), newest - 1);
      await migrate(database, engine.name, { now: t0 + 1 });
      assert.equal(await findSchemaVersion(database), newest);
      const whole = await engine.createEmpty();
      const other = await openDatabase({ ...whole, onNotice: () => {} }, t0);
      const columns = await listColumns({ database: other, engine });
      await other.close();
      assert.deepEqual(await listColumns({ database, engine }), columns);
    });
  });

  test('migrating what is newest already changes nothing', async () => {
    await onEmpty(engine, async (database) => {
      await migrate(database, engine.name, { now: t0 });
      const before = await dumpTables({ database, engine });
      const beforeFirst = () => assert.fail('nothing is to be done');
      await migrate(database, engine.name, { now: t0 + 1, beforeFirst });
      assert.deepEqual(await dumpTables({ database, engine }), before);
    });
  });

  test('S236 nodes that start together on an empty database all start, and each step runs once', async () => {
    const location = await engine.createEmpty();
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ ...location, onNotice: () => {} }, t0)),
    );
    const [first] = opened;
    assert.ok(first);
    const rows = await first.query('SELECT version FROM schema_migration ORDER BY version', []);
    assert.equal(rows.length, newest);
    await Promise.all(opened.map((database) => database.close()));
  });

  test('the database of a newer Pitpass is refused in one sentence and left untouched', async () => {
    const location = await engine.createEmpty();
    const options = { ...location, onNotice: () => assert.fail('nothing happens to it') };
    await onLocation(location, async (database) => {
      await migrate(database, engine.name, { now: t0 });
      await database.query(
        `INSERT INTO schema_migration (version, name, applied_at) VALUES ($1, 'future', $2)`,
        [newest + 1, t0],
      );
    });
    const before = await look(engine, location);
    await assert.rejects(openDatabase(options, t0), (error: Error) => {
      assert.ok(error instanceof DatabaseIsNewer);
      assert.match(error.message, new RegExp(`version ${newest + 1}.*only ${newest}\\.`));
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.deepEqual(await look(engine, location), before);
  });

  if (engine.name === 'sqlite') {
    test('an SQLite file of an older version is copied aside before it is migrated, and the copy holds the old rows', async () => {
      const location = await engine.createEmpty();
      const { member, columns } = await writeVersionOne(engine, location);
      const notices: string[] = [];
      const onNotice = (sentence: string) => notices.push(sentence);
      const database = await openDatabase({ ...location, onNotice }, t0 + 7);
      assert.equal(await findSchemaVersion(database), newest);
      await database.close();
      const copyName = `pitpass.version-1.${t0 + 7}.sqlite`;
      assert.equal(notices.length, 1);
      assert.ok(notices[0]?.includes(copyName));
      const copy = openSqliteDatabase(join(location.dataDirectory, copyName));
      assert.equal(await findSchemaVersion(copy), 1);
      assert.deepEqual(await listColumns({ database: copy, engine }), columns);
      const rows = await copy.query('SELECT member_id, username FROM member', []);
      const { member_id, username } = member;
      assert.deepEqual(rows.map(plain), [{ member_id, username }]);
      await copy.close();
    });

    test('a new SQLite file and one of the newest version are not copied', async () => {
      const location = await engine.createEmpty();
      const onNotice = () => assert.fail('nothing to tell');
      await (await openDatabase({ ...location, onNotice }, t0)).close();
      await (await openDatabase({ ...location, onNotice }, t0)).close();
      const copies = readdirSync(location.dataDirectory).filter((name) => /version-/.test(name));
      assert.deepEqual(copies, []);
    });
  } else {
    test('the operator of an older PostgreSQL database is told in one sentence that it was migrated', async () => {
      const location = await engine.createEmpty();
      await writeVersionOne(engine, location);
      const notices: string[] = [];
      const onNotice = (sentence: string) => notices.push(sentence);
      await (await openDatabase({ ...location, onNotice }, t0)).close();
      assert.deepEqual(notices, ['The database was of version 1; it has been migrated.']);
    });
  }
}

async function onLocation(
  location: EmptyDatabase,
  work: (database: SqlDatabase) => Promise<void>,
): Promise<void> {
  const database = openBare(location);
  await work(database);
  await database.close();
}

async function writeVersionOne(engine: Engine, location: EmptyDatabase) {
  const database = openBare(location);
  await migrate(database, engine.name, { now: t0, upTo: 1 });
  const { member } = await writeRowsOfVersionOne(database);
  const columns = await listColumns({ database, engine });
  await database.close();
  return { member, columns };
}

/** Everything that can be seen of a database from outside. */
async function look(engine: Engine, location: EmptyDatabase) {
  const database = openBare(location);
  const seen = {
    rows: await dumpTables({ database, engine }),
    columns: await listColumns({ database, engine }),
  };
  await database.close();
  const file =
    location.databaseUrl === undefined &&
    hash('sha256', readFileSync(join(location.dataDirectory, sqliteFileName)));
  return { ...seen, file };
}

/** The columns of both engines' newest schema. */
export async function readSchemas(engines: readonly Engine[]) {
  const schemas = [];
  for (const engine of engines) {
    const location = await engine.createEmpty();
    const database = await openDatabase({ ...location, onNotice: () => {} }, t0);
    schemas.push(await listColumns({ database, engine }));
    await database.close();
  }
  return schemas;
}
