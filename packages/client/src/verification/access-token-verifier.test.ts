import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';

import { isClientError } from '../errors.ts';
import type { AccessTokenRefusal } from './access-token-invalid.ts';
import { createAccessTokenVerifier } from './access-token-verifier.ts';
import type { VerifierOptions } from './verification-rules.ts';

const issuer = 'https://auth.example/oauth2';
const jwksUrl = `${issuer}/jwks.json`;
const now = 1_790_000_000;
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

type Json = Record<string, unknown>;

const encode = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');

function toHalf(bytes: Uint8Array, half: 'low' | 'high'): Uint8Array {
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).toString('hex')}`);
  if (s <= order / 2n === (half === 'low')) return bytes;
  const other = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  return Buffer.concat([bytes.subarray(0, 32), other]);
}

async function makeKey(kid: string, alg: 'ES256' | 'RS256') {
  const parameters =
    alg === 'ES256'
      ? { name: 'ECDSA', namedCurve: 'P-256' }
      : {
          name: 'RSASSA-PKCS1-v1_5',
          hash: 'SHA-256',
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        };
  const pair = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const { key_ops: _ops, ext: _ext, ...members } = jwk;
  const signRaw = async (input: string, half: 'low' | 'high' = 'low') => {
    const bytes = new Uint8Array(
      await crypto.subtle.sign(
        alg === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : parameters,
        pair.privateKey,
        new TextEncoder().encode(input),
      ),
    );
    return alg === 'ES256' ? toHalf(bytes, half) : bytes;
  };
  return { kid, alg, publicJwk: { ...members, kid, alg, use: 'sig' } as Json, signRaw };
}

const ec = await makeKey('ec-1', 'ES256');
const rsa = await makeKey('rsa-1', 'RS256');
const other = await makeKey('ec-1', 'ES256');
type Key = typeof ec;

const goodHeader = { kid: 'ec-1', alg: 'ES256', jku: jwksUrl, typ: 'at+jwt' };
const goodClaims = {
  session_id: '2f0a6a2e-0c0e-4a52-9c55-3a1d5a7b1c10',
  iss: issuer,
  exp: now + 600,
  iat: now,
  auth_time: now - 10,
  aud: ['my-client', 'oauth-api', 'data-server'],
  sub: 'subject',
  client_id: 'my-client',
  jti: '6a2c1a7e-7f0e-4a6f-9a41-0d2a7e8f4c22',
  scope: 'iracing.auth iracing.profile',
  iracing_env: null,
  iracing_cust_id: 100_001,
  iracing_group_ids: null,
};

async function signTexts(header: string, claims: string, key: Key = ec) {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${encode(await key.signRaw(input))}`;
}
const sign = (header: Json = {}, claims: Json = {}, key: Key = ec) =>
  signTexts(
    JSON.stringify({ ...goodHeader, ...header }),
    JSON.stringify({ ...goodClaims, ...claims }),
    key,
  );

/** An issuer that counts how often its keys were fetched. */
function createIssuer(keys: readonly Json[] = [ec.publicJwk, rsa.publicJwk]) {
  const state = {
    keys,
    fetches: [] as string[],
    headers: { 'cache-control': 'public, max-age=300' } as Readonly<Record<string, string>>,
    now,
    answer: undefined as (() => Promise<Response>) | undefined,
  };
  const fetch: typeof globalThis.fetch = async (input) => {
    state.fetches.push(String(input));
    // An answer takes time, so that callers meet.
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (state.answer !== undefined) return state.answer();
    return Response.json({ keys: state.keys }, { headers: state.headers });
  };
  const make = (options: VerifierOptions = {}) =>
    createAccessTokenVerifier({
      issuerUrl: issuer,
      client_id: 'my-client',
      fetch,
      clock: () => state.now,
      ...options,
    });
  return { state, make };
}

