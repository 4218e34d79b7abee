import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { after, describe, it } from 'node:test';

import { writeWideDemo } from '../harness/demo.ts';
import { assertJsonError, assertUnstorable } from '../harness/expectations.ts';
import type { ErrorCode } from '../harness/expectations.ts';
import { decodeJwt, isSignedBy } from '../harness/jwt.ts';
import {
  authorizeUrl,
  bothScopes,
  clientsOf,
  createPkce,
  createSignedInBrowser,
  credentialsOf,
  exchangeCode,
  memberOf,
  obtainCode,
  obtainTokens,
  passwordLimited,
  profileStatus,
  refresh,
  requestToken,
  sendWithToken,
  tokenPath,
  tokensOf,
} from '../harness/oauth.ts';
import type { Answer, Sent } from '../harness/request.ts';
import { startService, stopEverything, waitForEvent } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService({
  prepare: writeWideDemo,
  environment: { PITPASS_PASSWORD_LIMITED_PER_HOUR: '1000' },
});
const { server, page, native, bot } = clientsOf(service);
const member = memberOf(service);
const browser = await createSignedInBrowser(service, member);
const [redirect_uri = ''] = server.redirect_uris;
await service.setClock(await service.advance(0));

const form = 'application/x-www-form-urlencoded';
const codeForm = {
  grant_type: 'authorization_code',
  ...credentialsOf(server),
  code: 'ppc_none',
  redirect_uri,
};
const refreshForm = {
  grant_type: 'refresh_token',
  ...credentialsOf(server),
  refresh_token: 'ppr_none',
};
const passwordForm = {
  grant_type: 'password_limited',
  ...credentialsOf(bot),
  username: member.username,
  password: 'A'.repeat(43) + '=',
};
const without = (from: Record<string, string>, name: string) => ({ ...from, [name]: undefined });

interface Row {
  readonly title: string;
  readonly error: ErrorCode;
  readonly description: string | RegExp;
  readonly ask: () => Promise<Answer>;
}

const missing = (from: Record<string, string>, name: string): Row => ({
  title: `S71 ${from['grant_type']} without ${name}`,
  error: 'invalid_request',
  description: `${name} missing`,
  ask: () => requestToken(service, without(from, name)),
});
const repeated = (from: Record<string, string>, name: string): Row => ({
  title: `S71 ${from['grant_type']} with ${name} twice`,
  error: 'invalid_request',
  description: `${name} sent more than once`,
  ask: () =>
    service.send(tokenPath, {
      form: new URLSearchParams([...Object.entries(from), [name, from[name] ?? 'x']]),
    }),
});

