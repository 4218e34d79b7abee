import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { isMasked, mask, maskedLength, normalizeIdentifier } from './masking.ts';
import { parseParameters } from './parameters.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();
const webSha256 = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

interface Vector {
  readonly secret: string;
  readonly identifier: string;
  readonly masked: string;
  readonly formEncoded: string;
}

const vectors: readonly Vector[] = [
  {
    secret: 'secret',
    identifier: '  User@Example.COM  ',
    masked: 'ihBzlO6bnu0lfgFIo+8L4Sq3a+vl4rzfyPtyHKb2TO8=',
    formEncoded: 'ihBzlO6bnu0lfgFIo%2B8L4Sq3a%2Bvl4rzfyPtyHKb2TO8%3D',
  },
  {
    secret: 'S3cr3t-Value',
    identifier: 'demo_client',
    masked: '2ldjc3SaCMrn/XwvkjTAI1ly9wWi0FqVTRAso0Ki2dE=',
    formEncoded: '2ldjc3SaCMrn%2FXwvkjTAI1ly9wWi0FqVTRAso0Ki2dE%3D',
  },
  {
    secret: 'P@ssw0rd',
    identifier: '  Driver@Example.COM ',
    masked: '7gBfAe/p4KuEBLjhR5A8XTSZPGVn+Nhv1w0QWLOVjLY=',
    formEncoded: '7gBfAe%2Fp4KuEBLjhR5A8XTSZPGVn%2BNhv1w0QWLOVjLY%3D',
  },
  {
    secret: 'demo-secret-11',
    identifier: 'demo_client',
    masked: 'M+W3D0nclt1+zBf3MlSCnNZrmkP2ytrRB/b0Woi6b6k=',
    formEncoded: 'M%2BW3D0nclt1%2BzBf3MlSCnNZrmkP2ytrRB%2Fb0Woi6b6k%3D',
  },
  {
    secret: 'correct horse battery staple',
    identifier: 'Example-Client-01',
    masked: 'YFNhiY72Th25/khzZD4ky4oqVg2mtVvEhEAKKFphE/Q=',
    formEncoded: 'YFNhiY72Th25%2FkhzZD4ky4oqVg2mtVvEhEAKKFphE%2FQ%3D',
  },
  {
    secret: 'p\u00e4ssw\u00f6rd-\u00df',
    identifier: 'Fahrer@Beispiel.example',
    masked: 'OgtSABiZSzkPTx4G1fXIHt4HoqPEmJWRBWdhxAnWOnM=',
    formEncoded: 'OgtSABiZSzkPTx4G1fXIHt4HoqPEmJWRBWdhxAnWOnM%3D',
  },
];

// What clients get wrong for the secret `P@ssw0rd` of `driver@example.com`.
const mistakes: readonly (readonly [string, string])[] = [
  ['the identifier before the secret', 'rfNm9+Eh0KgVHJI6APAoMI0wyYtHHXNnOJqPw7q+lkQ='],
  ['an identifier in mixed case', 'nEJVW/ea/ofPC/T1tOodvG3uQmKZjOCYZdr865dW15M='],
  ['an identifier with outer spaces', '/LbvXGJrnmmAiqgFb/aie3+cvpdMbu63P/ycBlIU2UA='],
  ['a secret in lower case', '2CiLoL25p2BupRgNZt4oxy26hEEo6DQqtXyDpppmiaQ='],
  ['a colon between the two', 'dapEHcD9xANOJ8aorPm7wa5v8TfbmJzF1zCF2o+hrOE='],
  ['URL-safe Base64 without padding', '7gBfAe_p4KuEBLjhR5A8XTSZPGVn-Nhv1w0QWLOVjLY'],
  [
    'Base64 of the hexadecimal text',
    'ZWUwMDVmMDFlZmU5ZTBhYjg0MDRiOGUxNDc5MDNjNWQzNDk5M2M2NTY3ZjhkODZmZDcwZDEwNThiMzk1OGNiNg==',
  ],
];

describe('masking', () => {
  for (const { secret, identifier, masked, formEncoded } of vectors) {
    it(`S64 book 13.2 masks ${secret} of ${JSON.stringify(identifier)} as the book does`, async () => {
      assert.equal(mask(secret, identifier, sha256), masked);
      assert.equal(await mask(secret, identifier, webSha256), masked);
      assert.equal(encodeURIComponent(masked), formEncoded);
      assert.equal(parseParameters(`password=${formEncoded}`).get('password'), masked);
      assert.ok(isMasked(masked));
      assert.equal(masked.length, maskedLength);
    });
  }

  for (const [mistake, value] of mistakes) {
    it(`S64 book 13.2 gives another value than one masked with ${mistake}`, () => {
      assert.notEqual(mask('P@ssw0rd', 'driver@example.com', sha256), value);
    });
  }

  it('S64 book 13.2 does not survive a plus sign that was not percent-encoded', () => {
    const masked = mask('P@ssw0rd', 'driver@example.com', sha256);
    const received = parseParameters(`password=${masked}`).get('password');
    assert.equal(received, masked.replace('+', ' '));
    assert.ok(!isMasked(received ?? ''));
  });

  it('book 13.2 trims and lowers the identifier alone', () => {
    assert.equal(normalizeIdentifier('\t Driver@Example.COM\n'), 'driver@example.com');
    assert.equal(normalizeIdentifier('a B'), 'a b');
    assert.notEqual(mask(' s ', 'x', sha256), mask('s', 'x', sha256));
    assert.notEqual(mask('S', 'x', sha256), mask('s', 'x', sha256));
  });

  it('book 13.2 lowers the same in every locale', () => {
    assert.equal(normalizeIdentifier('I'), 'i');
    assert.equal(normalizeIdentifier('DRIVER@EXAMPLE.COM'), 'driver@example.com');
  });

  it('knows the form of a masked value', () => {
    const masked = vectors[0]?.masked ?? '';
    const others = [
      '',
      masked.slice(1),
      `${masked}=`,
      ` ${masked}`,
      `${masked}\n`,
      masked.replace('+', '-'),
      masked.replace('=', 'A'),
      'plain password',
    ];
    for (const other of others) assert.ok(!isMasked(other), other);
  });
});
