import assert from 'node:assert/strict';
import test from 'node:test';

import { createWorld } from '../world/world.ts';
import { startDataApi } from '../../test/harness.ts';

const { seriesBook } = createWorld('pitpass');
const season = await findSeason();

async function findSeason(): Promise<number> {
  const { read } = await startDataApi();
  const seasons = await read('series/seasons?season_year=2026&season_quarter=3');
  return seasons[0].season_id;
}

const { series } = seriesBook.findSeason(season) ?? {};
const standing = `season_id=${season}&car_class_id=${series?.car_class_id}`;

/** Fetches answers at the same time, and says in which order they were there. */
async function race(...methods: readonly string[]): Promise<number[]> {
  const api = await startDataApi();
  const links: string[] = [];
  for (const method of methods) links.push((await api.get(`/data/${method}`)).json().link);
  const order: number[] = [];
  await Promise.all(
    links.map(async (link, i) => {
      assert.equal((await api.fetchLink(link)).statusCode, 200);
      order.push(i);
    }),
  );
  return order;
}

test('a long list does not wait until the table of a season is built', async () => {
  const order = await race(
    `stats/season_driver_standings?${standing}`,
    'series/seasons?season_year=2026&season_quarter=3',
  );
  assert.deepEqual(order, [1, 0]);
});

test('the table of a week does not wait until the tables of seasons are built', async () => {
  const order = await race(
    `stats/season_driver_standings?${standing}`,
    `stats/season_tt_standings?${standing}`,
    `stats/season_qualify_results?${standing}&race_week_num=3`,
  );
  assert.equal(order[0], 2);
});

test('tables of seasons are built one after the other', async () => {
  const order = await race(
    `stats/season_driver_standings?${standing}`,
    `stats/season_tt_standings?${standing}`,
  );
  assert.deepEqual(order, [0, 1]);
});
