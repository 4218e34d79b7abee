import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import fc from 'fast-check';

import { Browser, formTo } from '../harness/browser.ts';
import { wideRedirectUris, writeWideDemo } from '../harness/demo.ts';
import {
  assertJsonError,
  assertRedirectedError,
  assertUnstorable,
} from '../harness/expectations.ts';
import {
  authorizePath,
  authorizeUrl,
  bothScopes,
  clientsOf,
  codeOf,
  createPkce,
  createSignedInBrowser,
  exchangeCode,
  memberOf,
  obtainCode,
  requestToken,
  credentialsOf,
  tokensOf,
} from '../harness/oauth.ts';
import { startService, stopEverything, waitForEvent } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService({ prepare: writeWideDemo });
const { server, page, native, bot } = clientsOf(service);
const browser = await createSignedInBrowser(service, memberOf(service));
await obtainCode(browser, server);
const [redirect_uri = ''] = server.redirect_uris;
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const ask = (path: string, headers: Record<string, string> = {}) => service.send(path, { headers });

/** The login page for a request that holds. */
async function assertGoesOn(path: string): Promise<void> {
  const answer = await ask(path, html);
  assert.equal(answer.status, 200, `${answer.header('location')} ${answer.body.slice(0, 200)}`);
  assert.match(answer.body, /name="password"/);
}