async function refusalOf(promise: Promise<unknown>): Promise<AccessTokenRefusal> {
  const error = await promise.then(
    () => assert.fail('the token was accepted'),
    (thrown: unknown) => thrown,
  );
  assert.ok(isClientError(error, 'access_token_invalid'), String(error));
  return error.reason;
}

describe('createAccessTokenVerifier', () => {
  it('S111 answers the claims of a good token, by ES256 and by RS256', async () => {
    const { make, state } = createIssuer();
    const verifier = make();
    assert.deepEqual(await verifier.verify(await sign()), goodClaims);
    const byRsa = await sign({ kid: 'rsa-1', alg: 'RS256' }, {}, rsa);
    assert.equal((await verifier.verify(byRsa)).jti, goodClaims.jti);
    assert.deepEqual(state.fetches, [jwksUrl]);
  });

  it('keeps claims that it does not know, and says null for those that are left out', async () => {
    const { session_id: _, sub: _sub, scope: _scope, ...fewer } = goodClaims;
    const token = await signTexts(
      JSON.stringify({ ...goodHeader, jku: undefined, typ: 'application/AT+JWT' }),
      JSON.stringify({ ...fewer, aud: ['my-client', 'oauth-api'], new_claim: { kept: true } }),
    );
    const claims = await createIssuer().make().verify(token);
    assert.deepEqual(claims['new_claim'], { kept: true });
    assert.deepEqual([claims.session_id, claims.sub, claims.scope], [null, null, null]);
  });

  it('takes production for the issuer, and one audience without a list', async () => {
    const { make, state } = createIssuer();
    const production = 'https://oauth.iracing.com/oauth2';
    const verifier = createAccessTokenVerifier({
      audience: 'data-server',
      clock: () => now,
      fetch: (url) => {
        state.fetches.push(String(url));
        return Promise.resolve(Response.json({ keys: [ec.publicJwk] }));
      },
    });
    const token = await sign({ jku: undefined }, { iss: production, aud: 'data-server' });
    assert.deepEqual((await verifier.verify(token)).aud, ['data-server']);
    assert.deepEqual(state.fetches, [`${production}/jwks.json`]);
    assert.equal(await refusalOf(make().verify(token)), 'issuer_wrong');
  });
});

describe('S110 every variant of a good token', () => {
  it('fails: cut or longer by a character anywhere near a dot or its end', async () => {
    const verifier = createIssuer().make();
    const token = await sign();
    const places = [0, token.length];
    for (const [index, character] of [...token].entries()) {
      if (character === '.') places.push(index, index + 1);
    }
    for (const place of places) {
      for (const added of ['A', '.', '=', ' ', '\n', '\t', '%', ',']) {
        await refusalOf(verifier.verify(token.slice(0, place) + added + token.slice(place)));
      }
      const cut = Math.min(place, token.length - 1);
      await refusalOf(verifier.verify(token.slice(0, cut) + token.slice(cut + 1)));
    }
  });

  it('fails: the other value of s, and other Base64 of the same signature bytes', async () => {
    const { make } = createIssuer();
    const verifier = make();
    const token = await sign();
    const end = token.lastIndexOf('.') + 1;
    const input = token.slice(0, end - 1);
    const high = toHalf(Buffer.from(token.slice(end), 'base64url'), 'high');
    const flipped = `${input}.${encode(high)}`;
    assert.equal(await refusalOf(verifier.verify(flipped)), 'signature_malformed');
    assert.ok(await make({ signatureForm: 'any' }).verify(flipped), 'it verifies where it may');

    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1] ?? '';
    const respelled = token.slice(0, -1) + last;
    assert.deepEqual(
      Buffer.from(respelled.slice(end), 'base64url'),
      Buffer.from(token.slice(end), 'base64url'),
    );
    for (const variant of [respelled, `${token}==`]) {
      assert.equal(await refusalOf(verifier.verify(variant)), 'signature_malformed');
    }
    const standard = token.replaceAll('-', '+').replaceAll('_', '/');
    if (standard !== token) await refusalOf(verifier.verify(standard));
  });
});

