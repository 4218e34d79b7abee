import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Loose } from '../../test/harness.ts';
import { noon, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { parseZonedMoment } from './race-guide.ts';

const day = 86_400;
const seconds = (time: string): number => Date.parse(time) / 1000;
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test('the race guide has races in each of the next hours, at any time of any day', async () => {
  const { read, state } = await startDataApi();
  await assertInTurns(
    fc.asyncProperty(fc.integer({ min: noon - 900 * day, max: noon + 900 * day }), async (now) => {
      state.now = now;
      for (const [name, claims] of state.tokens) {
        state.tokens.set(name, { ...claims, exp: now + 600 });
      }
      const { sessions, ...guide } = await read('season/race_guide');
      const begin = seconds(guide.block_begin_time);
      assert.ok(begin <= now && now - begin < 60);
      assert.equal(seconds(guide.block_end_time) - begin, 3 * 3600);
      const starts = sessions.map((session: Loose) => seconds(session.start_time));
      assert.ok(starts.length > 20);
      assert.ok(starts.every((start: number) => start >= begin && start < begin + 3 * 3600));
      assert.deepEqual(
        starts,
        starts.toSorted((a: number, b: number) => a - b),
      );
      for (const session of sessions) {
        const isOpen = seconds(session.start_time) - 1800 <= begin;
        assert.equal('session_id' in session, isOpen);
        if (!isOpen) assert.equal(session.entry_count, 0);
        assert.ok(session.end_time > session.start_time);
      }
    }),
    { numRuns: propertyRuns(8) },
  );
});

test('entries grow until the start; then all of them are in the entry lists, and later in the results', async () => {
  const { read, state } = await startDataApi();
  const { sessions } = await read('season/race_guide');
  const chosen = sessions.filter((session: Loose) => seconds(session.start_time) > noon + 3600)[5];
  const start = seconds(chosen.start_time);
  let before = 0;
  let sessionId = 0;
  for (const early of [1700, 1200, 600, 60]) {
    state.now = start - early;
    const guide = await read('season/race_guide');
    const own = guide.sessions.find(
      (each: Loose) => each.season_id === chosen.season_id && each.start_time === chosen.start_time,
    );
    assert.ok(own.entry_count >= before);
    before = own.entry_count;
    sessionId = own.session_id;
    const { seasons } = await read('series/season_list');
    const season = seasons.find((each: Loose) => each.season_id === own.season_id);
    const coming = guide.sessions.filter(
      (each: Loose) =>
        each.season_id === own.season_id &&
        'session_id' in each &&
        seconds(each.start_time) > seconds(guide.block_begin_time),
    );
    // The list is fresh every 15 minutes, the guide every minute.
    if (early === 600 || early === 1200) continue;
    assert.ok(season.reg_user_count <= sum(coming.map((each: Loose) => each.entry_count)));
  }
  assert.ok(before > 0);
  state.now = start + 120;
  const guide = await read(`season/race_guide?include_end_after_from=true`);
  const running = guide.sessions.find((each: Loose) => each.session_id === sessionId);
  const { subsessions } = await read(
    `season/spectator_subsessionids_detail?season_ids=${chosen.season_id}`,
  );
  const splits = subsessions.filter((each: Loose) => each.session_id === sessionId);
  const lists = await Promise.all(
    splits.map((each: Loose) =>
      read(`session/reg_drivers_list?subsession_id=${each.subsession_id}`),
    ),
  );
  assert.equal(running.entry_count, sum(lists.map((list) => list.entries.length)));
  state.now = seconds(running.end_time) + 900;
  for (const list of lists) {
    const result = await read(`results/get?subsession_id=${list.subsession_id}`);
    const rows: Loose[] = result.session_results.at(-1).results;
    assert.equal(rows.length, list.entries.length);
    for (const entry of list.entries) {
      const row = rows.find((each) => each.cust_id === entry.cust_id);
      assert.equal(row?.display_name, entry.display_name);
      assert.equal(row?.car_id, entry.car_id);
      assert.equal(row?.oldi_rating, entry.license.irating);
      assert.equal(row?.old_sub_level, Math.round(entry.license.safety_rating * 100));
      assert.equal(row?.old_license_level, entry.license.license_level);
      assert.equal(entry.session_id, result.session_id);
    }
    assert.deepEqual(
      (await read(`session/reg_drivers_list?subsession_id=${list.subsession_id}`)).entries,
      [],
    );
  }
});

test('what can be watched runs now, and is gone when it is over', async () => {
  const { read, state } = await startDataApi();
  for (const later of [0, 600, 1500, 3600]) {
    state.now = noon + later;
    const { subsession_ids: ids } = await read('season/spectator_subsessionids');
    const { subsessions } = await read('season/spectator_subsessionids_detail');
    assert.deepEqual(
      subsessions.map((each: Loose) => each.subsession_id),
      ids,
    );
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(later >= 3600 || ids.length > 100);
    assert.ok(subsessions.every((each: Loose) => seconds(each.start_time) <= state.now));
    for (const id of ids.slice(0, 3)) {
      const { entries } = await read(`session/reg_drivers_list?subsession_id=${id}`);
      assert.ok(entries.length >= 8);
    }
    const [one] = subsessions;
    if (one === undefined) continue;
    const filtered = await read(
      `season/spectator_subsessionids_detail?season_ids=${one.season_id},7`,
    );
    assert.deepEqual(filtered.season_ids, [one.season_id, 7]);
    assert.ok(filtered.subsessions.every((each: Loose) => each.season_id === one.season_id));
    assert.ok(filtered.subsessions.length > 0 && filtered.subsessions.length < ids.length);
    const none = await read('season/spectator_subsessionids?event_types=2,3');
    assert.deepEqual(none, { event_types: [2, 3], success: true, subsession_ids: [] });
  }
});

test('car numbers are given out with the grid', async () => {
  const { read, state } = await startDataApi();
  const { subsession_ids: ids } = await read('season/spectator_subsessionids');
  const path = `session/reg_drivers_list?subsession_id=${ids[0]}`;
  const numbers = async (): Promise<(string | null)[]> =>
    (await read(path)).entries.map((entry: Loose) => entry.livery.car_number);
  assert.ok((await numbers()).every((number) => number === null));
  state.now = noon + 660;
  const given = await numbers();
  assert.equal(new Set(given).size, given.length);
  assert.ok(given.every((number) => number !== null));
});

test('an entry list of the caller says that the caller may drive', async () => {
  const { read, state } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  state.now = seconds(races[0].session_start_time) + 60;
  const { entries } = await read(
    `session/reg_drivers_list?subsession_id=${races[0].subsession_id}`,
  );
  for (const entry of entries) {
    const isOwn = entry.cust_id === 1_000_001;
    assert.equal(entry.elig.can_drive, isOwn);
    assert.equal(entry.elig.registered, isOwn);
  }
  assert.ok(entries.some((entry: Loose) => entry.cust_id === 1_000_001));
});

test('a subsession that is unknown, over or to come has an empty entry list', async () => {
  const { read } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  const over = races[0].subsession_id;
  for (const id of [1, over, over + 1024 * 12 * 30, 9_007_199_254_740_991]) {
    assert.deepEqual(await read(`session/reg_drivers_list?subsession_id=${id}`), {
      subscribed: false,
      subsession_id: id,
      entries: [],
      success: true,
    });
  }
});

test('the race guide begins at `from`, at now for the past, and knows nothing of far years', async () => {
  const { read } = await startDataApi();
  const begin = async (from: string): Promise<string> =>
    (await read(`season/race_guide?from=${encodeURIComponent(from)}`)).block_begin_time;
  assert.equal(await begin('2026-11-20T15:30:00Z'), '2026-11-20T15:30:00Z');
  assert.equal(await begin('2026-11-20T17:30+02:00'), '2026-11-20T15:30:00Z');
  assert.equal(await begin('2020-01-01T00:00Z'), '2026-11-20T12:00:00Z');
  for (const far of ['2027-06-01T00:00Z', '9999-12-31T23:59Z']) {
    const { sessions } = await read(`season/race_guide?from=${far}`);
    assert.deepEqual(sessions, []);
  }
});

test('moments with an offset are read, and must exist', () => {
  assert.equal(parseZonedMoment('2026-11-20T12:00Z'), noon);
  assert.equal(parseZonedMoment('2026-11-20T07:00:00.5-05:00'), noon);
  assert.equal(parseZonedMoment('2026-11-20T17:30:00+0530'), noon);
  for (const text of [
    '2026-11-20T12:00',
    '2026-02-30T12:00Z',
    '2026-11-20T24:00Z',
    '2026-11-20T12:00+99:00',
    '2026-11-20T12:00 02:00',
    '2026-11-20',
    'now',
  ]) {
    assert.equal(parseZonedMoment(text), undefined, text);
  }
});

const refusals: readonly [path: string, message: RegExp][] = [
  ['season/race_guide?from=yesterday', /^from must be a moment with its offset/],
  ['season/race_guide?from=2026-02-30T12:00Z', /^from must be/],
  ['season/race_guide?include_end_after_from=maybe', /^include_end_after_from must be true or/],
  ['season/spectator_subsessionids?event_types=1', /event_types must be at least 2/],
  ['season/spectator_subsessionids?event_types=5,6', /event_types must be at most 5/],
  [
    `season/spectator_subsessionids_detail?season_ids=${'1,'.repeat(10_000)}1`,
    /^season_ids is longer/,
  ],
  ['season/spectator_subsessionids_detail?season_ids=-1', /season_ids must be at least 1/],
  ['session/reg_drivers_list', /^subsession_id is missing/],
  ['session/reg_drivers_list?subsession_id=0', /^subsession_id must be at least 1/],
  ['session/reg_drivers_list?subsession_id=9007199254740992', /^subsession_id must be a whole/],
  ['season/list?season_year=2026', /^season_quarter is missing/],
  ['season/list?season_year=2026&season_quarter=5', /^season_quarter must be at most 4/],
  ['series/seasons?season_year=2026', /^season_quarter is missing beside season_year/],
  ['series/season_list?season_quarter=1', /^season_year is missing beside season_quarter/],
  ['series/season_schedule', /^season_id is missing/],
  ['series/season_schedule?season_id=-1', /^season_id must be at least 1/],
  ['series/past_seasons?series_id=x', /^series_id must be a whole number/],
  ['results/season_results?season_id=0', /^season_id must be at least 1/],
  ['results/season_results?season_id=2001&race_week_num=14', /^race_week_num must be at most 13/],
  ['results/season_results?season_id=2001&event_type=6', /^event_type must be at most 5/],
  ['time_attack/member_season_results', /^ta_comp_season_id is missing/],
  ['time_attack/member_season_results?ta_comp_season_id=9007199254740992', /must be a whole/],
  ['lookup/drivers', /^search_term is missing/],
  ['lookup/drivers?search_term=', /^search_term is empty/],
  ['lookup/drivers?search_term=%20%20', /^search_term must be a cust_id or a part of a name/],
  [`lookup/drivers?search_term=${'x'.repeat(2049)}`, /^search_term is longer than 2048 bytes/],
  ['lookup/drivers?search_term=a&league_id=0', /^league_id must be at least 1/],
];

for (const [path, message] of refusals) {
  test(`${path.slice(0, 90)} is a 400 that says what is wrong`, async () => {
    const { get } = await startDataApi();
    const answer = await get(`/data/${path}`);
    assert.equal(answer.statusCode, 400);
    assert.match(answer.json().message, message);
  });
}

test('a series or a season that nobody knows is a 404', async () => {
  const { get } = await startDataApi();
  for (const path of [
    'series/past_seasons?series_id=1',
    'series/past_seasons?series_id=9007199254740991',
    'series/season_schedule?season_id=2131',
    'series/season_schedule?season_id=9007199254740991',
  ]) {
    assert.equal((await get(`/data/${path}`)).statusCode, 404, path);
  }
});
