import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Loose } from '../../test/harness.ts';
import { claimsOf, noon, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { isoTime } from '../world/calendar.ts';

const day = 86_400;
const guests = Array.from({ length: 8 }, (_, i) => ({
  cust_id: 1_000_001 + i,
  display_name: `Guest Number${i}`,
  member_since: noon - 300 * day,
}));
const since = `start_range_begin=${isoTime(noon - 80 * day)}`;

type Api = Awaited<ReturnType<typeof startDataApi>>;

async function start(seed = 'pitpass'): Promise<Api> {
  const api = await startDataApi({ seed });
  api.state.members = guests;
  return api;
}

/** Makes a token for a member. */
function signIn({ state }: Api, custId: number): string {
  const token = `token-${custId}`;
  state.tokens.set(token, claimsOf(custId, { exp: noon + 100_000_000 }));
  return token;
}

async function search(api: Api, query: string, token = 'token-1'): Promise<Loose[]> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await api.get(`/data/results/search_hosted?${query}`, headers);
  assert.equal(answer.statusCode, 200, answer.body);
  return api.readChunks(answer.json().data.chunk_info);
}

const anyMember = fc.oneof(
  fc.constantFrom(...guests.map(({ cust_id }) => cust_id)),
  fc.integer({ min: 100_001, max: 400_000 }),
);
const anySeed = fc.constantFrom('pitpass', 'second seed');

/** A member who shared a car in the last weeks. */
const driverOfTeam = 100_009;

test('what search_hosted finds is in results/get and lap_data, with the same winner and field', async () => {
  let found = 0;
  await assertInTurns(
    fc.asyncProperty(anySeed, anyMember, async (seed, custId) => {
      const api = await start(seed);
      const token = signIn(api, custId);
      const rows = await search(api, `${since}&cust_id=${custId}`, token);
      const ids = rows.map((row) => row.subsession_id);
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => a - b),
      );
      found += rows.length;
      for (const row of rows.slice(-4)) {
        const result = await api.read(`results/get?subsession_id=${row.subsession_id}`, token);
        const race = result.session_results.at(-1).results;
        const isOwn = (each: Loose): boolean => each.cust_id === custId;
        // Who shares a car stands below the team.
        const own = race.find((each: Loose) => isOwn(each) || each.driver_results?.some(isOwn));
        assert.ok(own !== undefined, 'the member is in the result');
        assert.equal(row.driver_changes, own.team_id !== undefined);
        assert.equal(race[0].team_id ?? race[0].cust_id, row.winner_group_id);
        assert.equal(race[0].display_name, row.winner_name);
        assert.equal(race.length, row.num_drivers);
        assert.equal(result.num_lead_changes, row.num_lead_changes);
        assert.equal(result.event_best_lap_time, row.event_best_lap_time);
        assert.equal(result.start_time, row.start_time);
        assert.equal(result.end_time, row.end_time);
        assert.equal(result.host_id, row.host.cust_id);
        assert.equal(result.session_name, row.session_name);
        assert.equal(result.league_id ?? 0, row.league_id);
        assert.equal(result.private_session_id, row.private_session_id);
        assert.equal(result.official_session, false);
        assert.deepEqual(result.associated_subsession_ids, [row.subsession_id]);
        const who = own.team_id === undefined ? `cust_id=${custId}` : `team_id=${own.team_id}`;
        const query = `subsession_id=${row.subsession_id}&simsession_number=0&${who}`;
        const laps = await api.read(`results/lap_data?${query}`, token);
        const lapRows = await api.readChunks(laps.chunk_info);
        assert.equal(lapRows.length, own.laps_complete);
        assert.equal(laps.best_lap_time, own.best_lap_time);
        assert.equal(laps.session_info.private_session_id, row.private_session_id);
        const part = `subsession_id=${row.subsession_id}&simsession_number=0`;
        const chart = await api.read(`results/lap_chart_data?${part}`, token);
        const chartRows = await api.readChunks(chart.chunk_info);
        const driven = race.reduce((sum: number, each: Loose) => sum + each.laps_complete, 0);
        assert.equal(chartRows.filter((lap) => lap.lap_number > 0).length, driven);
        const log = await api.read(`results/event_log?${part}`, token);
        assert.equal(log.session_info.private_session_id, row.private_session_id);
      }
    }),
    {
      numRuns: propertyRuns(6),
      examples: [
        ['pitpass', 1_000_001],
        ['pitpass', driverOfTeam],
      ],
    },
  );
  assert.ok(found > 0);
});

