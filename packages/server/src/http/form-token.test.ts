import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FastifyRequest } from 'fastify';

import { createFormToken, isFormTokenRight, isFromOwnOrigin } from './form-token.ts';

const key = new Uint8Array(32).fill(5);
const token = createFormToken(key, 'ppb_login', 'transaction');
const isRight = (
  presented: string | undefined,
  { with: by = key, holder = 'ppb_login', subject = 'transaction' } = {},
) => isFormTokenRight(presented, by, holder, subject);

test('S174 a form token is right for its browser and its transaction, and for no other', () => {
  assert.equal(isRight(token), true);
  assert.equal(isRight(token, { holder: 'ppb_another' }), false);
  assert.equal(isRight(token, { subject: 'another' }), false);
  assert.equal(isRight(token, { with: new Uint8Array(32).fill(6) }), false);
});

test('S174 what lies between browser and transaction cannot be moved from one to the other', () => {
  const moved = { holder: 'ppb_login.t', subject: 'ransaction' };
  assert.equal(isRight(token, moved), false);
  assert.equal(isRight(createFormToken(key, 'ab', 'c'), { holder: 'a', subject: 'bc' }), false);
});

test('S174 a missing, empty, cut, extended or altered token is refused', () => {
  const altered = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
  for (const presented of [undefined, '', token.slice(1), `${token}A`, altered, `${token}=`]) {
    assert.equal(isRight(presented), false, presented);
  }
});

const own = 'https://id.example';
const cases: readonly [Record<string, string>, boolean][] = [
  [{ 'sec-fetch-site': 'same-origin', origin: own }, true],
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ origin: own }, true],
  [{}, false],
  [{ 'sec-fetch-site': 'same-site', origin: own }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: own }, false],
  [{ 'sec-fetch-site': 'none', origin: own }, false],
  [{ 'sec-fetch-site': '', origin: own }, false],
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, false],
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://id.example:8443' }, false],
  [{ 'sec-fetch-site': 'same-site', origin: 'null' }, false],
  [{ 'sec-fetch-site': 'cross-site', origin: 'null' }, false],
  [{ origin: 'null' }, false],
  [{ origin: 'http://id.example' }, false],
  [{ origin: 'https://id.example.evil.example' }, false],
  [{ origin: `${own}/` }, false],
];
for (const [headers, isOwn] of cases) {
  const verb = isOwn ? 'takes' : 'refuses';
  test(`S174 ${verb} a form with ${JSON.stringify(headers)}`, () => {
    assert.equal(isFromOwnOrigin({ headers } as unknown as FastifyRequest, own), isOwn);
  });
}
