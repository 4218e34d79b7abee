import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Loose } from '../../test/harness.ts';
import { startDataApi } from '../../test/harness.ts';
import { parseMoment } from './search.ts';

const search = '/data/results/search_series';

test('an unknown, future or impossible subsession is a 404 in JSON', async () => {
  const { get, read } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  const future = races[0].subsession_id + 1024 * 12 * 30;
  for (const id of [1, 30_001_023, future, 9_007_199_254_740_991]) {
    for (const path of ['get?', 'lap_data?simsession_number=0&cust_id=1&']) {
      const answer = await get(`/data/results/${path}subsession_id=${id}`);
      assert.equal(answer.statusCode, 404, `${path} ${id}`);
      assert.equal(answer.json().error, 'Not Found');
    }
  }
});

test('lap_data needs a driver who took part and a part of the session that exists', async () => {
  const { get, read } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  const query = `/data/results/lap_data?subsession_id=${races[0].subsession_id}`;
  const missing = await get(`${query}&simsession_number=0`);
  assert.equal(missing.statusCode, 400);
  assert.match(missing.json().message, /^cust_id is missing/);
  assert.equal((await get(`${query}&simsession_number=-3&cust_id=1000001`)).statusCode, 404);
  assert.equal((await get(`${query}&simsession_number=0&cust_id=1000002`)).statusCode, 404);
});

test('a driver without a lap has chunk_info null', async () => {
  const { read } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  for (const { subsession_id } of races) {
    const result = await read(`results/get?subsession_id=${subsession_id}`);
    const qualifying = result.session_results[1].results;
    const untimed = qualifying.find((row: Loose) => row.best_lap_time === -1);
    if (untimed === undefined) continue;
    const laps = await read(
      `results/lap_data?subsession_id=${subsession_id}&simsession_number=-1&cust_id=${untimed.cust_id}`,
    );
    assert.equal(laps.chunk_info, null);
    assert.equal(laps.best_lap_time, -1);
    return;
  }
  assert.fail('nobody stayed without a time in ten races');
});

const refusals: readonly [what: string, query: string, message: RegExp][] = [
  ['nothing to go by', '', /^Give season_year and season_quarter/],
  ['a participant alone', '?cust_id=1', /^Give season_year and season_quarter/],
  ['a year without a quarter', '?season_year=2026', /^season_quarter is missing/],
  ['a quarter without a year', '?season_quarter=1', /^season_year is missing/],
  ['an end alone', '?start_range_end=2026-11-01T00:00Z', /^start_range_begin is missing/],
  [
    'a date that does not exist',
    '?start_range_begin=2026-02-30T00:00Z',
    /^start_range_begin must be/,
  ],
  ['another offset', '?start_range_begin=2026-11-01T00:00%2B02:00', /^start_range_begin must be/],
  ['words', '?finish_range_begin=yesterday', /^finish_range_begin must be a moment in UTC/],
  [
    'a range backwards',
    '?start_range_begin=2026-11-02T00:00Z&start_range_end=2026-11-01T00:00Z',
    /^start_range_end must be after/,
  ],
  [
    'more than 90 days',
    '?start_range_begin=2026-01-01T00:00Z&start_range_end=2026-04-01T00:01Z',
    /90 days/,
  ],
  [
    'more than 90 days until now',
    '?finish_range_begin=2026-08-01T00:00Z',
    /more than 90 days apart/,
  ],
];

for (const [what, query, message] of refusals) {
  test(`a search with ${what} is a 400 that says so`, async () => {
    const { get } = await startDataApi();
    const answer = await get(search + query);
    assert.equal(answer.statusCode, 400);
    assert.match(answer.json().message, message);
  });
}

test('exactly 90 days are allowed', async () => {
  const { get } = await startDataApi();
  const range = 'start_range_begin=2026-01-01T00:00Z&start_range_end=2026-04-01T00:00Z';
  assert.equal((await get(`${search}?${range}&series_id=101`)).statusCode, 200);
});

test('a search that finds nothing has the empty chunk_info', async () => {
  const { get } = await startDataApi();
  for (const query of [
    'cust_id=1000001&season_year=2021&season_quarter=1',
    'cust_id=7&season_year=2026&season_quarter=3',
    'series_id=999&season_year=2026&season_quarter=3',
    'event_types=2,3&season_year=2026&season_quarter=3',
    'category_ids=2&season_year=2026&season_quarter=3',
    'team_id=-5&season_year=2026&season_quarter=3',
    'season_year=2050&season_quarter=1',
    'season_year=2008&season_quarter=1',
  ]) {
    const { data } = (await get(`${search}?${query}`)).json();
    assert.deepEqual(
      data.chunk_info,
      { chunk_size: 500, num_chunks: 0, rows: 0, base_download_url: null, chunk_file_names: [] },
      query,
    );
  }
});

