import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSeededRandom, secretKey } from '../../../test/house.ts';
import { createSealer, deriveKey } from './sealing.ts';

const sealer = createSealer(secretKey, 'signing keys', createSeededRandom('sealing'));

test('a sealed text opens in its context', () => {
  for (const text of ['', 'Zoë 🏁', 'x'.repeat(10_000)]) {
    assert.equal(sealer.open(sealer.seal(text, 'kid-1'), 'kid-1'), text);
  }
});

test('S145 a sealed text that is moved to another row does not open', () => {
  const sealed = sealer.seal('private', 'kid-1');
  for (const context of ['kid-2', 'kid-', 'kid-11', '', 'KID-1']) {
    assert.equal(sealer.open(sealed, context), undefined);
  }
});

test('S145 a sealed text of which any character is altered, left out or added does not open', () => {
  const sealed = sealer.seal('private', 'kid-1');
  for (let index = 0; index < sealed.length; index += 1) {
    const other = sealed[index] === 'A' ? 'B' : 'A';
    const altered = sealed.slice(0, index) + other + sealed.slice(index + 1);
    const cut = sealed.slice(0, index) + sealed.slice(index + 1);
    assert.equal(sealer.open(altered, 'kid-1'), undefined, `altered at ${index}`);
    assert.equal(sealer.open(cut, 'kid-1'), undefined, `cut at ${index}`);
  }
  for (const added of ['A', '=', ' ', '\n', '.']) {
    assert.equal(sealer.open(sealed + added, 'kid-1'), undefined);
    assert.equal(sealer.open(added + sealed, 'kid-1'), undefined);
  }
});

test('S145 what was never sealed does not open and throws nothing', () => {
  for (const text of [
    '',
    'A',
    'AAAA'.repeat(7),
    'not base64!',
    '🏁'.repeat(20),
    'A'.repeat(9999),
  ]) {
    assert.equal(sealer.open(text, 'kid-1'), undefined);
  }
});

test('S145 another secret key, and the same key for another purpose, do not open it', () => {
  const sealed = sealer.seal('private', 'kid-1');
  const random = createSeededRandom('other');
  const another = createSealer(new Uint8Array(32).fill(8), 'signing keys', random);
  const transactions = createSealer(secretKey, 'transactions', random);
  assert.equal(another.open(sealed, 'kid-1'), undefined);
  assert.equal(transactions.open(sealed, 'kid-1'), undefined);
});

test('the same text sealed twice looks different, and its length is all that shows', () => {
  const [first, second] = [sealer.seal('private', 'kid-1'), sealer.seal('private', 'kid-1')];
  assert.notEqual(first, second);
  assert.equal(first.length, second.length);
  assert.match(first, /^[A-Za-z0-9_-]+$/);
});

test('every purpose has a key of its own, the same in every process', () => {
  const purposes = ['transactions', 'form tokens', 'signing keys', 'audit chain', 'data links'];
  const keys = purposes.map((purpose) => deriveKey(secretKey, purpose).toString('hex'));
  assert.equal(new Set(keys).size, purposes.length);
  assert.equal(deriveKey(secretKey, 'transactions').toString('hex'), keys[0]);
  assert.ok(keys.every((key) => key.length === 64));
});
