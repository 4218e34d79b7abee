import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  findSeason,
  getSeason,
  isoDate,
  isoTime,
  raceWeekAt,
  seasonAt,
  worldEpoch,
} from './calendar.ts';

test('seasons begin on a Tuesday at midnight UTC in December, March, June and September', () => {
  for (let index = 0; index < 60; index += 1) {
    const season = getSeason(index);
    const date = new Date(season.start * 1000);
    assert.equal(date.getUTCDay(), 2);
    assert.equal(season.start % 86_400, 0);
    assert.equal(date.getUTCMonth(), [11, 2, 5, 8][index % 4]);
    assert.equal(season.end, getSeason(index + 1).start);
  }
});

test('a moment belongs to the season that has begun and not ended', () => {
  for (let index = 0; index < 60; index += 1) {
    const season = getSeason(index);
    assert.equal(seasonAt(season.start).index, index);
    assert.equal(seasonAt(season.end - 1).index, index);
    assert.equal(findSeason(season.season_year, season.season_quarter)?.index, index);
  }
  assert.equal(seasonAt(worldEpoch - 1).index, 0);
  assert.equal(findSeason(2019, 4), undefined);
  assert.equal(findSeason(2026, 5), undefined);
});

test('race weeks count from 0, and everything after the twelfth is week 12', () => {
  const season = getSeason(20);
  assert.equal(raceWeekAt(season, season.start), 0);
  assert.equal(raceWeekAt(season, season.start + 7 * 86_400 - 1), 0);
  assert.equal(raceWeekAt(season, season.start + 7 * 86_400), 1);
  assert.equal(raceWeekAt(season, season.end - 1), 12);
});

test('moments are written in whole seconds of UTC', () => {
  assert.equal(isoTime(1_795_176_000), '2026-11-20T12:00:00Z');
  assert.equal(isoDate(1_795_176_000), '2026-11-20');
});
