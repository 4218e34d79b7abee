import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

import { isClientError } from '@pitpass/client';
import type { TokenSet } from '@pitpass/client';
import { tokenStoreContract } from '@pitpass/client/testing';
import { startPitpass } from 'pitpass/testing';
import { createClient } from 'redis';

import { redisTokenStore } from './redis-token-store.ts';
import type { RedisTokenStoreOptions } from './redis-token-store.ts';
import { startSmallRedis } from './test/small-redis.ts';

// A real Redis when there is one: REDIS_URL=redis://127.0.0.1:6379. Keys of this run begin with its name.
const ownUrl = process.env['REDIS_URL'];
const run = `test-${process.pid}-${performance.timeOrigin}`;
const tokens: TokenSet = { access_token: 'canary-1', token_type: 'Bearer', expires_at: 5 };

let url: string;
let stopRedis = async (): Promise<void> => undefined;
let client: ReturnType<typeof createClient>;
let places = 0;

before(async () => {
  const small = ownUrl === undefined ? await startSmallRedis() : undefined;
  url = ownUrl ?? small?.url ?? '';
  stopRedis = async () => small?.close();
  client = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
});

after(async () => {
  const mine =
    places === 0 ? [] : Array.from({ length: places }, (_, index) => `${run}-${index + 1}`);
  for (const key of mine) {
    await client.sendCommand(['GET', `pitpass:{${key}}:tokens`]);
    await redisTokenStore({ send, key }).save(undefined);
  }
  client.destroy();
  await stopRedis();
});

const send: RedisTokenStoreOptions['send'] = (command) => client.sendCommand(command);

function newKey(): string {
  places += 1;
  return `${run}-${places}`;
}

describe('a token store in Redis', () => {
  const cases = tokenStoreContract(() => {
    const key = newKey();
    return { open: () => redisTokenStore({ send, key }) };
  });
  for (const { name, run: check } of cases) it(name, check);

  it('goes on when the holder of the lock has died', async () => {
    const key = newKey();
    const store = redisTokenStore({ send, key, lockHoldSeconds: 0.4 });
    // What a process leaves behind that was killed: a lock that nobody renews.
    await send(['SET', `pitpass:{${key}}:lock`, 'of-the-dead', 'NX', 'PX', '400']);
    const begin = performance.now();
    await store.withLock(() => store.save(tokens));
    const waited = performance.now() - begin;
    assert.ok(waited > 250 && waited < 2000, String(waited));
  });

  it('keeps the lock of a holder that lives, however long that takes', async () => {
    const key = newKey();
    const [store, other] = [0, 1].map(() => redisTokenStore({ send, key, lockHoldSeconds: 0.3 }));
    assert.ok(store && other);
    let isOtherIn = false;
    let waiting: Promise<void> | undefined;
    await store.withLock(async () => {
      waiting = other.withLock(async () => {
        isOtherIn = true;
      });
      await sleep(900);
      assert.equal(isOtherIn, false);
    });
    await waiting;
    assert.equal(isOtherIn, true);
  });

  it('refuses what a holder saves whose lock has passed on, and others go on', async () => {
    const key = newKey();
    const options = { send, key, lockHoldSeconds: 30 };
    const [stopped, other] = [redisTokenStore(options), redisTokenStore(options)];
    await stopped.withLock(async () => {
      // As after a pause that was longer than the lock holds.
      await send(['SET', `pitpass:{${key}}:lock`, 'soon-over', 'PX', '1']);
      await other.withLock(() => other.save({ ...tokens, access_token: 'theirs' }));
      await assert.rejects(stopped.save(tokens), { code: 'store_failure' });
    });
    assert.equal((await other.load())?.access_token, 'theirs');
    await stopped.withLock(() => stopped.save(tokens));
  });

  it('does not let go of a lock that is somebody else’s by now', async () => {
    const key = newKey();
    const store = redisTokenStore({ send, key, lockHoldSeconds: 30 });
    const lockKey = `pitpass:{${key}}:lock`;
    await store.withLock(async () => {
      await send(['SET', lockKey, 'theirs', 'PX', '5000']);
    });
    assert.equal(await send(['GET', lockKey]), 'theirs');
  });

  it('gives up waiting in time, and says so', async () => {
    const key = newKey();
    const store = redisTokenStore({ send, key });
    const hasty = redisTokenStore({ send, key, lockTimeoutSeconds: 0.1 });
    await store.withLock(async () => {
      await assert.rejects(
        hasty.withLock(async () => undefined),
        (error) =>
          isClientError(error, 'store_failure') && /held for 0.1 seconds/.test(error.message),
      );
    });
  });

  it('says that a record is damaged, leaves it and repeats nothing of it', async () => {
    const key = newKey();
    const tokensKey = `pitpass:{${key}}:tokens`;
    for (const record of ['{"access_token":"canary-1"', '[]', '{"access_token":"canary-1"}']) {
      await send(['SET', tokensKey, record]);
      await assert.rejects(redisTokenStore({ send, key }).load(), (error) => {
        assert.ok(isClientError(error, 'store_failure'));
        assert.match(error.message, /delete the key, then sign in again/);
        assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
        return true;
      });
      assert.equal(await send(['GET', tokensKey]), record);
    }
  });

  it('says in time that Redis does not answer, and repeats nothing that was sent', async () => {
    const failures: RedisTokenStoreOptions['send'][] = [
      () => new Promise(() => undefined),
      async ([name, ...rest]) => {
        throw new Error(
          `ERR unknown command '${name}', with args beginning with: ${rest.join(' ')}`,
        );
      },
    ];
    for (const failing of failures) {
      const store = redisTokenStore({ send: failing, commandTimeoutSeconds: 0.05 });
      for (const attempt of [() => store.load(), () => store.save(tokens)]) {
        await assert.rejects(attempt, (error) => {
          assert.ok(isClientError(error, 'store_failure'));
          assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
          return true;
        });
      }
    }
  });

  it('takes no key with braces, which would part the two keys in a cluster', () => {
    assert.throws(() => redisTokenStore({ send, key: 'a{b}' }), { code: 'invalid_options' });
  });
});

