import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { Pool } from 'pg';
import { createPostgresDatabase, stopPostgres } from '../../../conformance/harness/postgres.ts';
import { isClientError } from '../src/errors.ts';
import { fileTokenStore, postgresTokenStore } from '../src/node/index.ts';
import { sqliteTokenStore } from '../src/node/sqlite-token-store.ts';
import { tokenStoreContract } from '../src/testing/index.ts';
import type { TokenStorePlace } from '../src/testing/index.ts';
import type { TokenSet } from '../src/token-set.ts';
import { memoryTokenStore } from '../src/token-store.ts';
import type { TokenStore } from '../src/token-store.ts';

const tokens: TokenSet = { access_token: 'canary-1', token_type: 'Bearer', expires_at: 5 };
const folder = mkdtempSync(join(tmpdir(), 'pitpass-stores-'));
const pools: Pool[] = [];
let places = 0;

after(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await stopPostgres();
  rmSync(folder, { recursive: true, force: true });
});

function newPath(): string {
  places += 1;
  return join(folder, String(places), 'tokens');
}

let database: Promise<string> | undefined;
function openPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 8 });
  pool.on('error', () => undefined);
  pools.push(pool);
  return pool;
}

const kinds: Readonly<Record<string, () => TokenStorePlace | Promise<TokenStorePlace>>> = {
  memory: () => {
    const store = memoryTokenStore();
    return { open: () => store };
  },
  file: () => {
    const path = newPath();
    return { open: () => fileTokenStore(path) };
  },
  SQLite: () => {
    const path = newPath();
    return { open: () => sqliteTokenStore(path) };
  },
  'SQLite, beside another member': () => {
    const path = newPath();
    return {
      open: async () => {
        await sqliteTokenStore(path, { key: 'other' }).save(tokens);
        return sqliteTokenStore(path, { key: 'own' });
      },
    };
  },
  PostgreSQL: async () => {
    database ??= createPostgresDatabase();
    const pool = openPool(await database);
    places += 1;
    const key = `member ${places}`;
    return { open: () => postgresTokenStore({ pool, key }) };
  },
};

for (const [kind, createPlace] of Object.entries(kinds)) {
  describe(`a token store in ${kind}`, () => {
    for (const { name, run } of tokenStoreContract(createPlace)) it(name, run);
  });
}

describe('the contract', () => {
  const broken: Readonly<Record<string, (store: TokenStore) => TokenStore>> = {
    'a lock that holds nobody off': (store) => ({ ...store, withLock: (action) => action() }),
    'a load from a cache': (store) => {
      const cached = store.load();
      return { ...store, load: () => cached };
    },
    'a member that is lost': (store) => ({
      ...store,
      load: async () => {
        const { refresh_intent: _, ...rest } = (await store.load()) ?? tokens;
        return (await store.load()) && rest;
      },
    }),
    'a lock that swallows what is thrown': (store) => ({
      ...store,
      withLock: <T>(action: () => Promise<T>) =>
        store.withLock(() => action().catch(() => undefined as T)),
    }),
  };
  for (const [what, spoil] of Object.entries(broken)) {
    it(`finds ${what}`, async () => {
      const cases = tokenStoreContract(() => {
        const store = memoryTokenStore();
        return { open: () => spoil(store) };
      });
      const outcomes = await Promise.allSettled(cases.map(({ run }) => run()));
      assert.ok(outcomes.some(({ status }) => status === 'rejected'));
    });
  }
});

async function killHolder(kind: string, place: string): Promise<() => void> {
  const script = fileURLToPath(new URL('child-store-holder.ts', import.meta.url));
  const args = ['--conditions=source', script, kind, place];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return () => child.kill('SIGKILL');
}

