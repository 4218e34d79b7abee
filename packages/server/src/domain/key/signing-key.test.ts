import assert from 'node:assert/strict';
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';

import { createSeededRandom, iracingDialect, issuer, secretKey } from '../../../test/house.ts';
import type { AccessTokenClaims } from '../../../test/house.ts';
import { t0 } from '../../../test/store-contract/records.ts';
import { createSealer } from './sealing.ts';
import { signEs256 } from './es256-signature.ts';
import { openSigningKeys } from './signing-key.ts';
import { SigningKeyUnreadable } from './signing-key-record.ts';
import type { SigningKeyRecord, SigningKeyStore } from './signing-key-record.ts';

type KeyStoreFake = SigningKeyStore & { readonly records: SigningKeyRecord[] };

function createKeyStore(records: SigningKeyRecord[] = []): KeyStoreFake {
  return {
    records,
    listSigningKeys: async () => records,
    saveFirstSigningKey: async (record) => {
      if (records.length > 0) return false;
      records.push(record);
      return true;
    },
    saveNextSigningKey: async () => assert.fail('nothing is rotated here'),
    replaceSigningKeys: async () => assert.fail('nothing is replaced here'),
  };
}

const random = createSeededRandom('signing keys');
const sealer = createSealer(secretKey, 'signing keys', random);
const shared = { sealer, clock: () => t0, random, jku: `${issuer}/jwks.json` };
const keyStore = createKeyStore();
const keys = await openSigningKeys<AccessTokenClaims>(iracingDialect.accessTokens, {
  ...shared,
  keyStore,
});
const record = keyStore.records[0] ?? assert.fail('no key was made');
const privateJwk = JSON.parse(sealer.open(record.sealed_private_jwk, record.kid) ?? '');
const ownPrivateKey = createPrivateKey({ key: privateJwk, format: 'jwk' });

const claims: AccessTokenClaims = {
  session_id: 'session-1',
  iss: issuer,
  exp: t0 + 600,
  iat: t0,
  auth_time: t0 - 30,
  aud: ['client-1', 'oauth-api', 'data-server'],
  sub: 'member-1',
  client_id: 'client-1',
  jti: 'jti-1',
  scope: 'iracing.auth',
  iracing_env: null,
  iracing_cust_id: 1_000_001,
  iracing_group_ids: null,
};
const token = keys.sign(claims);
const verify = (presented: string, now = t0) => keys.verify(presented, issuer, now);

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const goodHeader = { alg: 'ES256', typ: 'at+jwt', kid: record.kid, jku: shared.jku };

