import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Browser, formTo } from '../harness/browser.ts';
import {
  authorizeUrl,
  clientsOf,
  codeOf,
  createSignedInBrowser,
  exchangeCode,
  logIn,
  memberOf,
  obtainCode,
  obtainTokens,
  passwordLimited,
  refresh,
  tokensOf,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService();
const { server, bot } = clientsOf(service);
const member = memberOf(service);
const toHex = (port = 0) => port.toString(16).toUpperCase().padStart(4, '0');
const loginCookie = `pitpass_login_${service.port}`;

/** Changes what is registered for a client, as staff would; gives the way back. */
async function changeClient(
  client_id: string,
  change: (record: Record<string, unknown>) => Record<string, unknown>,
) {
  const [row] = await service.query('SELECT record FROM client WHERE client_id = $1', [client_id]);
  const before = String(row?.['record']);
  const save = async (record: string) => {
    await service.query('UPDATE client SET record = $1 WHERE client_id = $2', [record, client_id]);
    await service.advance(2);
  };
  await save(JSON.stringify(change(JSON.parse(before) as Record<string, unknown>)));
  return () => save(before);
}

describe('signing out', () => {
  it('S174 S187 another site’s form neither signs out nor takes the cookie away', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { origin: 'null' },
      {},
    ]) {
      const answer = await service.send('/logout', { method: 'POST', form: {}, headers });
      assert.equal(answer.status, 403);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    const browser = await createSignedInBrowser(service, member);
    const page = await browser.submit(formTo(await browser.open('/account'), '/logout'));
    assert.equal(page.path, '/signed-out');
    assert.equal(browser.cookies.get(loginCookie), undefined);
  });

  it('S13 a made-up transaction is an error page, whatever is in it', async () => {
    const headers = { origin: service.origin, 'sec-fetch-site': 'same-origin' };
    for (const transaction of ['a\r\nx: y', '🏁', 'a&x=1#y', 'x']) {
      const answer = await service.send('/logout', {
        method: 'POST',
        form: { transaction },
        headers,
      });
      assert.equal(answer.status, 400, transaction);
      assert.equal(answer.header('location'), undefined);
    }
  });
});

describe('a registration that changes', () => {
  it('S177 S179 while the consent page is open is shown anew, and nothing is allowed', async () => {
    const browser = await createSignedInBrowser(service, memberOf(service, 1));
    const page = await browser.open(authorizeUrl(server));
    const restore = await changeClient(server.client_id, (record) => ({
      ...record,
      client_name: 'Another Name',
    }));
    const again = await browser.submit(formTo(page, '/consent'), { decision: 'allow' });
    assert.equal(again.leftTo, undefined);
    assert.match(again.answer.body, /Another Name/);
    const [row] = await service.query(
      'SELECT count(*) AS consents FROM consent WHERE client_id = $1',
      [server.client_id],
    );
    assert.equal(Number(row?.['consents']), 0);
    codeOf(await browser.submit(formTo(again, '/consent'), { decision: 'allow' }));
    await restore();
  });

  it('S77 S90 by losing a scope reaches the refresh of running sessions', async () => {
    const browser = await createSignedInBrowser(service, member);
    const tokens = await obtainTokens(service, browser, server);
    const restore = await changeClient(server.client_id, (record) => ({
      ...record,
      scopes: ['iracing.profile'],
    }));
    const refreshed = tokensOf(await refresh(service, server, tokens.refresh_token));
    assert.equal(refreshed.scope, 'iracing.profile');
    await restore();
    const whole = tokensOf(await refresh(service, server, refreshed.refresh_token));
    assert.equal(whole.scope, 'iracing.auth iracing.profile');
  });

  it('S27 by losing a redirect URI makes codes for it worthless', async () => {
    const browser = await createSignedInBrowser(service, member);
    const kept = await obtainCode(browser, server);
    const code = await obtainCode(browser, server);
    assert.equal((await exchangeCode(service, server, kept)).status, 200);
    const restore = await changeClient(server.client_id, (record) => ({
      ...record,
      redirect_uris: ['https://elsewhere.example/callback'],
    }));
    const answer = await exchangeCode(service, server, code);
    assert.equal(answer.status, 400);
    assert.equal(answer.json()['error'], 'invalid_grant');
    await restore();
  });

  it('S98 S100 by taking a member off the access list ends what the password began', async () => {
    const tokens = tokensOf(await passwordLimited(service, bot, member));
    const next = tokensOf(await refresh(service, bot, tokens.refresh_token));
    await service.query(
      `DELETE FROM client_listed_member WHERE client_id = $1 AND member_id =
        (SELECT member_id FROM member WHERE username = $2)`,
      [bot.client_id, member.username],
    );
    const answer = await refresh(service, bot, next.refresh_token);
    assert.equal(answer.status, 400);
    assert.equal(answer.json()['error'], 'invalid_grant');
  });
});