describe('workers that share a member’s tokens in Redis', () => {
  it('sign in once and refresh once between them', async () => {
    await using pitpass = await startPitpass();
    const { client_id, client_secret = '' } = pitpass.clients.passwordLimited;
    const [member] = pitpass.members;
    assert.ok(member);
    const key = newKey();
    const work = async () => {
      const worker = spawn(
        process.execPath,
        ['--conditions=source', fileURLToPath(new URL('worker.ts', import.meta.url))],
        {
          cwd: pitpass.dataDirectory,
          env: {
            ...process.env,
            REDIS_URL: url,
            IRACING_CLIENT_ID: client_id,
            IRACING_CLIENT_SECRET: client_secret,
            IRACING_USERNAME: member.username,
            IRACING_PASSWORD: member.password,
            IRACING_ISSUER_URL: `${pitpass.url}/oauth2`,
            IRACING_LOG_FORMAT: 'json',
            IRACING_LOG_LEVEL: 'debug',
            WORKER_KEY: key,
          },
        },
      );
      let printed = '';
      let log = '';
      worker.stdout.on('data', (data: Buffer) => (printed += data.toString()));
      worker.stderr.on('data', (data: Buffer) => (log += data.toString()));
      const [exitCode] = (await once(worker, 'close')) as [number];
      assert.equal(exitCode, 0, log);
      assert.equal(printed, `${member.display_name}\n`);
      return log;
    };
    const grants = (logs: readonly string[], grant_type: string) =>
      logs.join('').split(`grant_type=${grant_type}`).length - 1;

    const first = await Promise.all([work(), work(), work()]);
    assert.equal(grants(first, 'password_limited'), 1);
    const store = redisTokenStore({ send, key });
    const stored = await store.load();
    assert.ok(stored);
    await store.save({ ...stored, expires_at: 1 });
    const second = await Promise.all([work(), work(), work()]);
    assert.equal(grants(second, 'password_limited'), 0);
    assert.equal(grants(second, 'refresh_token'), 1);
    assert.doesNotMatch([...first, ...second].join(''), new RegExp(member.password));
  });
});
