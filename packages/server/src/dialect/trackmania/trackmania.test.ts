import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OAuthError, oauthErrorCodes } from '@pitpass/protocol';
import type { OAuthErrorCode, OAuthErrorOptions } from '@pitpass/protocol';

import { createSeededRandom } from '../../../test/house.ts';
import { makeClient, t0 } from '../../../test/store-contract/records.ts';
import { digestOf } from '../../domain/presented.ts';
import { createClientClaims, createMemberClaims, isClientToken } from './access-token.ts';
import { refreshTokenDigestOf } from './access-token.ts';
import { createTrackmaniaAuthenticator } from './authenticate-access-token.ts';
import { createTrackmaniaDialect } from './dialect.ts';
import {
  formatTrackmaniaError,
  formatTrackmaniaErrorRedirect,
  trackmaniaDescriptions,
  trackmaniaErrorTable,
} from './error-table.ts';

const random = createSeededRandom('trackmania');
const refusal = (code: OAuthErrorCode, options: OAuthErrorOptions = {}) =>
  new OAuthError(code, 'what was wrong', options);

// trackmania-api §5.5 and §4.4: what was refused, and how each version of the library answers it.
type Expected = readonly [status: number, error: string, hint?: string];
const rows: readonly [string, OAuthError, Expected, Expected][] = [
  [
    '5.5 a wrong secret',
    refusal('invalid_client'),
    [401, 'invalid_client'],
    [401, 'invalid_client'],
  ],
  [
    '5.5 an unregistered redirect URI',
    refusal('invalid_grant', { reason: 'unregistered_redirect_uri' }),
    [401, 'invalid_client'],
    [401, 'invalid_client'],
  ],
  [
    '5.5 a public client that asks for client credentials',
    refusal('unsupported_grant_type', { reason: 'public_client' }),
    [401, 'invalid_client'],
    [401, 'invalid_client'],
  ],
  [
    '5.5 a missing grant type',
    refusal('invalid_request', { reason: 'missing_parameter', subject: 'grant_type' }),
    [400, 'unsupported_grant_type', 'Check that all required parameters have been provided'],
    [400, 'unsupported_grant_type', 'Check that all required parameters have been provided'],
  ],
  [
    '5.5 a grant type that is not enabled',
    refusal('unsupported_grant_type'),
    [400, 'unsupported_grant_type', 'Check that all required parameters have been provided'],
    [400, 'unsupported_grant_type', 'Check that all required parameters have been provided'],
  ],
  [
    '5.5 a missing code',
    refusal('invalid_request', { reason: 'missing_parameter', subject: 'code' }),
    [400, 'invalid_request', 'Check the `code` parameter'],
    [400, 'invalid_request', 'Check the `code` parameter'],
  ],
  [
    '5.5 a code that cannot be read',
    refusal('invalid_grant', { reason: 'unknown_code' }),
    [400, 'invalid_request', 'Cannot decrypt the authorization code'],
    [400, 'invalid_grant', 'Cannot decrypt the authorization code'],
  ],
  [
    '5.5 an expired code',
    refusal('invalid_grant', { reason: 'expired_code' }),
    [400, 'invalid_request', 'Authorization code has expired'],
    [400, 'invalid_grant', 'Authorization code has expired'],
  ],
  [
    '5.5 a used code',
    refusal('invalid_grant', { reason: 'spent_code' }),
    [400, 'invalid_request', 'Authorization code has been revoked'],
    [400, 'invalid_grant', 'Authorization code has been revoked'],
  ],
  [
    '5.5 a code of another client',
    refusal('invalid_grant', { reason: 'foreign_code' }),
    [400, 'invalid_request', 'Authorization code was not issued to this client'],
    [400, 'invalid_request', 'Authorization code was not issued to this client'],
  ],
  [
    '5.5 another registered redirect URI than the one of the request',
    refusal('invalid_grant', { reason: 'other_redirect_uri' }),
    [400, 'invalid_request', 'Invalid redirect URI'],
    [400, 'invalid_request', 'Invalid redirect URI'],
  ],
  [
    '5.5 an expired refresh token',
    refusal('invalid_grant', { reason: 'expired_refresh_token' }),
    [401, 'invalid_request', 'Token has expired'],
    [400, 'invalid_grant', 'Token has expired'],
  ],
  [
    '5.5 a revoked refresh token',
    refusal('invalid_grant', { reason: 'spent_refresh_token' }),
    [401, 'invalid_request', 'Token has been revoked'],
    [400, 'invalid_grant', 'Token has been revoked'],
  ],
  [
    '5.5 a refresh token of another client',
    refusal('invalid_grant', { reason: 'foreign_refresh_token' }),
    [401, 'invalid_request', 'Token is not linked to client'],
    [400, 'invalid_grant', 'Token is not linked to client'],
  ],
  [
    '5.5 a refresh token that cannot be read',
    refusal('invalid_grant', { reason: 'unknown_refresh_token' }),
    [401, 'invalid_request', 'Cannot decrypt the refresh token'],
    [400, 'invalid_grant', 'Cannot decrypt the refresh token'],
  ],
  [
    '5.5 an unknown scope',
    refusal('invalid_scope', { reason: 'unknown_scope', subject: 'club' }),
    [400, 'invalid_scope', 'Check the `club` scope'],
    [400, 'invalid_scope', 'Check the `club` scope'],
  ],
  [
    '4.4 a verifier that does not answer the challenge',
    refusal('invalid_grant', { reason: 'wrong_code_verifier' }),
    [400, 'invalid_grant', 'Failed to verify `code_verifier`.'],
    [400, 'invalid_grant', 'Failed to verify `code_verifier`.'],
  ],
  [
    '4.4 a verifier without a challenge',
    refusal('invalid_grant', { reason: 'unexpected_code_verifier' }),
    [400, 'invalid_request', 'code_verifier received when no code_challenge is present'],
    [400, 'invalid_request', 'code_verifier received when no code_challenge is present'],
  ],
  [
    '4.3 a request without a client_id',
    refusal('invalid_request', { reason: 'unnamed_client' }),
    [400, 'unsupported_grant_type', 'Check that all required parameters have been provided'],
    [400, 'unsupported_grant_type', 'Check that all required parameters have been provided'],
  ],
  ['5.5 a fault of ours', refusal('server_error'), [500, 'server_error'], [500, 'server_error']],
];

