import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Loose } from '../../test/harness.ts';
import { claimsOf, demoMembers, noon, origin, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { isoTime } from '../world/calendar.ts';
import { csvField } from './csv.ts';

const day = 86_400;
const columnNames =
  'DRIVER CUSTID LOCATION CLUB_NAME STARTS WINS AVG_START_POS AVG_FINISH_POS AVG_POINTS TOP25PCNT ' +
  'LAPS LAPSLEAD AVG_INC CLASS IRATING TTRATING TOT_CLUBPOINTS CHAMPPOINTS';

type Api = Awaited<ReturnType<typeof startDataApi>>;

/** Recent races, results, search and laps of one member tell the same story. */
async function checkMember(api: Api, custId: number): Promise<number> {
  const { read, get, readChunks } = api;
  const recent = await read(`stats/member_recent_races?cust_id=${custId}`);
  assert.equal(recent.cust_id, custId);
  assert.ok(recent.races.length <= 10);
  for (const [i, race] of recent.races.entries()) {
    const before = recent.races[i - 1];
    assert.ok(before === undefined || before.session_start_time >= race.session_start_time);
    const result = await read(`results/get?subsession_id=${race.subsession_id}`);
    assert.ok(Date.parse(result.end_time) / 1000 <= api.state.now, 'only finished races appear');
    const rows = result.session_results.at(-1).results;
    const row = rows.find((each: Loose) => each.cust_id === custId);
    assert.equal(row.finish_position, race.finish_position);
    assert.equal(row.starting_position, race.start_position);
    assert.equal(row.newi_rating, race.newi_rating);
    assert.equal(row.oldi_rating, race.oldi_rating);
    assert.equal(row.new_sub_level, race.new_sub_level);
    assert.equal(row.incidents, race.incidents);
    assert.equal(row.laps_complete, race.laps);
    assert.equal(row.laps_lead, race.laps_led);
    assert.equal(row.champ_points, race.points);
    assert.equal(row.car_id, race.car_id);
    assert.equal(rows[0].display_name, race.winner_name);
    assert.equal(rows[0].cust_id, race.winner_group_id);
    assert.equal(result.event_strength_of_field, race.strength_of_field);
    assert.equal(result.start_time, race.session_start_time);
    assert.ok(result.associated_subsession_ids.includes(race.subsession_id));
    if (i > 2) continue;
    const query = `subsession_id=${race.subsession_id}&simsession_number=0`;
    const laps = await read(`results/lap_data?${query}&cust_id=${custId}`);
    const lapRows = await readChunks(laps.chunk_info);
    const total = lapRows.reduce((sum: number, lap: Loose) => sum + lap.lap_time, 0);
    assert.equal(lapRows.length, race.laps);
    assert.equal(lapRows.at(-1)?.session_time ?? 0, total);
    assert.equal(laps.best_lap_time, row.best_lap_time);
    if (row.interval > 0) {
      const winner = await read(`results/lap_data?${query}&cust_id=${rows[0].cust_id}`);
      const winnerRows = await readChunks(winner.chunk_info);
      const winnerTotal = winnerRows.reduce((sum: number, lap: Loose) => sum + lap.lap_time, 0);
      assert.equal(total - winnerTotal, row.interval);
    }
  }
  const oldest = recent.races.at(-1)?.session_start_time ?? isoTime(api.state.now - day);
  const begin = isoTime(Math.max(Date.parse(oldest) / 1000, api.state.now - 89 * day));
  const search = await get(
    `/data/results/search_series?cust_id=${custId}&start_range_begin=${begin}`,
  );
  const found = await readChunks(search.json().data.chunk_info);
  const expected = recent.races.filter((race: Loose) => race.session_start_time >= begin);
  assert.deepEqual(
    found.map((row: Loose) => row.subsession_id).toSorted((a: number, b: number) => a - b),
    expected.map((race: Loose) => race.subsession_id).toSorted((a: number, b: number) => a - b),
  );
  for (const row of found) {
    const race = expected.find((each: Loose) => each.subsession_id === row.subsession_id);
    assert.equal(row.winner_name, race.winner_name);
    assert.equal(row.event_strength_of_field, race.strength_of_field);
    assert.equal(row.series_id, race.series_id);
    assert.equal(row.track.track_id, race.track.track_id);
  }
  return recent.races.length;
}

test('recent races, results, search and laps agree, for any made-up member, seed and day', async () => {
  let races = 0;
  await assertInTurns(
    fc.asyncProperty(
      fc.integer({ min: 100_001, max: 400_000 }),
      fc.constantFrom('pitpass', 'second seed'),
      fc.integer({ min: noon - 900 * day, max: noon + 900 * day }),
      async (custId, seed, now) => {
        const api = await startDataApi({ seed });
        api.state.now = now;
        api.state.tokens.set('token-1', claimsOf(1_000_001, { exp: now + 600 }));
        races += await checkMember(api, custId);
      },
    ),
    { numRuns: propertyRuns(12) },
  );
  assert.ok(races > 0);
});

test('stored members have ten recent races that agree with everything else', async () => {
  const api = await startDataApi();
  for (const { cust_id } of demoMembers) assert.equal(await checkMember(api, cust_id), 10);
});

test('the newest race is recent, and a member who joined today has none', async () => {
  const { read, state } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  assert.ok(Date.parse(races[0].session_start_time) / 1000 > noon - 4 * day);
  state.members = [{ cust_id: 1_000_001, display_name: 'New', member_since: noon }];
  assert.deepEqual(await read('stats/member_recent_races'), { races: [], cust_id: 1_000_001 });
  state.now = noon + 10 * day;
  assert.ok((await read('stats/member_recent_races')).races.length > 0);
});

test('the ratings of member/info and member/get are those after the newest race', async () => {
  const { read } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  const info = await read('member/info');
  const sportsCar = info.licenses.sports_car;
  assert.equal(sportsCar.irating, races[0].newi_rating);
  assert.equal(Math.round(sportsCar.safety_rating * 100), races[0].new_sub_level);
  assert.equal(info.licenses.oval.irating, -1);
  const { members } = await read('member/get?cust_ids=1000001&include_licenses=true');
  const license = members[0].licenses.find((each: Loose) => each.category === 'sports_car');
  assert.deepEqual(license, sportsCar);
  assert.equal('irating' in members[0].licenses[0], false);
});

/** The first bytes of a file that is sent as a stream; the rest is not waited for. */
async function readBeginning(api: Api, link: string, bytes: number) {
  const url = link.slice(origin.length);
  const answer = await api.fastify.inject({ url, payloadAsStream: true });
  let text = '';
  for await (const part of answer.stream()) {
    text += String(part);
    if (text.length > bytes) break;
  }
  return { headers: answer.headers, lines: text.split('\r\n').slice(0, -1) };
}

test('the CSV of a category has everybody once, with the rating after the newest race', async () => {
  const api = await startDataApi();
  const { link } = (await api.get('/data/driver_stats_by_category/sports_car')).json();
  assert.match(link, /payload\.csv\?/);
  const { headers, lines } = await readBeginning(api, link, 400_000);
  assert.match(String(headers['content-type']), /^text\/csv/);
  assert.equal(headers['accept-ranges'], 'none');
  const [columns, ...rows] = lines.map((line) => line.split(','));
  assert.equal(columns?.join(' '), columnNames);
  assert.ok(rows.length > 3000);
  assert.ok(rows.every((row) => row.length === 18));
  assert.equal(new Set(rows.map((row) => row[1])).size, rows.length);
  const { races } = await api.read('stats/member_recent_races');
  const [own] = rows;
  const rating = String(races[0].newi_rating);
  assert.deepEqual([own?.[0], own?.[1], own?.[14]], ['Zoë Prüfer', '1000001', rating]);
  const ids = rows.slice(2, 42).map((row) => row[1]);
  const { members } = await api.read(`member/get?cust_ids=${ids}&include_licenses=true`);
  for (const [i, member] of members.entries()) {
    const license = member.licenses.find((each: Loose) => each.category === 'sports_car');
    assert.equal(rows[i + 2]?.[14], String(license.irating ?? -1));
    assert.equal(rows[i + 2]?.[0], member.display_name);
  }
});

test('a name with a comma or a quote is quoted in CSV', () => {
  assert.deepEqual(['plain', 'a,b', 'a"b', 5].map(csvField), ['plain', '"a,b"', '"a""b"', '5']);
});

test('member/get leaves out who does not exist and repeats what was asked', async () => {
  const { read } = await startDataApi();
  const answer = await read('member/get?cust_ids=100001,5,100001,1000002,9999999');
  assert.deepEqual(answer.cust_ids, [100_001, 5, 100_001, 1_000_002, 9_999_999]);
  const ids = answer.members.map((member: Loose) => member.cust_id);
  assert.deepEqual(ids, [100_001, 1_000_002]);
});

test('awards: the summary counts what is behind data_url, which lives 60 s', async () => {
  const { get, fetchLink, state } = await startDataApi();
  const answer = (await get('/data/member/awards')).json();
  const awards = (await fetchLink(answer.data_url)).json();
  assert.equal(answer.type, 'member_awards');
  assert.deepEqual(answer.data, { success: true, cust_id: 1_000_001, award_count: awards.length });
  state.now += 59;
  assert.equal((await fetchLink(answer.data_url)).statusCode, 200);
  state.now += 1;
  assert.equal((await fetchLink(answer.data_url)).statusCode, 403);
  const unknown = (await get('/data/member/awards?cust_id=7')).json();
  assert.equal(unknown.data.award_count, 0);
});

test('splits of a session list one another, the strongest first', async () => {
  const { read } = await startDataApi();
  const { races } = await read('stats/member_recent_races');
  const result = await read(`results/get?subsession_id=${races[0].subsession_id}`);
  const ids = result.associated_subsession_ids;
  assert.ok(ids.length > 1);
  const others = await Promise.all(
    ids.map((id: number) => read(`results/get?subsession_id=${id}`)),
  );
  for (const [i, other] of others.entries()) {
    assert.equal(other.session_id, result.session_id);
    assert.equal(other.start_time, result.start_time);
    assert.equal(other.event_strength_of_field, result.session_splits[i].event_strength_of_field);
  }
  const drivers = others.flatMap((other) => other.session_results.at(-1).results);
  assert.equal(new Set(drivers.map((row: Loose) => row.cust_id)).size, drivers.length);
});