describe('client and redirect URI come first', () => {
  it('S3 book 13.1 refuses a missing, unknown or disabled client_id as JSON without a Location', async () => {
    const cases = [
      [authorizeUrl(server, { client_id: undefined }), 'invalid_request', 'client_id missing'],
      [authorizeUrl(server, { client_id: '' }), 'invalid_request', 'client_id missing'],
      [authorizeUrl(server, { client_id: 'nobody' }), 'invalid_client', /client_id/],
      [authorizeUrl(server, { client_id: 'PIT-WALL' }), 'invalid_client', /client_id/],
    ] as const;
    for (const [path, error, description] of cases) {
      const answer = await ask(path);
      assertJsonError(service, answer, error, description);
      assert.equal(answer.header('location'), undefined);
    }
    await assertGoesOn(authorizeUrl(server));
  });

  it('S3 refuses a disabled client, and lets it in once it is active again', async () => {
    const set = (state: string) =>
      service.query('UPDATE client SET state = $1 WHERE client_id = $2', [state, 'lap-lens']);
    const { challenge } = createPkce();
    const path = authorizeUrl(page, { code_challenge: challenge, code_challenge_method: 'S256' });
    await set('disabled');
    await service.advance(2);
    const answer = await ask(path);
    assertJsonError(service, answer, 'unauthorized_client');
    assert.equal(answer.header('location'), undefined);
    await set('active');
    await service.advance(2);
    await assertGoesOn(path);
  });

  it('S3 shows a page instead when the Accept header prefers HTML, and no link to the given URI', async () => {
    const evil = 'https://evil.example/steal';
    for (const path of [
      authorizeUrl(server, { client_id: undefined, redirect_uri: evil }),
      authorizeUrl(server, { client_id: 'nobody', redirect_uri: evil }),
      authorizeUrl(server, { redirect_uri: evil }),
    ]) {
      const answer = await ask(path, html);
      assert.ok(answer.status === 400 || answer.status === 403);
      assert.match(answer.header('content-type') ?? '', /^text\/html/);
      assert.equal(answer.header('location'), undefined);
      assert.ok(!answer.body.includes('evil.example'));
      assert.ok(answer.body.includes(answer.header('x-request-id') ?? '?'));
    }
    for (const accept of ['application/json', '*/*', 'application/json, text/html;q=0.9']) {
      const answer = await ask(authorizeUrl(server, { redirect_uri: evil }), { accept });
      assertJsonError(service, answer, 'invalid_client', /redirect_uri/);
    }
  });

  it('S26 book 13.1 refuses a request without redirect_uri: no default is picked', async () => {
    const answer = await ask(authorizeUrl(server, { redirect_uri: undefined }));
    assertJsonError(service, answer, 'invalid_request', 'redirect_uri missing');
    assert.equal(answer.header('location'), undefined);
  });

  it('S15 book 7 book 13.1 refuses a redirect URI that differs in one byte, on the spot', async () => {
    const { https, withQuery, loopback } = wideRedirectUris;
    const changed = [
      https.replace('https:', 'http:'),
      https.replace('https:', 'HTTPS:'),
      https.replace('app.example', 'APP.example'),
      https.replace('app.example', 'app.example.'),
      https.replace('app.example', 'app.example:443'),
      https.replace('app.example', 'xn--app-example'),
      `${https}/`,
      `${https}?`,
      `${https}#`,
      `${https}#fragment`,
      `${https}?x=1`,
      https.replace('/cb', '/CB'),
      https.replace('/cb', '/%63b'),
      https.replace('/cb', '/./cb'),
      https.replace('/cb', '/x/../cb'),
      https.replace('/cb', '/cｂ'),
      ` ${https}`,
      https.slice(0, -1),
      withQuery.replace('%20', '+'),
      withQuery.replace('id=7&lap=a%20b', 'lap=a%20b&id=7'),
      withQuery.split('?', 1)[0] ?? '',
      loopback.replace('7481', '7482'),
      loopback.replace(':7481', ''),
      loopback.replace('127.0.0.1', 'localhost'),
    ];
    for (const uri of changed) {
      const answer = await ask(authorizeUrl(server, { redirect_uri: uri }));
      assertJsonError(service, answer, 'invalid_client', /redirect_uri/);
      assert.equal(answer.header('location'), undefined, uri);
    }
    for (const uri of server.redirect_uris) {
      await assertGoesOn(authorizeUrl(server, { redirect_uri: uri }));
    }
  });

  it('S16 refuses look-alikes of a registered host', async () => {
    for (const uri of [
      'https://app.example@evil.example/cb',
      'https://app.example:x@evil.example/cb',
      'https://evil.example\\@app.example/cb',
      'https://app.example%2f@evil.example/cb',
      'https://app.example%00.evil.example/cb',
    ]) {
      const answer = await ask(authorizeUrl(server, { redirect_uri: uri }));
      assertJsonError(service, answer, uri.includes('%00') ? 'invalid_client' : 'invalid_client');
      assert.equal(answer.header('location'), undefined, uri);
    }
  });

  it('S17 book 7 book 13.1 refuses a parameter added to the query of a registered URI, and keeps the query as it is', async () => {
    const { withQuery } = wideRedirectUris;
    for (const name of ['code', 'state', 'iss', 'error']) {
      const answer = await ask(authorizeUrl(server, { redirect_uri: `${withQuery}&${name}=x` }));
      assertJsonError(service, answer, 'invalid_client', /redirect_uri/);
    }
    const answer = await browser.request(
      authorizeUrl(server, { redirect_uri: withQuery, state: 's' }),
    );
    const location = answer.header('location') ?? '';
    assert.ok(location.startsWith(`${withQuery}&code=`), location);
    assert.ok(location.endsWith('&state=s'), location);
  });

  it('S24 sends the code to a custom scheme byte for byte', async () => {
    const answer = await browser.request(
      authorizeUrl(server, { redirect_uri: wideRedirectUris.customScheme }),
    );
    assert.match(answer.header('location') ?? '', /^com\.example\.app:\/\/cb\?code=/);
  });

  it('S20 S22 book 7 wants the registered port of a loopback URI, of every type of client', async () => {
    const { challenge } = createPkce();
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    for (const client of [native, page, server]) {
      const answer = await ask(
        authorizeUrl(client, { ...pkce, redirect_uri: 'http://127.0.0.1:7499/callback' }),
      );
      assertJsonError(service, answer, 'invalid_client', /redirect_uri/);
    }
    await assertGoesOn(authorizeUrl(native, { ...pkce, redirect_uri: native.redirect_uris[1] }));
  });
});

