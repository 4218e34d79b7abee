import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Seen } from '../../test/check-shape.ts';
import { checkShape } from '../../test/check-shape.ts';
import type { Loose } from '../../test/harness.ts';
import { claimsOf, noon, startDataApi } from '../../test/harness.ts';

const hour = 3600;
const leagueIds = [
  1001, 1002, 1003, 1011, 1020, 1021, 1022, 1500, 2001, 2500, 3001, 3333, 4000, 4150,
];
const guests = Array.from({ length: 24 }, (_, i) => ({
  cust_id: 1_000_001 + i,
  display_name: `Guest Number${i}`,
  member_since: noon - 400 * 24 * hour + i,
}));

type Api = Awaited<ReturnType<typeof startDataApi>>;

function fits(name: string, value: unknown, seen: Seen): void {
  assert.deepEqual(checkShape(name, value, seen).slice(0, 5), [], name);
}

async function start(seed: string): Promise<Api> {
  const api = await startDataApi({ seed });
  api.state.members = guests;
  for (const { cust_id } of guests) api.state.tokens.set(`token-${cust_id}`, claimsOf(cust_id));
  return api;
}

/** The optional and nullable fields of some shapes that were seen in one form only. */
function oneWay(seen: Seen, pattern: RegExp): string[] {
  return [...seen]
    .filter(([path, forms]) => pattern.test(path) && forms.size < 2)
    .map(([path]) => path);
}

for (const seed of ['pitpass', 'second seed']) {
  test(`lists of hosted and league sessions have their shapes, seed "${seed}"`, async () => {
    const api = await start(seed);
    const { read, state, fetchLink } = api;
    const seen: Seen = new Map();
    for (const offset of [-200, 0, 2 * hour, 6.25 * hour, 14.2 * hour, 22.2 * hour]) {
      state.now = noon + offset;
      for (const token of ['token-1000001', 'token-nobody', 'token-made-up']) {
        const lists = ['combined_sessions', 'combined_sessions?package_id=120', 'sessions'];
        for (const list of lists) {
          const payload = await read(`hosted/${list}`, token);
          fits(`hosted/${list.split('?')[0]}`, payload, seen);
          const forecast = payload.sessions.find((row: Loose) => row.weather.weather_url);
          if (forecast === undefined) continue;
          const rows = (await fetchLink(forecast.weather.weather_url)).json();
          fits('weather_url (forecast rows)', rows, seen);
        }
      }
      for (const { cust_id } of guests) {
        const token = `token-${cust_id}`;
        const query = offset === 0 ? '?package_id=130&mine=True' : '';
        const payload = await read(`league/cust_league_sessions${query}`, token);
        fits('league/cust_league_sessions', payload, seen);
      }
    }
    // Formats of heats always describe themselves; tracks without a layout's name are rare.
    const rare = /heat_ses_info.description$|^league.*track.config_name$/;
    const fields = oneWay(seen, /^(hosted\/|league\/cust)/).filter((path) => !rare.test(path));
    assert.deepEqual(fields, []);
  });

  test(`leagues and teams have their shapes, seed "${seed}"`, async () => {
    const { read, get, state } = await start(seed);
    const seen: Seen = new Map();
    fits('league/directory', await read('league/directory?upperbound=60'), seen);
    for (const { cust_id } of guests.slice(0, 12)) {
      const token = `token-${cust_id}`;
      fits('league/membership', await read('league/membership', token), seen);
      const leagues = await read('league/membership?include_league=true', token);
      fits('league/membership', leagues, seen);
      for (const { league_id } of leagues.slice(0, 2)) {
        fits('league/get', await read(`league/get?league_id=${league_id}`, token), seen);
      }
      const teams = await read('team/membership', token);
      fits('team/membership', teams, seen);
      for (const { team_id } of teams) {
        fits('team/get', await read(`team/get?team_id=${team_id}`, token), seen);
      }
    }
    const query = 'team_id=200002&include_licenses=True';
    fits('team/get', await read(`team/get?${query}`), seen);
    for (const [i, id] of leagueIds.entries()) {
      if ((await get(`/data/league/get?league_id=${id}`)).statusCode === 403) continue;
      const licenses = `league_id=${id}&include_licenses=${i % 5 === 0}`;
      const token = i % 2 === 0 ? 'token-nobody' : 'token-1';
      fits('league/get', await read(`league/get?${licenses}`, token), seen);
      fits('league/roster', (await get(`/data/league/roster?${licenses}`)).json(), seen);
      fits('league/roster (data_url object)', await read(`league/roster?${licenses}`), seen);
      const { seasons } = await read(`league/seasons?league_id=${id}&retired=true`);
      fits('league/seasons', await read(`league/seasons?league_id=${id}`), seen);
      for (const { season_id } of seasons.slice(0, 2)) {
        const season = `league_id=${id}&season_id=${season_id}`;
        fits('league/get_points_systems', await read(`league/get_points_systems?${season}`), seen);
        for (const method of ['season_standings', 'season_sessions']) {
          const answer = await get(`/data/league/${method}?${season}`);
          if (answer.statusCode === 403) continue;
          fits(`league/${method}`, await read(`league/${method}?${season}`, token), seen);
        }
      }
      fits(
        'league/get_points_systems',
        await read(`league/get_points_systems?league_id=${id}`),
        seen,
      );
    }
    // On the first morning of a season nobody has scored.
    state.now = Date.UTC(2026, 8, 8, 1) / 1000;
    for (const id of leagueIds) {
      const { seasons } =
        (await get(`/data/league/get?league_id=${id}`)).statusCode === 200
          ? await read(`league/seasons?league_id=${id}`)
          : { seasons: [] };
      for (const { season_id } of seasons) {
        const path = `league/season_standings?league_id=${id}&season_id=${season_id}`;
        if ((await get(`/data/${path}`)).statusCode === 403) continue;
        const payload = await read(path);
        fits('league/season_standings', payload, seen);
        assert.deepEqual(payload.standings, { driver_standings: [], team_standings: [] });
      }
    }
    assert.deepEqual(oneWay(seen, /^(league|team)\//), []);
  });

  test(`found hosted sessions and their results have their shapes, seed "${seed}"`, async () => {
    const { read, get, readChunks } = await start(seed);
    const seen: Seen = new Map();
    const since = 'start_range_begin=2026-09-10T00:00Z';
    const search = `/data/results/search_hosted?${since}`;
    const named = (await get(`${search}&session_name=night`)).json();
    fits('results/search_hosted', named, seen);
    const answer = (await get(`${search}&cust_id=1000001`)).json();
    const rows = await readChunks(answer.data.chunk_info);
    fits('results/search_hosted (chunk rows)', rows, seen);
    assert.ok(rows.length > 5);
    for (const row of rows.slice(0, 6)) {
      fits('results/get', await read(`results/get?subsession_id=${row.subsession_id}`), seen);
      const laps = `results/lap_data?subsession_id=${row.subsession_id}&cust_id=1000001`;
      for (const number of [0, -1, -2]) {
        const payload = await read(`${laps}&simsession_number=${number}`);
        fits('results/lap_data', payload, seen);
        fits('results/lap_data (chunk rows)', await readChunks(payload.chunk_info), seen);
      }
    }
    for (const field of ['host.helmet', 'league_name', 'league_season_name']) {
      const path = `results/search_hosted (chunk rows)[].${field}`;
      assert.deepEqual([...(seen.get(path) ?? [])].toSorted(), ['missing', 'present'], path);
    }
  });
}
