import assert from 'node:assert/strict';
import { test } from 'node:test';

import { behindWords } from '../pages/laps-page.ts';
import { parseRaceResult } from './race-result.ts';

const row = (cust_id: number, finish_position: number, own: object = {}) => ({
  cust_id,
  display_name: `Driver ${cust_id}`,
  finish_position,
  starting_position: 0,
  laps_complete: 12,
  incidents: 0,
  interval: finish_position === 0 ? 0 : 50_000,
  best_lap_time: 900_000,
  ...own,
});

const payload = (rows: readonly unknown[]) => ({
  series_name: 'Series',
  track: { track_name: 'Track' },
  start_time: '2026-11-20T20:00:00Z',
  event_strength_of_field: 1800,
  session_results: [
    { simsession_number: -1, results: [row(1, 0)] },
    { simsession_number: 0, results: rows },
  ],
});

test('the race itself counts, not what went before it', () => {
  const result = parseRaceResult(payload([row(2, 0), row(1, 1)]), 1);
  assert.equal(result?.own.finish_position, 1);
  assert.equal(result?.winner?.cust_id, 2);
  assert.equal(result?.starters, 2);
  assert.equal(result?.start_time, Date.UTC(2026, 10, 20, 20) / 1000);
});

test('a member who was not in the race has no result', () => {
  assert.equal(parseRaceResult(payload([row(2, 0)]), 1), undefined);
  assert.equal(parseRaceResult({ ...payload([]), session_results: [] }, 1), undefined);
});

test('a driver is found in the team, and a team that wins is no driver to compare with', () => {
  const team = { ...row(-7, 0), driver_results: [row(1, 0)] };
  const result = parseRaceResult(payload([team]), 1);
  assert.equal(result?.own.display_name, 'Driver 1');
  assert.equal(result?.winner?.cust_id, undefined);
});

test('how far behind the winner is said in time, in laps, or not at all', () => {
  const words = (own: object): string => {
    const result = parseRaceResult(payload([row(2, 0), row(1, 1, own)]), 1);
    assert.ok(result);
    return behindWords(result);
  };
  assert.equal(words({}), '5.000 s behind');
  assert.equal(words({ interval: -1, laps_complete: 11 }), '1 lap behind');
  assert.equal(words({ interval: -1, laps_complete: 9 }), '3 laps behind');
  assert.equal(words({ interval: -1 }), 'not said');
  assert.equal(words({ finish_position: 0 }), 'you won');
});
