import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FastifyRequest } from 'fastify';

import {
  readTrackmaniaParameters,
  refuseSecondAuthentication,
} from './trackmania-token-parameters.ts';

function requestWith(...authorizations: readonly string[]): FastifyRequest {
  const [authorization] = authorizations;
  return {
    headers: { authorization },
    raw: { rawHeaders: authorizations.flatMap((value) => ['Authorization', value]) },
    body: 'grant_type=client_credentials',
  } as unknown as FastifyRequest;
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('S59 Basic credentials are decoded once, and a NUL in them reaches no store', () => {
  const good = requestWith(basic('club%2Droom:a+b%3A'));
  assert.equal(readTrackmaniaParameters(good).get('client_id'), 'club-room');
  assert.equal(readTrackmaniaParameters(good).get('client_secret'), 'a b:');
  assert.doesNotThrow(() => refuseSecondAuthentication(good));
  for (const credentials of ['a\0b:secret', 'a%00b:secret']) {
    const request = requestWith(basic(credentials));
    assert.equal(readTrackmaniaParameters(request).get('client_id'), undefined);
    assert.throws(() => refuseSecondAuthentication(request), { error: 'invalid_client' });
  }
});

test('S57 of two Authorization headers neither is chosen', () => {
  const one = basic('club-room:secret');
  assert.doesNotThrow(() => refuseSecondAuthentication(requestWith(one)));
  const error = 'invalid_request';
  for (const other of [one, basic('lap-lens:secret'), 'Bearer x']) {
    assert.throws(() => refuseSecondAuthentication(requestWith(one, other)), { error });
  }
});
