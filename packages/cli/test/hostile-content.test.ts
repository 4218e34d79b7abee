import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { pitpass, signIn } from './pitpass.ts';

const csvPath = 'driver_stats_by_category/road';
const evil = '\u001b[2J\u009b2J\u202eevil';
// What a terminal obeys, and a line break alone does not count.
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe('what strangers have written', { concurrency: 4 }, () => {
  test('moves no cursor out of a note, a refusal or its JSON', async (t) => {
    const { service, options } = await signIn(t);
    const rows = Array.from({ length: 1001 }, (_, id) =>
      id === 1000 ? { id, [evil]: 1 } : { id },
    );
    service.on('/data/series/get', () => ({ body: rows }));
    const lost = await pitpass(['get', 'series/get', '--csv'], options);
    assert.match(lost.stderr, /more columns.*evil/);
    assert.doesNotMatch(lost.stderr, obeyed);
    service.on('/data/member/info', () => ({ body: { [evil]: [{ a: 1 }], b: [{ c: 1 }] } }));
    const words = ['get', 'member/info', '--rows', 'none'];
    for (const form of [[], ['--json']]) {
      const { stderr } = await pitpass([...words, ...form], options);
      assert.match(stderr, /evil/);
      assert.doesNotMatch(stderr, obeyed);
    }
    const { stderr } = await pitpass([...words, '--json'], options);
    assert.ok((JSON.parse(stderr) as { error: { message: string } }).error.message.includes(evil));
  });

  test('overwrites no line of a terminal: a carriage return alone is shown', async (t) => {
    const { service, options } = await signIn(t);
    service.on(`/data/${csvPath}`, () => ({ body: { link: `${service.origin}/files/csv` } }));
    service.on('/files/csv', () => ({ body: 'DRIVER,IR\r\n"Bad Name\rGood Name",7\r\n' }));
    const { stdout } = await pitpass(['get', csvPath], { ...options, isTerminal: true });
    assert.match(stdout, /Bad Name(?:\\u000d| )Good Name/);
    const csv = await pitpass(['get', csvPath, '--csv'], { ...options, isTerminal: true });
    assert.equal(csv.stdout, 'DRIVER,IR\r\n"Bad Name\\u000dGood Name",7\r\n');
  });

  test('is no formula in CSV, and a number stays one', async (t) => {
    const { service, options } = await signIn(t);
    service.on(`/data/${csvPath}`, () => ({ body: { link: `${service.origin}/files/csv` } }));
    const names = ['=1+1', '+1+1', '-1-1', '@SUM(1)', '\t=1', '＝1', '-1', '+2.5'];
    const lines = names.map((name) => `"${name}",-1`).join('\n');
    service.on('/files/csv', () => ({ body: `DRIVER,IR\n${lines}\n` }));
    const words = ['get', csvPath, '--csv', '--columns', 'DRIVER,IR'];
    const { stdout } = await pitpass(words, options);
    const [, ...rows] = stdout.trimEnd().split('\r\n');
    const guarded = names.map((name, index) => (index < 6 ? `'${name}` : name));
    assert.deepEqual(
      rows,
      guarded.map((name) => `${name},-1`),
    );
  });
});
