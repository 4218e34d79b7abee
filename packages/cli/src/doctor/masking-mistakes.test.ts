import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findMaskingMistake, findOddities, fingerprintOf, maskSecret } from './masking-mistakes.ts';

// The masked value of this pair holds a plus sign and a slash.
const input = { secret: 'demo-secret-11', identifier: 'demo_client', others: [] };
const masked = 'M+W3D0nclt1+zBf3MlSCnNZrmkP2ytrRB/b0Woi6b6k=';

test('a plus sign that was not percent-encoded is told from another secret', () => {
  assert.equal(maskSecret(input.secret, input.identifier), masked);
  const verdict = findMaskingMistake(masked, input, true);
  assert.match(verdict?.words ?? '', /not percent-encoded, so that each \+ became a space/);
  assert.equal(findMaskingMistake(encodeURIComponent(masked), input, true)?.isRight, true);
  assert.equal(findMaskingMistake(masked, input, false)?.isRight, true);
});

test('a plus sign that was not percent-encoded hides no other mistake', () => {
  const secrets = Array.from({ length: 20 }, (_, index) => `secret-${index}`);
  const twiceOf = (secret: string) => maskSecret(maskSecret(secret, 'demo_client'), 'demo_client');
  const secret = secrets.find((each) => twiceOf(each).includes('+')) ?? '';
  const verdict = findMaskingMistake(twiceOf(secret), { ...input, secret }, true);
  assert.equal(verdict?.isRight, false);
  assert.match(verdict.words, /^it was masked twice, and not percent-encoded/);
  assert.match(verdict.advice ?? '', /^Mask once: .* Write \+ as %2B/);
});

test('an identifier that was not trimmed, or not lower-cased, is told as that', () => {
  const odd = { secret: 's', identifier: ' Demo_Client ', others: [] };
  const sha = (text: string): string => findDigest(text);
  const words = (value: string) => findMaskingMistake(value, odd, false)?.words;
  assert.equal(words(sha('sDemo_Client')), 'the identifier was not lower-cased');
  assert.equal(words(sha('s demo_client ')), 'the identifier was not trimmed');
  assert.match(words(sha('s Demo_Client ')) ?? '', /neither trimmed nor lower-cased/);
  assert.equal(findMaskingMistake(sha('sdemo_client'), odd, false)?.isRight, true);
});

/** Base64 of the digest of a text as it is. */
function findDigest(text: string): string {
  // An empty identifier adds nothing.
  return maskSecret(text, '');
}

test('URL-safe Base64 is told, with its padding and without', () => {
  const urlSafe = masked.replaceAll('+', '-').replaceAll('/', '_');
  for (const value of [urlSafe, urlSafe.slice(0, -1)]) {
    assert.match(findMaskingMistake(value, input, false)?.words ?? '', /URL-safe Base64/);
  }
});

test('a value of another secret is no mistake that is known', () => {
  assert.equal(findMaskingMistake(maskSecret('x', 'demo_client'), input, true), undefined);
});

test('a secret that looks odd is described without being repeated', () => {
  const told = findOddities(` "${masked}" `, true).flat().join(' ');
  assert.match(told, /white space/);
  assert.doesNotMatch(told, /M\+W3/);
  assert.equal(findOddities(masked, true).length, 1);
  assert.deepEqual(
    findOddities(masked, false),
    [],
    'where nothing is masked, it is a text like others',
  );
  assert.deepEqual(findOddities('plain-secret', true), []);
});

test('a fingerprint has eight digits and is another for another value', () => {
  assert.match(fingerprintOf(masked), /^[0-9a-f]{8}$/);
  assert.notEqual(fingerprintOf(masked), fingerprintOf('x'));
});
