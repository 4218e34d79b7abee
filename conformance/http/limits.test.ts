import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import { writeWideDemo } from '../harness/demo.ts';
import { assertJsonError } from '../harness/expectations.ts';
import {
  clientsOf,
  credentialsOf,
  createSignedInBrowser,
  mask,
  memberOf,
  obtainTokens,
  passwordLimited,
  refresh,
  requestToken,
  tokensOf,
} from '../harness/oauth.ts';
import type { Sent } from '../harness/request.ts';
import { startService, stopEverything, waitForEvent } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';

after(stopEverything);

const failuresPerMinute = 60;

/** What a proxy makes of a request from an address whose sender wrote the rest of the header. */
const from = (address: string, written?: string) => ({
  headers: { 'x-forwarded-for': written === undefined ? address : `${written}, ${address}` },
});

/** Fails to authenticate as the client whose secret is not known. */
function failAs(service: Service, client_id: string, sent?: Sent) {
  const form = { grant_type: 'refresh_token', client_id, refresh_token: 'x', client_secret: 'no' };
  return requestToken(service, form, sent);
}

const startBehindProxy = async (trustedProxies: number, more: Record<string, string> = {}) => {
  const service = await startService({
    prepare: writeWideDemo,
    environment: { PITPASS_TRUSTED_PROXIES: String(trustedProxies), ...more },
  });
  await service.setClock(await service.advance(0));
  return service;
};

describe('failures behind a trusted proxy', async () => {
  const service = await startBehindProxy(1);
  const { bot, server } = clientsOf(service);
  const attacker = '198.51.100.66';
  const neighbour = '203.0.113.7';

  it('S206 S224 are counted by the address that the proxy saw, whatever its sender wrote before it', async () => {
    for (let call = 0; call < failuresPerMinute; call += 1) {
      const sent = from(attacker, `${neighbour}, 192.0.2.${call}`);
      const answer = await failAs(service, server.client_id, sent);
      assertJsonError(service, answer, 'invalid_client');
      assert.equal(answer.header('ratelimit-remaining'), String(failuresPerMinute - 1 - call));
    }
    const over = await failAs(service, server.client_id, from(attacker, neighbour));
    assertJsonError(service, over, 'unauthorized_client');
    const other = await failAs(service, server.client_id, from(neighbour, attacker));
    assertJsonError(service, other, 'invalid_client');
  });

  it('S210 tell the limit when it is near and when it is over, with the seconds to wait', async () => {
    const over = await failAs(service, server.client_id, from(attacker));
    assertJsonError(service, over, 'unauthorized_client', /too many/);
    assert.equal(over.header('ratelimit-limit'), String(failuresPerMinute));
    assert.equal(over.header('ratelimit-remaining'), '0');
    assert.equal(over.header('ratelimit-reset'), '60');
    assert.equal(over.header('retry-after'), '60');
  });

  it('S207 are counted by the /64 of an IPv6 address, and mapped IPv4 as IPv4', async () => {
    for (let call = 0; call < failuresPerMinute; call += 1) {
      const sent = from(`2001:db8:0:1::${call.toString(16)}`);
      assertJsonError(service, await failAs(service, bot.client_id, sent), 'invalid_client');
    }
    const same = await failAs(service, bot.client_id, from('[2001:0DB8:0:1:ffff::1]:51234'));
    assertJsonError(service, same, 'unauthorized_client');
    const next = await failAs(service, bot.client_id, from('2001:db8:0:2::1'));
    assertJsonError(service, next, 'invalid_client');
    const mapped = await failAs(service, bot.client_id, from(`::ffff:${attacker}`));
    assertJsonError(service, mapped, 'unauthorized_client');
  });

  it('S101 S206 100 calls with a wrong secret leave what the right client has left as it was', async () => {
    const member = memberOf(service);
    const ask = (more: Readonly<Record<string, string>>) => {
      const { username, password } = member;
      const form = { grant_type: 'password_limited', username, password: mask(password, username) };
      return requestToken(service, { ...form, ...credentialsOf(bot), ...more }, from(neighbour));
    };
    const right = async () => Number((await ask({})).header('ratelimit-remaining'));
    const before = await right();
    for (let call = 0; call < 100; call += 1) {
      const { status } = await ask({ client_secret: 'wrong' });
      assert.ok(status === 403 || status === 400);
    }
    assert.equal(await right(), before - 1);
  });

  it('S211 leave refreshes from the same address alone, and so do exhausted logins', async () => {
    const member = memberOf(service, 2);
    const browser = await createSignedInBrowser(service, member);
    const { refresh_token } = await obtainTokens(service, browser, server);
    const guesses = new Browser(service, from(attacker).headers);
    const page = await guesses.open('/login');
    const { username } = member;
    let status = 401;
    for (let guess = 0; guess <= 10; guess += 1) {
      const shown = await guesses.submit(formTo(page, '/login'), { username, password: 'wrong' });
      status = shown.answer.status;
    }
    assert.equal(status, 429);
    const form = { grant_type: 'refresh_token', ...credentialsOf(server), refresh_token };
    tokensOf(await requestToken(service, form, from(attacker)));
    await createSignedInBrowser(service, member);
  });

  it('S206 stand in the record with the address that the proxy saw', async () => {
    const event = await waitForEvent(service, 'client_authentication_refused', server.client_id);
    assert.equal(event['ip'], attacker);
    const rows = await service.query('SELECT bucket FROM rate_limit');
    const buckets = rows.map((row) => String(row['bucket']));
    assert.ok(buckets.includes('client_failure:2001:db8:0:1::/64'), buckets.join(' '));
    assert.ok(!buckets.some((bucket) => bucket.includes('192.0.2.')), buckets.join(' '));
  });
});

