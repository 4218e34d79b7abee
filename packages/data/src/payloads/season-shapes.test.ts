import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Seen } from '../../test/check-shape.ts';
import { checkShape } from '../../test/check-shape.ts';
import { noon, startDataApi } from '../../test/harness.ts';

/** A running season, the last one, one that is kept with fewer fields, and a coming one. */
const quarters = ['2026&season_quarter=4', '2026&season_quarter=3', '2021&season_quarter=2'];
const fixed = [
  'series/assets',
  'series/get',
  'series/stats_series',
  'car/assets',
  'carclass/get',
  'track/assets',
  'lookup/countries',
  'lookup/current_season',
  'lookup/flairs',
  'lookup/licenses',
  'lookup/get?weather=weather_temp_max&licenselevels=licenselevels&countries=countries',
  'season/race_guide',
  'season/spectator_subsessionids',
  'season/spectator_subsessionids_detail?event_types=5',
  'lookup/drivers?search_term=an',
  'lookup/drivers?search_term=1000001',
];

/** Fields of a shape that is shared with a method in which they occur both ways. */
const oneForm = new Set([
  'lookup/current_season[].lookups[].lookup_values[].name',
  'lookup/current_season[].lookups[].lookup_values[].seq',
]);

function assertBothWays(seen: Seen): void {
  const missing = [...seen].filter(
    ([path, ways]) =>
      !oneForm.has(path) &&
      !(ways.has('present') && ways.has('missing')) &&
      !(ways.has('value') && ways.has('null')),
  );
  const notes = missing.map(([path, ways]) => `${path}: ${[...ways].join(', ')}`);
  assert.deepEqual(notes, []);
}

for (const seed of ['pitpass', 'second seed']) {
  test(`seasons, sessions, lookups and assets of the seed "${seed}" have the shapes of the API, optional fields both ways`, async () => {
    const { read, state } = await startDataApi({ seed });
    const seen: Seen = new Map();
    const fits = async (path: string, name = path.split('?')[0] ?? ''): Promise<unknown> => {
      const value = await read(path);
      assert.deepEqual(checkShape(name, value, seen).slice(0, 5), [], path);
      return value;
    };
    for (const path of fixed) await fits(path);
    for (const quarter of quarters) {
      for (const path of ['season/list', 'series/seasons', 'series/season_list']) {
        await fits(`${path}?season_year=${quarter}`);
      }
    }
    const { seasons } = await read('season/list?season_year=2026&season_quarter=4');
    for (const { season_id, series_id } of seasons.slice(0, 130).filter(isTenth)) {
      const { schedules } = (await fits(`series/season_schedule?season_id=${season_id}`)) as {
        schedules: { weather: { weather_url: string } }[];
      };
      assert.equal(schedules.length, 13);
      await fits(`series/past_seasons?series_id=${series_id}`);
      await fits(`results/season_results?season_id=${season_id}&race_week_num=1&event_type=5`);
    }
    await fits(
      `results/season_results?season_id=${seasons[7].season_id - 150 * 22}&race_week_num=2`,
    );
    await fits(`results/season_results?season_id=${seasons[0].season_id}&event_type=2`);
    for (const id of [501, 610, 620, 635]) {
      await fits(`time_attack/member_season_results?ta_comp_season_id=${id}`);
    }
    for (const later of [0, 700, 1500]) {
      state.now = noon + later + (later === 0 ? 0 : 3600 * 2);
      const live = await read('season/spectator_subsessionids');
      for (const id of live.subsession_ids.slice(0, 200).filter(isTenth)) {
        await fits(`session/reg_drivers_list?subsession_id=${id}`);
      }
    }
    await fits('session/reg_drivers_list?subsession_id=1');
    assertBothWays(seen);
  });
}

function isTenth(_value: unknown, i: number): boolean {
  return i % 10 === 3;
}
