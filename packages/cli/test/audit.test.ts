import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { operateService } from './operated-service.ts';
import { createFolder, pitpass } from './pitpass.ts';
import { parseMoment } from '../src/commands/audit-filter.ts';

interface Event {
  readonly event_id: string;
  readonly occurred_at: number;
  readonly event: string;
  readonly outcome: string;
  readonly client_id: string | null;
  readonly member_id: string | null;
  readonly seal_number: number | null;
}

describe('pitpass audit', () => {
  const operated = operateService();
  const audit = (...words: string[]) => operated.run(['audit', ...words]);
  const list = async (...words: string[]): Promise<readonly Event[]> => {
    const { exitCode, stdout, stderr } = await audit('list', '--json', ...words);
    assert.deepEqual([exitCode, stderr], [0, '']);
    return (JSON.parse(stdout) as { events: Event[] }).events;
  };
  const change = (statement: string): void => {
    const database = new DatabaseSync(join(operated.dataDirectory, 'pitpass.sqlite'));
    database.exec(statement);
    database.close();
  };
  /** The chain grows every ten seconds. */
  const waitForSeal = async (): Promise<void> => {
    const until = performance.now() + 25_000;
    while ((await list()).some(({ seal_number }) => seal_number === null)) {
      assert.ok(performance.now() < until, 'nothing was sealed');
      await sleep(200);
    }
  };
  const failLogin = async (client_id: string): Promise<void> => {
    const form = { grant_type: 'client_credentials', client_id, client_secret: '0'.repeat(40) };
    const url = `${operated.service().config.origin}/api/access_token`;
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    assert.equal(answer.status, 401);
    await sleep(150);
  };

  test('S221 list shows what happened, newest first, beside a running service', async () => {
    const added = await operated.run([
      'clients',
      'add',
      '--dialect',
      'trackmania',
      '--name',
      'Club Room',
      '--json',
    ]);
    const { client_id } = JSON.parse(added.stdout) as { client_id: string };
    await failLogin(client_id);
    const events = await list('--client', client_id);
    assert.deepEqual(
      // Two of the same second have no order.
      events.map(({ event, outcome }) => `${event} ${outcome}`).sort(),
      ['client_authentication_refused refused', 'client_registered done'],
    );
    const { exitCode, stdout } = await audit('list', '--client', client_id);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^TIME \(UTC\) +EVENT +OUTCOME +CLIENT +MEMBER +ADDRESS +REQUEST\n/);
    assert.match(stdout, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +client_registered +done +/m);
  });

  test('list is narrowed by event, time and number, and says when there is more', async () => {
    const all = await list();
    const named = await list('--event', 'client_registered');
    assert.ok(named.length > 0 && named.every(({ event }) => event === 'client_registered'));
    assert.ok(all.length > named.length);
    assert.equal((await list('--since', '1h')).length, all.length);
    assert.deepEqual(await list('--until', '1h'), []);
    assert.deepEqual(await list('--since', '2020-01-01', '--until', '2020-01-02'), []);
    const one = await audit('list', '--limit', '1');
    assert.match(one.stderr, /newest 1;/);
    assert.equal(one.stdout.trim().split('\n').length, 2);
    const none = await audit('list', '--until', '2020-01-01');
    assert.deepEqual([none.exitCode, none.stdout], [0, '']);
    assert.match(none.stderr, /no such events/);
  });

  test('list finds the events of a member by e-mail address', async () => {
    const { demo, config } = operated.service();
    const [member] = demo?.members ?? [];
    assert.ok(member !== undefined);
    const { exitCode } = await operated.run([
      'login',
      '--password-limited',
      '--service',
      config.origin,
    ]);
    assert.equal(exitCode, 0);
    await sleep(150);
    const signedIn = await list('--event', 'session_started');
    assert.ok(signedIn.length > 0);
    const { stdout } = await audit('list', '--event', 'session_started');
    const username = /[\w.]+@pitpass\.example/.exec(stdout)?.[0] ?? assert.fail(stdout);
    const own = await list('--member', username.toUpperCase());
    assert.ok(own.every(({ member_id }) => member_id === signedIn[0]?.member_id));
    assert.ok(own.length > 0);
    assert.deepEqual(await list('--member', String(signedIn[0]?.member_id)), own);
  });

  test('bad input is refused, every problem with a sentence, and nothing is shown', async () => {
    const refusals: readonly (readonly [readonly string[], RegExp])[] = [
      [
        ['list', '--since', 'yesterday'],
        /--since is "yesterday"; it must be a time in UTC such as/,
      ],
      [['list', '--until', '2026-02-31'], /--until is "2026-02-31"/],
      [['list', '--since', '1h', '--until', '2h'], /--since is not before --until/],
      [['list', '--event', 'nothing'], /"nothing", which is no event; "pitpass audit list --help"/],
      [['list', '--limit', '0'], /--limit is "0"; it must be a whole number from 1 to 10000\./],
      [['list', '--limit', 'many'], /--limit is "many"/],
      [['list', '--member', 'nobody@x.example'], /no member's e-mail address/],
      [['verify', '--noted', '12'], /--noted is "12"; it must be a seal/],
      [['verify', 'all'], /more words than the command takes/],
    ];
    for (const [words, sentence] of refusals) {
      const { exitCode, stdout, stderr } = await audit(...words);
      assert.deepEqual([exitCode, stdout], [2, ''], words.join(' '));
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split('\n').length, 1);
    }
    const { stderr } = await audit('list', '--limit', '0', '--since', 'soon');
    assert.match(stderr, /--since is "soon".*--limit is "0"/);
  });

  test('S221 verify says that the chain holds, and prints the last seal to be noted', async () => {
    await waitForSeal();
    const { exitCode, stdout, stderr } = await audit('verify');
    assert.deepEqual([exitCode, stderr], [0, '']);
    const [, seals, noted = ''] =
      /^The chain holds: (\d+) seals over \d+ events.*\nLast seal: (\d+:[\w-]{43})\n$/.exec(
        stdout,
      ) ?? assert.fail(stdout);
    assert.ok(noted.startsWith(`${seals}:`));
    assert.equal((await audit('verify', '--noted', noted)).exitCode, 0);
    const inJson = JSON.parse((await audit('verify', '--json')).stdout) as Record<string, unknown>;
    assert.deepEqual([inJson['is_whole'], inJson['broken']], [true, null]);
  });

  test('S221 verify ends with 1 and says at which seal the chain breaks, and that a seal is not the noted one', async () => {
    await waitForSeal();
    const other = `1:${'A'.repeat(43)}`;
    const differing = await audit('verify', '--noted', other);
    assert.equal(differing.exitCode, 1);
    assert.match(differing.stderr, /broken at seal 1: it is not the seal that was noted/);
    change(`UPDATE audit_event SET client_id = 'somebody-else' WHERE seal_number = 1`);
    const { exitCode, stdout, stderr } = await audit('verify');
    assert.deepEqual([exitCode, stdout], [1, '']);
    assert.match(
      stderr,
      /^pitpass: The audit chain is broken at seal 1: an event or the seal itself was changed\. It covers events from the beginning to \d{4}-.* UTC; the 0 seals before it hold\..*\n$/,
    );
    const inJson = await audit('verify', '--json');
    assert.equal(inJson.exitCode, 1);
    const answer = JSON.parse(inJson.stdout) as { broken: { seal_number: number; damage: string } };
    assert.deepEqual([answer.broken.seal_number, answer.broken.damage], [1, 'changed']);
    assert.equal(JSON.parse(inJson.stderr).error.code, 'audit_chain_broken');
  });

  test('verify without the secret key of the service is refused in one sentence', async (t) => {
    const empty = createFolder(t);
    const database = new DatabaseSync(join(operated.dataDirectory, 'pitpass.sqlite'));
    database.prepare('VACUUM INTO ?').run(join(empty, 'pitpass.sqlite'));
    database.close();
    const words = ['audit', 'verify', '--data-directory', empty];
    const { exitCode, stderr } = await pitpass(words, { directory: empty });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^pitpass: There is no secret key in .*\n$/);
  });
});

