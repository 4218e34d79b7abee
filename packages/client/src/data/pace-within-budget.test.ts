import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { TestContext } from 'node:test';
import { startFakeService } from '../../test/fake-service.ts';
import { iracing } from '../provider.ts';
import { createSession } from '../session.ts';
import { memoryTokenStore } from '../token-store.ts';
import { paceWithinBudget } from './pace-within-budget.ts';
import type { PaceOptions } from './pace-within-budget.ts';

const begin = 1_790_000_000;

/**
 * A service with windows of a minute and a clock that moves only when it is moved. A request takes half a
 * second.
 */
function startWindows(t: TestContext, limit: number, options?: PaceOptions) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: begin * 1000 });
  const clock = (): number => Math.floor(Date.now() / 1000);
  const pacing = paceWithinBudget(options);
  const sentAt: number[] = [];
  const counts = new Map<string, number>();
  const waits: unknown[] = [];
  const context = {
    clock,
    signal: undefined as AbortSignal | undefined,
    random: (count: number) => new Uint8Array(count),
    log: (_: string, __: string, fields?: object) => void waits.push(fields),
  };
  let refused = 0;
  const ask = (budget = 'member-7', signal?: AbortSignal): Promise<{ headers: Headers }> =>
    pacing(
      budget,
      async () => {
        const at = Date.now() / 1000 - begin;
        sentAt.push(at);
        const window = Math.floor(at / 60);
        const key = `${budget} ${window}`;
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        if (count > limit) refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 500));
        const headers = new Headers({
          'x-ratelimit-limit': String(limit),
          'x-ratelimit-remaining': String(Math.max(0, limit - count)),
          'x-ratelimit-reset': String(begin + 60 * (window + 1)),
        });
        return { headers };
      },
      { ...context, signal },
    );
  /** Lets time pass in steps small enough for everything that waits. */
  const pass = async (seconds: number): Promise<void> => {
    for (let step = 0; step < seconds * 4; step += 1) {
      for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
      t.mock.timers.tick(250);
    }
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  };
  return { ask, pass, sentAt, waits, refused: () => refused, clock };
}

