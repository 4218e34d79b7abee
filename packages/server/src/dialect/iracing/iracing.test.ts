import assert from 'node:assert/strict';
import { STATUS_CODES } from 'node:http';
import { test } from 'node:test';

import { OAuthError, oauthErrorCodes } from '@pitpass/protocol';

import { makeClient, makeMember, makeSession, t0 } from '../../../test/store-contract/records.ts';
import { errorReferenceTexts } from '../../pages/error-texts.ts';
import { formatIracingError, iracingErrorTable } from './error-table.ts';
import { iracingErrorPath, iracingIssuer, iracingPaths } from './paths.ts';
import { iracingScopeTable } from './scope-table.ts';
import { nowhere } from '../../domain/session/place.ts';
import { formatSession } from './session-response.ts';

const origin = 'https://id.example';

test('every error code of the protocol has a row, a page, and nothing else has', () => {
  assert.deepEqual(Object.keys(iracingErrorTable).sort(), [...oauthErrorCodes].sort());
  assert.deepEqual(Object.keys(errorReferenceTexts).sort(), [...oauthErrorCodes].sort());
});

test('book 16 every row pairs a status with its reason, but for the one that the book words otherwise', () => {
  for (const [code, { status, status_reason }] of Object.entries(iracingErrorTable)) {
    const expected = code === 'invalid_client' ? 'Unauthorized' : STATUS_CODES[status];
    assert.equal(status_reason, expected, code);
  }
});

// The book, chapter 16.
const statuses = {
  access_denied: 401,
  insufficient_scope: 403,
  invalid_client: 403,
  invalid_grant: 400,
  invalid_request: 400,
  invalid_scope: 400,
  invalid_token: 401,
  server_error: 500,
  temporarily_unavailable: 503,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
} as const;
for (const code of oauthErrorCodes) {
  test(`S56 book 16 ${code} is JSON of five members with status ${statuses[code]} and leads to its page`, () => {
    const error = new OAuthError(code, 'what was wrong', { detail: 'for the log' });
    assert.deepEqual(formatIracingError(error, origin).body, {
      status: statuses[code],
      status_reason: iracingErrorTable[code].status_reason,
      error: code,
      error_description: 'what was wrong',
      error_uri: `${origin}/oauth2/book/error_${code}.html`,
    });
  });
}

test('where the transport decided, its status stands in the JSON', () => {
  const error = new OAuthError('invalid_request', 'only POST');
  const transport = { status: 405, status_reason: 'Method Not Allowed' };
  const { status, status_reason } = formatIracingError(error, origin, transport).body;
  assert.deepEqual({ status, status_reason }, transport);
});

