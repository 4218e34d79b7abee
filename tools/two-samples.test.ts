import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compareRanks, medianDifference, quartilesOf } from './two-samples.ts';

test('quartiles are interpolated between the values of a sample, in whatever order it stands', () => {
  assert.deepEqual(quartilesOf([4, 1, 3, 2]), { lower: 1.75, median: 2.5, upper: 3.25 });
  assert.deepEqual(quartilesOf([5]), { lower: 5, median: 5, upper: 5 });
});

test('medians differ by a share of the smaller one, whichever comes first', () => {
  assert.equal(medianDifference([10, 10, 10], [12, 12, 12]), 0.2);
  assert.equal(medianDifference([12, 12, 12], [10, 10, 10]), 0.2);
});

test('the rank test gives what tables give: 1 to 20 against 11 to 30', () => {
  const range = (from: number) => Array.from({ length: 20 }, (_, index) => from + index);
  const { z, p } = compareRanks(range(1), range(11));
  assert.ok(Math.abs(z + 4.058) < 0.01, String(z));
  assert.ok(p < 0.0001);
});

test('equal samples, and samples of one value, do not differ', () => {
  const sample = [1, 2, 3, 4, 5, 6];
  assert.deepEqual(compareRanks(sample, sample), { z: 0, p: compareRanks(sample, sample).p });
  assert.ok(compareRanks(sample, sample).p > 0.999);
  assert.deepEqual(compareRanks([7, 7, 7], [7, 7]), { z: 0, p: 1 });
});
