import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { serveChunks } from './data-files.ts';
import { pitpass, runProcess, signIn, startProcess } from './pitpass.ts';

const laps = ['get', 'results/lap_data', 'subsession_id=12345', 'simsession_number=0'];

describe('get', { concurrency: 4 }, () => {
  test('follows the link and prints JSON for people, or for programs with --json', async (t) => {
    const { service, options } = await signIn(t);
    const pretty = await pitpass(['get', '/data/member/info'], options);
    assert.equal(pretty.stdout, '{\n  "cust_id": 4711,\n  "display_name": "Robin Apex"\n}\n');
    assert.equal(pretty.stderr, '');
    const compact = await pitpass(['get', 'member/info', '--json'], options);
    assert.equal(compact.stdout, '{"cust_id":4711,"display_name":"Robin Apex"}\n');
    assert.equal(service.seen('/files/info')[0]?.headers.authorization, undefined);
  });

  test('sends parameters as they were given, repeated ones repeated', async (t) => {
    const { service, options } = await signIn(t);
    service.on('/data/lookup/get', () => ({ body: [] }));
    const words = ['get', 'lookup/get', 'weather=a=b', 'id=1', 'id=2'];
    assert.equal((await pitpass(words, options)).exitCode, 0);
    const { query } = service.seen('/data/lookup/get')[0] ?? {};
    assert.deepEqual(
      [...(query ?? [])],
      [
        ['weather', 'a=b'],
        ['id', '1'],
        ['id', '2'],
      ],
    );
  });

  test('puts the rows of all chunks in order beside what names them', async (t) => {
    const { service, options } = await signIn(t);
    serveChunks(service, 9);
    const { stdout, stderr } = await pitpass([...laps, '--json'], options);
    const answer = JSON.parse(stdout) as { success: boolean; rows: { lap_number: number }[] };
    assert.equal(answer.success, true);
    assert.deepEqual(
      answer.rows.map(({ lap_number }) => lap_number),
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.equal(stderr, '', 'a quick download needs no progress');
  });

  test('tells its progress in plain lines off a terminal when it lasts over a second', async (t) => {
    const { service, options } = await signIn(t);
    serveChunks(service, 12, 500);
    const { stdout, stderr } = await pitpass(laps, options);
    assert.match(stderr, /^(\d+ of 12 chunks, \d+ B, \d+ B\/s, \d s left\n)+$/);
    assert.equal((JSON.parse(stdout) as { rows: unknown[] }).rows.length, 12);
  });

  test('passes CSV through untouched, with --json as well', async (t) => {
    const { service, options } = await signIn(t);
    const csv = 'DRIVER,CUSTID\r\n"Ape""x, Robin",4711\r\nÄijö,2';
    const path = '/data/driver_stats_by_category/sports_car';
    service.on(path, () => ({ body: { link: `${service.origin}/files/csv` } }));
    service.on('/files/csv', () => ({ body: csv }));
    assert.equal((await pitpass(['get', path], options)).stdout, csv);
    assert.equal((await pitpass(['get', path, '--json'], options)).stdout, csv);
  });

  test('CSV cannot command a terminal; a pipe and a file get it as it came', async (t) => {
    const { service, folder, options } = await signIn(t);
    const path = '/data/driver_stats_by_category/road';
    const csv = 'DRIVER\tIR\r\n"\u001b]0;pwned\u0007\u001b[2J\u009b31m\u202eÄij\u200bö",1\n';
    service.on(path, () => ({ body: { link: `${service.origin}/files/csv` } }));
    service.on('/files/csv', () => ({ body: csv }));
    const shown =
      'DRIVER\tIR\r\n"\\u001b]0;pwned\\u0007\\u001b[2J\\u009b31m\\u202eÄij\\u200bö",1\n';
    const terminal = { ...options, isTerminal: true };
    for (const words of [[], ['--json'], ['--output', '-']]) {
      assert.equal((await pitpass(['get', path, ...words], terminal)).stdout, shown);
      assert.equal((await pitpass(['get', path, ...words], options)).stdout, csv);
    }
    await pitpass(['get', path, '--output', 'road.csv'], terminal);
    assert.equal(readFileSync(join(folder, 'road.csv'), 'utf8'), csv);
  });

  test('--output writes the answer to a file and leaves standard output empty', async (t) => {
    const { folder, options } = await signIn(t);
    const words = ['get', 'member/info', '--json', '--output', 'info.json'];
    const { stdout, stderr } = await pitpass(words, options);
    assert.equal(stdout, '');
    assert.match(stderr, /Written to .*info\.json/);
    assert.match(readFileSync(join(folder, 'info.json'), 'utf8'), /^\{"cust_id":4711,.*\}\n$/);
  });

  test('an output that cannot be written is one sentence, code 1', async (t) => {
    const { options } = await signIn(t);
    const words = ['get', 'member/info', '--output', join('no', 'such', 'folder')];
    const { exitCode, stderr } = await pitpass(words, options);
    assert.equal(exitCode, 1);
    assert.match(stderr, /could not be written to .*\(ENOENT\); name another --out\.\n$/);
  });

  test('ends in silence when its reader stops reading', async (t) => {
    const { service, options } = await signIn(t);
    service.on('/data/series/get', () => ({
      body: Array.from({ length: 200_000 }, (_, index) => index),
    }));
    const { child, ended } = startProcess(['get', 'series/get'], options);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { exitCode, stderr } = await ended;
    assert.deepEqual([exitCode, stderr], [0, '']);
  });

  const refusals = [
    { status: 404, exitCode: 4, says: /404 .*\(request req-1\)/ },
    { status: 403, exitCode: 4, says: /403/ },
    { status: 500, exitCode: 5, says: /500/ },
    { status: 429, exitCode: 6, says: /wait 17 seconds/ },
  ];
  for (const { status, exitCode, says } of refusals) {
    test(`an answer of ${status} ends it with code ${exitCode}`, async (t) => {
      const { service, options } = await signIn(t);
      const headers = { 'retry-after': '17' };
      service.on('/data/member/info', () => ({ status, headers, body: { error: 'no' } }));
      const ended = await pitpass(['get', 'member/info'], options);
      assert.equal(ended.exitCode, exitCode);
      assert.equal(ended.stdout, '');
      assert.match(ended.stderr, says);
      assert.equal(ended.stderr.trimEnd().split('\n').length, 1);
    });
  }

  test('a service that is not there ends it with code 5 and says what to check', async (t) => {
    const { service, options } = await signIn(t);
    await service.close();
    const { exitCode, stderr } = await pitpass(['get', 'member/info', '--json'], options);
    assert.equal(exitCode, 5);
    const { error } = JSON.parse(stderr) as { error: { code: string; message: string } };
    assert.equal(error.code, 'network_failure');
    assert.match(error.message, /ECONNREFUSED.*pitpass serve --local/);
  });

  test('a damaged token file is named and left as it is, code 1', async (t) => {
    const { options, tokenFile, read, write } = await signIn(t);
    write({ ...read(), access_token: 7 });
    const before = readFileSync(tokenFile, 'utf8');
    const { exitCode, stderr } = await pitpass(['get', 'member/info'], options);
    assert.equal(exitCode, 1);
    assert.ok(stderr.includes(tokenFile), stderr);
    assert.equal(readFileSync(tokenFile, 'utf8'), before);
  });
});

describe('get with an access token that is over', { concurrency: 4 }, () => {
  test('two at the same moment both succeed, and the service counts one refresh', async (t) => {
    const { service, options, read, write } = await signIn(t);
    write({ ...read(), expires_at: 1 });
    service.accepted.clear();
    service.refreshDelayMilliseconds = 300;
    const words = ['get', 'member/info', '--json'];
    const both = await Promise.all([runProcess(words, options), runProcess(words, options)]);
    for (const { exitCode, stdout, stderr } of both) {
      assert.equal(exitCode, 0, stderr);
      assert.equal(stdout, '{"cust_id":4711,"display_name":"Robin Apex"}\n');
    }
    assert.equal(service.seen('/oauth2/token').length, 1);
    assert.equal(service.seen('/data/member/info').length, 2);
    assert.equal(read()['refresh_token'], 'refresh-2');
  });

  test('Ctrl-C during a refresh ends with 130, and the new tokens are kept', async (t) => {
    const { service, options, read, write } = await signIn(t);
    write({ ...read(), expires_at: 1 });
    service.refreshDelayMilliseconds = 400;
    const running = startProcess(['get', 'member/info'], options);
    while (service.seen('/oauth2/token').length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    running.child.kill('SIGINT');
    const { exitCode, stdout } = await running.ended;
    assert.deepEqual([exitCode, stdout], [130, '']);
    assert.equal(read()['refresh_token'], 'refresh-2');
    assert.equal(service.seen('/data/member/info').length, 0);
  });

  test('a sign-in that the service has ended asks for a new one, code 3', async (t) => {
    const { service, options, read, write } = await signIn(t);
    write({ ...read(), expires_at: 1 });
    service.live.clear();
    const { exitCode, stderr } = await pitpass(['get', 'member/info'], options);
    assert.equal(exitCode, 3);
    assert.match(stderr, /sign in again/);
    assert.equal(read()['refresh_token'], undefined);
  });
});
