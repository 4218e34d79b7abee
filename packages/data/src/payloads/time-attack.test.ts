import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Loose } from '../../test/harness.ts';
import { claimsOf, noon, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { recordLapTime } from '../world/cars.ts';
import { findCompetition, timeAttackResults } from '../world/time-attack.ts';
import { createWorld } from '../world/world.ts';

const world = createWorld('pitpass');
const guests = world.arrangeGuests([]);
const anyMember = fc.integer({ min: 100_001, max: 400_000 });
/** Five competitions a quarter since the first quarter of 2020. */
const anyCompetition = fc.integer({ min: 501, max: 501 + 28 * 5 - 1 });

test('nobody beats the record of the car on the track, and who is faster ranks before', async () => {
  await assertInTurns(
    fc.property(
      fc.array(anyMember, { minLength: 12, maxLength: 12 }),
      anyCompetition,
      (custIds, id) => {
        const competition = findCompetition(world, id, noon);
        assert.ok(competition !== undefined);
        const results = custIds.flatMap((custId) =>
          timeAttackResults(world, competition, custId, guests, noon),
        );
        for (const result of results) {
          assert.ok(result.time > recordLapTime(competition.car, result.track));
          assert.ok(result.rank >= 0 && result.rank < result.participants);
          assert.equal(result.decile, Math.floor((result.rank * 10) / result.participants) + 1);
          assert.ok(result.behindFirstOfNextDecile >= result.behindLastOfNextDecile);
          assert.ok(result.behindLastOfNextDecile >= 0);
          assert.equal(result.behindFirstOfNextDecile === 0, result.decile === 1);
          assert.ok(result.drivenAt < result.closedAt && result.closedAt <= noon);
          const rivals = results.filter(({ track }) => track === result.track);
          for (const rival of rivals)
            assert.ok(rival.rank <= result.rank || rival.time >= result.time);
        }
      },
    ),
    { numRuns: propertyRuns(60) },
  );
});

test('no two members share a place, and a competition is driven on six tracks of its category', () => {
  for (const id of [501, 560, 611]) {
    const competition = findCompetition(world, id, noon);
    assert.ok(competition !== undefined);
    assert.equal(new Set(competition.tracks).size, 6);
    const places = new Set<string>();
    let count = 0;
    for (let custId = 100_001; custId < 102_000; custId += 1) {
      for (const { track, rank } of timeAttackResults(world, competition, custId, guests, noon)) {
        places.add(`${track.track_id}/${rank}`);
        count += 1;
      }
    }
    assert.ok(count > 2000);
    assert.equal(places.size, count);
  }
});

test('results are out when the fortnight of a track is over, and stay as they are', async () => {
  const { read, state } = await startDataApi();
  const path = 'time_attack/member_season_results?ta_comp_season_id=636';
  const counts: number[] = [];
  let before: Loose[] = [];
  for (const days of [0, 15, 30, 45, 60, 75]) {
    state.now = Date.UTC(2026, 8, 8, 1) / 1000 + days * 86_400;
    const results: Loose[] = await read(path);
    assert.deepEqual(results.slice(0, before.length), before);
    assert.ok(results.every((each) => Date.parse(each.record_date) / 1000 <= state.now));
    counts.push(results.length);
    before = results;
  }
  assert.equal(counts[0], 0);
  assert.ok((counts.at(-1) ?? 0) > 0);
});

test('results are those of the token, and nobody has any in a competition that is unknown or to come', async () => {
  const { read, get, state } = await startDataApi();
  const path = 'time_attack/member_season_results?ta_comp_season_id=';
  const byMember = new Map<number, Loose[]>();
  for (let custId = 100_001; custId < 100_020; custId += 1) {
    state.tokens.set('token-x', claimsOf(custId));
    const results: Loose[] = await read(`${path}610`, 'token-x');
    assert.ok(results.every((each) => each.cust_id === custId && each.comp_season_id === 610));
    byMember.set(custId, results);
  }
  assert.ok([...byMember.values()].some((results) => results.length > 0));
  for (const id of [1, 500, 900, 9_007_199_254_740_991]) {
    assert.deepEqual(await read(`${path}${id}`), [], String(id));
  }
  const nobody = await get(`/data/${path}610`, { authorization: 'Bearer token-nobody' });
  assert.equal(nobody.statusCode, 403);
});

test('a stored member takes over the results of a seat from the day of joining on', () => {
  const since = Date.UTC(2025, 2, 25) / 1000;
  const stored = { cust_id: 1_000_004, display_name: 'Someone New', member_since: since };
  const joined = world.arrangeGuests([stored]);
  const [number] = [...joined.byMember.keys()];
  assert.ok(number !== undefined);
  const host = world.members.custIdOf(number);
  let [own, kept] = [0, 0];
  for (let id = 590; id < 615; id += 1) {
    const competition = findCompetition(world, id, noon);
    assert.ok(competition !== undefined);
    const all = timeAttackResults(world, competition, host, guests, noon);
    const ofGuest = timeAttackResults(world, competition, stored.cust_id, joined, noon);
    const ofHost = timeAttackResults(world, competition, host, joined, noon);
    assert.deepEqual(
      all.map(({ drivenAt }) => drivenAt),
      [...ofHost, ...ofGuest].map(({ drivenAt }) => drivenAt),
    );
    assert.ok(ofGuest.every(({ drivenAt }) => drivenAt >= since));
    assert.ok(ofHost.every(({ drivenAt }) => drivenAt < since));
    own += ofGuest.length;
    kept += ofHost.length;
  }
  assert.ok(own > 0 && kept > 0);
});