describe('parameters', () => {
  const { challenge } = createPkce();
  const whole = {
    response_type: 'code',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 'n7Qe2',
    scope: bothScopes,
    prompt: 'verify',
  };

  it('S1 book 13.1 refuses every parameter that is sent twice, with the same or another value', async () => {
    for (const name of Object.keys(whole)) {
      for (const value of [whole[name as keyof typeof whole], 'other']) {
        const path = `${authorizeUrl(server, whole)}&${name}=${encodeURIComponent(value)}`;
        const options = {
          description: `${name} sent more than once`,
          ...(name !== 'state' && { state: whole.state }),
        };
        assertRedirectedError(service, await ask(path), redirect_uri, 'invalid_request', options);
      }
    }
    await assertGoesOn(authorizeUrl(server, whole));
  });

  it('S1 does not redirect when client_id or redirect_uri is the repeated one', async () => {
    for (const [name, value] of [
      ['client_id', server.client_id],
      ['redirect_uri', redirect_uri],
      ['redirect_uri', 'https://evil.example/'],
    ] as const) {
      const path = `${authorizeUrl(server)}&${name}=${encodeURIComponent(value)}`;
      const answer = await ask(path);
      assertJsonError(service, answer, 'invalid_request', `${name} sent more than once`);
      assert.equal(answer.header('location'), undefined);
    }
  });

  it('S1 refuses an unknown parameter that is sent twice', async () => {
    const answer = await ask(`${authorizeUrl(server)}&x=1&x=2`);
    assertRedirectedError(service, answer, redirect_uri, 'invalid_request');
  });

  it('S2 ignores unknown parameters and takes empty ones for absent; none comes back', async () => {
    const answer = await browser.request(
      `${authorizeUrl(server)}&utm=1&__proto__=x&constructor=y&state=&code_challenge=&prompt=&nonce=n`,
    );
    const location = new URL(answer.header('location') ?? '');
    assert.deepEqual([...location.searchParams.keys()], ['code']);
    const missing = await ask(authorizeUrl(server, { response_type: '' }));
    assertRedirectedError(service, missing, redirect_uri, 'invalid_request', {
      description: 'response_type missing',
    });
  });

  it('S4 book 0 book 13.1 book 16 book 16.12 redirects unsupported_response_type for anything but code, with the state and no token', async () => {
    for (const type of ['token', 'id_token', 'code token', 'CODE', 'code ', 'none']) {
      const answer = await ask(authorizeUrl(server, { response_type: type, state: 'n7Qe2' }));
      const url = assertRedirectedError(
        service,
        answer,
        redirect_uri,
        'unsupported_response_type',
        { state: 'n7Qe2' },
      );
      assert.equal(url.hash, '');
    }
    const answer = await ask(authorizeUrl(server, { response_type: undefined, state: 'n7Qe2' }));
    assertRedirectedError(service, answer, redirect_uri, 'invalid_request', {
      state: 'n7Qe2',
      description: 'response_type missing',
    });
  });

  it('S5 book 12 book 13.1 redirects invalid_scope for unknown, forbidden, repeated, malformed and over-long scopes', async () => {
    for (const scope of [
      'openid',
      'iracing.auth openid',
      'IRACING.AUTH',
      'iracing.auth iracing.auth',
      'iracing.auth "',
      'iracing.auth \\',
      'iracing.äuth',
      'x'.repeat(2049),
    ]) {
      const answer = await ask(authorizeUrl(server, { scope, state: 's' }));
      assertRedirectedError(service, answer, redirect_uri, 'invalid_scope', { state: 's' });
    }
    for (const scope of ['iracing.auth', ' iracing.profile  iracing.auth ', bothScopes]) {
      await assertGoesOn(authorizeUrl(server, { scope }));
    }
  });

  it('S6 book 13.1 gives the state back unchanged, with a code and with an error', async () => {
    const mixed = 'MiXeD-Case_.~09AZ';
    for (const state of [
      mixed,
      '&=#+%',
      '"\'<>',
      'a b',
      ' a',
      '%26',
      'x'.repeat(2048),
      '{"a":[1]}',
    ]) {
      const good = await browser.request(authorizeUrl(server, { state }));
      assert.equal(new URL(good.header('location') ?? '').searchParams.get('state'), state);
      const bad = await browser.request(authorizeUrl(server, { state, response_type: 'x' }));
      assert.equal(new URL(bad.header('location') ?? '').searchParams.get('state'), state);
    }
    const none = await browser.request(authorizeUrl(server));
    assert.equal(new URL(none.header('location') ?? '').searchParams.has('state'), false);
  });

  it('S6 refuses a state outside the set of characters or longer than 2,048', async () => {
    for (const state of ['ä', 'a\nb', 'a\tb', '\u007f', 'x'.repeat(2049)]) {
      const answer = await ask(authorizeUrl(server, { state }));
      assertRedirectedError(service, answer, redirect_uri, 'invalid_request');
    }
  });

  it('S9 S10 S12 book 13.1 ignores other prompt values, max_age, response_mode and resource', async () => {
    const more = '&prompt=none+login+consent&max_age=0&response_mode=form_post&resource=urn:x';
    const answer = await browser.request(authorizeUrl(server) + more);
    assert.equal(answer.status, 302);
    assert.ok(new URL(answer.header('location') ?? '').searchParams.has('code'));
    await assertGoesOn(authorizeUrl(server) + more);
  });

  it('S11 book 13.1 prompt=verify asks for the password again although the browser is signed in', async () => {
    const own = await createSignedInBrowser(service, memberOf(service, 1));
    await obtainCode(own, server);
    const asked = await own.open(authorizeUrl(server, { prompt: 'verify' }));
    assert.equal(asked.leftTo, undefined);
    assert.match(asked.answer.body, /name="password"/);
    const { username, password } = memberOf(service, 1);
    const wrong = await own.submit(formTo(asked, '/login'), { username, password: 'wrong' });
    assert.equal(wrong.answer.status, 401);
    await service.advance(1);
    const right = await own.submit(formTo(wrong, '/login'), { username, password });
    codeOf(right);
    for (const prompt of ['VERIFY', 'login', 'verify-not']) {
      const silent = await own.open(authorizeUrl(server, { prompt }));
      codeOf(silent);
    }
    const listed = await own.open(authorizeUrl(server, { prompt: 'login verify' }));
    assert.match(listed.answer.body, /name="password"/);
  });
});