const dead = 'The refresh token is invalid.';
for (const [name, error, ofVersion8, ofVersion9] of rows) {
  for (const [profile, [status, code, hint]] of [
    ['league-8', ofVersion8],
    ['league-9', ofVersion9],
  ] as const) {
    test(`TM ${name} is answered with ${status} ${code} by ${profile}`, () => {
      const formatted = formatTrackmaniaError(error, profile);
      const isDeadToken = error.reason?.endsWith('_refresh_token') === true;
      const description = isDeadToken ? dead : trackmaniaDescriptions[code];
      assert.equal(formatted.status, status);
      assert.deepEqual(formatted.body, {
        error: code,
        error_description: description,
        ...(hint !== undefined && { hint }),
        ...(profile === 'league-8' && { message: description }),
      });
    });
  }
}

test('TM 5.5 every code of the protocol has a row whose error has a constant description', () => {
  assert.deepEqual(Object.keys(trackmaniaErrorTable).sort(), [...oauthErrorCodes].sort());
  for (const { error } of Object.values(trackmaniaErrorTable)) {
    assert.equal(typeof trackmaniaDescriptions[error], 'string', error);
  }
});

test('an address that failed too often is told to wait', () => {
  const error = refusal('unauthorized_client', { retryAfterSeconds: 7 });
  const { status, body } = formatTrackmaniaError(error, 'league-8');
  assert.deepEqual([status, body['error']], [429, 'invalid_client']);
  assert.match(String(body['hint']), /7 seconds/);
});

test('TM 4.3 a refusal by the member comes back with state and hint, and a message in version 8', () => {
  const error = refusal('access_denied');
  const expected = {
    error: 'access_denied',
    error_description: 'The resource owner or authorization server denied the request.',
    hint: 'The user denied the request',
    state: 's',
  };
  assert.deepEqual(formatTrackmaniaErrorRedirect(error, 'league-9', 's'), expected);
  assert.deepEqual(formatTrackmaniaErrorRedirect(error, 'league-8', 's'), {
    ...expected,
    message: expected.error_description,
  });
});

test('TM 4.3 a bad scope loses the state in version 8 and keeps it in version 9', () => {
  const error = refusal('invalid_scope', { reason: 'unknown_scope', subject: 'x' });
  assert.equal(formatTrackmaniaErrorRedirect(error, 'league-8', 's')?.['state'], undefined);
  assert.equal(formatTrackmaniaErrorRedirect(error, 'league-9', 's')?.['state'], 's');
});

test('TM 5.5 the hint repeats a scope as it was sent, patterns of replacement too', () => {
  for (const subject of ['x', '$&', "$'", '$`', '$$']) {
    const { body } = formatTrackmaniaError(
      refusal('invalid_scope', { reason: 'unknown_scope', subject }),
      'league-8',
    );
    assert.equal(body['hint'], `Check the \`${subject}\` scope`);
  }
});

