import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findBestLap, findGaps, parseLaps } from './laps.ts';
import { UnexpectedData } from './read-fields.ts';

const row = (lap_number: number, lap_time: number, session_time: number) => ({
  lap_number,
  lap_time,
  session_time,
  incident: false,
  lap_events: [],
});

test('laps are put in order, without the way to the start', () => {
  const laps = parseLaps([row(2, 900_000, 1_900_000), row(0, -1, 0), row(1, 1_000_000, 1_000_000)]);
  assert.deepEqual(
    laps.map(({ lap_number }) => lap_number),
    [1, 2],
  );
});

test('events that are no text are left out, and an incident is one only when it is true', () => {
  const [lap] = parseLaps([{ ...row(1, 1, 1), lap_events: ['contact', 7], incident: 'yes' }]);
  assert.deepEqual(lap?.lap_events, ['contact']);
  assert.equal(lap?.incident, false);
});

test('a row of another form is named', () => {
  assert.throws(() => parseLaps([row(1, 1, 1), { lap_number: 2 }]), {
    name: 'UnexpectedData',
    message: 'Row 2 of results/lap_data has no number "lap_time"',
  });
  assert.throws(() => parseLaps([null]), UnexpectedData);
});

test('the best lap is the fastest with a time, and the earlier one of equals', () => {
  const laps = parseLaps([row(1, -1, 1), row(2, 900_000, 2), row(3, 900_000, 3)]);
  assert.equal(findBestLap(laps)?.lap_number, 2);
  assert.equal(findBestLap(parseLaps([row(1, -1, 1)])), undefined);
});

test('gaps are those of laps that both have driven; ahead is below zero', () => {
  const own = parseLaps([row(1, 1, 1_100), row(2, 1, 2_000), row(3, 1, 3_000)]);
  const other = parseLaps([row(1, 1, 1_000), row(2, 1, 2_100)]);
  assert.deepEqual(findGaps(own, other), [
    { lap_number: 1, gap: 100 },
    { lap_number: 2, gap: -100 },
  ]);
  assert.deepEqual(findGaps(own, []), []);
});