async function demandSuccession(store: TokenStore, kind: string, place: string): Promise<void> {
  const kill = await killHolder(kind, place);
  let isIn = false;
  const waiting = store.withLock(async () => {
    isIn = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(isIn, false, 'a living holder is not robbed');
  kill();
  const begin = performance.now();
  await waiting;
  assert.ok(performance.now() - begin < 2000);
}

describe('a token store in SQLite', () => {
  it('goes on when the process that holds the lock is killed', async () => {
    const path = newPath();
    await demandSuccession(sqliteTokenStore(path), 'sqlite', path);
  });

  it('is readable by its owner alone', async () => {
    const path = newPath();
    await sqliteTokenStore(path).save(tokens);
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('says that a row is damaged, leaves it and repeats nothing of it', async () => {
    const path = newPath();
    await sqliteTokenStore(path).save(tokens);
    const raw = new DatabaseSync(path);
    raw.exec(`UPDATE token_set SET record = '{"access_token":"canary-1"'`);
    await assert.rejects(sqliteTokenStore(path).load(), (error) => {
      assert.ok(isClientError(error, 'store_failure'));
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary-1/);
      return true;
    });
    const [row] = raw.prepare('SELECT record FROM token_set').all();
    assert.match(String(row?.['record']), /canary-1/);
  });

  it('says when the file is no database, and leaves it to whom it belongs', async () => {
    const path = newPath();
    mkdirSync(dirname(path));
    writeFileSync(path, 'x'.repeat(200));
    chmodSync(path, 0o644);
    await assert.rejects(sqliteTokenStore(path).load(), { code: 'store_failure' });
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o644);
  });
});

describe('a token store in PostgreSQL', () => {
  it('goes on when the process that holds the lock is killed', async () => {
    const place = await (database ??= createPostgresDatabase());
    await demandSuccession(postgresTokenStore({ pool: openPool(place) }), 'postgres', place);
  });

  it('refuses what a holder saves that has been cut off, and others go on', async () => {
    const place = await (database ??= createPostgresDatabase());
    const pool = openPool(place);
    const cutOff = postgresTokenStore({ pool, key: 'cut off' });
    const others = postgresTokenStore({ pool: openPool(place), key: 'cut off' });
    await cutOff.withLock(async () => {
      await others.load();
      await openPool(place).query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`,
      );
      await others.withLock(() => others.save({ ...tokens, access_token: 'theirs' }));
      await assert.rejects(cutOff.save(tokens), { code: 'store_failure' });
    });
    assert.equal((await others.load())?.access_token, 'theirs');
    await cutOff.withLock(() => cutOff.save(tokens));
  });

  it('gives up waiting in time, and says so', async () => {
    const pool = openPool(await (database ??= createPostgresDatabase()));
    const store = postgresTokenStore({ pool, key: 'slow' });
    const hasty = postgresTokenStore({ pool, key: 'slow', lockTimeoutSeconds: 0.1 });
    await store.withLock(async () => {
      await assert.rejects(
        hasty.withLock(async () => undefined),
        { code: 'store_failure' },
      );
    });
    await hasty.withLock(async () => undefined);
  });

  it('takes no table name but a plain one', () => {
    const pool = openPool('postgres://127.0.0.1:1/none');
    for (const table of ['', 'a b', 'a;b', 'A', 'a.b.c', '"a"']) {
      assert.throws(() => postgresTokenStore({ pool, table }), { code: 'invalid_options' });
    }
  });

  it('repeats nothing of what it could not store, though PostgreSQL does', async () => {
    const pool = openPool(await (database ??= createPostgresDatabase()));
    await pool.query('CREATE TABLE strict_set (key TEXT PRIMARY KEY, record TEXT CHECK (false))');
    const store = postgresTokenStore({ pool, table: 'strict_set' });
    await assert.rejects(store.save(tokens), (error) => {
      assert.ok(isClientError(error, 'store_failure'));
      assert.match(error.message, /could not be written \(23514\)/);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary-1/);
      return true;
    });
  });

  it('says that the database does not answer, and nothing of where it is', async () => {
    const pool = openPool('postgres://somebody:canary-2@127.0.0.1:1/none');
    const store = postgresTokenStore({ pool });
    await assert.rejects(store.load(), (error) => {
      assert.ok(isClientError(error, 'store_failure'));
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary-2/);
      return true;
    });
  });
});