describe('a pace within the budget', () => {
  it('keeps parallel callers within each window: none is refused, and all are answered', async (t) => {
    const { ask, pass, sentAt, refused } = startWindows(t, 10);
    const all = Promise.all(Array.from({ length: 25 }, () => ask()));
    await pass(200);
    await all;
    assert.equal(refused(), 0);
    assert.equal(sentAt.length, 25);
    assert.ok((sentAt.at(-1) ?? 0) < 185, String(sentAt));
  });

  it('sends one request ahead of all when nothing is known yet', async (t) => {
    const { ask, pass, sentAt } = startWindows(t, 10);
    const all = Promise.all([ask(), ask(), ask()]);
    await pass(0.25);
    assert.equal(sentAt.length, 1);
    await pass(2);
    await all;
    assert.deepEqual(sentAt.slice(1), [0.5, 0.5]);
  });

  it('sends at once while more than half is left, and spreads the rest evenly', async (t) => {
    const { ask, pass, sentAt } = startWindows(t, 20);
    const all = Promise.all(Array.from({ length: 20 }, () => ask()));
    await pass(65);
    await all;
    const inFirstSeconds = sentAt.filter((at) => at <= 1).length;
    assert.ok(inFirstSeconds >= 8 && inFirstSeconds <= 11, String(sentAt));
    const gaps = sentAt.slice(12).map((at, index) => at - (sentAt[index + 11] ?? 0));
    for (const gap of gaps.slice(0, -1)) assert.ok(gap > 2 && gap < 12, String(sentAt));
  });

  it('only waits for the next window when it is told not to spread, and says so', async (t) => {
    const { ask, pass, sentAt, waits } = startWindows(t, 5, { spreadBelow: 0 });
    const all = Promise.all(Array.from({ length: 6 }, () => ask()));
    await pass(65);
    await all;
    assert.ok(
      sentAt.slice(0, 5).every((at) => at < 5),
      String(sentAt),
    );
    assert.ok((sentAt[5] ?? 0) >= 60, String(sentAt));
    assert.equal(waits.length, 1);
  });

  it('leaves a reserve to others', async (t) => {
    const { ask, pass, sentAt } = startWindows(t, 10, { reserve: 6, spreadBelow: 0 });
    const all = Promise.all(Array.from({ length: 6 }, () => ask()));
    await pass(59);
    assert.equal(sentAt.length, 4);
    await pass(10);
    await all;
  });

  it('counts each member alone', async (t) => {
    const { ask, pass, sentAt } = startWindows(t, 2, { spreadBelow: 0 });
    const all = Promise.all(['a', 'b', 'a', 'b'].map((member) => ask(member)));
    await pass(3);
    await all;
    assert.equal(sentAt.length, 4);
  });

  it('ends the waiting of who gives up, at once, and of nobody else', async (t) => {
    const { ask, pass, sentAt } = startWindows(t, 1, { spreadBelow: 0 });
    const first = ask();
    const controller = new AbortController();
    const second = ask('member-7', controller.signal);
    const third = ask();
    await pass(2);
    await first;
    const reason = new Error('enough');
    controller.abort(reason);
    await assert.rejects(second, reason);
    await pass(62);
    await third;
    assert.equal(sentAt.length, 2);
  });

  it('lets everything pass at a service that says nothing of limits', async () => {
    const pacing = paceWithinBudget();
    const context = {
      clock: () => begin,
      signal: undefined,
      random: (count: number) => new Uint8Array(count),
      log: () => undefined,
    };
    let underway = 0;
    let most = 0;
    const send = async (): Promise<{ headers: Headers }> => {
      underway += 1;
      most = Math.max(most, underway);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underway -= 1;
      return { headers: new Headers() };
    };
    await Promise.all(Array.from({ length: 9 }, () => pacing('m', send, context)));
    assert.equal(most, 8);
  });

  it('goes on after requests that failed', async () => {
    const pacing = paceWithinBudget();
    const context = {
      clock: () => begin,
      signal: undefined,
      random: (count: number) => new Uint8Array(count),
      log: () => undefined,
    };
    const fail = (): Promise<never> => Promise.reject(new Error('broken'));
    const calls = Array.from({ length: 4 }, () => pacing('m', fail, context));
    for (const { status } of await Promise.allSettled(calls)) assert.equal(status, 'rejected');
  });

  it('does not wait for longer than a window when a clock is wrong', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const pacing = paceWithinBudget({ spreadBelow: 0 });
    const headers = new Headers({
      'x-ratelimit-limit': '240',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(begin + 7200),
    });
    const context = {
      clock: () => begin,
      signal: undefined,
      random: (count: number) => new Uint8Array(count),
      log: () => undefined,
    };
    await pacing('m', () => Promise.resolve({ headers }), context);
    let isDone = false;
    const second = pacing('m', () => Promise.resolve({ headers }), context).then(() => {
      isDone = true;
    });
    for (let step = 0; step < 62; step += 1) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      t.mock.timers.tick(1000);
    }
    await second;
    assert.ok(isDone);
  });

  it('refuses options that make no sense', () => {
    for (const options of [{ reserve: -1 }, { reserve: Number.NaN }, { spreadBelow: 2 }]) {
      assert.throws(() => paceWithinBudget(options), { code: 'invalid_options' });
    }
  });
});

describe('the budget', () => {
  it('is visible ahead of a call, at the provider and at each session, also after a refusal', async () => {
    const service = await startFakeService();
    try {
      const limits = (remaining: number) => ({
        'x-ratelimit-limit': '240',
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(begin + 30),
      });
      service.on('/data/car/get', () => ({ headers: limits(17), body: [] }));
      service.on('/data/track/get', () => ({ status: 429, headers: limits(0), body: 'over' }));
      const provider = iracing({ client_id: 'demo', dataUrl: service.url, clock: () => begin });
      assert.ok(!('remaining' in (provider.rateLimit ?? {})));
      const told = mock.fn();
      await provider.get('t', 'car/get', {}, { onRateLimit: told });
      const left = { limit: 240, remaining: 17, reset_at: begin + 30 };
      assert.deepEqual(provider.rateLimit, left);
      assert.deepEqual(told.mock.calls[0]?.arguments, [left]);
      await assert.rejects(provider.get('t', 'track/get'), { code: 'rate_limited' });
      assert.deepEqual(provider.rateLimit, { ...left, remaining: 0 });
      const session = createSession({ provider, store: memoryTokenStore() });
      await session.signIn({
        access_token: 'access',
        token_type: 'Bearer',
        expires_at: begin + 600,
        scope: 'iracing.auth',
      });
      assert.ok(!('remaining' in (session.rateLimit ?? {})));
      await session.get('car/get');
      assert.deepEqual(session.rateLimit, left);
    } finally {
      await service.close();
    }
  });
});
