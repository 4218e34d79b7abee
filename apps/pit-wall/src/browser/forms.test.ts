import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFormTokens, FormRefused, parseForm, verifySameOrigin } from './forms.ts';

const origin = 'http://127.0.0.1:7481';
const tokens = createFormTokens(new Uint8Array(32).fill(7));

test('a form token holds for its own browser and for no other', () => {
  const token = tokens.create('cookie-1');
  assert.doesNotThrow(() => tokens.verify('cookie-1', token));
  assert.throws(() => tokens.verify('cookie-2', token), FormRefused);
  assert.throws(() => tokens.verify(undefined, token), FormRefused);
  assert.throws(() => tokens.verify('cookie-1', null), FormRefused);
  assert.throws(() => tokens.verify('cookie-1', `${token}A`), FormRefused);
});

test('a form token of another process does not hold', () => {
  const other = createFormTokens(new Uint8Array(32).fill(8));
  assert.throws(() => tokens.verify('cookie-1', other.create('cookie-1')), FormRefused);
});

test('a form of an own page is let through', () => {
  assert.doesNotThrow(() => verifySameOrigin({ 'sec-fetch-site': 'same-origin' }, origin));
  assert.doesNotThrow(() => verifySameOrigin({ origin }, origin));
});

test('a form of another site, another port or nobody is refused', () => {
  for (const site of ['same-site', 'cross-site', 'none']) {
    assert.throws(() => verifySameOrigin({ 'sec-fetch-site': site, origin }, origin), FormRefused);
  }
  for (const other of ['http://127.0.0.1:7482', 'http://localhost:7481', 'null']) {
    assert.throws(() => verifySameOrigin({ origin: other }, origin), FormRefused);
  }
  assert.throws(() => verifySameOrigin({}, origin), FormRefused);
});

test('a form with a field twice is refused', () => {
  assert.throws(() => parseForm('a=1&a=2'), FormRefused);
  assert.equal(parseForm('a=1&b=2').get('b'), '2');
  assert.equal(parseForm(undefined).get('b'), null);
});
