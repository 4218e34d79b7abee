import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { commonRedirectUri } from './authorization.ts';
import { findRedirectUriProblem } from './redirect-uri-rules.ts';

const common = [
  'https://app.example/callback',
  'https://my-app.example:8443/oauth/callback.php',
  'http://127.0.0.1:7491/callback',
  'http://localhost:3000/',
];
const words =
  'https:// http:// localhost 127.0.0.1 127.1 0x7f [::1] app xn-- a . - -- 1 65536 : :443 / // @ ?code=1 # * , %41';
const pieces = fc.constantFrom(...words.split(' '), ' ');

describe('the common form of a redirect URI', () => {
  it('is that of servers and of programs on this computer', () => {
    for (const uri of common) {
      assert.match(uri, commonRedirectUri);
      assert.equal(findRedirectUriProblem(uri), undefined);
    }
    for (const uri of [
      'http://app.example/',
      'https://127.1/cb',
      'https://app.example',
      'x.y:/cb',
    ]) {
      assert.doesNotMatch(uri, commonRedirectUri);
    }
  });

  it('has nothing that the whole rules refuse, whatever it is put together from', () => {
    const uris = fc.array(pieces, { maxLength: 9 }).map((parts) => parts.join(''));
    const likely = fc
      .tuple(fc.constantFrom('https://', 'http://'), uris, fc.constantFrom('', '/', '/cb'))
      .map((parts) => parts.join(''));
    let count = 0;
    fc.assert(
      fc.property(fc.oneof(uris, likely), (uri) => {
        if (!commonRedirectUri.test(uri)) return;
        count += 1;
        assert.equal(findRedirectUriProblem(uri), undefined, uri);
      }),
      { numRuns: 20_000 },
    );
    assert.ok(count > 20, `only ${count} of them were of the common form`);
  });
});
