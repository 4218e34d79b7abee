import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readTokenRequest, replaceRefreshToken } from './token-request-facts.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

test('grant and client are read from a form, from JSON, and the client from Basic credentials', () => {
  const expected = { grant_type: 'refresh_token', client_id: 'lap-lens' };
  const form = 'grant_type=refresh_token&client_id=lap-lens';
  assert.deepEqual(readTokenRequest(form, undefined), expected);
  assert.deepEqual(readTokenRequest(JSON.stringify(expected), undefined), expected);
  const header = basic('lap-lens:secret');
  assert.deepEqual(readTokenRequest('grant_type=refresh_token', header), expected);
});

test('what is no token request has neither', () => {
  const nothing = { grant_type: undefined, client_id: undefined };
  for (const body of [undefined, '', '{', '{"grant_type":1}', '[]', 'x', { grant_type: 'x' }]) {
    assert.deepEqual(readTokenRequest(body, undefined), nothing);
  }
  for (const header of ['Bearer x', basic('no colon'), basic('%zz:x'), basic(':x')]) {
    assert.deepEqual(readTokenRequest('', header), nothing);
  }
});

test('a refresh token is replaced and everything else is left; none or several are not touched', () => {
  const replaced = replaceRefreshToken('a=1&refresh_token=ppr_x&client_secret=b%2B%3D', 'nobodys');
  assert.deepEqual(
    [...new URLSearchParams(replaced)],
    [
      ['a', '1'],
      ['refresh_token', 'nobodys'],
      ['client_secret', 'b+='],
    ],
  );
  assert.equal(replaceRefreshToken('a=1', 'nobodys'), undefined);
  assert.equal(replaceRefreshToken('refresh_token=a&refresh_token=b', 'nobodys'), undefined);
  assert.equal(replaceRefreshToken(undefined, 'nobodys'), undefined);
});