/** Every error that the token endpoint can answer without a fault of the service's own. */
const rows: readonly Row[] = [
  ...['grant_type', 'client_id', 'code', 'redirect_uri'].map((name) => missing(codeForm, name)),
  missing(refreshForm, 'refresh_token'),
  ...['username', 'password'].map((name) => missing(passwordForm, name)),
  ...Object.keys(codeForm).map((name) => repeated(codeForm, name)),
  ...Object.keys(refreshForm).map((name) => repeated(refreshForm, name)),
  ...Object.keys(passwordForm).map((name) => repeated(passwordForm, name)),
  {
    title: 'S71 a parameter longer than 2 KiB',
    error: 'invalid_request',
    description: /code longer than 2048/,
    ask: () => requestToken(service, { ...codeForm, code: 'x'.repeat(2049) }),
  },
  {
    title: 'S71 a bad percent-encoding',
    error: 'invalid_request',
    description: /code not form-encoded/,
    ask: () => service.send(tokenPath, { body: 'code=%zz', headers: { 'content-type': form } }),
  },
  {
    title: 'S71 bytes that are not UTF-8',
    error: 'invalid_request',
    description: /code not form-encoded/,
    ask: () => service.send(tokenPath, { body: 'code=%ff%fe', headers: { 'content-type': form } }),
  },
  {
    title: 'S71 more than 64 parameters',
    error: 'invalid_request',
    description: /more than 64 parameters/,
    ask: () =>
      service.send(tokenPath, {
        body: Array.from({ length: 65 }, (_, index) => `p${index}=1`).join('&'),
        headers: { 'content-type': form },
      }),
  },
  {
    title: 'S71 an empty body',
    error: 'invalid_request',
    description: 'grant_type missing',
    ask: () => service.send(tokenPath, { body: '', headers: { 'content-type': form } }),
  },
  {
    title: 'S218 a body of hostile names',
    error: 'invalid_request',
    description: 'grant_type missing',
    ask: () =>
      service.send(tokenPath, {
        body: '__proto__=1&constructor=2&grant_type[]=3&hasOwnProperty=4',
        headers: { 'content-type': form },
      }),
  },
  {
    title: 'S62 book 5 a confidential client without its secret',
    error: 'invalid_client',
    description: 'client_id or client_secret not right',
    ask: () => requestToken(service, without(codeForm, 'client_secret')),
  },
  {
    title: 'S62 a public client with a secret',
    error: 'invalid_client',
    description: 'client_id or client_secret not right',
    ask: () => requestToken(service, { ...codeForm, client_id: page.client_id }),
  },
  {
    title: 'S58 an unknown client',
    error: 'invalid_client',
    description: 'client_id or client_secret not right',
    ask: () => requestToken(service, { ...codeForm, client_id: 'nobody' }),
  },
  {
    title: 'S58 a wrong secret',
    error: 'invalid_client',
    description: 'client_id or client_secret not right',
    ask: () => requestToken(service, { ...codeForm, client_secret: `${'A'.repeat(43)}=` }),
  },
  {
    title: 'S64 a secret that is not masked',
    error: 'invalid_client',
    description: 'client_id or client_secret not right',
    ask: () => requestToken(service, { ...codeForm, client_secret: server.client_secret }),
  },
  {
    title: 'S64 a masked secret of another client',
    error: 'invalid_client',
    description: 'client_id or client_secret not right',
    ask: () =>
      requestToken(service, { ...codeForm, client_secret: credentialsOf(bot).client_secret }),
  },
  {
    title: 'S64 a masked secret whose plus signs were not encoded',
    error: 'invalid_client',
    description: 'client_id or client_secret not right',
    ask: () =>
      requestToken(service, {
        ...codeForm,
        client_secret: `${credentialsOf(server).client_secret?.slice(0, 40)} x0=`,
      }),
  },
  {
    title: 'S57 book 13.2 Basic credentials alone',
    error: 'invalid_request',
    description: /Authorization header/,
    ask: () =>
      requestToken(service, without(codeForm, 'client_secret'), {
        headers: { authorization: `Basic ${btoa(`${server.client_id}:x`)}` },
      }),
  },
  {
    title: 'S57 Basic credentials and a body at once',
    error: 'invalid_request',
    description: /Authorization header/,
    ask: () =>
      requestToken(service, codeForm, {
        headers: { authorization: `Basic ${btoa('other:x')}` },
      }),
  },
  ...['client_secret', 'code', 'refresh_token', 'password', 'username', 'code_verifier'].map(
    (name): Row => ({
      title: `S65 ${name} in the URL`,
      error: 'invalid_request',
      description: /not in the URL/,
      ask: () => service.send(`${tokenPath}?${name}=x`, { form: codeForm }),
    }),
  ),
  ...['implicit', 'password', 'client_credentials', 'PASSWORD_LIMITED', 'toString'].map(
    (grant_type): Row => ({
      title: `S72 S74 book 16.11 the grant type ${grant_type}`,
      error: 'unsupported_grant_type',
      description: 'grant_type not known',
      ask: () => requestToken(service, { ...codeForm, grant_type }),
    }),
  ),
  {
    title: 'S72 S98 book 13.2 password_limited of a client for which it is not enabled',
    error: 'unsupported_grant_type',
    description: 'grant_type not enabled for this client',
    ask: () => requestToken(service, { ...passwordForm, ...credentialsOf(server) }),
  },
  {
    title: 'S98 password_limited of a public client',
    error: 'unsupported_grant_type',
    description: 'grant_type not enabled for this client',
    ask: () =>
      requestToken(service, { ...without(passwordForm, 'client_secret'), client_id: 'lap-lens' }),
  },
  {
    title: 'S72 authorization_code of a client for which it is not enabled',
    error: 'unsupported_grant_type',
    description: 'grant_type not enabled for this client',
    ask: () => requestToken(service, { ...codeForm, ...credentialsOf(bot) }),
  },
  {
    title: 'S41 a code that never was',
    error: 'invalid_grant',
    description: 'code not valid',
    ask: () => requestToken(service, codeForm),
  },
  {
    title: 'S78 a refresh token that never was',
    error: 'invalid_grant',
    description: 'refresh_token not valid',
    ask: () => requestToken(service, refreshForm),
  },
  {
    title: 'S112 an access token as refresh token',
    error: 'invalid_grant',
    description: 'refresh_token not valid',
    ask: async () => {
      const tokens = await obtainTokens(service, browser, server);
      return refresh(service, server, tokens.access_token);
    },
  },
  {
    title: 'S88 a refresh with more scope than was granted',
    error: 'invalid_scope',
    description: /scope/,
    ask: async () => {
      const tokens = await obtainTokens(service, browser, server, { scope: 'iracing.auth' });
      return refresh(service, server, tokens.refresh_token, { scope: bothScopes });
    },
  },
  {
    title: 'S5 password_limited with an unknown scope',
    error: 'invalid_scope',
    description: /scope/,
    ask: () => passwordLimited(service, bot, member, { scope: 'iracing.atuh' }),
  },
  {
    title: 'S99 password_limited with a wrong password',
    error: 'access_denied',
    description: /username or password/,
    ask: () => requestToken(service, passwordForm),
  },
];

