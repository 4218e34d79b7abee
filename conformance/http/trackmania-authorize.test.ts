import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import fc from 'fast-check';

import { Browser, formTo } from '../harness/browser.ts';
import { assertUnstorable } from '../harness/expectations.ts';
import { decodeJwt } from '../harness/jwt.ts';
import { codeOf, createPkce, createSignedInBrowser, logIn, memberOf } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import {
  assertRefusalRedirected,
  assertRefused,
  clientRefused,
  errorProfiles,
  exchangeTrackmaniaCode,
  grantRefused,
  keeperOf,
  obtainTrackmaniaCode,
  parameterRefused,
  registerPublicClient,
  registerTrackmaniaClient,
  scopeRefused,
  trackmaniaAuthorizePath,
  trackmaniaAuthorizeUrl,
  trackmaniaScopes,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';
import type { Refusal } from '../harness/trackmania.ts';

after(stopEverything);

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const deniedByMember: Refusal = {
  status: 302,
  error: 'access_denied',
  hint: 'The user denied the request',
};

for (const profile of errorProfiles) {
  describe(`the authorization endpoint of Trackmania in ${profile}`, async () => {
    const service = await startService({
      environment: { PITPASS_TRACKMANIA_ERROR_PROFILE: profile },
    });
    const keeper = keeperOf(service);
    const [redirect_uri = '', otherRedirectUri = ''] = keeper.redirect_uris;
    const single = await registerTrackmaniaClient(service, ['https://garage.example/cb?stall=7']);
    const open = await registerPublicClient(service, ['https://open.example/cb']);
    const browser = await createSignedInBrowser(service, memberOf(service));
    const urlOf = (parameters: Readonly<Record<string, string | undefined>>) =>
      trackmaniaAuthorizeUrl(keeper, parameters);
    const ask = (path: string) => service.send(path);
    const scopesOf = async (code: string): Promise<unknown> => {
      const { access_token } = trackmaniaTokensOf(
        await exchangeTrackmaniaCode(service, keeper, code),
      );
      return decodeJwt(access_token).claims['scopes'];
    };

    /** Asserts that a stranger is led to the login page. */
    async function assertGoesOn(path: string): Promise<void> {
      const answer = await service.send(path, { headers: html });
      assert.equal(answer.status, 200, `${answer.header('location')} ${answer.body.slice(0, 200)}`);
      assert.match(answer.body, /name="password"/);
    }

    it('TM 4.2 leads a stranger through login and consent to the redirect URI with code and state', async () => {
      const stranger = new Browser(service);
      const login = await stranger.open(urlOf({ scope: 'clubs', state: 'lap 7&x=%26#+' }));
      const consent = await logIn(stranger, login, memberOf(service, 1));
      assert.equal(consent.leftTo, undefined);
      assert.match(consent.answer.body, /clubs that you run/);
      assert.doesNotMatch(consent.answer.body, /favourite maps/);
      const left = await stranger.submit(formTo(consent, '/consent'), { decision: 'allow' });
      const url = left.leftTo;
      assert.equal(`${url?.origin}${url?.pathname}`, redirect_uri);
      assert.deepEqual([...(url?.searchParams.keys() ?? [])], ['code', 'state']);
      assert.equal(url?.searchParams.get('state'), 'lap 7&x=%26#+');
      // S28: the answer to a form that is posted must not be posted on.
      assert.equal(left.answer.status, 303);
      assertUnstorable(left.answer);
    });

    it('TM 4.5 S39 a code is 844 hex characters behind def50200, and never the same', async () => {
      const codes = [
        await obtainTrackmaniaCode(browser, keeper),
        await obtainTrackmaniaCode(browser, keeper),
      ];
      for (const code of codes) assert.match(code, /^def50200[0-9a-f]{836}$/);
      assert.notEqual(codes[0], codes[1]);
    });

    it('TM 4.3 answers 302 with the code alone where consent stands and no state was sent', async () => {
      await obtainTrackmaniaCode(browser, keeper);
      const answer = await browser.request(urlOf({ state: undefined }));
      assert.equal(answer.status, 302);
      const url = new URL(answer.header('location') ?? '');
      assert.deepEqual([...url.searchParams.keys()], ['code']);
      assertUnstorable(answer);
    });

    it('TM 4.1 takes a request without scope and with an empty one, and gives no scope for either', async () => {
      for (const scope of [undefined, '', ' ']) {
        assert.deepEqual(
          await scopesOf(await obtainTrackmaniaCode(browser, keeper, { scope })),
          [],
        );
      }
    });

    it('TM 4.1 TM 6 gives exactly the scopes that were asked for, in one word or in several', async () => {
      const wanted = ['clubs', 'read_favorite', 'write_favorite', 'clubs read_favorite'];
      for (const scope of [...wanted, trackmaniaScopes]) {
        const code = await obtainTrackmaniaCode(browser, keeper, { scope });
        assert.deepEqual(await scopesOf(code), scope.split(' '));
      }
    });

    it('TM 6 splits scopes at a plus and at %20, and refuses those that were encoded twice', async () => {
      const base = urlOf({ scope: undefined });
      for (const scope of ['clubs+read_favorite', 'clubs%20read_favorite']) {
        const page = await browser.open(`${base}&scope=${scope}`);
        assert.deepEqual(await scopesOf(codeOf(page)), ['clubs', 'read_favorite']);
      }
      const twice = await browser.open(`${base}&scope=clubs%2520read_favorite`);
      const refusal = scopeRefused('clubs%20read_favorite');
      assertRefusalRedirected(twice.leftTo, redirect_uri, profile, refusal);
    });

    const isStateLost = profile === 'league-8';
    it(`TM 4.3 S5 redirects an unknown scope with its name and ${isStateLost ? 'without' : 'with'} the state`, async () => {
      for (const scope of ['club', 'clubs podium', 'Clubs', 'openid', 'iracing.auth']) {
        const answer = await ask(urlOf({ scope, state: 's' }));
        assert.equal(answer.status, 302, answer.body);
        const unknown = scope.split(' ').at(-1) ?? '';
        const url = new URL(answer.header('location') ?? '');
        const state = isStateLost ? undefined : 's';
        assertRefusalRedirected(url, redirect_uri, profile, scopeRefused(unknown), state);
        assertUnstorable(answer);
      }
      await assertGoesOn(urlOf({ scope: 'clubs', state: 's' }));
    });

    it('TM 4.3 S5 refuses a scope that is named twice, malformed or over-long in the same way', async () => {
      const cases = ['clubs clubs', 'clubs "x"', 'clubs é', 'x'.repeat(2049)];
      for (const scope of cases) {
        const answer = await ask(urlOf({ scope, state: 's' }));
        assert.equal(answer.status, 302, answer.body);
        const { searchParams } = new URL(answer.header('location') ?? '');
        assert.equal(searchParams.get('error'), 'invalid_scope');
        assert.equal(searchParams.get('code'), null);
        assert.equal(searchParams.get('state'), isStateLost ? null : 's');
      }
    });

    it('TM 4.3 redirects a refusal by the member with state, description and hint', async () => {
      const other = await registerTrackmaniaClient(service, [redirect_uri]);
      for (const state of ['s', undefined]) {
        const consent = await browser.open(trackmaniaAuthorizeUrl(other, { state }));
        const left = await browser.submit(formTo(consent, '/consent'), { decision: 'deny' });
        assertRefusalRedirected(left.leftTo, redirect_uri, profile, deniedByMember, state);
        assertUnstorable(left.answer);
      }
      // Nothing was remembered: the member is asked again, and may allow.
      assert.ok(await obtainTrackmaniaCode(browser, other));
    });

    it('TM 4.3 S3 shows an unknown client and an unregistered redirect URI as 401 JSON without a Location', async () => {
      const cases = [
        urlOf({ client_id: '0123456789abcdef0123' }),
        urlOf({ client_id: keeper.client_id.toUpperCase() }),
        urlOf({ client_id: 'pit-wall' }),
        urlOf({ redirect_uri: 'https://evil.example/steal' }),
        trackmaniaAuthorizeUrl(single, { redirect_uri }),
        urlOf({ redirect_uri: 'https://evil.example/steal', scope: 'nonsense' }),
        urlOf({ redirect_uri: 'https://evil.example/steal', response_type: 'token' }),
      ];
      for (const path of cases) assertRefused(await ask(path), profile, clientRefused);
      await assertGoesOn(urlOf({}));
    });

    it('TM 4.3 S3 shows a page instead where the browser prefers one, with no link to the given URI', async () => {
      const evil = 'https://evil.example/steal';
      const cases = [
        [urlOf({ redirect_uri: evil }), 401],
        [urlOf({ client_id: '0123456789abcdef0123', redirect_uri: evil }), 401],
        [urlOf({ client_id: undefined, redirect_uri: evil }), 400],
      ] as const;
      for (const [path, status] of cases) {
        const answer = await service.send(path, { headers: html });
        assert.equal(answer.status, status);
        assert.match(answer.header('content-type') ?? '', /^text\/html/);
        assert.equal(answer.header('location'), undefined);
        assert.ok(!answer.body.includes('evil.example'));
        assert.ok(answer.body.includes(answer.header('x-request-id') ?? '?'));
      }
      for (const accept of ['application/json', '*/*', 'application/json, text/html;q=0.9']) {
        const answer = await service.send(urlOf({ redirect_uri: evil }), { headers: { accept } });
        assertRefused(answer, profile, clientRefused);
      }
    });

    it('TM 4.3 S4 shows a response type that is not code, and a missing client_id, as 400 and never redirects', async () => {
      const types = ['token', 'id_token', 'code token', 'CODE', '', undefined];
      const cases = [
        ...types.map((response_type) => urlOf({ response_type, state: 's' })),
        urlOf({ client_id: undefined }),
        urlOf({ client_id: '' }),
        trackmaniaAuthorizePath,
      ];
      for (const path of cases) {
        assertRefused(await ask(path), profile, grantRefused);
        const page = await service.send(path, { headers: html });
        assert.equal(page.status, 400);
        assert.match(page.header('content-type') ?? '', /^text\/html/);
        assert.equal(page.header('location'), undefined);
      }
    });

    it('TM 3 the implicit grant is refused to a signed-in member as well: no token, no redirect', async () => {
      const page = await browser.open(urlOf({ response_type: 'token', scope: 'clubs' }));
      assert.equal(page.leftTo, undefined);
      assert.equal(page.answer.status, 400);
      assert.doesNotMatch(page.answer.body, /access_token/);
    });

    it('TM 4.1 S26 lets redirect_uri be left out where one is registered, and refuses it where several are', async () => {
      const [only = ''] = single.redirect_uris;
      for (const left of [undefined, '']) {
        const several = await ask(urlOf({ redirect_uri: left }));
        assertRefused(several, profile, clientRefused);
      }
      const asked = trackmaniaAuthorizeUrl(single, { redirect_uri: undefined, state: 's' });
      const consent = await browser.open(asked);
      const { leftTo } = await browser.submit(formTo(consent, '/consent'), { decision: 'allow' });
      assert.ok(leftTo?.href.startsWith(`${only}&code=`), leftTo?.href);
      assert.equal(leftTo?.searchParams.get('state'), 's');
      const code = leftTo?.searchParams.get('code') ?? '';
      // The code is bound to the one that was filled in, and the token endpoint wants it named.
      trackmaniaTokensOf(await exchangeTrackmaniaCode(service, single, code));
    });

    it('TM 4.3 S15 S22 compares redirect URIs byte by byte: another loopback port is another URI', async () => {
      const [ofSingle = ''] = single.redirect_uris;
      const changed = [
        redirect_uri.replace(/:\d+/, ':8765'),
        redirect_uri.replace(/:\d+/, ''),
        redirect_uri.replace('127.0.0.1', 'localhost'),
        redirect_uri.replace('127.0.0.1', '[::1]'),
        redirect_uri.replace('127.0.0.1', '127.1'),
        redirect_uri.replace('http:', 'https:'),
        redirect_uri.replace('http:', 'HTTP:'),
        `${redirect_uri}/`,
        `${redirect_uri}?`,
        `${redirect_uri}?x=1`,
        `${redirect_uri}#`,
        ` ${redirect_uri}`,
        redirect_uri.slice(0, -1),
        ofSingle,
      ];
      for (const uri of changed) {
        assertRefused(await ask(urlOf({ redirect_uri: uri })), profile, clientRefused);
      }
      for (const uri of [`${ofSingle}&code=x`, ofSingle.replace('?stall=7', '')]) {
        const answer = await ask(trackmaniaAuthorizeUrl(single, { redirect_uri: uri }));
        assertRefused(answer, profile, clientRefused);
      }
      assert.equal(keeper.redirect_uris.length, 5);
      for (const uri of keeper.redirect_uris) await assertGoesOn(urlOf({ redirect_uri: uri }));
      await assertGoesOn(trackmaniaAuthorizeUrl(single));
    });

    it('TM 4.1 S1 refuses a parameter that is sent twice; client and redirect URI on the spot', async () => {
      for (const name of ['client_id', 'redirect_uri']) {
        const answer = await ask(`${urlOf({})}&${name}=x`);
        assertRefused(answer, profile, parameterRefused(name));
      }
      for (const name of ['response_type', 'scope', 'prompt']) {
        const sent = urlOf({ state: 's', [name]: name === 'response_type' ? 'code' : 'clubs' });
        const answer = await ask(`${sent}&${name}=clubs`);
        const url = new URL(answer.header('location') ?? '');
        assertRefusalRedirected(url, redirect_uri, profile, parameterRefused(name), 's');
      }
      const twice = await ask(`${urlOf({ state: 's' })}&state=t`);
      const url = new URL(twice.header('location') ?? '');
      assertRefusalRedirected(url, redirect_uri, profile, parameterRefused('state'));
    });

    it('TM 4.1 S2 ignores unknown parameters, and prompts that mean nothing here', async () => {
      for (const extra of ['prompt=login', 'prompt=none', 'nonce=1', 'resource=x', '__proto__=1']) {
        const page = await browser.open(`${urlOf({ state: 's' })}&${extra}`);
        assert.deepEqual([...(page.leftTo?.searchParams.keys() ?? [])], ['code', 'state'], extra);
      }
    });

    it('TM 4.2 consent is asked once for what was allowed, and again for more or once forgotten', async () => {
      const other = await registerTrackmaniaClient(service, [redirect_uri, otherRedirectUri]);
      const open = (parameters: Readonly<Record<string, string>>) =>
        browser.open(trackmaniaAuthorizeUrl(other, parameters));
      await obtainTrackmaniaCode(browser, other, { scope: 'clubs read_favorite' });
      for (const scope of ['clubs', 'read_favorite', 'read_favorite clubs', '']) {
        assert.ok(codeOf(await open({ scope, redirect_uri: otherRedirectUri })), scope);
      }
      const more = await open({ scope: 'write_favorite' });
      assert.equal(more.leftTo, undefined);
      assert.match(more.answer.body, /now asks for more/);
      await browser.submit(formTo(more, '/consent'), { decision: 'allow' });
      assert.ok(codeOf(await open({ scope: trackmaniaScopes })));

      const account = await browser.open('/account');
      const forget = account.forms.find(
        ({ action, hidden }) =>
          action === '/account/forget' && hidden['client_id'] === other.client_id,
      );
      assert.ok(forget !== undefined);
      await browser.submit(forget);
      assert.equal((await open({ scope: 'clubs' })).leftTo, undefined);
    });

    it('TM 4.4 takes both challenge methods of a confidential client, plain where none is named', async () => {
      const { verifier, challenge } = createPkce();
      const sent = [
        { code_challenge: challenge, code_challenge_method: 'S256' },
        { code_challenge: verifier, code_challenge_method: 'plain' },
        { code_challenge: verifier },
      ];
      for (const parameters of sent) {
        const code = await obtainTrackmaniaCode(browser, keeper, parameters);
        const wrong = await exchangeTrackmaniaCode(service, keeper, code, {
          code_verifier: createPkce().verifier,
        });
        assertRefused(wrong, profile, {
          status: 400,
          error: 'invalid_grant',
          hint: 'Failed to verify `code_verifier`.',
        });
        const missing = await exchangeTrackmaniaCode(service, keeper, code);
        assertRefused(missing, profile, parameterRefused('code_verifier'));
        const right = { code_verifier: verifier };
        trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, code, right));
      }
    });

    it('TM 4.4 S32 S33 refuses an unknown method and a challenge without the form of its method', async () => {
      const { verifier, challenge } = createPkce();
      const cases = [
        [{ code_challenge: challenge, code_challenge_method: 's256' }, 'code_challenge_method'],
        [{ code_challenge: challenge, code_challenge_method: 'none' }, 'code_challenge_method'],
        [{ code_challenge_method: 'S256' }, 'code_challenge'],
        [{ code_challenge: verifier.slice(1) }, 'code_challenge'],
        [{ code_challenge: 'x'.repeat(129) }, 'code_challenge'],
        [{ code_challenge: `${challenge}x`, code_challenge_method: 'S256' }, 'code_challenge'],
      ] as const;
      for (const [parameters, name] of cases) {
        const answer = await ask(urlOf({ ...parameters, state: 's' }));
        const url = new URL(answer.header('location') ?? '');
        assertRefusalRedirected(url, redirect_uri, profile, parameterRefused(name), 's');
      }
    });

    it('TM 4.4 S29 a public client must send a challenge, and then trades its code without a secret', async () => {
      const without = await ask(trackmaniaAuthorizeUrl(open, { state: 's' }));
      const refusal = parameterRefused('code_challenge');
      const url = new URL(without.header('location') ?? '');
      assertRefusalRedirected(url, open.redirect_uris[0], profile, refusal, 's');
      const { verifier, challenge } = createPkce();
      const code = await obtainTrackmaniaCode(browser, open, {
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      const more = { code_verifier: verifier };
      trackmaniaTokensOf(await exchangeTrackmaniaCode(service, open, code, more));
    });

    it('TM 4.4 S35 refuses a verifier where no challenge was sent, and the code stays good', async () => {
      const code = await obtainTrackmaniaCode(browser, keeper);
      const { verifier } = createPkce();
      const more = { code_verifier: verifier };
      assertRefused(await exchangeTrackmaniaCode(service, keeper, code, more), profile, {
        status: 400,
        error: 'invalid_request',
        hint: 'code_verifier received when no code_challenge is present',
      });
      trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, code));
    });

    it('TM 1 S8 answers other methods with 405, and no origin is allowed to read the endpoint', async () => {
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const answer = await service.send(trackmaniaAuthorizePath, { method });
        assert.equal(answer.status, 405);
        assert.equal(answer.header('allow'), 'GET, HEAD');
        assert.equal(answer.json()['error'], 'invalid_request');
      }
      const headers = { origin: 'https://garage.example' };
      const answer = await service.send(urlOf({}), { headers });
      assert.equal(answer.header('access-control-allow-origin'), undefined);
    });

    it('TM 4.1 S6 gives the state back unchanged, and refuses one that is too long or not printable', async () => {
      await obtainTrackmaniaCode(browser, keeper);
      for (const state of ['&=#+%', '"\'<>', 'a b', '%26', 'x'.repeat(2048), '{"a":[1]}']) {
        const answer = await browser.request(urlOf({ state }));
        const url = new URL(answer.header('location') ?? '');
        assert.ok(url.searchParams.has('code'));
        assert.equal(url.searchParams.get('state'), state);
      }
      for (const state of ['ä', 'a\nb', 'x'.repeat(2049)]) {
        const answer = await ask(urlOf({ state }));
        const url = new URL(answer.header('location') ?? '');
        assert.equal(url.searchParams.get('error'), 'invalid_request');
        assert.equal(url.searchParams.get('state'), null);
      }
    });

    it('TM 1 S7 answers no other spelling of the path', async () => {
      const query = urlOf({}).slice(trackmaniaAuthorizePath.length);
      for (const path of [
        '/oauth/authorize;x=1',
        '//oauth/authorize',
        '/oauth//authorize',
        '/oauth%2Fauthorize',
        '/oauth/./authorize',
        '/OAUTH/authorize',
        '/oauth/authorize/',
        '/api/oauth/authorize',
      ]) {
        const answer = await browser.request(path + query);
        assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
        assert.equal(answer.header('location'), undefined, path);
      }
    });

    it('TM 4.1 S13 answers any query with 2xx, 3xx or 4xx and redirects only to the client', async () => {
      const text = fc
        .array(fc.integer({ min: 0x21, max: 0xff }), { maxLength: 500 })
        .map((codes) => String.fromCharCode(...codes).replaceAll('#', '%'));
      const piece = fc.oneof(
        text,
        fc.constantFrom(
          `client_id=${keeper.client_id}`,
          `client_id=${single.client_id}`,
          `redirect_uri=${encodeURIComponent(redirect_uri)}`,
          'redirect_uri=',
          'response_type=code',
          'response_type=token',
          'scope=clubs',
          'scope=x',
          'state=%ff',
          '&&&',
        ),
      );
      const queries = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('&'));
      const targets = [`${redirect_uri}?`, `${single.redirect_uris[0]}&`];
      await fc.assert(
        fc.asyncProperty(queries, async (query) => {
          const answer = await ask(`${trackmaniaAuthorizePath}?${query}`);
          assert.ok(answer.status >= 200 && answer.status < 500, `${answer.status}`);
          const location = answer.header('location');
          if (location === undefined) return;
          assert.ok(
            targets.some((target) => location.startsWith(target)),
            location,
          );
        }),
        { numRuns: 200 },
      );
      assert.doesNotMatch(service.output(), /internal error/);
    });

    it('S27 a redirect URI that is removed while the member decides gets no code', async () => {
      const other = await registerTrackmaniaClient(service, [redirect_uri, otherRedirectUri]);
      const consent = await browser.open(trackmaniaAuthorizeUrl(other));
      const [row] = await service.query('SELECT record FROM client WHERE client_id = $1', [
        other.client_id,
      ]);
      const record = JSON.parse(String(row?.['record'])) as object;
      const changed = JSON.stringify({ ...record, redirect_uris: [otherRedirectUri] });
      await service.query('UPDATE client SET record = $1 WHERE client_id = $2', [
        changed,
        other.client_id,
      ]);
      await service.advance(2);
      const left = await browser.submit(formTo(consent, '/consent'), { decision: 'allow' });
      assert.equal(left.leftTo, undefined);
      assert.equal(left.answer.status, 401);
    });

    it('S3 S69 shows a disabled client as 401 without a Location', async () => {
      const other = await registerTrackmaniaClient(service, [redirect_uri]);
      await assertGoesOn(trackmaniaAuthorizeUrl(other));
      await service.query("UPDATE client SET state = 'disabled' WHERE client_id = $1", [
        other.client_id,
      ]);
      await service.advance(2);
      assertRefused(await ask(trackmaniaAuthorizeUrl(other)), profile, clientRefused);
    });
  });
}
