import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chooseType, parseClientRequests } from './client-request-file.ts';

// The two shapes that the documentation of the service shows, in our own words around them.
const bot = `Sample

  • Client Name: My Data Tool
  • Client Type: server-side/password_limited/discord-bot
  • Developer Email: developer@example.com
  • Audiences: data-server
`;
const league = `
  • Client Name: My League
  • Client Type: server-side/native/single-page-app
  • Developer Name: My League Inc.
  • Developer URL: https://www.league.example
  • Developer Email: developer@example.com
  • Redirect URIs:
    • https://www.league.example/oauth/callback
    • https://staging.league.example/oauth/callback
  • Audiences: data-server
`;

test('book 2 the request of a client for password_limited is read as it stands', () => {
  const [request, ...more] = parseClientRequests(bot);
  assert.deepEqual(more, []);
  assert.ok(request);
  assert.equal(request.client_name, 'My Data Tool');
  assert.equal(request.developer_email, 'developer@example.com');
  assert.deepEqual(request.audiences, ['data-server']);
  assert.deepEqual(request.redirect_uris, []);
  const chosen = chooseType(request, undefined);
  assert.equal(chosen.client_type, 'server-side');
  assert.deepEqual(chosen.grant_types, ['password_limited', 'refresh_token']);
  assert.match(
    chosen.notes.join(' '),
    /"discord-bot" is no type of a client.*password_limited alone/,
  );
});

test('book 2 of several types that are offered the first is taken, and the sentence says so', () => {
  const [request] = parseClientRequests(league);
  assert.ok(request);
  assert.deepEqual(request.redirect_uris, [
    'https://www.league.example/oauth/callback',
    'https://staging.league.example/oauth/callback',
  ]);
  const chosen = chooseType(request, undefined);
  assert.equal(chosen.client_type, 'server-side');
  assert.equal(chosen.grant_types, undefined);
  assert.match(chosen.notes.join(' '), /offers server-side, native, single-page-app.*--type/);
  const named = chooseType(request, 'native');
  assert.deepEqual([named.client_type, named.notes], ['native', []]);
  assert.throws(() => chooseType(request, 'mobile'), /offers .*; name one of them with --type/);
});

test('book 2 several requests stand in one file, whatever ends its lines and whatever text is around them', () => {
  const prose =
    'Requests come from the address of an account.\n\n  • Client Name\n\n    To be shown.\n';
  const text = `\ufeff${prose}${bot}${league}`.replaceAll('\n', '\r\n');
  const requests = parseClientRequests(text);
  assert.deepEqual(
    requests.map(({ client_name }) => client_name),
    ['My Data Tool', 'My League'],
  );
  assert.equal(requests[1]?.redirect_uris.length, 2);
  assert.deepEqual(requests[0]?.redirect_uris, []);
});

test('book 2 a request in JSON is read as well, alone or in a list', () => {
  const json = {
    client_name: 'My League',
    client_type: 'mobile',
    redirect_uris: ['https://a.example/cb', 'https://b.example/cb'],
    roles: 'end-user support, internal support',
  };
  for (const text of [JSON.stringify(json), JSON.stringify([json], null, 2)]) {
    const [request] = parseClientRequests(text);
    assert.ok(request);
    assert.deepEqual(request.redirect_uris, json.redirect_uris);
    assert.deepEqual(request.roles, ['end_user_support', 'internal_support']);
    assert.equal(chooseType(request, undefined).client_type, 'mobile');
  }
});

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['an empty file', '', /holds no request/],
  [
    'a line that is no part of one',
    '• Client Name: A\n• Favourite Colour: green\n',
    /"Favourite Colour"/,
  ],
  ['a line before the name', '• Audiences: data-server\n', /begin it with the Client Name/],
  ['damaged JSON', '{"client_name": ', /begins like JSON/],
  ['JSON that is no request', '[1]', /is an object/],
  ['a member that is no part of one', '{"client_name":"A","secret":"x"}', /"secret" is no part/],
  ['a number for a text', '{"client_name":7}', /"client_name" is no part/],
  ['too long a file', `• Client Name: ${'x'.repeat(1_000_000)}`, /megabyte/],
];
for (const [what, text, reason] of wrong) {
  test(`book 2 refuses ${what} and says why`, () => {
    assert.throws(() => parseClientRequests(text), reason);
  });
}

test('book 2 a request without a type is asked for one', () => {
  const [request] = parseClientRequests('• Client Name: A\n• Client Type: something\n');
  assert.ok(request);
  assert.throws(() => chooseType(request, undefined), /give --type server-side, single-page-app/);
  assert.equal(chooseType(request, 'native').client_type, 'native');
});