describe('every error of the token endpoint', () => {
  for (const { title, error, description, ask } of rows) {
    it(`book 13.2 ${title} is ${error}`, async () => {
      const answer = await ask();
      assertJsonError(service, answer, error, description);
      assert.equal(answer.header('pragma'), 'no-cache');
      assert.equal(answer.header('www-authenticate'), undefined);
    });
  }

  it('S69 book 8 book 16 book 16.10 a disabled client that authenticates is unauthorized_client, with a wrong secret invalid_client', async () => {
    const tokens = await obtainTokens(service, browser, server);
    const set = (state: string) =>
      service.query('UPDATE client SET state = $1 WHERE client_id = $2', [state, 'pit-wall']);
    await set('disabled');
    await service.advance(1);
    const answer = await refresh(service, server, tokens.refresh_token);
    assertJsonError(service, answer, 'unauthorized_client', 'client is disabled');
    const wrong = await refresh(service, server, tokens.refresh_token, {
      client_secret: `${'A'.repeat(43)}=`,
    });
    assertJsonError(service, wrong, 'invalid_client');
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    const data = await sendWithToken(service, '/data/constants/divisions', tokens.access_token);
    assert.equal(data.status, 401);
    await set('active');
    await service.advance(1);
    assert.equal(await profileStatus(service, tokens.access_token), 200);
    tokensOf(await refresh(service, server, tokens.refresh_token));
  });

  it('S58 an address that fails client authentication too often has to wait, and only it', async () => {
    const limited = await startService({
      environment: { PITPASS_CLIENT_AUTHENTICATION_FAILURES_PER_MINUTE: '3' },
    });
    await limited.setClock(await limited.advance(0));
    const own = clientsOf(limited).bot;
    const fail = () =>
      passwordLimited(limited, own, memberOf(limited), { client_secret: `${'A'.repeat(43)}=` });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      assertJsonError(limited, await fail(), 'invalid_client');
    }
    const over = await fail();
    assertJsonError(limited, over, 'unauthorized_client', /client authentications/);
    assert.equal(over.header('retry-after'), '60');
    tokensOf(await passwordLimited(limited, own, memberOf(limited)));
    await limited.stop();
  });
});

