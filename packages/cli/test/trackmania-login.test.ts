import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import type { FakeTrackmania } from '../../client/test/fake-trackmania.ts';
import { createFolder, findRedirectUris, pitpass, signIn, startPitpass } from './pitpass.ts';
import type { Ended, PitpassOptions } from './pitpass.ts';
import { signInAtTrackmania, startTrackmania } from './trackmania-profile.ts';

const client_id = 'aaaabbbbccccddddeeee';
const accountId = '5b4d42f4-c2de-407d-b367-cbff3fe817bc';
const secret = { PITPASS_CLIENT_SECRET: 'the-secret' };

/** Lets the fake answer /oauth/authorize by a code that works once, and the token endpoint take it. */
function serveSignIn(service: FakeTrackmania): void {
  const scopes = new Map<string, string>();
  service.on('/oauth/authorize', ({ query }) => {
    const code = `def50200-code-${scopes.size}`;
    scopes.set(code, query.get('scope') ?? '');
    const location = new URL(query.get('redirect_uri') ?? '');
    location.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
    return { status: 302, headers: { location: location.href } };
  });
  service.on('/api/access_token', ({ form }) => {
    if (form.get('client_secret') === 'wrong') {
      const body = { error: 'invalid_client', error_description: 'Client authentication failed' };
      return { status: 401, body };
    }
    const isMember = form.get('grant_type') !== 'client_credentials';
    const scope = isMember ? scopes.get(form.get('code') ?? '') : form.get('scope');
    return { body: service.issueTokens((scope || undefined)?.split(' '), isMember) };
  });
  service.onAuthorized('/api/user', () => ({ body: { accountId, displayName: 'Robin Apex' } }));
}

function optionsIn(folder: string, environment: Record<string, string> = secret): PitpassOptions {
  const file = join(folder, 'tokens.json');
  return { directory: folder, environment: { PITPASS_TOKEN_FILE: file, ...environment } };
}

function readTokens(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'tokens.json'), 'utf8')) as Record<string, unknown>;
}

const loginWords = (service: FakeTrackmania, redirectUris: readonly string[]): string[] => [
  ...`login --provider trackmania --service ${service.url} --client-id ${client_id}`.split(' '),
  '--no-browser',
  '--timeout',
  '20',
  ...redirectUris.flatMap((uri) => ['--redirect-uri', uri]),
];

/** Runs a login and lets `visit` be the person's browser. */
async function loginWith(
  words: readonly string[],
  options: PitpassOptions,
  visit: (url: URL) => Promise<unknown> = (url) => fetch(url),
): Promise<Ended> {
  const running = startPitpass(words, options);
  const said = await running.untilSaid(/Waiting at/);
  await visit(new URL(/^ {2}(http\S+)$/m.exec(said)?.[1] ?? ''));
  return running.ended;
}

