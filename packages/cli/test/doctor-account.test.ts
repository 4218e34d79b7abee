import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { after, before, describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { startPitpass } from '../src/testing/start-pitpass.ts';
import type { Pitpass } from '../src/testing/start-pitpass.ts';
import { startFakeService } from './fake-service.ts';
import { createFolder, createTokenFile, findFreePort, pitpass, signIn } from './pitpass.ts';
import type { Ended, PitpassOptions, TokenFile } from './pitpass.ts';

interface Patient extends TokenFile {
  readonly options: PitpassOptions;
  readonly examine: (...words: string[]) => Promise<Ended>;
}

describe('doctor checks an account at a real service', () => {
  let service: Pitpass;
  before(async () => {
    service = await startPitpass({ environment: { PITPASS_PASSWORD_LIMITED_PER_HOUR: '100' } });
  });
  after(() => service.stop());

  /** An account that a member of the demo is signed in to, without a browser. */
  async function admit(t: TestContext): Promise<Patient> {
    const directory = createFolder(t);
    const file = createTokenFile(directory);
    const environment = {
      PITPASS_DATA_DIRECTORY: service.dataDirectory,
      PITPASS_TOKEN_FILE: file.tokenFile,
    };
    const options = { directory, environment };
    const { exitCode, stderr } = await pitpass(['login', '--password-limited'], options);
    assert.equal(exitCode, 0, stderr);
    return { ...file, options, examine: (...words) => pitpass(['doctor', ...words], options) };
  }

  function change({ read, write }: TokenFile, members: Record<string, unknown>): void {
    write({ ...read(), ...members });
  }

  /** Gives the account redirect URIs and a client, as a sign-in with the browser would. */
  function useBrowserClient(patient: Patient, client_id: string, redirect_uris: string[]): void {
    const settings = patient.read()['pitpass'] as Record<string, unknown>;
    const client_secret_source = { from: 'none' };
    change(patient, { pitpass: { ...settings, client_id, redirect_uris, client_secret_source } });
  }

  test('doctor finds nothing wrong with an account that works', async (t) => {
    const { examine } = await admit(t);
    const { exitCode, stdout } = await examine();
    assert.equal(exitCode, 0, stdout);
    for (const check of [
      'settings',
      'token file',
      'tokens',
      'lock',
      'service',
      'clock',
      'access',
    ]) {
      assert.match(stdout, new RegExp(`^✓ ${check} `, 'm'));
    }
    assert.match(stdout, /takes the tokens: Alex Thornquist \(customer 1000001\)/);
    const json = JSON.parse((await examine('--json')).stdout) as Record<string, unknown>;
    assert.equal(json['is_well'], true);
  });

  test('doctor says that nobody is signed in, and how to', async (t) => {
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory };
    const options = { directory: createFolder(t), environment };
    const { exitCode, stdout } = await pitpass(['doctor', '--as', 'live'], options);
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ token file +Nobody is signed in/);
    assert.match(stdout, /→ "pitpass login --as live"/);
    assert.match(stdout, /✓ service /);
  });

  test('doctor says that others can read the token file', async (t) => {
    const { examine, tokenFile } = await admit(t);
    chmodSync(tokenFile, 0o644);
    const { exitCode, stdout } = await examine();
    // On Windows the rules of the folder count instead.
    if (process.platform === 'win32') return;
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ token file .*Others on this computer could read .* \(mode 644\)/);
    assert.match(stdout, /→ It is closed to them now; "pitpass logout" and sign in again/);
  });

  test('doctor says that the token file is damaged, and leaves it alone', async (t) => {
    const { examine, tokenFile } = await admit(t);
    writeFileSync(tokenFile, '{"access_token":"a"');
    const { exitCode, stdout } = await examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ token file .*damaged/);
    assert.equal(readFileSync(tokenFile, 'utf8'), '{"access_token":"a"');
  });

  test('doctor says that another version wrote whose tokens they are', async (t) => {
    const patient = await admit(t);
    change(patient, { pitpass: { version: 9 } });
    const { stdout } = await patient.examine();
    assert.match(stdout, /! token file .*in words that this version of pitpass does not know/);
  });

  test('doctor says that a dead process left its lock, and the next command goes on', async (t) => {
    const { examine, tokenFile } = await admit(t);
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await new Promise((resolve) => gone.on('close', resolve));
    const id = '00000000-0000-4000-8000-000000000000';
    const record = { id, pid: gone.pid, host: hostname(), acquired_at: '2026-01-02T03:04:05.000Z' };
    writeFileSync(`${tokenFile}.lock`, JSON.stringify(record));
    const { exitCode, stdout } = await examine();
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /! lock +Process \d+ held the lock since 2026-01-02.* and is dead/);
    writeFileSync(`${tokenFile}.lock`, JSON.stringify({ ...record, pid: process.pid }));
    assert.match((await examine()).stdout, /! lock +Process \d+ holds the lock/);
    writeFileSync(`${tokenFile}.lock`, 'nonsense');
    const broken = await examine();
    assert.equal(broken.exitCode, 1);
    assert.match(broken.stdout, /✗ lock .*no lock that can be read.*\n +→ Delete it/);
    assert.ok(existsSync(`${tokenFile}.lock`), 'nothing is mended by itself');
  });

  test('doctor says that the clock of this computer is wrong', async (t) => {
    const { examine, options } = await admit(t);
    const local = ['--service', service.url, '--data-directory', service.dataDirectory];
    const add = ['fault', 'add', 'clock-skew', '--seconds', '900', ...local];
    const added = await pitpass(add, options);
    assert.equal(added.exitCode, 0, added.stderr);
    t.after(() => pitpass(['fault', 'clear', ...local], options));
    const { exitCode, stdout } = await examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ clock +The clock of this computer is 1[45] minutes behind that of/);
    assert.match(stdout, /→ Set it/);
  });

  test('doctor says that the service is down for maintenance', async (t) => {
    const { examine, options } = await admit(t);
    const local = ['--service', service.url, '--data-directory', service.dataDirectory];
    await pitpass(['fault', 'add', 'maintenance', ...local], options);
    t.after(() => pitpass(['fault', 'clear', ...local], options));
    const { exitCode, stdout } = await examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ data .*is down for maintenance/);
  });

  test('doctor says that a redirect URI is not registered, and which is the nearest', async (t) => {
    const patient = await admit(t);
    const right = service.clients.native.redirect_uris;
    useBrowserClient(patient, service.clients.native.client_id, [...right]);
    const well = await patient.examine();
    assert.match(well.stdout, /✓ redirect URI +All 5 are registered for pitpass-cli/);
    assert.match(well.stdout, /✓ ports +\d of 5 can be listened on/);
    useBrowserClient(patient, service.clients.native.client_id, ['http://localhost:7491/callback']);
    const { exitCode, stdout } = await patient.examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ redirect URI +http:\/\/localhost:7491\/callback is not registered/);
    assert.match(
      stdout,
      /nearest that is registered is http:\/\/127\.0\.0\.1:7491\/callback: it says/,
    );
  });

  test('doctor says that the service does not know the client of the account', async (t) => {
    const patient = await admit(t);
    useBrowserClient(patient, 'Pitpass-CLI', ['http://127.0.0.1:7491/callback']);
    const { stdout } = await patient.examine();
    assert.match(stdout, /✗ client .*does not know the client Pitpass-CLI/);
  });

  test('doctor says that another program has the port of the redirect URI', async (t) => {
    const patient = await admit(t);
    const port = await findFreePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    t.after(() => server.close());
    useBrowserClient(patient, 'pitpass-cli', [`http://127.0.0.1:${port}/callback`]);
    const { stdout } = await patient.examine();
    assert.match(stdout, new RegExp(`✗ ports .*${port} is taken by another program`));
  });

  test('doctor says that the session was ended elsewhere', async (t) => {
    const { examine, options, read } = await admit(t);
    const headers = { authorization: `Bearer ${String(read()['access_token'])}` };
    await fetch(`${service.url}/oauth2/revoke/current`, { method: 'POST', headers });
    const { exitCode, stdout } = await examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ access .*The service has ended this sign-in/);
    assert.match(stdout, /✗ signed out +There are no tokens, or the service has ended the sign-in/);
    const more = await pitpass(['doctor', 'sign_in_required'], options);
    assert.match(more.stdout, /✗ signed out/);
  });

  test('doctor explains why a refresh was refused', async (t) => {
    const patient = await admit(t);
    const settings = patient.read()['pitpass'] as Record<string, unknown>;
    const client_secret_source = { from: 'saved', client_secret: 'another-secret' };
    change(patient, { expires_at: 1, pitpass: { ...settings, client_secret_source } });
    const { exitCode, stdout } = await patient.examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ access .*403 invalid_client/);
    assert.match(stdout, /· because .*the secret is wrong, missing, not masked/);
    assert.match(stdout, /✓ client +The client garage-bot is registered and active/);
    assert.match(String(patient.read()['refresh_token']), /./, 'the tokens are kept');
  });

  test('doctor says that the answer of a refresh was lost', async (t) => {
    const patient = await admit(t);
    const refresh_intent = { refresh_token_digest: 'd', begun_at: 1, is_lost: true };
    change(patient, { expires_at: 1, refresh_intent });
    const { exitCode, stdout } = await patient.examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ tokens +A refresh has spent the refresh token/);
  });

  test('doctor says that every token has expired', async (t) => {
    const patient = await admit(t);
    change(patient, { expires_at: 1, refresh_token_expires_at: 2 });
    const { exitCode, stdout } = await patient.examine();
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ tokens +The sign-in is over/);
    assert.doesNotMatch(stdout, /access /);
  });
});