describe('faults of the service', () => {
  it('S86 book 16.8 a store that fails is server_error, its details only in the log, and nothing is lost', async () => {
    const tokens = await obtainTokens(service, browser, server);
    await service.query('ALTER TABLE refresh_token RENAME TO refresh_token_away');
    const answer = await refresh(service, server, tokens.refresh_token);
    assertJsonError(service, answer, 'server_error', 'internal error');
    assert.doesNotMatch(answer.body, /refresh_token_away|SQL|no such table/i);
    const code = await obtainCode(browser, server);
    assertJsonError(service, await exchangeCode(service, server, code), 'server_error');
    await service.query('ALTER TABLE refresh_token_away RENAME TO refresh_token');
    tokensOf(await refresh(service, server, tokens.refresh_token));
    // S47: the exchange was rolled back whole.
    tokensOf(await exchangeCode(service, server, code));
    assert.ok(service.output().includes(answer.header('x-request-id') ?? '?'));
  });

  it('S86 book 13.1 a store that fails at the authorization endpoint is server_error as JSON and as a page', async () => {
    await service.query('ALTER TABLE consent RENAME TO consent_away');
    const path = authorizeUrl(server);
    const json = await browser.request(path, { headers: { accept: 'application/json' } });
    assertJsonError(service, json, 'server_error');
    const shown = await browser.request(path);
    assert.equal(shown.status, 500);
    assert.match(shown.header('content-type') ?? '', /^text\/html/);
    assert.ok(shown.body.includes(shown.header('x-request-id') ?? '?'));
    await service.query('ALTER TABLE consent_away RENAME TO consent');
    await obtainCode(browser, server);
  });

  it('S184 book 16 book 16.9 more passwords than the queue holds are temporarily_unavailable with Retry-After', async () => {
    const small = await startService({
      environment: {
        PITPASS_PASSWORD_HASHES_AT_ONCE: '1',
        PITPASS_PASSWORD_HASH_QUEUE: '1',
        PITPASS_TEST_HASH_MEMORY_KIB: '65536',
        PITPASS_PASSWORD_LIMITED_PER_HOUR: '1000',
      },
    });
    const own = clientsOf(small).bot;
    // Connections that stand, so that the requests arrive together.
    await Promise.all(Array.from({ length: 30 }, () => small.send('/oauth2/jwks.json')));
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => passwordLimited(small, own, memberOf(small))),
    );
    const busy = answers.filter(({ status }) => status !== 200);
    assert.ok(busy.length > 0 && busy.length < answers.length);
    for (const answer of busy) {
      assertJsonError(small, answer, 'temporarily_unavailable');
      assert.ok(Number(answer.header('retry-after')) > 0);
      assert.match(answer.header('ratelimit-remaining') ?? '', /^\d+$/);
    }
    tokensOf(await passwordLimited(small, own, memberOf(small)));
    await small.stop();
  });
});

