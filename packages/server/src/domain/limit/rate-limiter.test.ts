import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { OAuthError } from '@pitpass/protocol';

import { policy, requester } from '../../../test/house.ts';
import { makeClient, t0 } from '../../../test/store-contract/records.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { RateLimitStore } from './rate-limiter.ts';

function createCounters() {
  const windows = new Map<string, { count: number; window_ends_at: number }>();
  const find = (bucket: string, now: number) => {
    const window = windows.get(bucket);
    return window !== undefined && window.window_ends_at > now ? window : undefined;
  };
  const store: RateLimitStore = {
    async count(bucket, windowSeconds, now) {
      const running = find(bucket, now) ?? { count: 0, window_ends_at: now + windowSeconds };
      const counted = { ...running, count: running.count + 1 };
      windows.set(bucket, counted);
      return counted;
    },
    find: async (bucket, now) => find(bucket, now),
  };
  return { windows, limiter: createRateLimiter(store, policy) };
}

const client = makeClient({ client_id: 'lap-lens' });

test('the twelfth password-limited request of an hour passes and the thirteenth is over', async () => {
  const { limiter } = createCounters();
  for (let sent = 1; sent <= 12; sent += 1) {
    const state = await limiter.countPasswordLimited(client, 'a', t0 + sent);
    assert.deepEqual([state.limit, state.remaining, state.isExceeded], [12, 12 - sent, false]);
  }
  const over = await limiter.countPasswordLimited(client, 'a', t0 + 601);
  assert.deepEqual(over, { limit: 12, remaining: 0, resetSeconds: 3000, isExceeded: true });
  const later = await limiter.countPasswordLimited(client, 'a', t0 + 3601);
  assert.deepEqual([later.remaining, later.isExceeded], [11, false]);
});

test('of the buckets of the member and of the client the tighter is told', async () => {
  const { limiter } = createCounters();
  const count = (username: string) => limiter.countPasswordLimited(client, username, t0);
  for (let sent = 0; sent < 11; sent += 1) for (const name of ['a', 'b', 'c']) await count(name);
  // The client has 3 of 36 left; a newcomer has 12 of 12.
  const newcomer = await count('d');
  assert.deepEqual([newcomer.limit, newcomer.remaining], [36, 2]);
  const third = await count('a');
  assert.deepEqual([third.limit, third.remaining], [12, 0]);
  await count('b');
  const over = await count('e');
  assert.deepEqual([over.limit, over.remaining, over.isExceeded], [36, 0, true]);
});

test('a member’s last request is refused when the client is over', async () => {
  const { limiter } = createCounters();
  const count = (username: string) => limiter.countPasswordLimited(client, username, t0);
  for (let sent = 0; sent < 11; sent += 1) for (const name of ['a', 'b', 'c']) await count(name);
  for (let sent = 0; sent < 3; sent += 1) await count('d');
  const last = await count('a');
  assert.deepEqual([last.limit, last.isExceeded], [36, true]);
});

test('one client’s requests do not count for another', async () => {
  const { limiter } = createCounters();
  for (let sent = 0; sent < 40; sent += 1) await limiter.countPasswordLimited(client, 'a', t0);
  const other = makeClient({ client_id: 'another' });
  assert.equal((await limiter.countPasswordLimited(other, 'a', t0)).isExceeded, false);
});

test('account names are in no bucket name', async () => {
  const { limiter, windows } = createCounters();
  await limiter.countPasswordLimited(client, 'driver@example.test', t0);
  await limiter.countPasswordFailure({ username: 'driver@example.test', requester }, t0);
  assert.equal(windows.size, 5);
  for (const bucket of windows.keys()) assert.doesNotMatch(bucket, /driver|example/);
});

test('an address may fail sixty times a minute, and the next failure is refused with the seconds to wait', async () => {
  const { limiter } = createCounters();
  const fail = (now: number) => limiter.countClientAuthenticationFailure(requester, now);
  for (let failed = 0; failed < 60; failed += 1) await fail(t0);
  const standing = await limiter.findClientAuthenticationFailures(requester, t0 + 10);
  assert.deepEqual(standing, { limit: 60, remaining: 0, resetSeconds: 50, isExceeded: false });
  await assert.rejects(fail(t0 + 59), (error: OAuthError) => error.retryAfterSeconds === 1);
  await fail(t0 + 60);
});

