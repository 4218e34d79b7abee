import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Loose } from '../../test/harness.ts';
import { demoMembers, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { foldName } from '../world/fold-name.ts';

type Api = Awaited<ReturnType<typeof startDataApi>>;

async function search(api: Api, term: string, more = ''): Promise<Loose[]> {
  return api.read(`lookup/drivers?search_term=${encodeURIComponent(term)}${more}`);
}

test('a member is found by cust_id, by the whole name, and with the helmet of every other answer', async () => {
  const api = await startDataApi();
  await assertInTurns(
    fc.asyncProperty(fc.integer({ min: 100_001, max: 400_000 }), async (custId) => {
      const [found, ...others] = await search(api, String(custId));
      assert.equal(found.cust_id, custId);
      assert.deepEqual(others, []);
      const [named] = await search(api, found.display_name);
      assert.deepEqual(named, found);
      const { members } = await api.read(`member/get?cust_ids=${custId}`);
      assert.deepEqual(found.helmet, members[0].helmet);
      assert.equal(found.display_name, members[0].display_name);
    }),
    { numRuns: propertyRuns(15) },
  );
});

test('stored members are found first, by number, name and part of the name', async () => {
  const api = await startDataApi();
  for (const { cust_id, display_name } of demoMembers) {
    assert.equal((await search(api, String(cust_id)))[0].cust_id, cust_id);
    assert.equal((await search(api, display_name))[0].cust_id, cust_id);
  }
  for (const term of ['prüf', 'PRUF', 'Zoë P', 'zoe  prufer']) {
    assert.equal((await search(api, term))[0].cust_id, 1_000_001, term);
  }
});

test('a search answers with at most a hundred members, each once, all of whom have the term', async () => {
  const api = await startDataApi();
  for (const term of ['a', 'an', 'björn', 'strand', 'мор', 'Πευκ', '雪', 'Nora A']) {
    const found = await search(api, term);
    assert.ok(found.length > 0 && found.length <= 100, term);
    assert.equal(new Set(found.map((each) => each.cust_id)).size, found.length);
    for (const { display_name } of found) {
      const words = foldName(term).split(' ');
      assert.ok(
        words.every((word) => foldName(display_name).includes(word)),
        `${display_name} for ${term}`,
      );
    }
  }
  assert.deepEqual(await search(api, 'no such member'), []);
  assert.deepEqual(await search(api, '999999999'), []);
});

test('a search in a league finds its roster only', async () => {
  const api = await startDataApi();
  const leagueId = await findLeague(api);
  const roster = (await api.read(`league/roster?league_id=${leagueId}`)).roster ?? [];
  const all = new Set(
    (await api.read(`league/get?league_id=${leagueId}`)).roster.map((row: Loose) => row.cust_id),
  );
  const found = await search(api, 'a', `&league_id=${leagueId}`);
  assert.ok(found.length > 0 && found.every((each) => all.has(each.cust_id)));
  assert.ok(roster.length === 0 || roster.length === all.size);
  const [first] = [...all];
  assert.equal((await search(api, String(first), `&league_id=${leagueId}`)).length, 1);
  assert.deepEqual(await search(api, 'zzzzzz', `&league_id=${leagueId}`), []);
  const unknown = await api.get('/data/lookup/drivers?search_term=a&league_id=9007199254740991');
  assert.equal(unknown.statusCode, 404);
});

/** A league whose roster everybody sees. */
async function findLeague(api: Api): Promise<number> {
  const { results_page: page } = await api.read('league/directory?minimum_roster_count=20');
  for (const { league_id } of page) {
    const league = await api.read(`league/get?league_id=${league_id}`);
    if (league.roster.length > 15 && !league.private_roster) return league_id;
  }
  throw new Error('Every league hides its roster.');
}

test('lookup/get answers with the lookups it knows, under the names they were asked by', async () => {
  const { read } = await startDataApi();
  const query =
    'weather=weather_wind_speed_units&weather=weather_temp_max&weather=nothing&licenselevels=licenselevels&none=none&__proto__=x';
  const lookups = await read(`lookup/get?${query}`);
  assert.deepEqual(
    lookups.map((each: Loose) => [each.tag, each.lookups.map((one: Loose) => one.lookup_type)]),
    [
      ['weather', ['weather_wind_speed_units', 'weather_temp_max']],
      ['licenselevels', ['licenselevels']],
    ],
  );
  assert.deepEqual(await read('lookup/get'), []);
  assert.deepEqual(await read('lookup/get?weather='), []);
  const twice = await read('lookup/get?a=weather_skies&a=weather_skies&b=weather_skies');
  assert.deepEqual(
    twice.map((each: Loose) => each.lookups.length),
    [1, 1],
  );
});

test('licence levels count from 1 to 20, in the classes and colours that licences have', async () => {
  const { read } = await startDataApi();
  const groups: Loose[] = await read('lookup/licenses');
  const levels = groups.flatMap((group) => group.levels);
  assert.deepEqual(
    levels.map((level) => level.license_id),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  const info = await read('member/info');
  for (const license of Object.values<Loose>(info.licenses)) {
    const level = levels.find((each) => each.license_id === license.license_level);
    assert.equal(level.license_group, license.group_id);
    assert.equal(level.color, license.color);
  }
});

test('the flair of every member is among the flairs, and its country among the countries', async () => {
  const { read } = await startDataApi();
  const { flairs } = await read('lookup/flairs');
  const countries: Loose[] = await read('lookup/countries');
  assert.equal(new Set(flairs.map((each: Loose) => each.flair_id)).size, flairs.length);
  assert.ok(countries.length > 240);
  const ids = Array.from({ length: 200 }, (_, i) => 100_001 + i * 1499);
  const { members } = await read(`member/get?cust_ids=${ids.join(',')}`);
  const seen = new Set<number>();
  for (const member of members) {
    const flair = flairs.find((each: Loose) => each.flair_id === member.flair_id);
    assert.equal(flair?.flair_name, member.flair_name);
    assert.equal(flair?.flair_shortname, member.flair_shortname);
    assert.ok(countries.some((each) => each.country_code === flair.country_code));
    seen.add(member.flair_id);
  }
  assert.ok(seen.size > 12);
});