/** Refused for what stands in it, without asking the issuer for anything. */
const refusedUnfetched: readonly (readonly [
  name: string,
  reason: AccessTokenRefusal,
  make: () => Promise<string> | string,
])[] = [
  ['S113 alg none', 'algorithm_refused', () => sign({ alg: 'none' })],
  ['S113 alg None', 'algorithm_refused', () => sign({ alg: 'None' })],
  ['S113 no alg', 'algorithm_refused', () => sign({ alg: undefined })],
  ['S113 alg as a list', 'algorithm_refused', () => sign({ alg: ['ES256'] })],
  ['S113 alg of an object member', 'algorithm_refused', () => sign({ alg: 'constructor' })],
  [
    'S113 HS256 with the public key as the secret',
    'algorithm_refused',
    () => {
      const header = JSON.stringify({ ...goodHeader, alg: 'HS256' });
      const input = `${encode(header)}.${encode(JSON.stringify(goodClaims))}`;
      const secret = JSON.stringify(ec.publicJwk);
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    },
  ],
  ['S113 another jku', 'jku_foreign', () => sign({ jku: 'https://evil.example/jwks.json' })],
  ['S113 a jku of the issuer elsewhere', 'jku_foreign', () => sign({ jku: `${jwksUrl}?x=1` })],
  ['S113 jku null', 'jku_foreign', () => sign({ jku: null })],
  ['S113 an own jwk', 'header_with_key', () => sign({ jwk: other.publicJwk }, {}, other)],
  ['S113 x5u', 'header_with_key', () => sign({ x5u: 'https://evil.example/cert.pem' })],
  ['S113 x5c', 'header_with_key', () => sign({ x5c: [] })],
  ['S113 crit', 'header_critical', () => sign({ crit: ['exp'] })],
  ['S113 crit that is empty', 'header_critical', () => sign({ crit: [] })],
  ['S113 kid with a path', 'kid_malformed', () => sign({ kid: '../../ec-1' })],
  ['S113 kid with SQL', 'kid_malformed', () => sign({ kid: "ec-1' OR '1'='1" })],
  ['S113 kid that is empty', 'kid_malformed', () => sign({ kid: '' })],
  ['S113 kid that is too long', 'kid_malformed', () => sign({ kid: 'k'.repeat(257) })],
  ['S113 kid that is a number', 'kid_malformed', () => sign({ kid: 1 })],
  ['S113 no kid', 'kid_malformed', () => sign({ kid: undefined })],
  ['S113 more than 8 KiB', 'token_too_long', () => sign({}, { more: 'm'.repeat(6200) })],
  [
    'S113 a header member twice',
    'member_repeated',
    () => signTexts(`{"alg":"none",${JSON.stringify(goodHeader).slice(1)}`, '{}'),
  ],
  [
    'S113 a header member twice, once spelled with an escape',
    'member_repeated',
    () => signTexts(`{"\\u0061lg":"none",${JSON.stringify(goodHeader).slice(1)}`, '{}'),
  ],
  [
    'S113 a claim twice',
    'member_repeated',
    () => signTexts(JSON.stringify(goodHeader), `{"exp":1,${JSON.stringify(goodClaims).slice(1)}`),
  ],
  [
    'S113 a member twice in an object within a list within a claim',
    'member_repeated',
    () =>
      signTexts(
        JSON.stringify(goodHeader),
        `{"deep":[{"a":1,"b":{"a":1},"a":2}],${JSON.stringify(goodClaims).slice(1)}`,
      ),
  ],
  [
    'S113 a member twice behind a text with quotes and braces in it',
    'member_repeated',
    () =>
      signTexts(
        JSON.stringify(goodHeader),
        `{"said":"\\"}{\\\\","exp":1,${JSON.stringify(goodClaims).slice(1)}`,
      ),
  ],
  ['S112 an ID token (typ JWT)', 'type_wrong', () => sign({ typ: 'JWT' })],
  ['S112 a token without typ', 'type_wrong', () => sign({ typ: undefined })],
  ['S112 a logout token', 'type_wrong', () => sign({ typ: 'logout+jwt' })],
  ['S112 a DPoP proof', 'type_wrong', () => sign({ typ: 'dpop+jwt', jku: undefined })],
  ['S112 an authorization response', 'type_wrong', () => sign({ typ: 'oauth-authz-req+jwt' })],
  ['an empty text', 'token_malformed', () => ''],
  ['two parts', 'token_malformed', () => 'e30.e30'],
  ['an encrypted token', 'token_malformed', () => 'e30.e30.e30.e30.e30'],
  ['no signature', 'signature_malformed', async () => (await sign()).replace(/[^.]*$/, '')],
  [
    'S113 alg none without signature',
    'algorithm_refused',
    async () => (await sign({ alg: 'none' })).replace(/[^.]*$/, ''),
  ],
  ['a short signature', 'signature_malformed', async () => `${(await sign()).slice(0, -86)}AAAA`],
  ['a header that is a list', 'token_malformed', () => signTexts('[]', '{}')],
  ['claims that are a text', 'token_malformed', () => signTexts(JSON.stringify(goodHeader), '"x"')],
  ['claims that are null', 'token_malformed', () => signTexts(JSON.stringify(goodHeader), 'null')],
  [
    'claims behind a byte order mark',
    'token_malformed',
    () => signTexts(JSON.stringify(goodHeader), `\uFEFF${JSON.stringify(goodClaims)}`),
  ],
  [
    'claims that are no UTF-8',
    'token_malformed',
    async () => {
      const input = `${encode(JSON.stringify(goodHeader))}.${encode(Uint8Array.of(0x7b, 0xff, 0x7d))}`;
      return `${input}.${encode(await ec.signRaw(input))}`;
    },
  ],
  ['something that is no text', 'token_malformed', () => undefined as unknown as string],
];

