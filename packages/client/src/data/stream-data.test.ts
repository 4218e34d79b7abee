import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { collect } from '../../test/collect.ts';
import { startFakeService } from '../../test/fake-service.ts';
import type { FakeService } from '../../test/fake-service.ts';
import { iracing } from '../provider.ts';
import type { Provider } from '../provider.ts';
import type { DataOptions } from './get-data.ts';

const csvPath = '/data/driver_stats_by_category/oval';
const lapsPath = '/data/results/lap_data';
const octets = { 'content-type': 'application/octet-stream' };
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
    downloadTimeoutSeconds: 0.3,
    // How rows are read does not depend on what was asked for.
    checkParameters: false,
  });
});
afterEach(async () => {
  await service.close();
  await files.close();
});

const stream = (path: string, options: DataOptions = {}) =>
  provider.stream('canary-token', path, {}, options);

/** Serves an answer in chunks of two rows each; links carry the number of the call that gave them. */
function serveChunks(
  count: number,
  refuse: (index: number, call: number) => boolean = () => false,
) {
  let calls = 0;
  service.on(lapsPath, () => {
    calls += 1;
    const names = Array.from({ length: count }, (_, index) => `${index}?call=${calls}`);
    files.on('/head', () => ({
      headers: octets,
      body: {
        success: true,
        chunk_info: {
          num_chunks: count,
          base_download_url: `${files.url}/chunk/`,
          chunk_file_names: names,
        },
      },
    }));
    return { body: { link: `${files.url}/head`, expires: '2026-09-21T14:00:00Z' } };
  });
  for (let index = 0; index < count; index += 1) {
    files.on(`/chunk/${index}`, ({ query }) =>
      refuse(index, Number(query.get('call')))
        ? { status: 403, body: '<Error/>' }
        : { headers: octets, body: [{ lap: 2 * index }, { lap: 2 * index + 1 }] },
    );
  }
  return () => calls;
}

const chunksAsked = () => files.requests.filter(({ path }) => path.startsWith('/chunk/')).length;

