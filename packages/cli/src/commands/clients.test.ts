import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { mask } from '@pitpass/protocol';

import { operateService } from '../../test/operated-service.ts';
import { createFolder, findFreePort, pitpass } from '../../test/pitpass.ts';
import { run } from '../run.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

interface Answer {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly client: Readonly<Record<string, unknown>>;
}

describe('pitpass clients', () => {
  const operated = operateService();
  const { folder, dataDirectory } = operated;

  const clients = (...words: string[]) => operated.run(['clients', ...words]);
  const succeed = async (...words: string[]) => {
    const ended = await clients(...words);
    assert.equal(ended.exitCode, 0, ended.stderr);
    return ended;
  };
  const add = async (...words: string[]): Promise<Answer> => {
    const { stdout, stderr } = await succeed('add', '--json', ...words);
    assert.equal(stderr, '');
    return JSON.parse(stdout) as Answer;
  };
  const trackmania = ['--dialect', 'trackmania', '--name', 'Club Room'];
  const iracing = ['--dialect', 'iracing', '--name', 'Lap Lens'];
  const callback = ['--redirect-uri', 'https://tool.example/cb'];
  const member = (index: number) => operated.service().demo?.members[index]?.username ?? '';
  const postToken = (path: string, form: Readonly<Record<string, string>>) =>
    fetch(operated.service().config.origin + path, {
      method: 'POST',
      body: new URLSearchParams(form),
    });

  test('TM 9 add prints identifier and secret on standard output alone, and they are good for a token at once', async () => {
    const { stdout, stderr } = await succeed('add', ...trackmania);
    const [, client_id = '', client_secret = ''] =
      /^client_id {6}([0-9a-f]{20})\nclient_secret {2}([0-9a-f]{40})\n$/.exec(stdout) ?? [];
    assert.ok(!stderr.includes(client_secret));
    assert.match(stderr, /^Registered\. The secret is shown this once/);
    const grant_type = 'client_credentials';
    const form = { grant_type, client_id, client_secret };
    assert.equal((await postToken('/api/access_token', form)).status, 200);
    const wrong = { ...form, client_secret: '0'.repeat(40) };
    assert.equal((await postToken('/api/access_token', wrong)).status, 401);
  });

  test('S197 a secret stands in no list, no show, no edit and no file', async () => {
    const { client_id, client_secret = '?' } = await add(...trackmania);
    const said = [
      await succeed('list', '--json'),
      await succeed('show', client_id),
      await succeed('show', client_id, '--json'),
      await succeed('edit', client_id, '--json', '--name', 'Other'),
    ];
    for (const { stdout, stderr } of said) {
      assert.ok(!(stdout + stderr).includes(client_secret));
      assert.doesNotMatch(stdout, /secret_digest/);
    }
    for (const name of readdirSync(dataDirectory, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const text = readFileSync(join(name.parentPath, name.name), 'latin1');
      assert.ok(!text.includes(client_secret), name.name);
    }
  });

  test('a client of the iRacing dialect is added with all that it can have, and shown', async () => {
    const words = [
      [...iracing, ...callback, '--client-id', 'lap-lens-2', '--scope', 'iracing.auth'],
      ['--grant', 'authorization_code', '--grant', 'password_limited'],
      ['--developer-name', 'Example Tools', '--developer-url', 'https://tool.example/'],
      ['--developer-email', 'dev@tool.example', '--audience', 'data-server'],
      ['--cors-origin', 'https://tool.example', '--listed-member', member(1)],
    ].flat();
    const { client_id, client_secret = '', client } = await add(...words);
    assert.equal(client_id, 'lap-lens-2');
    assert.match(client_secret, /^pps_/);
    const { stdout } = await succeed('show', client_id);
    for (const line of [
      /^client_name +Lap Lens$/m,
      /^grant_types +authorization_code\n +password_limited$/m,
      /^is_confidential +yes$/m,
      /^access_token_lifetime_seconds +600 s$/m,
      new RegExp(`^listed_members +${member(1)}$`, 'm'),
    ]) {
      assert.match(stdout, line);
    }
    assert.deepEqual(client['listed_members'], [member(1)]);
    assert.deepEqual(client['confirmed_members'], []);
    const { password = '', username = '' } = operated.service().demo?.members[1] ?? {};
    const logIn = {
      grant_type: 'password_limited',
      client_id,
      client_secret: mask(client_secret, client_id, sha256),
      username,
      password: mask(password, username, sha256),
      scope: 'iracing.auth',
    };
    // Staff can list a member, but the member alone can confirm it, on a page.
    assert.equal((await postToken('/oauth2/token', logIn)).status, 401);
    const database = new DatabaseSync(join(dataDirectory, 'pitpass.sqlite'));
    database
      .prepare('UPDATE client_listed_member SET confirmed_at = ? WHERE client_id = ?')
      .run(Math.floor(Date.now() / 1000), client_id);
    database.close();
    assert.equal((await postToken('/oauth2/token', logIn)).status, 200);
    const confirmed = await succeed('show', client_id);
    assert.match(confirmed.stdout, new RegExp(`^confirmed_members +${member(1)}$`, 'm'));
  });

  test('S63 public clients get no secret, and none by a rotation either', async () => {
    for (const words of [
      [...trackmania, ...callback, '--public'],
      [...iracing, ...callback, '--client-type', 'single-page-app'],
    ]) {
      const { client_id, client_secret, client } = await add(...words);
      assert.deepEqual([client_secret, client['is_confidential']], [undefined, false]);
      const { exitCode, stdout, stderr } = await clients('rotate-secret', client_id);
      assert.deepEqual([exitCode, stdout], [1, '']);
      assert.match(stderr, /public client, which has no secret/);
    }
  });

  test('edit changes what it names and leaves the rest, and an empty text takes a field away', async () => {
    const homepage = ['--homepage', 'https://club.example/'];
    const { client_id, client } = await add(...trackmania, ...callback, ...homepage);
    const { stderr } = await succeed('edit', client_id, '--name', 'Club House');
    assert.equal(stderr, 'Changed.\n');
    const shown = async () =>
      (JSON.parse((await succeed('show', client_id, '--json')).stdout) as Answer).client;
    assert.deepEqual(await shown(), { ...client, client_name: 'Club House' });
    await succeed('edit', client_id, '--homepage', '', '--scope', '');
    const bare = await shown();
    assert.deepEqual([bare['homepage_url'], bare['scopes']], [undefined, []]);
  });

  test('S69 a running service sees a rotation and a deletion within a second', async () => {
    const { client_id, client_secret = '' } = await add(...trackmania);
    const grant_type = 'client_credentials';
    const ask = async (secret: string) =>
      (await postToken('/api/access_token', { grant_type, client_id, client_secret: secret }))
        .status;
    assert.equal(await ask(client_secret), 200);
    const rotated = await succeed('rotate-secret', client_id, '--json');
    const { client_secret: next = '' } = JSON.parse(rotated.stdout) as Answer;
    await wait(1050);
    assert.deepEqual([await ask(client_secret), await ask(next)], [401, 200]);
    const deleted = await succeed('delete', client_id, '--yes', '--json');
    assert.deepEqual(JSON.parse(deleted.stdout), { client_id, outcome: 'deleted' });
    await wait(1050);
    assert.equal(await ask(next), 401);
  });

  test('--owner gives an app to a member, whose name it bears', async () => {
    const { client } = await add(...trackmania, '--owner', member(0));
    assert.equal(client['owner'], member(0));
    assert.equal(client['developer_name'], operated.service().demo?.members[0]?.display_name);
    assert.equal(client['is_reviewed'], false);
  });

  test('list shows the clients of both dialects, or of the one that is named', async () => {
    await add(...trackmania);
    const { stdout } = await succeed('list');
    assert.match(stdout, /^CLIENT +NAME +DIALECT +TYPE +SECRET +STATE +SINCE \(UTC\)\n/);
    assert.match(stdout, /^[0-9a-f]{20} +Club Room +trackmania +server-side +yes +active +20/m);
    assert.match(stdout, /^pitpass-cli +Pitpass command line +iracing +native +no /m);
    const one = await succeed('list', '--dialect', 'trackmania', '--json');
    const { clients: listed } = JSON.parse(one.stdout) as { clients: { dialect: string }[] };
    assert.deepEqual(new Set(listed.map(({ dialect }) => dialect)), new Set(['trackmania']));
  });

  test('every problem with what was typed is one sentence on a line of its own, and nothing is registered', async () => {
    const before = (await succeed('list')).stdout;
    const words = [
      ['add', '--dialect', 'iracing', '--name', ' ', '--client-id', 'data-server'],
      ['--redirect-uri', 'http://tool.example/cb', '--redirect-uri', '/cb', '--scope', 'a b'],
      ['--owner', member(0), '--listed-member', 'nobody@example.test'],
    ].flat();
    const { exitCode, stdout, stderr } = await clients(...words);
    assert.deepEqual([exitCode, stdout], [2, '']);
    const lines = stderr.trimEnd().split('\n');
    assert.equal(lines.length, 9, stderr);
    for (const line of lines) assert.match(line, /^pitpass: \S.{20,}\.$/);
    assert.equal((await succeed('list')).stdout, before);
    const json = await clients(...words, '--json');
    const { error } = JSON.parse(json.stderr) as { error: { code: string; message: string } };
    assert.equal(error.code, 'usage');
    assert.match(error.message, /name of an audience.*no name.*http/);
  });

  const several = 'http://127.0.0.1/a,http://127.0.0.1/b';
  const mistakes: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['add', '--name', 'x'], 2, /--dialect trackmania or --dialect iracing.*clients add --help"/],
    [['add', ...trackmania, '--redirect-uri', several], 2, /give --redirect-uri once for each\.$/m],
    [['edit', 'lap-lens', '--redirect-uri', several], 2, /give --redirect-uri once for each\.$/m],
    [['add', '--dialect', 'moon', '--name', 'x'], 2, /Allowed choices are iracing, trackmania/],
    [['add', ...trackmania, '--client-id', 'mine'], 2, /service makes the identifiers/],
    [['add', ...iracing, ...callback, '--public'], 2, /belongs to the trackmania dialect/],
    [['add', ...iracing, ...callback, '--client-id', 'lap-lens'], 2, /"lap-lens" is taken/],
    [['add', ...trackmania, '--owner', 'x@example.test'], 2, /no member's e-mail address/],
    [['edit', 'lap-lens'], 2, /Nothing was named/],
    [['edit', 'nothing', '--name', 'x'], 1, /no client "nothing" here.*clients list/],
    [['edit', 'lap-lens', '--grant', 'password_limited'], 2, /without a secret cannot use/],
    [['edit', 'garage-bot', '--listed-member', 'x@y.example'], 2, /no member's e-mail/],
    [['edit', 'lap-lens', '--listed-member', ''], 0, /Changed/],
    [['show', 'nothing'], 1, /no client "nothing" here/],
    [['rotate-secret', 'nothing'], 1, /no client "nothing" here/],
    [['delete', 'nothing', '--yes'], 1, /no client "nothing" here/],
    [['delete', 'lap-lens'], 2, /asks first, and there is no terminal to ask at; give --yes/],
    [['delete'], 2, /Missing required argument 'client_id'/],
    [['list', '--data-directory', 'elsewhere'], 1, /no database of a service in .*elsewhere/],
  ];
  for (const [words, code, says] of mistakes) {
    test(`"clients ${words.join(' ')}" ends with ${code} and one sentence`, async () => {
      const { exitCode, stdout, stderr } = await clients(...words);
      assert.equal(exitCode, code, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }

  test('a database that cannot be reached is one sentence without its address', async () => {
    const PITPASS_DATABASE_URL = `postgres://u:hunter2@127.0.0.1:${await findFreePort()}/d`;
    const { exitCode, stderr } = await pitpass(['clients', 'list'], {
      directory: folder,
      environment: { PITPASS_DATABASE_URL },
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^pitpass: PostgreSQL cannot be reached.*PITPASS_DATABASE_URL\.\n$/);
    assert.doesNotMatch(stderr, /hunter2/);
  });

  const deleteAtTerminal = async (client_id: string, typed: string) => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const errors = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
    errors.on('data', (text: string) => {
      if (text.includes('Type yes')) input.write(typed);
    });
    return run(['clients', 'delete', client_id], {
      environment: {},
      directory: folder,
      homeDirectory: folder,
      platform: process.platform,
      input,
      output: new PassThrough(),
      errors,
      watchInterrupts: () => new AbortController().signal,
    });
  };

  test('delete asks at a terminal and takes nothing but yes for yes', async () => {
    const { client_id } = await add(...trackmania);
    assert.equal(await deleteAtTerminal(client_id, 'no\r'), 1);
    assert.equal(await deleteAtTerminal(client_id, '\u0003'), 130);
    await succeed('show', client_id);
    assert.equal(await deleteAtTerminal(client_id, 'yes\r'), 0);
    assert.equal((await clients('show', client_id)).exitCode, 1);
  });
});

describe('the help of pitpass clients', () => {
  for (const command of ['add', 'list', 'show', 'edit', 'rotate-secret', 'delete']) {
    test(`${command} --help shows examples, and clients --help names it`, async (t) => {
      const options = { directory: createFolder(t) };
      const own = await pitpass(['clients', command, '--help'], options);
      assert.equal(own.exitCode, 0);
      assert.match(own.stdout, /^Examples:\n {2}pitpass clients/m);
      assert.match(own.stdout, /--data-directory <folder>[^]*--json/);
      const all = await pitpass(['help', 'clients'], options);
      assert.match(all.stdout, new RegExp(`^  ${command} `, 'm'));
      assert.match(all.stdout, /PITPASS_DATABASE_URL/);
    });
  }
});