test('TM 4.3 a request for anything but a code is shown and not redirected', () => {
  const error = refusal('unsupported_response_type');
  assert.equal(formatTrackmaniaErrorRedirect(error, 'league-8', 's'), undefined);
});

const client = makeClient({ dialect: 'trackmania' });
const refresh_token_digest = digestOf('refresh token');
const facts = {
  issuer: 'https://id.example',
  client,
  session_id: 'session-1',
  member_id: 'member-1',
  cust_id: 1,
  account_id: '5b4d42f4-0000-4000-8000-cbff3fe817bc',
  auth_time: t0,
  issued_at: t0,
  expires_at: t0 + 3600,
  scope: ['clubs'],
  refresh_token_digest,
};

test('TM 5.4 a member’s token has the seven claims, the account as its subject and no issuer', () => {
  const { jti, ...claims } = createMemberClaims(facts, random);
  assert.match(jti, /^[0-9a-f]{80}$/);
  assert.deepEqual(claims, {
    aud: client.client_id,
    iat: t0,
    nbf: t0,
    exp: t0 + 3600,
    sub: facts.account_id,
    scopes: ['clubs'],
  });
});

test('TM 5.4 two tokens never share a jti, and each leads back to its refresh token', () => {
  const [one, other] = [createMemberClaims(facts, random), createMemberClaims(facts, random)];
  assert.notEqual(one.jti, other.jti);
  assert.equal(refreshTokenDigestOf(one), refresh_token_digest);
});

test('TM 5.4 S97 a client’s own token has no account as its subject in either version', () => {
  const ofVersion8 = createClientClaims({ ...facts, scope: [] }, random, 'league-8');
  const ofVersion9 = createClientClaims({ ...facts, scope: [] }, random, 'league-9');
  assert.deepEqual([ofVersion8.sub, ofVersion9.sub], ['', client.client_id]);
  assert.ok(isClientToken(ofVersion8) && isClientToken(ofVersion9));
  assert.ok(!isClientToken(createMemberClaims(facts, random)));
});

test('TM 4.5 TM 5.4 codes and refresh tokens are long hex texts of one form, never the same twice', () => {
  const dialect = createTrackmaniaDialect('league-8');
  const shown = [
    dialect.createPresented('authorization_code', random),
    dialect.createPresented('refresh_token', random),
  ];
  for (const text of shown) assert.match(text, /^def50200[0-9a-f]{836}$/);
  assert.notEqual(shown[0], shown[1]);
});

test('TM 5.2 the token answer has no scope and no lifetime of the refresh token', () => {
  const dialect = createTrackmaniaDialect('league-8');
  const response = {
    access_token: 'a',
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: 'r',
    refresh_token_expires_in: 9,
    scope: 'clubs',
  } as const;
  const { refresh_token: _, ...own } = response;
  assert.deepEqual(dialect.formatTokenResponse(response), {
    token_type: 'Bearer',
    expires_in: 3600,
    access_token: 'a',
    refresh_token: 'r',
  });
  assert.equal('refresh_token' in dialect.formatTokenResponse(own), false);
});

const authenticate = (over: {
  readonly isLive?: boolean;
  readonly state?: 'active' | 'disabled';
  readonly isKnown?: boolean;
}) =>
  createTrackmaniaAuthenticator({
    verifyAccessToken: (token) =>
      token === 'member'
        ? createMemberClaims(facts, random)
        : token === 'client'
          ? createClientClaims(facts, random, 'league-8')
          : undefined,
    refreshTokens: { isRefreshTokenLive: async () => over.isLive ?? true },
    clients: {
      findClient: async () =>
        over.isKnown === false ? undefined : { ...client, state: over.state ?? 'active' },
    },
    clock: () => t0,
  });

test('TM 7.8 a token is accepted with its account, or without one, or is not verified', async () => {
  const accepted = { outcome: 'accepted', client_id: client.client_id, scope: ['clubs'] };
  assert.deepEqual(await authenticate({})('member'), { ...accepted, account_id: facts.account_id });
  assert.deepEqual(await authenticate({})('client'), { ...accepted, account_id: undefined });
  assert.deepEqual(await authenticate({})('other'), { outcome: 'not_verified' });
});

test('TM 5.3 a member’s token is revoked once its refresh token is spent', async () => {
  assert.deepEqual(await authenticate({ isLive: false })('member'), { outcome: 'revoked' });
});

test('S69 a client’s own token is revoked once the client is disabled or deleted', async () => {
  assert.deepEqual(await authenticate({ state: 'disabled' })('client'), { outcome: 'revoked' });
  assert.deepEqual(await authenticate({ isKnown: false })('client'), { outcome: 'revoked' });
});