describe('streamed data', () => {
  it('gives the rows of all chunks in order, and what names them', async () => {
    serveChunks(7);
    const told: string[] = [];
    const onChunk = (done: number, total: number) => told.push(`${done}/${total}`);
    const laps = await stream(lapsPath, { onChunk });
    assert.equal(laps.kind, 'chunks');
    assert.equal((laps.payload as { success: boolean }).success, true);
    assert.equal(laps.expires_at, Date.parse('2026-09-21T14:00:00Z') / 1000);
    const rows = await collect(laps);
    assert.deepEqual(
      rows,
      Array.from({ length: 14 }, (_, lap) => ({ lap })),
    );
    assert.deepEqual(told, ['0/7', '1/7', '2/7', '3/7', '4/7', '5/7', '6/7', '7/7']);
  });

  it('gives CSV as it came to who wants the text and not its rows', async () => {
    const csv = 'DRIVER,CUSTID\r\n"Ape""x, Robin" ,4711\r\nÄijö,2,more';
    service.on(csvPath, () => ({ body: { link: `${files.url}/csv` } }));
    files.on('/csv', () => ({ headers: octets, body: csv }));
    const { pieces } = await stream(csvPath);
    assert.ok(pieces);
    assert.equal((await collect(pieces)).join(''), csv);
    serveChunks(1);
    assert.equal((await stream(lapsPath)).pieces, undefined);
  });

  it('downloads four chunks ahead of its reader and no more', async () => {
    serveChunks(50);
    const iterator = (await stream(lapsPath))[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(chunksAsked() <= 4, String(chunksAsked()));
    await iterator.return?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(chunksAsked() <= 5, 'nothing more is asked once the reader has left');
  });

  it('asks the data service once more when links die on the way, and goes on where it was', async () => {
    const calls = serveChunks(9, (index, call) => index >= 5 && call === 1);
    const rows = await collect(await stream(lapsPath));
    assert.equal(rows.length, 18);
    assert.equal(calls(), 2);
  });

  it('gives up when the new links are dead as well', async () => {
    const calls = serveChunks(3, (index) => index === 2);
    const laps = await stream(lapsPath);
    await assert.rejects(collect(laps), { code: 'resource_error_response' });
    assert.equal(calls(), 2);
  });

  it('has no rows where chunk_info is null, and none to stream where there are no chunks', async () => {
    service.on(lapsPath, () => ({ body: { link: `${files.url}/head` } }));
    files.on('/head', () => ({ body: { chunk_info: null } }));
    assert.deepEqual(await collect(await stream(lapsPath)), []);
    service.on('/data/car/get', () => ({ body: [] }));
    await assert.rejects(stream('/data/car/get'), { code: 'invalid_options' });
  });

  it('gives CSV row by row, without the access token', async () => {
    service.on(csvPath, () => ({ body: { link: `${files.url}/file` } }));
    files.on('/file', () => ({ body: 'DRIVER,CUSTID\n"A, B",7\nC,8\n' }));
    const drivers = await stream(csvPath);
    assert.equal(drivers.kind, 'csv');
    assert.deepEqual(await collect(drivers), [
      { DRIVER: 'A, B', CUSTID: '7' },
      { DRIVER: 'C', CUSTID: '8' },
    ]);
    assert.equal(files.requests[0]?.headers.authorization, undefined);
  });

  it('asks once more for a CSV whose link has died', async () => {
    let calls = 0;
    service.on(csvPath, () => ({ body: { link: `${files.url}/file?call=${(calls += 1)}` } }));
    files.on('/file', ({ query }) =>
      query.get('call') === '1' ? { status: 403, body: '<Error/>' } : { body: 'A\n1\n' },
    );
    assert.deepEqual(await collect(await stream(csvPath)), [{ A: '1' }]);
  });

  it('gives the whole of standings as CSV by their csv_url, with the object that names it', async () => {
    const standings = '/data/stats/season_team_standings';
    const league = '/data/league/season_standings';
    let calls = 0;
    service.on(standings, () => ({ body: { link: `${files.url}/head?call=${(calls += 1)}` } }));
    files.on('/head', ({ query }) => ({
      body: { season_id: 1, csv_url: `${files.url}/csv?call=${query.get('call')}` },
    }));
    files.on('/csv', ({ query }) =>
      query.get('call') === '1' ? { status: 403, body: '<Error/>' } : { body: 'Team\nA\n' },
    );
    const whole = await provider.stream<string>('canary-token', standings, {}, { csv: 'csv_url' });
    assert.deepEqual(whole.payload, { season_id: 1, csv_url: `${files.url}/csv?call=1` });
    assert.deepEqual(await collect(whole), [{ Team: 'A' }]);
    for (const { headers } of files.requests) assert.equal(headers.authorization, undefined);

    service.on(league, () => ({ body: { link: `${files.url}/league` } }));
    files.on('/league', () => ({ body: { driver_standings_csv_url: `${files.url}/drivers` } }));
    files.on('/drivers', () => ({ body: 'Driver\nB\n' }));
    const ask = (csv: 'driver_standings_csv_url' | 'team_standings_csv_url') =>
      provider.stream<string>('canary-token', league, {}, { csv });
    assert.deepEqual(await collect(await ask('driver_standings_csv_url')), [{ Driver: 'B' }]);
    await assert.rejects(ask('team_standings_csv_url'), {
      code: 'invalid_options',
      message: '/data/league/season_standings names no CSV as team_standings_csv_url',
    });
  });

  it('fails while it is read when the connection breaks, the file is cut or nothing comes', async () => {
    service.on(csvPath, () => ({ body: { link: `${files.url}/file?sig=canary` } }));
    files.on('/file', () => ({ body: 'A,B\n'.padEnd(100_000, '1,2\n'), isCutShort: true }));
    const broken = await stream(csvPath);
    await assert.rejects(collect(broken), (error) => {
      assert.equal((error as { code: string }).code, 'network_failure');
      assert.doesNotMatch(inspect(error), /canary/);
      return true;
    });
    files.on('/file', () => new Promise(() => undefined));
    await assert.rejects(collect(await stream(csvPath)), { code: 'timeout' });
  });

  it('ends with the reason of the caller’s signal', async () => {
    serveChunks(50);
    const stop = new AbortController();
    const laps = await stream(lapsPath, { signal: stop.signal });
    const reading = (async () => {
      for await (const row of laps) if ((row as { lap: number }).lap === 3) stop.abort('enough');
    })();
    await assert.rejects(reading, (reason) => reason === 'enough');
  });

  it('holds a few pieces of a long file, however long it is', async () => {
    let sent = 0;
    const line = `${'x'.repeat(100)},7\n`;
    const fetchLong: typeof fetch = async (input) => {
      if (String(input).includes('/data/')) return Response.json({ link: 'https://f.example/f' });
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          controller.enqueue(new TextEncoder().encode(sent === 1 ? 'NAME,N\n' : line.repeat(100)));
          if (sent === 3000) controller.close();
        },
      });
      return new Response(body);
    };
    const long = iracing({ client_id: 'demo', fetch: fetchLong });
    let count = 0;
    let ahead = 0;
    for await (const _row of await long.stream('t', csvPath)) {
      count += 1;
      ahead = Math.max(ahead, sent - count / 100);
    }
    assert.equal(count, 299_900);
    assert.ok(ahead < 10, `${ahead} pieces were ahead of the reader`);
  });
});
