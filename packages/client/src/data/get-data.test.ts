import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { startFakeService } from '../../test/fake-service.ts';
import type { FakeService, Reply } from '../../test/fake-service.ts';
import { isClientError } from '../errors.ts';
import { iracing } from '../provider.ts';
import type { Provider } from '../provider.ts';
import type { DataOptions } from './get-data.ts';

const now = 1_790_000_000;
let service: FakeService;
let files: FakeService;
let provider: Provider;

beforeEach(async () => {
  service = await startFakeService();
  files = await startFakeService();
  const { issuerUrl, url } = service;
  provider = iracing({
    client_id: 'demo_client',
    issuerUrl,
    dataUrl: url,
    clock: () => now,
    // What is followed here, and how, does not depend on what was asked for.
    checkParameters: false,
  });
});
afterEach(async () => {
  await service.close();
  await files.close();
});

const get = (path: string, parameters = {}, options: DataOptions = {}) =>
  provider.get('canary-token', path, parameters, options);

function link(path: string): Reply {
  return {
    body: { link: `${files.url}${path}?X-Amz-Signature=s`, expires: '2026-09-21T14:00:00Z' },
  };
}

const octets = { 'content-type': 'application/octet-stream' };

/** Serves chunks named `0`, `1`, … under /chunks/ and gives the chunk_info that names them. */
function serveChunks(chunks: readonly unknown[]): Record<string, unknown> {
  for (const [index, chunk] of chunks.entries()) {
    files.on(`/chunks/${index}.json`, () => ({ headers: octets, body: chunk }));
  }
  return {
    chunk_size: 2,
    num_chunks: chunks.length,
    rows: chunks.flat().length,
    base_download_url: `${files.url}/chunks/`,
    chunk_file_names: chunks.map((_, index) => `${index}.json?X-Amz-Signature=${index}`),
  };
}

