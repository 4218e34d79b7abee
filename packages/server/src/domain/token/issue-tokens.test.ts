import assert from 'node:assert/strict';
import { test } from 'node:test';

import { iracingDialect, openHouse } from '../../../test/house.ts';
import type { AccessTokenClaims } from '../../../test/house.ts';
import { makeClient, t0 } from '../../../test/store-contract/records.ts';
import { digestOf } from '../presented.ts';
import { prepareTokens } from './issue-tokens.ts';
import type { TokenSubject } from './issue-tokens.ts';
import { createAccessTokenVerifier } from './verify-access-token.ts';

const house = await openHouse();
const { parts } = house;
const client = makeClient({ client_id: 'lap-lens', audiences: ['data-server', 'telemetry'] });
const year = 31_536_000;

const subject: TokenSubject = {
  client,
  session_id: 'session-1',
  member_id: 'member-1',
  cust_id: 1_000_001,
  account_id: 'account-1',
  auth_time: t0 - 30,
  absolute_expires_at: t0 + year,
  granted_scope: ['iracing.auth'],
  access_scope: ['iracing.auth'],
};

const prepare = (over: Partial<TokenSubject> = {}, now = t0) =>
  prepareTokens({ ...subject, ...over }, now, parts);

const claimsOf = async (access_token: string) =>
  (await parts.keys.verify(access_token, parts.issuer, t0)) ?? assert.fail('not a token');

test('S73 an answer has tokens, types and lifetimes, and a scope only when one was granted', async () => {
  const { response } = prepare();
  assert.match(response.refresh_token ?? '', /^ppr_[A-Za-z0-9_-]{43}$/);
  const { access_token: _, refresh_token: __, ...rest } = response;
  assert.deepEqual(rest, {
    token_type: 'Bearer',
    expires_in: 600,
    refresh_token_expires_in: 604_800,
    scope: 'iracing.auth',
  });
  const bare = prepare({ granted_scope: [], access_scope: [] });
  assert.equal('scope' in bare.response, false);
});

test('S111 S114 book 13.4 the claims name the client, the service and the registered audiences', async () => {
  const { response } = prepare();
  const { jti, ...claims } = await claimsOf(response.access_token);
  assert.match(jti, /^[0-9a-f-]{36}$/);
  assert.deepEqual(claims, {
    session_id: 'session-1',
    iss: parts.issuer,
    exp: t0 + 600,
    iat: t0,
    auth_time: t0 - 30,
    aud: ['lap-lens', 'oauth-api', 'data-server', 'telemetry'],
    sub: 'member-1',
    client_id: 'lap-lens',
    scope: 'iracing.auth',
    iracing_env: null,
    iracing_cust_id: 1_000_001,
    iracing_group_ids: null,
  });
});

test('a token without scope says null', async () => {
  const { response } = prepare({ granted_scope: [], access_scope: [] });
  assert.equal((await claimsOf(response.access_token)).scope, null);
});

test('S89 a narrower access token keeps the refresh token of the whole grant', async () => {
  const both = ['iracing.auth', 'iracing.profile'];
  const { response } = prepare({ granted_scope: both, access_scope: ['iracing.profile'] });
  assert.equal((await claimsOf(response.access_token)).scope, 'iracing.profile');
  assert.equal(response.scope, 'iracing.profile');
  assert.notEqual(response.refresh_token, undefined);
});

test('S93 Identity Verification, and nothing else, gets no refresh token', async () => {
  const cases: [string[], boolean][] = [
    [['iracing.profile'], false],
    [['iracing.auth'], true],
    [['iracing.auth', 'iracing.profile'], true],
    [[], true],
  ];
  for (const [granted_scope, isThere] of cases) {
    assert.equal(iracingDialect.comesWithRefreshToken(granted_scope), isThere);
    const { response, refresh_token, session_expiration } = prepare({
      granted_scope,
      access_scope: granted_scope,
    });
    assert.equal(refresh_token !== undefined, isThere);
    assert.equal('refresh_token' in response, isThere);
    assert.equal('refresh_token_expires_in' in response, isThere);
    assert.equal(session_expiration, isThere ? t0 + 604_800 : t0 + 600);
  }
});