test('a host is found by host_cust_id, in the same sessions that a search by name finds', async () => {
  const api = await start();
  const week = `start_range_begin=${isoTime(noon - 7 * day)}`;
  const rows = await search(api, `${week}&session_name=night`);
  const open = rows.filter((row) => row.league_id === 0).slice(0, 3);
  const leagues = rows.filter((row) => row.league_id !== 0).slice(0, 3);
  assert.equal(open.length + leagues.length, 6);
  for (const row of [...open, ...leagues]) {
    const hosted = await search(api, `${since}&host_cust_id=${row.host.cust_id}`);
    assert.deepEqual(
      hosted.find((each) => each.subsession_id === row.subsession_id),
      row,
    );
    assert.ok(hosted.every((each) => each.host.cust_id === row.host.cust_id));
    const narrow = `${since}&host_cust_id=${row.host.cust_id}&session_name=${row.session_name}`;
    assert.ok((await search(api, encodeURI(narrow))).length > 0);
    for (const filter of [`track_id=${row.track.track_id}`, `car_id=${row.cars[0].car_id}`]) {
      const some = await search(api, `${since}&host_cust_id=${row.host.cust_id}&${filter}`);
      assert.ok(some.some((each) => each.subsession_id === row.subsession_id));
      assert.ok(some.length <= hosted.length);
    }
  }
  const league = leagues[0];
  const narrowed = `${since}&session_name=race&league_id=${league.league_id}`;
  const races = await search(api, narrowed);
  assert.ok(races.length > 0);
  assert.ok(races.every((row) => row.league_id === league.league_id));
  const seasonal = await search(api, `${narrowed}&league_season_id=${league.league_season_id}`);
  assert.ok(seasonal.every((row) => row.league_season_id === league.league_season_id));
  assert.deepEqual(await search(api, `${since}&session_name=night&team_id=200001`), []);
});

test('standings of a league are the sum of the points in its results, less drops, plus adjustments', async () => {
  await assertInTurns(
    fc.asyncProperty(anySeed, fc.integer({ min: 1001, max: 4150 }), async (seed, leagueId) => {
      const api = await start(seed);
      const { get, read } = api;
      const answer = await get(`/data/league/seasons?league_id=${leagueId}&retired=true`);
      if (answer.statusCode === 403) return;
      const { seasons } = await read(`league/seasons?league_id=${leagueId}&retired=true`);
      const season = seasons[0];
      const query = `league_id=${leagueId}&season_id=${season.season_id}`;
      if ((await get(`/data/league/season_standings?${query}`)).statusCode === 403) return;
      const { standings } = await read(`league/season_standings?${query}`);
      if ((await get(`/data/league/season_sessions?${query}`)).statusCode === 403) return;
      const { sessions } = await read(`league/season_sessions?${query}&results_only=true`);
      const points = new Map<number, number[]>();
      for (const session of sessions) {
        assert.equal(session.has_results, true);
        const result = await read(`results/get?subsession_id=${session.subsession_id}`);
        const race = result.session_results.at(-1).results;
        assert.equal(race[0].cust_id, session.winner_id);
        assert.equal(race[0].display_name, session.winner_name);
        assert.equal(race.length, session.entry_count);
        assert.equal(result.league_season_id, season.season_id);
        for (const row of race) {
          points.set(row.cust_id, [...(points.get(row.cust_id) ?? []), row.league_points]);
        }
      }
      const rows = standings.driver_standings;
      assert.equal(rows.length, points.size);
      rows.forEach((row: Loose, i: number) => {
        const own = points.get(row.driver.cust_id) ?? [];
        const sum = own.reduce((total, value) => total + value, 0);
        if (season.num_drops === 0) assert.equal(row.base_points, sum);
        assert.ok(row.base_points <= sum);
        const adjusted = row.positive_adjustments - row.negative_adjustments;
        assert.equal(row.total_adjustments, adjusted);
        assert.equal(row.total_points, row.base_points + adjusted);
        assert.equal(row.position, i + 1);
        assert.ok(i === 0 || rows[i - 1].total_points >= row.total_points);
      });
      if (rows.length === 0) return;
      const table = await api.fetchLink(standings.driver_standings_csv_url);
      assert.match(String(table.headers['content-type']), /^text\/csv/);
      assert.equal(table.body.trim().split('\r\n').length, rows.length + 1);
    }),
    { numRuns: propertyRuns(6) },
  );
});

