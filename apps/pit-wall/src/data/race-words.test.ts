import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  changeWords,
  gapWords,
  lapTimeWords,
  licenseWords,
  positionWords,
  ratingWords,
} from './race-words.ts';

test('a lap time is minutes, seconds and thousandths of ten-thousandths', () => {
  assert.equal(lapTimeWords(924_567), '1:32.457');
  assert.equal(lapTimeWords(0), '0:00.000');
  assert.equal(lapTimeWords(599_999), '1:00.000');
  assert.equal(lapTimeWords(651_000), '1:05.100');
  assert.equal(lapTimeWords(36_000_000), '60:00.000');
  assert.equal(lapTimeWords(-1), 'none');
});

test('a gap is seconds, and minutes from a minute on', () => {
  assert.equal(gapWords(123_456), '12.346 s');
  assert.equal(gapWords(-5_000), '−0.500 s');
  assert.equal(gapWords(623_460), '1:02.346');
});

test('the position 0 on the wire is the first, and below zero is none', () => {
  assert.equal(positionWords(0), '1');
  assert.equal(positionWords(23), '24');
  assert.equal(positionWords(-1), 'none');
});

test('ratings, changes and licences have their words', () => {
  assert.equal(ratingWords(1834), '1834');
  assert.equal(ratingWords(-1), 'unrated');
  assert.deepEqual([12, -3, 0].map(changeWords), ['+12', '−3', '±0']);
  assert.equal(licenseWords(14, 342), 'B 3.42');
  assert.equal(licenseWords(1, 250), 'R 2.50');
  assert.equal(licenseWords(99, 250), '? 2.50');
});