describe('data calls: the six kinds of delivery', () => {
  it('gives an inline array as it is', async () => {
    service.on('/data/constants/divisions', () => ({ body: [{ label: 'ALL', value: -1 }] }));
    const answer = await get('/data/constants/divisions');
    assert.equal(answer.kind, 'json');
    assert.deepEqual(answer.payload, [{ label: 'ALL', value: -1 }]);
  });

  it('follows a link without the access token', async () => {
    service.on('/data/member/info', () => link('/file'));
    files.on('/file', () => ({ headers: octets, body: { cust_id: 7, unheard_of: null } }));
    const answer = await get('/data/member/info', { cust_id: 7 });
    assert.deepEqual(answer.payload, { cust_id: 7, unheard_of: null });
    assert.equal(answer.expires_at, Date.parse('2026-09-21T14:00:00Z') / 1000);
    assert.equal(service.requests[0]?.headers.authorization, 'Bearer canary-token');
    assert.equal(service.requests[0]?.query.get('cust_id'), '7');
    assert.equal(files.requests[0]?.headers.authorization, undefined);
    assert.equal(files.requests[0]?.query.get('X-Amz-Signature'), 's');
  });

  for (const type of ['text/csv', 'text/plain', 'application/octet-stream']) {
    it(`gives CSV as text when its host calls it ${type}`, async () => {
      service.on('/data/driver_stats_by_category/sports_car', () => link('/file'));
      const headers = { 'content-type': type };
      files.on('/file', () => ({ headers, body: 'DRIVER,CUSTID\n"A, B",7\n' }));
      const answer = await get('/data/driver_stats_by_category/sports_car');
      assert.equal(answer.kind, 'csv');
      assert.equal(answer.payload, 'DRIVER,CUSTID\n"A, B",7\n');
    });
  }

  it('follows data_url and keeps the envelope', async () => {
    const envelope = { type: 'awards', data: { count: 1 }, data_url: `${files.url}/awards?s=1` };
    service.on('/data/member/awards', () => ({ body: envelope }));
    files.on('/awards', () => ({ body: [{ award_id: 1 }] }));
    const answer = await get('/data/member/awards');
    assert.ok(answer.kind === 'json');
    assert.deepEqual(answer.payload, [{ award_id: 1 }]);
    assert.deepEqual(answer.envelope, envelope);
    assert.equal(files.requests[0]?.headers.authorization, undefined);
  });

  it('puts chunks under data together, the partial last one too', async () => {
    const chunk_info = serveChunks([[1, 2], [3, 4], [5]]);
    service.on('/data/results/search_series', () => ({
      body: { type: 'search_series_results', data: { success: true, chunk_info } },
    }));
    const answer = await get('/data/results/search_series', { season_year: 2026 });
    assert.ok(answer.kind === 'chunks');
    assert.deepEqual(answer.rows, [1, 2, 3, 4, 5]);
    for (const seen of files.requests) assert.equal(seen.headers.authorization, undefined);
    assert.equal(files.requests[1]?.query.get('X-Amz-Signature'), '1');
  });

  it('puts chunks behind a link together, in order, and tells of each', async () => {
    const chunks = Array.from({ length: 9 }, (_, index) => [index * 2, index * 2 + 1]);
    const chunk_info = serveChunks(chunks);
    service.on('/data/results/lap_data', () => link('/head'));
    files.on('/head', () => ({ body: { success: true, group_id: 1, chunk_info } }));
    const told: string[] = [];
    const onChunk = (done: number, total: number): void => void told.push(`${done}/${total}`);
    const answer = await get('/data/results/lap_data', { subsession_id: 1 }, { onChunk });
    assert.ok(answer.kind === 'chunks');
    assert.deepEqual(answer.rows, chunks.flat());
    assert.deepEqual(
      told,
      Array.from({ length: 10 }, (_, index) => `${index}/9`),
    );
    assert.equal((answer.payload as { group_id: number }).group_id, 1);
  });

  it('reads world records inline and behind a link', async () => {
    const chunk_info = serveChunks([[1], [2]]);
    const body = { type: 'stats_world_records', data: { success: true, chunk_info } };
    files.on('/records', () => ({ body }));
    for (const reply of [{ body }, link('/records')]) {
      service.on('/data/stats/world_records', () => reply);
      const answer = await get('/data/stats/world_records');
      assert.deepEqual(answer.kind === 'chunks' && answer.rows, [1, 2]);
    }
  });

  const none = [
    { chunk_info: null },
    {},
    { chunk_info: { num_chunks: 0, rows: 0, base_download_url: null, chunk_file_names: [] } },
    { chunk_info: {} },
    { data: { chunk_info: null } },
  ];
  for (const payload of none) {
    it(`gives no rows for ${JSON.stringify(payload)}`, async () => {
      service.on('/data/results/lap_data', () => link('/head'));
      files.on('/head', () => ({ body: { success: true, ...payload } }));
      const answer = await get('/data/results/lap_data');
      assert.deepEqual(answer.kind === 'chunks' && answer.rows, []);
    });
  }

  it('does not take the documentation for a link', async () => {
    const body = { link: `${service.url}/data/car/get`, expirationSeconds: 900 };
    service.on('/data/doc/car/get', () => ({ body }));
    assert.deepEqual((await get('/data/doc/car/get')).payload, body);
    assert.equal(service.requests.length, 1);
  });

  it('downloads no more than four chunks at a time', async () => {
    let open = 0;
    let most = 0;
    const chunk_info = serveChunks(Array.from({ length: 12 }, () => [1]));
    for (let index = 0; index < 12; index += 1) {
      files.on(`/chunks/${index}.json`, async () => {
        most = Math.max(most, (open += 1));
        await new Promise((resolve) => setTimeout(resolve, 60));
        open -= 1;
        return { body: [index] };
      });
    }
    service.on('/data/results/event_log', () => ({ body: { chunk_info } }));
    const answer = await get('/data/results/event_log');
    assert.equal(answer.kind === 'chunks' && answer.rows.length, 12);
    assert.equal(most, 4);
  });
});