test('S92 what is stored of a refresh token is its digest, session, client and end', async () => {
  const { response, refresh_token } = prepare();
  assert.deepEqual(refresh_token, {
    token_digest: digestOf(response.refresh_token ?? ''),
    session_id: 'session-1',
    client_id: 'lap-lens',
    issued_at: t0,
    expires_at: t0 + 604_800,
  });
});

const ends: Readonly<Record<number, readonly [number, number]>> = {
  [year]: [600, 604_800],
  604_801: [600, 604_800],
  604_800: [600, 604_800],
  604_799: [600, 604_799],
  601: [600, 601],
  600: [600, 600],
  599: [599, 599],
  1: [1, 1],
};
for (const [left, [access, refresh]] of Object.entries(ends)) {
  test(`S84 with ${left} s left of the session both lifetimes are cut to its absolute end`, async () => {
    const absolute_expires_at = t0 + Number(left);
    const prepared = prepare({ absolute_expires_at });
    const { expires_in, refresh_token_expires_in } = prepared.response;
    assert.deepEqual([expires_in, refresh_token_expires_in], [access, refresh]);
    assert.equal(prepared.session_expiration, t0 + refresh);
    assert.ok(prepared.session_expiration <= absolute_expires_at);
    const { exp } = await claimsOf(prepared.response.access_token);
    assert.equal(exp, t0 + access);
  });
}

test('S84 a session of a client whose access tokens outlive its refresh tokens lasts as long as they do', async () => {
  const odd = { ...client, access_token_lifetime_seconds: 900, refresh_token_lifetime_seconds: 60 };
  assert.equal(prepare({ client: odd }).session_expiration, t0 + 900);
});

test('S116 access tokens of a default client live ten minutes', async () => {
  assert.equal(prepare().response.expires_in, 600);
});

test('two answers of the same second share no token', async () => {
  const [first, second] = [prepare(), prepare()];
  assert.notEqual(first.response.access_token, second.response.access_token);
  assert.notEqual(first.response.refresh_token, second.response.refresh_token);
});

test('a verified token is remembered until the second at which it ends', async () => {
  const time = { now: t0 };
  let verified = 0;
  const keys = {
    ...parts.keys,
    verify: (...presented: Parameters<typeof parts.keys.verify>) => {
      verified += 1;
      return parts.keys.verify(...presented);
    },
  };
  const verify = createAccessTokenVerifier(keys, parts.issuer, () => time.now);
  const { access_token } = prepare().response;
  const claims = await verify(access_token);
  assert.equal(claims?.session_id, 'session-1');
  time.now = t0 + 599;
  assert.equal(verify(access_token), claims);
  assert.equal(verified, 1);
  time.now = t0 + 600;
  assert.equal(await verify(access_token), undefined);
  assert.equal(await verify(access_token), undefined);
});

test('a token that was refused is looked at again each time and never remembered', async () => {
  let verified = 0;
  const keys = {
    ...parts.keys,
    verify: async (): Promise<AccessTokenClaims | undefined> => {
      verified += 1;
      return undefined;
    },
  };
  const verify = createAccessTokenVerifier(keys, parts.issuer, () => t0);
  assert.equal(await verify('x'), undefined);
  assert.equal(await verify('x'), undefined);
  assert.equal(verified, 2);
});

test('the memory of verified tokens is bounded, and the oldest goes first', async () => {
  const asked: string[] = [];
  const keys = {
    ...parts.keys,
    verify: async (token: string) => {
      asked.push(token);
      return { exp: t0 + 600, session_id: token } as AccessTokenClaims;
    },
  };
  const verify = createAccessTokenVerifier(keys, parts.issuer, () => t0);
  for (let count = 0; count <= 20_000; count += 1) await verify(`token-${count}`);
  asked.length = 0;
  await verify('token-1');
  await verify('token-20000');
  await verify('token-0');
  assert.deepEqual(asked, ['token-0']);
});