describe('the help of pitpass audit', () => {
  for (const command of ['list', 'verify']) {
    test(`${command} --help shows examples, and audit --help names it`, async (t) => {
      const directory = createFolder(t);
      const { exitCode, stdout } = await pitpass(['audit', command, '--help'], { directory });
      assert.equal(exitCode, 0);
      assert.match(stdout, /Examples:\n {2}pitpass audit/);
      const all = await pitpass(['audit', '--help'], { directory });
      assert.match(all.stdout, new RegExp(`^ {2}${command} `, 'm'));
    });
  }

  test('list --help names every event', async (t) => {
    const directory = createFolder(t);
    const { stdout } = await pitpass(['audit', 'list', '--help'], { directory });
    assert.match(stdout, /^Events:\n( {2}[a-z_]+\n)+/m);
    assert.match(stdout, /^ {2}signing_key_published$/m);
  });
});

describe('a time of the audit commands', () => {
  const now = Date.parse('2026-11-20T18:05:09Z') / 1000;
  const at = (text: string) => {
    const moment = parseMoment(text, now);
    return moment === undefined ? undefined : new Date(moment * 1000).toISOString();
  };
  const times: Readonly<Record<string, string | undefined>> = {
    '2026-11-20': '2026-11-20T00:00:00.000Z',
    '2026-11-20T18:05': '2026-11-20T18:05:00.000Z',
    '2026-11-20 18:05:07': '2026-11-20T18:05:07.000Z',
    '2026-11-20T18:05:07Z': '2026-11-20T18:05:07.000Z',
    '2026-11-20T18:05+02:00': '2026-11-20T16:05:00.000Z',
    '90m': '2026-11-20T16:35:09.000Z',
    '7d': '2026-11-13T18:05:09.000Z',
    '30s': '2026-11-20T18:04:39.000Z',
    '2024-02-29': '2024-02-29T00:00:00.000Z',
    '2026-02-29': undefined,
    '2026-13-01': undefined,
    '2026-11-20T25:00': undefined,
    '20.11.2026': undefined,
    '7w': undefined,
    '-1h': undefined,
    '': undefined,
  };
  for (const [text, expected] of Object.entries(times)) {
    test(`"${text}" is ${expected ?? 'none'}`, () => assert.equal(at(text), expected));
  }
});
