import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeBase64, encodeBase64Url } from './digest.ts';

describe('Base64', () => {
  it('gives the vectors of RFC 4648 §10', () => {
    const encoder = new TextEncoder();
    const vectors = [
      ['', ''],
      ['f', 'Zg=='],
      ['fo', 'Zm8='],
      ['foo', 'Zm9v'],
      ['foob', 'Zm9vYg=='],
      ['fooba', 'Zm9vYmE='],
      ['foobar', 'Zm9vYmFy'],
    ] as const;
    for (const [text, encoded] of vectors) {
      assert.equal(encodeBase64(encoder.encode(text)), encoded);
      assert.equal(encodeBase64Url(encoder.encode(text)), encoded.replaceAll('=', ''));
    }
  });

  it('agrees with the platform for all bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString('base64'));
        assert.equal(encodeBase64Url(bytes), Buffer.from(bytes).toString('base64url'));
      }),
    );
  });
});