test('book 0 book 9 every path of the dialect lies under the issuer', () => {
  assert.equal(iracingIssuer(origin), 'https://id.example/oauth2');
  for (const path of [...Object.values(iracingPaths), iracingErrorPath('x')]) {
    assert.match(path, /^\/oauth2\//);
  }
});

// The book, chapter 14.1.
const fields = [
  'session_id',
  'client_id',
  'client_name',
  'client_developer_name',
  'client_developer_url',
  'client_developer_email',
  'scope',
  'scope_descriptions',
  'auth_time',
  'last_activity',
  'session_expiration',
  'current_session',
  'impersonated',
  'impersonation_note',
  ...['first', 'last'].flatMap((prefix) =>
    ['ip', 'continent', 'country', 'subdivisions', 'city'].map((name) => `${prefix}_${name}`),
  ),
  ...['first', 'last'].flatMap((prefix) =>
    ['header', 'operating_system', 'browser'].map((name) => `${prefix}_user_agent_${name}`),
  ),
];

const client = makeClient();
const session = makeSession(
  { client, member: makeMember() },
  {
    auth_time: t0 - 30,
    last_activity: t0 + 70,
    last_ip: '2001:db8::1',
    last_user_agent_header: '<b>Agent</b>',
  },
);

const place = {
  continent: 'Europe',
  country: 'Germany',
  subdivisions: ['Hesse'],
  city: 'Kassel',
};
const noProgram = { operating_system: null, browser: null };
const knowNothing = async () => ({ place: nowhere, program: noProgram });

test('S132 book 14.1 an entry of the session list has exactly the thirty fields of the book', async () => {
  assert.equal(fields.length, 30);
  const entry = await formatSession(session, client, session.session_id, knowNothing);
  assert.deepEqual(Object.keys(entry).sort(), fields.sort());
});

test('S132 S134 book 14.1 an entry says what is known of the session and null where nothing is', async () => {
  const entry = await formatSession(session, client, 'another session', knowNothing);
  const { session_id, client_id } = session;
  const known = {
    session_id,
    client_id,
    client_name: 'Lap Lens',
    client_developer_name: 'Demo Ltd',
    client_developer_url: 'https://demo.example/',
    client_developer_email: null,
    scope: 'iracing.auth',
    scope_descriptions: [iracingScopeTable['iracing.auth']],
    auth_time: t0 - 30,
    last_activity: t0 + 70,
    session_expiration: t0 + 604_800,
    current_session: false,
    impersonated: false,
    first_ip: '203.0.113.7',
    first_user_agent_header: 'DemoBrowser/1.0',
    last_ip: '2001:db8::1',
    last_user_agent_header: '<b>Agent</b>',
  };
  const unknown = fields.filter((name) => !(name in known)).map((name) => [name, null]);
  assert.deepEqual(entry, { ...known, ...Object.fromEntries(unknown) });
});

test('book 14.1 place and program are told of the first and of the last request, each by its own address and header', async () => {
  const browser = 'Firefox';
  const entry = await formatSession(session, client, 'x', async (ip, header) => ({
    place: ip === session.first_ip ? place : { ...nowhere, country: 'Norway' },
    program: { operating_system: header, browser },
  }));
  const told = Object.entries(entry).filter(([name]) => /^(first|last)_(?!activity)/.test(name));
  assert.deepEqual(Object.fromEntries(told), {
    first_ip: '203.0.113.7',
    first_continent: 'Europe',
    first_country: 'Germany',
    first_subdivisions: ['Hesse'],
    first_city: 'Kassel',
    first_user_agent_header: 'DemoBrowser/1.0',
    first_user_agent_operating_system: 'DemoBrowser/1.0',
    first_user_agent_browser: browser,
    last_ip: '2001:db8::1',
    last_continent: null,
    last_country: 'Norway',
    last_subdivisions: null,
    last_city: null,
    last_user_agent_header: '<b>Agent</b>',
    last_user_agent_operating_system: '<b>Agent</b>',
    last_user_agent_browser: browser,
  });
});

test('S135 book 14.1 a session that staff began says so, with the reason', async () => {
  const acted = { ...session, impersonation_id: 'i', impersonation_note: 'Ticket 7' };
  const entry = await formatSession(acted, client, 'x', knowNothing);
  assert.deepEqual([entry['impersonated'], entry['impersonation_note']], [true, 'Ticket 7']);
  const own = await formatSession(session, client, 'x', knowNothing);
  assert.deepEqual([own['impersonated'], own['impersonation_note']], [false, null]);
});

test('S132 the session of the token is the current one', async () => {
  const entry = await formatSession(session, client, session.session_id, knowNothing);
  assert.equal(entry['current_session'], true);
});

test('a session without scope has none to describe, and a scope without a text is its own', async () => {
  const bare = await formatSession({ ...session, scope: '' }, client, 'x', knowNothing);
  assert.deepEqual([bare['scope'], bare['scope_descriptions']], [null, null]);
  const other = { ...session, scope: 'iracing.auth other' };
  const strange = await formatSession(other, client, 'x', knowNothing);
  assert.deepEqual(strange['scope_descriptions'], [iracingScopeTable['iracing.auth'], 'other']);
});
