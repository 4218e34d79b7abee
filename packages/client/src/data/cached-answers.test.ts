import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startFakeService } from '../../test/fake-service.ts';
import type { FakeService, Reply } from '../../test/fake-service.ts';
import { iracing } from '../provider.ts';
import type { Provider } from '../provider.ts';
import { createPayloadCache } from './cached-answers.ts';
import type { CachedAnswer, PayloadStore } from './data-behaviour.ts';
import { memoryPayloadCache, memoryPayloadStore } from './memory-payload-cache.ts';

const begin = 1_790_000_000;
let now: number;
let service: FakeService;
let files: FakeService;

beforeEach(async () => {
  now = begin;
  service = await startFakeService();
  files = await startFakeService();
});
afterEach(async () => {
  await service.close();
  await files.close();
});

function open(store: PayloadStore = memoryPayloadStore(), more: object = {}): Provider {
  return iracing({
    client_id: 'demo_client',
    dataUrl: service.url,
    clock: () => now,
    payloadCache: createPayloadCache(store),
    ...more,
  });
}

const isoTime = (time: number): string => new Date(time * 1000).toISOString();

/** A method behind a link that is another one each time, and whose content counts up. */
function serve(method: string, expiresIn: number | undefined = 900, delay = 0): void {
  let count = 0;
  service.on(`/data/${method}`, async () => {
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, delay));
    const expires = expiresIn === undefined ? {} : { expires: isoTime(begin + expiresIn) };
    return { body: { link: `${files.url}/${method}?X-Amz-Signature=${count}`, ...expires } };
  });
  files.on(`/${method}`, (): Reply => ({ body: { count, list: [3, 1, 2] } }));
}

const countIn = ({ payload }: { payload: unknown }) => (payload as { count: number }).count;