describe('doctor', { concurrency: 4 }, () => {
  test('says that the service cannot be reached', async (t) => {
    const { service, options } = await signIn(t);
    await service.close();
    const { exitCode, stdout } = await pitpass(['doctor'], options);
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ service .*cannot be reached: nothing listens there/);
    assert.match(stdout, /→ Start it with "pitpass serve --local"/);
  });

  test('says that something else answers in the place of the service', async (t) => {
    const { service, options } = await signIn(t);
    service.on('/oauth2/sessions', () => ({
      status: 200,
      body: '<html>Log in to the network</html>',
    }));
    const { stdout } = await pitpass(['doctor'], options);
    assert.match(stdout, /! service .*answers 200 where such a service asks for a token/);
  });

  test('measures a clock that is ahead, and is patient with a few seconds', async (t) => {
    const { service, options } = await signIn(t);
    const tell = (seconds: number): void => {
      const date = new Date(Date.now() + seconds * 1000).toUTCString();
      service.on('/oauth2/sessions', () => ({ status: 401, headers: { date }, body: {} }));
    };
    tell(-300);
    const { stdout } = await pitpass(['doctor'], options);
    assert.match(stdout, /✗ clock +The clock of this computer is \d minutes ahead of that of/);
    tell(-20);
    assert.match((await pitpass(['doctor'], options)).stdout, /! clock .*seconds ahead of/);
    tell(3);
    assert.match((await pitpass(['doctor'], options)).stdout, /✓ clock/);
  });

  test('sends nothing to a service on plain http elsewhere', async (t) => {
    const directory = createFolder(t);
    const environment = { PITPASS_SERVICE: 'http://id.example.org' };
    const { exitCode, stdout } = await pitpass(['doctor'], { directory, environment });
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ settings .*plain http to another computer; nothing is sent there/);
    assert.doesNotMatch(stdout, /service /);
  });

  test('checks an account at Trackmania without what that dialect does not have', async (t) => {
    const service = await startFakeService();
    t.after(() => service.close());
    service.on('/api/user', ({ headers }) =>
      headers.authorization === 'Bearer access-1'
        ? { body: { accountId: 'a-1', displayName: 'Robin' } }
        : { status: 401, body: {} },
    );
    const { options, write } = await signIn(t);
    const { expires_in, refresh_token_expires_in: _none, ...tokens } = service.issue('clubs');
    write({
      pitpass: {
        provider: 'trackmania',
        grant_type: 'authorization_code',
        service: service.origin,
        client_id: 'tm',
        redirect_uris: ['http://127.0.0.1:7491/callback'],
        client_secret_source: { from: 'environment' },
      },
      ...tokens,
      expires_at: Math.floor(Date.now() / 1000) + Number(expires_in),
    });
    const { exitCode, stdout } = await pitpass(['doctor'], options);
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /✓ settings .*trackmania at 127\.0\.0\.1:\d+, as the client tm/);
    assert.match(stdout, /✓ access .*Robin \(account a-1\)/);
    assert.equal(service.seen('/oauth2/authorize').length, 0);
  });
});