describe('data calls: links that die', () => {
  const expired: Reply = { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };

  it('asks the data service again, once, when the link has died', async () => {
    let calls = 0;
    service.on('/data/car/get', () => link(`/file-${(calls += 1)}`));
    files.on('/file-1', () => expired);
    files.on('/file-2', () => ({ body: ['car'] }));
    assert.deepEqual((await get('/data/car/get')).payload, ['car']);
    assert.equal(calls, 2);
  });

  it('asks again when a chunk has died', async () => {
    const chunk_info = serveChunks([[1], [2], [3]]);
    let tries = 0;
    files.on('/chunks/1.json', () => ((tries += 1) === 1 ? expired : { body: [2] }));
    service.on('/data/results/lap_data', () => ({ body: { chunk_info } }));
    const answer = await get('/data/results/lap_data');
    assert.deepEqual(answer.kind === 'chunks' && answer.rows, [1, 2, 3]);
    assert.equal(service.requests.length, 2);
  });

  it('gives up when the second link is dead too, and does not show it', async () => {
    service.on('/data/car/get', () => link('/file'));
    files.on('/file', () => expired);
    await assert.rejects(get('/data/car/get'), (error) => {
      assert.ok(isClientError(error, 'resource_error_response'));
      assert.equal(error.speaker, 'file_host');
      assert.equal(error.status, 403);
      assert.doesNotMatch(inspect(error), /Signature/);
      return true;
    });
    assert.equal(service.requests.length, 2);
  });

  it('asks again when a data_url has died', async () => {
    let calls = 0;
    service.on('/data/member/awards', () => {
      calls += 1;
      return { body: { type: 'awards', data: {}, data_url: `${files.url}/awards?call=${calls}` } };
    });
    files.on('/awards', ({ query }) =>
      query.get('call') === '1' ? { status: 403, body: '<Error/>' } : { body: [7] },
    );
    assert.deepEqual((await get('/data/member/awards')).payload, [7]);
    assert.equal(calls, 2);
  });

  it('does not ask again for a refusal of the data service itself', async () => {
    service.on('/data/league/get', () => ({ status: 403, body: { error: 'Forbidden' } }));
    await assert.rejects(get('/data/league/get'), { speaker: 'data', error: 'Forbidden' });
    assert.equal(service.requests.length, 1);
  });
});

