import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Loose } from '../../test/harness.ts';
import { noon, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { getSeason, isoTime, raceWeekAt, seasonAt } from '../world/calendar.ts';

const day = 86_400;
const week = 7 * day;
const seconds = (time: string): number => Date.parse(time) / 1000;
const current = seasonAt(noon);
/** The number of a series' season: seasons count from 2001, 150 to each quarter. */
const seasonIdOf = (index: number, seriesId: number): number => 2001 + index * 150 + seriesId - 101;
const anySeries = fc.integer({ min: 101, max: 230 });

type Api = Awaited<ReturnType<typeof startDataApi>>;
const apis = new Map<string, Api>();
async function apiOf(seed: string): Promise<Api> {
  const api = apis.get(seed) ?? (await startDataApi({ seed }));
  api.state.now = noon;
  apis.set(seed, api);
  return api;
}

/** The moments that the patterns of a schedule describe. */
function openingsOf(schedule: Loose): number[] {
  const from = seconds(schedule.start_date);
  return schedule.race_time_descriptors
    .flatMap((pattern: Loose) => {
      if (!pattern.repeating) return pattern.session_times.map(seconds);
      assert.equal(pattern.repeat_minutes, 1440);
      const time = seconds(`1970-01-01T${pattern.first_session_time}Z`);
      return pattern.day_offset.map((offset: number) => from + offset * day + time);
    })
    .toSorted((a: number, b: number) => a - b);
}

test('a schedule, the results of its week and the search tell of the same races', async () => {
  await assertInTurns(
    fc.asyncProperty(
      fc.constantFrom('pitpass', 'second seed'),
      anySeries,
      fc.integer({ min: current.index - 8, max: current.index - 1 }),
      fc.integer({ min: 0, max: 12 }),
      async (seed, seriesId, index, weekNumber) => {
        const { read, get, readChunks } = await apiOf(seed);
        const id = seasonIdOf(index, seriesId);
        const { schedules } = await read(`series/season_schedule?season_id=${id}`);
        const schedule = schedules[weekNumber];
        const query = `season_id=${id}&race_week_num=${weekNumber}`;
        const { results_list: results } = await read(`results/season_results?${query}`);
        const starts = new Set<number>(results.map((row: Loose) => seconds(row.start_time)));
        assert.deepEqual(
          [...starts].toSorted((a, b) => a - b),
          openingsOf(schedule),
        );
        for (const row of results) {
          assert.equal(row.track.track_id, schedule.track.track_id);
          assert.equal(row.race_week_num, weekNumber);
          assert.ok(row.start_time < schedule.week_end_time);
        }
        const season = getSeason(index);
        const search = await get(
          `/data/results/search_series?season_year=${season.season_year}&season_quarter=${season.season_quarter}&series_id=${seriesId}&race_week_num=${weekNumber}`,
        );
        const found = await readChunks(search.json().data.chunk_info);
        const figures = (row: Loose): unknown[] => [
          row.subsession_id,
          row.session_id,
          row.num_drivers,
          row.event_strength_of_field,
          row.event_best_lap_time,
          row.num_lead_changes,
        ];
        assert.deepEqual(results.map(figures), found.map(figures));
      },
    ),
    { numRuns: propertyRuns(4) },
  );
});

test('a race is driven to the limits, in the weather and in the cars that its schedule names', async () => {
  const api = await apiOf('pitpass');
  const { read } = api;
  const classes = await read('carclass/get');
  for (const seriesId of [101, 140, 150, 190, 210, 225]) {
    const id = seasonIdOf(current.index, seriesId);
    const { schedules } = await read(`series/season_schedule?season_id=${id}`);
    const schedule = schedules[1];
    const list = await read(`results/season_results?season_id=${id}&race_week_num=1`);
    const row = list.results_list[0];
    const result = await read(`results/get?subsession_id=${row.subsession_id}`);
    const [winner] = result.session_results.at(-1).results;
    if (schedule.race_lap_limit !== null)
      assert.equal(winner.laps_complete, schedule.race_lap_limit);
    assert.notEqual(schedule.race_lap_limit === null, schedule.race_time_limit === null);
    const minutes = schedule.race_time_descriptors[0].session_minutes;
    const length = seconds(result.end_time) - seconds(result.start_time);
    assert.ok(length <= minutes * 60 && length > minutes * 60 - 60);
    for (const name of [
      'temp_value',
      'skies',
      'rel_humidity',
      'wind_dir',
      'wind_value',
      'simulated_start_time',
      'time_of_day',
    ]) {
      assert.equal(result.weather[name], schedule.weather[name], name);
    }
    const carClass = classes.find((each: Loose) => each.car_class_id === winner.car_class_id);
    assert.equal(result.car_classes[0].relative_speed, carClass.relative_speed);
    assert.deepEqual(
      result.car_classes[0].cars_in_class.map((car: Loose) => car.car_id),
      carClass.cars_in_class.map((car: Loose) => car.car_id),
    );
    assert.equal(winner.cust_id, row.winner_id);
    assert.equal(winner.display_name, row.winner_name);
    assert.equal(result.heat_info_id > 0, result.heat_info_id !== -1);
    const season = (await read('series/season_list')).seasons.find(
      (each: Loose) => each.series_id === seriesId,
    );
    assert.equal(season.is_heat_racing, result.heat_info_id > 0);
    assert.equal(season.heat_ses_info?.heat_info_id ?? -1, result.heat_info_id);
    assert.equal(season.max_weeks, result.max_weeks);
  }
});

test('a forecast is behind weather_url, begins with the scheduled weather, and its link works for a week', async () => {
  const { read, fetchLink, state } = await apiOf('pitpass');
  const id = seasonIdOf(current.index, 107);
  const { schedules } = await read(`series/season_schedule?season_id=${id}`);
  const { weather } = schedules[3];
  const rows = (await fetchLink(weather.weather_url)).json();
  assert.equal(rows[0].air_temp, weather.temp_value * 100);
  assert.equal(
    Math.max(...rows.map((row: Loose) => row.air_temp)),
    weather.weather_summary.temp_high * 100,
  );
  const seasons = await read('series/seasons');
  const own = seasons.find((season: Loose) => season.season_id === id);
  const linked = own.schedules.filter((schedule: Loose) => 'weather_url' in schedule.weather);
  assert.deepEqual(
    linked.map((schedule: Loose) => schedule.race_week_num),
    [own.race_week, own.race_week + 1],
  );
  const same = (await fetchLink(linked[0].weather.weather_url)).json();
  const full = schedules[own.race_week].weather;
  assert.deepEqual(same, (await fetchLink(full.weather_url)).json());
  state.now = noon + 604_799;
  assert.equal((await fetchLink(weather.weather_url)).statusCode, 200);
  state.now = noon + 604_800;
  assert.equal((await fetchLink(weather.weather_url)).statusCode, 403);
});

test('the schedules of series/seasons have the times and tracks of series/season_schedule', async () => {
  const { read } = await apiOf('pitpass');
  const seasons: Loose[] = await read('series/seasons');
  const list: Loose[] = (await read('series/season_list')).seasons;
  assert.equal(seasons.length, 130);
  for (const season of seasons.filter((_, i) => i % 13 === 2)) {
    const { schedules } = await read(`series/season_schedule?season_id=${season.season_id}`);
    for (const [i, schedule] of season.schedules.entries()) {
      assert.equal(schedule.track.track_id, schedules[i].track.track_id);
      assert.equal(schedule.race_lap_limit, schedules[i].race_lap_limit);
      if (!('race_time_descriptors' in schedule)) continue;
      assert.deepEqual(openingsOf(schedule), openingsOf(schedules[i]));
    }
    const short = list.find((each) => each.season_id === season.season_id);
    const now = short?.current_week_sched;
    assert.equal(now.race_week_num, season.race_week);
    assert.equal(now.track.track_id, season.schedules[season.race_week].track.track_id);
    assert.equal(short?.reg_user_count, season.reg_user_count);
  }
});

test('every list of seasons and series names the same seasons', async () => {
  const { read } = await apiOf('pitpass');
  const stats: Loose[] = await read('series/stats_series');
  const all: Loose[] = await read('series/get');
  assert.deepEqual(
    stats.map((series) => series.series_id),
    all.map((series) => series.series_id),
  );
  for (const series of stats.filter((_, i) => i % 29 === 4)) {
    const past = (await read(`series/past_seasons?series_id=${series.series_id}`)).series;
    assert.ok(past.seasons.length >= 12, 'twelve seasons and more');
    assert.deepEqual(
      past.seasons.map((season: Loose) => [season.season_id, season.race_weeks]),
      series.seasons.map((season: Loose) => [season.season_id, season.race_weeks]),
    );
    for (const season of past.seasons.slice(0, 3)) {
      const query = `season_year=${season.season_year}&season_quarter=${season.season_quarter}`;
      const { seasons } = await read(`season/list?${query}`);
      const row = seasons.find((each: Loose) => each.season_id === season.season_id);
      for (const name of ['series_id', 'season_name', 'official', 'license_group', 'fixed_setup']) {
        assert.equal(row[name], season[name], name);
      }
      const { schedules } = await read(`series/season_schedule?season_id=${season.season_id}`);
      assert.deepEqual(
        schedules.map((schedule: Loose) => schedule.track.track_id),
        season.race_weeks.map((each: Loose) => each.track.track_id),
      );
    }
    assert.equal(past.seasons.filter((season: Loose) => season.active).length, 1);
  }
});

test('series run on tracks of their category in every week of every season', async () => {
  const { read } = await apiOf('second seed');
  const tracks = new Map<number, Loose>();
  for (const track of await read('track/get')) tracks.set(track.track_id, track);
  const kinds: Record<string, string> = { sports_car: 'road', formula_car: 'road' };
  for (const series of (await read('series/stats_series')) as Loose[]) {
    for (const { race_weeks } of series.seasons) {
      for (const { track } of race_weeks) {
        assert.equal(
          tracks.get(track.track_id).category,
          kinds[series.category] ?? series.category,
        );
      }
    }
  }
});

test('the next season is on the calendar a week before it begins, and no other to come', async () => {
  const { read, get, state } = await apiOf('pitpass');
  const next = getSeason(current.index + 1);
  const query = `season_year=${next.season_year}&season_quarter=${next.season_quarter}`;
  const schedule = `series/season_schedule?season_id=${seasonIdOf(next.index, 101)}`;
  state.now = next.start - week - 900;
  assert.deepEqual((await read(`season/list?${query}`)).seasons, []);
  assert.deepEqual(await read(`series/seasons?${query}`), []);
  assert.equal((await get(`/data/${schedule}`)).statusCode, 404);
  state.now = next.start - week + 900;
  assert.equal((await read(`season/list?${query}`)).seasons.length, 130);
  const [season] = await read(`series/seasons?${query}`);
  assert.deepEqual([season.active, season.complete, season.race_week], [false, false, 0]);
  assert.equal((await read(schedule)).schedules.length, 13);
  const [lookup] = await read('lookup/current_season');
  const [year, quarter] = lookup.lookups.map((each: Loose) => each.lookup_values[0].value);
  assert.deepEqual([year, quarter], [String(current.season_year), String(current.season_quarter)]);
  state.now = next.start + 900;
  const [after] = await read('lookup/current_season');
  assert.equal(after.lookups[1].lookup_values[0].value, String(next.season_quarter));
  assert.equal((await read('series/seasons'))[0].season_id, season.season_id);
});

test('include_series changes nothing: a season names its series anyway', async () => {
  const { read } = await apiOf('pitpass');
  for (const path of ['series/seasons', 'series/season_list']) {
    const names = async (query: string): Promise<unknown> => {
      const answer = await read(`${path}${query}`);
      return (answer.seasons ?? answer).map((season: Loose) => Object.keys(season));
    };
    assert.deepEqual(await names('?include_series=True'), await names(''));
  }
});

test('elig and eligible follow from what the caller owns and holds', async () => {
  const { read } = await apiOf('pitpass');
  const { seasons } = await read('series/season_list');
  const info = await read('member/info');
  const cars = new Map<number, Loose>();
  for (const car of await read('car/get')) cars.set(car.car_id, car);
  const owned = new Set(info.car_packages.map((each: Loose) => each.package_id));
  const classes: Loose[] = await read('carclass/get');
  const kinds = new Set<boolean>();
  for (const season of seasons) {
    const carClass = classes.find((each) => season.car_class_ids[0] === each.car_class_id);
    const owns = carClass?.cars_in_class.some(({ car_id }: Loose) => {
      const car = cars.get(car_id);
      return car.free_with_subscription || owned.has(car.package_id);
    });
    assert.equal(season.elig.own_car, owns);
    kinds.add(owns);
  }
  assert.equal(kinds.size, 2);
  for (const series of await read('series/get')) {
    const license = info.licenses[series.category];
    const least = Math.min(...series.allowed_licenses.map((each: Loose) => each.license_group));
    assert.equal(series.eligible, license.group_id >= least, series.series_name);
  }
});

test('the assets of cars and tracks name the pictures that car/get and track/get name', async () => {
  const { read } = await apiOf('pitpass');
  for (const [path, key, names] of [
    ['car', 'car_id', ['folder', 'logo', 'small_image', 'sponsor_logo']],
    ['track', 'track_id', ['folder', 'logo', 'small_image']],
  ] as const) {
    const assets = await read(`${path}/assets`);
    const all: Loose[] = await read(`${path}/get`);
    assert.equal(Object.keys(assets).length, all.length);
    for (const each of all) {
      for (const name of names) assert.equal(assets[each[key]][name], each[name]);
    }
  }
});

test('a running season has results of the sessions that are over, and of no other', async () => {
  const { read, get, readChunks, state } = await apiOf('pitpass');
  for (const later of [0, 900, 1800, 2700, 3600]) {
    state.now = noon + later;
    for (const seriesId of [101, 126, 168]) {
      const id = seasonIdOf(current.index, seriesId);
      const { results_list } = await read(
        `results/season_results?season_id=${id}&race_week_num=${raceWeekAt(current, noon)}`,
      );
      const range = 'start_range_begin=2026-11-20T00:00Z';
      const search = await get(`/data/results/search_series?${range}&series_id=${seriesId}`);
      const today = results_list.filter((row: Loose) => row.start_time >= '2026-11-20T00:00:00Z');
      assert.deepEqual(
        today.map((row: Loose) => row.subsession_id),
        (await readChunks(search.json().data.chunk_info)).map((row) => row.subsession_id),
      );
    }
  }
});

test('a season that nobody knows has no results, and one that is over keeps all of its weeks', async () => {
  const { read } = await apiOf('pitpass');
  for (const id of [1, 2131, 9_007_199_254_740_991]) {
    assert.deepEqual(await read(`results/season_results?season_id=${id}`), {
      success: true,
      season_id: id,
      race_week_num: null,
      event_type: null,
      results_list: [],
    });
  }
  const id = seasonIdOf(current.index, 226);
  const { results_list } = await read(`results/season_results?season_id=${id}&race_week_num=0`);
  assert.ok(results_list.length > 50);
  assert.ok(results_list.every((row: Loose) => seconds(row.start_time) < current.start + week));
  assert.ok(results_list[0].start_time >= isoTime(current.start));
  const none = await read(`results/season_results?season_id=${id}&race_week_num=13`);
  assert.deepEqual(none.results_list, []);
});