describe('the transport of the token endpoint', () => {
  const refused: readonly (Sent & { title: string; transport: readonly [number, string] })[] = [
    { title: 'GET', method: 'GET', transport: [405, 'Method Not Allowed'] },
    { title: 'PUT', method: 'PUT', form: codeForm, transport: [405, 'Method Not Allowed'] },
    {
      title: 'a JSON body',
      body: JSON.stringify(codeForm),
      headers: { 'content-type': 'application/json' },
      transport: [400, 'Bad Request'],
    },
    {
      title: 'the malformed content type of an old client',
      body: new URLSearchParams(codeForm).toString(),
      headers: { 'content-type': 'x-www-form-urlencoded' },
      transport: [400, 'Bad Request'],
    },
    {
      title: 'a multipart body',
      body: '--x\r\ncontent-disposition: form-data; name="grant_type"\r\n\r\nx\r\n--x--\r\n',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      transport: [400, 'Bad Request'],
    },
    {
      title: 'a body without content type',
      body: new URLSearchParams(codeForm).toString(),
      transport: [400, 'Bad Request'],
    },
    {
      title: 'a body larger than 64 KiB',
      body: `grant_type=x&pad=${'x'.repeat(65_536)}`,
      headers: { 'content-type': form },
      transport: [413, 'Payload Too Large'],
    },
  ];
  for (const { title, transport, ...sent } of refused) {
    it(`S70 book 13.2 refuses ${title} with ${transport[0]}`, async () => {
      const answer = await service.send(tokenPath, sent);
      assertJsonError(service, answer, 'invalid_request', undefined, transport);
      if (transport[0] === 405) assert.equal(answer.header('allow'), 'POST');
    });
  }

  it('S70 takes a form with a charset, and a body of just under 64 KiB', async () => {
    const tokens = await obtainTokens(service, browser, server);
    const body = new URLSearchParams({ ...refreshForm, refresh_token: tokens.refresh_token ?? '' });
    // Unknown parameters are ignored, but no longer than 2 KiB each.
    for (let index = 0; index < 31; index += 1) body.set(`pad${index}`, 'x'.repeat(2000));
    const answer = await service.send(tokenPath, {
      body: body.toString(),
      headers: { 'content-type': `${form}; charset=UTF-8` },
    });
    tokensOf(answer);
  });

  it('S70 a request head of more than 16 KiB is 431', async () => {
    const long = { headers: { 'x-long': 'x'.repeat(17_000) } };
    assert.equal((await service.send(tokenPath, { ...long, form: codeForm })).status, 431);
    const fits = { headers: { 'x-long': 'x'.repeat(10_000) } };
    assertJsonError(
      service,
      await service.send(tokenPath, { ...fits, form: codeForm }),
      'invalid_grant',
    );
  });

  it('S65 keeps the query out of the log', () => {
    assert.doesNotMatch(service.output(), /\/oauth2\/token\?/);
  });
});