describe('PKCE', () => {
  const pkce = createPkce();
  const s256 = { code_challenge: pkce.challenge, code_challenge_method: 'S256' };

  it('S29 book 13.1 redirects invalid_request that names PKCE when a public client sends no challenge', async () => {
    for (const client of [native, page]) {
      const [uri = ''] = client.redirect_uris;
      const answer = await ask(authorizeUrl(client, { state: 's' }));
      assertRedirectedError(service, answer, uri, 'invalid_request', {
        state: 's',
        description: /PKCE/,
      });
      await assertGoesOn(authorizeUrl(client, s256));
    }
  });

  it('S30 book 13.1 lets a confidential client go without a challenge, as documented', async () => {
    tokensOf(await exchangeCode(service, server, await obtainCode(browser, server)));
  });

  it('S31 book 13.1 takes plain, and a missing method for plain, as documented', async () => {
    for (const code_challenge_method of ['plain', undefined]) {
      const code = await obtainCode(browser, server, {
        code_challenge: pkce.verifier,
        code_challenge_method,
      });
      const wrong = await exchangeCode(service, server, code, { code_verifier: pkce.challenge });
      assertJsonError(service, wrong, 'invalid_grant');
      tokensOf(await exchangeCode(service, server, code, { code_verifier: pkce.verifier }));
    }
  });

  it('S31 a verifier of S256 does not answer a challenge whose method was forgotten', async () => {
    const code = await obtainCode(browser, server, { code_challenge: pkce.challenge });
    const answer = await exchangeCode(service, server, code, { code_verifier: pkce.verifier });
    assertJsonError(service, answer, 'invalid_grant');
  });

  it('S32 book 13.1 refuses any other method and any other spelling', async () => {
    for (const method of ['s256', 'SHA256', 'S512', 'PLAIN', 'none', 'S256 ']) {
      const answer = await ask(authorizeUrl(server, { ...s256, code_challenge_method: method }));
      assertRedirectedError(service, answer, redirect_uri, 'invalid_request', {
        description: /code_challenge_method/,
      });
    }
    const alone = await ask(authorizeUrl(server, { code_challenge_method: 'S256' }));
    assertRedirectedError(service, alone, redirect_uri, 'invalid_request');
  });

  it('S33 book 13.1 book 13.3 refuses challenges of a wrong form', async () => {
    const cases = [
      ['S256', pkce.challenge.slice(1)],
      ['S256', `${pkce.challenge}A`],
      ['S256', `${pkce.challenge.slice(1)}=`],
      ['S256', `${pkce.challenge.slice(1)}+`],
      ['plain', 'x'.repeat(42)],
      ['plain', 'x'.repeat(129)],
      ['plain', `${'x'.repeat(42)}!`],
    ] as const;
    for (const [code_challenge_method, code_challenge] of cases) {
      const path = authorizeUrl(server, { code_challenge, code_challenge_method });
      assertRedirectedError(service, await ask(path), redirect_uri, 'invalid_request', {
        description: /code_challenge/,
      });
    }
    await assertGoesOn(authorizeUrl(server, { code_challenge: 'x'.repeat(128) }));
  });

  it('S34 book 13.2 refuses a missing, empty, wrong or malformed verifier, and then takes the right one', async () => {
    const code = await obtainCode(browser, server, s256);
    for (const code_verifier of [undefined, '', createPkce().verifier, `${pkce.verifier}!`]) {
      const answer = await exchangeCode(service, server, code, { code_verifier });
      assertJsonError(service, answer, 'invalid_grant', /code_verifier/);
    }
    tokensOf(await exchangeCode(service, server, code, { code_verifier: pkce.verifier }));
  });

  it('S37 destroys a code at the fifth wrong verifier', async () => {
    const code = await obtainCode(browser, server, s256);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const { verifier } = createPkce();
      const answer = await exchangeCode(service, server, code, { code_verifier: verifier });
      assertJsonError(service, answer, 'invalid_grant');
    }
    const late = await exchangeCode(service, server, code, { code_verifier: pkce.verifier });
    assertJsonError(service, late, 'invalid_grant');
  });

  it('S35 book 13.3 refuses a verifier for a code that was asked for without a challenge', async () => {
    const code = await obtainCode(browser, server);
    const answer = await exchangeCode(service, server, code, { code_verifier: pkce.verifier });
    assertJsonError(service, answer, 'invalid_grant');
    tokensOf(await exchangeCode(service, server, code));
  });
});

