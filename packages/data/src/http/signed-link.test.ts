import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { amzDate, createLinkSigner } from './signed-link.ts';

const begin = Date.UTC(2026, 10, 20, 12) / 1000;
const key = new Uint8Array(32).fill(1);

function start() {
  const state = { now: begin };
  return { state, signer: createLinkSigner(key, () => state.now) };
}

test('a link of 120 s works at 0 and 119 s, again and again, and is dead at 120 and 121 s', () => {
  const { state, signer } = start();
  const query = signer.sign('/a', 120);
  for (const [age, expected] of [
    [0, 'valid'],
    [119, 'valid'],
    [119, 'valid'],
    [120, 'expired'],
    [121, 'expired'],
  ] as const) {
    state.now = begin + age;
    assert.equal(signer.verify('/a', query).state, expected, `${age} s`);
  }
});

test('a link says when it was signed and for how long', () => {
  const query = new URLSearchParams(start().signer.sign('/a', 900));
  assert.equal(query.get('X-Amz-Date'), '20261120T120000Z');
  assert.equal(query.get('X-Amz-Expires'), '900');
  assert.equal(amzDate(0), '19700101T000000Z');
});

test('another path, time, lifetime, algorithm or signature is a mismatch', () => {
  const { signer } = start();
  const query = signer.sign('/a', 120);
  assert.equal(signer.verify('/b', query).state, 'mismatch');
  for (const [from, to] of [
    ['Date=2026', 'Date=2027'],
    ['T120000Z', 'T120001Z'],
    ['Expires=120', 'Expires=121'],
    ['Expires=120', 'Expires=999999999'],
    ['PITPASS', 'OTHER'],
    ['Signature=', 'Signature=0'],
  ] as const) {
    const changed = query.replace(from, to);
    assert.notEqual(changed, query);
    assert.equal(signer.verify('/a', changed).state, 'mismatch', to);
  }
  assert.equal(signer.verify('/a', `${query}&x-id=1`).state, 'mismatch');
  assert.equal(signer.verify('/a', `${query}&X-Amz-Expires=120`).state, 'mismatch');
  assert.equal(signer.verify('/a', query.slice(0, -1)).state, 'mismatch');
  assert.equal(signer.verify('/a', '').state, 'unsigned');
  const reordered = query.split('&').toReversed().join('&');
  assert.equal(signer.verify('/a', reordered).state, 'valid');
});

test('any single changed character makes a link fail', () => {
  const { signer } = start();
  const query = signer.sign('/a', 120);
  fc.assert(
    fc.property(fc.nat(query.length - 1), fc.constantFrom('0', 'a', 'Z', '&', '='), (i, char) => {
      fc.pre(query[i] !== char);
      const changed = query.slice(0, i) + char + query.slice(i + 1);
      assert.notEqual(signer.verify('/a', changed).state, 'valid');
    }),
    { numRuns: 200 },
  );
});

test('a link of another key is a mismatch, and a short key is refused', () => {
  const other = createLinkSigner(new Uint8Array(32).fill(2), () => begin);
  assert.equal(start().signer.verify('/a', other.sign('/a', 120)).state, 'mismatch');
  assert.throws(() => createLinkSigner(new Uint8Array(31), () => begin), RangeError);
});