describe('CORS of the token endpoint', () => {
  const origin = 'http://127.0.0.1:7482';
  const preflight = (from: string) =>
    service.send(tokenPath, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
  const { verifier, challenge } = createPkce();
  const redirect = page.redirect_uris[0];
  const exchange = async (from: string | undefined) => {
    const code = await obtainCode(browser, page, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    return requestToken(
      service,
      {
        grant_type: 'authorization_code',
        client_id: page.client_id,
        code,
        redirect_uri: redirect,
        code_verifier: verifier,
      },
      { headers: from === undefined ? {} : { origin: from } },
    );
  };

  it('S75 the registered origin may ask and read, errors as well', async () => {
    const asked = await preflight(origin);
    assert.equal(asked.status, 204);
    assert.equal(asked.header('access-control-allow-origin'), origin);
    assert.equal(asked.header('access-control-allow-methods'), 'POST');
    assert.match(asked.header('access-control-allow-headers') ?? '', /content-type/);
    assert.ok(Number(asked.header('access-control-max-age')) > 0);
    const answer = await exchange(origin);
    tokensOf(answer);
    assert.equal(answer.header('access-control-allow-origin'), origin);
    assert.equal(answer.header('access-control-allow-credentials'), 'true');
    assert.equal(answer.header('vary'), 'origin');
    const error = await requestToken(
      service,
      { grant_type: 'refresh_token', client_id: page.client_id, refresh_token: 'x' },
      { headers: { origin } },
    );
    assertJsonError(service, error, 'invalid_grant');
    assert.equal(error.header('access-control-allow-origin'), origin);
  });

  for (const foreign of [
    'https://evil.example',
    'null',
    'http://127.0.0.1:7483',
    'http://127.0.0.1:7482.evil.example',
    'HTTP://127.0.0.1:7482',
  ]) {
    it(`S75 the origin ${foreign} gets no header`, async () => {
      for (const answer of [await preflight(foreign), await exchange(foreign)]) {
        assert.equal(answer.header('access-control-allow-origin'), undefined);
        assert.equal(answer.header('access-control-allow-credentials'), undefined);
      }
    });
  }

  it('S75 the origin of one client does not read the answers of another', async () => {
    const answer = await requestToken(service, codeForm, { headers: { origin } });
    assert.equal(answer.header('access-control-allow-origin'), undefined);
  });
});

describe('tokens', () => {
  it('S73 S54 book 13.2 an answer has exactly the documented members, and nobody may store it', async () => {
    const answer = await exchangeCode(service, server, await obtainCode(browser, server));
    const tokens = tokensOf(answer);
    assert.match(answer.header('content-type') ?? '', /^application\/json/);
    assertUnstorable(answer);
    assert.equal(answer.header('pragma'), 'no-cache');
    assert.deepEqual(Object.keys(tokens).sort(), [
      'access_token',
      'expires_in',
      'refresh_token',
      'refresh_token_expires_in',
      'scope',
      'token_type',
    ]);
    assert.equal(tokens.token_type, 'Bearer');
    assert.equal(tokens.expires_in, 600);
    assert.equal(tokens.refresh_token_expires_in, 604_800);
    assert.equal(tokens.scope, bothScopes);
    assert.notEqual(tokens.refresh_token?.split('.').length, 3);
  });

  it('S93 book 3.1 book 13.2 Identity Verification gets no refresh token; any other scope does', async () => {
    const alone = await obtainTokens(service, browser, server, { scope: 'iracing.profile' });
    assert.deepEqual(Object.keys(alone).sort(), [
      'access_token',
      'expires_in',
      'scope',
      'token_type',
    ]);
    assert.equal(await profileStatus(service, alone.access_token), 200);
    const none = await obtainTokens(service, browser, server, { scope: undefined });
    assert.equal(none.scope, undefined);
    assert.ok(none.refresh_token !== undefined);
  });

  it('S111 book 13.4 the access token is a JWT with the documented header, signed by the key set at its jku', async () => {
    const { access_token } = await obtainTokens(service, browser, server);
    const { header } = decodeJwt(access_token);
    assert.deepEqual(Object.keys(header).sort(), ['alg', 'jku', 'kid', 'typ']);
    assert.equal(header['alg'], 'ES256');
    assert.equal(header['typ'], 'at+jwt');
    assert.equal(header['jku'], `${service.origin}/oauth2/jwks.json`);
    const keySet = await service.send('/oauth2/jwks.json');
    assert.equal(keySet.status, 200);
    const { keys } = keySet.json<{ keys: (JsonWebKey & { kid: string })[] }>();
    const key = keys.find(({ kid }) => kid === header['kid']);
    assert.ok(key !== undefined);
    assert.equal(isSignedBy(access_token, key), true);
    const cut = access_token.lastIndexOf('.');
    const altered = `${access_token.slice(0, cut - 2)}AA${access_token.slice(cut)}`;
    assert.equal(isSignedBy(altered, key), false);
    for (const jwk of keys) {
      assert.equal(createPublicKey({ key: jwk, format: 'jwk' }).type, 'public');
      for (const secret of ['d', 'p', 'q', 'k']) assert.ok(!(secret in jwk));
    }
  });

  it('S111 book 13.4 the claims are those of the book', async () => {
    const now = await service.advance(5);
    const tokens = await obtainTokens(service, browser, server);
    const { claims } = decodeJwt(tokens.access_token);
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    assert.match(String(claims['session_id']), uuid);
    assert.match(String(claims['jti']), uuid);
    assert.ok(String(claims['sub']).length > 0);
    const { session_id, jti, sub, auth_time, ...rest } = claims;
    assert.ok(Number(auth_time) <= now);
    assert.notEqual(session_id, jti);
    assert.ok(sub !== session_id);
    assert.deepEqual(rest, {
      iss: `${service.origin}/oauth2`,
      iat: now,
      exp: now + 600,
      aud: [server.client_id, 'oauth-api', 'data-server'],
      client_id: server.client_id,
      scope: bothScopes,
      iracing_env: null,
      iracing_cust_id: member.cust_id,
      iracing_group_ids: null,
    });
    const next = decodeJwt(
      tokensOf(await refresh(service, server, tokens.refresh_token)).access_token,
    ).claims;
    assert.equal(next['session_id'], session_id);
    assert.equal(next['auth_time'], auth_time);
    assert.notEqual(next['jti'], jti);
  });

  it('S116 book 13.4 lifetimes are settable per client', async () => {
    const [row] = await service.query('SELECT record FROM client WHERE client_id = $1', [
      native.client_id,
    ]);
    const record = JSON.parse(String(row?.['record'])) as Record<string, unknown>;
    const changed = {
      ...record,
      access_token_lifetime_seconds: 60,
      refresh_token_lifetime_seconds: 120,
    };
    const save = (value: object) =>
      service.query('UPDATE client SET record = $1 WHERE client_id = $2', [
        JSON.stringify(value),
        native.client_id,
      ]);
    await save(changed);
    await service.advance(1);
    const tokens = await obtainTokens(service, browser, native);
    assert.equal(tokens.expires_in, 60);
    assert.equal(tokens.refresh_token_expires_in, 120);
    await service.advance(59);
    assert.equal(await profileStatus(service, tokens.access_token), 200);
    await service.advance(1);
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    tokensOf(await refresh(service, native, tokens.refresh_token));
    await save(record);
    await service.advance(1);
    assert.equal((await obtainTokens(service, browser, native)).expires_in, 600);
  });
});

describe('refresh', () => {
  it('S77 book 3.2 book 13.2 gives new tokens, spends the old one, keeps scope and session', async () => {
    const tokens = await obtainTokens(service, browser, server);
    const next = tokensOf(await refresh(service, server, tokens.refresh_token));
    assert.notEqual(next.refresh_token, tokens.refresh_token);
    assert.notEqual(next.access_token, tokens.access_token);
    assert.equal(next.scope, bothScopes);
    const again = await refresh(service, server, tokens.refresh_token);
    assertJsonError(service, again, 'invalid_grant', 'refresh_token not valid');
    tokensOf(await refresh(service, server, next.refresh_token));
  });

  it('S78 refuses the token of another client, which keeps working for its own', async () => {
    const tokens = await obtainTokens(service, browser, server);
    const { refresh_token } = tokens;
    for (const other of [page, native, bot]) {
      const answer = await refresh(service, other, refresh_token);
      assertJsonError(service, answer, 'invalid_grant', 'refresh_token not valid');
    }
    await service.advance(30);
    assertJsonError(service, await refresh(service, page, refresh_token), 'invalid_grant');
    const next = tokensOf(await refresh(service, server, refresh_token));
    await service.advance(30);
    // Spent by now: somebody else's use of it ends nothing either.
    assertJsonError(service, await refresh(service, page, refresh_token), 'invalid_grant');
    tokensOf(await refresh(service, server, next.refresh_token));
    await waitForEvent(service, 'refresh_token_refused', page.client_id);
  });

  it('S82 a second use by the right client after the race window writes an event', async () => {
    const tokens = await obtainTokens(service, browser, server);
    tokensOf(await refresh(service, server, tokens.refresh_token));
    await service.advance(11);
    assertJsonError(service, await refresh(service, server, tokens.refresh_token), 'invalid_grant');
    await waitForEvent(service, 'refresh_token_reused', server.client_id);
  });

  it('S84 book 13.2 book 13.4 a refresh token lives 604,800 s, counted anew with each refresh', async () => {
    const first = await obtainTokens(service, browser, server);
    const second = await obtainTokens(service, browser, server);
    await service.advance(604_799);
    const next = tokensOf(await refresh(service, server, first.refresh_token));
    await service.advance(1);
    assertJsonError(service, await refresh(service, server, second.refresh_token), 'invalid_grant');
    await service.advance(604_000);
    tokensOf(await refresh(service, server, next.refresh_token));
  });

  it('S84 the absolute end never moves, and both expiries are cut to it', async () => {
    const own = await createSignedInBrowser(service, member);
    const began = await service.advance(0);
    let tokens = await obtainTokens(service, own, server);
    const year = 31_536_000;
    for (let now = began; now < began + year - 400;) {
      const left = began + year - now;
      now = await service.advance(Math.min(600_000, left - 300));
      tokens = tokensOf(await refresh(service, server, tokens.refresh_token));
    }
    assert.equal(tokens.expires_in, 300);
    assert.equal(tokens.refresh_token_expires_in, 300);
    assert.equal(await profileStatus(service, tokens.access_token), 200);
    await service.advance(300);
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    assertJsonError(service, await refresh(service, server, tokens.refresh_token), 'invalid_grant');
  });

  it('S87 book 13.4 an access token issued before a refresh lives until it expires', async () => {
    const own = await createSignedInBrowser(service, member);
    const tokens = await obtainTokens(service, own, server);
    tokensOf(await refresh(service, server, tokens.refresh_token));
    await service.advance(599);
    assert.equal(await profileStatus(service, tokens.access_token), 200);
    await service.advance(1);
    assert.equal(await profileStatus(service, tokens.access_token), 401);
  });

  it('S88 a wider or unknown scope does not spend the token', async () => {
    const own = await createSignedInBrowser(service, member);
    const tokens = await obtainTokens(service, own, server, { scope: 'iracing.auth' });
    for (const scope of [bothScopes, 'openid', 'iracing.auth iracing.auth', '"']) {
      const answer = await refresh(service, server, tokens.refresh_token, { scope });
      assertJsonError(service, answer, 'invalid_scope');
    }
    tokensOf(await refresh(service, server, tokens.refresh_token));
  });

  it('S89 book 13.2 a narrower scope narrows the access token, not the grant', async () => {
    const own = await createSignedInBrowser(service, member);
    const tokens = await obtainTokens(service, own, server);
    const narrow = tokensOf(
      await refresh(service, server, tokens.refresh_token, { scope: 'iracing.auth' }),
    );
    assert.equal(narrow.scope, 'iracing.auth');
    assert.equal(decodeJwt(narrow.access_token).claims['scope'], 'iracing.auth');
    assert.equal(await profileStatus(service, narrow.access_token), 403);
    const wide = tokensOf(await refresh(service, server, narrow.refresh_token));
    assert.equal(wide.scope, bothScopes);
    assert.equal(await profileStatus(service, wide.access_token), 200);
  });

  it('S90 a locked member refreshes nothing', async () => {
    const other = memberOf(service, 2);
    const own = await createSignedInBrowser(service, other);
    const tokens = await obtainTokens(service, own, server);
    const lock = (at: number | null) =>
      service.query('UPDATE member SET disabled_at = $1 WHERE username = $2', [at, other.username]);
    await lock(1);
    await service.advance(1);
    assertJsonError(service, await refresh(service, server, tokens.refresh_token), 'invalid_grant');
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    await lock(null);
    await service.advance(1);
    tokensOf(await refresh(service, server, tokens.refresh_token));
  });
});
