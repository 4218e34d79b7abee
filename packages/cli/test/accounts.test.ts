import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { findStateDirectory } from '../src/settings/token-file.ts';
import { startFakeService } from './fake-service.ts';
import type { FakeService } from './fake-service.ts';
import { createFolder, findRedirectUris, pitpass, startProcess } from './pitpass.ts';
import type { Ended, PitpassOptions } from './pitpass.ts';

interface Computer {
  readonly folder: string;
  /** Where accounts are. */
  readonly place: string;
  readonly options: PitpassOptions;
  /** The file of an account. */
  readonly fileOf: (name: string) => string;
  /** Writes the file that a login at a service leaves behind. */
  readonly signIn: (name: string, service: FakeService, more?: Record<string, unknown>) => void;
}

function createComputer(t: TestContext): Computer {
  const folder = createFolder(t);
  const place = findStateDirectory({
    environment: { XDG_STATE_HOME: join(folder, 'state') },
    homeDirectory: folder,
    platform: process.platform,
  });
  const fileOf = (name: string): string => join(place, `${name}.json`);
  return {
    folder,
    place,
    options: { directory: folder },
    fileOf,
    signIn: (name, service, more = {}) => {
      const { expires_in, refresh_token_expires_in, ...tokens } = service.issue();
      const now = Math.floor(Date.now() / 1000);
      const settings = {
        service: service.origin,
        data_url: service.origin,
        client_id: 'tool',
        redirect_uris: [],
        client_secret_source: { from: 'none' },
      };
      const expires_at = now + Number(expires_in);
      const refresh_token_expires_at = now + Number(refresh_token_expires_in);
      mkdirSync(place, { recursive: true, mode: 0o700 });
      writeFileSync(
        fileOf(name),
        JSON.stringify({
          pitpass: settings,
          ...tokens,
          expires_at,
          refresh_token_expires_at,
          ...more,
        }),
        { mode: 0o600 },
      );
    },
  };
}

async function startService(t: TestContext): Promise<FakeService> {
  const service = await startFakeService();
  t.after(() => service.close());
  return service;
}