test('a search of everybody comes in chunks of 500 and a last one that is shorter', async () => {
  const { get, fetchLink, readChunks } = await startDataApi();
  const range = 'start_range_begin=2026-11-18T00:00Z&start_range_end=2026-11-18T06:00Z';
  const { type, data } = (await get(`${search}?${range}`)).json();
  const info = data.chunk_info;
  assert.equal(type, 'search_series_results');
  assert.ok(info.num_chunks > 1 && info.rows % 500 !== 0);
  assert.equal(info.num_chunks, Math.ceil(info.rows / 500));
  assert.ok(info.base_download_url.endsWith('/'));
  assert.match(info.chunk_file_names[0], /^\w+\.json\?X-Amz-Algorithm=.*&X-Amz-Expires=1200&/);
  const first = await fetchLink(info.base_download_url + info.chunk_file_names[0]);
  assert.equal(first.headers['content-type'], 'application/octet-stream');
  assert.equal(first.headers['cache-control'], 'no-cache');
  assert.equal(first.json().length, 500);
  const rows = await readChunks(info);
  assert.equal(rows.length, info.rows);
  const ids = rows.map((row) => row.subsession_id);
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(ids).size, ids.length);
  for (const row of rows) {
    assert.ok(row.start_time >= '2026-11-18T00:00:00Z' && row.start_time < '2026-11-18T06:00:00Z');
  }
});

test('filters narrow a search: series, category, race week, finish', async () => {
  const { get, readChunks } = await startDataApi();
  const rowsOf = async (query: string): Promise<Loose[]> =>
    readChunks((await get(`${search}?${query}`)).json().data.chunk_info);
  const day = 'start_range_begin=2026-11-17T00:00Z&start_range_end=2026-11-18T00:00Z';
  const all = await rowsOf(`${day}&category_ids=4`);
  assert.ok(all.length > 0 && all.every((row) => row.license_category_id === 4));
  const seriesId = all[0].series_id;
  const series = await rowsOf(`${day}&series_id=${seriesId}`);
  assert.deepEqual(
    series,
    all.filter((row) => row.series_id === seriesId),
  );
  const week = all[0].race_week_num;
  assert.equal((await rowsOf(`${day}&category_ids=4&race_week_num=${week}`)).length, all.length);
  assert.equal((await rowsOf(`${day}&category_ids=4&race_week_num=${week - 1}`)).length, 0);
  const finish = day.replaceAll('start_range', 'finish_range');
  const finished = await rowsOf(`${finish}&category_ids=4`);
  assert.ok(finished.length > 0);
  for (const row of finished) {
    assert.ok(row.end_time >= '2026-11-17T00:00:00Z' && row.end_time < '2026-11-18T00:00:00Z');
  }
  const custId = all[0].winner_group_id;
  const own = await rowsOf(`${day}&cust_id=${custId}`);
  assert.ok(own.some((row) => row.subsession_id === all[0].subsession_id));
});

test('the search repeats the query as it was understood', async () => {
  const { get } = await startDataApi();
  const query =
    'start_range_begin=2026-11-18T00:00Z&official_only=True&series_id=0101&event_types=5';
  const { data } = (await get(`${search}?${query}`)).json();
  assert.deepEqual(data.params, {
    category_ids: [1, 2, 3, 4, 5, 6],
    start_range_begin: '2026-11-18T00:00:00Z',
    series_id: 101,
    official_only: true,
    event_types: [5],
  });
});

test('moments are read in UTC, with or without seconds, and must exist', () => {
  const noon = Date.UTC(2026, 10, 20, 12) / 1000;
  for (const text of [
    '2026-11-20T12:00Z',
    '2026-11-20T12:00:00Z',
    '2026-11-20T12:00:00.000Z',
    '2026-11-20T12:00+00:00',
  ]) {
    assert.equal(parseMoment(text), noon, text);
  }
  assert.equal(parseMoment('2026-11-20'), noon - 43_200);
  for (const text of [
    '2026-13-01T00:00Z',
    '2026-11-31T00:00Z',
    '2026-11-20T24:00Z',
    '2026-11-20T12:60Z',
    '',
    'x',
    '2026-11-20T12:00+01:00',
  ]) {
    assert.equal(parseMoment(text), undefined, text);
  }
});

test('lap chunks live 3600 s', async () => {
  const { read, fetchLink, state } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  const query = `subsession_id=${races[0].subsession_id}&simsession_number=0&cust_id=1000001`;
  const { chunk_info } = await read(`results/lap_data?${query}`);
  const link = chunk_info.base_download_url + chunk_info.chunk_file_names[0];
  state.now += 3599;
  assert.equal((await fetchLink(link)).statusCode, 200);
  state.now += 1;
  assert.equal((await fetchLink(link)).statusCode, 403);
});