test('only the worst results are dropped, missed races first, and none after the last day for it', async () => {
  const { countPoints } = await import('./league-standings.ts');
  const season = { num_drops: 2, raceCount: 4, hash: 1 } as Parameters<typeof countPoints>[0];
  const results = [10, 2, 5, 1].map((points, race) => ({ race, points }));
  assert.equal(countPoints(season, results), 15);
  assert.equal(countPoints(season, results.slice(0, 3)), 15, 'the missed race is one of the two');
  assert.equal(countPoints(season, results.slice(0, 2)), 12);
  assert.equal(countPoints({ ...season, hash: 3 }, results), 11, 'the last race always counts');
  assert.equal(countPoints({ ...season, num_drops: 0 }, results), 18);
});

test('rosters, memberships and the directory agree', async () => {
  const api = await start();
  const { read } = api;
  let checked = 0;
  for (const { cust_id } of guests) {
    const token = signIn(api, cust_id);
    const own = await read('league/membership?include_league=true', token);
    assert.equal(own.length, 3);
    assert.ok(own.some((row: Loose) => row.admin));
    const directory = await read('league/directory?restrict_to_member=true', token);
    assert.deepEqual(
      directory.results_page.map((row: Loose) => row.league_id),
      own.map((row: Loose) => row.league_id).toSorted((a: number, b: number) => a - b),
    );
    for (const row of own) {
      const league = await read(`league/get?league_id=${row.league_id}`, token);
      const entry = league.roster.find((each: Loose) => each.cust_id === cust_id);
      assert.deepEqual([entry.owner, entry.admin], [row.owner, row.admin]);
      assert.equal(entry.car_number, row.car_number);
      assert.equal(entry.nick_name, row.nick_name);
      assert.equal(league.is_member, true);
      assert.equal(league.roster.length, league.roster_count);
      assert.equal(league.owner_id, league.roster[0].cust_id);
      assert.deepEqual(league.roster, row.league.roster);
      const { roster } = await read(`league/roster?league_id=${row.league_id}`, token);
      assert.deepEqual(
        roster.map((each: Loose) => each.cust_id),
        league.roster.map((each: Loose) => each.cust_id),
      );
      checked += 1;
    }
    const teams = await read('team/membership', token);
    assert.equal(teams.filter((team: Loose) => team.default_team).length, 1);
    for (const team of teams) {
      const { roster, is_default, is_member } = await read(
        `team/get?team_id=${team.team_id}`,
        token,
      );
      assert.deepEqual([is_default, is_member], [team.default_team, true]);
      const entry = roster.find((each: Loose) => each.cust_id === cust_id);
      assert.deepEqual([entry.owner, entry.admin], [team.owner, team.admin]);
    }
  }
  assert.equal(checked, 24);
});

test('of others one sees only the leagues that they run and whose roster is open', async () => {
  const api = await start();
  for (const { cust_id } of guests) {
    const own = await api.read('league/membership', signIn(api, cust_id));
    const shown = await api.read(`league/membership?cust_id=${cust_id}`, 'token-made-up');
    assert.ok(shown.every((row: Loose) => row.admin));
    const ids = new Set(own.map((row: Loose) => row.league_id));
    assert.ok(shown.every((row: Loose) => ids.has(row.league_id)));
  }
  assert.deepEqual(await api.read('league/membership?cust_id=7'), []);
});

test('the licences of a roster are those of member/get', async () => {
  const { read } = await start();
  const { roster } = await read('league/roster?league_id=1001&include_licenses=true');
  const ids = roster.slice(0, 5).map((row: Loose) => row.cust_id);
  const { members } = await read(`member/get?cust_ids=${ids}&include_licenses=true`);
  members.forEach((member: Loose, i: number) => {
    const plain = member.licenses.map((license: Loose) => ({
      ...license,
      irating: license.irating ?? -1,
    }));
    for (const [k, license] of roster[i].licenses.entries()) {
      assert.deepEqual({ pro_promotable: false, ...license }, plain[k]);
    }
  });
});

