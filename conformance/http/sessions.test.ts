import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, describe, it } from 'node:test';

import { writeWideDemo } from '../harness/demo.ts';
import { assertJsonError, assertUnstorable } from '../harness/expectations.ts';
import { decodeJwt, encodePart, sessionIdOf } from '../harness/jwt.ts';
import {
  bothScopes,
  clientsOf,
  createSignedInBrowser,
  exchangeCode,
  memberOf,
  obtainCode,
  obtainTokens,
  passwordLimited,
  profileStatus,
  refresh,
  requestToken,
  credentialsOf,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import type { Tokens } from '../harness/oauth.ts';
import type { Answer } from '../harness/request.ts';
import { startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService({
  prepare: writeWideDemo,
  environment: { PITPASS_PASSWORD_LIMITED_PER_HOUR: '1000' },
});
const { server, page, bot } = clientsOf(service);
const [anna, ben] = [memberOf(service, 0), memberOf(service, 1)];
const ofAnna = await createSignedInBrowser(service, anna);
const ofBen = await createSignedInBrowser(service, ben);
await service.setClock(await service.advance(0));

const routes = [
  ['GET', '/oauth2/sessions'],
  ['GET', '/oauth2/iracing/profile'],
  ['POST', '/oauth2/revoke/current'],
  ['POST', '/oauth2/revoke/sessions'],
  ['POST', '/oauth2/revoke/client'],
] as const;

type Entry = Readonly<Record<string, unknown>>;

async function listSessions(tokens: Tokens): Promise<Entry[]> {
  const answer = await sendWithToken(service, '/oauth2/sessions', tokens.access_token);
  assert.equal(answer.status, 200, answer.body);
  assertUnstorable(answer);
  assert.deepEqual(Object.keys(answer.json()), ['sessions']);
  return answer.json<{ sessions: Entry[] }>().sessions;
}

function revoke(
  way: 'current' | 'sessions' | 'client',
  tokens: Tokens,
  form: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  return sendWithToken(service, `/oauth2/revoke/${way}`, tokens.access_token, {
    method: 'POST',
    form,
  });
}

/** Asserts that a session is over for the service, for `/data` and for its refresh token. */
async function assertEnded(client: typeof server, tokens: Tokens): Promise<void> {
  const answer = await sendWithToken(service, '/oauth2/sessions', tokens.access_token);
  assertJsonError(service, answer, 'access_denied', 'session has ended');
  assert.match(answer.header('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
  const data = await sendWithToken(service, '/data/constants/divisions', tokens.access_token);
  assert.equal(data.status, 401);
  const again = await refresh(service, client, tokens.refresh_token);
  assertJsonError(service, again, 'invalid_grant');
}

async function assertAlive(tokens: Tokens): Promise<void> {
  assert.equal(await profileStatus(service, tokens.access_token), 200);
}

describe('every error of the protected routes', async () => {
  const tokens = await obtainTokens(service, ofAnna, server);
  const token = tokens.access_token;

  for (const [method, path] of routes) {
    const ask = (headers: Record<string, string | string[]>, query = '') =>
      service.send(path + query, {
        method,
        headers,
        ...(method === 'POST' && { form: {} }),
      });

    it(`S108 book 15 ${path} without a token: invalid_token and a challenge without an error code`, async () => {
      for (const headers of [{}, { authorization: 'Basic x' }, { authorization: '' }]) {
        const answer = await ask(headers as Record<string, string>);
        assertJsonError(service, answer, 'invalid_token', 'access token missing');
        assert.equal(answer.header('www-authenticate'), 'Bearer realm="pitpass"');
      }
    });

    it(`S107 ${path} takes no token from query or form, alone or beside the header`, async () => {
      for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
        const inQuery = await ask(headers as Record<string, string>, `?access_token=${token}`);
        assertJsonError(service, inQuery, 'invalid_request', /Authorization header/);
        if (method !== 'POST') continue;
        const inForm = await service.send(path, { form: { access_token: token }, headers });
        assertJsonError(service, inForm, 'invalid_request', /Authorization header/);
      }
    });

    it(`S109 S110 S113 book 14.1 ${path} refuses every token that is not one of ours, whole and well-formed`, async () => {
      const [header = '', claims = '', signature = ''] = token.split('.');
      const decoded = decodeJwt(token);
      const none = encodePart({ ...decoded.header, alg: 'none' });
      const hmac = encodePart({ ...decoded.header, alg: 'HS256' });
      const keySet = (await service.send('/oauth2/jwks.json')).body;
      const sign = (text: string) =>
        `${text}.${createHmac('sha256', keySet).update(text).digest('base64url')}`;
      const unaccepted = [
        'x',
        token.slice(0, -1),
        `${token}A`,
        token.slice(1),
        `${header}.${claims}`,
        `${header}.${claims}.`,
        `${none}.${claims}.`,
        `${none}.${claims}.${signature}`,
        sign(`${hmac}.${claims}`),
        `${encodePart({ ...decoded.header, kid: "' OR 1=1 --" })}.${claims}.${signature}`,
        `${encodePart({ ...decoded.header, kid: '../../etc/passwd' })}.${claims}.${signature}`,
        `${encodePart({ ...decoded.header, crit: ['exp'] })}.${claims}.${signature}`,
        `${encodePart({ ...decoded.header, typ: 'JWT' })}.${claims}.${signature}`,
        `${header}.${encodePart({ ...decoded.claims, exp: 9e9 })}.${signature}`,
        'x'.repeat(8192),
        tokens.refresh_token ?? '',
        sessionIdOf(token),
      ];
      for (const value of unaccepted) {
        const answer = await ask({ authorization: `Bearer ${value}` });
        assertJsonError(service, answer, 'invalid_token');
        assert.match(
          answer.header('www-authenticate') ?? '',
          /^Bearer realm="pitpass", error="invalid_token"/,
        );
      }
      for (const value of [
        `Bearer  ${token}`,
        `Bearer\t${token}`,
        `Bearer,${token}`,
        `Bearer ${token} x`,
        `Bearer ${token},Bearer ${token}`,
        `Bearer "${token}"`,
        'Bearer',
        `Bearer${token}`,
      ]) {
        const answer = await ask({ authorization: value });
        assertJsonError(service, answer, 'invalid_token');
      }
    });
  }

  it('S110 takes the scheme in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
      const answer = await service.send('/oauth2/sessions', {
        headers: { authorization: `${scheme} ${token}` },
      });
      assert.equal(answer.status, 200);
    }
  });

  it('S110 refuses two Authorization headers', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: '127.0.0.1',
          port: service.port,
          path: '/oauth2/sessions',
          setDefaultHeaders: false,
          headers: [
            ['host', `localhost:${service.port}`],
            ['authorization', `Bearer ${token}`],
            ['authorization', 'Bearer other'],
            ['connection', 'close'],
          ].flat(),
        },
        (incoming) => {
          incoming.resume();
          resolve(incoming.statusCode ?? 0);
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
    assert.equal(status, 401);
  });

  it('S109 book 16.7 refuses an expired token', async () => {
    const own = await obtainTokens(service, ofAnna, server);
    await service.advance(599);
    await assertAlive(own);
    await service.advance(1);
    for (const [method, path] of routes) {
      const answer = await sendWithToken(service, path, own.access_token, { method });
      assertJsonError(service, answer, 'invalid_token', /expired/);
    }
    await service.advance(1);
  });

  it('S70 S71 refuses repeated and malformed parameters, other methods and other bodies', async () => {
    const own = await obtainTokens(service, ofAnna, server);
    for (const [method, path] of routes) {
      const other = method === 'GET' ? 'POST' : 'GET';
      const wrong = await sendWithToken(service, path, own.access_token, { method: other });
      assertJsonError(service, wrong, 'invalid_request', undefined, [405, 'Method Not Allowed']);
      assert.equal(wrong.header('allow'), method === 'GET' ? 'GET, HEAD' : 'POST');
      if (method === 'GET') continue;
      for (const body of ['session_ids=a&session_ids=b', 'session_ids=%zz', 'x=%ff']) {
        const answer = await sendWithToken(service, path, own.access_token, {
          body,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        });
        assertJsonError(service, answer, 'invalid_request');
      }
      const json = await sendWithToken(service, path, own.access_token, {
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
      assertJsonError(service, json, 'invalid_request', /form/);
    }
    await assertAlive(own);
  });
});

describe('profile', () => {
  it('S137 book 3.1 book 12 book 15 gives exactly name and customer id', async () => {
    const tokens = await obtainTokens(service, ofAnna, server, { scope: 'iracing.profile' });
    const answer = await sendWithToken(service, '/oauth2/iracing/profile', tokens.access_token);
    assert.equal(answer.status, 200);
    assertUnstorable(answer);
    assert.deepEqual(answer.json(), {
      iracing_name: anna.display_name,
      iracing_cust_id: anna.cust_id,
    });
  });

  it('S137 S109 book 15 without iracing.profile is 403 insufficient_scope with the scope named', async () => {
    const tokens = await obtainTokens(service, ofAnna, server, { scope: 'iracing.auth' });
    const answer = await sendWithToken(service, '/oauth2/iracing/profile', tokens.access_token);
    assertJsonError(service, answer, 'insufficient_scope');
    const challenge = answer.header('www-authenticate') ?? '';
    assert.match(challenge, /error="insufficient_scope"/);
    assert.match(challenge, /scope="iracing.profile"/);
  });
});

describe('the list of sessions', () => {
  const nullable = (type: string) => (value: unknown) => value === null || typeof value === type;
  const isString = (value: unknown) => typeof value === 'string' && value !== '';
  const isSeconds = (value: unknown) => Number.isInteger(value) && Number(value) > 1e9;
  const isBoolean = (value: unknown) => typeof value === 'boolean';
  const isStrings = (value: unknown) =>
    value === null || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
  const place = (prefix: string) => ({
    [`${prefix}_ip`]: nullable('string'),
    [`${prefix}_continent`]: nullable('string'),
    [`${prefix}_country`]: nullable('string'),
    [`${prefix}_subdivisions`]: isStrings,
    [`${prefix}_city`]: nullable('string'),
    [`${prefix}_user_agent_header`]: nullable('string'),
    [`${prefix}_user_agent_operating_system`]: nullable('string'),
    [`${prefix}_user_agent_browser`]: nullable('string'),
  });
  const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
    session_id: isString,
    client_id: isString,
    client_name: isString,
    client_developer_name: nullable('string'),
    client_developer_url: nullable('string'),
    client_developer_email: nullable('string'),
    scope: nullable('string'),
    scope_descriptions: isStrings,
    auth_time: isSeconds,
    last_activity: isSeconds,
    session_expiration: isSeconds,
    current_session: isBoolean,
    impersonated: isBoolean,
    impersonation_note: nullable('string'),
    ...place('first'),
    ...place('last'),
  };

  it('S132 book 14.1 has exactly the thirty fields of the book with their types', async () => {
    assert.equal(Object.keys(fields).length, 30);
    const now = await service.advance(0);
    const tokens = await obtainTokens(service, ofAnna, server);
    const entries = await listSessions(tokens);
    for (const entry of entries) {
      assert.deepEqual(Object.keys(entry).sort(), Object.keys(fields).sort());
      for (const [name, holds] of Object.entries(fields)) {
        assert.ok(holds(entry[name]), `${name}: ${JSON.stringify(entry[name])}`);
      }
    }
    const own = entries.find((entry) => entry['current_session'] === true);
    assert.ok(own !== undefined);
    assert.equal(own['session_id'], sessionIdOf(tokens.access_token));
    assert.equal(own['client_id'], server.client_id);
    assert.equal(own['client_name'], 'Pit Wall');
    assert.equal(own['scope'], bothScopes);
    assert.equal((own['scope_descriptions'] as unknown[]).length, 2);
    assert.equal(own['last_activity'], now);
    assert.equal(own['session_expiration'], now + 604_800);
    assert.equal(own['impersonated'], false);
    assert.equal(own['impersonation_note'], null);
    assert.equal(own['first_ip'], '127.0.0.1');
  });

  it('S132 book 3 book 14 book 14.1 lists only sessions of this member with this client, and marks one as current', async () => {
    await revoke('client', await obtainTokens(service, ofAnna, server));
    await revoke('client', await obtainTokens(service, ofBen, server));
    await revoke('client', await obtainTokens(service, ofAnna, page));
    const tokens = {
      annaFirst: await obtainTokens(service, ofAnna, server),
      annaSecond: await obtainTokens(service, ofAnna, server),
      annaPage: await obtainTokens(service, ofAnna, page),
      benFirst: await obtainTokens(service, ofBen, server),
    };
    const ids = (...listed: Tokens[]) => listed.map((own) => sessionIdOf(own.access_token)).sort();
    const expected: [Tokens, string[]][] = [
      [tokens.annaFirst, ids(tokens.annaFirst, tokens.annaSecond)],
      [tokens.annaSecond, ids(tokens.annaFirst, tokens.annaSecond)],
      [tokens.annaPage, ids(tokens.annaPage)],
      [tokens.benFirst, ids(tokens.benFirst)],
    ];
    for (const [own, wanted] of expected) {
      const entries = await listSessions(own);
      assert.deepEqual(entries.map((entry) => String(entry['session_id'])).sort(), wanted);
      const current = entries.filter((entry) => entry['current_session'] === true);
      assert.deepEqual(
        current.map((entry) => entry['session_id']),
        [sessionIdOf(own.access_token)],
      );
    }
  });

  it('S132 leaves out sessions that have expired', async () => {
    const old = await obtainTokens(service, ofAnna, server);
    await service.advance(604_800);
    const again = await createSignedInBrowser(service, anna);
    const entries = await listSessions(await obtainTokens(service, again, server));
    const ids = entries.map((entry) => entry['session_id']);
    assert.ok(!ids.includes(sessionIdOf(old.access_token)));
    assert.equal(ids.length, 1);
  });

  it('S134 book 14.1 first_* stays and last_* moves with a refresh from another program', async () => {
    const browser = await createSignedInBrowser(service, anna);
    const code = await obtainCode(browser, server);
    const first = await requestToken(
      service,
      {
        grant_type: 'authorization_code',
        ...credentialsOf(server),
        code,
        redirect_uri: server.redirect_uris[0],
      },
      { headers: { 'user-agent': 'First/1.0' } },
    );
    const began = await service.advance(0);
    await service.advance(70);
    const hostile = `Second/2.0 <script>"${'x'.repeat(1000)}`;
    const second = await requestToken(
      service,
      {
        grant_type: 'refresh_token',
        ...credentialsOf(server),
        refresh_token: tokensOf(first).refresh_token,
      },
      { headers: { 'user-agent': hostile, 'x-forwarded-for': '203.0.113.7' } },
    );
    const entries = await listSessions(tokensOf(second));
    const own = entries.find((entry) => entry['current_session'] === true);
    assert.equal(own?.['first_user_agent_header'], 'First/1.0');
    assert.equal(own?.['last_user_agent_header'], hostile.slice(0, 512));
    assert.equal(own?.['last_activity'], began + 70);
    // S206: no proxy is trusted.
    assert.equal(own?.['first_ip'], '127.0.0.1');
    assert.equal(own?.['last_ip'], '127.0.0.1');
    const account = await browser.open('/account');
    assert.ok(!account.answer.body.includes('<script>"'));
  });

  it('book 14.1 operating system and browser are those that the headers of first and last request name', async () => {
    const browser = await createSignedInBrowser(service, anna);
    const linux = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0';
    const iphone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1';
    const form = {
      grant_type: 'authorization_code',
      ...credentialsOf(server),
      code: await obtainCode(browser, server),
      redirect_uri: server.redirect_uris[0],
    };
    const first = await requestToken(service, form, { headers: { 'user-agent': linux } });
    const { refresh_token } = tokensOf(first);
    const again = { grant_type: 'refresh_token', ...credentialsOf(server), refresh_token };
    const second = await requestToken(service, again, { headers: { 'user-agent': iphone } });
    const entries = await listSessions(tokensOf(second));
    const own = entries.find((entry) => entry['current_session'] === true);
    const told = (prefix: string) => [
      own?.[`${prefix}_user_agent_operating_system`],
      own?.[`${prefix}_user_agent_browser`],
    ];
    assert.deepEqual(
      [told('first'), told('last')],
      [
        ['Linux', 'Firefox'],
        ['iOS', 'Safari'],
      ],
    );
    const { body } = (await browser.open('/account')).answer;
    assert.match(body, /Safari on iOS/);
  });

  it('S133 session ids are random UUIDs and of no use anywhere else', async () => {
    const tokens = await obtainTokens(service, await createSignedInBrowser(service, anna), server);
    const session_id = sessionIdOf(tokens.access_token);
    assert.match(
      session_id,
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(await profileStatus(service, session_id), 401);
    assertJsonError(service, await refresh(service, server, session_id), 'invalid_grant');
    assertJsonError(service, await exchangeCode(service, server, session_id), 'invalid_grant');
  });

  it('S84 book 14.1 session_expiration is the end of the access token where there is no refresh token', async () => {
    const browser = await createSignedInBrowser(service, anna);
    const now = await service.advance(0);
    const alone = await obtainTokens(service, browser, server, { scope: 'iracing.profile' });
    const entries = await listSessions(alone);
    const own = entries.find((entry) => entry['current_session'] === true);
    assert.equal(own?.['session_expiration'], now + 600);
  });
});

describe('revocation', () => {
  it('S129 book 14.2 /revoke/current ends exactly this session, with and without forgetting the browser', async () => {
    const browser = await createSignedInBrowser(service, anna);
    const kept = await obtainTokens(service, browser, server);
    for (const form of [{}, { forget_browser: 'true' }, { forget_browser: 'false' }]) {
      const tokens = await obtainTokens(service, browser, server);
      const answer = await revoke('current', tokens, form);
      assert.equal(answer.status, 200);
      assert.equal(answer.body, '');
      await assertEnded(server, tokens);
      assertJsonError(service, await revoke('current', tokens, form), 'access_denied');
    }
    await assertAlive(kept);
    for (const forget_browser of ['yes', 'TRUE', '1']) {
      const answer = await revoke('current', kept, { forget_browser });
      assertJsonError(service, answer, 'invalid_request', /forget_browser/);
    }
    await assertAlive(kept);
    const bare = await sendWithToken(service, '/oauth2/revoke/current', kept.access_token, {
      method: 'POST',
    });
    assert.equal(bare.status, 200);
    await assertEnded(server, kept);
  });

  it('S130 book 14.3 /revoke/sessions ends own sessions of the calling client and passes over all other ids', async () => {
    const [annas, bens] = [
      await createSignedInBrowser(service, anna),
      await createSignedInBrowser(service, ben),
    ];
    const calling = await obtainTokens(service, annas, server);
    const own = await obtainTokens(service, annas, server);
    const kept = await obtainTokens(service, annas, server);
    const ofOtherClient = await obtainTokens(service, annas, page);
    const ofOtherMember = await obtainTokens(service, bens, server);
    const list = [own, ofOtherClient, ofOtherMember].map((tokens) =>
      sessionIdOf(tokens.access_token),
    );
    const session_ids = [...list, 'no-such-session', "' OR 1=1 --", list[0]].join(',');
    const answer = await revoke('sessions', calling, { session_ids });
    assert.equal(answer.status, 200);
    assert.equal(answer.body, '');
    await assertEnded(server, own);
    for (const tokens of [calling, kept, ofOtherClient, ofOtherMember]) await assertAlive(tokens);
    const foreign = await revoke('sessions', calling, { session_ids: list[2] ?? '' });
    const unknown = await revoke('sessions', calling, { session_ids: 'no-such-session' });
    assert.deepEqual([foreign.status, foreign.body], [unknown.status, unknown.body]);
    const self = sessionIdOf(calling.access_token);
    assert.equal((await revoke('sessions', calling, { session_ids: self })).status, 200);
    await assertEnded(server, calling);
    await assertAlive(kept);
  });

  it('S130 book 14.3 /revoke/sessions refuses a missing, empty and over-long list and ends nothing', async () => {
    const tokens = await obtainTokens(service, await createSignedInBrowser(service, anna), server);
    const session_id = sessionIdOf(tokens.access_token);
    const lists = [undefined, '', ',', `${session_id},`, `,${session_id}`];
    lists.push(Array.from({ length: 101 }, (_, index) => `id-${index}`).join(','));
    for (const session_ids of lists) {
      const answer = await revoke('sessions', tokens, { session_ids });
      assertJsonError(service, answer, 'invalid_request', /session_ids/);
    }
    await assertAlive(tokens);
    const hundred = Array.from({ length: 100 }, (_, index) => `id-${index}`).join(',');
    assert.equal((await revoke('sessions', tokens, { session_ids: hundred })).status, 200);
    await assertAlive(tokens);
  });

  it('S131 book 14.4 /revoke/client ends all sessions of the member with the client and no others', async () => {
    const [annas, bens] = [
      await createSignedInBrowser(service, anna),
      await createSignedInBrowser(service, ben),
    ];
    const first = await obtainTokens(service, annas, server);
    const second = await obtainTokens(service, annas, server);
    const ofOtherClient = await obtainTokens(service, annas, page);
    const ofBot = tokensOf(await passwordLimited(service, bot, anna));
    const ofOtherMember = await obtainTokens(service, bens, server);
    const answer = await revoke('client', first);
    assert.equal(answer.status, 200);
    assert.equal(answer.body, '');
    for (const tokens of [first, second]) await assertEnded(server, tokens);
    for (const tokens of [ofOtherClient, ofBot, ofOtherMember]) await assertAlive(tokens);
    // Consent stands: the app may come back without being asked for.
    await obtainTokens(service, annas, server);
  });

  it('S129 book 14 book 14.2 any session may revoke itself, whatever its scope', async () => {
    const browser = await createSignedInBrowser(service, anna);
    for (const scope of ['iracing.auth', 'iracing.profile', undefined]) {
      const tokens = await obtainTokens(service, browser, server, { scope });
      assert.equal((await revoke('current', tokens)).status, 200);
      const answer = await sendWithToken(service, '/oauth2/sessions', tokens.access_token);
      assertJsonError(service, answer, 'access_denied');
    }
  });

  it('S123 book 14.4 there is no RFC 7009 endpoint', async () => {
    const answer = await requestToken(service, {});
    assert.equal(answer.status, 400);
    assert.equal((await service.send('/oauth2/revoke', { form: { token: 'x' } })).status, 404);
  });
});
