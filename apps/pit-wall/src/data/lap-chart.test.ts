import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findCarOf, parseLapChart } from './lap-chart.ts';
import { UnexpectedData } from './read-fields.ts';

const row = (cust_id: number, lap_number: number, lap_position: number, own: object = {}) => ({
  group_id: cust_id,
  cust_id,
  display_name: `Driver ${cust_id}`,
  lap_number,
  lap_position,
  lap_time: 900_000,
  session_time: lap_number * 900_000,
  incident: false,
  lap_events: [],
  ...own,
});

test('places count from 1, whether the wire begins with 0 or with 1', () => {
  for (const first of [0, 1]) {
    const cars = parseLapChart([row(7, 1, first + 1), row(8, 1, first), row(7, 2, first)]);
    assert.deepEqual(
      [...(findCarOf(cars, 7)?.positions ?? [])],
      [
        [1, 2],
        [2, 1],
      ],
    );
    assert.deepEqual([...(findCarOf(cars, 8)?.positions ?? [])], [[1, 1]]);
  }
});

test('drivers who share a car are one line under the name of the team', () => {
  const team = { group_id: -5, name: 'Team Five' };
  const cars = parseLapChart([row(1, 1, 0, team), row(2, 2, 0, team)]);
  assert.equal(cars.length, 1);
  assert.equal(cars[0]?.name, 'Team Five');
  assert.equal(findCarOf(cars, 2), cars[0]);
  assert.equal(findCarOf(cars, 3), undefined);
});

test('the way to the start is no lap', () => {
  const [car] = parseLapChart([row(1, 0, 0), row(1, 1, 0)]);
  assert.deepEqual(
    car?.laps.map(({ lap_number }) => lap_number),
    [1],
  );
});

test('a row of another form is refused by the name of its field', () => {
  assert.throws(
    () => parseLapChart([row(1, 1, 0), { ...row(1, 2, 0), lap_position: 'first' }]),
    (error) => error instanceof UnexpectedData && /Row 2 .*"lap_position"/.test(error.message),
  );
});