function readJson(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

const signedIn = (name: string, service: FakeService) =>
  new RegExp(`^. +${name} +iracing at ${new URL(service.origin).host} `, 'm');

describe('accounts', { concurrency: 4 }, () => {
  test('several accounts at several providers are kept side by side, each for --as NAME', async (t) => {
    const [first, second] = [await startService(t), await startService(t)];
    second.on('/oauth2/iracing/profile', () => ({
      body: { iracing_name: 'Kim Chicane', iracing_cust_id: 12 },
    }));
    const { options, signIn } = createComputer(t);
    signIn('league', first);
    signIn('live', second);
    const league = await pitpass(['whoami', '--as', 'league'], options);
    const live = await pitpass(['whoami', '--as', 'live'], options);
    assert.match(league.stdout, /^Robin Apex/);
    assert.match(live.stdout, /^Kim Chicane/);
    const { stdout } = await pitpass(['accounts'], options);
    assert.match(stdout, signedIn('league', first));
    assert.match(stdout, /league .* Robin Apex +signed in +\d days$/m);
    assert.match(stdout, /live .* Kim Chicane +signed in/);
    const { stderr } = await pitpass(['accounts'], options);
    assert.match(stderr, /use default, which is not there yet; choose with "pitpass accounts use/);
  });

  test('accounts says in JSON who is where, until when, and which is the default', async (t) => {
    const service = await startService(t);
    const { options, signIn, fileOf } = createComputer(t);
    signIn('default', service);
    signIn('bot', service);
    await pitpass(['whoami'], options);
    const { stdout } = await pitpass(['accounts', '--json'], options);
    const document = readJson(stdout);
    assert.equal(document['default'], 'default');
    const [bot, standard] = document['accounts'] as Record<string, unknown>[];
    assert.equal(bot?.['name'], 'bot');
    assert.equal(bot['member'], null, 'nobody has asked yet');
    assert.deepEqual(standard?.['member'], { display_name: 'Robin Apex', cust_id: 4711 });
    assert.equal(standard['state'], 'signed_in');
    assert.equal(standard['provider'], 'iracing');
    assert.equal(standard['service'], service.origin);
    assert.equal(standard['token_file'], fileOf('default'));
    assert.equal(typeof standard['expires_at'], 'number');
    assert.doesNotMatch(stdout, /access-|refresh-\d/);
  });

  test('accounts tells an expired, a lost, a signed-out and a damaged one apart, and asks nobody', async (t) => {
    const service = await startService(t);
    const { options, signIn, fileOf } = createComputer(t);
    const over = { expires_at: 1, refresh_token_expires_at: 2 };
    signIn('a-over', service, over);
    const refresh_intent = { refresh_token_digest: 'd', begun_at: 1, is_lost: true };
    signIn('b-lost', service, { expires_at: 1, refresh_intent });
    signIn('c-out', service);
    await pitpass(['logout', '--local-only', '--as', 'c-out'], options);
    writeFileSync(fileOf('d-damaged'), '{"access_token":');
    const asked = service.requests.length;
    const { stdout } = await pitpass(['accounts', '--json'], options);
    const found = readJson(stdout)['accounts'] as Record<string, unknown>[];
    assert.deepEqual(
      found.map(({ state }) => state),
      ['over', 'outcome_unknown', 'signed_out', 'damaged'],
    );
    assert.equal(service.requests.length, asked);
    const table = await pitpass(['accounts'], options);
    assert.match(table.stdout, /b-lost .* sign in again/);
    for (const line of table.stdout.split('\n')) assert.ok(line.length <= 80, line);
  });

  test('accounts use chooses the account that commands without --as use', async (t) => {
    const [first, second] = [await startService(t), await startService(t)];
    const { options, signIn, place } = createComputer(t);
    signIn('default', first);
    signIn('live', second);
    const chosen = await pitpass(['accounts', 'use', 'live'], options);
    assert.equal(chosen.exitCode, 0, chosen.stderr);
    assert.match(chosen.stderr, /use live now/);
    assert.match((await pitpass(['whoami'], options)).stdout, new RegExp(second.origin));
    assert.match((await pitpass(['accounts'], options)).stdout, /^\* +live /m);
    const named = await pitpass(['whoami', '--as', 'default'], options);
    assert.match(named.stdout, new RegExp(first.origin));
    const environment = { PITPASS_AS: 'default' };
    const byVariable = await pitpass(['whoami'], { ...options, environment });
    assert.match(byVariable.stdout, new RegExp(first.origin));
    // On Windows the rules of the folder count instead.
    const mode = statSync(join(place, 'default-account')).mode & 0o777;
    assert.equal(process.platform === 'win32' ? 0o600 : mode, 0o600);
    const json = await pitpass(['accounts', 'use', 'default', '--json'], options);
    assert.deepEqual(readJson(json.stdout), { default: 'default' });
  });

  test('a mistyped account is answered with the one that was meant', async (t) => {
    const service = await startService(t);
    const { options, signIn } = createComputer(t);
    signIn('league', service);
    const whoami = await pitpass(['whoami', '--as', 'leage'], options);
    assert.equal(whoami.exitCode, 3);
    assert.match(whoami.stderr, /There is an account league; did you mean that\?/);
    const use = await pitpass(['accounts', 'use', 'leaguu'], options);
    assert.equal(use.exitCode, 2);
    assert.match(use.stderr, /no account leaguu; did you mean league\?/);
    const environment = { PITPASS_CLIENT_SECRET: 's', PITPASS_PASSWORD: 'p' };
    const where = ['--service', service.origin, '--client-id', 'tool', '--username', 'u'];
    const words = ['login', '--as', 'leage', '--password-limited', ...where];
    const login = await pitpass(words, { ...options, environment });
    assert.equal(login.exitCode, 0, login.stderr);
    assert.match(login.stderr, /^leage is a new account\. There is an account league;/);
    const other = await pitpass(['accounts', 'remove', 'zzz'], options);
    assert.match(other.stderr, /"pitpass accounts" lists/);
  });

  for (const name of ['../x', 'a b', '', 'nul', 'x'.repeat(65), '.hidden']) {
    test(`an account cannot be called ${JSON.stringify(name.slice(0, 10))}`, async (t) => {
      const { options } = createComputer(t);
      for (const words of [
        ['token', '--as', name],
        ['accounts', 'use', name],
      ]) {
        const { exitCode, stderr } = await pitpass(words, options);
        assert.equal(exitCode, 2);
        assert.match(stderr, /named by letters, digits/);
      }
    });
  }

  test('two names for the account, or a name and a file, are refused', async (t) => {
    const { options } = createComputer(t);
    const both = await pitpass(['token', '--as', 'a', '--profile', 'b'], options);
    assert.match(both.stderr, /the same option and name two accounts/);
    const file = await pitpass(['token', '--as', 'a', '--token-file', 'b'], options);
    assert.match(file.stderr, /--as and --token-file both/);
    const environment = { PITPASS_AS: 'a', PITPASS_TOKEN_FILE: 'b' };
    const variables = await pitpass(['token'], { ...options, environment });
    assert.match(variables.stderr, /PITPASS_TOKEN_FILE and PITPASS_AS are both set/);
  });

  test('a token file of the time before accounts is an account, without a change to it', async (t) => {
    const service = await startService(t);
    const { options, signIn, fileOf } = createComputer(t);
    signIn('bot', service);
    const before = readFileSync(fileOf('bot'), 'utf8');
    const { stdout } = await pitpass(['token', '--profile', 'bot'], options);
    assert.equal(stdout, 'access-1\n');
    assert.equal((await pitpass(['token', '--as', 'bot'], options)).stdout, stdout);
    assert.match((await pitpass(['accounts'], options)).stdout, signedIn('bot', service));
    assert.equal(readFileSync(fileOf('bot'), 'utf8'), before);
  });

  test('accounts remove ends the session, forgets the settings and gives the default back', async (t) => {
    const service = await startService(t);
    const { options, signIn, fileOf } = createComputer(t);
    signIn('live', service);
    await pitpass(['accounts', 'use', 'live'], options);
    const unasked = await pitpass(['accounts', 'remove', 'live'], options);
    assert.equal(unasked.exitCode, 2);
    assert.match(unasked.stderr, /give --yes/);
    assert.ok(existsSync(fileOf('live')));
    const { exitCode, stderr } = await pitpass(['accounts', 'remove', 'live', '--yes'], options);
    assert.equal(exitCode, 0, stderr);
    assert.equal(service.seen('/oauth2/revoke/current').length, 1);
    assert.ok(!existsSync(fileOf('live')));
    assert.match(stderr, /use default again/);
    assert.match((await pitpass(['accounts'], options)).stderr, /There are no accounts/);
  });

  test('an account whose session cannot be ended is kept, unless --local-only', async (t) => {
    const service = await startService(t);
    const { options, signIn, fileOf } = createComputer(t);
    signIn('live', service);
    service.on('/oauth2/revoke/current', () => ({ status: 503, body: 'down' }));
    const kept = await pitpass(['accounts', 'remove', 'live', '--yes'], options);
    assert.equal(kept.exitCode, 5);
    assert.match(readFileSync(fileOf('live'), 'utf8'), /refresh-1/);
    const words = ['accounts', 'remove', 'live', '--yes', '--local-only', '--json'];
    const removed = await pitpass(words, options);
    assert.deepEqual(readJson(removed.stdout), { removed: 'live', outcome: 'forgotten' });
  });

  test('logout --all signs every account out, and one that fails does not keep the others', async (t) => {
    const [good, bad] = [await startService(t), await startService(t)];
    bad.on('/oauth2/revoke/current', () => ({ status: 503, body: 'down' }));
    const { options, signIn, fileOf } = createComputer(t);
    signIn('a', bad);
    signIn('b', good);
    const environment = { PITPASS_SERVICE: 'https://elsewhere.example', PITPASS_AS: 'a' };
    const ended = await pitpass(['logout', '--all'], { ...options, environment });
    assert.equal(ended.exitCode, 5);
    assert.match(ended.stderr, /Not signed out: a\./);
    assert.doesNotMatch(readFileSync(fileOf('b'), 'utf8'), /access_token/);
    assert.match(readFileSync(fileOf('a'), 'utf8'), /access_token/);
    const json = await pitpass(['logout', '--all', '--local-only', '--json'], options);
    assert.equal(json.exitCode, 0, json.stderr);
    assert.deepEqual(readJson(json.stdout), { accounts: [{ name: 'a', outcome: 'forgotten' }] });
    assert.match((await pitpass(['logout', '--all'], options)).stderr, /Nobody was signed in/);
    const both = await pitpass(['logout', '--all', '--as', 'a'], options);
    assert.equal(both.exitCode, 2);
  });

  test('two processes that sign in to different accounts at once do not disturb each other', async (t) => {
    const [first, second] = [await startService(t), await startService(t)];
    const { options, folder, fileOf } = createComputer(t);
    const environment = { LOCALAPPDATA: join(folder, 'AppData', 'Local') };
    const redirectUris = await findRedirectUris(2);
    const login = async (name: string, service: FakeService): Promise<Ended> => {
      const uris = redirectUris.flatMap((uri) => ['--redirect-uri', uri]);
      const where = ['--service', service.origin, '--client-id', `tool-of-${name}`];
      const running = startProcess(['login', '--as', name, ...where, ...uris, '--no-browser'], {
        ...options,
        environment,
      });
      const said = await running.untilSaid(/Waiting at/);
      await fetch(/^ {2}(http\S+)$/m.exec(said)?.[1] ?? '');
      return running.ended;
    };
    const ended = await Promise.all([login('one', first), login('two', second)]);
    for (const { exitCode, stderr } of ended) assert.equal(exitCode, 0, stderr);
    for (const [name, service] of [
      ['one', first],
      ['two', second],
    ] as const) {
      const { pitpass: settings, ...tokens } = readJson(readFileSync(fileOf(name), 'utf8'));
      assert.deepEqual(
        [(settings as { service: string }).service, tokens['access_token']],
        [service.origin, 'access-1'],
      );
      assert.deepEqual(tokens['pitpass_member'], { display_name: 'Robin Apex', cust_id: 4711 });
    }
  });

  test('a new sign-in of an account forgets who was signed in before', async (t) => {
    const service = await startService(t);
    const { options, signIn, fileOf } = createComputer(t);
    signIn('live', service, { pitpass_member: { display_name: 'Somebody', cust_id: 1 } });
    service.on('/oauth2/iracing/profile', () => ({ status: 500, body: 'no' }));
    service.on('/data/member/info', () => ({ status: 500, body: 'no' }));
    const environment = { PITPASS_PASSWORD: 'p', PITPASS_CLIENT_SECRET: 's' };
    const words = ['login', '--as', 'live', '--password-limited', '--username', 'u'];
    const { exitCode, stderr } = await pitpass(words, { ...options, environment });
    assert.equal(exitCode, 0, stderr);
    assert.doesNotMatch(readFileSync(fileOf('live'), 'utf8'), /Somebody/);
  });

  test('a file that names the default account and holds something else is told, and mended', async (t) => {
    const service = await startService(t);
    const { options, signIn, place } = createComputer(t);
    signIn('live', service);
    writeFileSync(join(place, 'default-account'), '../../etc\n');
    const { exitCode, stderr } = await pitpass(['token'], options);
    assert.equal(exitCode, 1);
    assert.match(stderr, /does not name an account; choose one with "pitpass accounts use"/);
    assert.equal((await pitpass(['accounts', 'use', 'live'], options)).exitCode, 0);
    assert.equal((await pitpass(['token'], options)).exitCode, 0);
  });
});

describe('token', { concurrency: 4 }, () => {
  test('token is given out as the header that curl reads from a pipe', async (t) => {
    const service = await startService(t);
    const { options, signIn } = createComputer(t);
    signIn('default', service);
    const { stdout } = await pitpass(['token', '--authorization-header'], options);
    assert.equal(stdout, 'Authorization: Bearer access-1\n');
    const both = await pitpass(['token', '--authorization-header', '--json'], options);
    assert.equal(both.exitCode, 2);
  });

  test('token answers with expires_at in JSON', async (t) => {
    const service = await startService(t);
    const { options, signIn } = createComputer(t);
    signIn('default', service);
    const { stdout } = await pitpass(['token', '--json'], options);
    const { access_token, expires_at } = readJson(stdout);
    assert.equal(access_token, 'access-1');
    assert.ok(Number(expires_at) > Date.now() / 1000);
  });

  const expired = { expires_at: 1 };
  const endings: readonly (readonly [string, number, (service: FakeService) => object])[] = [
    ['a fresh token', 0, () => ({})],
    ['a token that was refreshed', 0, () => expired],
    ['nobody signed in any more', 3, (service) => (service.live.clear(), expired)],
    [
      'a lost answer of a refresh',
      7,
      () => ({
        ...expired,
        refresh_intent: { refresh_token_digest: 'd', begun_at: 1, is_lost: true },
      }),
    ],
    [
      'a refused client',
      4,
      (service) => {
        service.on('/oauth2/token', () => ({ status: 403, body: { error: 'invalid_client' } }));
        return expired;
      },
    ],
    [
      'refreshes too often',
      6,
      (service) => {
        const body = { error: 'unauthorized_client', error_description: 'rate limit exceeded' };
        const headers = { 'retry-after': '9' };
        service.on('/oauth2/token', () => ({ status: 400, headers, body }));
        return expired;
      },
    ],
    [
      'a service that is down',
      5,
      (service) => {
        service.on('/oauth2/token', () => ({ status: 502, body: 'bad gateway' }));
        return expired;
      },
    ],
  ];
  for (const [what, expected, prepare] of endings) {
    test(`token ends with exit code ${expected} for ${what}`, async (t) => {
      const service = await startService(t);
      const { options, signIn } = createComputer(t);
      signIn('default', service, prepare(service) as Record<string, unknown>);
      if (what.startsWith('nobody')) service.live.clear();
      const { exitCode, stdout, stderr } = await pitpass(['token'], options);
      assert.equal(exitCode, expected, stderr);
      assert.equal(stdout !== '', expected === 0);
    });
  }
});
