import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import { writeWideDemo } from '../harness/demo.ts';
import { assertJsonError } from '../harness/expectations.ts';
import {
  bothScopes,
  clientsOf,
  createSignedInBrowser,
  logIn,
  mask,
  memberOf,
  passwordLimited,
  profileStatus,
  refresh,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import type { Answer } from '../harness/request.ts';
import { startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const limit = 12;
const nobody = { username: 'nobody@pitpass.example', password: 'whatever it is' };
const wrongSecret = { client_secret: `${'A'.repeat(43)}=` };

/** The three headers as numbers; throws when one is missing. */
function rateLimitOf(answer: Answer): { limit: number; remaining: number; reset: number } {
  const read = (name: string): number => {
    const value = answer.header(`ratelimit-${name}`);
    assert.match(value ?? '', /^\d+$/, `RateLimit-${name} on ${answer.status} ${answer.body}`);
    return Number(value);
  };
  return { limit: read('limit'), remaining: read('remaining'), reset: read('reset') };
}

describe('the grant', async () => {
  const service = await startService({
    prepare: writeWideDemo,
    environment: { PITPASS_PASSWORD_LIMITED_PER_HOUR: '1000' },
  });
  const { bot } = clientsOf(service);
  const [listed, alsoListed, unlisted] = service.demo.members;
  assert.ok(listed !== undefined && alsoListed !== undefined && unlisted !== undefined);

  it('S98 book 13.2 opens a session for a listed member, with both tokens', async () => {
    const answer = await passwordLimited(service, bot, listed);
    const tokens = tokensOf(answer);
    assert.equal(tokens.scope, bothScopes);
    assert.ok(tokens.refresh_token !== undefined);
    assert.equal(await profileStatus(service, tokens.access_token), 200);
    const next = tokensOf(await refresh(service, bot, tokens.refresh_token));
    const profile = await sendWithToken(service, '/oauth2/iracing/profile', next.access_token);
    assert.equal(profile.json()['iracing_cust_id'], listed.cust_id);
    tokensOf(await passwordLimited(service, bot, alsoListed));
  });

  it('S48 book 13.1 book 13.2 names no scope when none was asked for', async () => {
    const tokens = tokensOf(await passwordLimited(service, bot, listed, { scope: undefined }));
    assert.equal(tokens.scope, undefined);
  });

  it('S64 book 13.2 takes the masked password alone, masked with the trimmed lower-case username', async () => {
    const { username, password } = listed;
    const spelled = `  ${username.toUpperCase()} `;
    const right = { username: spelled, password: mask(password, spelled) };
    tokensOf(await passwordLimited(service, bot, listed, right));
    const wrong = [
      password,
      mask(username, password),
      mask(password.toLowerCase() + 'x', username),
      mask(password, username).replaceAll('+', '-').replaceAll('/', '_').replace('=', ''),
      Buffer.from(mask(password, username), 'base64').toString('hex'),
    ];
    for (const value of wrong) {
      const answer = await passwordLimited(service, bot, listed, { password: value });
      assertJsonError(service, answer, 'access_denied');
    }
  });

  const day = 86_400;
  /** Says when the second listed member confirmed the client; null for never. */
  const confirmAt = (at: number | null) =>
    service.query(
      `UPDATE client_listed_member SET confirmed_at = $1
        WHERE member_id = (SELECT member_id FROM member WHERE username = $2)`,
      [at, alsoListed.username],
    );

  it('S99 S182 book 4.2 book 13.2 an unlisted member, an unknown one and a wrong password get one answer', async () => {
    const wrong = { ...listed, password: 'wrong' };
    const now = await service.advance(0);
    const afterConfirming = async (at: number | null) => {
      await confirmAt(at);
      return passwordLimited(service, bot, alsoListed);
    };
    const answers = [
      await passwordLimited(service, bot, wrong),
      await afterConfirming(null),
      await afterConfirming(now - 180 * day),
      await passwordLimited(service, bot, unlisted),
      await passwordLimited(service, bot, { ...unlisted, password: 'wrong' }),
      await passwordLimited(service, bot, nobody),
    ];
    const [first] = answers;
    assert.ok(first !== undefined);
    const shown = ({ status, body, headers }: Answer) => ({
      status,
      body,
      names: Object.keys(headers).sort(),
    });
    for (const answer of answers) {
      assertJsonError(service, answer, 'access_denied');
      assert.deepEqual(shown(answer), shown(first));
    }
    await confirmAt(now);
    tokensOf(await passwordLimited(service, bot, alsoListed));
  });

  it('S105 book 13.2 a confirmation holds 180 days to the second, and no token outlives it', async () => {
    const now = await service.advance(0);
    await confirmAt(now - 180 * day + 100);
    const tokens = tokensOf(await passwordLimited(service, bot, alsoListed));
    assert.ok(tokens.expires_in <= 100 && (tokens.refresh_token_expires_in ?? 0) <= 100);
    await confirmAt(now - 180 * day);
    assertJsonError(service, await passwordLimited(service, bot, alsoListed), 'access_denied');
    await confirmAt(now);
  });

  it('S105 book 4.2 a second factor that was switched on since the confirmation wants a new one', async () => {
    const now = await service.advance(0);
    await service.query(
      `INSERT INTO second_factor (member_id, switched_on_at, backup_code_set)
        SELECT member_id, $1, 1 FROM member WHERE username = $2`,
      [now + 1, alsoListed.username],
    );
    assertJsonError(service, await passwordLimited(service, bot, alsoListed), 'access_denied');
    await confirmAt(now + 2);
    await service.advance(3);
    tokensOf(await passwordLimited(service, bot, alsoListed));
  });

  it('S104 S60 book 13.2 keeps password and client secret only as Argon2id over the mask and as a digest', async () => {
    const rows = await service.query('SELECT password_verifier FROM member');
    assert.equal(rows.length, 3);
    for (const row of rows) assert.match(String(row['password_verifier']), /^\$argon2id\$/);
    const [client] = await service.query('SELECT secret_digest FROM client WHERE client_id = $1', [
      bot.client_id,
    ]);
    assert.match(String(client?.['secret_digest']), /^[A-Za-z0-9_-]{43}$/);
    const masked = mask(bot.client_secret ?? '', bot.client_id);
    assert.notEqual(
      Buffer.from(String(client?.['secret_digest']), 'base64url').toString('base64'),
      masked,
    );
  });

  it('S102 the session list shows how the session began', async () => {
    const browser = await createSignedInBrowser(service, listed);
    const account = await browser.open('/account');
    assert.match(account.answer.body, /signed in with your password, without a second step/);
  });
});

describe('its limits', async () => {
  const service = await startService({ prepare: writeWideDemo });
  const { bot, server } = clientsOf(service);
  const member = memberOf(service);
  const now = await service.setClock(await service.advance(0));

  it('S99 book 13.2 RateLimit headers stand on every answer, errors before and after authentication as well', async () => {
    const answers: [Answer, number][] = [
      [await passwordLimited(service, bot, member), 200],
      [await passwordLimited(service, bot, { ...member, password: 'x' }), 401],
      [await passwordLimited(service, bot, member, { scope: 'openid' }), 400],
      [await passwordLimited(service, bot, member, wrongSecret), 403],
      [await passwordLimited(service, bot, member, { client_id: undefined }), 400],
      [await passwordLimited(service, bot, member, { password: undefined }), 400],
      [await passwordLimited(service, server, member), 400],
    ];
    for (const [answer, status] of answers) {
      assert.equal(answer.status, status, answer.body);
      rateLimitOf(answer);
    }
    const [first] = answers;
    assert.deepEqual(rateLimitOf(first?.[0] as Answer), {
      limit,
      remaining: limit - 1,
      reset: 3600,
    });
  });

  it('S101 100 calls with a wrong secret leave the remaining count of the right client as it was', async () => {
    const before = rateLimitOf(await passwordLimited(service, bot, member));
    for (let call = 0; call < 100; call += 1) {
      const answer = await passwordLimited(service, bot, member, wrongSecret);
      assert.ok(answer.status === 403 || answer.status === 400, answer.body);
    }
    const next = rateLimitOf(await passwordLimited(service, bot, member));
    assert.equal(next.remaining, before.remaining - 1);
  });

  it('S210 book 13.2 the 13th call is 400 unauthorized_client with Retry-After, right password or not', async () => {
    await service.advance(100);
    let left = rateLimitOf(await passwordLimited(service, bot, member)).remaining;
    for (; left > 0; left -= 1) {
      const answer = await passwordLimited(service, bot, member);
      assert.equal(rateLimitOf(answer).remaining, left - 1);
      tokensOf(answer);
    }
    for (const password of [member.password, 'wrong']) {
      const over = await passwordLimited(service, bot, { ...member, password });
      assertJsonError(service, over, 'unauthorized_client', /limit/);
      assert.equal(over.header('retry-after'), '3500');
      assert.deepEqual(rateLimitOf(over), { limit, remaining: 0, reset: 3500 });
    }
  });

  it('S208 other spellings of the username stay in the same bucket', async () => {
    const { username } = member;
    for (const spelled of [username.toUpperCase(), ` ${username}`, `${username}\t`]) {
      const answer = await passwordLimited(service, bot, { ...member, username: spelled });
      assertJsonError(service, answer, 'unauthorized_client');
    }
  });

  it('S211 the limit of one member leaves refreshes and other members alone', async () => {
    const tokens = tokensOf(await passwordLimited(service, bot, memberOf(service, 1)));
    for (let call = 0; call < limit; call += 1) {
      const { status } = await refresh(service, bot, call === 0 ? tokens.refresh_token : 'x');
      assert.equal(status, call === 0 ? 200 : 400);
    }
    tokensOf(await passwordLimited(service, bot, memberOf(service, 1)));
  });

  it('S210 the count survives a restart and ends with its hour', async () => {
    assert.equal(await service.stop(), 0);
    await service.start();
    await service.setClock(now + 3599);
    const over = await passwordLimited(service, bot, member);
    assertJsonError(service, over, 'unauthorized_client');
    assert.equal(over.header('retry-after'), '1');
    await service.setClock(now + 3600);
    const answer = await passwordLimited(service, bot, member);
    tokensOf(answer);
    assert.deepEqual(rateLimitOf(answer), { limit, remaining: limit - 1, reset: 3600 });
  });

  it('S210 a client has three times that for all of its users together', async () => {
    await service.setClock(now + 100_000);
    const usernames = Array.from({ length: 40 }, (_, index) => `user-${index}@pitpass.example`);
    let passed = 0;
    for (const username of usernames) {
      const answer = await passwordLimited(service, bot, { username, password: 'x' });
      if (answer.status === 401) passed += 1;
      else assertJsonError(service, answer, 'unauthorized_client');
    }
    assert.equal(passed, 3 * limit);
  });
});

describe('wrong passwords', async () => {
  const service = await startService({
    prepare: writeWideDemo,
    environment: { PITPASS_PASSWORD_LIMITED_PER_HOUR: '1000' },
  });
  const { bot } = clientsOf(service);
  const member = memberOf(service);
  await service.setClock(await service.advance(0));

  it('S101 count in one bucket at the login page and at the grant', async () => {
    const browser = new Browser(service);
    const page = await browser.open('/login');
    const { username } = member;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const shown = await browser.submit(formTo(page, '/login'), { username, password: 'wrong' });
      assert.equal(shown.answer.status, 401);
      const answer = await passwordLimited(service, bot, { username, password: 'wrong' });
      assertJsonError(service, answer, 'access_denied');
    }
    const limited = await passwordLimited(service, bot, member);
    assertJsonError(service, limited, 'unauthorized_client', /passwords/);
    assert.equal(limited.header('retry-after'), '900');
    const shown = await logIn(browser, page, member);
    assert.equal(shown.answer.status, 429);
    assert.equal(shown.answer.header('retry-after'), '900');
  });

  it('S209 another account is not slowed down, and this one is again free after 15 minutes', async () => {
    tokensOf(await passwordLimited(service, bot, memberOf(service, 1)));
    await service.advance(900);
    tokensOf(await passwordLimited(service, bot, member));
    await createSignedInBrowser(service, member);
  });

  it('S182 an unknown account is slowed down alike', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      assertJsonError(service, await passwordLimited(service, bot, nobody), 'access_denied');
    }
    assertJsonError(service, await passwordLimited(service, bot, nobody), 'unauthorized_client');
  });
});
