import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { deadRefreshTokens, revokedToken } from '../../../client/test/fake-trackmania.ts';
import type { FakeTrackmania } from '../../../client/test/fake-trackmania.ts';
import { pitpass, runProcess } from '../../test/pitpass.ts';
import { signInAtTrackmania } from '../../test/trackmania-profile.ts';

const client_id = 'aaaabbbbccccddddeeee';
const accountId = '5b4d42f4-c2de-407d-b367-cbff3fe817bc';

function serveUser(service: FakeTrackmania): void {
  service.onAuthorized('/api/user', () => ({ body: { accountId, displayName: 'Robin Apex' } }));
}

const accountIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `00000000-0000-4000-8000-${1e11 + index}`);

describe('whoami at Trackmania', { concurrency: 4 }, () => {
  test('TM 7.1 says account and name, in words and in JSON', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    serveUser(service);
    const { exitCode, stdout, stderr } = await pitpass(['whoami'], options);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(
      stdout,
      `Robin Apex (account ${accountId}) at ${service.url}, by aaaabbbbccccddddeeee\n`,
    );
    assert.deepEqual(JSON.parse((await pitpass(['whoami', '--json'], options)).stdout), {
      display_name: 'Robin Apex',
      account_id: accountId,
      provider: 'trackmania',
      service: service.url,
      client_id,
    });
  });

  test('a name from the service cannot move the cursor', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    const body = { accountId: 'a\u001b[2Jb', displayName: 'Robin\u202eApex' };
    service.onAuthorized('/api/user', () => ({ body }));
    const { stdout } = await pitpass(['whoami'], options);
    assert.match(stdout, /^Robin Apex \(account a \[2Jb\)/);
  });

  test('says of the access of a client itself that nobody is behind it', async (t) => {
    const { service, options } = await signInAtTrackmania(t, 'client_credentials');
    const { exitCode, stdout } = await pitpass(['whoami'], options);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Nobody: the client aaaabbbbccccddddeeee itself has access at http/);
    assert.deepEqual(JSON.parse((await pitpass(['whoami', '--json'], options)).stdout), {
      provider: 'trackmania',
      grant_type: 'client_credentials',
      service: service.url,
      client_id,
    });
    assert.equal(service.seen('/api/user').length, 0);
  });
});

describe('get at Trackmania', { concurrency: 4 }, () => {
  test('takes a path in each of its three forms', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    serveUser(service);
    for (const path of ['/api/user', 'api/user', 'user']) {
      const { stdout } = await pitpass(['get', path, '--json'], options);
      assert.equal(stdout, `{"accountId":"${accountId}","displayName":"Robin Apex"}\n`);
    }
    const { exitCode, stderr } = await pitpass(['get', 'https://evil.example/user'], options);
    assert.equal(exitCode, 2);
    assert.match(stderr, /A path is words and slashes/);
    assert.equal(service.requests.length, 3);
  });

  test('TM 11.1 a list gets its brackets, however it was written; other names get none', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    service.onAuthorized('/api/display-names', () => ({ body: [] }));
    service.onAuthorized('/api/user/maps/favorite', () => ({ body: { list: [] } }));
    const words = ['accountId=one', 'accountId[]=two'];
    assert.equal((await pitpass(['get', 'display-names', ...words], options)).stdout, '[]\n');
    await pitpass(['get', 'user/maps/favorite', 'length=5', 'offset=10'], options);
    const asked = service.requests.map(({ query }) => [...query]);
    assert.deepEqual(asked, [
      [
        ['accountId[]', 'one'],
        ['accountId[]', 'two'],
      ],
      [
        ['length', '5'],
        ['offset', '10'],
      ],
    ]);
  });

  test('TM 7.2 51 ids are asked for in two requests and make one answer', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    service.onAuthorized('/api/display-names', ({ query }) => ({
      body: Object.fromEntries(query.getAll('accountId[]').map((id) => [id, `Driver ${id}`])),
    }));
    const ids = accountIds(51);
    const words = ids.map((id) => `accountId=${id}`);
    const { stdout } = await pitpass(['get', 'display-names', ...words], options);
    assert.deepEqual(Object.keys(JSON.parse(stdout) as object).sort(), [...ids].sort());
    const counts = service.seen('/api/display-names').map(({ query }) => query.size);
    assert.deepEqual(counts, [50, 1]);
  });

  test('TM 7.7 26 maps are asked for in two requests and make one answer', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    service.onAuthorized('/api/user/map-records', ({ query }) => ({
      body: query.getAll('mapId[]').map((mapId) => ({ mapId, time: 41_000 })),
    }));
    const words = accountIds(26).map((id) => `mapId[]=${id}`);
    const { stdout } = await pitpass(['get', '/api/user/map-records', ...words], options);
    assert.equal((JSON.parse(stdout) as unknown[]).length, 26);
    const counts = service.seen('/api/user/map-records').map(({ query }) => query.size);
    assert.deepEqual(counts, [25, 1]);
  });

  test('TM 7.6 an answer without content prints nothing, and null with --json', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    service.onAuthorized('/api/user/later', () => ({ status: 204, body: '' }));
    const { exitCode, stdout, stderr } = await pitpass(['get', 'user/later'], options);
    assert.deepEqual([exitCode, stdout, stderr], [0, '', '']);
    assert.equal((await pitpass(['get', 'user/later', '--json'], options)).stdout, 'null\n');
  });

  test('TM 7.8 a scope that is missing is told with what to do, code 4', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    service.onAuthorized('/api/user/clubs/admin', () => ({
      status: 403,
      body: 'Insufficient scopes.',
    }));
    const { exitCode, stderr } = await pitpass(['get', 'user/clubs/admin'], options);
    assert.equal(exitCode, 4);
    assert.match(stderr, /403 Insufficient scopes\..*"pitpass login --scope"\.\n$/);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  });

  test('TM 7.8 the hint of a refusal is told, in words and in JSON', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    service.on('/api/user', () => revokedToken);
    const { exitCode, stderr } = await pitpass(['get', 'user', '--json'], options);
    assert.equal(exitCode, 4);
    const { error } = JSON.parse(stderr) as { error: Record<string, unknown> };
    assert.equal(error['hint'], 'Access token has been revoked');
    assert.match(String(error['message']), /hint: Access token has been revoked/);
    assert.equal(service.seen('/api/access_token').length, 1, 'it was renewed once before');
  });

  test("a route of a member's is refused to a client itself, and that is said", async (t) => {
    const { service, options } = await signInAtTrackmania(t, 'client_credentials');
    service.onAuthorized('/api/user', () => ({ status: 403, body: { message: 'No member.' } }));
    const { exitCode, stderr } = await pitpass(['get', 'user', '--json'], options);
    assert.equal(exitCode, 4);
    const [first = '', last = ''] = stderr.trimEnd().split('\n');
    assert.match(first, /access of the client itself, without a member/);
    assert.match(last, /"status":403/);
    service.onAuthorized('/api/display-names', () => ({ status: 403, body: {} }));
    const names = await pitpass(['get', 'display-names'], options);
    assert.doesNotMatch(names.stderr, /the client itself/);
  });
});

