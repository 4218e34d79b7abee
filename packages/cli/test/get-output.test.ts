import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { serveChunks } from './data-files.ts';
import { pitpass, runProcess, signIn, startProcess } from './pitpass.ts';

const laps = ['get', 'results/lap_data', 'subsession_id=12345', 'simsession_number=0'];
const csvPath = 'driver_stats_by_category/road';

/** What a folder holds beside the tokens. */
const filesIn = (folder: string) =>
  readdirSync(folder).filter((name) => !/^(?:tokens\.json.*|state)$/.test(name));

/** Serves one endless-looking file from a host of its own, piece after piece. */
async function serveLongFile(t: TestContext, piece: string, count: number): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    let left = count;
    const send = (): void => {
      while (left > 0) {
        left -= 1;
        if (!response.write(piece)) break;
      }
      if (left === 0) response.end();
    };
    response.on('drain', send);
    send();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

describe('get in other forms', { concurrency: 4 }, () => {
  test('--csv writes the rows of all chunks as CSV', async (t) => {
    const { service, options } = await signIn(t);
    serveChunks(service, 3);
    const { stdout, stderr } = await pitpass([...laps, '--csv'], options);
    assert.equal(stdout, 'lap_number\r\n0\r\n1\r\n2\r\n', stderr);
  });

  test('--ndjson writes a row in a line, of chunks, of a list and of CSV', async (t) => {
    const { service, options } = await signIn(t);
    serveChunks(service, 2);
    const chunks = await pitpass([...laps, '--ndjson'], options);
    assert.equal(chunks.stdout, '{"lap_number":0}\n{"lap_number":1}\n');
    service.on('/data/series/get', () => ({ body: [{ series_id: 1 }, { series_id: 2 }] }));
    const list = await pitpass(['get', 'series/get', '--ndjson'], options);
    assert.equal(list.stdout, '{"series_id":1}\n{"series_id":2}\n');
    service.on(`/data/${csvPath}`, () => ({ body: { link: `${service.origin}/files/csv` } }));
    service.on('/files/csv', () => ({ body: 'DRIVER,IR\r\n"Apex, Robin",7\r\n' }));
    const csv = await pitpass(['get', csvPath, '--ndjson'], options);
    assert.equal(csv.stdout, '{"DRIVER":"Apex, Robin","IR":"7"}\n');
  });

  test('--table shows the list in the answer, and --rows and --columns choose', async (t) => {
    const { service, options } = await signIn(t);
    const session_results = [
      { simsession_name: 'RACE', results: [{ display_name: 'Robin Apex', laps: 9 }] },
      { simsession_name: 'QUALIFY', results: [{ display_name: '山田 太郎', laps: 2 }] },
    ];
    const body = { subsession_id: 5, session_results };
    service.on('/data/results/get', () => ({ body }));
    const get = ['get', 'results/get', '--subsession-id', '5'];
    const table = await pitpass([...get, '--table'], options);
    assert.match(table.stdout, /^simsession_name/);
    const rows = ['--rows', 'session_results.results', '--columns', 'laps,display_name'];
    const chosen = await pitpass([...get, ...rows], options);
    assert.equal(chosen.stdout, 'laps  display_name\n   9  Robin Apex\n   2  山田 太郎\n');
    const json = await pitpass([...get, '--rows', 'session_results.results', '--json'], options);
    assert.equal((JSON.parse(json.stdout) as unknown[]).length, 2);
    const wrong = await pitpass([...get, '--rows', 'results'], options);
    assert.deepEqual([wrong.exitCode, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /its lists are session_results/);
  });

  test('--csv of an answer with several lists asks which is meant', async (t) => {
    const { service, options } = await signIn(t);
    const body = { cust_id: 1, cars: [{ car_id: 1 }], tracks: [{ track_id: 2 }] };
    service.on('/data/member/info', () => ({ body }));
    const ended = await pitpass(['get', 'member/info', '--csv'], options);
    assert.equal(ended.exitCode, 2);
    assert.match(ended.stderr, /choose with --rows cars or tracks/);
    const chosen = await pitpass(['get', 'member/info', '--csv', '--rows', 'tracks'], options);
    assert.equal(chosen.stdout, 'track_id\r\n2\r\n');
  });

  test('--verbose tells the rows, the time and the requests that are left', async (t) => {
    const { service, options } = await signIn(t);
    serveChunks(service, 2);
    const link = { link: `${service.origin}/files/laps` };
    const headers = {
      'x-ratelimit-limit': '240',
      'x-ratelimit-remaining': '238',
      'x-ratelimit-reset': '1790000000',
    };
    service.on('/data/results/lap_data', () => ({ headers, body: link }));
    const { stderr } = await pitpass([...laps, '--csv', '--verbose'], options);
    assert.match(
      stderr,
      /^results\/lap_data: 2 rows, \d+ B, \d+ ms; 238 of 240 requests left until 2026-09-21 14:13:20 UTC\.\n$/,
    );
  });
});

test('an answer without rows says so beside what is written', async (t) => {
  const { service, options } = await signIn(t);
  serveChunks(service, 0);
  for (const form of ['--csv', '--ndjson', '--table']) {
    const { exitCode, stdout, stderr } = await pitpass([...laps, form], options);
    assert.deepEqual([exitCode, stdout, stderr], [0, '', 'There are no rows.\n']);
  }
});

describe('get before anything is sent', { concurrency: 4 }, () => {
  test('names a missing parameter with its type and an example, code 2', async (t) => {
    const { service, options } = await signIn(t);
    const { exitCode, stdout, stderr } = await pitpass(['get', 'results/get'], options);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /needs subsession_id: .* a whole number.*subsession_id=12345/);
    assert.deepEqual(service.requests, []);
  });

  test('refuses parameters that do not go together, code 2', async (t) => {
    const { service, options } = await signIn(t);
    const { exitCode, stderr } = await pitpass(['get', 'results/search_series'], options);
    assert.equal(exitCode, 2);
    assert.match(stderr, /results\/search_series was not asked: .*season_year/);
    assert.deepEqual(service.requests, []);
  });

  test('refuses an unknown method with the nearest names, code 2', async (t) => {
    const { service, options } = await signIn(t);
    const { exitCode, stderr } = await pitpass(['get', 'result/get', 'subsession_id=1'], options);
    assert.equal(exitCode, 2);
    assert.match(stderr, /Did you mean results\/get\?/);
    assert.deepEqual(service.requests, []);
  });

  test('asks a method that is newer than the catalogue when it is written out', async (t) => {
    const { service, options } = await signIn(t);
    service.on('/data/brand/new', () => ({ body: { fresh: true } }));
    const ended = await pitpass(['get', '/data/brand/new', 'a=1', '--json'], options);
    assert.equal(ended.stdout, '{"fresh":true}\n');
  });

  test('sends a parameter that the catalogue does not have, and says so', async (t) => {
    const { service, options } = await signIn(t);
    const { stderr, exitCode } = await pitpass(['get', 'member/info', 'brand_new=1'], options);
    assert.equal(exitCode, 0);
    assert.match(
      stderr,
      /^member\/info has no parameter brand_new that we know of; it is sent\.\n$/,
    );
    assert.equal(service.seen('/data/member/info')[0]?.query.get('brand_new'), '1');
  });

  test('without a method it says what comes first', async (t) => {
    const { options } = await signIn(t);
    for (const words of [[], ['--json'], ['subsession_id=1']]) {
      const { exitCode, stderr } = await pitpass(['get', ...words], options);
      assert.equal(exitCode, 2);
      assert.match(stderr, /The method comes first/);
    }
  });

  test('--list and --describe need no sign-in', async () => {
    const list = await pitpass(['get', '--list', 'lap']);
    assert.match(list.stdout, /^results\/lap_chart_data +subsession_id simsession_number/);
    const json = await pitpass(['get', '--list', '--json']);
    assert.equal((JSON.parse(json.stdout) as unknown[]).length, 74);
    const method = await pitpass(['get', '/data/results/get', '--describe']);
    assert.match(method.stdout, /^results\/get\n/);
    const unknown = await pitpass(['get', 'results/gett', '--describe']);
    assert.match(unknown.stderr, /Did you mean results\/get\?/);
    assert.equal((await pitpass(['get', '--list', 'zzz'])).exitCode, 2);
  });
});

