import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findNearNames } from './near-names.ts';

const names = ['results/get', 'results/lap_data', 'member/get', 'lookup/drivers', 'track/assets'];

test('a name with a wrong letter finds the one that was meant', () => {
  assert.deepEqual(findNearNames('results/gett', names).slice(0, 1), ['results/get']);
  assert.deepEqual(findNearNames('result/lap_data', names), ['results/lap_data']);
});

test('a part of a name finds the names that hold it', () => {
  assert.deepEqual(findNearNames('lap_data', names), ['results/lap_data']);
  assert.deepEqual(findNearNames('drivers', names), ['lookup/drivers']);
});

test('what is like nothing finds nothing', () => {
  assert.deepEqual(findNearNames('zzzzzzzz', names), []);
});