describe('transport', () => {
  it('S7 answers no other spelling of the path', async () => {
    const query = authorizeUrl(server).slice(authorizePath.length);
    for (const path of [
      '/oauth2/authorize;x=1',
      '//oauth2/authorize',
      '/oauth2//authorize',
      '/oauth2%2Fauthorize',
      '/oauth2/./authorize',
      '/oauth2/x/../authorize',
      '/OAUTH2/authorize',
      '/oauth2/Authorize',
      '/oauth2/authorize/',
      '/oauth2/authorize%00',
    ]) {
      const answer = await browser.request(path + query);
      assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
      assert.equal(answer.header('location'), undefined, path);
    }
  });

  it('S8 book 13.1 answers other methods with 405 and Allow, whatever body they bring', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
        const answer = await browser.request(authorizeUrl(server), {
          method,
          headers: { 'content-type': type, accept: 'application/json' },
          body: '{}',
        });
        assertJsonError(service, answer, 'invalid_request', undefined, [405, 'Method Not Allowed']);
        assert.equal(answer.header('allow'), 'GET, HEAD');
      }
    }
  });

  it('S14 never sends Access-Control-Allow-Origin', async () => {
    for (const origin of ['http://127.0.0.1:7482', 'https://evil.example', 'null']) {
      const answer = await ask(authorizeUrl(server), { origin });
      assert.equal(answer.header('access-control-allow-origin'), undefined);
      const preflight = await service.send(authorizePath, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      assert.equal(preflight.header('access-control-allow-origin'), undefined);
    }
  });

  it('S50 book 13.1 sends no iss, as documented, and exactly code and state', async () => {
    const answer = await browser.request(authorizeUrl(server, { state: 's' }));
    assert.equal(answer.status, 302);
    assertUnstorable(answer);
    const location = new URL(answer.header('location') ?? '');
    assert.deepEqual([...location.searchParams.keys()], ['code', 'state']);
    assert.equal(answer.header('referrer-policy'), 'no-referrer');
  });

  it('S63 S72 a client without the grant gets no codes', async () => {
    assert.deepEqual(bot.redirect_uris, []);
    const answer = await ask(authorizeUrl(bot, { redirect_uri }));
    assertJsonError(service, answer, 'invalid_client', /redirect_uri/);
  });

  it('S13 answers any query with 2xx, 3xx or 4xx and redirects only to the client', async () => {
    const text = fc
      .array(fc.integer({ min: 0x21, max: 0xff }), { maxLength: 2000 })
      .map((codes) => String.fromCharCode(...codes).replaceAll('#', '%'));
    const piece = fc.oneof(
      text,
      fc.constantFrom(
        `client_id=${server.client_id}`,
        `redirect_uri=${encodeURIComponent(redirect_uri)}`,
        'response_type=code',
        'scope=iracing.auth',
        'state=%',
        'state=%ff',
        'prompt=verify',
        'code_challenge_method',
        '&&&',
        '=',
      ),
    );
    const queries = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('&'));
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const began = performance.now();
        const answer = await ask(`${authorizePath}?${query}`);
        assert.ok(performance.now() - began < 1000);
        assert.ok(answer.status >= 200 && answer.status < 500, `${answer.status}`);
        const location = answer.header('location');
        assert.ok(location === undefined || location.startsWith(`${redirect_uri}?`), location);
      }),
      { numRuns: 300 },
    );
    assert.doesNotMatch(service.output(), /internal error/);
  });
});

