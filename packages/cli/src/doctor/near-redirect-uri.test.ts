import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findNearRedirectUri } from './near-redirect-uri.ts';

const registered = [
  'https://app.example/callback',
  'https://staging.app.example/callback?from=game',
  'http://127.0.0.1:7491/callback',
  'example.app://callback',
];

const cases: readonly (readonly [presented: string, near: string, words: RegExp])[] = [
  ['https://app.example:443/callback', 'https://app.example/callback', /implied port/],
  ['https://app.example/callback/', 'https://app.example/callback', /slash at the end/],
  ['http://app.example/callback', 'https://app.example/callback', /begins with http, and https/],
  ['https://app.example/cb', 'https://app.example/callback', /the path is \/cb/],
  [
    'https://staging.app.example/callback',
    'https://staging.app.example/callback?from=game',
    /query is another/,
  ],
  ['http://localhost:7491/callback', 'http://127.0.0.1:7491/callback', /says localhost/],
  ['http://127.0.0.1/callback', 'http://127.0.0.1:7491/callback', /has no port, and port 7491/],
  ['example.app://call', 'example.app://callback', /host is call/],
];

for (const [presented, near, words] of cases) {
  test(`the nearest to ${presented} is ${near}`, () => {
    const found = findNearRedirectUri(presented, registered);
    assert.equal(found?.uri, near);
    assert.match(found.difference, words);
  });
}

test('nothing is near where nothing is registered', () => {
  assert.equal(findNearRedirectUri('https://app.example/', []), undefined);
  assert.match(findNearRedirectUri('no address', registered)?.difference ?? '', /no whole address/);
});
