import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Seen } from '../../test/check-shape.ts';
import { checkShape } from '../../test/check-shape.ts';
import { startDataApi } from '../../test/harness.ts';

/** Members asked about: stored ones and made-up ones, some of whom never raced. */
const custIds = [1_000_001, 1_000_002, 100_001, 123_456, 222_222, 271_828, 333_333, 399_999];
const seeds = ['pitpass', 'second seed'];

/** Fields that the catalogue of shapes leaves open, and that occur both ways in this world. */
const bothWays: Readonly<Record<string, readonly string[]>> = {
  'member/get': ['members[].licenses', 'members[].licenses[].irating'],
  'member/awards (data_url object)': [
    '[].award_date',
    '[].subsession_id',
    '[].progress',
    '[].awarded_description',
  ],
  'car/get': [
    '[].paint_rules',
    '[].car_configs',
    '[].forum_url',
    '[].price_display',
    '[].site_url',
  ],
  'track/get': [
    '[].config_name',
    '[].pit_road_speed_limit',
    '[].banking',
    '[].site_url',
    '[].allow_pitlane_collisions',
  ],
  'results/get': ['session_results[].weather_result'],
};

function fits(name: string, value: unknown, seen: Seen): void {
  assert.deepEqual(checkShape(name, value, seen).slice(0, 5), [], name);
}

for (const seed of seeds) {
  test(`payloads of the seed "${seed}" have the shapes of the API, optional fields both ways`, async () => {
    const { read, get, readChunks } = await startDataApi({ seed });
    const seen: Seen = new Map();
    for (const name of ['categories', 'divisions', 'event_types']) {
      fits(`constants/${name}`, (await get(`/data/constants/${name}`)).json(), seen);
    }
    for (const token of ['token-1', 'token-2', 'token-made-up']) {
      fits('member/info', await read('member/info', token), seen);
    }
    fits('member/get', await read(`member/get?cust_ids=${custIds}&include_licenses=True`), seen);
    fits('member/get', await read(`member/get?cust_ids=${custIds}`), seen);
    fits('car/get', await read('car/get'), seen);
    fits('track/get', await read('track/get'), seen);
    for (const custId of custIds) {
      fits('member/awards', (await get(`/data/member/awards?cust_id=${custId}`)).json(), seen);
      fits('member/awards (data_url object)', await read(`member/awards?cust_id=${custId}`), seen);
      const recent = await read(`stats/member_recent_races?cust_id=${custId}`);
      fits('stats/member_recent_races', recent, seen);
      for (const race of recent.races.slice(0, 2)) {
        fits('results/get', await read(`results/get?subsession_id=${race.subsession_id}`), seen);
        const query = `subsession_id=${race.subsession_id}&cust_id=${custId}`;
        for (const number of [0, -1, -2]) {
          const laps = await read(`results/lap_data?${query}&simsession_number=${number}`);
          fits('results/lap_data', laps, seen);
          fits('results/lap_data (chunk rows)', await readChunks(laps.chunk_info), seen);
        }
      }
      const window = 'start_range_begin=2026-11-01T00:00Z';
      const search = (await get(`/data/results/search_series?cust_id=${custId}&${window}`)).json();
      fits('results/search_series', search, seen);
      fits('results/search_series (chunk rows)', await readChunks(search.data.chunk_info), seen);
    }
    for (const [name, fields] of Object.entries(bothWays)) {
      for (const field of fields) {
        const path = field.startsWith('[') ? name + field : `${name}.${field}`;
        assert.deepEqual([...(seen.get(path) ?? [])].toSorted(), ['missing', 'present'], path);
      }
    }
    for (const path of [
      'results/lap_data.chunk_info',
      'results/get.session_results[].results[].livery.wheel_color',
      'car/get[].logo',
    ]) {
      assert.deepEqual(
        [...(seen.get(path) ?? [])].toSorted(),
        [
          ...(path === 'car/get[].logo' ? ['missing'] : []),
          'null',
          ...(path === 'car/get[].logo' ? ['present'] : []),
          'value',
        ].filter((word) => word !== 'missing'),
        path,
      );
    }
  });
}

test('the shape checker sees a missing field, a wrong type and an unknown field', () => {
  const good = [{ label: 'Oval', value: 1 }];
  assert.deepEqual(checkShape('constants/categories', good), []);
  assert.equal(checkShape('constants/categories', [{ label: 'Oval' }]).length, 1);
  assert.equal(checkShape('constants/categories', [{ label: 'Oval', value: 1.5 }]).length, 1);
  assert.equal(
    checkShape('constants/categories', [{ label: 'Oval', value: 1, more: 1 }]).length,
    1,
  );
  assert.equal(checkShape('constants/categories', {}).length, 1);
});