describe('tokens of Trackmania that are over', { concurrency: 4 }, () => {
  test('TM 5.3 two commands at the same moment cost one refresh, and the new ones are kept', async (t) => {
    const { service, options, read, change } = await signInAtTrackmania(t);
    serveUser(service);
    change({ expires_at: 1 });
    service.refreshDelay = 300;
    const words = ['get', 'user', '--json'];
    const both = await Promise.all([runProcess(words, options), runProcess(words, options)]);
    for (const { exitCode, stderr } of both) assert.equal(exitCode, 0, stderr);
    const requests = service.seen('/api/access_token');
    assert.deepEqual(
      requests.map(({ form }) => [form.get('grant_type'), form.get('client_secret')]),
      [['refresh_token', 'the-secret']],
    );
    assert.equal(read()['refresh_token'], 'def50200-refresh-2');
    assert.equal((read()['pitpass'] as Record<string, unknown>)['provider'], 'trackmania');
  });

  for (const profile of ['league-8', 'league-9'] as const) {
    test(`TM 5.5 a dead refresh token of ${profile} asks for a new sign-in, code 3`, async (t) => {
      const { service, options, read, change } = await signInAtTrackmania(t);
      change({ expires_at: 1 });
      service.on('/api/access_token', () => deadRefreshTokens[profile]);
      const { exitCode, stderr } = await pitpass(['token', '--json'], options);
      assert.equal(exitCode, 3);
      const { error } = JSON.parse(stderr) as { error: Record<string, unknown> };
      assert.equal(error['code'], 'sign_in_required');
      assert.match(String(error['message']), /sign in again\..*hint: Token has been revoked\.$/);
      assert.equal(error['hint'], 'Token has been revoked');
      assert.equal(read()['refresh_token'], undefined);
    });
  }

  test('TM 5.5 a wrong secret at a refresh is told, code 4, and the tokens are kept', async (t) => {
    const { service, options, read, change } = await signInAtTrackmania(t);
    change({ expires_at: 1 });
    const body = { error: 'invalid_client', error_description: 'Client authentication failed' };
    service.on('/api/access_token', () => ({ status: 401, body }));
    const { exitCode, stderr } = await pitpass(['token'], options);
    assert.equal(exitCode, 4);
    assert.match(stderr, /401 invalid_client: .*Check --client-id, the client secret/);
    assert.doesNotMatch(stderr, /the-secret/);
    assert.equal(read()['refresh_token'], 'def50200-refresh-1');
  });

  test('TM 3 two bots at the same moment ask once for a new token, and get the same', async (t) => {
    const { service, options, read, change } = await signInAtTrackmania(t, 'client_credentials');
    change({ expires_at: 1, scope: 'clubs' });
    service.refreshDelay = 300;
    const both = await Promise.all([
      runProcess(['token'], options),
      runProcess(['token'], options),
    ]);
    for (const { exitCode, stdout, stderr } of both) {
      assert.equal(exitCode, 0, stderr);
      assert.equal(stdout, `${String(read()['access_token'])}\n`);
    }
    const requests = service.seen('/api/access_token');
    assert.deepEqual(
      requests.map(({ form }) => [form.get('grant_type'), form.get('scope')]),
      [['client_credentials', 'clubs']],
    );
    assert.equal(read()['refresh_token'], undefined);
  });

  test('a refused token of a bot is replaced once, and what is kept is the new one', async (t) => {
    const { service, options, read } = await signInAtTrackmania(t, 'client_credentials');
    const before = read()['access_token'];
    service.accepted.clear();
    service.onAuthorized('/api/display-names', () => ({ body: { a: 'Robin Apex' } }));
    const { exitCode, stdout } = await pitpass(['get', 'display-names', 'accountId=a'], options);
    assert.equal(exitCode, 0);
    assert.match(stdout, /Robin Apex/);
    assert.equal(service.seen('/api/access_token').length, 1);
    assert.notEqual(read()['access_token'], before);
  });

  test('a token of a bot that is valid needs neither secret nor request', async (t) => {
    const { service, options, read } = await signInAtTrackmania(t, 'client_credentials');
    const { PITPASS_TOKEN_FILE = '' } = options.environment;
    const without = { ...options, environment: { PITPASS_TOKEN_FILE } };
    const { stdout } = await pitpass(['token', '--json'], without);
    const { access_token, expires_at } = read();
    assert.deepEqual(JSON.parse(stdout), { access_token, token_type: 'Bearer', expires_at });
    assert.equal(service.requests.length, 0);
  });

  test('a bot without its secret is told where it comes from, code 2', async (t) => {
    const { service, options, change } = await signInAtTrackmania(t, 'client_credentials');
    change({ expires_at: 1 });
    const { PITPASS_TOKEN_FILE = '' } = options.environment;
    const without = { ...options, environment: { PITPASS_TOKEN_FILE } };
    const { exitCode, stderr } = await pitpass(['token'], without);
    assert.equal(exitCode, 2);
    assert.match(stderr, /secret of the client aaaabbbbccccddddeeee is needed; set PITPASS_CLIENT/);
    assert.equal(service.requests.length, 0);
  });
});

