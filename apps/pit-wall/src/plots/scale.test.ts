import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  findExtent,
  linePath,
  niceTicks,
  positionTicks,
  scaleLinear,
  spread,
  thinned,
  widened,
} from './scale.ts';

test('a scale maps the ends of its domain onto the ends of its range, also upside down', () => {
  const scale = scaleLinear({ from: 0, to: 10 }, { from: 100, to: 0 });
  assert.deepEqual([0, 5, 10].map(scale), [100, 50, 0]);
});

test('a domain without width lies in the middle of the range', () => {
  const scale = scaleLinear({ from: 7, to: 7 }, { from: 0, to: 100 });
  assert.equal(scale(7), 50);
});

test('an extent is that of all values, and none of no value', () => {
  assert.deepEqual(findExtent([3, -1, 2]), { from: -1, to: 3 });
  assert.equal(findExtent([]), undefined);
});

test('an extent is widened by its share, or to the least width', () => {
  assert.deepEqual(widened({ from: 0, to: 100 }, 0.1, 10), { from: -10, to: 110 });
  assert.deepEqual(widened({ from: 50, to: 50 }, 0.1, 10), { from: 45, to: 55 });
});

test('ticks are round, inside the extent and not too many', () => {
  assert.deepEqual(niceTicks({ from: 1780, to: 1921 }, 4), [1800, 1850, 1900]);
  assert.deepEqual(niceTicks({ from: 0, to: 10 }, 6), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(niceTicks({ from: 0.05, to: 0.35 }, 4), [0.1, 0.2, 0.3]);
  assert.deepEqual(niceTicks({ from: 5, to: 5 }, 4), [5]);
  for (let width = 1; width < 2_000; width += 7) {
    const ticks = niceTicks({ from: -3, to: -3 + width }, 5);
    assert.ok(ticks.length >= 1 && ticks.length <= 5, `${ticks.length} ticks for ${width}`);
    assert.ok(ticks.every((tick) => tick >= -3 && tick <= -3 + width));
  }
});

test('a position axis begins at 1 and goes in fives, or names every car of a small field', () => {
  assert.deepEqual(positionTicks(4), [1, 2, 3, 4]);
  assert.deepEqual(positionTicks(1), [1]);
  assert.deepEqual(positionTicks(24), [1, 5, 10, 15, 20]);
  assert.deepEqual(positionTicks(60), [1, 10, 20, 30, 40, 50, 60]);
});

test('thinning keeps the last and no more than asked for', () => {
  assert.deepEqual(thinned(3, 5), [0, 1, 2]);
  assert.deepEqual(thinned(10, 4), [0, 3, 6, 9]);
  assert.deepEqual(thinned(0, 4), []);
});

test('a line is interrupted where a point is missing', () => {
  const points = [{ x: 0, y: 1 }, { x: 1, y: 2 }, undefined, { x: 3, y: 4 }];
  assert.equal(linePath(points), 'M0 1L1 2M3 4');
  assert.equal(linePath([]), '');
});

test('labels that stand too close are moved apart in their order', () => {
  assert.deepEqual(spread(10, 50, 14), [10, 50]);
  assert.deepEqual(spread(20, 24, 14), [15, 29]);
  assert.deepEqual(spread(24, 20, 14), [29, 15]);
});
