import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { createSession, iracing, memoryTokenStore, trackmania } from '@pitpass/client';
import { AuthorizationRefused, startPitpass } from 'pitpass/testing';
import type { Pitpass } from 'pitpass/testing';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function memberOf({ members }: Pitpass, index = 0) {
  const member = members[index];
  assert.ok(member !== undefined);
  return member;
}

/** The client of an audit event, for each of a name; events are written some time after the answer. */
async function waitForEvents(pitpass: Pitpass, event: string, count: number): Promise<string[]> {
  const database = new DatabaseSync(join(pitpass.dataDirectory, 'pitpass.sqlite'), {
    readOnly: true,
    timeout: 5000,
  });
  try {
    const statement = database.prepare('SELECT client_id FROM audit_event WHERE event = ?');
    for (let waited = 0; ; waited += 20) {
      const rows = statement.all(event);
      if (rows.length >= count || waited > 3000) return rows.map((row) => String(row['client_id']));
      await sleep(20);
    }
  } finally {
    database.close();
  }
}

function countConsents({ dataDirectory }: Pitpass): number {
  const database = new DatabaseSync(join(dataDirectory, 'pitpass.sqlite'), { readOnly: true });
  try {
    return Number(database.prepare('SELECT count(*) AS count FROM consent').get()?.['count']);
  } finally {
    database.close();
  }
}