describe('login at Trackmania with the browser', { concurrency: 4 }, () => {
  test('TM 4.1 asks for all scopes with a state and no challenge, and keeps whose it is', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const folder = createFolder(t);
    const redirectUris = await findRedirectUris(2);
    const { exitCode, stdout, stderr } = await loginWith(
      loginWords(service, redirectUris),
      optionsIn(folder),
    );
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`Signed in at .* as Robin Apex \\(account ${accountId}\\)`));
    const { query } = service.seen('/oauth/authorize')[0] ?? {};
    assert.equal(query?.get('scope'), 'clubs read_favorite write_favorite');
    assert.match(query.get('state') ?? '', /^[\w-]{43}$/);
    assert.equal(query.has('code_challenge'), false);
    const { form } = service.seen('/api/access_token')[0] ?? {};
    assert.equal(form?.get('client_secret'), 'the-secret', 'as it is, not masked');
    assert.equal(form.get('redirect_uri'), redirectUris[0]);
    const stored = readTokens(folder);
    assert.equal(stored['scope'], 'clubs read_favorite write_favorite');
    assert.deepEqual(stored['pitpass'], {
      service: service.url,
      client_id,
      redirect_uris: redirectUris,
      client_secret_source: { from: 'environment' },
      provider: 'trackmania',
      grant_type: 'authorization_code',
    });
    assert.doesNotMatch(stderr + JSON.stringify(stored['pitpass']), /the-secret|def50200/);
  });

  test('the next login of the profile needs no option, and says what goes on', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const folder = createFolder(t);
    await loginWith(loginWords(service, await findRedirectUris(1)), optionsIn(folder));
    const again = await loginWith(['login', '--no-browser', '--json'], optionsIn(folder));
    const answer = JSON.parse(again.stdout) as Record<string, unknown>;
    assert.deepEqual(
      [answer['provider'], answer['service'], answer['client_id']],
      ['trackmania', service.url, client_id],
    );
    assert.match(again.stderr, /former sign-in of this account: .* cannot be told; .*\/account\./);
    assert.equal(readTokens(folder)['refresh_token'], 'def50200-refresh-2');
  });

  test('TM 4.1 an empty scope is not sent', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const words = [...loginWords(service, await findRedirectUris(1)), '--scope', ''];
    const { exitCode } = await loginWith(words, optionsIn(createFolder(t)));
    assert.equal(exitCode, 0);
    assert.equal(service.seen('/oauth/authorize')[0]?.query.has('scope'), false);
  });

  test('TM 4.3 a refused scope comes back without a state and is told, code 4', async (t) => {
    const service = await startTrackmania(t);
    const folder = createFolder(t);
    const words = [...loginWords(service, await findRedirectUris(1)), '--scope', 'all', '--json'];
    const refusal = {
      error: 'invalid_scope',
      error_description: 'The requested scope is invalid, unknown, or malformed',
      hint: 'Check the `all` scope',
    };
    const { exitCode, stderr } = await loginWith(words, optionsIn(folder), (url) => {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.search = new URLSearchParams(refusal).toString();
      return fetch(back);
    });
    assert.equal(exitCode, 4);
    const last = stderr.trimEnd().split('\n').at(-1) ?? '';
    const { error } = JSON.parse(last) as { error: Record<string, unknown> };
    assert.deepEqual([error['error'], error['hint']], ['invalid_scope', refusal.hint]);
    assert.match(String(error['message']), /hint: Check the `all` scope.* Check --scope\.$/);
    assert.throws(() => readTokens(folder), { code: 'ENOENT' });
  });

  test('TM 11.6 a code without the state is turned away and the wait goes on', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const words = loginWords(service, await findRedirectUris(1));
    const { exitCode } = await loginWith(words, optionsIn(createFolder(t)), async (url) => {
      const stolen = new URL(url.searchParams.get('redirect_uri') ?? '');
      stolen.search = '?code=stolen';
      assert.equal((await fetch(stolen)).status, 400);
      assert.equal(service.seen('/api/access_token').length, 0);
      await fetch(url);
    });
    assert.equal(exitCode, 0);
  });

  test('TM 5.5 a wrong secret is told, code 4, and nothing is stored', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const folder = createFolder(t);
    const words = loginWords(service, await findRedirectUris(1));
    const options = optionsIn(folder, { PITPASS_CLIENT_SECRET: 'wrong' });
    const { exitCode, stderr } = await loginWith(words, options);
    assert.equal(exitCode, 4);
    assert.match(stderr, /401 invalid_client: Client authentication failed.*Check --client-id/);
    assert.throws(() => readTokens(folder), { code: 'ENOENT' });
  });

  test('TM 4.4 --pkce sends a challenge and its verifier, for a client without a secret', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const words = [...loginWords(service, await findRedirectUris(1)), '--pkce'];
    const { exitCode } = await loginWith(words, optionsIn(createFolder(t), {}));
    assert.equal(exitCode, 0);
    const { query } = service.seen('/oauth/authorize')[0] ?? {};
    const { form } = service.seen('/api/access_token')[0] ?? {};
    const verifier = form?.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    assert.equal(query?.get('code_challenge'), challenge);
    assert.equal(form?.has('client_secret'), false);
  });

  test('without --pkce a secret that is missing is asked for before anybody signs in', async (t) => {
    const service = await startTrackmania(t);
    const words = loginWords(service, await findRedirectUris(1));
    const { exitCode, stderr } = await pitpass(words, optionsIn(createFolder(t), {}));
    assert.equal(exitCode, 2);
    assert.match(stderr, /Secret of the client \w+ is missing .*: set PITPASS_CLIENT_SECRET/);
    assert.match(stderr, /; for an app without a secret, give --pkce\.$/m);
    const own = [...words, '--client-credentials'].filter(
      (word) => !/redirect|^http:.*cb/.test(word),
    );
    const machine = await pitpass(own, optionsIn(createFolder(t), {}));
    assert.doesNotMatch(machine.stderr, /--pkce/);
    assert.equal(service.requests.length, 0);
  });

  test('a demo gives service, client, secret and redirect URIs of its own accord', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const folder = createFolder(t);
    const redirect_uris = await findRedirectUris(1);
    mkdirSync(join(folder, '.pitpass'));
    const file = join(folder, '.pitpass', 'demo.json');
    const clients = [
      { client_id: 'pitpass-cli', redirect_uris: [] },
      { client_id: '7c1e0f5ad2b94863ae10', client_secret: 'demo-secret', redirect_uris },
    ];
    writeFileSync(file, JSON.stringify({ service: service.url, members: [], clients }));
    const words = ['login', '--provider', 'trackmania', '--no-browser'];
    const { exitCode, stderr } = await loginWith(words, optionsIn(folder, {}));
    assert.equal(exitCode, 0, stderr);
    const { form } = service.seen('/api/access_token')[0] ?? {};
    assert.deepEqual(
      [form?.get('client_id'), form?.get('client_secret')],
      ['7c1e0f5ad2b94863ae10', 'demo-secret'],
    );
    const { client_secret_source } = readTokens(folder)['pitpass'] as Record<string, unknown>;
    assert.deepEqual(client_secret_source, { from: 'demo', path: file });
  });
});

