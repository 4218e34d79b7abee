import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OAuthError } from './oauth-error.ts';
import { formatScope, isScopeWithin, parseScope } from './scope.ts';

describe('scope', () => {
  it('book 12 is a list of tokens in the order sent, whatever white space parts them', () => {
    assert.deepEqual(parseScope('iracing.auth iracing.profile'), [
      'iracing.auth',
      'iracing.profile',
    ]);
    assert.deepEqual(parseScope('  b\t a\r\n c '), ['b', 'a', 'c']);
    assert.deepEqual(parseScope(undefined), []);
    assert.deepEqual(parseScope('   '), []);
  });

  for (const scope of ['a a', 'a b a', 'iracing.auth  iracing.auth']) {
    it(`S5 book 16.6 is refused with a token twice: ${scope}`, () => {
      assert.throws(() => parseScope(scope), { error: 'invalid_scope' });
    });
  }

  it('tells tokens apart by case', () => {
    assert.deepEqual(parseScope('a A'), ['a', 'A']);
  });

  for (const character of ['"', '\\', '\u00e4', '\u007f', '\0', '\u00a0', '\u2003', '\v', '\f']) {
    it(`S5 is refused with the character ${JSON.stringify(character)}`, () => {
      assert.throws(() => parseScope(`a${character}b`), { error: 'invalid_scope' });
    });
  }

  it('takes every other printable ASCII character', () => {
    for (let code = 0x21; code < 0x7f; code += 1) {
      const character = String.fromCharCode(code);
      if (character !== '"' && character !== '\\')
        assert.deepEqual(parseScope(character), [character]);
    }
  });

  it('S5 holds up to 2048 characters', () => {
    assert.deepEqual(parseScope('x'.repeat(2048)), ['x'.repeat(2048)]);
    assert.throws(() => parseScope('x'.repeat(2049)), { error: 'invalid_scope' });
    assert.throws(() => parseScope(' '.repeat(2049)), { error: 'invalid_scope' });
  });

  it('is written with single spaces and read back the same', () => {
    assert.equal(formatScope(['a', 'b']), 'a b');
    assert.equal(formatScope([]), '');
    assert.deepEqual(parseScope(formatScope(['a', 'b'])), ['a', 'b']);
  });

  it('lies within another when all its tokens do', () => {
    assert.ok(isScopeWithin([], []));
    assert.ok(isScopeWithin(['a'], ['b', 'a']));
    assert.ok(!isScopeWithin(['a', 'c'], ['b', 'a']));
    assert.ok(!isScopeWithin(['a'], []));
    assert.ok(!isScopeWithin(['A'], ['a']));
  });

  it('is refused by nothing but invalid_scope, in ASCII that repeats nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parseScope(text);
        } catch (error) {
          assert.ok(error instanceof OAuthError);
          assert.equal(error.error, 'invalid_scope');
          assert.match(error.error_description, /^[\x20-\x7e]+$/);
        }
      }),
    );
  });
});