test('an address that never failed has its whole allowance', async () => {
  const { limiter } = createCounters();
  const standing = await limiter.findClientAuthenticationFailures(requester, t0);
  assert.deepEqual(standing, { limit: 60, remaining: 60, resetSeconds: 60, isExceeded: false });
});

test('nobody is told to wait no time at all', async () => {
  const { limiter } = createCounters();
  for (let failed = 0; failed < 10; failed += 1) {
    assert.equal(
      await limiter.findPasswordWaitSeconds({ username: 'a', requester }, t0),
      undefined,
    );
    await limiter.countPasswordFailure({ username: 'a', requester }, t0);
  }
  assert.equal(await limiter.findPasswordWaitSeconds({ username: 'a', requester }, t0), 900);
  assert.equal(await limiter.findPasswordWaitSeconds({ username: 'a', requester }, t0 + 899), 1);
  assert.equal(
    await limiter.findPasswordWaitSeconds({ username: 'a', requester }, t0 + 900),
    undefined,
  );
  assert.equal(await limiter.findPasswordWaitSeconds({ username: 'b', requester }, t0), undefined);
});

test('S207 whoever moves through a /64, or writes an address otherwise, stays in one bucket', async () => {
  const { limiter, windows } = createCounters();
  const from = (ip: string) => ({ ...requester, ip });
  for (let failed = 0; failed < 60; failed += 1) {
    await limiter.countClientAuthenticationFailure(from(`2001:db8::${failed.toString(16)}`), t0);
  }
  const next = from('2001:0DB8:0:0:ffff::1');
  await assert.rejects(limiter.countClientAuthenticationFailure(next, t0));
  await limiter.countClientAuthenticationFailure(from('2001:db8:0:1::1'), t0);
  for (let failed = 0; failed < 10; failed += 1) {
    await limiter.countPasswordFailure(
      { username: 'a', requester: from(`2001:db8::${failed}`) },
      t0,
    );
  }
  assert.equal(await limiter.findPasswordWaitSeconds({ username: 'a', requester: next }, t0), 900);
  assert.equal(
    await limiter.findPasswordWaitSeconds(
      { username: 'a', requester: from('2001:db8:0:1::1') },
      t0,
    ),
    undefined,
  );
  assert.equal(windows.size, 5);
});

test('S209 an account that is guessed at from many addresses is slowed down for new ones, and not locked', async () => {
  const { limiter } = createCounters();
  const from = (host: number, browser_id?: string) => ({
    username: 'a',
    requester: { ...requester, ip: `198.51.100.${host}` },
    browser_id,
  });
  for (let host = 1; host <= 5; host += 1) {
    for (let failed = 0; failed < 10; failed += 1) {
      assert.equal(await limiter.findPasswordWaitSeconds(from(host), t0), undefined);
      await limiter.countPasswordFailure(from(host), t0);
    }
  }
  // One try for whoever comes new, then no more in this quarter of an hour.
  assert.equal(await limiter.findPasswordWaitSeconds(from(6), t0), undefined);
  await limiter.countPasswordFailure(from(6), t0);
  assert.equal(await limiter.findPasswordWaitSeconds(from(6), t0), 900);
  const { username: _username, ...elsewhere } = from(6);
  assert.equal(
    await limiter.findPasswordWaitSeconds({ ...elsewhere, username: 'b' }, t0),
    undefined,
  );
  assert.equal(await limiter.findPasswordWaitSeconds(from(6), t0 + 900), undefined);
});

test('S209 a known browser has ten tries of its own, whatever others did, and takes none from them', async () => {
  const { limiter } = createCounters();
  const guess = { username: 'a', requester, browser_id: 'browser-1' };
  for (let failed = 0; failed < 200; failed += 1) {
    await limiter.countPasswordFailure({ username: 'a', requester }, t0);
  }
  for (let failed = 0; failed < 10; failed += 1) {
    assert.equal(await limiter.findPasswordWaitSeconds(guess, t0), undefined);
    await limiter.countPasswordFailure(guess, t0);
  }
  assert.equal(await limiter.findPasswordWaitSeconds(guess, t0), 900);
  const other = { ...guess, username: 'b', browser_id: undefined };
  const state = await limiter.findPasswordFailures(other, t0);
  assert.deepEqual([state.limit, state.remaining], [10, 10]);
});
