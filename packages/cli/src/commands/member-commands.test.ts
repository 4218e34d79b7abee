import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { pitpass, signIn } from '../../test/pitpass.ts';

const sessionsPath = '/oauth2/sessions';

const now = Math.floor(Date.now() / 1000);

const record = (session_id: string, current_session: boolean): Record<string, unknown> => ({
  session_id,
  client_id: 'fake-client',
  client_name: 'Fake Tool',
  auth_time: now - 1000,
  last_activity: now - 305,
  session_expiration: now + 3 * 86_400 + 60,
  current_session,
  last_ip: '203.0\u001b[31m.113.7',
});

describe('whoami', { concurrency: 4 }, () => {
  test('says who is signed in, where and by which client', async (t) => {
    const { service, options } = await signIn(t);
    const { stdout, stderr } = await pitpass(['whoami'], options);
    assert.equal(stdout, `Robin Apex (customer 4711) at ${service.origin}, by fake-client\n`);
    assert.equal(stderr, '');
  });

  test('--json gives one object', async (t) => {
    const { service, options } = await signIn(t);
    const { stdout } = await pitpass(['whoami', '--json'], options);
    assert.deepEqual(JSON.parse(stdout), {
      display_name: 'Robin Apex',
      cust_id: 4711,
      service: service.origin,
      client_id: 'fake-client',
    });
  });

  test('asks /data when the scope does not cover the profile', async (t) => {
    const { service, options, read, write } = await signIn(t);
    write({ ...read(), scope: 'iracing.auth' });
    const { stdout } = await pitpass(['whoami'], options);
    assert.match(stdout, /^Robin Apex \(customer 4711\)/);
    assert.equal(service.seen('/oauth2/iracing/profile').length, 0);
  });

  test('asks /data when the service says that the scope does not cover it', async (t) => {
    const { service, options } = await signIn(t);
    service.on('/oauth2/iracing/profile', () => ({
      status: 403,
      body: { error: 'insufficient_scope' },
    }));
    assert.match((await pitpass(['whoami'], options)).stdout, /^Robin Apex/);
  });

  test('a name from the service cannot move the cursor', async (t) => {
    const { service, options } = await signIn(t);
    const body = { iracing_name: 'Robin\u001b[2J\u202eApex', iracing_cust_id: 4711 };
    service.on('/oauth2/iracing/profile', () => ({ body }));
    const { stdout } = await pitpass(['whoami'], options);
    assert.match(stdout, /^Robin \[2J Apex \(customer 4711\)/);
  });
});

describe('token', { concurrency: 4 }, () => {
  test('prints the access token alone', async (t) => {
    const { options } = await signIn(t);
    const { stdout, stderr } = await pitpass(['token'], options);
    assert.deepEqual([stdout, stderr], ['access-1\n', '']);
  });

  test('refreshes a token that is over, and keeps the new ones', async (t) => {
    const { options, read, write } = await signIn(t);
    write({ ...read(), expires_at: 1 });
    assert.equal((await pitpass(['token'], options)).stdout, 'access-2\n');
    assert.equal(read()['access_token'], 'access-2');
    assert.equal((read()['pitpass'] as Record<string, unknown>)['client_id'], 'fake-client');
  });

  test('--json tells its end and scope, and no refresh token', async (t) => {
    const { options, read } = await signIn(t);
    const { stdout } = await pitpass(['token', '--json'], options);
    assert.deepEqual(JSON.parse(stdout), {
      access_token: 'access-1',
      token_type: 'Bearer',
      expires_at: read()['expires_at'],
      scope: 'iracing.auth iracing.profile',
    });
  });
});

describe('sessions', { concurrency: 4 }, () => {
  const body = { sessions: [record('one', false), record('two', true)] };

  test('marks the own session in a table without control characters', async (t) => {
    const { service, options } = await signIn(t);
    service.on(sessionsPath, () => ({ body }));
    const { stdout } = await pitpass(['sessions'], options);
    const [titles, first, second] = stdout.split('\n');
    assert.match(titles ?? '', /^ +SESSION +LAST ACTIVITY +ENDS +ADDRESS$/);
    const row = 'one      5 minutes ago  in 3 days  203.0 [31m.113.7';
    assert.match(first ?? '', /^ +one/);
    assert.ok(first?.endsWith(row), first);
    assert.match(second ?? '', /^\* +two/);
  });

  test('--json gives them as the service sent them', async (t) => {
    const { service, options } = await signIn(t);
    service.on(sessionsPath, () => ({ body }));
    const { stdout } = await pitpass(['sessions', '--json'], options);
    assert.deepEqual(JSON.parse(stdout), body);
  });
});

describe('logout', { concurrency: 4 }, () => {
  test('ends the session at the service, then deletes the tokens', async (t) => {
    const { service, options, read } = await signIn(t);
    const { exitCode, stderr } = await pitpass(['logout'], options);
    assert.equal(exitCode, 0);
    assert.match(stderr, /^Signed out: the session has ended at the service/);
    assert.equal(service.accepted.size, 0);
    assert.deepEqual(Object.keys(read()), ['pitpass'], 'what to sign in to is remembered');
    assert.equal((await pitpass(['whoami'], options)).exitCode, 3);
    assert.match((await pitpass(['logout'], options)).stderr, /^Nobody was signed in\./);
  });

  test('keeps the tokens when the service cannot be reached, code 5', async (t) => {
    const { service, tokenFile, options } = await signIn(t);
    const before = readFileSync(tokenFile, 'utf8');
    await service.close();
    const { exitCode, stderr } = await pitpass(['logout'], options);
    assert.equal(exitCode, 5);
    assert.match(stderr, /could not be ended, so its tokens were kept.*--local-only/);
    assert.equal(readFileSync(tokenFile, 'utf8'), before);
  });

  test('--local-only deletes them without asking anybody, and says what goes on', async (t) => {
    const { service, options, read } = await signIn(t);
    const { exitCode, stderr } = await pitpass(['logout', '--local-only'], options);
    assert.equal(exitCode, 0);
    assert.match(stderr, /At the service the session goes on/);
    assert.equal(service.requests.length, 0);
    assert.equal(read()['access_token'], undefined);
  });
});