describe('login with client credentials', { concurrency: 4 }, () => {
  const words = (service: FakeTrackmania): string[] =>
    `login --provider trackmania --client-credentials --service ${service.url} --client-id ${client_id}`.split(
      ' ',
    );

  test('TM 3 keeps a token without a member, a scope or a refresh token', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const folder = createFolder(t);
    const { exitCode, stdout, stderr } = await pitpass(words(service), optionsIn(folder));
    assert.deepEqual([exitCode, stdout], [0, ''], stderr);
    assert.match(stderr, /The client \w+ itself has access at .*, without a member/);
    const { form } = service.seen('/api/access_token')[0] ?? {};
    assert.deepEqual(Object.fromEntries(form ?? []), {
      grant_type: 'client_credentials',
      client_id,
      client_secret: 'the-secret',
    });
    const stored = readTokens(folder);
    assert.deepEqual([stored['refresh_token'], stored['scope']], [undefined, undefined]);
    const { grant_type } = stored['pitpass'] as Record<string, unknown>;
    assert.equal(grant_type, 'client_credentials');
    assert.equal(service.requests.length, 1, 'nobody is asked who the member is');
  });

  test('a scope that is named is asked for', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const folder = createFolder(t);
    await pitpass([...words(service), '--scope', 'clubs'], optionsIn(folder));
    assert.equal(service.seen('/api/access_token')[0]?.form.get('scope'), 'clubs');
    assert.equal(readTokens(folder)['scope'], 'clubs');
  });

  test('TM 5.5 a wrong secret is told and not repeated, code 4', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const options = optionsIn(createFolder(t), { PITPASS_CLIENT_SECRET: 'wrong' });
    const { exitCode, stderr } = await pitpass([...words(service), '--json'], options);
    assert.equal(exitCode, 4);
    const last = stderr.trimEnd().split('\n').at(-1) ?? '';
    const { error } = JSON.parse(last) as { error: Record<string, unknown> };
    assert.deepEqual([error['status'], error['error']], [401, 'invalid_client']);
    assert.doesNotMatch(last, /wrong/);
  });

  test('--save-secret keeps the secret for the next token', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const folder = createFolder(t);
    await pitpass([...words(service), '--save-secret'], optionsIn(folder));
    const stored = readTokens(folder);
    const { client_secret_source } = stored['pitpass'] as Record<string, unknown>;
    assert.deepEqual(client_secret_source, { from: 'saved', client_secret: 'the-secret' });
    writeFileSync(join(folder, 'tokens.json'), JSON.stringify({ ...stored, expires_at: 1 }));
    const { stdout } = await pitpass(['token'], optionsIn(folder, {}));
    assert.equal(stdout, `${String(readTokens(folder)['access_token'])}\n`);
    assert.equal(service.seen('/api/access_token')[1]?.form.get('client_secret'), 'the-secret');
  });
});

