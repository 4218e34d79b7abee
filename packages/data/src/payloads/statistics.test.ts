import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Loose } from '../../test/harness.ts';
import { claimsOf, demoMembers, noon, origin, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';

const day = 86_400;
type Api = Awaited<ReturnType<typeof startDataApi>>;

/** One world for all tests that ask as the first stored member; nothing in it changes. */
const api = await startDataApi();

const sum = (rows: readonly Loose[], name: string): number =>
  rows.reduce((total, row) => total + row[name], 0);

/** An API whose caller is any made-up member, at any time of three years. */
const anyCaller = fc
  .record({
    custId: fc.integer({ min: 100_001, max: 400_000 }),
    now: fc.integer({ min: noon - 900 * day, max: noon + 100 * day }),
    seed: fc.constantFrom('pitpass', 'second seed'),
  })
  .map(async ({ custId, now, seed }) => {
    const api = await startDataApi({ seed });
    api.state.now = now;
    api.state.tokens.set('token-1', claimsOf(custId, { exp: now + 600 }));
    return { api, custId, now };
  });

/** The rows of the main event of a race. */
async function resultRows({ read }: Api, subsessionId: number): Promise<Loose[]> {
  const result = await read(`results/get?subsession_id=${subsessionId}`);
  return result.session_results.at(-1).results;
}

/** All rows of a standing. */
async function standing({ read, readChunks }: Api, path: string): Promise<Loose[]> {
  return readChunks((await read(`stats/${path}`)).chunk_info);
}

async function newestRace({ read }: Api): Promise<Loose> {
  return (await read('stats/member_recent_races')).races[0];
}

test('years add up to the career, quarters to the year, for any member', async () => {
  await assertInTurns(
    fc.asyncProperty(anyCaller, async (arranged) => {
      const { api, now } = await arranged;
      const { stats: career } = await api.read('stats/member_career');
      const { stats: years } = await api.read('stats/member_yearly');
      assert.equal(career.length, 5);
      for (const category of career) {
        const own = years.filter((each: Loose) => each.category_id === category.category_id);
        for (const name of ['starts', 'wins', 'top5', 'poles', 'laps', 'laps_led']) {
          assert.equal(sum(own, name), category[name], name);
        }
      }
      const year = new Date(now * 1000).getUTCFullYear();
      const recap = await api.read('stats/member_recap');
      const quarters = [];
      for (const season of [1, 2, 3, 4]) {
        quarters.push((await api.read(`stats/member_recap?season=${season}`)).stats);
      }
      const inYear = years.filter((each: Loose) => each.year === year);
      for (const name of ['starts', 'wins', 'top5', 'laps', 'laps_led']) {
        assert.equal(recap.stats[name], sum(quarters, name), name);
        assert.equal(recap.stats[name], sum(inYear, name), name);
      }
      assert.equal(recap.stats.favorite_car === null, recap.stats.starts === 0);
      const { this_year } = await api.read('stats/member_summary');
      assert.equal(this_year.num_official_sessions, recap.stats.starts);
      assert.equal(this_year.num_official_wins, recap.stats.wins);
    }),
    { numRuns: propertyRuns(5) },
  );
});

test('a quarter in member_recap has the laps and wins of the races that the search finds', async () => {
  const query = 'cust_id=1000001&season_year=2026&season_quarter=3';
  const { data } = (await api.get(`/data/results/search_series?${query}`)).json();
  const races = await api.readChunks(data.chunk_info);
  const own: Loose[] = [];
  for (const { subsession_id } of races) {
    const rows = await resultRows(api, subsession_id);
    own.push(rows.find((row) => row.cust_id === 1_000_001));
  }
  const { stats } = await api.read('stats/member_recap?year=2026&season=3');
  assert.ok(own.length > 30);
  assert.equal(stats.starts, own.length);
  assert.equal(stats.laps, sum(own, 'laps_complete'));
  assert.equal(stats.laps_led, sum(own, 'laps_lead'));
  assert.equal(stats.wins, own.filter((row) => row.finish_position === 0).length);
  assert.equal(stats.top5, own.filter((row) => row.finish_position < 5).length);
});

test('charts end with the ratings of member/info, and each day has those after its last race', async () => {
  await assertInTurns(
    fc.asyncProperty(anyCaller, async (arranged) => {
      const { api } = await arranged;
      const { licenses } = await api.read('member/info');
      const { races } = await api.read('stats/member_recent_races');
      for (const license of Object.values<Loose>(licenses)) {
        const query = `category_id=${license.category_id}&chart_type=`;
        const { data: ratings } = await api.read(`member/chart_data?${query}1`);
        const { data: classes } = await api.read(`member/chart_data?${query}3`);
        assert.equal(ratings.at(-1)?.value ?? -1, license.irating);
        const safety = license.group_id * 1000 + Math.round(license.safety_rating * 100);
        if (classes.length > 0) assert.equal(classes.at(-1).value, safety);
        const days: string[] = ratings.map((point: Loose) => point.when);
        assert.ok(days.every((when, i) => when > (days[i - 1] ?? '')));
        assert.deepEqual(
          days,
          classes.map((point: Loose) => point.when),
        );
      }
      const newest = races[0];
      if (newest === undefined) return;
      const result = await api.read(`results/get?subsession_id=${newest.subsession_id}`);
      const path = `member/chart_data?category_id=${result.license_category_id}&chart_type=1`;
      const { data } = await api.read(path);
      assert.deepEqual(data.at(-1), {
        when: newest.session_start_time.slice(0, 10),
        value: newest.newi_rating,
      });
    }),
    { numRuns: propertyRuns(8) },
  );
});

test('the lap chart has the laps of lap_data, in the order of the result', async () => {
  const { races } = await api.read('stats/member_recent_races');
  for (const { subsession_id } of races.slice(0, 3)) {
    const rows = await resultRows(api, subsession_id);
    const query = `subsession_id=${subsession_id}&simsession_number=`;
    const chart = await api.read(`results/lap_chart_data?${query}0`);
    const laps = await api.readChunks(chart.chunk_info);
    const fastest = Math.min(...rows.map((row) => row.best_lap_time).filter((time) => time > 0));
    assert.equal(chart.best_lap_time, fastest);
    assert.ok(laps.filter((lap) => lap.fastest_lap).every((lap) => lap.lap_time === fastest));
    for (const row of rows) {
      const own = laps.filter((lap) => lap.cust_id === row.cust_id);
      assert.equal(own.length, row.laps_complete);
      if (row.reason_out === 'Running') {
        assert.equal(own.at(-1).lap_position, row.finish_position);
      }
      const best = own.filter((lap) => lap.lap_position === 0).length;
      assert.equal(best, row.laps_lead);
      if (row.interval > 0) {
        assert.equal(own.at(-1).interval, Math.round(row.interval / 10));
      }
    }
    for (const row of rows.slice(0, 3)) {
      const single = await api.read(`results/lap_data?${query}0&cust_id=${row.cust_id}`);
      const expected = await api.readChunks(single.chunk_info);
      const own = laps.filter((lap) => lap.cust_id === row.cust_id);
      for (const [i, lap] of expected.entries()) {
        const { lap_position, interval, interval_units, fastest_lap, ...same } = own[i];
        assert.deepEqual(same, lap);
        assert.equal(interval === null, lap_position === 0);
        assert.equal(interval_units, interval === null ? null : 'ms');
        assert.equal(typeof fastest_lap, 'boolean');
      }
    }
    const qualifying = await api.read(`results/lap_chart_data?${query}-1`);
    const times = await api.readChunks(qualifying.chunk_info);
    const best = Math.min(...times.map((lap) => lap.lap_time));
    assert.equal(qualifying.best_qual_lap_time, best);
    assert.ok(times.every((lap) => lap.interval === null && !lap.incident));
  }
});

test('the event log tells of the incidents of the laps, of every lead change and of every end', async () => {
  const { subsession_id } = await newestRace(api);
  const query = `subsession_id=${subsession_id}&simsession_number=0`;
  const log = await api.readChunks((await api.read(`results/event_log?${query}`)).chunk_info);
  const chart = await api.readChunks(
    (await api.read(`results/lap_chart_data?${query}`)).chunk_info,
  );
  const result = await api.read(`results/get?subsession_id=${subsession_id}`);
  const rows: Loose[] = result.session_results.at(-1).results;
  const named = (description: string): Loose[] =>
    log.filter((event) => event.description === description);
  assert.deepEqual(
    named('Incident')
      .map((event) => `${event.cust_id}/${event.lap_number}/${event.message}`)
      .toSorted(),
    chart
      .filter((lap) => lap.incident)
      .map((lap) => `${lap.cust_id}/${lap.lap_number}/${lap.lap_events[0]}`)
      .toSorted(),
  );
  for (const event of named('Incident')) {
    const lap = chart.find(
      (each) => each.cust_id === event.cust_id && each.lap_number === event.lap_number,
    );
    assert.ok(event.session_time < lap.session_time);
    assert.ok(event.session_time > lap.session_time - lap.lap_time);
  }
  assert.equal(named('Took the lead').length, result.num_lead_changes);
  assert.equal(named('Joined').length, rows.length);
  for (const row of rows) {
    const last = row.reason_out === 'Running' ? 'Finished' : row.reason_out;
    assert.equal(named(last).filter((event) => event.cust_id === row.cust_id).length, 1);
  }
  assert.deepEqual(
    log.map((event) => event.event_seq),
    log.map((_, i) => i + 1),
  );
  const times = log.map((event) => event.session_time);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('a standing comes in chunks of 500 with a partial last one, and whole as CSV', async () => {
  const seasons = await api.read('series/past_seasons?series_id=221');
  const { season_id, car_classes } = seasons.series.seasons[1];
  const path = `season_driver_standings?season_id=${season_id}&car_class_id=${car_classes[0].car_class_id}`;
  const rows = await standing(api, path);
  const third = rows[2];
  api.state.tokens.set('third', claimsOf(third.cust_id));
  const header = await api.read(`stats/${path}`, 'third');
  const { chunk_size, num_chunks, rows: count } = header.chunk_info;
  assert.equal(chunk_size, 500);
  assert.ok(num_chunks > 2 && count % 500 !== 0);
  assert.equal(rows.length, count);
  assert.deepEqual(
    rows.map((row) => row.rank),
    rows.map((_, i) => i + 1),
  );
  assert.equal(header.customer_rank, 3);
  const csv = await api.fetchLink(header.csv_url);
  assert.match(String(csv.headers['content-type']), /^text\/csv/);
  const lines = csv.body.split('\r\n').slice(0, -1);
  assert.equal(lines.length, count + 1);
  assert.ok(lines[3]?.startsWith(`3,${third.display_name},${third.cust_id},${third.points},`));
});

test('a driver’s standing, week by week, is what results/get says of the races of the search', async () => {
  const race = await newestRace(api);
  const season = `season_id=${race.season_id}`;
  const { division } = await api.read(`stats/member_division?${season}&event_type=5`);
  const rows = await standing(
    api,
    `season_driver_standings?${season}&car_class_id=${race.car_class_id}&division=${division}`,
  );
  assert.ok(rows.every((each) => each.division === division));
  const row = rows.find((each) => each.cust_id === 1_000_001);
  const search = 'cust_id=1000001&season_year=2026&season_quarter=4';
  const found = await api.readChunks(
    (await api.get(`/data/results/search_series?${search}&series_id=${race.series_id}`)).json().data
      .chunk_info,
  );
  const scoring = found.filter((each) => each.race_week_num < 12);
  const own: Loose[] = [];
  for (const { subsession_id } of scoring) {
    const results = await resultRows(api, subsession_id);
    own.push(results.find((each) => each.cust_id === 1_000_001));
  }
  assert.equal(row.starts, scoring.length);
  assert.equal(row.laps, sum(own, 'laps_complete'));
  assert.equal(row.incidents, sum(own, 'incidents'));
  assert.equal(row.weeks_counted, new Set(scoring.map((each) => each.race_week_num)).size);
  // With up to four races in a week the best one counts.
  const best = new Map<number, number>();
  scoring.forEach(({ race_week_num: week }, i) => {
    best.set(week, Math.max(best.get(week) ?? 0, own[i].champ_points));
  });
  assert.equal(
    row.points,
    [...best.values()].reduce((total, points) => total + points, 0),
  );
  assert.ok(own.every((each) => each.division === division));
  const { members } = await api.read('member/get?cust_ids=1000001&include_licenses=true');
  const license = members[0].licenses.find((each: Loose) => each.category === 'sports_car');
  assert.equal(row.license.irating, license.irating);
});

test('qualifying of a week is ranked by the best lap of each driver', async () => {
  const race = await newestRace(api);
  const season = `season_id=${race.season_id}&car_class_id=${race.car_class_id}`;
  const rows = await standing(
    api,
    `season_qualify_results?${season}&race_week_num=${race.race_week_num}`,
  );
  const times = rows.map((row) => row.best_qual_lap_time);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  const own = rows.find((row) => row.cust_id === 1_000_001);
  const { races } = await api.read('stats/member_recent_races');
  const same = races.filter(
    (each: Loose) =>
      each.series_id === race.series_id &&
      each.race_week_num === race.race_week_num &&
      each.qualifying_time > 0,
  );
  if (same.length === 0) assert.equal(own, undefined);
  else {
    const best = Math.min(...same.map((each: Loose) => each.qualifying_time));
    assert.equal(own.best_qual_lap_time, best);
  }
});

test('bests are no slower than any recent lap, and the world record no slower than they', async () => {
  for (const { cust_id } of demoMembers.slice(1)) {
    const { races } = await api.read(`stats/member_recent_races?cust_id=${cust_id}`);
    const race = races[0];
    const bests = await api.read(`stats/member_bests?cust_id=${cust_id}&car_id=${race.car_id}`);
    assert.ok(bests.cars_driven.some((car: Loose) => car.car_id === race.car_id));
    assert.deepEqual(await api.read(`stats/member_bests?cust_id=${cust_id}`), bests);
    const here = (kind: string): Loose =>
      bests.bests.find(
        (best: Loose) => best.event_type === kind && best.track.track_id === race.track.track_id,
      );
    const row = (await resultRows(api, race.subsession_id)).find(
      (each) => each.cust_id === cust_id,
    );
    const driven = await resultRows(api, here('Race').subsession_id);
    const record = driven.find((each) => each.cust_id === cust_id);
    assert.ok(here('Race').best_lap_time <= row.best_lap_time);
    assert.equal(record.best_lap_time, here('Race').best_lap_time);
    const path = `stats/world_records?car_id=${race.car_id}&track_id=${race.track.track_id}`;
    const { type, data } = await api.read(path);
    const records = await api.readChunks(data.chunk_info);
    assert.equal(type, 'stats_world_records');
    assert.equal(data.chunk_info.chunk_size, 2000);
    const own = records.find((each) => each.cust_id === cust_id);
    assert.equal(own.race_lap_time, here('Race').best_lap_time);
    assert.equal(own.qualify_lap_time, here('Qualify')?.best_lap_time ?? -1);
    assert.equal(own.practice_lap_time, here('Practice')?.best_lap_time ?? -1);
    assert.equal(own.tt_lap_time, here('Time Trial')?.best_lap_time ?? null);
    assert.ok(records[0].race_lap_time <= own.race_lap_time);
    const running = await api.read(`${path}&season_year=2026&season_quarter=4`);
    const now = await api.readChunks(running.data.chunk_info);
    assert.ok(now.length > 0 && now.length <= records.length);
    assert.ok(now[0].race_lap_time >= records[0].race_lap_time);
  }
});

test('a profile shows the newest races, licences and awards of the member', async () => {
  const profile = await api.read('member/profile');
  const { races } = await api.read('stats/member_recent_races');
  const { members } = await api.read('member/get?cust_ids=1000001&include_licenses=true');
  profile.recent_events.forEach((event: Loose, i: number) => {
    assert.equal(event.subsession_id, races[i].subsession_id);
    assert.equal(event.starting_position, races[i].start_position);
    assert.equal(event.finish_position, races[i].finish_position);
    assert.equal(event.car_id, races[i].car_id);
    assert.ok(event.percent_rank >= 0 && event.percent_rank <= 1);
  });
  assert.equal(profile.recent_events.length, 5);
  assert.equal(profile.member_info.last_login, members[0].last_login);
  assert.ok(profile.activity.most_consecutive_weeks >= profile.activity.consecutive_weeks);
  const awards = await api.read('member/awards');
  for (const award of profile.recent_awards) {
    const instances = await api.read(`member/award_instances?award_id=${award.award_id}`);
    assert.equal(instances.awards[0].member_award_id, award.member_award_id);
    assert.ok(awards.some((each: Loose) => each.member_award_id === award.member_award_id));
  }
  assert.equal('field_defs' in profile, true);
  assert.equal('field_defs' in (await api.read('member/profile?cust_id=1000002')), false);
});

test('participation credits count the weeks of each series that was raced in this season', async () => {
  const credits = await api.read('member/participation_credits');
  const search = 'cust_id=1000001&season_year=2026&season_quarter=4';
  const { data } = (await api.get(`/data/results/search_series?${search}`)).json();
  const races = (await api.readChunks(data.chunk_info)).filter((race) => race.race_week_num < 12);
  assert.deepEqual(
    credits.map((row: Loose) => row.series_id),
    [...new Set(races.map((race) => race.series_id))].toSorted((a, b) => a - b),
  );
  for (const row of credits) {
    const own = races.filter((race) => race.series_id === row.series_id);
    assert.equal(row.weeks, new Set(own.map((race) => race.race_week_num)).size);
    assert.equal(row.earned_credits, row.weeks >= row.min_weeks ? row.participation_credits : 0);
    assert.equal(row.total_credits, sum(credits, 'earned_credits'));
  }
});

test('the CSV of every category has the starts and wins of the career, and road those of nobody', async () => {
  const { stats } = await api.read('stats/member_career');
  for (const category of ['oval', 'sports_car', 'formula_car', 'dirt_oval', 'dirt_road', 'road']) {
    const { link } = (await api.get(`/data/driver_stats_by_category/${category}`)).json();
    const answer = await api.fastify.inject({
      url: link.slice(origin.length),
      payloadAsStream: true,
    });
    let text = '';
    for await (const part of answer.stream()) {
      text += String(part);
      if (text.split('\r\n').length > 20) break;
    }
    const line = text.split('\r\n').find((each) => each.includes(',1000001,'));
    const fields = line?.split(',') ?? [];
    const id = { oval: 1, sports_car: 5, formula_car: 6, dirt_oval: 3, dirt_road: 4 }[category];
    const own = stats.find((each: Loose) => each.category_id === id);
    assert.equal(fields[4], String(own?.starts ?? 0));
    assert.equal(fields[5], String(own?.wins ?? 0));
    if (category === 'road') assert.equal(fields[14], '-1');
  }
});

const season = 'season_id=6055&car_class_id=4005';
const refusals: readonly [path: string, status: number, message: RegExp][] = [
  ['stats/season_driver_standings?season_id=1&car_class_id=1', 404, /season_id/],
  ['stats/season_driver_standings?season_id=9007199254740991&car_class_id=1', 404, /season_id/],
  ['stats/season_driver_standings?season_id=9007199254740992&car_class_id=1', 400, /^season_id/],
  ['stats/season_driver_standings?season_id=0&car_class_id=1', 400, /^season_id must be at least/],
  ['stats/season_driver_standings?season_id=-1&car_class_id=1', 400, /^season_id must be at least/],
  ['stats/season_driver_standings?season_id=6055', 400, /^car_class_id is missing/],
  [`stats/season_driver_standings?${season}&division=11`, 400, /^division must be at most 10/],
  [`stats/season_driver_standings?${season}&race_week_num=14`, 400, /^race_week_num must be/],
  [`stats/season_qualify_results?${season}`, 400, /^race_week_num is missing/],
  [`stats/season_tt_results?${season}`, 400, /^race_week_num is missing/],
  ['stats/season_team_standings?season_id=2&car_class_id=1', 404, /season_id/],
  ['stats/season_tt_standings?season_id=x&car_class_id=1', 400, /^season_id must be a whole/],
  ['stats/member_division?season_id=6055&event_type=3', 400, /^event_type must be at least 4/],
  ['stats/member_division?season_id=1&event_type=5', 404, /season_id/],
  ['stats/world_records?car_id=1&track_id=1&season_quarter=2', 400, /^season_year is missing/],
  ['stats/world_records?car_id=1&track_id=0', 400, /^track_id must be at least/],
  ['stats/world_records?car_id=1', 400, /^track_id is missing/],
  ['stats/member_recap?season=5', 400, /^season must be at most 4/],
  ['stats/member_bests?cust_id=1,2,3', 400, /^cust_id must be a whole number/],
  ['member/chart_data?category_id=7&chart_type=1', 400, /^category_id must be at most 6/],
  ['member/chart_data?category_id=1&chart_type=4', 400, /^chart_type must be at most 3/],
  ['member/chart_data?category_id=1', 400, /^chart_type is missing/],
  ['member/profile?cust_id=7', 404, /cust_id/],
  ['member/award_instances', 400, /^award_id is missing/],
  ['results/lap_chart_data?subsession_id=1&simsession_number=0', 404, /subsession_id/],
  ['results/event_log?subsession_id=30000000&simsession_number=1', 400, /^simsession_number must/],
];

for (const [path, status, message] of refusals) {
  test(`${path} is refused with ${status} and a sentence that names the parameter`, async () => {
    const answer = await api.get(`/data/${path}`);
    assert.equal(answer.statusCode, status);
    assert.match(answer.json().message, message);
  });
}

test('a part that the session does not have is a 404', async () => {
  const { subsession_id } = await newestRace(api);
  for (const method of ['lap_chart_data', 'event_log']) {
    const path = `/data/results/${method}?subsession_id=${subsession_id}&simsession_number=-3`;
    assert.equal((await api.get(path)).statusCode, 404);
  }
});

test('who is unknown or never raced has empty statistics, and a wrong class an empty standing', async () => {
  const { stats } = await api.read('stats/member_career?cust_id=7');
  assert.ok(stats.every((row: Loose) => row.starts === 0 && row.win_percentage === 0));
  assert.deepEqual((await api.read('stats/member_yearly?cust_id=7')).stats, []);
  const bests = await api.read('stats/member_bests?cust_id=7');
  assert.deepEqual(bests, { cars_driven: [], bests: [], cust_id: 7, car_id: -1 });
  const recap = await api.read('stats/member_recap?cust_id=7&year=1900');
  assert.equal(recap.stats.favorite_car, null);
  assert.equal(recap.stats.starts, 0);
  const race = await newestRace(api);
  for (const method of ['driver', 'supersession', 'team', 'tt']) {
    const path = `stats/season_${method}_standings?season_id=${race.season_id}&car_class_id=1`;
    const header = await api.read(path);
    assert.equal(header.chunk_info.num_chunks, 0);
    assert.equal(header.chunk_info.base_download_url, null);
    assert.equal(header.customer_rank, -1);
  }
  const late = `season_id=${race.season_id}&car_class_id=${race.car_class_id}&race_week_num=12`;
  assert.deepEqual(await standing(api, `season_qualify_results?${late}`), []);
  const { data } = await api.read('stats/world_records?car_id=1&track_id=9999');
  assert.equal(data.chunk_info, null);
});
