import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { startFakeService } from './fake-service.ts';
import type { FakeService } from './fake-service.ts';
import {
  createFolder,
  findRedirectUris,
  pitpass,
  signIn,
  startPitpass,
  startProcess,
} from './pitpass.ts';
import type { Ended, PitpassOptions } from './pitpass.ts';

async function start(t: TestContext): Promise<FakeService> {
  const service = await startFakeService();
  t.after(() => service.close());
  return service;
}

function loginWords(service: FakeService, redirectUris: readonly string[]): string[] {
  const client = ['--service', service.origin, '--client-id', 'tool', '--no-browser'];
  return ['login', ...client, ...redirectUris.flatMap((uri) => ['--redirect-uri', uri])];
}

/** Runs a login and lets `visit` be the person's browser. */
async function loginWith(
  words: readonly string[],
  options: PitpassOptions,
  visit: (url: URL) => Promise<unknown>,
): Promise<Ended> {
  const running = startPitpass(words, options);
  const said = await running.untilSaid(/Waiting at/);
  const url = /^ {2}(http\S+)$/m.exec(said)?.[1] ?? '';
  await visit(new URL(url));
  return running.ended;
}

const follow = (url: URL): Promise<Response> => fetch(url);

function listenOn(t: TestContext, redirectUri: string): Promise<void> {
  const server = createServer((_request, response) => response.end('another program'));
  t.after(() => server.close());
  const port = Number(new URL(redirectUri).port);
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

function readTokens(folder: string, profile = 'default'): Record<string, unknown> {
  const file = join(folder, 'state', 'pitpass', `${profile}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

/** A folder whose profiles are at the same place on every platform. */
function tokenOptions(folder: string, environment: Record<string, string> = {}): PitpassOptions {
  const file = join(folder, 'state', 'pitpass', 'default.json');
  return { directory: folder, environment: { PITPASS_TOKEN_FILE: file, ...environment } };
}

describe('login with the browser', { concurrency: 4 }, () => {
  test('listens, sends the browser off with PKCE, and keeps tokens and settings', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    const redirectUris = await findRedirectUris(2);
    let asked: URL | undefined;
    let page = '';
    const { exitCode, stdout, stderr } = await loginWith(
      loginWords(service, redirectUris),
      tokenOptions(folder),
      async (url) => {
        asked = url;
        page = await (await follow(url)).text();
      },
    );
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, '', 'standard output is for answers');
    assert.match(stderr, /Signed in at .* as Robin Apex \(customer 4711\)/);
    assert.match(page, /You are signed in/);
    assert.equal(asked?.searchParams.get('code_challenge_method'), 'S256');
    assert.equal(asked.searchParams.get('redirect_uri'), redirectUris[0]);
    assert.equal(asked.searchParams.get('scope'), 'iracing.auth iracing.profile');
    const stored = readTokens(folder);
    assert.equal(stored['access_token'], 'access-1');
    assert.deepEqual(stored['pitpass'], {
      service: service.origin,
      data_url: service.origin,
      client_id: 'tool',
      redirect_uris: redirectUris,
      client_secret_source: { from: 'none' },
    });
    assert.doesNotMatch(stderr, /access-1|refresh-1|code-1/);
  });

  test('keeps the token file for its owner alone', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    await loginWith(loginWords(service, await findRedirectUris(1)), tokenOptions(folder), follow);
    const file = join(folder, 'state', 'pitpass', 'default.json');
    // On Windows the rules of the folder count instead.
    const mode = statSync(file).mode & 0o777;
    assert.equal(process.platform === 'win32' ? 0o600 : mode, 0o600);
  });

  test('later commands need no option, and neither does the next login', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    const options = tokenOptions(folder);
    await loginWith(loginWords(service, await findRedirectUris(1)), options, follow);
    const { stdout } = await pitpass(['whoami'], options);
    assert.equal(stdout, `Robin Apex (customer 4711) at ${service.origin}, by tool\n`);
    const again = await loginWith(['login', '--no-browser', '--json'], options, follow);
    const answer = JSON.parse(again.stdout) as Record<string, unknown>;
    assert.deepEqual([answer['service'], answer['client_id']], [service.origin, 'tool']);
  });

  test('a new sign-in ends the session of the former one', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    const options = tokenOptions(folder);
    const words = loginWords(service, await findRedirectUris(1));
    await loginWith(words, options, follow);
    await loginWith(words, options, follow);
    assert.deepEqual([...service.accepted], ['access-2']);
    assert.equal(readTokens(folder)['access_token'], 'access-2');
  });

  test('listens on the next registered address when the first is taken', async (t) => {
    const service = await start(t);
    const redirectUris = await findRedirectUris(2);
    await listenOn(t, redirectUris[0] ?? '');
    const { exitCode, stderr } = await loginWith(
      loginWords(service, redirectUris),
      tokenOptions(createFolder(t)),
      follow,
    );
    assert.equal(exitCode, 0, stderr);
    const used = service.seen('/oauth2/authorize')[0]?.query.get('redirect_uri');
    assert.equal(used, redirectUris[1]);
  });

  test('names all registered addresses when none is free', async (t) => {
    const service = await start(t);
    const redirectUris = await findRedirectUris(2);
    for (const uri of redirectUris) await listenOn(t, uri);
    const { exitCode, stderr } = await pitpass(
      loginWords(service, redirectUris),
      tokenOptions(createFolder(t)),
    );
    assert.equal(exitCode, 1);
    for (const uri of redirectUris) assert.ok(stderr.includes(uri), stderr);
    assert.equal(service.requests.length, 0);
  });

  test('a callback with another state is turned away and the wait goes on', async (t) => {
    const service = await start(t);
    const { exitCode } = await loginWith(
      loginWords(service, await findRedirectUris(1)),
      tokenOptions(createFolder(t)),
      async (url) => {
        const stolen = new URL(url.searchParams.get('redirect_uri') ?? '');
        stolen.search = '?code=stolen&state=another';
        assert.equal((await fetch(stolen)).status, 400);
        assert.equal(service.seen('/oauth2/token').length, 0);
        await follow(url);
      },
    );
    assert.equal(exitCode, 0);
  });

  test('a refusal at the service is told, with code 4, and nothing is stored', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    const { exitCode, stderr } = await loginWith(
      [...loginWords(service, await findRedirectUris(1)), '--json'],
      tokenOptions(folder),
      (url) => {
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        const state = url.searchParams.get('state') ?? '';
        back.search = new URLSearchParams({ error: 'access_denied', state }).toString();
        return fetch(back);
      },
    );
    assert.equal(exitCode, 4);
    const last = stderr.trimEnd().split('\n').at(-1) ?? '';
    const { error } = JSON.parse(last) as { error: Record<string, unknown> };
    assert.equal(error['code'], 'authorization_error_response');
    assert.equal(error['error'], 'access_denied');
    assert.match(String(error['message']), /The member pressed Deny, or the service refused/);
    assert.doesNotMatch(String(error['message']), /credentials/);
    assert.throws(() => readTokens(folder), { code: 'ENOENT' });
  });

  test('nobody coming back ends it with code 5', async (t) => {
    const service = await start(t);
    const { exitCode, stderr } = await pitpass(
      [...loginWords(service, await findRedirectUris(1)), '--timeout', '1'],
      tokenOptions(createFolder(t)),
    );
    assert.equal(exitCode, 5);
    assert.match(stderr, /Nobody signed in within 1 seconds\.\n$/);
  });

  test('Ctrl-C closes the listener and ends it with code 130', async (t) => {
    const service = await start(t);
    const [redirectUri = ''] = await findRedirectUris(1);
    const running = startProcess(loginWords(service, [redirectUri]), tokenOptions(createFolder(t)));
    await running.untilSaid(/Waiting at/);
    running.child.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    assert.equal(exitCode, 130);
    assert.doesNotMatch(stderr, /pitpass:|\bat .*\.ts/);
    await assert.rejects(fetch(redirectUri));
  });

  test('a damaged token file is found before anybody signs in, and left as it is', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    const file = join(folder, 'tokens.json');
    writeFileSync(file, '{"access_token": "half');
    const words = loginWords(service, await findRedirectUris(1));
    const { exitCode, stderr } = await pitpass([...words, '--token-file', file], {
      directory: folder,
    });
    assert.equal(exitCode, 1);
    assert.match(stderr, /is damaged and was left alone: move it away/);
    assert.doesNotMatch(stderr, /half/);
    assert.equal(readFileSync(file, 'utf8'), '{"access_token": "half');
  });

  test('plain http to another computer is refused before anything is sent', async (t) => {
    const [redirectUri = ''] = await findRedirectUris(1);
    const words = ['login', '--service', 'http://far.example', '--client-id', 'x', '--no-browser'];
    const { exitCode, stderr } = await pitpass(
      [...words, '--redirect-uri', redirectUri],
      tokenOptions(createFolder(t)),
    );
    assert.equal(exitCode, 2);
    assert.match(stderr, /must be https/);
  });
});

const demoFile = (service: string, redirect_uris: readonly string[]): string =>
  JSON.stringify({
    service,
    pit_wall: 'http://127.0.0.1:1',
    members: [{ username: 'robin@demo.example', password: 'demo-pass', cust_id: 4711 }],
    clients: [
      { client_id: 'pitpass-cli', client_type: 'native', redirect_uris },
      {
        client_id: 'garage-bot',
        client_secret: 'demo-secret',
        redirect_uris: [],
        users: ['robin@demo.example'],
      },
    ],
  });

function writeDemo(folder: string, service: string, redirectUris: readonly string[] = []): void {
  mkdirSync(join(folder, '.pitpass'));
  writeFileSync(join(folder, '.pitpass', 'demo.json'), demoFile(service, redirectUris));
}

describe('login where a local service has its demo', { concurrency: 4 }, () => {
  test('signs in there by itself, as the native client of the demo', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    writeDemo(folder, service.origin, await findRedirectUris(1));
    const words = ['login', '--no-browser'];
    const { exitCode, stderr } = await loginWith(words, tokenOptions(folder), follow);
    assert.equal(exitCode, 0, stderr);
    const { query } = service.seen('/oauth2/authorize')[0] ?? {};
    assert.equal(query?.get('client_id'), 'pitpass-cli');
  });

  test('--password-limited takes client, secret, member and password from the demo', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    writeDemo(folder, service.origin);
    const { exitCode, stderr } = await pitpass(
      ['login', '--password-limited'],
      tokenOptions(folder),
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /password of robin@demo\.example is taken from the demo/);
    const { form } = service.seen('/oauth2/token')[0] ?? {};
    assert.equal(form?.get('client_id'), 'garage-bot');
    assert.equal(form.get('username'), 'robin@demo.example');
    const stored = JSON.stringify(readTokens(folder));
    assert.doesNotMatch(stored + stderr, /demo-secret|demo-pass/);
  });

  test('a demo that leads to another computer is not believed', async (t) => {
    const folder = createFolder(t);
    writeDemo(folder, 'https://evil.example', await findRedirectUris(1));
    const words = ['login', '--no-browser', '--timeout', '2'];
    const { exitCode, stderr } = await pitpass(words, tokenOptions(folder));
    assert.equal(exitCode, 1);
    assert.match(stderr, /is not the demo of a service on this computer/);
  });

  test('another service that is named wins over the demo', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    writeDemo(folder, 'http://127.0.0.1:1', await findRedirectUris(1));
    const words = loginWords(service, await findRedirectUris(1));
    const { exitCode } = await loginWith(words, tokenOptions(folder), follow);
    assert.equal(exitCode, 0);
    assert.equal(service.seen('/oauth2/authorize')[0]?.query.get('client_id'), 'tool');
  });
});

describe('login with a password', { concurrency: 4 }, () => {
  const words = (service: FakeService): string[] =>
    `login --password-limited --service ${service.origin} --client-id bot --username robin@example.org`.split(
      ' ',
    );

  test('masks secret and password from files and keeps neither', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    writeFileSync(join(folder, 'secret'), 'the-secret\n');
    writeFileSync(join(folder, 'password'), 'the-password\n');
    const options = tokenOptions(folder, {
      PITPASS_CLIENT_SECRET_FILE: 'secret',
      PITPASS_PASSWORD_FILE: 'password',
    });
    const { exitCode, stderr } = await pitpass(words(service), options);
    assert.equal(exitCode, 0, stderr);
    const { form } = service.seen('/oauth2/token')[0] ?? {};
    const sent = form?.toString() ?? '';
    assert.match(form?.get('client_secret') ?? '', /^[\w+/]{43}=$/);
    assert.match(form?.get('password') ?? '', /^[\w+/]{43}=$/);
    const stored = readTokens(folder);
    const all = sent + stderr + JSON.stringify(stored);
    assert.doesNotMatch(all, /the-secret|the-password/);
    const { client_secret_source } = stored['pitpass'] as Record<string, unknown>;
    assert.deepEqual(client_secret_source, { from: 'file', path: join(folder, 'secret') });
  });

  test('the secret is fetched again when tokens are refreshed', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    const given = { PITPASS_CLIENT_SECRET: 'the-secret', PITPASS_PASSWORD: 'the-password' };
    await pitpass(words(service), tokenOptions(folder, given));
    const file = join(folder, 'state', 'pitpass', 'default.json');
    writeFileSync(file, JSON.stringify({ ...readTokens(folder), expires_at: 1 }));
    const without = await pitpass(['token'], tokenOptions(folder));
    assert.equal(without.exitCode, 2);
    assert.match(without.stderr, /secret of the client bot is needed; set PITPASS_CLIENT_SECRET/);
    const again = await pitpass(['token'], tokenOptions(folder, given));
    assert.equal(again.stdout, 'access-2\n', again.stderr);
    const secrets = service.seen('/oauth2/token').map(({ form }) => form.get('client_secret'));
    assert.equal(new Set(secrets).size, 1);
  });

  test('--save-secret keeps the secret, and only that', async (t) => {
    const service = await start(t);
    const folder = createFolder(t);
    const given = { PITPASS_CLIENT_SECRET: 'the-secret', PITPASS_PASSWORD: 'the-password' };
    await pitpass([...words(service), '--save-secret'], tokenOptions(folder, given));
    const { client_secret_source } = readTokens(folder)['pitpass'] as Record<string, unknown>;
    assert.deepEqual(client_secret_source, { from: 'saved', client_secret: 'the-secret' });
    assert.doesNotMatch(JSON.stringify(readTokens(folder)), /the-password/);
    const file = join(folder, 'state', 'pitpass', 'default.json');
    writeFileSync(file, JSON.stringify({ ...readTokens(folder), expires_at: 1 }));
    assert.equal((await pitpass(['token'], tokenOptions(folder))).stdout, 'access-2\n');
  });

  test('without a terminal it says where a missing secret comes from, with code 2', async (t) => {
    const service = await start(t);
    const { exitCode, stderr } = await pitpass(words(service), tokenOptions(createFolder(t)));
    assert.equal(exitCode, 2);
    assert.match(stderr, /no terminal to ask at: set PITPASS_CLIENT_SECRET/);
    assert.equal(service.requests.length, 0);
  });

  test('a secret that is given twice is refused', async (t) => {
    const service = await start(t);
    const given = { PITPASS_CLIENT_SECRET: 'a', PITPASS_CLIENT_SECRET_FILE: 'b' };
    const options = tokenOptions(createFolder(t), given);
    const { exitCode, stderr } = await pitpass(words(service), options);
    assert.equal(exitCode, 2);
    assert.match(stderr, /are both set; keep one/);
  });

  test('wrong credentials are told with the request id, code 4, and are tried once', async (t) => {
    const service = await start(t);
    service.on('/oauth2/token', () => ({
      status: 401,
      body: { error: 'access_denied', error_description: 'user name or password is wrong' },
    }));
    const given = { PITPASS_CLIENT_SECRET: 'the-secret', PITPASS_PASSWORD: 'the-password' };
    const options = tokenOptions(createFolder(t), given);
    const { exitCode, stderr } = await pitpass(words(service), options);
    assert.equal(exitCode, 4);
    assert.match(stderr, /access_denied: user name or password is wrong.*\(request req-1\)/);
    assert.equal(service.requests.length, 1);
  });

  test('the limit of the token endpoint shows its seconds, with code 6', async (t) => {
    const service = await start(t);
    service.on('/oauth2/token', () => ({
      status: 400,
      headers: { 'retry-after': '240' },
      body: { error: 'unauthorized_client', error_description: 'too many logins' },
    }));
    const given = { PITPASS_CLIENT_SECRET: 'the-secret', PITPASS_PASSWORD: 'the-password' };
    const options = tokenOptions(createFolder(t), given);
    const { exitCode, stderr } = await pitpass([...words(service), '--json'], options);
    assert.equal(exitCode, 6);
    const last = stderr.trimEnd().split('\n').at(-1) ?? '';
    const { error } = JSON.parse(last) as { error: Record<string, unknown> };
    assert.equal(error['retry_after_seconds'], 240);
    assert.match(String(error['message']), /wait 240 seconds/);
  });
});

describe('a profile that is signed in', () => {
  test('is not used for another service than its own', async (t) => {
    const { service, options } = await signIn(t);
    const other = await start(t);
    const { exitCode, stderr } = await pitpass(['whoami', '--service', other.origin], options);
    assert.equal(exitCode, 3);
    assert.match(stderr, new RegExp(`signed in with service ${service.origin}`));
    assert.equal(other.requests.length, 0);
    assert.equal((await pitpass(['whoami', '--service', service.origin], options)).exitCode, 0);
  });

  test('whose file does not say where its tokens belong needs both names', async (t) => {
    const { service, options, read, write } = await signIn(t);
    const { pitpass: _settings, ...tokens } = read();
    write(tokens);
    const { exitCode, stderr } = await pitpass(['whoami'], options);
    assert.equal(exitCode, 2);
    assert.match(stderr, /set PITPASS_SERVICE and PITPASS_CLIENT_ID/);
    assert.equal(service.requests.length, 0);
    const named = { PITPASS_SERVICE: service.origin, PITPASS_CLIENT_ID: 'fake-client' };
    const environment = { ...options.environment, ...named };
    const told = await pitpass(['whoami'], { ...options, environment });
    assert.equal(told.exitCode, 0, told.stderr);
  });
});
