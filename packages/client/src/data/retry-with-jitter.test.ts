import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { startFakeService } from '../../test/fake-service.ts';
import type { FakeService, Reply } from '../../test/fake-service.ts';
import { iracing } from '../provider.ts';
import type { Provider } from '../provider.ts';
import { retryWithJitter } from './retry-with-jitter.ts';
import type { RetryOptions } from './retry-with-jitter.ts';

const now = 1_790_000_000;
const halfway = (): Uint8Array => new Uint8Array([128, 0, 0, 0]);
let service: FakeService;
let files: FakeService;
let waits: number[];

beforeEach(async () => {
  service = await startFakeService();
  files = await startFakeService();
  waits = [];
});
afterEach(async () => {
  mock.restoreAll();
  await service.close();
  await files.close();
});

/** Waits pass at once and are written down. */
function skipWaits(): void {
  const original = globalThis.setTimeout;
  mock.method(globalThis, 'setTimeout', (act: () => void, milliseconds: number) => {
    const isOurs = new Error('where').stack?.includes('pause.ts') === true;
    if (isOurs) waits.push(milliseconds / 1000);
    return original(act, isOurs ? 0 : milliseconds);
  });
}

function open(options?: RetryOptions, more: object = {}): Provider {
  skipWaits();
  return iracing({
    client_id: 'demo_client',
    issuerUrl: service.issuerUrl,
    dataUrl: service.url,
    clock: () => now,
    random: halfway,
    retries: retryWithJitter(options),
    ...more,
  });
}

/** Answers one after the other, the last one again and again. */
function inTurn(...replies: readonly Reply[]): () => Reply {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)] ?? {};
}

const down: Reply = { status: 502, body: 'bad gateway' };
const good: Reply = { body: ['car'] };

describe('retries with full jitter', () => {
  it('repeat a data request after 5xx and a broken connection, each wait a random part of the most', async () => {
    service.on('/data/car/get', inTurn(down, { ...good, isCutShort: true }, down, good));
    const provider = open();
    assert.deepEqual((await provider.get('t', 'car/get')).payload, ['car']);
    assert.equal(service.requests.length, 4);
    assert.deepEqual(waits, [0.25, 0.5, 1]);
  });

  it('repeat a download and not the call that gave its link', async () => {
    service.on('/data/car/get', () => ({ body: { link: `${files.url}/file` } }));
    files.on('/file', inTurn(down, good));
    assert.deepEqual((await open().get('t', 'car/get')).payload, ['car']);
    assert.equal(service.requests.length, 1);
    assert.equal(files.requests.length, 2);
  });

  it('repeat the opening of a stream', async () => {
    const path = 'driver_stats_by_category/oval';
    service.on(`/data/${path}`, () => ({ body: { link: `${files.url}/file` } }));
    files.on('/file', inTurn(down, { body: 'DRIVER\nA\n' }));
    const rows: unknown[] = [];
    for await (const row of await open().stream('t', path)) rows.push(row);
    assert.deepEqual(rows, [{ DRIVER: 'A' }]);
  });

  it('repeat after a timeout', async () => {
    let count = 0;
    service.on('/data/car/get', async () => {
      count += 1;
      if (count === 1) await new Promise((resolve) => setTimeout(resolve, 300));
      return good;
    });
    const provider = open({}, { requestTimeoutSeconds: 0.1 });
    assert.deepEqual((await provider.get('t', 'car/get')).payload, ['car']);
    assert.equal(count, 2);
  });

  it('end with the last failure after so many attempts, no wait longer than the cap', async () => {
    service.on('/data/car/get', () => down);
    const provider = open({ attemptsMax: 5, baseSeconds: 1, capSeconds: 3 });
    await assert.rejects(provider.get('t', 'car/get'), { status: 502 });
    assert.equal(service.requests.length, 5);
    assert.deepEqual(waits, [0.5, 1, 1.5, 1.5]);
  });

  it('wait as long as Retry-After says, and give up when that is longer than the cap', async () => {
    const busy = (seconds: string): Reply => ({ ...down, headers: { 'retry-after': seconds } });
    service.on('/data/car/get', inTurn(busy('7'), busy('21')));
    await assert.rejects(open().get('t', 'car/get'), { status: 502 });
    assert.deepEqual(waits, [7]);
    assert.equal(service.requests.length, 2);
  });

  const lasting: readonly [string, Reply][] = [
    ['a refusal', { status: 403, body: { error: 'Forbidden' } }],
    ['an unknown method', { status: 404, body: { error: 'Not Found' } }],
    ['what is not implemented', { status: 501, body: { error: 'Not Implemented' } }],
    ['planned maintenance', { status: 503, body: { error: 'Site Maintenance', note: 'later' } }],
    ['a limit', { status: 429, body: 'Rate limit exceeded' }],
    ['what is no JSON', { body: 'plain' }],
  ];
  for (const [name, reply] of lasting) {
    it(`do not repeat after ${name}`, async () => {
      service.on('/data/car/get', () => reply);
      await assert.rejects(open().get('t', 'car/get'));
      assert.equal(service.requests.length, 1);
    });
  }

  it('never repeat a request for tokens', async () => {
    service.on('/oauth2/token', () => down);
    const provider = open();
    const tokenSet = { access_token: 'a', refresh_token: 'r', token_type: 'Bearer', expires_at: 1 };
    await assert.rejects(provider.refresh(tokenSet as never));
    assert.equal(service.seen('/oauth2/token').length, 1);
  });

  it('end at once with the reason of the caller’s signal, also while they wait', async () => {
    service.on('/data/car/get', () => down);
    const provider = iracing({
      client_id: 'demo_client',
      dataUrl: service.url,
      retries: retryWithJitter({ baseSeconds: 60, capSeconds: 60 }),
      random: halfway,
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 50);
    const call = provider.get('t', 'car/get', {}, { signal: controller.signal });
    await assert.rejects(call, reason);
    assert.equal(service.requests.length, 1);
  });

  it('are off unless they were asked for', async () => {
    service.on('/data/car/get', inTurn(down, good));
    await assert.rejects(open({}, { retries: undefined }).get('t', 'car/get'), { status: 502 });
  });

  it('refuse options that make no sense', () => {
    for (const options of [{ attemptsMax: 0 }, { baseSeconds: -1 }, { capSeconds: Number.NaN }]) {
      assert.throws(() => retryWithJitter(options), { code: 'invalid_options' });
    }
  });
});