describe('the payload cache', () => {
  it('answers without a request until the answer expires, and asks again then', async () => {
    serve('car/get');
    const provider = open();
    const first = await provider.get('t', 'car/get');
    now = begin + 899;
    const second = await provider.get('t', '/data/car/get');
    assert.deepEqual(second, { ...first, rateLimit: undefined });
    assert.equal(service.requests.length + files.requests.length, 2);
    now = begin + 900;
    assert.equal(countIn(await provider.get('t', 'car/get')), 2);
  });

  it('never keeps a link: no signature is in what it stores', async () => {
    serve('car/get');
    const entries = new Map<string, CachedAnswer>();
    await open({
      get: (key) => entries.get(key),
      set: (key, entry) => entries.set(key, entry),
    }).get('canary-token', 'car/get');
    assert.equal(entries.size, 1);
    assert.doesNotMatch(JSON.stringify([...entries]), /X-Amz|canary/);
  });

  it('keeps nothing that does not say when it expires', async () => {
    service.on('/data/constants/divisions', () => ({ body: [1] }));
    const provider = open();
    await provider.get('t', 'constants/divisions');
    await provider.get('t', 'constants/divisions');
    assert.equal(service.requests.length, 2);
  });

  it('keeps nothing for longer than a quarter of an hour, whatever the clocks say', async () => {
    serve('car/get', 7200);
    const provider = open();
    await provider.get('t', 'car/get');
    now = begin + 900;
    assert.equal(countIn(await provider.get('t', 'car/get')), 2);
    now = begin - 7200;
    assert.equal(countIn(await provider.get('t', 'car/get')), 3);
  });

  it('makes one request for parallel equal calls, and gives each an answer of its own', async () => {
    serve('car/get', 900, 50);
    const provider = open();
    const answers = await Promise.all([1, 2, 3].map(() => provider.get<string>('t', 'car/get')));
    assert.equal(service.requests.length, 1);
    for (const { payload } of answers) (payload as { list: number[] }).list.sort((a, b) => a - b);
    const kept = (await provider.get('t', 'car/get')) as { payload: unknown };
    assert.deepEqual(kept.payload, { count: 1, list: [3, 1, 2] });
    assert.deepEqual(answers[2]?.payload, { count: 1, list: [1, 2, 3] });
  });

  it('one caller that gives up ends nothing for the others; when all do, the request ends', async () => {
    serve('car/get', 900, 80);
    const provider = open();
    const controller = new AbortController();
    const leaver = provider.get('t', 'car/get', {}, { signal: controller.signal });
    const stayer = provider.get('t', 'car/get');
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await assert.rejects(leaver, /enough/);
    assert.equal(countIn((await stayer) as { payload: unknown }), 1);

    serve('track/get', 900, 80);
    const alone = provider.get('t', 'track/get', {}, { signal: AbortSignal.timeout(20) });
    await assert.rejects(alone, { name: 'TimeoutError' });
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.deepEqual(files.seen('/track/get'), []);
  });

  it('tells every one of parallel callers of each chunk', async () => {
    const chunk_info = {
      num_chunks: 1,
      base_download_url: `${files.url}/`,
      chunk_file_names: ['chunk'],
    };
    service.on('/data/results/lap_data', () => ({ body: { chunk_info } }));
    files.on('/chunk', () => ({ body: [1] }));
    const told: string[] = [];
    const parameters = { subsession_id: 1, simsession_number: 0 };
    const provider = open();
    await Promise.all(
      ['a', 'b'].map((name) => {
        const onChunk = (done: number, total: number) => void told.push(`${name}${done}/${total}`);
        return provider.get('t', 'results/lap_data', parameters, { onChunk });
      }),
    );
    assert.deepEqual(told.toSorted(), ['a0/1', 'a1/1', 'b0/1', 'b1/1']);
  });

  it('one caller whose onChunk throws fails alone: the others have their answer', async () => {
    const chunks = { base_download_url: `${files.url}/`, chunk_file_names: ['a', 'b'] };
    service.on('/data/results/lap_data', () => ({
      body: { expires: isoTime(begin + 60), chunk_info: chunks },
    }));
    files.on('/a', () => ({ body: [1] }));
    files.on('/b', () => ({ body: [2] }));
    const provider = open();
    const parameters = { subsession_id: 1, simsession_number: 0, cust_id: 1 };
    const mistake = new Error('of the app');
    const fail = (): never => {
      throw mistake;
    };
    const [first, second, third] = await Promise.allSettled(
      [fail, undefined, fail].map((onChunk) =>
        provider.get('t', 'results/lap_data', parameters, onChunk && { onChunk }),
      ),
    );
    assert.equal(first?.status === 'rejected' && first.reason, mistake);
    assert.equal(third?.status === 'rejected' && third.reason, mistake);
    assert.deepEqual(second?.status === 'fulfilled' && second.value.rows, [1, 2]);
  });

  it('a caller that gives up while the store is asked does not wait for the service', async () => {
    serve('car/get', 900, 300);
    const leaving = new AbortController();
    const store: PayloadStore = {
      get: () => {
        leaving.abort(new Error('gone'));
        return undefined;
      },
      set: () => undefined,
    };
    const others = open({ get: () => undefined, set: () => undefined }).get('t', 'car/get');
    const begun = performance.now();
    await assert.rejects(open(store).get('t', 'car/get', {}, { signal: leaving.signal }), /gone/);
    assert.ok(performance.now() - begun < 250);
    await others;
  });

  it('takes the same parameters in another order for the same question', async () => {
    serve('season/list');
    const provider = open();
    await provider.get('t', 'season/list', { season_year: 2026, season_quarter: 1 });
    await provider.get('t', 'season/list', { season_quarter: 1, season_year: 2026 });
    await provider.get('t', 'season/list', { season_year: 2026, season_quarter: 2 });
    assert.equal(service.requests.length, 2);
  });

  it('gives nobody what another member was answered, and everybody what is everybody’s', async () => {
    serve('member/info');
    serve('league/get');
    serve('car/get');
    const provider = open();
    for (const token of ['one', 'two', 'one']) {
      await provider.get(token, 'member/info');
      await provider.get(token, 'league/get', { league_id: 1 });
      await provider.get(token, 'car/get');
    }
    assert.equal(service.seen('/data/member/info').length, 2);
    assert.equal(service.seen('/data/league/get').length, 2);
    assert.equal(service.seen('/data/car/get').length, 1);
  });

  it('takes what names nobody, an empty name or none, for no member that two people share', async () => {
    service.on('/data/member/info', ({ headers }) => ({
      body: { expires: isoTime(begin + 60), seen: headers.authorization },
    }));
    const provider = open();
    for (const member of ['', null, {}, 0] as unknown as string[]) {
      for (const token of ['of-one', 'of-other']) {
        const { payload } = await provider.get(token, 'member/info', {}, { member });
        assert.equal((payload as { seen?: string }).seen, `Bearer ${token}`);
      }
    }
  });

  it('knows a member again with a new token when the app says who it is', async () => {
    serve('member/info');
    const provider = open();
    for (const token of ['one', 'two']) {
      await provider.get(token, 'member/info', {}, { member: '7' });
    }
    await provider.get('one', 'member/info', {}, { member: '8' });
    await provider.get('one', 'member/info');
    assert.equal(service.requests.length, 3);
  });

  it('keeps the answers of two services and of two clients apart', async () => {
    serve('member/info');
    serve('car/get');
    const cache = memoryPayloadStore();
    const own = { member: '7' };
    await open(cache).get('t', 'member/info', {}, own);
    await open(cache, { client_id: 'another' }).get('t', 'member/info', {}, own);
    await open(cache).get('t', 'car/get');
    service.on('/other/data/car/get', () => ({ body: ['another car'] }));
    const other = open(cache, { dataUrl: `${service.url}/other` });
    assert.deepEqual((await other.get('t', 'car/get')).payload, ['another car']);
    assert.equal(service.seen('/data/member/info').length, 2);
  });

  it('keeps CSV and the rows of chunks whole', async () => {
    const path = 'driver_stats_by_category/oval';
    const expires = isoTime(begin + 60);
    service.on(`/data/${path}`, () => ({ body: { link: `${files.url}/csv`, expires } }));
    files.on('/csv', () => ({ body: 'DRIVER\n"A, B"\n' }));
    service.on('/data/results/event_log', () => ({ body: { link: `${files.url}/log`, expires } }));
    const chunk_info = {
      num_chunks: 1,
      base_download_url: `${files.url}/`,
      chunk_file_names: ['chunk'],
    };
    files.on('/log', () => ({ body: { chunk_info } }));
    files.on('/chunk', () => ({ body: [{ row: 1 }] }));
    const provider = open();
    const parameters = { subsession_id: 1, simsession_number: 0 };
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await provider.get('t', path)).payload, 'DRIVER\n"A, B"\n');
      const log = await provider.get('t', 'results/event_log', parameters);
      assert.deepEqual(log.rows, [{ row: 1 }]);
    }
    assert.equal(files.requests.length, 3);
  });

  it('keeps no failure, and tells it to everybody who waited', async () => {
    service.on('/data/car/get', () => ({ status: 500, body: 'broken' }));
    const provider = open();
    const calls = [1, 2].map(() => provider.get('t', 'car/get'));
    for (const call of calls) await assert.rejects(call, { status: 500 });
    serve('car/get');
    assert.equal(countIn((await provider.get('t', 'car/get')) as { payload: unknown }), 1);
  });

  it('costs a request and no more when it fails, hangs or holds what cannot be read', async () => {
    serve('car/get');
    const warnings: unknown[] = [];
    const logger = {
      debug() {},
      info() {},
      warn: (text: string) => warnings.push(text),
      error() {},
    };
    const broken = (): never => {
      throw new Error('out of order');
    };
    await open({ get: broken, set: broken }, { logger }).get('t', 'car/get');
    assert.deepEqual(warnings, ['the payload cache failed', 'the payload cache failed']);
    const deleted: string[] = [];
    await open({
      get: () => ({ answer: '{"kind"', expires_at: now + 60 }),
      set: () => undefined,
      delete: (key) => deleted.push(key),
    }).get('t', 'car/get');
    assert.equal(deleted.length, 1);
    const hanging = open({ get: () => new Promise(() => undefined), set: () => undefined });
    await hanging.get('t', 'car/get');
    assert.equal(service.requests.length, 3);
  });
});