describe('get --out', { concurrency: 4 }, () => {
  test('takes the form from the ending of the file', async (t) => {
    const { service, folder, options } = await signIn(t);
    serveChunks(service, 2);
    const { stdout, stderr } = await pitpass([...laps, '--out', 'laps.csv'], options);
    assert.equal(stdout, '');
    assert.match(stderr, /Written to .*laps\.csv: 2 rows\.\n$/);
    assert.equal(readFileSync(join(folder, 'laps.csv'), 'utf8'), 'lap_number\r\n0\r\n1\r\n');
    await pitpass([...laps, '--out', 'laps.json'], options);
    const whole = JSON.parse(readFileSync(join(folder, 'laps.json'), 'utf8')) as object;
    assert.deepEqual(Object.keys(whole), ['success', 'chunk_info', 'rows']);
  });

  test('replaces no file without --force, and asks nothing for it', async (t) => {
    const { service, folder, options } = await signIn(t);
    const file = join(folder, 'info.json');
    writeFileSync(file, 'mine');
    const words = ['get', 'member/info', '--out', 'info.json'];
    const refused = await pitpass(words, options);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /info\.json is there already; give --force to replace it/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    assert.deepEqual(service.requests, []);
    assert.equal((await pitpass([...words, '--force'], options)).exitCode, 0);
    assert.match(readFileSync(file, 'utf8'), /"cust_id": 4711/);
  });

  test('a file that appeared meanwhile is not replaced either', async (t) => {
    const { service, folder, options } = await signIn(t);
    service.on('/files/info', () => {
      writeFileSync(join(folder, 'info.json'), 'mine');
      return { body: { cust_id: 1 } };
    });
    const ended = await pitpass(['get', 'member/info', '--out', 'info.json'], options);
    assert.equal(ended.exitCode, 1);
    assert.equal(readFileSync(join(folder, 'info.json'), 'utf8'), 'mine');
    assert.deepEqual(filesIn(folder), ['info.json']);
  });

  test('--force writes through a symbolic link', async (t) => {
    const { folder, options } = await signIn(t);
    writeFileSync(join(folder, 'real.json'), 'old');
    symlinkSync('real.json', join(folder, 'link.json'));
    await pitpass(['get', 'member/info', '--out', 'link.json', '--force'], options);
    assert.match(readFileSync(join(folder, 'real.json'), 'utf8'), /4711/);
    assert.deepEqual(filesIn(folder).sort(), ['link.json', 'real.json']);
  });

  test('leaves nothing behind when the download fails, or is interrupted', async (t) => {
    const { service, folder, options } = await signIn(t);
    serveChunks(service, 3);
    service.on('/files/2.json', () => ({ body: '{"not": "a list"}' }));
    const failed = await pitpass([...laps, '--out', 'laps.csv'], options);
    assert.equal(failed.exitCode, 1);
    assert.deepEqual(filesIn(folder), []);
    service.on('/files/2.json', () => ({ body: [], delayMilliseconds: 5000 }));
    const { child, ended } = startProcess([...laps, '--out', 'laps.csv'], options);
    while (!existsSync(join(folder, `.laps.csv.${child.pid}.part`))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    while (service.seen('/files/2.json').length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill('SIGINT');
    assert.equal((await ended).exitCode, 130);
    assert.deepEqual(filesIn(folder), []);
  });

  test('memory stays flat for a hundred megabytes of CSV and of chunks', async (t) => {
    const { service, folder, options } = await signIn(t);
    const line = `${'x'.repeat(999)}\r\n`;
    const link = await serveLongFile(t, line.repeat(100), 1000);
    service.on(`/data/${csvPath}`, () => ({ body: { link } }));
    const small = { ...options, nodeArguments: ['--max-old-space-size=48'] };
    const csv = await runProcess(['get', csvPath, '--out', 'road.csv'], small);
    assert.equal(csv.exitCode, 0, csv.stderr);
    assert.equal(readFileSync(join(folder, 'road.csv')).length, 100_100_000);

    serveChunks(service, 50);
    const rows = Array.from({ length: 2000 }, (_, id) => ({ id, text: 'y'.repeat(990) }));
    for (let index = 0; index < 50; index += 1) {
      service.on(`/files/${index}.json`, () => ({ body: rows }));
    }
    const chunks = await runProcess([...laps, '--out', 'laps.json'], small);
    assert.equal(chunks.exitCode, 0, chunks.stderr);
    const { length } = readFileSync(join(folder, 'laps.json'));
    assert.ok(length > 100_000_000, String(length));
  });
});

describe('get and the limit of requests', { concurrency: 4 }, () => {
  /** Refuses the first request for a second. */
  function limitOnce(service: Awaited<ReturnType<typeof signIn>>['service'], path: string): void {
    const { origin } = service;
    let asked = 0;
    service.on(path, () => {
      asked += 1;
      return asked === 1
        ? { status: 429, headers: { 'retry-after': '1' }, body: 'Rate limit exceeded' }
        : { body: { link: `${origin}/files/${path.endsWith('info') ? 'info' : 'laps'}` } };
    });
  }

  test('--wait waits until the service takes requests again, says so and goes on', async (t) => {
    const { service, options } = await signIn(t);
    limitOnce(service, '/data/member/info');
    const ended = await pitpass(['get', 'member/info', '--wait', '--json'], options);
    assert.equal(ended.stdout, '{"cust_id":4711,"display_name":"Robin Apex"}\n');
    assert.equal(ended.stderr, "The minute's requests are used up; going on in 1 s.\n");
    assert.equal(service.seen('/data/member/info').length, 2);
  });

  test('without a terminal it ends with code 6 unless it was told to wait', async (t) => {
    const { service, options } = await signIn(t);
    limitOnce(service, '/data/member/info');
    assert.equal((await pitpass(['get', 'member/info'], options)).exitCode, 6);
  });

  test('a limit that lasts too long ends it with code 6 at once', async (t) => {
    const { service, options } = await signIn(t);
    const headers = { 'retry-after': '901' };
    service.on('/data/member/info', () => ({ status: 429, headers, body: 'no' }));
    const { exitCode, stderr } = await pitpass(['get', 'member/info', '--wait'], options);
    assert.equal(exitCode, 6);
    assert.match(stderr, /^pitpass: Too many requests.*901 seconds/);
  });

  test('a long limit is waited for as well, and Ctrl-C gives up with code 130', async (t) => {
    const { service, options } = await signIn(t);
    const headers = { 'retry-after': '600' };
    service.on('/data/member/info', () => ({ status: 429, headers, body: 'no' }));
    const words = ['get', 'member/info', '--wait', '--out', 'info.json'];
    const { child, ended, untilSaid } = startProcess(words, options);
    await untilSaid(/used up; going on in 10 min\.\n$/);
    child.kill('SIGINT');
    const { exitCode, stdout } = await ended;
    assert.deepEqual([exitCode, stdout], [130, '']);
    assert.equal(service.seen('/data/member/info').length, 1);
  });

  test('a download whose links die and whose renewal is limited goes on where it was', async (t) => {
    const { service, options } = await signIn(t);
    serveChunks(service, 6);
    const { origin } = service;
    const answers = [{}, { status: 429, headers: { 'retry-after': '1' } }, {}];
    let asked = 0;
    service.on('/data/results/lap_data', () => {
      const answer = answers[asked] ?? {};
      asked += 1;
      return { body: { link: `${origin}/files/laps` }, ...answer };
    });
    service.on('/files/5.json', () =>
      asked < 3 ? { status: 403, body: '<Error/>' } : { body: [{ lap_number: 5 }] },
    );
    const { stdout, stderr, exitCode } = await pitpass([...laps, '--ndjson', '--wait'], options);
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout.trim().split('\n').length, 6);
    assert.match(stderr, /used up; going on in 1 s/);
    assert.equal(service.seen('/files/0.json').length, 1, 'what was there is not asked for again');
    assert.equal(asked, 3);
  });

  test('a chunk that fails is tried again, and a first request that fails is not', async (t) => {
    const { service, options } = await signIn(t);
    serveChunks(service, 3);
    service.on('/files/2.json', () =>
      service.seen('/files/2.json').length === 1
        ? { status: 502, body: 'bad gateway' }
        : { body: [{ lap_number: 2 }] },
    );
    const { stdout, stderr } = await pitpass([...laps, '--ndjson'], options);
    assert.equal(stdout.trim().split('\n').length, 3, stderr);
    assert.equal(service.seen('/files/2.json').length, 2);
    service.on('/data/member/info', () => ({ status: 502, body: 'bad gateway' }));
    assert.equal((await pitpass(['get', 'member/info'], options)).exitCode, 5);
    assert.equal(service.seen('/data/member/info').length, 1);
  });

  test('a limit at the token endpoint is waited for as well', async (t) => {
    const { service, options, read, write } = await signIn(t);
    write({ ...read(), expires_at: 1 });
    let asked = 0;
    service.on('/oauth2/token', () => {
      asked += 1;
      return asked === 1
        ? {
            status: 400,
            headers: { 'retry-after': '1' },
            body: { error: 'unauthorized_client', error_description: 'too many' },
          }
        : { body: service.issue() };
    });
    const ended = await pitpass(['get', 'member/info', '--wait', '--json'], options);
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.match(ended.stderr, /Too many sign-ins; going on in 1 s/);
  });
});
