import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatBearerChallenge, parseBearerCredentials } from './bearer.ts';

const token = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln-_~+/==';

describe('bearer credentials', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    it(`S110 are one token after the scheme ${scheme}`, () => {
      assert.deepEqual(parseBearerCredentials(`${scheme} ${token}`), { kind: 'token', token });
    });
  }

  it('are none without the header or with another scheme', () => {
    for (const header of [undefined, '', 'Basic eDp5', 'DPoP abc', `Token ${token}`, token]) {
      assert.deepEqual(parseBearerCredentials(header), { kind: 'none' }, header);
    }
  });

  const malformed = [
    'Bearer',
    'Bearer ',
    `Bearer  ${token}`,
    `Bearer\t${token}`,
    `Bearer,${token}`,
    `bearer,${token}`,
    `Bearer${token}`,
    `Bearer ${token} `,
    `Bearer ${token}\n`,
    `Bearer ${token} trailing`,
    `Bearer ${token},`,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer ${token},Bearer other`,
    `Bearer a=b`,
    `Bearer =abc`,
    `Bearer "${token}"`,
    `Bearer ${token}\0`,
    'Bearer t\u00f6ken',
    'Bearer a%20b',
    `Bearer ${'x'.repeat(8192)}`,
  ];
  for (const header of malformed) {
    it(`S110 are malformed: ${JSON.stringify(header.slice(0, 60))}`, () => {
      assert.deepEqual(parseBearerCredentials(header), { kind: 'malformed' });
    });
  }

  it('S110 with a character added to or cut from the token are another token or none', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: token.length }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        (at, character) => {
          for (const variant of [
            token.slice(0, at) + character + token.slice(at),
            token.slice(0, at) + token.slice(at + 1),
          ]) {
            const parsed = parseBearerCredentials(`Bearer ${variant}`);
            if (parsed.kind === 'token') assert.equal(parsed.token, variant);
            assert.notEqual(
              variant === token ? '' : parsed.kind === 'token' && parsed.token,
              token,
            );
          }
        },
      ),
    );
  });
});

describe('bearer challenge', () => {
  it('S108 names the realm alone when no token was sent', () => {
    assert.equal(formatBearerChallenge({ realm: 'iracing' }), 'Bearer realm="iracing"');
  });

  it('S109 book 16 names error, description and scope', () => {
    const challenge = formatBearerChallenge({
      realm: 'iracing',
      error: 'insufficient_scope',
      error_description: 'scope iracing.profile needed',
      scope: 'iracing.profile',
    });
    assert.equal(
      challenge,
      'Bearer realm="iracing", error="insufficient_scope", ' +
        'error_description="scope iracing.profile needed", scope="iracing.profile"',
    );
  });

  it('cannot be broken out of', () => {
    const challenge = formatBearerChallenge({ realm: 'a", error="x\\', error: 'invalid_token' });
    assert.equal(challenge, 'Bearer realm="a, error=x", error="invalid_token"');
  });
});