describe('error_uri', () => {
  it('S56 opens a real page for every error of the book, and their list', async () => {
    const codes = [
      'access_denied',
      'insufficient_scope',
      'invalid_client',
      'invalid_grant',
      'invalid_request',
      'invalid_scope',
      'invalid_token',
      'server_error',
      'temporarily_unavailable',
      'unauthorized_client',
      'unsupported_grant_type',
      'unsupported_response_type',
    ];
    const list = await ask('/oauth2/book/errors.html', html);
    assert.equal(list.status, 200);
    for (const code of codes) {
      const answer = await ask(`/oauth2/book/error_${code}.html`, html);
      assert.equal(answer.status, 200, code);
      assert.match(answer.header('content-type') ?? '', /^text\/html/);
      assert.ok(answer.body.includes(code));
      assert.ok(list.body.includes(`error_${code}.html`));
    }
    assert.equal((await ask('/oauth2/book/error_nothing.html', html)).status, 404);
  });
});

describe('codes', () => {
  it('S25 book 13.2 refuses another redirect URI at the token endpoint, and takes the right one', async () => {
    const code = await obtainCode(browser, server, { redirect_uri: wideRedirectUris.https });
    for (const other of [
      wideRedirectUris.loopback,
      `${wideRedirectUris.https}/`,
      wideRedirectUris.https.toUpperCase(),
    ]) {
      const answer = await exchangeCode(service, server, code, { redirect_uri: other });
      assertJsonError(service, answer, 'invalid_grant', 'code not valid');
    }
    const none = await exchangeCode(service, server, code, { redirect_uri: undefined });
    assertJsonError(service, none, 'invalid_request', 'redirect_uri missing');
    const right = { redirect_uri: wideRedirectUris.https };
    tokensOf(await exchangeCode(service, server, code, right));
  });

  it('S40 book 13.1 a code lives 60 s: taken at 59, refused at 60', async () => {
    await service.setClock(await service.advance(0));
    const young = await obtainCode(browser, server);
    const old = await obtainCode(browser, server);
    await service.advance(59);
    tokensOf(await exchangeCode(service, server, young));
    await service.advance(1);
    assertJsonError(service, await exchangeCode(service, server, old), 'invalid_grant');
  });

  it('S41 S52 refuses a code to any other client and does not harm its own', async () => {
    const code = await obtainCode(browser, server);
    const form = { grant_type: 'authorization_code', code, redirect_uri };
    const other = await requestToken(service, { ...form, ...credentialsOf(page) });
    assertJsonError(service, other, 'invalid_grant', 'code not valid');
    const secretOfOther = { ...credentialsOf(bot), client_id: server.client_id };
    const mixed = await requestToken(service, { ...form, ...secretOfOther });
    assertJsonError(service, mixed, 'invalid_client');
    assertJsonError(service, await requestToken(service, form), 'invalid_request', /client_id/);
    tokensOf(await exchangeCode(service, server, code));
  });

  it('S45 replay with a wrong client, secret or verifier ends nothing, however late', async () => {
    const { verifier, challenge } = createPkce();
    const code = await obtainCode(browser, server, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const tokens = tokensOf(await exchangeCode(service, server, code, { code_verifier: verifier }));
    await service.advance(30);
    const form = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier };
    assertJsonError(
      service,
      await requestToken(service, { ...form, ...credentialsOf(page) }),
      'invalid_grant',
    );
    assertJsonError(
      service,
      await exchangeCode(service, server, code, {
        client_secret: credentialsOf(bot).client_secret,
      }),
      'invalid_client',
    );
    assertJsonError(
      service,
      await exchangeCode(service, server, code, { code_verifier: createPkce().verifier }),
      'invalid_grant',
    );
    const authorization = `Bearer ${tokens.access_token}`;
    const alive = await service.send('/oauth2/sessions', { headers: { authorization } });
    assert.equal(alive.status, 200);
    await waitForEvent(service, 'authorization_code_refused', server.client_id);
  });

  it('S48 book 12 names the granted scope in the answer', async () => {
    for (const scope of ['iracing.auth', 'iracing.profile', bothScopes]) {
      const code = await obtainCode(browser, server, { scope });
      assert.equal(tokensOf(await exchangeCode(service, server, code)).scope, scope);
    }
  });

  it('S49 refuses a code after its member was locked, and after the app was forgotten', async () => {
    const own = await createSignedInBrowser(service, memberOf(service, 2));
    const code = await obtainCode(own, server);
    const lock = (at: number | null) =>
      service.query('UPDATE member SET disabled_at = $1 WHERE username = $2', [
        at,
        memberOf(service, 2).username,
      ]);
    await lock(1);
    assertJsonError(service, await exchangeCode(service, server, code), 'invalid_grant');
    await lock(null);
    tokensOf(await exchangeCode(service, server, code));
    const late = await obtainCode(own, server);
    const account = await own.open('/account');
    const forget = account.forms.find(({ action }) => action === '/account/forget');
    assert.ok(forget !== undefined);
    await own.submit(forget);
    assertJsonError(service, await exchangeCode(service, server, late), 'invalid_grant');
  });

  it('S53 shows no code on any page of the way there', async () => {
    const own = new Browser(service);
    const login = await own.open(authorizeUrl(server));
    const { username, password } = memberOf(service, 2);
    const consent = await own.submit(formTo(login, '/login'), { username, password });
    const allowed = await own.submit(formTo(consent, '/consent'), { decision: 'allow' });
    const code = codeOf(allowed);
    for (const { answer } of [login, consent, allowed]) assert.ok(!answer.body.includes(code));
  });
});