describe('login and the other dialect', { concurrency: 4 }, () => {
  test('a session of iRacing that stood in the profile is ended there', async (t) => {
    const { service: former, folder, options } = await signIn(t);
    const service = await startTrackmania(t);
    serveSignIn(service);
    const environment = { ...options.environment, ...secret };
    const words = loginWords(service, await findRedirectUris(1));
    const { exitCode, stderr } = await loginWith(words, { ...options, environment });
    assert.equal(exitCode, 0, stderr);
    assert.equal(former.accepted.size, 0);
    assert.doesNotMatch(stderr, /former/);
    const { provider } = readTokens(folder)['pitpass'] as Record<string, unknown>;
    assert.equal(provider, 'trackmania');
    const sent = former.requests.map(({ form }) => form.toString()).join();
    assert.doesNotMatch(sent, /the-secret/);
  });

  test('nothing that is remembered of one dialect is used for the other', async (t) => {
    const { options, service } = await signInAtTrackmania(t);
    const { exitCode, stderr } = await pitpass(
      ['login', '--provider', 'iracing', '--no-browser'],
      options,
    );
    assert.equal(exitCode, 2);
    assert.match(stderr, /Which client signs in at https:\/\/oauth\.iracing\.com\?/);
    assert.equal(service.requests.length, 0);
  });

  const mistakes = [
    { words: '--provider nadeo', says: /--provider names no dialect .* iracing or trackmania/ },
    { words: '--provider trackmania --password-limited', says: /no sign-in by password/ },
    { words: '--provider trackmania --data-url http://x', says: /belongs to --provider iracing/ },
    { words: '--client-credentials', says: /no client credentials; .* --provider trackmania/ },
    { words: '--pkce', says: /--pkce belongs to --provider trackmania/ },
    {
      words: '--provider trackmania --production',
      says: /api\.trackmania\.com\? Give --client-id/,
    },
    {
      words: '--provider trackmania --client-credentials --redirect-uri http://127.0.0.1:1/',
      says: /--redirect-uri belongs to a sign-in with the browser/,
    },
    {
      words: '--provider trackmania --client-credentials --pkce',
      says: /--pkce belongs to a sign-in with the browser/,
    },
    {
      words: '--provider trackmania --production --client-id x',
      says: /No redirect URI of the client x is known; .*--client-credentials/,
    },
  ];
  for (const { words, says } of mistakes) {
    test(`"login ${words}" is an error of use: one sentence, code 2`, async (t) => {
      const options = optionsIn(createFolder(t));
      const { exitCode, stdout, stderr } = await pitpass(['login', ...words.split(' ')], options);
      assert.deepEqual([exitCode, stdout], [2, '']);
      assert.match(stderr, says);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }

  test('PITPASS_PROVIDER names the dialect as --provider does, and a wrong one is refused', async (t) => {
    const service = await startTrackmania(t);
    serveSignIn(service);
    const words = loginWords(service, []).filter((word) => !/provider|trackmania/.test(word));
    const named = { ...secret, PITPASS_PROVIDER: 'trackmania' };
    const login = [...words, '--client-credentials'];
    const { exitCode, stderr } = await pitpass(login, optionsIn(createFolder(t), named));
    assert.equal(exitCode, 0, stderr);
    const wrong = await pitpass(login, optionsIn(createFolder(t), { PITPASS_PROVIDER: 'nadeo' }));
    assert.equal(wrong.exitCode, 2);
    assert.match(wrong.stderr, /^pitpass: PITPASS_PROVIDER names no dialect/);
  });

  test('tokens that somebody else put into the file are used where both are named', async (t) => {
    const { service, options, read, change } = await signInAtTrackmania(t);
    serveSignIn(service);
    change({ pitpass: undefined });
    assert.equal(read()['pitpass'], undefined);
    const words = ['whoami', '--provider', 'trackmania', '--client-id', client_id];
    const { stdout } = await pitpass([...words, '--service', service.url], options);
    assert.match(stdout, /^Robin Apex \(account /);
  });
});