test('what a league keeps to itself is a 403 to others and open to its members', async () => {
  const api = await start();
  const { get, read, state } = api;
  state.now = noon;
  const seen = new Set<string>();
  for (let id = 1001; id < 1140; id += 1) {
    const answer = await get(`/data/league/get?league_id=${id}`);
    if (answer.statusCode === 403) {
      seen.add('hidden');
      assert.equal(answer.json().error, 'Forbidden');
      continue;
    }
    const league = await read(`league/get?league_id=${id}`);
    if (league.is_member) continue;
    if (league.private_roster) {
      seen.add('roster');
      assert.deepEqual(league.roster, []);
      const roster = await read(`league/roster?league_id=${id}`);
      assert.deepEqual(roster, { private_roster: true, roster: [] });
      continue;
    }
    const { seasons } = await read(`league/seasons?league_id=${id}`);
    if (seasons.length === 0) continue;
    const query = `league_id=${id}&season_id=${seasons[0].season_id}`;
    const member = signIn(api, league.roster[5].cust_id);
    const headers = { authorization: `Bearer ${member}` };
    for (const [flag, method] of [
      ['private_schedule', 'season_sessions'],
      ['private_results', 'season_standings'],
    ] as const) {
      const path = `/data/league/${method}?${query}`;
      assert.equal((await get(path)).statusCode, league[flag] ? 403 : 200, flag);
      assert.equal((await get(path, headers)).statusCode, 200);
      if (league[flag]) seen.add(flag);
    }
    if (!league.private_results) continue;
    const { sessions } = await read(`league/season_sessions?${query}`, member);
    const subsession = `subsession_id=${sessions[0].subsession_id}`;
    const laps = `lap_data?simsession_number=0&cust_id=${sessions[0].winner_id}&`;
    for (const path of ['get?', laps]) {
      assert.equal((await get(`/data/results/${path}${subsession}`)).statusCode, 403);
      assert.equal((await get(`/data/results/${path}${subsession}`, headers)).statusCode, 200);
    }
    const name = `${since}&cust_id=${sessions[0].winner_id}`;
    const found = (rows: Loose[]): boolean =>
      rows.some((row) => row.subsession_id === sessions[0].subsession_id);
    assert.equal(found(await search(api, name)), false);
    assert.equal(found(await search(api, name, member)), true);
  }
  assert.deepEqual([...seen].toSorted(), [
    'hidden',
    'private_results',
    'private_schedule',
    'roster',
  ]);
});

test('open sessions have registered drivers now, in the same numbers as the list of entries', async () => {
  const api = await start();
  const { read, state } = api;
  state.now = noon + 600;
  const { sessions } = await read('hosted/combined_sessions');
  const running = sessions.filter((row: Loose) => Date.parse(row.launch_at) / 1000 <= state.now);
  assert.ok(running.length > 0 && running.length < sessions.length);
  assert.ok(sessions.every((row: Loose) => row.num_drivers > 0));
  assert.ok(sessions.some((row: Loose) => row.session_full) || sessions.length > 8);
  for (const row of sessions) {
    const list = await read(`session/reg_drivers_list?subsession_id=${row.subsession_id}`);
    assert.equal(list.entries.length, row.num_drivers);
    assert.equal(row.max_drivers - row.cars_left, row.num_drivers);
    const counts = Object.values(row.count_by_car_id as Record<string, number>);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      row.entry_count,
    );
    if (!running.includes(row)) continue;
    const custIds = list.entries.map((entry: Loose) => entry.cust_id);
    state.now += 7200;
    const result = await read(`results/get?subsession_id=${row.subsession_id}`);
    state.now -= 7200;
    const race = result.session_results.at(-1).results;
    assert.deepEqual(
      custIds,
      race.map((each: Loose) => each.cust_id).toSorted((a: number, b: number) => a - b),
    );
  }
  const drivable = await read('hosted/sessions');
  const ids = new Set(sessions.map((row: Loose) => row.subsession_id));
  assert.ok(drivable.sessions.every((row: Loose) => ids.has(row.subsession_id)));
  const packageId = sessions[0].cars[0].package_id;
  const some = await read(`hosted/combined_sessions?package_id=${packageId}`);
  assert.equal(some.package_id, packageId);
  assert.ok(some.sessions.length > 0 && some.sessions.length < sessions.length);
});

test('a host sees a session that is planned, others do not before registration', async () => {
  const api = await start();
  const { read, state } = api;
  const { sessions } = await read('hosted/combined_sessions');
  let planned = 0;
  for (const row of sessions) {
    const token = signIn(api, row.host.cust_id);
    state.now = Date.parse(row.launch_at) / 1000 - 6600;
    const isSame = (each: Loose): boolean => each.subsession_id === row.subsession_id;
    const own = (await read('hosted/combined_sessions', token)).sessions.find(isSame);
    if (own === undefined) continue;
    planned += 1;
    assert.deepEqual([own.status, own.sess_admin, own.num_drivers], [1, true, 0]);
    const others = await read('hosted/combined_sessions');
    assert.equal(others.sessions.some(isSame), row.host.cust_id === 1_000_001);
  }
  assert.ok(planned > 0);
});

