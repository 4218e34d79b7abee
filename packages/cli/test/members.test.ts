import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { mask } from '@pitpass/protocol';

import { operateService } from './operated-service.ts';
import { createFolder, pitpass } from './pitpass.ts';
import { run } from '../src/run.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const password = 'a long new password 7';

interface ShownMember {
  readonly member_id: string;
  readonly username: string;
  readonly display_name: string;
  readonly cust_id: number;
  readonly account_id: string;
  readonly state: string;
}

describe('pitpass members', () => {
  const operated = operateService();
  const members = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    operated.run(['members', ...words], environment);
  const succeed = async (words: readonly string[], environment = {}) => {
    const ended = await members(words, environment);
    assert.equal(ended.exitCode, 0, ended.stderr);
    return ended;
  };
  const list = async (...words: string[]): Promise<readonly ShownMember[]> => {
    const { stdout } = await succeed(['list', '--json', ...words]);
    return (JSON.parse(stdout) as { members: ShownMember[] }).members;
  };
  const show = async (named: string): Promise<ShownMember> => {
    const { stdout } = await succeed(['show', named, '--json']);
    return (JSON.parse(stdout) as { member: ShownMember }).member;
  };
  const bot = () => {
    const client = operated.service().demo?.clients.find(({ users }) => users !== undefined);
    const username = client?.users?.[0] ?? assert.fail('no listed member');
    const member = operated.service().demo?.members.find((one) => one.username === username);
    return { ...client, username, password: member?.password ?? '' };
  };
  /** Signs the listed member in without a browser. */
  const signIn = async (typed: string) => {
    const { client_id = '', client_secret = '', username } = bot();
    const form = {
      grant_type: 'password_limited',
      client_id,
      client_secret: mask(client_secret, client_id, sha256),
      username,
      password: mask(typed, username, sha256),
      scope: 'iracing.auth iracing.profile',
    };
    const url = `${operated.service().config.origin}/oauth2/token`;
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    const tokens = (await answer.json()) as { access_token?: string };
    return { status: answer.status, access_token: tokens.access_token ?? '' };
  };
  const profileStatus = async (access_token: string): Promise<number> => {
    const url = `${operated.service().config.origin}/oauth2/iracing/profile`;
    return (await fetch(url, { headers: { authorization: `Bearer ${access_token}` } })).status;
  };

  test('list and show have everything of an account but the verifier of its password', async () => {
    const all = await list();
    assert.equal(all.length, operated.service().demo?.members.length);
    const [member] = all;
    assert.ok(member !== undefined);
    assert.deepEqual(await show(member.username.toUpperCase()), member);
    assert.deepEqual(await show(member.member_id), member);
    const said = [await succeed(['list']), await succeed(['show', member.username])];
    for (const { stdout } of said) {
      assert.match(stdout, new RegExp(member.username.replaceAll('.', String.raw`\.`)));
      assert.doesNotMatch(stdout, /argon2|verifier/);
    }
    assert.deepEqual(await list('--search', member.username.slice(2, -3)), [member]);
    const none = await succeed(['list', '--search', 'nobody-at-all']);
    assert.deepEqual([none.stdout, none.stderr], ['', 'There are no such members.\n']);
  });

  test('add makes an account with a number and an id of its own, and its password comes from a file', async () => {
    writeFileSync(join(operated.folder, 'password.txt'), `${password}\n`);
    const file = { PITPASS_PASSWORD_FILE: 'password.txt' };
    const words = ['add', ' Kim.Racer@Club.example', '--name', 'Kim Racer', '--json'];
    const { stdout } = await succeed(words, file);
    const { member } = JSON.parse(stdout) as { member: ShownMember };
    assert.deepEqual(
      [member.username, member.display_name, member.state],
      ['kim.racer@club.example', 'Kim Racer', 'active'],
    );
    const others = (await list()).filter(({ member_id }) => member_id !== member.member_id);
    assert.ok(others.every(({ cust_id }) => cust_id < member.cust_id));
    assert.match(member.account_id, /^[0-9a-f-]{36}$/);
    const own = ['add', 'lee@club.example', '--name', 'Lee', '--cust-id', '4711'];
    assert.match((await succeed(own, { PITPASS_PASSWORD: password })).stdout, /^cust_id +4711$/m);
    for (const name of readdirSync(operated.dataDirectory)) {
      if (!name.startsWith('pitpass.sqlite')) continue;
      const text = readFileSync(join(operated.dataDirectory, name), 'latin1');
      assert.ok(!text.includes(password), name);
      assert.ok(!text.includes(mask(password, member.username, sha256)), name);
    }
  });

  test('what was typed for a new account is refused with every problem at once, and nothing is added', async () => {
    const before = await list();
    const words = ['add', 'no address', '--name', '\u200b', '--cust-id', 'x'];
    const { exitCode, stdout, stderr } = await members(words, { PITPASS_PASSWORD: 'short' });
    assert.deepEqual([exitCode, stdout], [2, '']);
    for (const sentence of [
      /"no address" is no e-mail address/,
      /display name/,
      /customer id must be a whole number/,
      /password is shorter than 12 characters/,
    ]) {
      assert.match(stderr, sentence);
    }
    assert.ok(!stderr.includes('short;') && stderr.trim().split('\n').length === 4);
    assert.deepEqual(await list(), before);
  });

  test('bad input is refused in one sentence', async () => {
    const { username } = bot();
    const given = { PITPASS_PASSWORD: password };
    const long = { PITPASS_PASSWORD: 'x'.repeat(257) };
    const both = { ...given, PITPASS_PASSWORD_FILE: 'password.txt' };
    const missingFile = { PITPASS_PASSWORD_FILE: 'missing.txt' };
    const refusals: readonly (readonly [readonly string[], object, number, RegExp])[] = [
      [['add', username, '--name', 'A'], given, 2, /already; choose another/],
      [
        ['add', 'new@x.example', '--name', 'A', '--cust-id', '4711'],
        given,
        2,
        /customer id already/,
      ],
      [['add', 'new@x.example'], given, 2, /--name/],
      [
        ['add', 'new@x.example', '--name', 'A'],
        {},
        2,
        /no terminal to ask at: set PITPASS_PASSWORD/,
      ],
      [['add', 'new@x.example', '--name', 'A'], both, 2, /are both set; keep one/],
      [['add', 'new@x.example', '--name', 'A'], missingFile, 2, /missing\.txt, cannot be read/],
      [['add', 'new@x.example', '--name', 'A', '--password', 'y'], {}, 2, /--password is refused/],
      [['set-password', username], long, 2, /longer than 256 characters/],
      [['set-password', username], { PITPASS_PASSWORD: username }, 2, /is a name of the account/],
      [['set-password', 'nobody@x.example'], given, 1, /no member "nobody@x\.example" here/],
      [['show', 'nobody'], {}, 1, /"pitpass members list" shows/],
      [['enable', username], {}, 1, /in use already/],
      [['show'], {}, 2, /missing required argument/i],
      [['remove', username], {}, 2, /unknown command/i],
    ];
    for (const [words, environment, code, sentence] of refusals) {
      const ended = await members(words, environment as Record<string, string>);
      assert.deepEqual([ended.exitCode, ended.stdout], [code, ''], words.join(' '));
      assert.match(ended.stderr, sentence);
      assert.equal(ended.stderr.trim().split('\n').length, 1, ended.stderr);
      assert.ok(!ended.stderr.includes(password));
    }
  });

  test('staff makes a member one of the staff, shows it, takes it back, and each change is an event', async () => {
    const { username } = bot();
    const isStaff = async () =>
      ((await show(username)) as ShownMember & { is_staff: number }).is_staff;
    assert.equal(await isStaff(), 0);
    const on = await succeed(['staff', username, '--on', '--json']);
    assert.equal(JSON.parse(on.stdout).outcome, 'staff');
    assert.equal(await isStaff(), 1);
    assert.match((await succeed(['show', username])).stdout, /\nis_staff +yes\nmust_reset +no\n/);
    assert.match((await members(['staff', username, '--on'])).stderr, /one of the staff already/);
    assert.match(
      (await succeed(['staff', username, '--off'])).stderr,
      /none of the staff any more/,
    );
    assert.equal(await isStaff(), 0);
    const again = await members(['staff', username, '--off']);
    assert.deepEqual([again.exitCode, again.stdout], [1, '']);
    for (const flags of [[], ['--on', '--off']]) {
      const refused = await members(['staff', username, ...flags]);
      assert.equal(refused.exitCode, 2);
      assert.match(refused.stderr, /--on or --off, one of the two/);
    }
    const shown = JSON.parse((await succeed(['activity', username, '--json'])).stdout);
    const names = (shown as { events: { event: string }[] }).events.map(({ event }) => event);
    // Two commands of one second may have been written in either order.
    assert.deepEqual(names.slice(0, 2).sort(), ['staff_role_given', 'staff_role_taken']);
    const newest = await succeed(['activity', username, '--limit', '1']);
    assert.match(newest.stdout, /^TIME \(UTC\) +EVENT.*\n.*staff_role_/);
    assert.match(newest.stderr, /newest 1; --limit shows more/);
    for (const limit of ['0', '-1', '1001', '1e2', 'x', '']) {
      const refused = await members(['activity', username, `--limit=${limit}`]);
      assert.equal(refused.exitCode, 2, limit);
      assert.match(refused.stderr, /--limit is .*whole number from 1 to 1000/);
    }
    const words = ['audit', 'list', '--member', username, '--json'];
    const { stdout } = await operated.run(words);
    assert.match(stdout, /staff_role_given/);
    assert.match(stdout, /staff_role_taken/);
  });

  test('sessions lists what is live, and end-sessions ends it within a second, with one app or all', async () => {
    const { username, client_id = '' } = bot();
    const { access_token } = await signIn(bot().password);
    assert.equal(await profileStatus(access_token), 200);
    const { stdout } = await succeed(['sessions', username]);
    assert.match(stdout, /^SESSION +CLIENT/);
    assert.match(stdout, new RegExp(`^[0-9a-f-]{36} +${client_id} +iracing`, 'm'));
    const other = await succeed(['end-sessions', username, '--client', 'pit-wall', '--json']);
    assert.equal(JSON.parse(other.stdout).ended_sessions, 0);
    assert.equal(await profileStatus(access_token), 200);
    const one = await succeed(['end-sessions', username, '--client', client_id]);
    assert.match(one.stderr, /^1 session with an app has ended; nothing else was touched\.\n$/);
    await sleep(1000);
    assert.equal(await profileStatus(access_token), 401);
    const next = await signIn(bot().password);
    await succeed(['end-sessions', username]);
    await sleep(1000);
    assert.equal(await profileStatus(next.access_token), 401);
    const none = await succeed(['sessions', username]);
    assert.deepEqual([none.stdout, none.stderr], ['', 'There are no sessions.\n']);
  });

  test('a disabled account is refused within a second, at every door, and enabling brings nothing back', async () => {
    const { username, password: own } = bot();
    const { access_token } = await signIn(own);
    const disabled = await succeed(['disable', username, '--json']);
    const answer = JSON.parse(disabled.stdout) as { outcome: string; ended_sessions: number };
    assert.deepEqual([answer.outcome, answer.ended_sessions], ['disabled', 1]);
    await sleep(1000);
    assert.equal(await profileStatus(access_token), 401);
    assert.notEqual((await signIn(own)).status, 200);
    assert.equal((await show(username)).state, 'disabled');
    assert.equal((await members(['disable', username])).exitCode, 1);
    await succeed(['enable', username]);
    await sleep(1000);
    assert.equal(await profileStatus(access_token), 401);
    assert.equal((await signIn(own)).status, 200);
  });

  test('a new password ends every session, is the one that counts, and leaves an event', async () => {
    const { username, password: own } = bot();
    const { access_token } = await signIn(own);
    const { stderr } = await succeed(['set-password', username], { PITPASS_PASSWORD: password });
    assert.match(stderr, /^Set\. \d sessions? with/);
    await sleep(1000);
    assert.equal(await profileStatus(access_token), 401);
    assert.notEqual((await signIn(own)).status, 200);
    assert.equal((await signIn(password)).status, 200);
    const words = ['audit', 'list', '--member', username, '--limit', '1000', '--json'];
    const { events } = JSON.parse((await operated.run(words)).stdout) as {
      events: readonly { event: string }[];
    };
    const names = new Set(events.map(({ event }) => event));
    for (const name of ['member_disabled', 'member_enabled', 'member_password_set']) {
      assert.ok(names.has(name), name);
    }
    assert.ok(names.has('session_ended'));
    assert.ok(!JSON.stringify(events).includes(password));
  });

  const setAtTerminal = async (typed: readonly string[]) => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const errors = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
    const answers = [...typed];
    let said = '';
    errors.on('data', (text: string) => {
      said += text;
      if (text.endsWith(': ')) setImmediate(() => input.write(`${answers.shift() ?? ''}\r`));
    });
    const exitCode = await run(['members', 'set-password', bot().username], {
      environment: {},
      directory: operated.folder,
      homeDirectory: operated.folder,
      platform: process.platform,
      input,
      output: new PassThrough(),
      errors,
      watchInterrupts: () => new AbortController().signal,
    });
    return { exitCode, said };
  };

  test('at a terminal a new password is asked for twice and never shown', async () => {
    const other = 'another password 99';
    const differing = await setAtTerminal([other, `${other}x`]);
    assert.equal(differing.exitCode, 2);
    assert.match(differing.said, /two passwords are not the same/);
    const { exitCode, said } = await setAtTerminal([other, other]);
    assert.equal(exitCode, 0, said);
    assert.ok(!(said + differing.said).includes(other));
    assert.equal((await signIn(other)).status, 200);
  });
});

describe('the help of pitpass members', () => {
  const commands = [
    'list',
    'show',
    'add',
    'disable',
    'enable',
    'set-password',
    'sessions',
    'staff',
    'activity',
  ];
  for (const command of [...commands, 'end-sessions']) {
    test(`${command} --help shows examples, and members --help names it`, async (t) => {
      const directory = createFolder(t);
      const { exitCode, stdout } = await pitpass(['members', command, '--help'], { directory });
      assert.equal(exitCode, 0);
      assert.match(stdout, new RegExp(`Examples:\\n {2}pitpass members ${command}`));
      const all = await pitpass(['members', '--help'], { directory });
      assert.match(all.stdout, new RegExp(`^ {2}${command} `, 'm'));
    });
  }
});
