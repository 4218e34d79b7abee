import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { challenge, readBearerToken } from './bearer.ts';

/** A request as Node presents it: the first of several Authorization headers is kept. */
function request(...values: string[]): IncomingMessage {
  const rawHeaders = values.flatMap((value) => ['AuthoriZation', value]);
  return { headers: { authorization: values[0] }, rawHeaders } as unknown as IncomingMessage;
}

const malformed = [
  'Bearer',
  'Bearer ',
  'Bearer  token',
  'Bearer\ttoken',
  'Bearer token ',
  'Bearer,token',
  'Bearer token,other',
  'Bearer token other',
  'Bearer tok=en',
  'Bearer "token"',
  'Bearer tökén',
  'BearerX token',
];
const otherSchemes = [' Bearer token', 'Basic dXNlcjpwYXNz', 'token', ''];

for (const value of malformed) {
  test(`S110 refuses the header ${JSON.stringify(value)}`, () => {
    assert.deepEqual(readBearerToken(request(value)), { kind: 'malformed' });
  });
}

for (const value of otherSchemes) {
  test(`S110 finds no token in the header ${JSON.stringify(value)}`, () => {
    assert.deepEqual(readBearerToken(request(value)), { kind: 'none' });
  });
}

test('S110 refuses two Authorization headers, even with the same token', () => {
  const presented = readBearerToken(request('Bearer token', 'Bearer token'));
  assert.deepEqual(presented, { kind: 'malformed' });
});

test('S110 accepts one well-formed token and ignores the case of the scheme', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    assert.deepEqual(readBearerToken(request(`${scheme} aZ0-._~+/==`)), {
      kind: 'token',
      token: 'aZ0-._~+/==',
    });
  }
});

test('S108 no header at all is told from a bad one', () => {
  assert.deepEqual(readBearerToken(request()), { kind: 'none' });
  assert.equal(challenge(), 'Bearer realm="data-server"');
  assert.equal(challenge('invalid_token'), 'Bearer realm="data-server", error="invalid_token"');
  assert.match(
    challenge('insufficient_scope'),
    /error="insufficient_scope", scope="iracing.auth"$/,
  );
});
