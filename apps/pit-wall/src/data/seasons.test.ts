import assert from 'node:assert/strict';
import { test } from 'node:test';

import { UnexpectedData } from './read-fields.ts';
import { divisionWords, parseDivision, parseOwnStanding } from './season-standings.ts';
import { findNewestQuarter, parseSchedule, parseSeasons } from './seasons.ts';

const season = (season_id: number, season_year: number, season_quarter: number) => ({
  season_id,
  season_name: `Season ${season_id}`,
  season_year,
  season_quarter,
  race_week: 3,
  car_class_ids: [4008],
});

test('the newest quarter is found, whatever stands first', () => {
  const seasons = parseSeasons([season(1, 2025, 4), season(2, 2026, 2), season(3, 2026, 1)]);
  assert.equal(findNewestQuarter(seasons)?.season_quarter, 2);
  assert.equal(findNewestQuarter([]), undefined);
});

test('an answer that is no list of seasons is refused', () => {
  assert.throws(() => parseSeasons({ seasons: [] }), UnexpectedData);
});

test('weeks are put in order, and a track without a configuration has none', () => {
  const week = (race_week_num: number, config_name: string | null) => ({
    race_week_num,
    start_date: '2026-09-08',
    track: { track_name: 'Track', config_name },
  });
  const weeks = parseSchedule({ schedules: [week(1, null), week(0, 'Short')] });
  assert.deepEqual(
    weeks.map(({ race_week_num, config_name }) => [race_week_num, config_name]),
    [
      [0, 'Short'],
      [1, undefined],
    ],
  );
});

const rows = Array.from({ length: 9 }, (_, index) => ({
  rank: index + 1,
  cust_id: 100 + index,
  display_name: `Driver ${index}`,
  points: 900 - index,
  starts: 4,
  wins: 0,
}));

test('a standing is cut to the two above and the two below, fewer at its ends', () => {
  const around = (cust_id: number) =>
    parseOwnStanding(rows, cust_id)?.around.map(({ rank }) => rank);
  assert.deepEqual(around(104), [3, 4, 5, 6, 7]);
  assert.deepEqual(around(100), [1, 2, 3]);
  assert.deepEqual(around(108), [7, 8, 9]);
  assert.equal(parseOwnStanding(rows, 104)?.drivers, 9);
});

test('somebody who is not in the standing has none', () => {
  assert.equal(parseOwnStanding(rows, 1), undefined);
  assert.equal(parseOwnStanding([null, ...rows], 1), undefined);
});

test('divisions count from 1 for people, 10 on the wire are the rookies, and −1 is none', () => {
  assert.equal(divisionWords(parseDivision({ division: 0 }) ?? Number.NaN), 'Division 1');
  assert.equal(divisionWords(10), 'Rookie division');
  assert.equal(parseDivision({ division: -1 }), undefined);
});
