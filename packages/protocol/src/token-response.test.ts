import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OAuthError, oauthErrorCodes } from './oauth-error.ts';
import { parseTokenResponse } from './token-response.ts';

const whole = {
  access_token: 'eyJ',
  token_type: 'Bearer',
  expires_in: 600,
  refresh_token: 'demo.refresh.2',
  refresh_token_expires_in: 604_800,
  scope: 'iracing.auth',
};
const least = { access_token: 'eyJ', token_type: 'Bearer', expires_in: 600 };

describe('token response', () => {
  it('is read whole, unknown members left out', () => {
    assert.deepEqual(parseTokenResponse({ ...whole, id_token: 'x' }), whole);
    assert.deepEqual(parseTokenResponse(least), least);
  });

  for (const name of ['refresh_token', 'refresh_token_expires_in', 'scope'] as const) {
    it(`book 13.2 takes null for an absent ${name}`, () => {
      const { [name]: _, ...rest } = whole;
      assert.deepEqual(parseTokenResponse({ ...whole, [name]: null }), rest);
      assert.deepEqual(parseTokenResponse(rest), rest);
    });

    it(`is refused when ${name} has another type`, () => {
      for (const value of [{}, [], true, name.endsWith('_in') ? '600' : 5]) {
        assert.equal(parseTokenResponse({ ...whole, [name]: value }), undefined);
      }
    });
  }

  it('takes an empty scope for an absent one', () => {
    assert.ok(!('scope' in (parseTokenResponse({ ...whole, scope: '' }) ?? { scope: '' })));
  });

  it('takes Bearer in any case, and no other type', () => {
    for (const token_type of ['bearer', 'BEARER', 'bEarer']) {
      assert.equal(parseTokenResponse({ ...least, token_type })?.token_type, 'Bearer');
    }
    for (const token_type of ['', 'MAC', 'DPoP', 'Bearer ', null, undefined, 5]) {
      assert.equal(parseTokenResponse({ ...least, token_type }), undefined);
    }
  });

  it('is refused without an access token or with a lifetime that is no number of seconds', () => {
    for (const access_token of ['', null, undefined, 5, {}]) {
      assert.equal(parseTokenResponse({ ...least, access_token }), undefined);
    }
    for (const expires_in of [null, undefined, '600', -1, Number.NaN, Infinity]) {
      assert.equal(parseTokenResponse({ ...least, expires_in }), undefined);
    }
    assert.equal(parseTokenResponse({ ...least, expires_in: 0 })?.expires_in, 0);
  });

  it('S218 is read from any JSON without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const response = parseTokenResponse(body);
        if (response !== undefined) assert.equal(response.token_type, 'Bearer');
      }),
    );
    const polluted: unknown = JSON.parse(
      '{"__proto__":{"access_token":"x","token_type":"Bearer","expires_in":1}}',
    );
    assert.equal(parseTokenResponse(polluted), undefined);
  });
});

describe('token response with tokens that no header can carry', () => {
  const sound = { access_token: 'a', token_type: 'Bearer', expires_in: 60, refresh_token: 'r' };
  for (const token of ['a\nb', 'a\r\nSet-Cookie: x', 'a\u0000', 'ключ', '\u007f']) {
    it(`is none: ${JSON.stringify(token)}`, () => {
      assert.notEqual(parseTokenResponse(sound), undefined);
      assert.equal(parseTokenResponse({ ...sound, access_token: token }), undefined);
      assert.equal(parseTokenResponse({ ...sound, refresh_token: token }), undefined);
    });
  }
});

describe('OAuthError', () => {
  it('S56 carries its code and description, and keeps the detail out of its text', () => {
    for (const error of oauthErrorCodes) {
      const thrown = new OAuthError(error, 'what was wrong', { detail: 'canary', scope: 's' });
      assert.equal(thrown.message, `${error}: what was wrong`);
      assert.equal(thrown.detail, 'canary');
      assert.equal(thrown.name, 'OAuthError');
    }
    assert.equal(new Set(oauthErrorCodes).size, oauthErrorCodes.length);
  });
});