/** A token put together by hand, signed with ES256 under a key. */
function forge(header: unknown, payload: unknown, key: KeyObject = ownPrivateKey): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signEs256(input, key)}`;
}

test('S111 book 13.4 an access token has the header and the claims of RFC 9068 and of the book', () => {
  const [header, payload] = token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  assert.deepEqual(header, goodHeader);
  assert.deepEqual(payload, claims);
});

test('S111 a token of ours is verified until the second before it expires', async () => {
  assert.deepEqual(await verify(token), claims);
  assert.deepEqual(await verify(token, claims.exp - 1), claims);
  assert.equal(await verify(token, claims.exp), undefined);
  assert.equal(await verify(token, claims.exp + 1), undefined);
});

test('a token that is put together by hand with our own key is verified, so that its variants mean something', async () => {
  assert.deepEqual(await verify(forge(goodHeader, claims)), claims);
});

test('S110 a token of which any character is altered is refused', async () => {
  for (let index = 0; index < token.length; index += 1) {
    for (const other of ['A', 'B', '.', '=', '+']) {
      if (token[index] === other || (index % 7 !== 0 && index < token.length - 4)) continue;
      const altered = token.slice(0, index) + other + token.slice(index + 1);
      assert.equal(await verify(altered), undefined, `${other} at ${index}`);
    }
  }
});

test('S110 a token that is cut or extended by a character is refused', async () => {
  for (const cut of [token.slice(1), token.slice(0, -1), token.slice(0, -2), '', '.', '..']) {
    assert.equal(await verify(cut), undefined);
  }
  for (const added of ['A', 'B', '=', '==', '.', '-', '_', ' ', '\n', '\0', ',']) {
    assert.equal(await verify(token + added), undefined, JSON.stringify(added));
    assert.equal(await verify(added + token), undefined, JSON.stringify(added));
  }
});

test('S110 a signature that is written in another way is refused', async () => {
  const start = token.lastIndexOf('.') + 1;
  const signature = token.slice(start);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.at(-1) ?? '');
  // The last character of 86 carries two bits of the signature and four of nothing.
  for (let spare = 1; spare < 16; spare += 1) {
    const other = token.slice(0, -1) + (alphabet[last ^ spare] ?? '');
    assert.equal(await verify(other), undefined, `spare bits ${spare}`);
  }
  const spellings = [
    signature.replaceAll('-', '+').replaceAll('_', '/'),
    `${signature}==`,
    ` ${signature}`,
    `${signature.slice(0, 40)}\n${signature.slice(40)}`,
  ];
  for (const spelling of spellings.filter((text) => text !== signature)) {
    assert.equal(await verify(token.slice(0, start) + spelling), undefined, spelling);
  }
});

test('S113 alg none is refused with and without a signature', async () => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
    const input = `${encode({ ...goodHeader, alg })}.${encode(claims)}`;
    assert.equal(await verify(`${input}.`), undefined);
    assert.equal(await verify(forge({ ...goodHeader, alg }, claims)), undefined);
  }
});

test('S113 HS256 with the public key as its secret is refused', async () => {
  const jwk = JSON.parse(record.public_jwk);
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const secrets = [
    publicKey.export({ type: 'spki', format: 'pem' }),
    publicKey.export({ type: 'spki', format: 'der' }),
    record.public_jwk,
    jwk.x,
  ];
  for (const alg of ['HS256', 'HS512']) {
    const input = `${encode({ ...goodHeader, alg })}.${encode(claims)}`;
    for (const secret of secrets) {
      const mac = createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret).update(input);
      assert.equal(await verify(`${input}.${mac.digest('base64url')}`), undefined);
    }
  }
});

test('S113 a key that the token brings along or points to is not used, and nothing is fetched', async (t) => {
  const fetching = t.mock.method(globalThis, 'fetch', () => assert.fail('a network call'));
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = foreign.publicKey.export({ format: 'jwk' });
  const headers = [
    goodHeader,
    { ...goodHeader, jwk },
    { ...goodHeader, jku: 'https://evil.example/jwks.json' },
    { ...goodHeader, x5u: 'https://evil.example/cert.pem' },
    { ...goodHeader, x5c: ['AAAA'] },
    { alg: 'ES256', typ: 'at+jwt', jwk },
    { alg: 'ES256', typ: 'at+jwt', kid: 'foreign', jku: 'https://evil.example/jwks.json' },
  ];
  for (const header of headers) {
    assert.equal(await verify(forge(header, claims, foreign.privateKey)), undefined);
  }
  const misled = forge({ ...goodHeader, jku: 'https://evil.example/', jwk }, claims);
  assert.deepEqual(await verify(misled), claims, 'our own signature holds whatever is beside it');
  assert.equal(fetching.mock.callCount(), 0);
});

test('S113 a header with an unknown critical parameter is refused', async () => {
  for (const crit of [['exp'], ['b64'], ['unknown'], [], 'unknown', null]) {
    const header = { ...goodHeader, crit, unknown: true, b64: false };
    assert.equal(await verify(forge(header, claims)), undefined, JSON.stringify(crit));
  }
});

test('S113 a kid that is unknown, missing, a path, SQL or no text is refused', async () => {
  const kids = [
    undefined,
    null,
    '',
    'other',
    '../../etc/passwd',
    `' OR 1=1 --`,
    '__proto__',
    1,
    {},
  ];
  for (const kid of kids) {
    assert.equal(await verify(forge({ ...goodHeader, kid }, claims)), undefined, String(kid));
  }
});

test('S113 members that appear twice are refused unless our own key signed them so', async () => {
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const twiceAlg = `{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"${record.kid}"}`;
  const twiceExp = JSON.stringify(claims).replace('{', `{"exp":${t0 + 999_999},`);
  assert.equal(await verify(forge(twiceAlg, claims, foreign.privateKey)), undefined);
  assert.equal(await verify(forge(goodHeader, twiceExp, foreign.privateKey)), undefined);
  const [, , signature] = token.split('.');
  assert.equal(await verify(`${encode(twiceAlg)}.${encode(claims)}.${signature}`), undefined);
  assert.equal(await verify(`${encode(goodHeader)}.${encode(twiceExp)}.${signature}`), undefined);
});

test('S112 a token of another type is refused, though our own key signed it', async () => {
  const types = ['JWT', 'jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', 'at', '', undefined, 1];
  for (const typ of types) {
    assert.equal(await verify(forge({ ...goodHeader, typ }, claims)), undefined, String(typ));
  }
});