describe('failures without a trusted proxy', async () => {
  const service = await startBehindProxy(0);
  const { server } = clientsOf(service);

  it('S206 are counted by the connection, whatever the header says', async () => {
    for (let call = 0; call < failuresPerMinute; call += 1) {
      const answer = await failAs(service, server.client_id, from(`192.0.2.${call}`));
      assertJsonError(service, answer, 'invalid_client');
    }
    const over = await failAs(service, server.client_id, from('203.0.113.7'));
    assertJsonError(service, over, 'unauthorized_client');
  });
});

describe('failures behind two trusted proxies', async () => {
  const service = await startBehindProxy(2);
  const { server } = clientsOf(service);

  it('S206 are counted by the second address from the right, and by the connection when there is none', async () => {
    for (let call = 0; call < failuresPerMinute; call += 1) {
      await failAs(service, server.client_id, from('10.0.0.8', `192.0.2.${call}, 198.51.100.66`));
    }
    const chain = from('10.0.0.8', '203.0.113.7, 198.51.100.66');
    assertJsonError(service, await failAs(service, server.client_id, chain), 'unauthorized_client');
    const short = await failAs(service, server.client_id, from('198.51.100.66'));
    assertJsonError(service, short, 'invalid_client');
    const event = await waitForEvent(service, 'client_authentication_refused', server.client_id);
    assert.equal(event['ip'], '198.51.100.66');
    const rows = await service.query(
      "SELECT bucket, count FROM rate_limit WHERE bucket LIKE 'client_failure:%' ORDER BY bucket",
    );
    assert.deepEqual(
      rows.map((row) => [row['bucket'], Number(row['count'])]),
      [
        ['client_failure:127.0.0.1', 1],
        ['client_failure:198.51.100.66', failuresPerMinute + 1],
      ],
    );
  });
});

describe('refreshes while logins queue for a hash', async () => {
  const service = await startBehindProxy(0, {
    PITPASS_PASSWORD_HASHES_AT_ONCE: '1',
    PITPASS_PASSWORD_LIMITED_PER_HOUR: '1000',
    PITPASS_TEST_HASH_MEMORY_KIB: '65536',
  });
  const { bot, server } = clientsOf(service);

  it('S211 S184 are answered before them', async () => {
    const browser = await createSignedInBrowser(service, memberOf(service));
    let { refresh_token } = await obtainTokens(service, browser, server);
    let finished = 0;
    const logins = Array.from({ length: 30 }, async (_, index) => {
      const username = `nobody-${index}@pitpass.example`;
      await passwordLimited(service, bot, { username, password: 'x' });
      finished += 1;
    });
    for (let call = 0; call < 5; call += 1) {
      ({ refresh_token } = tokensOf(await refresh(service, server, refresh_token)));
    }
    assert.ok(finished < logins.length, `all ${finished} logins were done first`);
    await Promise.all(logins);
  });
});
