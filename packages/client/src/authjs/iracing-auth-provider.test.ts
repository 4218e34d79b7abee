import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isClientError } from '../errors.ts';
import { nodeSha256 } from '../node/sha256.ts';
import { readAccountTokens } from './account-tokens.ts';
import { iracingAuthProvider } from './iracing-auth-provider.ts';

const options = { client_id: 'demo_client', client_secret: 'S3cr3t-Value' };

test('Auth.js is told the secret in its masked form, and that it goes into the form body', async () => {
  const provider = await iracingAuthProvider(options);
  assert.equal(provider.clientSecret, '2ldjc3SaCMrn/XwvkjTAI1ly9wWi0FqVTRAso0Ki2dE=');
  assert.equal(provider.client.token_endpoint_auth_method, 'client_secret_post');
  assert.doesNotMatch(JSON.stringify(provider), /S3cr3t-Value/);
  const sync = await iracingAuthProvider({ ...options, digest: nodeSha256 });
  assert.equal(sync.clientSecret, provider.clientSecret);
});

test('Auth.js is told no secret of a public client', async () => {
  const provider = await iracingAuthProvider({ client_id: 'demo_client' });
  assert.ok(!('clientSecret' in provider));
  assert.equal(provider.client.token_endpoint_auth_method, 'none');
});

test('Auth.js asks production unless told otherwise, with PKCE and state', async () => {
  const provider = await iracingAuthProvider(options);
  assert.equal(provider.authorization.url, 'https://oauth.iracing.com/oauth2/authorize');
  assert.equal(provider.token.url, 'https://oauth.iracing.com/oauth2/token');
  assert.equal(provider.userinfo, 'https://oauth.iracing.com/oauth2/iracing/profile');
  assert.deepEqual(provider.checks, ['pkce', 'state']);
  assert.equal(provider.authorization.params.scope, 'iracing.auth iracing.profile');
  const local = await iracingAuthProvider({
    ...options,
    issuerUrl: 'http://localhost:7480/oauth2/',
  });
  assert.equal(local.token.url, 'http://localhost:7480/oauth2/token');
});

test('options that cannot be meant are refused, one sentence each', async () => {
  const wrong = [
    { client_id: ' ' },
    { client_id: 'x', scope: 'iracing.auth' },
    { client_id: 'x', id: 'a/b' },
    { client_id: 'x', issuerUrl: 'http://oauth.example/oauth2' },
  ];
  for (const each of wrong) {
    await assert.rejects(iracingAuthProvider(each), (error) => isClientError(error));
  }
});

test('null members of a token response do not reach Auth.js', async () => {
  const { token } = await iracingAuthProvider(options);
  const members = { access_token: 'a', token_type: 'Bearer', expires_in: 600 };
  const answer = Response.json({ ...members, refresh_token: null, scope: null });
  assert.deepEqual(await (await token.conform(answer))?.json(), members);
});

test('a refusal of the token endpoint is left as it is', async () => {
  const { token } = await iracingAuthProvider(options);
  const refusal = Response.json({ error: 'invalid_grant', error_uri: null }, { status: 400 });
  assert.equal(await token.conform(refusal), undefined);
  assert.equal(await token.conform(new Response('<html>')), undefined);
});

test('a member is known by their number, and a refused profile is nobody', async () => {
  const { profile } = await iracingAuthProvider(options);
  const member = { iracing_name: 'Alex Thornquist', iracing_cust_id: 1_000_001 };
  assert.deepEqual(profile(member), {
    id: '1000001',
    name: 'Alex Thornquist',
    email: null,
    image: null,
  });
  const strangers: unknown[] = [
    {},
    { error: 'invalid_token' },
    { ...member, iracing_cust_id: '1' },
  ];
  for (const stranger of strangers) {
    assert.throws(() => profile(stranger as typeof member), { code: 'invalid_response' });
  }
});

test("the tokens of Auth.js's account are a token set of the SDK", () => {
  const account = {
    provider: 'iracing',
    access_token: 'a',
    token_type: 'bearer',
    expires_at: 1600,
    refresh_token: 'r',
    refresh_token_expires_in: 604_800,
    scope: 'iracing.auth',
  };
  assert.deepEqual(readAccountTokens(account, 1000), {
    access_token: 'a',
    token_type: 'Bearer',
    expires_at: 1600,
    refresh_token: 'r',
    refresh_token_expires_at: 605_800,
    scope: 'iracing.auth',
  });
  assert.throws(() => readAccountTokens({ provider: 'iracing' }, 1000), {
    code: 'invalid_response',
  });
});
