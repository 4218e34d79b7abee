import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSeededRandom, secretKey } from '../../../test/house.ts';
import { t0 } from '../../../test/store-contract/records.ts';
import { createSealer } from '../key/sealing.ts';
import { createPresentedValue, digestOf } from '../presented.ts';
import { openRefreshTokenRetry, sealRefreshTokenRetry } from './refresh-token-retry.ts';

const random = createSeededRandom('retries');
const [presented, successor, other] = [1, 2, 3].map(() =>
  createPresentedValue('refresh_token', random),
) as [string, string, string];

const response = {
  access_token: 'header.claims.signature',
  token_type: 'Bearer',
  expires_in: 600,
  refresh_token: successor,
  refresh_token_expires_in: 604_800,
  scope: 'iracing.auth',
} as const;
const kept = {
  token_digest: digestOf(presented),
  successor_digest: digestOf(successor),
  expires_at: t0 + 31,
};
const seal = () => sealRefreshTokenRetry(presented, kept, { response, issued_at: t0 }, random);

test('S81 the presented token opens the answer, with the seconds that are left', () => {
  assert.deepEqual(openRefreshTokenRetry(presented, seal(), t0, random), response);
  assert.deepEqual(openRefreshTokenRetry(presented, seal(), t0 + 30, random), {
    ...response,
    expires_in: 570,
    refresh_token_expires_in: 604_770,
  });
  const late = openRefreshTokenRetry(presented, seal(), t0 + 601, random);
  assert.equal(late?.expires_in, 0);
});

test('S81 an answer without a scope is repeated without one', () => {
  const { scope: _, ...bare } = response;
  const retry = sealRefreshTokenRetry(presented, kept, { response: bare, issued_at: t0 }, random);
  assert.deepEqual(openRefreshTokenRetry(presented, retry, t0, random), bare);
});

test('S92 nothing that is stored opens the answer: neither digests nor the service’s secret key', () => {
  const retry = seal();
  const stored = [kept.token_digest, kept.successor_digest, retry.sealed_response, ''];
  for (const text of [...stored, successor, other, presented.slice(0, -1)]) {
    assert.equal(openRefreshTokenRetry(text, retry, t0, random), undefined);
  }
  const context = `${kept.token_digest} ${kept.successor_digest}`;
  const own = createSealer(secretKey, 'refresh token retry', random);
  assert.equal(own.open(retry.sealed_response, context), undefined);
});

test('S92 what is stored holds no token in the clear', () => {
  const text = Buffer.from(seal().sealed_response, 'base64url').toString('latin1');
  for (const token of [presented, successor, response.access_token]) {
    assert.ok(!text.includes(token) && !JSON.stringify(seal()).includes(token));
  }
});

test('S92 an answer that was altered, or moved to another token or successor, does not open', () => {
  const retry = seal();
  const { sealed_response } = retry;
  const flipped = sealed_response.startsWith('A') ? 'B' : 'A';
  const wrong = [
    { ...retry, sealed_response: flipped + sealed_response.slice(1) },
    { ...retry, sealed_response: '' },
    { ...retry, token_digest: digestOf(other) },
    { ...retry, successor_digest: digestOf(other) },
  ];
  for (const changed of wrong) {
    assert.equal(openRefreshTokenRetry(presented, changed, t0, random), undefined);
  }
});