describe('prompt=verify', () => {
  it('S11 is not answered by a login of the same second that was there before', async () => {
    const fixed = await startService();
    await fixed.setClock(Math.floor(Date.now() / 1000));
    const someone = memberOf(fixed);
    const client = clientsOf(fixed).server;
    const browser = await createSignedInBrowser(fixed, someone);
    const page = await browser.open(authorizeUrl(client, { prompt: 'verify' }));
    const { transaction = '' } = formTo(page, '/login').hidden;
    const around = await browser.open(`/consent?transaction=${transaction}`);
    assert.ok(around.forms.some(({ action }) => action === '/login'));
    const consent = await logIn(browser, page, someone);
    codeOf(await browser.submit(formTo(consent, '/consent'), { decision: 'allow' }));
    await fixed.stop();
  });
});

describe('the account page', () => {
  it('says that something was done only when it was', async () => {
    const browser = await createSignedInBrowser(service, member);
    const spoofed = await browser.open('/account?done=allEnded');
    assert.doesNotMatch(spoofed.answer.body, /role="status"/);
    const real = await browser.submit(formTo(await browser.open('/account'), '/account/end-all'));
    assert.match(real.answer.body, /role="status"/);
  });
});

describe('guessing and flooding', () => {
  const guess = async (target: Service, username: string) => {
    const browser = new Browser(target);
    const page = await browser.open('/login');
    const sent = { username, password: 'a guess' };
    return (await browser.submit(formTo(page, '/login'), sent)).answer.status;
  };

  it('S101 one address cannot try one password on any number of accounts', async () => {
    const small = await startService({
      environment: { PITPASS_PASSWORD_FAILURES_PER_QUARTER_HOUR: '2' },
    });
    const statuses: number[] = [];
    for (let count = 0; count < 22; count += 1) {
      statuses.push(await guess(small, `nobody-${count}@pitpass.example`));
    }
    assert.deepEqual(
      statuses.slice(0, 20),
      Array.from({ length: 20 }, () => 401),
    );
    assert.deepEqual(statuses.slice(20), [429, 429]);
    await small.stop();
    await small.start();
    const [row] = await small.query(
      "SELECT count(*) AS refusals FROM audit_event WHERE event = 'login_refused'",
    );
    // Who is told to wait adds nothing to the trail.
    assert.equal(Number(row?.['refusals']), 20);
    await small.stop();
  });

  it('S70 a connection that sends no request is let go, though the other side keeps its half', async () => {
    const sockets = Array.from({ length: 8 }, () =>
      connect({ host: '127.0.0.1', port: service.port, allowHalfOpen: true }),
    );
    for (const socket of sockets) {
      socket.on('error', () => {});
      socket.resume();
      socket.write('nonsense\r\n\r\n');
    }
    await Promise.all(sockets.map((socket) => new Promise((done) => socket.once('end', done))));
    if (process.platform === 'linux') {
      // Only the system can tell a half-closed connection from one that is gone.
      const held = () => {
        const mine = new Set(sockets.map(({ localPort }) => `0100007F:${toHex(localPort)}`));
        return readFileSync('/proc/net/tcp', 'utf8')
          .split('\n')
          .map((line) => line.trim().split(/\s+/))
          .filter(([, , remote = '']) => mine.has(remote))
          .filter(([, , , , , , , , , inode]) => inode !== '0').length;
      };
      for (let waited = 0; held() > 0 && waited < 100; waited += 1) await sleep(20);
      assert.equal(held(), 0);
    }
    for (const socket of sockets) socket.destroy();
  });
});