test('the races of one’s own leagues: what is planned has no number, mine are those I host', async () => {
  const api = await start();
  const { read, state } = api;
  let mine = 0;
  state.members = Array.from({ length: 40 }, (_, i) => ({
    cust_id: 1_000_001 + i,
    display_name: `Guest Number${i}`,
    member_since: noon - 300 * day,
  }));
  for (const { cust_id } of state.members) {
    const token = signIn(api, cust_id);
    const all = await read('league/cust_league_sessions', token);
    const own = await read('league/cust_league_sessions?mine=true', token);
    const isMine = (row: Loose): boolean => row.host.cust_id === cust_id;
    assert.deepEqual(own.sessions, all.sessions.filter(isMine));
    mine += own.sessions.length;
    const leagues = await read('league/membership', token);
    const ids = new Set(leagues.map((row: Loose) => row.league_id));
    for (const row of all.sessions) {
      assert.ok(ids.has(row.league_id));
      assert.equal('subsession_id' in row, row.status !== 1);
      const query = `league_id=${row.league_id}&season_id=${row.league_season_id}`;
      const calendar = await read(`league/season_sessions?${query}`, token);
      const same = calendar.sessions.find(
        (each: Loose) => each.private_session_id === row.private_session_id,
      );
      assert.equal(same.launch_at, row.launch_at);
      assert.deepEqual(same.track.track_id, row.track.track_id);
    }
  }
  assert.ok(mine > 0);
});

test('the directory is paged, filtered and sorted', async () => {
  const { read } = await start();
  const first = await read('league/directory');
  assert.deepEqual([first.lowerbound, first.upperbound, first.results_page.length], [1, 40, 40]);
  assert.ok(first.row_count > 2000);
  const third = await read('league/directory?lowerbound=3&upperbound=5');
  assert.deepEqual(third.results_page, first.results_page.slice(2, 5));
  const beyond = await read('league/directory?lowerbound=100000');
  assert.deepEqual([beyond.results_page, beyond.row_count], [[], first.row_count]);
  const { league_name, league_id, owner } = first.results_page[7];
  for (const text of [league_name, String(league_id)]) {
    const found = await read(`league/directory?search=${encodeURIComponent(text)}`);
    assert.equal(found.results_page[0].league_id, league_id);
  }
  const byOwner = await read(`league/directory?search=${encodeURIComponent(owner.display_name)}`);
  assert.ok(byOwner.results_page.some((row: Loose) => row.league_id === league_id));
  const large = await read(
    'league/directory?minimum_roster_count=50&maximum_roster_count=60&sort=rostercount&order=desc',
  );
  const counts = large.results_page.map((row: Loose) => row.roster_count);
  assert.ok(counts.every((count: number) => count >= 50 && count <= 60));
  assert.deepEqual(
    counts,
    counts.toSorted((a: number, b: number) => b - a),
  );
  const recruiting = await read('league/directory?restrict_to_recruiting=true&tag=Pro, oval');
  assert.ok(recruiting.row_count > 0 && recruiting.row_count < first.row_count);
  assert.ok(recruiting.results_page.every((row: Loose) => row.recruiting));
  for (const filter of ['restrict_to_friends', 'restrict_to_watched']) {
    assert.equal((await read(`league/directory?${filter}=true`)).row_count, 0);
  }
  const names = (await read('league/directory?sort=leaguename')).results_page.map(
    (row: Loose) => row.league_name,
  );
  assert.deepEqual(names, names.toSorted());
});

