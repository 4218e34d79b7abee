import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  createS256Challenge,
  findCodeVerifierProblem,
  isCodeChallenge,
  isCodeChallengeMethod,
  isCodeVerifier,
} from './pkce.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();
const webSha256 = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

const vectors: readonly (readonly [string, string, string])[] = [
  [
    'RFC 7636 appendix B',
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  ],
  [
    '43 characters',
    '0123456789abcdefghijklmnopqrstuvwxyz-._~ABC',
    'uboYUqpnBOR-hxVhitFnHJWVZvvO5dnnRhVNTp7LpnU',
  ],
  [
    '47 characters',
    'iRacingBookDemoVerifier-0123456789._~ABCDEFGHIJ',
    'vqcsXz_I04I8VSt7tlkAy6y73RlHdkwlYtZPSdY3pC4',
  ],
];

describe('PKCE', () => {
  for (const [name, verifier, challenge] of vectors) {
    it(`book 13.3 makes the S256 challenge of the vector: ${name}`, async () => {
      assert.equal(createS256Challenge(verifier, sha256), challenge);
      assert.equal(await createS256Challenge(verifier, webSha256), challenge);
      assert.ok(isCodeVerifier(verifier));
      assert.ok(isCodeChallenge(challenge, 'S256'));
      const sent = { value: challenge, method: 'S256' } as const;
      assert.equal(findCodeVerifierProblem(sent, verifier, sha256), undefined);
    });
  }

  it('S33 book 13.3 takes verifiers of 43 to 128 unreserved characters and no others', () => {
    for (const length of [43, 44, 127, 128]) assert.ok(isCodeVerifier('a'.repeat(length)));
    for (const length of [0, 1, 42, 129, 5000]) assert.ok(!isCodeVerifier('a'.repeat(length)));
    for (const character of ['+', '/', '=', ' ', '%', '\n', '\0', '\u00e4', '*', '!', '"']) {
      assert.ok(!isCodeVerifier('a'.repeat(43) + character), JSON.stringify(character));
      assert.ok(!isCodeVerifier(character + 'a'.repeat(43)), JSON.stringify(character));
    }
  });

  it('S33 takes S256 challenges of exactly 43 URL-safe characters', () => {
    const [, , challenge] = vectors[0] ?? ['', '', ''];
    assert.ok(isCodeChallenge(challenge, 'S256'));
    const wrong = [
      '',
      challenge.slice(1),
      `${challenge}A`,
      `${challenge}=`,
      `${challenge.slice(1)}+`,
      `${challenge.slice(1)}~`,
      `${challenge.slice(1)}.`,
      `${challenge}\n`,
    ];
    for (const value of wrong) assert.ok(!isCodeChallenge(value, 'S256'), value);
    assert.ok(isCodeChallenge(`${challenge.slice(1)}~`, 'plain'));
    assert.ok(!isCodeChallenge('short', 'plain'));
  });

  it('S32 knows the methods S256 and plain, and no other spelling', () => {
    assert.ok(isCodeChallengeMethod('S256'));
    assert.ok(isCodeChallengeMethod('plain'));
    for (const value of [
      '',
      's256',
      'S512',
      'SHA256',
      'PLAIN',
      'Plain',
      'none',
      ' S256',
      'S256 ',
    ]) {
      assert.ok(!isCodeChallengeMethod(value), value);
    }
  });

  const [, verifier, challenge] = vectors[0] ?? ['', '', ''];
  const sent = { value: challenge, method: 'S256' } as const;

  it('S34 names a verifier that is missing, malformed or wrong', () => {
    assert.equal(findCodeVerifierProblem(sent, undefined, sha256), 'missing');
    assert.equal(findCodeVerifierProblem(sent, '', sha256), 'malformed');
    assert.equal(findCodeVerifierProblem(sent, 'short', sha256), 'malformed');
    assert.equal(findCodeVerifierProblem(sent, 'x'.repeat(43), sha256), 'mismatch');
    // The challenge itself is no answer to S256.
    assert.equal(findCodeVerifierProblem(sent, challenge, sha256), 'mismatch');
  });

  it('S35 names a verifier that answers no challenge', () => {
    assert.equal(findCodeVerifierProblem(undefined, verifier, sha256), 'unexpected');
    assert.equal(findCodeVerifierProblem(undefined, undefined, sha256), undefined);
  });

  it('book 13.3 takes the challenge itself as answer to plain, and not its digest', () => {
    const plain = { value: verifier, method: 'plain' } as const;
    assert.equal(findCodeVerifierProblem(plain, verifier, sha256), undefined);
    assert.equal(findCodeVerifierProblem(plain, challenge, sha256), 'mismatch');
  });

  it('S33 computes no digest over input that is too long', () => {
    let hashed = 0;
    const counting = (text: string): Uint8Array => {
      hashed += 1;
      return sha256(text);
    };
    assert.equal(findCodeVerifierProblem(sent, 'a'.repeat(129), counting), 'malformed');
    assert.equal(hashed, 0);
  });

  it('S36 compares digests of one length, whatever was sent', () => {
    const lengths = new Set<number>();
    const watching = (text: string): Uint8Array => {
      const digest = sha256(text);
      lengths.add(digest.length);
      return digest;
    };
    for (const length of [43, 80, 128]) {
      const answer = findCodeVerifierProblem(sent, 'a'.repeat(length), watching);
      assert.equal(answer, 'mismatch');
    }
    assert.deepEqual([...lengths], [32]);
  });

  it('S34 takes no verifier but the one that was challenged', () => {
    const unreserved = [...'ABCXYZabcxyz0189-._~'];
    const anyVerifier = fc.string({
      unit: fc.constantFrom(...unreserved),
      minLength: 43,
      maxLength: 128,
    });
    fc.assert(
      fc.property(anyVerifier, anyVerifier, (left, right) => {
        const value = createS256Challenge(left, sha256);
        const problem = findCodeVerifierProblem({ value, method: 'S256' }, right, sha256);
        assert.equal(problem, left === right ? undefined : 'mismatch');
      }),
    );
  });
});
