import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../test/property-runs.ts';
import { createPermutation, mix, remember, seedFromText, unit } from './hash.ts';

test('a permutation is undone by going backward, for any size and seed', () => {
  const cases = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 500_000 }), fc.nat());
  fc.assert(
    fc.property(cases, ([seed, size, some]) => {
      const shuffle = createPermutation(seed, size);
      const x = some % size;
      const y = shuffle.forward(x);
      assert.ok(y >= 0 && y < size);
      assert.equal(shuffle.backward(y), x);
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('a permutation reaches every element once', () => {
  const shuffle = createPermutation(5, 1000);
  const reached = new Set(Array.from({ length: 1000 }, (_, x) => shuffle.forward(x)));
  assert.equal(reached.size, 1000);
  assert.throws(() => shuffle.forward(1000), RangeError);
  assert.throws(() => shuffle.backward(-1), RangeError);
});

test('equal inputs give equal draws, and one changed input gives another', () => {
  assert.equal(mix(1, 2, 3, 4, 5), mix(1, 2, 3, 4, 5));
  const drawn = new Set([mix(1, 2), mix(2, 2), mix(1, 3), mix(1, 2, 1), mix(1, 2, 0, 1)]);
  assert.equal(drawn.size, 5);
  assert.notEqual(seedFromText('a'), seedFromText('b'));
});

test('fractions spread evenly over 0 to 1', () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 10_000; i += 1) {
    const bucket = Math.floor(unit(3, i) * 10);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  for (const count of counts) assert.ok(count > 850 && count < 1150, `${count} of 1000`);
});

test('remembered results are computed once while they are kept', () => {
  let computed = 0;
  const square = remember(2, (key) => {
    computed += 1;
    return key * key;
  });
  assert.deepEqual([square(2), square(2), square(3), square(4), square(2)], [4, 4, 9, 16, 4]);
  assert.equal(computed, 4);
});
