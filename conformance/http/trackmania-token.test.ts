import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';

import { assertUnstorable } from '../harness/expectations.ts';
import { decodeJwt, encodePart } from '../harness/jwt.ts';
import { createSignedInBrowser, mask, memberOf, sendWithToken } from '../harness/oauth.ts';
import type { Answer } from '../harness/request.ts';
import { startService, stopEverything, waitForEvent } from '../harness/running-service.ts';
import {
  assertRefused,
  assertTokenRefused,
  basicOf,
  clientRefused,
  codeRefused,
  errorProfiles,
  exchangeTrackmaniaCode,
  getUser,
  grantRefused,
  keeperOf,
  obtainTrackmaniaCode,
  obtainTrackmaniaTokens,
  parameterRefused,
  plainCredentialsOf,
  refreshTokenRefused,
  refreshTrackmania,
  registerPublicClient,
  registerTrackmaniaClient,
  requestClientToken,
  requestTrackmaniaToken,
  scopeRefused,
  trackmaniaScopes,
  trackmaniaTokenPath,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';
import type { Fields, Refusal } from '../harness/trackmania.ts';

after(stopEverything);

const formType = 'application/x-www-form-urlencoded';
const without = (from: Fields, name: string): Fields => ({ ...from, [name]: undefined });
const fault = {
  error: 'server_error',
  error_description: 'The authorization server met an unexpected condition.',
};

interface Row {
  readonly title: string;
  readonly refusal: Refusal;
  readonly ask: () => Promise<Answer>;
}

for (const profile of errorProfiles) {
  describe(`the token endpoint of Trackmania in ${profile}`, async () => {
    const service = await startService({
      environment: {
        PITPASS_TRACKMANIA_ERROR_PROFILE: profile,
        PITPASS_CLIENT_AUTHENTICATION_FAILURES_PER_MINUTE: '10000',
      },
    });
    const keeper = keeperOf(service);
    const [redirect_uri = '', otherRedirectUri = ''] = keeper.redirect_uris;
    const other = await registerTrackmaniaClient(service, [redirect_uri]);
    const open = await registerPublicClient(service, [redirect_uri]);
    const member = memberOf(service);
    const browser = await createSignedInBrowser(service, member);
    await service.setClock(await service.advance(0));

    const credentials = plainCredentialsOf(keeper);
    const codeForm: Fields = {
      grant_type: 'authorization_code',
      ...credentials,
      code: `def50200${'0'.repeat(836)}`,
      redirect_uri,
    };
    const refreshForm: Fields = {
      grant_type: 'refresh_token',
      ...credentials,
      refresh_token: `def50200${'0'.repeat(836)}`,
    };
    const clientForm: Fields = { grant_type: 'client_credentials', ...credentials };
    const post = (form: Fields, headers: Record<string, string> = {}) =>
      requestTrackmaniaToken(service, form, { headers });
    const postJson = (body: unknown, headers: Record<string, string> = {}) =>
      service.send(trackmaniaTokenPath, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
    const postText = (body: string) =>
      service.send(trackmaniaTokenPath, { body, headers: { 'content-type': formType } });
    const code = (scope?: string) => obtainTrackmaniaCode(browser, keeper, { scope });
    const tokens = (scope?: string) => obtainTrackmaniaTokens(service, browser, keeper, { scope });
    const revokedCode = codeRefused(profile, 'Authorization code has been revoked');
    const revokedToken = refreshTokenRefused(profile, 'Token has been revoked');
    const noted = (hint: RegExp): Refusal => ({ status: 400, error: 'invalid_request', hint });

    const missing = (form: Fields, name: string): Row => ({
      title: `${form['grant_type']} without ${name}`,
      refusal: name === 'grant_type' ? grantRefused : parameterRefused(name),
      ask: () => post(without(form, name)),
    });
    const empty = (form: Fields, name: string): Row => ({
      title: `${form['grant_type']} with an empty ${name}`,
      refusal: name === 'grant_type' ? grantRefused : parameterRefused(name),
      ask: () => post({ ...form, [name]: '' }),
    });
    const repeated = (form: Fields, name: string): Row => ({
      title: `${form['grant_type']} with ${name} twice`,
      refusal: parameterRefused(name),
      ask: () => postText(`${new URLSearchParams(form as never).toString()}&${name}=x`),
    });
    const overLong = (form: Fields, name: string): Row => ({
      title: `${form['grant_type']} with more than 2 KiB of ${name}`,
      refusal: parameterRefused(name),
      ask: () => post({ ...form, [name]: 'x'.repeat(2049) }),
    });
    const ofGrant = (title: string, grant_type: string): Row => ({
      title,
      refusal: grantRefused,
      ask: () => post({ ...codeForm, ...refreshForm, grant_type }),
    });
    const forms = [codeForm, refreshForm, clientForm];
    const secretWrong = { client_secret: '0'.repeat(40) };
    const secretMasked = { client_secret: mask(keeper.client_secret, keeper.client_id) };

    /** Every refusal that needs no code or token that was good once. */
    const rows: readonly Row[] = [
      ...forms.flatMap((form) => ['grant_type', 'client_id'].map((name) => missing(form, name))),
      ...['code', 'redirect_uri'].map((name) => missing(codeForm, name)),
      missing(refreshForm, 'refresh_token'),
      ...Object.keys(codeForm)
        .filter((name) => name !== 'client_secret')
        .map((name) => empty(codeForm, name)),
      ...forms.flatMap((form) => Object.keys(form).map((name) => repeated(form, name))),
      ...forms.flatMap((form) => Object.keys(form).map((name) => overLong(form, name))),
      ...forms.flatMap((form): Row[] => [
        {
          title: `S58 ${form['grant_type']} with a wrong secret`,
          refusal: clientRefused,
          ask: () => post({ ...form, ...secretWrong }),
        },
        {
          title: `S58 ${form['grant_type']} of an unknown client`,
          refusal: clientRefused,
          ask: () => post({ ...form, client_id: '0123456789abcdef0123' }),
        },
        {
          title: `S62 ${form['grant_type']} of a confidential client without its secret`,
          refusal: clientRefused,
          ask: () => post(without(form, 'client_secret')),
        },
        {
          title: `S62 ${form['grant_type']} of a public client with a secret`,
          refusal: clientRefused,
          ask: () => post({ ...form, client_id: open.client_id }),
        },
        {
          title: `S64 ${form['grant_type']} with the secret in masked form`,
          refusal: clientRefused,
          ask: () => post({ ...form, ...secretMasked }),
        },
        {
          title: `S60 ${form['grant_type']} with the secret in upper case`,
          refusal: clientRefused,
          ask: () => post({ ...form, client_secret: keeper.client_secret.toUpperCase() }),
        },
        {
          title: `S41 ${form['grant_type']} with the secret of another client`,
          refusal: clientRefused,
          ask: () => post({ ...form, client_secret: other.client_secret }),
        },
      ]),
      {
        title: 'S94 a public client that asks for client_credentials',
        refusal: clientRefused,
        ask: () => post({ grant_type: 'client_credentials', client_id: open.client_id }),
      },
      ofGrant('S72 the grant with a hyphen that is seen in the wild', 'client-credentials'),
      ofGrant('S72 the password grant', 'password'),
      ofGrant('S72 the password_limited grant of another dialect', 'password_limited'),
      ofGrant('S74 the implicit grant', 'implicit'),
      ofGrant('S72 the device grant', 'urn:ietf:params:oauth:grant-type:device_code'),
      ofGrant('S72 a grant in upper case', 'CLIENT_CREDENTIALS'),
      {
        title: 'a code that nobody issued',
        refusal: codeRefused(profile, 'Cannot decrypt the authorization code'),
        ask: () => post(codeForm),
      },
      {
        title: 'a refresh token that nobody issued',
        refusal: refreshTokenRefused(profile, 'Cannot decrypt the refresh token'),
        ask: () => post(refreshForm),
      },
      {
        title: 'S96 client_credentials with an unknown scope',
        refusal: scopeRefused('club'),
        ask: () => post({ ...clientForm, scope: 'clubs club' }),
      },
      {
        title: 'S96 client_credentials with a scope of another dialect',
        refusal: scopeRefused('iracing.profile'),
        ask: () => post({ ...clientForm, scope: 'iracing.profile' }),
      },
      {
        title: 'S71 a bad percent-encoding',
        refusal: parameterRefused('code'),
        ask: () => postText('code=%zz'),
      },
      {
        title: 'S71 bytes that are not UTF-8',
        refusal: parameterRefused('code'),
        ask: () => postText('code=%ff%fe'),
      },
      {
        title: 'S71 more than 64 parameters',
        refusal: noted(/more than 64 parameters/),
        ask: () => postText(Array.from({ length: 65 }, (_, index) => `p${index}=1`).join('&')),
      },
      { title: 'S70 an empty body', refusal: grantRefused, ask: () => postText('') },
      {
        title: 'S218 a body of hostile names',
        refusal: grantRefused,
        ask: () => postText('__proto__=1&constructor=2&grant_type[]=3&hasOwnProperty=4'),
      },
      ...['client_secret', 'code', 'refresh_token'].map((name): Row => ({
        title: `S65 ${name} in the URL`,
        refusal: noted(/belong in the body/),
        ask: () =>
          service.send(`${trackmaniaTokenPath}?${name}=x`, {
            form: clientForm as Record<string, string>,
          }),
      })),
      {
        title: 'S70 JSON for a code',
        refusal: parameterRefused('grant_type'),
        ask: () => postJson(codeForm),
      },
      {
        title: 'S70 JSON for a refresh',
        refusal: parameterRefused('grant_type'),
        ask: () => postJson(refreshForm),
      },
      {
        title: 'S58 JSON with a wrong secret',
        refusal: clientRefused,
        ask: () => postJson({ ...clientForm, ...secretWrong }),
      },
      {
        title: 'S71 JSON whose scope is an array',
        refusal: parameterRefused('scope'),
        ask: () => postJson({ ...clientForm, scope: ['clubs'] }),
      },
      {
        title: 'S71 JSON whose secret is a number',
        refusal: parameterRefused('client_secret'),
        ask: () => postJson({ ...clientForm, client_secret: 7 }),
      },
      ...['', '{', 'null', '7', '"x"', '[]', '[{"grant_type":"client_credentials"}]'].map(
        (body): Row => ({
          title: `S70 the JSON body ${body === '' ? 'of no bytes' : body}`,
          refusal: { status: 400, error: 'invalid_request', hint: /form-encoded/ },
          ask: () => postJson(body),
        }),
      ),
    ];

    for (const { title, refusal, ask } of rows) {
      it(`TM 5.5 refuses ${title} with ${refusal.status} ${refusal.error}`, async () => {
        const answer = await ask();
        assertRefused(answer, profile, refusal);
        assert.equal(answer.header('www-authenticate'), undefined);
        // S219: nothing that was presented comes back.
        assert.ok(!answer.body.includes(keeper.client_secret));
      });
    }

    it('TM 5.2 S73 answers a code with exactly four members, and headers that forbid storing', async () => {
      const answer = await exchangeTrackmaniaCode(service, keeper, await code(trackmaniaScopes));
      assert.equal(answer.status, 200, answer.body);
      const body = answer.json();
      const members = ['access_token', 'expires_in', 'refresh_token', 'token_type'];
      assert.deepEqual(Object.keys(body).sort(), members);
      assert.equal(body['token_type'], 'Bearer');
      assert.equal(body['expires_in'], 3600);
      assert.match(String(body['refresh_token']), /^def50200[0-9a-f]{836}$/);
      assert.equal(answer.header('content-type')?.toLowerCase(), 'application/json; charset=utf-8');
      assert.equal(answer.header('pragma'), 'no-cache');
      assert.equal(answer.header('www-authenticate'), undefined);
      assertUnstorable(answer);
    });

    it('TM 5.2 S77 answers a refresh in the same way, with new tokens of the same scopes', async () => {
      const first = await tokens('clubs read_favorite');
      const answer = await refreshTrackmania(service, keeper, first.refresh_token);
      const next = trackmaniaTokensOf(answer);
      assert.deepEqual(Object.keys(next).sort(), Object.keys(first).sort());
      assert.notEqual(next.refresh_token, first.refresh_token);
      assert.equal(next.expires_in, 3600);
      assert.equal(answer.header('pragma'), 'no-cache');
      assertUnstorable(answer);
      const claims = [first, next].map(({ access_token }) => decodeJwt(access_token).claims);
      assert.deepEqual(claims[1]?.['scopes'], ['clubs', 'read_favorite']);
      assert.equal(claims[1]?.['sub'], claims[0]?.['sub']);
      assert.notEqual(claims[1]?.['jti'], claims[0]?.['jti']);
    });

    it('TM 5.2 S95 answers client_credentials without a refresh token, from a form and from JSON', async () => {
      const answers = [
        await post(clientForm),
        await postJson(clientForm),
        await postJson(clientForm, { 'content-type': 'application/json; charset=utf-8' }),
        await postJson({ ...clientForm, scope: 'clubs' }),
      ];
      for (const answer of answers) {
        assert.equal(answer.status, 200, answer.body);
        const body = answer.json();
        assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'token_type']);
        assert.equal(body['token_type'], 'Bearer');
        assert.equal(body['expires_in'], 3600);
        assertUnstorable(answer);
      }
    });

    it('TM 5.4 S111 S116 a member’s token is an RS256 JWT with seven claims and no issuer', async () => {
      const { access_token } = await tokens('clubs write_favorite');
      assert.equal(access_token.split('.').length, 3);
      const { header, claims } = decodeJwt(access_token);
      assert.equal(header['alg'], 'RS256');
      assert.equal(header['typ'], 'at+jwt');
      assert.match(String(header['kid']), /\S/);
      const now = await service.advance(0);
      const { jti, ...others } = claims;
      assert.match(String(jti), /^[0-9a-f]{80}$/);
      assert.deepEqual(others, {
        aud: keeper.client_id,
        iat: now,
        nbf: now,
        exp: now + 3600,
        sub: member.account_id,
        scopes: ['clubs', 'write_favorite'],
      });
      const bare = decodeJwt((await tokens()).access_token);
      assert.deepEqual(bare.claims['scopes'], []);
    });

    it('TM 5.4 S95 S97 the subject of a client’s own token is no account', async () => {
      const own = trackmaniaTokensOf(await post({ ...clientForm, scope: 'clubs' }));
      const { header, claims } = decodeJwt(own.access_token);
      assert.equal(header['alg'], 'RS256');
      const now = await service.advance(0);
      const { jti, ...others } = claims;
      assert.match(String(jti), /^[0-9a-f]{80}$/);
      assert.deepEqual(others, {
        aud: keeper.client_id,
        iat: now,
        nbf: now,
        exp: now + 3600,
        sub: profile === 'league-8' ? '' : keeper.client_id,
        scopes: ['clubs'],
      });
    });

    it('TM 5.4 S112 S113 a token with another signature, algorithm or subject is refused', async () => {
      const { access_token } = await tokens(trackmaniaScopes);
      const [header = '', body = '', signature = ''] = access_token.split('.');
      const { claims } = decodeJwt(access_token);
      const changed = encodePart({ ...claims, sub: memberOf(service, 1).account_id });
      const none = encodePart({ alg: 'none', typ: 'at+jwt' });
      const symmetric = encodePart({ ...decodeJwt(access_token).header, alg: 'HS256' });
      for (const token of [
        `${header}.${changed}.${signature}`,
        `${none}.${body}.`,
        `${none}.${body}.${signature}`,
        `${symmetric}.${body}.${signature}`,
        `${header}.${body}`,
        `${header}.${body}.${signature.slice(0, -4)}`,
        `${access_token}.x`,
        body,
      ]) {
        const answer = await getUser(service, token);
        assertTokenRefused(answer, profile, 'Access token could not be verified');
      }
      assert.equal((await getUser(service, access_token)).status, 200);
    });

    it('TM 5 S57 S59 takes the credentials from an Authorization header instead of the body', async () => {
      const authorization = basicOf(keeper);
      const basic = { authorization };
      const grant_type = 'client_credentials';
      trackmaniaTokensOf(await post({ grant_type }, basic));
      trackmaniaTokensOf(await post({ grant_type, client_id: keeper.client_id }, basic));
      trackmaniaTokensOf(
        await post({ grant_type }, { authorization: `basic ${authorization.slice(6)}` }),
      );
      trackmaniaTokensOf(await postJson({ grant_type }, basic));
      const form = { grant_type: 'authorization_code', code: await code(), redirect_uri };
      const { refresh_token } = trackmaniaTokensOf(await post(form, basic));
      trackmaniaTokensOf(await post({ grant_type: 'refresh_token', refresh_token }, basic));
    });

    it('TM 5 S57 refuses a client that presents itself in the header and in the body', async () => {
      const headers = { authorization: basicOf(keeper) };
      for (const secret of [keeper.client_secret, '0'.repeat(40), '']) {
        const form = { ...clientForm, client_secret: secret };
        for (const answer of [await post(form, headers), await postJson(form, headers)]) {
          assertRefused(answer, profile, noted(/client_secret in the body and in the header/));
        }
      }
    });

    it('TM 5 S57 refuses a client in the body that is not the one of the header', async () => {
      const headers = { authorization: basicOf(keeper) };
      const form = { grant_type: 'client_credentials', client_id: other.client_id };
      for (const answer of [await post(form, headers), await postJson(form, headers)]) {
        assertRefused(answer, profile, noted(/client_id in the body is not the one in the header/));
      }
    });

    it('TM 5.5 S58 S59 answers bad Basic credentials with 401 and a challenge', async () => {
      const raw = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
      const { client_id, client_secret } = keeper;
      for (const authorization of [
        raw(`${client_id}:${'0'.repeat(40)}`),
        raw(`${client_id}:`),
        raw(`0123456789abcdef0123:${client_secret}`),
        raw(client_id + client_secret),
        raw(`:${client_secret}`),
        raw(`${client_id}:%zz`),
        'Basic',
        'Basic !!!',
        `Bearer ${client_secret}`,
      ]) {
        const answer = await post({ grant_type: 'client_credentials' }, { authorization });
        assertRefused(answer, profile, clientRefused);
        assert.equal(answer.header('www-authenticate'), 'Basic realm="OAuth"');
      }
    });

    it('TM 5.5 S40 refuses a code after its life, and takes it up to then', async () => {
      const [early, late] = [await code(), await code()];
      await service.advance(59);
      trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, early));
      await service.advance(2);
      const answer = await exchangeTrackmaniaCode(service, keeper, late);
      assertRefused(answer, profile, codeRefused(profile, 'Authorization code has expired'));
    });

    it('TM 5.5 S41 refuses a code of another client, and leaves it good for its own', async () => {
      const own = await code();
      assertRefused(await exchangeTrackmaniaCode(service, other, own), profile, {
        status: 400,
        error: 'invalid_request',
        hint: 'Authorization code was not issued to this client',
      });
      const asPublic = await exchangeTrackmaniaCode(service, open, own);
      assert.equal(asPublic.status, 400);
      const wrong = await exchangeTrackmaniaCode(service, keeper, own, secretWrong);
      assertRefused(wrong, profile, clientRefused);
      trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, own));
    });

    it('TM 5.5 S25 refuses another registered redirect URI, an unregistered one, and another spelling', async () => {
      const own = await code();
      const exchange = (uri: string) =>
        exchangeTrackmaniaCode(service, keeper, own, { redirect_uri: uri });
      const hint = 'Invalid redirect URI';
      assertRefused(await exchange(otherRedirectUri), profile, {
        status: 400,
        error: 'invalid_request',
        hint,
      });
      for (const uri of ['https://evil.example/', `${redirect_uri}/`, redirect_uri.toUpperCase()]) {
        assertRefused(await exchange(uri), profile, clientRefused);
      }
      trackmaniaTokensOf(await exchange(redirect_uri));
    });

    it('TM 5.5 S43 a code used again after 9 s is refused, and the session lives', async () => {
      const own = await code();
      const first = trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, own));
      assertRefused(await exchangeTrackmaniaCode(service, keeper, own), profile, revokedCode);
      await service.advance(9);
      assertRefused(await exchangeTrackmaniaCode(service, keeper, own), profile, revokedCode);
      assert.equal((await getUser(service, first.access_token)).status, 200);
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, first.refresh_token));
    });

    it('TM 5.5 S44 a code used again after 11 s is refused, and ends the session at once', async () => {
      const own = await code();
      const first = trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, own));
      await service.advance(11);
      assertRefused(await exchangeTrackmaniaCode(service, keeper, own), profile, revokedCode);
      const user = await getUser(service, first.access_token);
      assertTokenRefused(user, profile, 'Access token has been revoked');
      const refreshed = await refreshTrackmania(service, keeper, first.refresh_token);
      assertRefused(refreshed, profile, revokedToken);
      await waitForEvent(service, 'authorization_code_reused', keeper.client_id);
    });

    it('TM 5.5 S45 a spent code in the hands of others ends nothing, however late', async () => {
      const own = await code();
      const first = trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, own));
      await service.advance(11);
      assert.equal((await exchangeTrackmaniaCode(service, other, own)).status, 400);
      assert.equal((await exchangeTrackmaniaCode(service, keeper, own, secretWrong)).status, 401);
      const elsewhere = { redirect_uri: otherRedirectUri };
      assert.equal((await exchangeTrackmaniaCode(service, keeper, own, elsewhere)).status, 400);
      const code_verifier = 'v'.repeat(43);
      const verified = await exchangeTrackmaniaCode(service, keeper, own, { code_verifier });
      assert.equal(verified.status, 400);
      assert.equal((await getUser(service, first.access_token)).status, 200);
    });

    it('TM 5.3 S77 a refresh spends its token and ends the old access token at once', async () => {
      const first = await tokens();
      assert.equal((await getUser(service, first.access_token)).status, 200);
      const next = trackmaniaTokensOf(
        await refreshTrackmania(service, keeper, first.refresh_token),
      );
      const old = await getUser(service, first.access_token);
      assertTokenRefused(old, profile, 'Access token has been revoked');
      assert.equal((await getUser(service, next.access_token)).status, 200);
      const again = await refreshTrackmania(service, keeper, first.refresh_token);
      assertRefused(again, profile, revokedToken);
      assert.equal((await getUser(service, next.access_token)).status, 200);
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, next.refresh_token));
    });

    it('TM 5.3 S82 a refresh token used again after 11 s is refused, and ends the session at once', async () => {
      const first = await tokens();
      const next = trackmaniaTokensOf(
        await refreshTrackmania(service, keeper, first.refresh_token),
      );
      await service.advance(11);
      const again = await refreshTrackmania(service, keeper, first.refresh_token);
      assertRefused(again, profile, revokedToken);
      const user = await getUser(service, next.access_token);
      assertTokenRefused(user, profile, 'Access token has been revoked');
      const refreshed = await refreshTrackmania(service, keeper, next.refresh_token);
      assertRefused(refreshed, profile, revokedToken);
      await waitForEvent(service, 'refresh_token_reused', keeper.client_id);
    });

    it('TM 5.5 S78 refuses a refresh token of another client, and leaves it good for its own', async () => {
      const first = await tokens();
      const foreign = await refreshTrackmania(service, other, first.refresh_token);
      assertRefused(
        foreign,
        profile,
        refreshTokenRefused(profile, 'Token is not linked to client'),
      );
      const wrong = await refreshTrackmania(service, keeper, first.refresh_token, secretWrong);
      assertRefused(wrong, profile, clientRefused);
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, first.refresh_token));
    });

    it('TM 5.5 an access token or a code is no refresh token, and neither of the tokens a code', async () => {
      const first = await tokens();
      const unreadable = refreshTokenRefused(profile, 'Cannot decrypt the refresh token');
      for (const value of [first.access_token, await code()]) {
        assertRefused(await refreshTrackmania(service, keeper, value), profile, unreadable);
      }
      for (const value of [first.access_token, first.refresh_token ?? '']) {
        const answer = await exchangeTrackmaniaCode(service, keeper, value);
        const hint = 'Cannot decrypt the authorization code';
        assertRefused(answer, profile, codeRefused(profile, hint));
      }
      assert.equal((await getUser(service, first.access_token)).status, 200);
    });

    it('TM 5.5 S88 refuses more scope than was granted, and does not spend the token', async () => {
      const first = await tokens('clubs');
      const wider = [
        ['clubs read_favorite', 'read_favorite'],
        ['write_favorite', 'write_favorite'],
        ['clubs podium', 'podium'],
      ] as const;
      for (const [scope, named] of wider) {
        const answer = await refreshTrackmania(service, keeper, first.refresh_token, { scope });
        assertRefused(answer, profile, scopeRefused(named));
      }
      assert.equal((await getUser(service, first.access_token)).status, 200);
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, first.refresh_token));
    });

    it('TM 5.1 S89 a narrower scope narrows the access token, and what was granted stays', async () => {
      const first = await tokens('clubs read_favorite');
      const narrow = trackmaniaTokensOf(
        await refreshTrackmania(service, keeper, first.refresh_token, { scope: 'clubs' }),
      );
      assert.deepEqual(decodeJwt(narrow.access_token).claims['scopes'], ['clubs']);
      const path = '/api/user/maps/favorite';
      assert.equal((await sendWithToken(service, path, narrow.access_token)).status, 403);
      const wide = trackmaniaTokensOf(
        await refreshTrackmania(service, keeper, narrow.refresh_token),
      );
      const { claims } = decodeJwt(wide.access_token);
      assert.deepEqual(claims['scopes'], ['clubs', 'read_favorite']);
    });

    it('TM 5.3 an access token lives an hour to the second, and is then not verified', async () => {
      const first = await tokens();
      const own = trackmaniaTokensOf(await requestClientToken(service, keeper));
      const names = `/api/display-names?accountId[]=${member.account_id}`;
      const statuses = async (): Promise<number[]> => [
        (await getUser(service, first.access_token)).status,
        (await sendWithToken(service, names, own.access_token)).status,
      ];
      await service.advance(3599);
      assert.deepEqual(await statuses(), [200, 200]);
      await service.advance(1);
      assert.deepEqual(await statuses(), [401, 401]);
      const expired = await getUser(service, first.access_token);
      assertTokenRefused(expired, profile, 'Access token could not be verified');
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, first.refresh_token));
    });

    it('TM 5.3 S84 a refresh token lives thirty days from its own issue, to the second', async () => {
      const month = 2_592_000;
      const [first, idle] = [await tokens(), await tokens()];
      await service.advance(month - 1);
      const next = trackmaniaTokensOf(
        await refreshTrackmania(service, keeper, first.refresh_token),
      );
      await service.advance(1);
      const expired = await refreshTrackmania(service, keeper, idle.refresh_token);
      assertRefused(expired, profile, refreshTokenRefused(profile, 'Token has expired'));
      await service.advance(month - 2);
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, next.refresh_token));
    });

    it('TM 5.3 S84 no refresh moves the end of a session beyond a year, and lifetimes are cut to it', async () => {
      const signedIn = await createSignedInBrowser(service, member);
      let current = await obtainTrackmaniaTokens(service, signedIn, keeper);
      const refreshed = async () =>
        trackmaniaTokensOf(await refreshTrackmania(service, keeper, current.refresh_token));
      const year = 31_536_000;
      const stride = 2_500_000;
      let age = 0;
      for (; age + stride < year; age += stride) {
        await service.advance(stride);
        current = await refreshed();
        assert.equal(current.expires_in, 3600);
      }
      await service.advance(year - age - 1000);
      current = await refreshed();
      assert.equal(current.expires_in, 1000);
      await service.advance(1000);
      assert.equal((await getUser(service, current.access_token)).status, 401);
      const late = await refreshTrackmania(service, keeper, current.refresh_token);
      assertRefused(late, profile, refreshTokenRefused(profile, 'Token has expired'));
    });

    it('TM 5.5 S90 a member who ends the access on the account page ends both tokens at once', async () => {
      const signedIn = await createSignedInBrowser(service, member);
      const first = await obtainTrackmaniaTokens(service, signedIn, keeper);
      const account = await signedIn.open('/account');
      const end = account.forms.find(
        ({ action, hidden }) =>
          action === '/account/end-access' && hidden['client_id'] === keeper.client_id,
      );
      assert.ok(end !== undefined);
      assert.equal((await getUser(service, first.access_token)).status, 200);
      await signedIn.submit(end);
      const user = await getUser(service, first.access_token);
      assertTokenRefused(user, profile, 'Access token has been revoked');
      const refreshed = await refreshTrackmania(service, keeper, first.refresh_token);
      assertRefused(refreshed, profile, revokedToken);
      // Access is ended, not forbidden: the app may come back.
      assert.ok(await obtainTrackmaniaTokens(service, signedIn, keeper));
    });

    it('S49 a code dies with the consent that it stands on', async () => {
      const signedIn = await createSignedInBrowser(service, memberOf(service, 1));
      const own = await obtainTrackmaniaCode(signedIn, keeper);
      const account = await signedIn.open('/account');
      const forget = account.forms.find(({ action }) => action === '/account/forget');
      assert.ok(forget !== undefined);
      await signedIn.submit(forget);
      assertRefused(await exchangeTrackmaniaCode(service, keeper, own), profile, revokedCode);
    });

    it('TM 3 S69 S90 a disabled client gets nothing, and its tokens end within a second', async () => {
      const client = await registerTrackmaniaClient(service, [redirect_uri]);
      const signedIn = await createSignedInBrowser(service, member);
      const own = trackmaniaTokensOf(await requestClientToken(service, client));
      const first = await obtainTrackmaniaTokens(service, signedIn, client);
      const names = `/api/display-names?accountId[]=${member.account_id}`;
      assert.equal((await sendWithToken(service, names, own.access_token)).status, 200);
      await service.query("UPDATE client SET state = 'disabled' WHERE client_id = $1", [
        client.client_id,
      ]);
      await service.advance(1);
      assertRefused(await requestClientToken(service, client), profile, clientRefused);
      const refreshed = await refreshTrackmania(service, client, first.refresh_token);
      assertRefused(refreshed, profile, clientRefused);
      for (const { access_token } of [own, first]) {
        const answer = await sendWithToken(service, names, access_token);
        assertTokenRefused(answer, profile, 'Access token has been revoked');
      }
    });

    it('TM 5 S70 answers other methods with 405, other types with 400 and over 64 KiB with 413', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = await service.send(trackmaniaTokenPath, { method });
        assert.equal(answer.status, 405, method);
        assert.equal(answer.header('allow'), 'POST');
        assert.equal(answer.json()['error'], 'invalid_request');
      }
      const body = new URLSearchParams(clientForm as never).toString();
      for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml']) {
        const headers = { 'content-type': type };
        const answer = await service.send(trackmaniaTokenPath, { body, headers });
        assert.equal(answer.status, 400, type);
        assert.equal(answer.json()['error'], 'invalid_request');
        assert.equal('message' in answer.json(), profile === 'league-8');
      }
      for (const type of [formType, 'application/json']) {
        const headers = { 'content-type': type };
        const large = { body: `{"x":"${'x'.repeat(65_536)}"}`, headers };
        assert.equal((await service.send(trackmaniaTokenPath, large)).status, 413);
      }
    });

    it('TM 5 S75 no origin is allowed to read the endpoint', async () => {
      for (const origin of ['http://127.0.0.1:7482', 'https://garage.example', 'null']) {
        const answer = await post(clientForm, { origin });
        assert.equal(answer.header('access-control-allow-origin'), undefined);
      }
    });

    it('S58 a masked secret is refused like any wrong one, and the log line says what it looks like', async () => {
      const keeper = keeperOf(service);
      const masked = mask(keeper.client_secret, keeper.client_id);
      const answer = await requestClientToken(service, { ...keeper, client_secret: masked });
      assertRefused(answer, profile, clientRefused);
      const words = /looks masked[^\n]*send it as it is/;
      for (let tries = 0; tries < 200 && !words.test(service.output()); tries += 1) await sleep(10);
      assert.match(service.output(), words);
      for (const secret of [masked, keeper.client_secret]) {
        assert.ok(!service.output().includes(secret));
      }
    });

    it('TM 5.5 S210 too many wrong secrets from one address are answered 429 with Retry-After', async () => {
      const strict = await startService({
        environment: {
          PITPASS_TRACKMANIA_ERROR_PROFILE: profile,
          PITPASS_CLIENT_AUTHENTICATION_FAILURES_PER_MINUTE: '2',
        },
      });
      await strict.setClock(await strict.advance(0));
      const client = keeperOf(strict);
      for (let failure = 0; failure < 2; failure += 1) {
        const answer = await requestClientToken(strict, client, secretWrong);
        assertRefused(answer, profile, clientRefused);
      }
      const answer = await requestClientToken(strict, client, secretWrong);
      const hint = /wait \d+ seconds/;
      assertRefused(answer, profile, { status: 429, error: 'invalid_client', hint });
      assert.match(answer.header('retry-after') ?? '', /^\d+$/);
      trackmaniaTokensOf(await requestClientToken(strict, client));
      await strict.advance(60);
      assertRefused(await requestClientToken(strict, client, secretWrong), profile, clientRefused);
      await strict.stop();
    });

    it('TM 5 S76 any body is answered, and never with a fault or a token', async () => {
      const piece = fc.oneof(
        fc.string({ maxLength: 200, unit: 'binary' }),
        fc.constantFrom(
          'grant_type=authorization_code',
          'grant_type=refresh_token',
          'grant_type=client_credentials',
          `client_id=${keeper.client_id}`,
          'client_secret=x',
          'code=def50200',
          'refresh_token=def50200',
          'redirect_uri=x',
          'scope=%00',
          '{"grant_type":"client_credentials","client_id":null}',
        ),
      );
      const bodies = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('&'));
      const types = fc.constantFrom(formType, 'application/json', 'text/plain');
      await fc.assert(
        fc.asyncProperty(bodies, types, async (body, type) => {
          const headers = { 'content-type': type };
          const answer = await service.send(trackmaniaTokenPath, { body, headers });
          assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
          assert.equal(typeof answer.json()['error'], 'string');
        }),
        { numRuns: 200 },
      );
      assert.doesNotMatch(service.output(), /internal error/);
    });

    it('TM 5.3 S85 a power cut brings no spent token back, and loses none that was answered', async () => {
      const signedIn = await createSignedInBrowser(service, member);
      const own = await obtainTrackmaniaCode(signedIn, keeper);
      const first = trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, own));
      const next = trackmaniaTokensOf(
        await refreshTrackmania(service, keeper, first.refresh_token),
      );
      const now = await service.advance(0);
      await service.kill();
      await service.start();
      await service.setClock(now);
      assertRefused(await exchangeTrackmaniaCode(service, keeper, own), profile, revokedCode);
      const spent = await refreshTrackmania(service, keeper, first.refresh_token);
      assertRefused(spent, profile, revokedToken);
      const user = await getUser(service, first.access_token);
      assertTokenRefused(user, profile, 'Access token has been revoked');
      assert.equal((await getUser(service, next.access_token)).status, 200);
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, next.refresh_token));
    });

    it('TM 5.5 S47 a fault of the service’s own is 500 server_error with no cause in it', async () => {
      const signedIn = await createSignedInBrowser(service, member);
      const own = await obtainTrackmaniaCode(signedIn, keeper);
      await service.query('ALTER TABLE refresh_token RENAME TO mislaid');
      const answer = await exchangeTrackmaniaCode(service, keeper, own);
      await service.query('ALTER TABLE mislaid RENAME TO refresh_token');
      assert.equal(answer.status, 500, answer.body);
      assertUnstorable(answer);
      const message = { message: fault.error_description };
      assert.deepEqual(answer.json(), { ...fault, ...(profile === 'league-8' && message) });
      // S47: nothing of it was kept, so the same request succeeds.
      trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, own));
    });
  });
}