describe('a token is refused without a network call', () => {
  for (const [name, reason, make] of refusedUnfetched) {
    it(name, async () => {
      const issuer = createIssuer();
      assert.equal(await refusalOf(issuer.make().verify(await make())), reason);
      assert.deepEqual(issuer.state.fetches, []);
    });
  }
});

/** Refused with the keys at hand. Tolerance is 10 seconds. */
const refusedVerified: readonly (readonly [
  name: string,
  reason: AccessTokenRefusal,
  claims: Json,
  options?: VerifierOptions,
])[] = [
  ['a token that has ended', 'expired', { exp: now - 10 }],
  ['a token issued in the future', 'not_yet_valid', { iat: now + 11 }],
  ['an auth_time in the future', 'not_yet_valid', { iat: now, auth_time: now + 11 }],
  ['an nbf in the future', 'not_yet_valid', { nbf: now + 11 }],
  ['an auth_time after iat', 'auth_time_after_iat', { iat: now - 5, auth_time: now - 4 }],
  ['another issuer', 'issuer_wrong', { iss: 'https://auth.example/oauth2/' }],
  ['another client', 'client_wrong', { client_id: 'other', aud: ['my-client', 'oauth-api'] }],
  ['S112 an audience without the service', 'audience_wrong', { aud: ['my-client'] }],
  ['S112 an audience without the client', 'audience_wrong', { aud: ['oauth-api'] }],
  [
    'S112 an audience that is only like the one asked for',
    'audience_wrong',
    { aud: ['data-server2', 'data'] },
    { audience: 'data-server' },
  ],
  ['one of two audiences', 'audience_wrong', { aud: ['a'] }, { audience: ['a', 'b'] }],
  ['no scope', 'scope_insufficient', { scope: null }, { scope: 'iracing.profile' }],
  [
    'a scope that begins alike',
    'scope_insufficient',
    { scope: 'iracing.profile2 iracing.auth' },
    { scope: 'iracing.profile' },
  ],
  ['another environment', 'environment_wrong', { iracing_env: 'test' }, { iracing_env: null }],
  ['no environment', 'environment_wrong', { iracing_env: null }, { iracing_env: 'test' }],
  ...(['iss', 'exp', 'iat', 'auth_time', 'aud', 'client_id', 'jti'] as const).map(
    (claim) =>
      [`S111 a token without ${claim}`, 'claims_malformed', { [claim]: undefined }] as const,
  ),
  ['exp as a text', 'claims_malformed', { exp: String(now + 600) }],
  ['exp that is not whole', 'claims_malformed', { exp: now + 0.5 }],
  ['exp that is huge', 'claims_malformed', { exp: 1e300 }],
  ['nbf as a text', 'claims_malformed', { nbf: '1' }],
  ['aud with a list in its list', 'claims_malformed', { aud: [['my-client', 'oauth-api']] }],
  ['scope as a list', 'claims_malformed', { scope: ['iracing.auth'] }],
  ['a customer number as a text', 'claims_malformed', { iracing_cust_id: '100001' }],
];

