import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startLocalService } from './local-service.ts';
import type { LocalService } from './local-service.ts';
import { createPageVisitor } from './page-visitor.ts';
import type { PageVisitor } from './page-visitor.ts';
import { findRedirectUris, pitpass, runProcess, startPitpass } from './pitpass.ts';
import type { Ended, PitpassOptions } from './pitpass.ts';

const tokenPath = '/api/access_token';
const trackmania = ['--provider', 'trackmania'];

for (const errorProfile of ['league-8', 'league-9'] as const) {
  describe(`the commands against the local service, in Trackmania's dialect, ${errorProfile}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pitpass-cli-'));
    const tokenFile = join(folder, 'tokens.json');
    const environment = { PITPASS_TOKEN_FILE: tokenFile };
    const options: PitpassOptions = { directory: folder, environment };
    const bot: PitpassOptions = {
      directory: folder,
      environment: { PITPASS_TOKEN_FILE: join(folder, 'bot.json') },
    };
    let service: LocalService;
    let visitor: PageVisitor;

    before(async () => {
      service = await startLocalService(folder, {
        PITPASS_TRACKMANIA_ERROR_PROFILE: errorProfile,
      });
      visitor = createPageVisitor();
    });

    after(async () => {
      await service.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });

    const readTokens = (): Record<string, unknown> =>
      JSON.parse(readFileSync(tokenFile, 'utf8')) as Record<string, unknown>;
    const changeTokens = (members: Readonly<Record<string, unknown>>): void =>
      writeFileSync(tokenFile, JSON.stringify({ ...readTokens(), ...members }));

    /** Runs a login; the browser signs in where it has to, and allows what it is asked. */
    async function login(words: readonly string[]): Promise<Ended> {
      const running = startPitpass(['login', ...words, '--no-browser', '--timeout', '20'], options);
      const said = await running.untilSaid(/Waiting at/);
      let page = await visitor.open(/^ {2}(http\S+)$/m.exec(said)?.[1] ?? '');
      if (page.text.includes('name="password"')) {
        const { username = '', password = '' } = service.demo.members[0] ?? {};
        page = await visitor.submit(page, { username, password });
      }
      if (page.text.includes('name="decision"')) {
        await visitor.submit(page, { decision: 'allow' });
      }
      return running.ended;
    }

    test('TM 4 login walks through the pages with a browser, as the client of the demo', async () => {
      const { exitCode, stderr } = await login(trackmania);
      assert.equal(exitCode, 0, stderr);
      const { display_name, account_id } = service.demo.members[0] ?? {};
      assert.ok(stderr.includes(`as ${display_name} (account ${account_id}).`), stderr);
      assert.equal(readTokens()['scope'], 'clubs read_favorite write_favorite');
    });

    test('TM 7 whoami and get show what belongs to the member', async () => {
      const [own, other] = service.demo.members;
      const who = await pitpass(['whoami', '--json'], options);
      const { account_id } = JSON.parse(who.stdout) as { account_id: string };
      assert.equal(account_id, own?.account_id);
      const ids = [`accountId=${own?.account_id}`, `accountId[]=${other?.account_id}`];
      const names = await pitpass(['get', '/api/display-names', ...ids], options);
      assert.deepEqual(JSON.parse(names.stdout), {
        [own?.account_id ?? '']: own?.display_name,
        [other?.account_id ?? '']: other?.display_name,
      });
      const favorites = await pitpass(['get', 'user/maps/favorite', '--json'], options);
      const { list } = JSON.parse(favorites.stdout) as { list: { name: string }[] };
      assert.equal(list.length, 5);
      const clubs = await pitpass(['get', 'user/clubs/admin'], options);
      assert.ok(Array.isArray((JSON.parse(clubs.stdout) as { clubs: unknown }).clubs));
    });

    test('TM 7.2 more ids than one request may hold are answered as one', async () => {
      const { account_id = '', display_name } = service.demo.members[0] ?? {};
      const unknown = Array.from(
        { length: 60 },
        (_, index) => `accountId=00000000-0000-4000-8000-${1e11 + index}`,
      );
      const words = ['display-names', ...unknown, `accountId=${account_id}`, '--json'];
      const { stdout } = await pitpass(['get', ...words], options);
      assert.deepEqual(JSON.parse(stdout), { [account_id]: display_name });
    });

    test('TM 5.3 two gets at the same moment cost one refresh at the service', async () => {
      changeTokens({ expires_at: 1 });
      const counted = service.countRequests(tokenPath);
      const words = ['get', 'user', '--json'];
      const both = await Promise.all([runProcess(words, options), runProcess(words, options)]);
      for (const { exitCode, stdout, stderr } of both) {
        assert.equal(exitCode, 0, stderr);
        assert.match(stdout, /"displayName":"Alex Thornquist"/);
      }
      assert.equal(service.countRequests(tokenPath) - counted, 1);
    });

    test('TM 5.5 a refresh token that was used elsewhere asks for a new sign-in', async () => {
      const before = readTokens();
      changeTokens({ expires_at: 1 });
      assert.equal((await pitpass(['token'], options)).exitCode, 0);
      writeFileSync(tokenFile, JSON.stringify({ ...before, expires_at: 1 }));
      const { exitCode, stderr } = await pitpass(['token'], options);
      assert.equal(exitCode, 3);
      assert.match(stderr, /sign in again\. The service's hint: Token has been revoked\.\n$/);
      assert.match((await pitpass(['token'], options)).stderr, /^pitpass: Nobody is signed in/);
    });

    test('a profile in which nobody is signed in is told how, for the paths of either dialect', async () => {
      const nobody = ['--profile', 'nope'];
      for (const path of ['user', '/api/user/clubs/admin', 'display-names']) {
        const { exitCode, stderr } = await pitpass(['get', path, ...nobody], options);
        assert.equal(exitCode, 3);
        assert.match(stderr, /"pitpass login --provider trackmania --as nope"/);
      }
      const iracing = await pitpass(['get', 'member/info', ...nobody], options);
      assert.match(iracing.stderr, /"pitpass login --as nope"/);
    });

    test('TM 7.8 a narrow scope is told where it does not suffice', async () => {
      assert.equal((await login(['--scope', 'clubs'])).exitCode, 0);
      assert.equal((await pitpass(['get', 'user/clubs/admin'], options)).exitCode, 0);
      const { exitCode, stderr } = await pitpass(['get', 'user/maps/favorite'], options);
      assert.equal(exitCode, 4);
      assert.match(stderr, /403 Insufficient scopes\..*"pitpass login --scope"/);
    });

    test('TM 4.3 an unknown scope is told as the service words it', async () => {
      const { exitCode, stderr } = await login(['--scope', 'clubs everything']);
      assert.equal(exitCode, 4);
      assert.match(
        stderr,
        /invalid_scope: .* hint: Check the `everything` scope\)\. Check --scope/,
      );
    });

    test('TM 10 sessions and logout say where the member ends it, and the service knows the page', async () => {
      const { stdout } = await pitpass(['token'], options);
      const page = `${service.demo.service}/account`;
      const sessions = await pitpass(['sessions'], options);
      assert.ok(sessions.stderr.includes(page), sessions.stderr);
      assert.match((await visitor.open(page)).text, /Medal Keeper/);
      const { exitCode, stderr } = await pitpass(['logout'], options);
      assert.equal(exitCode, 0);
      assert.ok(stderr.includes(page), stderr);
      const headers = { authorization: `Bearer ${stdout.trim()}` };
      const response = await fetch(`${service.demo.service}/api/user`, { headers });
      assert.equal(response.status, 200, 'nobody was told');
    });

    test('TM 3 a bot turns names into ids without a member', async () => {
      const login = await pitpass(['login', ...trackmania, '--client-credentials'], bot);
      assert.equal(login.exitCode, 0, login.stderr);
      const { display_name = '', account_id } = service.demo.members[0] ?? {};
      const words = ['display-names/account-ids', `displayName=${display_name}`];
      const { stdout } = await pitpass(['get', ...words, 'displayName=nobody here'], bot);
      assert.deepEqual(JSON.parse(stdout), { [display_name]: account_id });
      const { exitCode, stderr } = await pitpass(['get', 'user'], bot);
      assert.equal(exitCode, 4);
      assert.match(stderr, /^This account holds the access of the client itself/);
    });

    test('TM 3 two bots whose token is over ask the service once', async () => {
      const file = bot.environment?.['PITPASS_TOKEN_FILE'] ?? '';
      const stored = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
      writeFileSync(file, JSON.stringify({ ...stored, expires_at: 1 }));
      const counted = service.countRequests(tokenPath);
      const both = await Promise.all([runProcess(['token'], bot), runProcess(['token'], bot)]);
      assert.equal(both[0].exitCode, 0, both[0].stderr);
      assert.equal(both[0].stdout, both[1].stdout);
      assert.notEqual(both[0].stdout.trim(), stored['access_token']);
      assert.equal(service.countRequests(tokenPath) - counted, 1);
    });

    test('TM 4.4 a public client signs in with --pkce and is refreshed without a secret', async () => {
      const redirectUris = await findRedirectUris(1);
      const own = ['--redirect-uri', ...redirectUris];
      const add = [
        'clients',
        'add',
        '--dialect',
        'trackmania',
        '--public',
        '--name',
        'Desk',
        '--json',
      ];
      const made = await pitpass(
        [...add, ...own, '--data-directory', service.dataDirectory],
        options,
      );
      assert.equal(made.exitCode, 0, made.stderr);
      const { client_id } = JSON.parse(made.stdout) as { client_id: string };
      const { exitCode, stderr } = await login([
        ...trackmania,
        ...own,
        '--client-id',
        client_id,
        '--pkce',
      ]);
      assert.equal(exitCode, 0, stderr);
      changeTokens({ expires_at: 1 });
      const who = await pitpass(['whoami'], options);
      assert.match(who.stdout, /^Alex Thornquist \(account /, who.stderr);
    });
  });
}
