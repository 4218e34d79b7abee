import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { startCommand, waitUntilServing } from '../harness/command.ts';
import type { Command } from '../harness/command.ts';
import { findFreePort } from '../harness/free-port.ts';
import { mask } from '../harness/oauth.ts';
import type { Tokens } from '../harness/oauth.ts';
import { send } from '../harness/request.ts';
import { createDirectory, stopEverything } from '../harness/running-service.ts';
import type { Demo } from '../harness/running-service.ts';

after(stopEverything);

const modeOf = (file: string): number => statSync(file).mode & 0o777;
const isWindows = process.platform === 'win32';
const readDemo = (directory: string): Demo =>
  JSON.parse(readFileSync(join(directory, 'demo.json'), 'utf8')) as Demo;

/** Asserts that a start fails with one clear sentence and exit code 1. */
async function assertRefused(command: Command, sentence: RegExp): Promise<void> {
  assert.equal(await command.exited, 1, command.stdout());
  const lines = command.stderr().trim().split('\n');
  assert.equal(lines.length, 1, command.stderr());
  assert.match(lines[0] ?? '', /^pitpass: [A-Z-].*[.]$/);
  assert.match(lines[0] ?? '', sentence);
  assert.equal(command.stdout(), '');
}

function serveLocally(
  directory: string,
  port: number,
  more: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Command {
  const where = ['--port', String(port), '--data-directory', directory];
  return startCommand(['serve', '--local', ...where, ...more], environment);
}

/** A data directory that a service has made and left in order. */
async function serveOnce(): Promise<{ readonly directory: string; readonly port: number }> {
  const directory = createDirectory();
  const port = await findFreePort();
  const command = serveLocally(directory, port);
  await waitUntilServing(command);
  command.child.kill('SIGTERM');
  await command.exited;
  return { directory, port };
}

describe('pitpass serve --local', () => {
  it('S219 prints addresses, demo logins and a curl line that works, and writes the demo for programs', async () => {
    const directory = join(createDirectory(), 'made', 'when missing');
    const port = await findFreePort();
    const command = serveLocally(directory, port);
    await waitUntilServing(command);
    const printed = command.stdout();
    assert.ok(printed.includes(`http://localhost:${port}`));
    assert.ok(printed.includes(`All of this again: http://localhost:${port}/\n`));
    const demo = readDemo(directory);
    for (const { username, password } of demo.members) {
      assert.ok(printed.includes(username) && printed.includes(password));
    }
    const curl = /curl -s (\S+)(\/oauth2\/token) -d "([^"]+)"/.exec(printed);
    assert.equal(curl?.[1], `http://localhost:${port}`);
    const answer = await send(`http://127.0.0.1:${port}`, curl[2] ?? '', {
      body: curl[3] ?? '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(answer.status, 200, answer.body);
    const second = /curl -s (\S+)(\/api\/access_token) -d "([^"]+)"/.exec(printed);
    assert.equal(second?.[1], `http://localhost:${port}`);
    const ofTrackmania = await send(`http://127.0.0.1:${port}`, second[2] ?? '', {
      body: second[3] ?? '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(ofTrackmania.status, 200, ofTrackmania.body);
    const page = await send(`http://localhost:${port}`, '/');
    for (const line of [curl[0], second[0]]) {
      assert.ok(page.body.includes(line.replaceAll('&', '&amp;').replaceAll('"', '&quot;')));
    }
    if (!isWindows) {
      assert.equal(modeOf(join(directory, 'demo.json')), 0o600);
      assert.equal(modeOf(join(directory, 'keys', 'secret-key')), 0o600);
      assert.equal(modeOf(directory), 0o700);
    }
    command.child.kill('SIGTERM');
    assert.equal(await command.exited, 0);
    assert.equal(command.stderr(), '');
  });

  it('S63 the demo has the documented shape, and no secret for public clients', async () => {
    const directory = createDirectory();
    const command = serveLocally(directory, await findFreePort());
    await waitUntilServing(command);
    const demo = readDemo(directory);
    assert.deepEqual(Object.keys(demo).sort(), ['clients', 'members', 'pit_wall', 'service']);
    assert.equal(demo.members.length, 2);
    for (const member of demo.members) {
      assert.deepEqual(Object.keys(member).sort(), [
        'account_id',
        'cust_id',
        'display_name',
        'password',
        'username',
      ]);
    }
    assert.equal(demo.clients.length, 5);
    for (const client of demo.clients) {
      const isConfidential = client.client_type === 'server-side';
      assert.equal(client.client_secret !== undefined, isConfidential);
    }
    const [trackmania, ...others] = demo.clients.filter(({ dialect }) => dialect !== 'iracing');
    assert.deepEqual([trackmania?.dialect, others], ['trackmania', []]);
    assert.match(trackmania?.client_id ?? '', /^[0-9a-f]{20}$/);
    assert.match(trackmania?.client_secret ?? '', /^[0-9a-f]{40}$/);
    const native = demo.clients.find(({ client_type }) => client_type === 'native');
    assert.deepEqual(
      native?.redirect_uris.map((uri) => new URL(uri).port),
      ['7491', '7492', '7493', '7494', '7495'],
    );
    command.child.kill('SIGINT');
    assert.equal(await command.exited, 0);
    const other = createDirectory();
    const second = serveLocally(other, await findFreePort());
    await waitUntilServing(second);
    const secrets = (from: Demo) => [
      ...from.members.map(({ password }) => password),
      ...from.clients.flatMap(({ client_secret }) => client_secret ?? []),
    ];
    const shared = secrets(readDemo(other)).filter((value) => secrets(demo).includes(value));
    assert.deepEqual(shared, []);
    second.child.kill('SIGTERM');
    assert.equal(await second.exited, 0);
  });

  it('S226 a second start finds everything as it was left', async () => {
    const directory = createDirectory();
    const port = await findFreePort();
    const first = serveLocally(directory, port);
    await waitUntilServing(first);
    const demo = readDemo(directory);
    const bot = demo.clients.find(({ users }) => users !== undefined);
    const [member] = demo.members;
    assert.ok(bot?.client_secret !== undefined && member !== undefined);
    const credentials = {
      client_id: bot.client_id,
      client_secret: mask(bot.client_secret, bot.client_id),
    };
    const origin = `http://127.0.0.1:${port}`;
    const opened = await send(origin, '/oauth2/token', {
      form: {
        grant_type: 'password_limited',
        ...credentials,
        username: member.username,
        password: mask(member.password, member.username),
        scope: 'iracing.auth iracing.profile',
      },
    });
    const tokens = opened.json<Tokens>();
    const keySet = (await send(origin, '/oauth2/jwks.json')).body;
    first.child.kill('SIGTERM');
    assert.equal(await first.exited, 0);
    const second = serveLocally(directory, port);
    await waitUntilServing(second);
    assert.deepEqual(readDemo(directory), demo);
    assert.equal((await send(origin, '/oauth2/jwks.json')).body, keySet);
    const profile = await send(origin, '/oauth2/iracing/profile', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    assert.equal(profile.status, 200);
    const refreshed = await send(origin, '/oauth2/token', {
      form: {
        grant_type: 'refresh_token',
        ...credentials,
        refresh_token: tokens.refresh_token,
      },
    });
    assert.equal(refreshed.status, 200, refreshed.body);
    second.child.kill('SIGTERM');
    assert.equal(await second.exited, 0);
  });

  it('a redirect URI and its origin written into the demo hold from the next start on', async () => {
    const { directory, port } = await serveOnce();
    const demo = readDemo(directory);
    const own = 'http://localhost:3000/auth/callback';
    const clients = demo.clients.map((client) =>
      ['pit-wall', 'lap-lens'].includes(client.client_id)
        ? { ...client, redirect_uris: [...client.redirect_uris, own] }
        : client,
    );
    writeFileSync(join(directory, 'demo.json'), JSON.stringify({ ...demo, clients }));
    const second = serveLocally(directory, port, ['--pit-wall-url', 'http://127.0.0.1:9000']);
    await waitUntilServing(second);
    const origin = `http://localhost:${port}`;
    const ask = (client_id: string, redirect_uri: string) => {
      const query = new URLSearchParams({
        client_id,
        redirect_uri,
        response_type: 'code',
        scope: 'iracing.auth',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
      });
      return send(origin, `/oauth2/authorize?${query.toString()}`);
    };
    for (const client_id of ['pit-wall', 'lap-lens']) {
      const answer = await ask(client_id, own);
      assert.match(answer.body, /<title>Sign in/);
      assert.equal((await ask(client_id, `${own}/other`)).status, 403);
    }
    const moved = readDemo(directory).clients.find(({ client_id }) => client_id === 'pit-wall');
    assert.deepEqual(moved?.redirect_uris, ['http://127.0.0.1:9000/callback', own]);
    for (const [from, expected] of [
      ['http://localhost:3000', 'http://localhost:3000'],
      ['http://localhost:3001', undefined],
    ] as const) {
      const answer = await send(origin, '/oauth2/token', {
        form: { client_id: 'lap-lens', grant_type: 'refresh_token', refresh_token: 'none' },
        headers: { origin: from },
      });
      assert.equal(answer.header('access-control-allow-origin'), expected);
    }
    second.child.kill('SIGTERM');
    assert.equal(await second.exited, 0);
  });

  it('S229 SIGTERM lets requests in flight finish and exits 0', async () => {
    const directory = createDirectory();
    const port = await findFreePort();
    const command = serveLocally(directory, port, [], { PITPASS_PASSWORD_HASHES_AT_ONCE: '1' });
    await waitUntilServing(command);
    const demo = readDemo(directory);
    const bot = demo.clients.find(({ users }) => users !== undefined);
    const [member] = demo.members;
    assert.ok(bot?.client_secret !== undefined && member !== undefined);
    const form = {
      grant_type: 'password_limited',
      client_id: bot.client_id,
      client_secret: mask(bot.client_secret, bot.client_id),
      username: member.username,
      password: mask(member.password, member.username),
    };
    const origin = `http://127.0.0.1:${port}`;
    // Connections that stand: what the service has not accepted yet is not in flight.
    await Promise.all(Array.from({ length: 12 }, () => send(origin, '/oauth2/jwks.json')));
    const asked = Array.from({ length: 12 }, () => send(origin, '/oauth2/token', { form }));
    // One hash at a time, so that most of them are waiting when the first is answered.
    await Promise.race(asked);
    command.child.kill('SIGTERM');
    const answers = await Promise.all(asked);
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(await command.exited, 0);
    await assert.rejects(send(origin, '/'));
  });
});

describe('connections that say nothing', () => {
  for (const [title, bytes] of [
    ['nothing at all', ''],
    ['half a request head', 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
  ] as const) {
    it(`S229 a connection that sent ${title} does not keep a stopped service running`, async () => {
      const port = await findFreePort();
      const command = serveLocally(createDirectory(), port);
      await waitUntilServing(command);
      const hosts = ['127.0.0.1', '::1'];
      const sockets = hosts.map((host) => connect({ host, port }).on('error', () => {}));
      // The machine may have no IPv6.
      await Promise.any(sockets.map((socket) => once(socket, 'connect')));
      if (bytes !== '') for (const socket of sockets) socket.write(bytes);
      await sleep(100);
      const began = performance.now();
      command.child.kill('SIGTERM');
      assert.equal(await command.exited, 0);
      assert.ok(performance.now() - began < 5000);
      for (const socket of sockets) socket.destroy();
    });
  }
});

describe('what keeps a service from starting is one sentence and exit code 1', () => {
  it('S229 a busy port', async () => {
    const port = await findFreePort();
    const other = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => {
      other.once('listening', resolve);
    });
    const directory = createDirectory();
    await assertRefused(serveLocally(directory, port), new RegExp(`Port ${port} is taken`));
    assert.ok(!existsSync(join(directory, 'demo.json')));
    other.close();
  });

  it('S230 a data directory of a newer version, which is left as it was', async () => {
    const { directory, port } = await serveOnce();
    const file = join(directory, 'pitpass.sqlite');
    const database = new DatabaseSync(file);
    database.exec("INSERT INTO schema_migration VALUES (999, 'from_the_future', 1)");
    database.close();
    const before = readFileSync(file);
    await assertRefused(serveLocally(directory, port), /version 999.*newer/);
    assert.ok(readFileSync(file).equals(before));
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.includes('version-')),
      [],
    );
  });

  it('S230 an unwritable directory', async () => {
    const file = join(createDirectory(), 'a file');
    writeFileSync(file, '');
    const port = await findFreePort();
    await assertRefused(serveLocally(join(file, 'data'), port), /cannot be written.*ENOTDIR/);
    await assertRefused(serveLocally(file, port), /cannot be written/);
    // Here even root can make nothing, and Node's own way of trying never comes back.
    if (process.platform === 'linux') {
      await assertRefused(serveLocally('/proc/nowhere', port), /cannot be written/);
    }
  });

  it('S230 a file that is no database', async () => {
    const directory = createDirectory();
    writeFileSync(join(directory, 'pitpass.sqlite'), 'this is no database\n'.repeat(100));
    await assertRefused(serveLocally(directory, await findFreePort()), /database/);
  });

  it('S141 a non-loopback address or issuer with --local', async () => {
    const directory = createDirectory();
    const port = await findFreePort();
    for (const address of ['0.0.0.0', '::', '192.0.2.1', 'example.org', '127.0.0.1.example.org']) {
      const command = serveLocally(directory, port, ['--address', address]);
      await assertRefused(command, /--local serves this computer only/);
    }
    for (const issuer of ['https://id.example.org', 'http://0.0.0.0:7480']) {
      const command = serveLocally(directory, port, ['--issuer', issuer]);
      await assertRefused(command, /--local serves this computer only/);
    }
    assert.deepEqual(readdirSync(directory), []);
  });

  it('S141 no issuer without --local, and issuers that are none', async () => {
    const directory = createDirectory();
    const serve = (...more: string[]) =>
      startCommand(['serve', '--data-directory', directory, ...more]);
    await assertRefused(serve(), /No issuer/);
    for (const issuer of [
      'id.example.org',
      'http://id.example.org',
      'https://id.example.org/',
      'https://id.example.org/path',
    ]) {
      await assertRefused(serve('--issuer', issuer), /issuer/);
    }
  });

  it('a redirect URI in the demo that cannot be registered, or a client it does not know', async () => {
    const { directory, port } = await serveOnce();
    const demo = readDemo(directory);
    const file = join(directory, 'demo.json');
    const write = (client_id: string, redirect_uris: unknown) => {
      const [client, ...others] = demo.clients;
      const clients = [{ ...client, client_id, redirect_uris }, ...others];
      writeFileSync(file, JSON.stringify({ ...demo, clients }));
    };
    const good = demo.clients[0]?.redirect_uris[0] ?? '';
    for (const [uri, reason] of [
      ['localhost:3000/callback', /begin it with http:\/\/ or https:\/\//],
      ['http://app.example.org/callback', /use https/],
      ['http://name:canary@localhost:3000/callback', /user information/],
      [7480, /not a text/],
    ] as const) {
      write('pit-wall', [good, uri]);
      const command = serveLocally(directory, port);
      await assertRefused(command, reason);
      assert.match(command.stderr(), /redirect_uris\[1\] of pit-wall/);
      assert.ok(!command.stderr().includes('canary'));
    }
    write('pit-wall', undefined);
    await assertRefused(serveLocally(directory, port), /no list redirect_uris for pit-wall/);
    write('my-own-app', [good]);
    await assertRefused(serveLocally(directory, port), /not one of pit-wall, lap-lens/);
  });

  it('S216 settings that are not what they should be', async () => {
    const directory = createDirectory();
    for (const port of ['0', '-1', '65536', '1e3', 'NaN', '7480x']) {
      const command = startCommand(['serve', '--local', '--data-directory', directory], {
        PITPASS_PORT: port,
      });
      await assertRefused(command, /PITPASS_PORT/);
    }
    const command = startCommand(['serve', '--local', '--data-directory', directory], {
      PITPASS_LOG_LEVEL: 'loud',
    });
    await assertRefused(command, /PITPASS_LOG_LEVEL/);
  });

  it('S219 a PostgreSQL that does not answer, without its password', async () => {
    const port = await findFreePort();
    const command = serveLocally(createDirectory(), await findFreePort(), [], {
      PITPASS_DATABASE_URL: `postgres://user:canary-password@127.0.0.1:${port}/none`,
    });
    await assertRefused(command, /PostgreSQL/);
    assert.ok(!command.stderr().includes('canary-password'));
  });
});

describe('a data directory of an older version', () => {
  it('S230 is copied aside, then migrated; what was in it stays', async () => {
    const directory = createDirectory();
    const file = join(directory, 'pitpass.sqlite');
    const fixture = fileURLToPath(new URL('../fixtures/version-1.sql', import.meta.url));
    const old = new DatabaseSync(file);
    old.exec(readFileSync(fixture, 'utf8'));
    old.close();
    const port = await findFreePort();
    const command = serveLocally(directory, port);
    await waitUntilServing(command);
    assert.match(command.stderr(), /^The database was of version 1; it was copied to .+\n$/);
    const copies = readdirSync(directory).filter((name) => name.includes('version-1'));
    assert.equal(copies.length, 1);
    const read = (path: string, text: string) => {
      const database = new DatabaseSync(path, { readOnly: true });
      const [row] = database.prepare(text).all();
      database.close();
      return row;
    };
    const copy = join(directory, copies[0] ?? '');
    const version = 'SELECT max(version) AS version FROM schema_migration';
    const member = "SELECT display_name FROM member WHERE username = 'old@pitpass.example'";
    assert.equal(read(copy, version)?.['version'], 1);
    assert.ok(Number(read(file, version)?.['version']) > 1);
    for (const path of [copy, file])
      assert.equal(read(path, member)?.['display_name'], 'Old Member');
    command.child.kill('SIGTERM');
    assert.equal(await command.exited, 0);
    const again = serveLocally(directory, port);
    await waitUntilServing(again);
    assert.equal(again.stderr(), '');
    again.child.kill('SIGTERM');
    assert.equal(await again.exited, 0);
    assert.equal(readdirSync(directory).filter((name) => name.includes('version-1')).length, 1);
  });
});

describe('pitpass serve without --local', () => {
  it('S98 seeds nothing and mounts neither /data nor a start page', async () => {
    const directory = createDirectory();
    const port = await findFreePort();
    const command = startCommand(['serve', '--port', String(port), '--data-directory', directory], {
      PITPASS_ISSUER: 'https://id.example.org',
    });
    await waitUntilServing(command);
    assert.ok(!existsSync(join(directory, 'demo.json')));
    const ask = (path: string, host = 'id.example.org') =>
      send(`http://127.0.0.1:${port}`, path, { headers: { host } });
    assert.equal((await ask('/oauth2/jwks.json')).status, 200);
    assert.equal((await ask('/data/doc')).status, 404);
    assert.equal((await ask('/')).status, 303);
    assert.equal((await ask('/oauth2/jwks.json', `localhost:${port}`)).status, 421);
    const login = await ask('/login');
    assert.match(login.header('strict-transport-security') ?? '', /max-age/);
    command.child.kill('SIGTERM');
    assert.equal(await command.exited, 0);
  });
});