describe('what Trackmania cannot do', { concurrency: 4 }, () => {
  test('TM 10 sessions are refused in one sentence that says where the member ends them', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    const { exitCode, stdout, stderr } = await pitpass(['sessions'], options);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /no endpoint for sessions, but the member sees and ends .*\/account\.\n$/);
    assert.ok(stderr.includes(`${service.url}/account`));
    assert.equal(service.requests.length, 0);
  });

  test('TM 10 at production no page is named that nobody has seen', async (t) => {
    const { options, read, change } = await signInAtTrackmania(t);
    const settings = read()['pitpass'] as Record<string, unknown>;
    change({ pitpass: { ...settings, service: 'https://api.trackmania.com' } });
    const sessions = await pitpass(['sessions'], options);
    assert.match(sessions.stderr, /no endpoint for sessions, and no page that shows them is known/);
    const { exitCode, stderr } = await pitpass(['logout'], options);
    assert.equal(exitCode, 0);
    assert.match(stderr, /until it expires, a month after its last refresh\.\n$/);
  });

  test('TM 10 logout deletes the tokens and says what goes on, and tells nobody', async (t) => {
    const { service, options, read } = await signInAtTrackmania(t);
    const { exitCode, stderr } = await pitpass(['logout'], options);
    assert.equal(exitCode, 0);
    assert.match(stderr, /^The tokens are deleted here\. .* cannot be told; the sign-in goes on/);
    assert.ok(stderr.includes(`${service.url}/account`), stderr);
    assert.equal(service.requests.length, 0);
    assert.deepEqual(Object.keys(read()), ['pitpass']);
    assert.match((await pitpass(['logout'], options)).stderr, /^Nobody was signed in\./);
    assert.equal((await pitpass(['whoami'], options)).exitCode, 3);
  });

  test('logout of a client itself says how long its token works on', async (t) => {
    const { options, read } = await signInAtTrackmania(t, 'client_credentials');
    const { stderr } = await pitpass(['logout', '--local-only'], options);
    assert.match(stderr, /the client's token works there until it expires, an hour after/);
    assert.equal(read()['access_token'], undefined);
  });

  test('logout --json says that the tokens were only forgotten', async (t) => {
    const { options } = await signInAtTrackmania(t);
    assert.equal(
      (await pitpass(['logout', '--json'], options)).stdout,
      '{"outcome":"forgotten"}\n',
    );
  });

  test('a profile of one dialect is not used for the other', async (t) => {
    const { service, options } = await signInAtTrackmania(t);
    const { exitCode, stderr } = await pitpass(['token', '--provider', 'iracing'], options);
    assert.equal(exitCode, 3);
    assert.match(stderr, /signed in with provider trackmania, not iracing/);
    assert.equal(service.requests.length, 0);
    const same = await pitpass(['token', '--provider', 'trackmania'], options);
    assert.equal(same.exitCode, 0);
  });
});