describe('data calls: what goes wrong', () => {
  const paths = [
    'https://evil.example/data/car/get',
    '//evil.example/car',
    '/data/../oauth2/sessions',
    '/data/car/get?x=1',
    '/data/car//get',
    '/data/car/get#x',
    '/data/%2e%2e/x',
    '/data/@evil.example',
    '',
    '/data/',
  ];
  for (const path of paths) {
    it(`sends the access token nowhere for the path ${JSON.stringify(path)}`, async () => {
      await assert.rejects(get(path), { code: 'invalid_options' });
      assert.equal(service.requests.length, 0);
    });
  }

  it('takes a path with or without /data/, and parameters as the service reads them', async () => {
    service.on('/data/member/get', () => ({ body: [] }));
    const parameters = { cust_ids: [1, 2], include_licenses: true, x: undefined, y: null };
    for (const path of ['/data/member/get', 'data/member/get', 'member/get']) {
      await get(path, parameters);
    }
    const repeated = new URLSearchParams('a=1&a=2');
    await provider.get('t', '/data/member/get', repeated);
    const [first, , , last] = service.requests;
    assert.equal(first?.query.toString(), 'cust_ids=1%2C2&include_licenses=true');
    assert.deepEqual(last?.query.getAll('a'), ['1', '2']);
  });

  it('refuses a link over plain http to another computer', async () => {
    service.on('/data/car/get', () => ({ body: { link: 'http://files.example/x?sig=canary' } }));
    await assert.rejects(get('/data/car/get'), (error) => {
      assert.ok(isClientError(error, 'insecure_url'));
      assert.doesNotMatch(inspect(error), /canary/);
      return true;
    });
  });

  const malformed: [string, unknown][] = [
    ['is not an object', 'x'],
    ['has names that are no texts', { chunk_file_names: [1], base_download_url: 'https://x/' }],
    ['has names without a base', { chunk_file_names: ['a'], base_download_url: null }],
    ['names fewer chunks than it counts', { chunk_file_names: [], num_chunks: 3 }],
  ];
  for (const [name, chunk_info] of malformed) {
    it(`reports chunk_info that ${name}`, async () => {
      service.on('/data/results/lap_data', () => ({ body: { chunk_info } }));
      await assert.rejects(get('/data/results/lap_data'), { code: 'invalid_response' });
    });
  }

  it('reports a truncated file, a chunk that is no array and a broken connection', async () => {
    service.on('/data/car/get', () => link('/file'));
    files.on('/file', () => ({ body: '{"cars":[' }));
    await assert.rejects(get('/data/car/get'), { code: 'invalid_response' });
    files.on('/file', () => ({ body: { cars: 'x'.repeat(5000) }, isCutShort: true }));
    await assert.rejects(get('/data/car/get'), { code: 'network_failure' });
    const chunk_info = serveChunks([[1], { no: 'array' }]);
    service.on('/data/results/lap_data', () => ({ body: { chunk_info } }));
    await assert.rejects(get('/data/results/lap_data'), { code: 'invalid_response' });
  });

  it('tells maintenance apart from other trouble', async () => {
    const note = 'Please try your request later.';
    service.on('/data/car/get', () => ({ status: 503, body: { error: 'Site Maintenance', note } }));
    await assert.rejects(get('/data/car/get'), {
      code: 'site_maintenance',
      note,
      retryAfterSeconds: undefined,
    });
    const headers = { 'retry-after': '600' };
    service.on('/data/car/get', () => ({
      status: 503,
      headers,
      body: { error: 'Site Maintenance' },
    }));
    await assert.rejects(get('/data/car/get'), { retryAfterSeconds: 600 });
    service.on('/data/car/get', () => ({ status: 503, body: '<html>' }));
    await assert.rejects(get('/data/car/get'), { code: 'resource_error_response', status: 503 });
    service.on('/data/car/get', () => ({ status: 504, body: '<html>' }));
    await assert.rejects(get('/data/car/get'), { code: 'resource_error_response', status: 504 });
  });

  it('says until when the minute is used up', async () => {
    const headers = { 'x-ratelimit-reset': String(now + 42) };
    service.on('/data/car/get', () => ({ status: 429, headers, body: 'Rate limit exceeded' }));
    await assert.rejects(get('/data/car/get'), { code: 'rate_limited', resetAt: now + 42 });
  });

  it('waits for the next minute when told to, within its bound', async () => {
    const limited = (reset: number): Reply => ({
      status: 429,
      headers: { 'x-ratelimit-reset': String(reset) },
      body: 'Rate limit exceeded',
    });
    let calls = 0;
    service.on('/data/car/get', () => ((calls += 1) === 1 ? limited(now + 1) : { body: [] }));
    const begin = performance.now();
    await get('/data/car/get', {}, { waitForRateLimit: true });
    assert.ok(performance.now() - begin > 900);
    service.on('/data/car/get', () => limited(now + 500));
    const impatient = get('/data/car/get', {}, { waitForRateLimit: true });
    await assert.rejects(impatient, { code: 'rate_limited' });
    service.on('/data/car/get', () => limited(now + 30));
    const signal = AbortSignal.timeout(50);
    const aborted = get('/data/car/get', {}, { waitForRateLimit: true, signal });
    await assert.rejects(aborted, { name: 'TimeoutError' });
  });

  it('waits for longer than a timer can hold without asking all the time', async () => {
    let calls = 0;
    service.on('/data/car/get', () => {
      calls += 1;
      return { status: 429, headers: { 'retry-after': '999999999' }, body: 'slow down' };
    });
    const patient = get(
      '/data/car/get',
      {},
      {
        waitForRateLimit: true,
        rateLimitWaitSecondsMax: Infinity,
        signal: AbortSignal.timeout(200),
      },
    );
    await assert.rejects(patient, { name: 'TimeoutError' });
    assert.equal(calls, 1);
  });

  it('takes no time to wait from a header that holds none', async () => {
    for (const reset of ['', '1e300', '-5', '0x7fffffff', 'soon', '9'.repeat(20)]) {
      const headers = { 'x-ratelimit-reset': reset };
      service.on('/data/car/get', () => ({ status: 429, headers, body: 'slow down' }));
      await assert.rejects(get('/data/car/get'), (error) => {
        assert.ok(isClientError(error, 'rate_limited'));
        assert.equal(error.resetAt, undefined, reset);
        return true;
      });
    }
  });

  it('shows what is left of the minute', async () => {
    const headers = {
      'x-ratelimit-limit': '240',
      'x-ratelimit-remaining': '239',
      'x-ratelimit-reset': String(now + 60),
    };
    service.on('/data/car/get', () => ({ headers, body: [] }));
    const { rateLimit } = await get('/data/car/get');
    assert.deepEqual(rateLimit, { limit: 240, remaining: 239, reset_at: now + 60 });
  });

  it('stops everything when the caller gives up', async () => {
    const chunk_info = serveChunks(Array.from({ length: 6 }, () => [1]));
    service.on('/data/results/lap_data', () => ({ body: { chunk_info } }));
    const stop = new AbortController();
    const onChunk = (done: number): void => {
      if (done === 1) stop.abort(new Error('enough'));
    };
    const call = get('/data/results/lap_data', {}, { signal: stop.signal, onChunk });
    await assert.rejects(call, { message: 'enough' });
  });
});