const begin = 'start_range_begin=2026-11-01T00:00Z';
const bad: readonly [path: string, message: RegExp][] = [
  ['league/get', /^league_id is missing/],
  ['league/get?league_id=-1', /^league_id must be at least 1/],
  ['league/get?league_id=0', /^league_id must be at least 1/],
  ['league/get?league_id=9007199254740992', /^league_id must be a whole number/],
  [`league/get?league_id=${'1,'.repeat(900)}1`, /^league_id must be a whole number/],
  [`league/get?league_id=${'1,'.repeat(10_000)}1`, /^league_id is longer than/],
  ['team/get?team_id=-1', /^team_id must be at least 1/],
  ['team/get?team_id=x', /^team_id must be a whole number/],
  ['league/season_sessions?league_id=1001', /^season_id is missing/],
  ['league/directory?lowerbound=0', /^lowerbound must be at least 1/],
  ['league/directory?lowerbound=9&upperbound=3', /^upperbound must not be below lowerbound/],
  ['league/directory?lowerbound=1&upperbound=900719925474099', /^upperbound must be less than 500/],
  ['league/directory?sort=size', /^sort must be one of relevance/],
  ['league/directory?order=up', /^order must be asc or desc/],
  [
    'league/directory?minimum_roster_count=9&maximum_roster_count=8',
    /^maximum_roster_count must not be below/,
  ],
  ['league/roster?league_id=1001&include_licenses=maybe', /^include_licenses must be true/],
  ['hosted/combined_sessions?package_id=0', /^package_id must be at least 1/],
  ['results/search_hosted?cust_id=1', /^Give start_range_begin or finish_range_begin/],
  [`results/search_hosted?${begin}`, /^Give cust_id, team_id, host_cust_id or session_name/],
  [
    `results/search_hosted?cust_id=1&${begin}&start_range_end=2026-10-01T00:00Z`,
    /^start_range_end must be after/,
  ],
  ['results/search_hosted?cust_id=1&start_range_begin=2026-02-30', /^start_range_begin must be/],
  ['results/search_hosted?cust_id=1&start_range_begin=2026-01-01T00:00Z', /90 days/],
  ['results/search_hosted?cust_id=1&finish_range_begin=2026-01-01T00:00Z', /90 days/],
  [`results/search_hosted?${begin}&session_name=${'x'.repeat(101)}`, /^session_name must have/],
  [`results/search_hosted?${begin}&session_name=`, /^session_name is empty/],
];

for (const [path, message] of bad) {
  test(`${path.slice(0, 60)} is a 400 that says ${message.source.slice(0, 50)}`, async () => {
    const { get } = await start();
    const answer = await get(`/data/${path}`);
    assert.equal(answer.statusCode, 400, answer.body);
    assert.match(answer.json().message, message);
  });
}

test('unknown leagues, seasons and teams are a 404; who finds nothing gets an empty answer', async () => {
  const { get, read } = await start();
  for (const path of [
    'league/get?league_id=1',
    'league/roster?league_id=9007199254740991',
    'league/seasons?league_id=99999',
    'league/season_standings?league_id=1001&season_id=1',
    'league/season_sessions?league_id=1001&season_id=9007199254740991',
    'league/get_points_systems?league_id=1001&season_id=5',
    'team/get?team_id=9007199254740991',
    'results/get?subsession_id=1000000008',
    'results/get?subsession_id=1999999999',
  ]) {
    const answer = await get(`/data/${path}`);
    assert.equal(answer.statusCode, 404, path);
    assert.equal(answer.json().error, 'Not Found');
  }
  for (const query of ['cust_id=7', 'host_cust_id=9007199254740991', 'session_name=%C2%A7%C2%A7']) {
    const { data } = (await get(`/data/results/search_hosted?${begin}&${query}`)).json();
    assert.deepEqual(
      data.chunk_info,
      { chunk_size: 500, num_chunks: 0, rows: 0, base_download_url: null, chunk_file_names: [] },
      query,
    );
  }
  const season = 'league_id=1001&season_id=';
  const { seasons } = await read('league/seasons?league_id=1001&retired=true');
  for (const filter of ['car_class_id=1', 'car_id=999']) {
    const path = `league/season_standings?${season}${seasons[0].season_id}&${filter}`;
    const { standings } = await read(path);
    assert.deepEqual(standings, { driver_standings: [], team_standings: [] });
  }
});

test('a token without a member has no leagues, teams or sessions of its own', async () => {
  const { get } = await start();
  const headers = { authorization: 'Bearer token-nobody' };
  for (const path of ['league/cust_league_sessions', 'team/membership']) {
    assert.equal((await get(`/data/${path}`, headers)).statusCode, 403, path);
  }
  assert.equal((await get('/data/league/membership', headers)).statusCode, 400);
});

test('before the world began, and long after, lists answer', async () => {
  const api = await start();
  const { read, state } = api;
  const token = signIn(api, 1_000_001);
  for (const now of [1_000_000_000, noon + 1000 * day]) {
    state.now = now;
    for (const path of [
      'hosted/combined_sessions',
      'hosted/sessions',
      'league/cust_league_sessions',
      'league/membership',
      'league/directory',
      'league/seasons?league_id=1002',
      'team/membership',
    ]) {
      await read(path, token);
    }
  }
});