test('S112 book 13.4 a token without the claims of an access token is refused', async () => {
  const required = ['session_id', 'exp', 'iat', 'aud', 'client_id', 'jti', 'iss'];
  for (const missing of required) {
    const rest = Object.fromEntries(Object.entries(claims).filter(([name]) => name !== missing));
    assert.equal(await verify(forge(goodHeader, rest)), undefined, missing);
  }
  for (const payload of ['null', '[]', '"text"', '1', 'not json']) {
    assert.equal(await verify(forge(goodHeader, payload)), undefined, payload);
  }
  assert.equal(await verify(forge(goodHeader, { ...claims, exp: 'never' })), undefined);
});

test('S112 a token of another issuer is refused, and so is one whose issuer only begins like ours', async () => {
  for (const iss of ['https://evil.example/oauth2', `${issuer}/`, issuer.toUpperCase(), '', null]) {
    assert.equal(await verify(forge(goodHeader, { ...claims, iss })), undefined, String(iss));
  }
});

test('S113 a token over 8 KiB is refused before it is looked at', async () => {
  const padding = 'x'.repeat(6000);
  const fits = forge(goodHeader, { ...claims, padding: padding.slice(0, 4000) });
  const tooLong = forge(goodHeader, { ...claims, padding });
  assert.ok(fits.length <= 8192 && tooLong.length > 8192);
  assert.notEqual(await verify(fits), undefined);
  assert.equal(await verify(tooLong), undefined);
});

test('S109 garbage is refused and throws nothing', async () => {
  const garbage = ['a.b.c', '....', '{}', 'null.null.null', `${encode({})}.${encode({})}.AAAA`];
  for (const text of [...garbage, '🏁.🏁.🏁', `e30.e30.${'A'.repeat(86)}`, '\u0000']) {
    assert.equal(await verify(text), undefined, text);
  }
});

test('the key set shows the public halves alone', () => {
  assert.deepEqual(Object.keys(keys.jwks()), ['keys']);
  const [key, ...more] = keys.jwks().keys;
  assert.deepEqual(more, []);
  assert.deepEqual(Object.keys(key ?? {}).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

test('a second start opens the same key and makes no other', async () => {
  const again = await openSigningKeys<AccessTokenClaims>(iracingDialect.accessTokens, {
    ...shared,
    keyStore,
  });
  assert.equal(keyStore.records.length, 1);
  assert.deepEqual(again.jwks(), keys.jwks());
  assert.deepEqual(await again.verify(token, issuer, t0), claims);
});

test('a node that comes second with its first key uses the one that is there', async () => {
  const late = createKeyStore(keyStore.records);
  let listed = 0;
  const raced: SigningKeyStore = {
    ...late,
    listSigningKeys: async () => (listed++ === 0 ? [] : late.records),
  };
  const opened = await openSigningKeys<AccessTokenClaims>(iracingDialect.accessTokens, {
    ...shared,
    keyStore: raced,
  });
  assert.deepEqual(opened.jwks(), keys.jwks());
});

test('S145 the private half is nowhere in the row but sealed', () => {
  const row = JSON.stringify(record);
  assert.ok(!row.includes(privateJwk.d));
  assert.ok(!('d' in JSON.parse(record.public_jwk)));
});

const unreadable: Readonly<Record<string, SigningKeyRecord>> = {
  'moved to another kid': { ...record, kid: 'another' },
  altered: { ...record, sealed_private_jwk: `A${record.sealed_private_jwk.slice(1)}` },
  empty: { ...record, sealed_private_jwk: '' },
};
for (const [damage, damaged] of Object.entries(unreadable)) {
  test(`S145 a sealed key that is ${damage} does not open`, async () => {
    const opening = openSigningKeys<AccessTokenClaims>(iracingDialect.accessTokens, {
      ...shared,
      keyStore: createKeyStore([damaged]),
    });
    await assert.rejects(opening, SigningKeyUnreadable);
  });
}

test('S145 another secret key is refused with a sentence that says what to do', async () => {
  const other = createSealer(new Uint8Array(32).fill(1), 'signing keys', random);
  const opening = openSigningKeys<AccessTokenClaims>(iracingDialect.accessTokens, {
    ...shared,
    sealer: other,
    keyStore,
  });
  await assert.rejects(opening, (error: Error) => {
    assert.ok(error instanceof SigningKeyUnreadable);
    assert.match(error.message, /secret key file that this database was made with\.$/);
    assert.ok(!error.message.includes(record.kid));
    return true;
  });
});