describe('a token with a good signature is refused', () => {
  for (const [name, reason, claims, options] of refusedVerified) {
    it(name, async () => {
      const token = await sign({}, claims);
      assert.equal(await refusalOf(createIssuer().make(options).verify(token)), reason);
    });
  }

  it('but not within the tolerance, nor for what was asked and is there', async () => {
    const verifier = createIssuer().make({
      audience: ['data-server', 'my-client'],
      scope: 'iracing.profile iracing.auth',
      iracing_env: null,
    });
    for (const claims of [
      { exp: now - 9 },
      { iat: now + 10, auth_time: now + 10 },
      { nbf: now + 10 },
      { auth_time: now },
    ]) {
      await verifier.verify(await sign({}, claims));
    }
  });

  it('book 13.4 in the order of the book: signature, times, issuer, client, audience, scope', async () => {
    const broken: Json = {};
    const verifier = createIssuer().make({ scope: 'wanted', iracing_env: 'wanted' });
    const reasons: AccessTokenRefusal[] = [];
    const steps: readonly Json[] = [
      { iracing_env: 'other' },
      { scope: 'other' },
      { aud: ['other'] },
      { client_id: 'other' },
      { iss: 'other' },
      { iat: now + 11 },
      { exp: now - 10 },
    ];
    for (const step of steps) {
      Object.assign(broken, step);
      const claims = { scope: 'wanted', ...broken };
      reasons.unshift(await refusalOf(verifier.verify(await sign({}, claims))));
    }
    reasons.unshift(await refusalOf(verifier.verify(await sign({}, broken, other))));
    assert.deepEqual(reasons, [
      'signature_wrong',
      'expired',
      'not_yet_valid',
      'issuer_wrong',
      'client_wrong',
      'audience_wrong',
      'scope_insufficient',
      'environment_wrong',
    ]);
  });

  it('tells nothing of the token', async () => {
    const token = await sign({}, { exp: 1, iss: 'canary-issuer' });
    const error = await createIssuer()
      .make()
      .verify(token)
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error);
    assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}`, /canary|eyJ/);
  });
});

describe('the key that a signature is verified with', () => {
  it('S113 has the algorithm that the token names: the key decides, and one of another kind is none', async () => {
    const { make } = createIssuer([
      { ...ec.publicJwk, kid: 'meant-for-other', alg: 'ES384' },
      { ...ec.publicJwk, kid: 'for-encryption', use: 'enc' },
      { ...ec.publicJwk, kid: 'for-signing', key_ops: ['sign'] },
      { kty: 'oct', k: encode('secret'), kid: 'secret', alg: 'HS256' },
      { ...ec.publicJwk, kid: 'off-the-curve', x: encode(new Uint8Array(32).fill(1)) },
      { ...rsa.publicJwk, kid: 'short', n: encode(new Uint8Array(128).fill(255)) },
      null as unknown as Json,
      rsa.publicJwk,
      { ...ec.publicJwk, alg: undefined, use: undefined },
    ]);
    const verifier = make();
    assert.ok(await verifier.verify(await sign()), 'the others did not take the good one away');
    for (const [kid, alg] of [
      ['meant-for-other', 'ES256'],
      ['for-encryption', 'ES256'],
      ['for-signing', 'ES256'],
      ['off-the-curve', 'ES256'],
      ['short', 'RS256'],
      ['ec-1', 'RS256'],
      ['rsa-1', 'ES256'],
    ] as const) {
      const token = await sign({ kid, alg }, {}, alg === 'RS256' ? rsa : ec);
      assert.equal(await refusalOf(verifier.verify(token)), 'key_unknown', kid);
    }
  });

  it('is fetched once for callers at the same moment', async () => {
    const { make, state } = createIssuer();
    const verifier = make();
    const token = await sign();
    await Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)));
    assert.equal(state.fetches.length, 1);
  });

  for (const [said, headers, life] of [
    ['as long as max-age says', { 'cache-control': 'public, max-age=900' }, 900],
    ['less what it has spent in a cache', { 'cache-control': 'max-age=900', age: '300' }, 600],
    ['at least a minute', { 'cache-control': 'max-age=0' }, 60],
    ['a minute when it may not be kept', { 'cache-control': 'no-store, max-age=900' }, 60],
    ['at most an hour', { 'cache-control': 'max-age=999999999' }, 3600],
    ['five minutes when nothing is said', {}, 300],
  ] as const) {
    it(`is kept ${said}`, async () => {
      const { make, state } = createIssuer();
      state.headers = headers;
      const verifier = make();
      const token = await sign({}, { exp: now + 10_000 });
      await verifier.verify(token);
      state.now = now + life - 1;
      await verifier.verify(token);
      assert.equal(state.fetches.length, 1);
      state.now = now + life;
      await verifier.verify(token);
      assert.equal(state.fetches.length, 2);
    });
  }

  it('is looked for again when its id is unknown, at most once a minute', async () => {
    const { make, state } = createIssuer([rsa.publicJwk]);
    const verifier = make();
    const rsaToken = await sign({ kid: 'rsa-1', alg: 'RS256' }, {}, rsa);
    await verifier.verify(rsaToken);
    const tokens = await Promise.all(['x-1', 'x-2', 'x-3'].map((kid) => sign({ kid })));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(
        tokens.map(async (token) =>
          assert.equal(await refusalOf(verifier.verify(token)), 'key_unknown'),
        ),
      );
    }
    assert.equal(state.fetches.length, 2);
    state.keys = [rsa.publicJwk, ec.publicJwk];
    state.now = now + 59;
    assert.equal(await refusalOf(verifier.verify(await sign())), 'key_unknown');
    state.now = now + 60;
    assert.ok(await verifier.verify(await sign()));
    assert.equal(state.fetches.length, 3);
  });

  it('is gone when the issuer has taken it back and the time of the set is over', async () => {
    const { make, state } = createIssuer();
    const verifier = make();
    await verifier.verify(await sign());
    state.keys = [rsa.publicJwk];
    state.now = now + 300;
    assert.equal(await refusalOf(verifier.verify(await sign())), 'key_unknown');
  });

  it('is fetched anew when the clock was set back', async () => {
    const { make, state } = createIssuer();
    const verifier = make();
    await verifier.verify(await sign());
    state.now = now - 5;
    await verifier.verify(await sign());
    assert.equal(state.fetches.length, 2);
  });
});

describe('trouble with the issuer', () => {
  for (const [name, code, answer] of [
    ['no connection', 'network_failure', () => Promise.reject(new TypeError('fetch failed'))],
    ['a 503', 'invalid_response', () => Promise.resolve(new Response('', { status: 503 }))],
    ['HTML', 'invalid_response', () => Promise.resolve(new Response('<p>'))],
    ['no keys', 'invalid_response', () => Promise.resolve(Response.json({ keys: {} }))],
    ['null', 'invalid_response', () => Promise.resolve(Response.json(null))],
    [
      'too many keys',
      'invalid_response',
      () => Promise.resolve(Response.json({ keys: Array.from({ length: 101 }, () => ({})) })),
    ],
    [
      'too long an answer',
      'invalid_response',
      () => Promise.resolve(new Response(' '.repeat(300_000))),
    ],
    [
      'a redirect',
      'invalid_response',
      () => Promise.resolve(Response.redirect('https://evil.example/jwks.json')),
    ],
    [
      'silence',
      'timeout',
      () => new Promise<Response>((_, reject) => setTimeout(() => reject(new Error()), 80)),
    ],
  ] as const) {
    it(`is told apart from a bad token: ${name}`, async () => {
      const { make, state } = createIssuer();
      state.answer = answer;
      const verifier = make({ requestTimeoutSeconds: 0.05 });
      const token = await sign();
      const failsAlike = (error: unknown) => isClientError(error, code);
      await Promise.all([
        assert.rejects(verifier.verify(token), failsAlike),
        assert.rejects(verifier.verify(token), failsAlike),
      ]);
      state.answer = undefined;
      state.now = now + 4;
      await assert.rejects(verifier.verify(token), failsAlike, 'it is not asked at once again');
      assert.equal(state.fetches.length, 1);
      state.now = now + 5;
      assert.ok(await verifier.verify(token));
    });
  }

  it('one caller may give up while another waits on', async () => {
    const { make } = createIssuer();
    const verifier = make();
    const token = await sign();
    const reason = new Error('given up');
    const controller = new AbortController();
    const given = verifier.verify(token, { signal: controller.signal });
    const waiting = verifier.verify(token);
    controller.abort(reason);
    await assert.rejects(given, reason);
    assert.ok(await waiting);
    await assert.rejects(verifier.verify(token, { signal: controller.signal }), reason);
  });
});

describe('the options of a verifier', () => {
  for (const [name, code, options] of [
    ['neither audience nor client', 'invalid_options', {}],
    ['an empty audience', 'invalid_options', { audience: '' }],
    ['a list of no audiences', 'invalid_options', { audience: [] }],
    ['an empty client_id', 'invalid_options', { client_id: ' ' }],
    ['a tolerance of an hour', 'invalid_options', { audience: 'a', clockToleranceSeconds: 3600 }],
    ['a negative tolerance', 'invalid_options', { audience: 'a', clockToleranceSeconds: -1 }],
    ['a scope that is a list', 'invalid_options', { audience: 'a', scope: ['x'] as never }],
    ['another form', 'invalid_options', { audience: 'a', signatureForm: 'high' as never }],
    ['plain http elsewhere', 'insecure_url', { audience: 'a', issuerUrl: 'http://auth.example' }],
    [
      'keys of another origin',
      'insecure_url',
      { audience: 'a', jwksUrl: 'https://keys.example/jwks.json' },
    ],
    [
      'keys of this computer for an issuer elsewhere',
      'insecure_url',
      { audience: 'a', jwksUrl: 'http://localhost:7480/oauth2/jwks.json' },
    ],
    ['keys with a query', 'invalid_options', { audience: 'a', jwksUrl: `${jwksUrl}?a=b` }],
    [
      'an issuer with a user',
      'invalid_options',
      { audience: 'a', issuerUrl: 'https://u@a.example' },
    ],
  ] as const) {
    it(`are refused: ${name}`, () => {
      assert.throws(
        () => createAccessTokenVerifier(options),
        (error) => isClientError(error, code),
      );
    });
  }

  it('may name another loopback address for an issuer on this computer', () => {
    createAccessTokenVerifier({
      audience: 'a',
      issuerUrl: 'http://localhost:7480/oauth2',
      jwksUrl: 'http://127.0.0.1:7481/keys',
    });
  });
});