const profileStatus = async ({ url }: Pitpass, access_token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${access_token}` };
  return (await fetch(`${url}/oauth2/iracing/profile`, { headers })).status;
};

describe('startPitpass', () => {
  let pitpass: Pitpass;
  before(async () => {
    pitpass = await startPitpass();
  });
  after(() => pitpass.stop());

  it('has a service running within a second, and gone again', async (t) => {
    const starts: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const begun = performance.now();
      const own = await startPitpass();
      assert.equal((await fetch(`${own.url}/oauth2/jwks.json`)).status, 200);
      starts.push(performance.now() - begun);
      await own.stop();
    }
    const [fastest = Infinity] = starts.sort((a, b) => a - b);
    t.diagnostic(`started and answered after ${starts.map(Math.round).join(', ')} ms`);
    assert.ok(fastest < 1000, `${fastest} ms`);
  });

  it('gives a code with what it takes to trade it, once, for what was asked', async () => {
    const { clients, url } = pitpass;
    const given = await pitpass.authorize(memberOf(pitpass), { scope: 'iracing.profile' });
    assert.equal(given.redirect_uri, clients.pitWall.redirect_uris[0]);
    assert.ok(given.callbackUrl.startsWith(`${given.redirect_uri}?`));
    const provider = iracing({
      client_id: clients.pitWall.client_id,
      client_secret: clients.pitWall.client_secret ?? '',
      redirect_uri: given.redirect_uri,
      issuerUrl: `${url}/oauth2`,
      dataUrl: url,
    });
    const { state = '', code_verifier = '' } = given;
    const checks = { state, code_verifier };
    const tokens = await provider.handleCallback(given.callbackUrl, checks);
    assert.equal(tokens.scope, 'iracing.profile');
    const profile = await provider.profile(tokens.access_token);
    assert.equal(profile.iracing_cust_id, memberOf(pitpass).cust_id);
    await assert.rejects(provider.handleCallback(given.callbackUrl, checks), /invalid_grant/);
  });

  it('goes the way of every code: signed in once, consent asked once and recorded, audit written', async () => {
    await using own = await startPitpass();
    const member = memberOf(own);
    await Promise.all([own.authorize(member), own.authorize(member)]);
    assert.equal(countConsents(own), 1);
    await own.tokens(member);
    assert.deepEqual(await waitForEvents(own, 'consent_given', 1), ['pit-wall']);
    assert.equal((await waitForEvents(own, 'login_succeeded', 1)).length, 1);
  });

  it('gives tokens of any client that has redirect URIs, for members side by side', async () => {
    const { clients } = pitpass;
    const [alex, sam] = [memberOf(pitpass, 0), memberOf(pitpass, 1)];
    const sets = await Promise.all([
      pitpass.tokens(alex),
      pitpass.tokens(alex, { client: clients.native }),
      pitpass.tokens(alex, { client: clients.singlePage }),
      pitpass.tokens(sam),
    ]);
    for (const { access_token } of sets) {
      assert.equal(await profileStatus(pitpass, access_token), 200);
    }
  });

  it('takes the URL that an app made, of the Trackmania dialect too', async () => {
    const { client_id, client_secret = '', redirect_uris } = pitpass.clients.trackmania;
    const provider = trackmania({
      client_id,
      client_secret,
      redirect_uri: redirect_uris[0] ?? '',
      serviceUrl: pitpass.url,
    });
    const beginning = await provider.createAuthorizationUrl();
    const given = await pitpass.authorize(memberOf(pitpass), { url: beginning.url });
    assert.equal(given.state, beginning.state);
    assert.equal(given.code_verifier, undefined);
    const tokens = await provider.handleCallback(given.callbackUrl, beginning);
    assert.ok(tokens.access_token);
  });

  it('tells what the app is told when the member denies', async () => {
    const denied = pitpass.authorize(memberOf(pitpass, 1), {
      client: pitpass.clients.singlePage,
      decision: 'deny',
    });
    await assert.rejects(denied, (error) => {
      assert.ok(error instanceof AuthorizationRefused);
      assert.equal(error.error, 'access_denied');
      assert.match(error.callbackUrl ?? '', /[?&]state=/);
      return true;
    });
  });

  for (const [name, asked, said] of [
    [
      'an unregistered redirect URI',
      { redirect_uri: 'http://127.0.0.1:1/cb' },
      /not one that the app registered/,
    ],
    ['a scope that is none', { scope: 'nothing' }, /invalid_scope/],
  ] as const) {
    it(`says why there is no code: ${name}`, async () => {
      await assert.rejects(pitpass.authorize(memberOf(pitpass), asked), (error) => {
        assert.ok(error instanceof AuthorizationRefused);
        assert.match(error.message, said);
        return true;
      });
    });
  }

  it('says why there is no code: a wrong password, which the message does not repeat', async () => {
    const member = { ...memberOf(pitpass), username: 'nobody@pitpass.example' };
    await assert.rejects(pitpass.authorize(member), (error) => {
      assert.ok(error instanceof AuthorizationRefused);
      assert.match(error.message, /came no further than \/login \(\d+\)/);
      assert.ok(!error.message.includes(member.password));
      return true;
    });
  });

  it('says why there is no code: the service wants a mailed code', async () => {
    await using own = await startPitpass({ environment: { PITPASS_UNKNOWN_BROWSER: 'mail' } });
    const refused = own.authorize(memberOf(own));
    await assert.rejects(refused, /came no further than \/\S+ \(200\): .*code/is);
  });

  it('lets tokens end when its clock is moved on, and its apps refresh by the same clock', async () => {
    await using own = await startPitpass();
    const tokens = await own.tokens(memberOf(own));
    own.advance(601);
    assert.equal(await profileStatus(own, tokens.access_token), 401);
    const { pitWall } = own.clients;
    const provider = iracing({
      client_id: pitWall.client_id,
      client_secret: pitWall.client_secret ?? '',
      issuerUrl: `${own.url}/oauth2`,
      dataUrl: own.url,
      clock: own.clock,
    });
    const session = createSession({ provider, store: memoryTokenStore(tokens) });
    assert.equal((await session.profile()).iracing_name, memberOf(own).display_name);
    own.advance(8 * 86_400);
    await own.authorize(memberOf(own));
    assert.equal((await waitForEvents(own, 'login_succeeded', 2)).length, 2);
    assert.throws(() => own.advance(-1), RangeError);
  });

  it('goes by the clock that it is given', async () => {
    const now = 2_000_000_000;
    await using own = await startPitpass({ clock: () => now });
    assert.equal(own.clock(), now);
    const { access_token, expires_at } = await own.tokens(memberOf(own));
    assert.equal(expires_at, now + 600);
    const [, claims = ''] = access_token.split('.');
    const { iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number };
    assert.equal(iat, now);
  });

  it('registers the redirect URIs of the apps under test', async () => {
    const uri = 'http://127.0.0.1:8080/auth/callback';
    await using own = await startPitpass({ redirect_uris: { pitWall: [uri] } });
    const given = await own.authorize(memberOf(own));
    assert.equal(given.redirect_uri, uri);
    assert.equal(own.clients.pitWall.redirect_uris.length, 2);
  });

  it('leaves no directory behind when it cannot start, and says why', async () => {
    const variable = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';
    const standing = process.env[variable];
    const folder = mkdtempSync(join(tmpdir(), 'pitpass-failed-'));
    process.env[variable] = folder;
    try {
      await assert.rejects(
        startPitpass({ redirect_uris: { pitWall: ['http://elsewhere.example/'] } }).then((own) =>
          own.stop(),
        ),
        /redirect_uris\[0\] of pit-wall/,
      );
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      if (standing === undefined) delete process.env[variable];
      else process.env[variable] = standing;
      rmSync(folder, { recursive: true });
    }
  });

  it('leaves nothing: no port, no directory; stopping twice is one stop', async () => {
    const [own, other] = await Promise.all([startPitpass(), startPitpass()]);
    assert.notEqual(own.url, other.url);
    assert.notEqual(memberOf(own).password, memberOf(other).password);
    await Promise.all([own.stop(), own.stop(), other.stop()]);
    assert.equal(existsSync(own.dataDirectory), false);
    await assert.rejects(fetch(own.url));
  });

  it('does not mind that the suite has put another fetch in place', async (t) => {
    t.mock.method(globalThis, 'fetch', () => Promise.reject(new Error('no network in tests')));
    assert.ok((await pitpass.tokens(memberOf(pitpass))).access_token);
  });
});

describe('the example of a test suite', () => {
  const file = join(root, 'docs/examples/app-test.ts');

  it('passes, says nothing but its results, and ends by itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pitpass-example-'));
    const environment = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(NODE_|PITPASS_)/.test(name)),
    );
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--test', '--test-reporter=tap', file],
      { cwd: folder, env: { ...environment, TMPDIR: folder }, timeout: 30_000 },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 0, output);
    assert.match(output, /^# pass 2$/m);
    assert.doesNotMatch(output, /"level"|Warning|pitpass:/);
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is shown in the documentation as it stands in its file', () => {
    const page = readFileSync(join(root, 'docs/bring-your-own-app.md'), 'utf8');
    const shown = /```ts\n([\s\S]*?)```/.exec(page)?.[1]?.trim();
    assert.equal(shown, readFileSync(file, 'utf8').trim());
  });
});
