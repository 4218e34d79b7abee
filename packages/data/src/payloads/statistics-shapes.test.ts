import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Seen } from '../../test/check-shape.ts';
import { checkShape } from '../../test/check-shape.ts';
import type { Loose } from '../../test/harness.ts';
import { claimsOf, demoMembers, noon, startDataApi } from '../../test/harness.ts';

/** Who joined just now and never raced. */
const newcomer = { cust_id: 1_000_009, display_name: 'New', member_since: noon };
/** Stored members and made-up ones; the last one does not exist. */
const custIds = [1_000_001, 1_000_002, 1_000_009, 100_001, 123_456, 222_222, 333_333, 399_999, 7];
const standings = [
  'season_driver_standings',
  'season_supersession_standings',
  'season_team_standings',
  'season_tt_standings',
  'season_tt_results',
  'season_qualify_results',
];

/** Fields that production has dropped, or that this world always knows. */
const oneForm: readonly RegExp[] = [
  /chunk rows\)\[\]\.(club_id|club_name|flair_id|flair_name|flair_shortname)$/,
  /^stats\/season_qualify_results \(chunk rows\)\[\]/,
  /\.(customer_rank|csv_url)$/,
  /^member\/profile\.member_info\./,
];

function assertBothWays(seen: Seen): void {
  const oneSided = [...seen].filter(
    ([path, ways]) =>
      !oneForm.some((form) => form.test(path)) &&
      !(ways.has('present') && ways.has('missing')) &&
      !(ways.has('value') && ways.has('null')),
  );
  assert.deepEqual(
    oneSided.map(([path, ways]) => `${path}: ${[...ways].join(', ')}`),
    [],
  );
}

for (const seed of ['pitpass', 'second seed']) {
  test(`statistics of the seed "${seed}" have the shapes of the API, optional fields both ways`, async () => {
    const { read, get, readChunks, fetchLink, state } = await startDataApi({ seed });
    state.members = [...demoMembers, newcomer];
    const seen: Seen = new Map();
    const fits = (name: string, value: unknown): void => {
      assert.deepEqual(checkShape(name, value, seen).slice(0, 5), [], name);
    };
    const readFitting = async (path: string, token = 'token-1'): Promise<Loose> => {
      const value = await read(path, token);
      fits(path.split('?')[0] ?? '', value);
      return value;
    };
    for (const custId of custIds) {
      state.tokens.set('own', claimsOf(custId));
      const own = `cust_id=${custId}`;
      for (const method of ['career', 'yearly', 'recap', 'summary', 'bests']) {
        await readFitting(`stats/member_${method}?${own}`);
      }
      await readFitting(`stats/member_recap?${own}&year=2026&season=3`);
      for (const category of [1, 2, 5]) {
        for (const type of [1, 2, 3]) {
          await readFitting(`member/chart_data?${own}&category_id=${category}&chart_type=${type}`);
        }
      }
      await readFitting('member/participation_credits', 'own');
      for (const award of [1, 2, 5, 100, 4711]) {
        const path = `member/award_instances?${own}&award_id=${award}`;
        const envelope = (await get(`/data/${path}`)).json();
        fits('member/award_instances', envelope);
        const behind = (await fetchLink(envelope.data_url)).json();
        fits('member/award_instances (data_url object)', behind);
        assert.equal(behind.award_count, envelope.data.award_count);
      }
      if (custId === 7) continue;
      await readFitting(`member/profile?${own}`);
      await readFitting(`member/profile?${own}`, 'own');
    }
    const { races } = await read('stats/member_recent_races');
    for (const [season, carClass] of [
      [races[0].season_id, races[0].car_class_id],
      [races[0].season_id - 12 * 150, races[0].car_class_id],
    ]) {
      for (const eventType of [4, 5]) {
        await readFitting(`stats/member_division?season_id=${season}&event_type=${eventType}`);
      }
      for (const method of standings) {
        const query = `season_id=${season}&car_class_id=${carClass}&race_week_num=5`;
        const standing = await readFitting(`stats/${method}?${query}`);
        const rows = await readChunks({
          ...standing.chunk_info,
          chunk_file_names: standing.chunk_info.chunk_file_names.slice(-1),
        });
        fits(`stats/${method} (chunk rows)`, rows);
      }
    }
    for (const race of races.slice(0, 2)) {
      for (const part of [0, -1, -2]) {
        for (const method of ['lap_chart_data', 'event_log']) {
          const query = `subsession_id=${race.subsession_id}&simsession_number=${part}`;
          const laps = await readFitting(`results/${method}?${query}`);
          fits(`results/${method} (chunk rows)`, await readChunks(laps.chunk_info));
        }
      }
    }
    const record = `stats/world_records?car_id=${races[0].car_id}&track_id=${races[0].track.track_id}`;
    const { data } = await readFitting(`${record}&season_year=2026&season_quarter=4`);
    fits('stats/world_records (chunk rows)', await readChunks(data.chunk_info));
    await readFitting('stats/world_records?car_id=1&track_id=400');
    assertBothWays(seen);
  });
}