describe('the cache in memory', () => {
  const entry = (length: number): CachedAnswer => ({ answer: 'x'.repeat(length), expires_at: 1 });

  it('lets go of what was longest not asked for', async () => {
    const cache = memoryPayloadStore({ entriesMax: 2 });
    await cache.set('a', entry(1));
    await cache.set('b', entry(1));
    await cache.get('a');
    await cache.set('c', entry(1));
    assert.equal(await cache.get('b'), undefined);
    assert.ok((await cache.get('a')) && (await cache.get('c')));
  });

  it('holds so many characters, and nothing that is longer', async () => {
    const cache = memoryPayloadStore({ charactersMax: 10 });
    await cache.set('a', entry(6));
    await cache.set('a', entry(5));
    await cache.set('b', entry(5));
    assert.ok(await cache.get('a'));
    await cache.set('c', entry(4));
    assert.equal(await cache.get('b'), undefined);
    await cache.set('d', entry(11));
    assert.equal(await cache.get('d'), undefined);
    await cache.delete?.('none');
    await cache.set('e', entry(10));
    assert.ok(await cache.get('e'));
  });

  it('refuses limits that make no sense', () => {
    for (const options of [{ entriesMax: 0 }, { charactersMax: 1.5 }]) {
      assert.throws(() => memoryPayloadCache(options), { code: 'invalid_options' });
    }
  });
});
