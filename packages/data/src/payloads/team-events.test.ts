import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Seen } from '../../test/check-shape.ts';
import { checkShape } from '../../test/check-shape.ts';
import type { Loose } from '../../test/harness.ts';
import { demoMembers, noon, startDataApi } from '../../test/harness.ts';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { isoTime } from '../world/calendar.ts';
import { lapTimes } from '../world/race.ts';
import { driverOfLap } from '../world/team-event.ts';
import { createWorld } from '../world/world.ts';

const day = 86_400;
const worlds = new Map(['pitpass', 'second seed'].map((seed) => [seed, createWorld(seed)]));

/** The team event of any week of three years, with the world that it is in. */
const anyEvent = fc
  .record({
    seed: fc.constantFrom(...worlds.keys()),
    from: fc.integer({ min: noon - 1000 * day, max: noon - 8 * day }),
  })
  .map(({ seed, from }) => {
    const world = worlds.get(seed);
    assert.ok(world !== undefined);
    const [start] = world.hosted.teamEvents.eventsBetween(from, from + 7 * day);
    assert.ok(start !== undefined);
    return { seed, world, start, guests: world.arrangeGuests(demoMembers) };
  });

async function apiAt(seed: string, now: number) {
  const api = await startDataApi({ seed });
  api.state.now = now;
  for (const [token, claims] of api.state.tokens) {
    api.state.tokens.set(token, { ...claims, exp: now + 600 });
  }
  return api;
}

const sum = (rows: readonly Loose[], name: string): number =>
  rows.reduce((total, row) => total + row[name], 0);

test('a team event is sixty cars of three classes, ordered by laps and time, above the records', async () => {
  await assertInTurns(
    fc.property(anyEvent, ({ world, start, guests }) => {
      const { runs } = world.drive(start, guests);
      assert.equal(runs.length, 60);
      assert.equal(new Set(runs.map(({ crew }) => crew?.series)).size, 3);
      assert.equal(new Set(runs.map(({ crew }) => crew?.team.team_id)).size, 60);
      assert.equal(new Set(runs.map(({ startPosition }) => startPosition)).size, 60);
      runs.forEach((run, i) => {
        const { crossings, crew, car } = run;
        const ahead = runs[i - 1];
        const time = crossings.at(-1) ?? 0;
        assert.ok(crew !== undefined && crew.series.cars.includes(car));
        const inOrder =
          ahead === undefined ||
          ahead.crossings.length > crossings.length ||
          (ahead.crossings.length === crossings.length && (ahead.crossings.at(-1) ?? 0) <= time);
        assert.ok(inOrder, `place ${i}`);
        for (const lap of [...lapTimes(crossings), ...run.qualifyingLaps]) {
          assert.ok(lap > crew.recordLap);
        }
        if (run.reasonOut === 'Running') assert.ok(start.startTime + time / 10_000 < start.endTime);
      });
    }),
    { numRuns: propertyRuns(20) },
  );
});

test('who shares a car in a team event is in its team, in one car, and races nowhere else then', async () => {
  await assertInTurns(
    fc.property(anyEvent, fc.nat({ max: 59 }), ({ world, start, guests }, place) => {
      const { runs } = world.drive(start, guests);
      const all = runs.flatMap(({ crew }) => crew?.members ?? []);
      assert.equal(new Set(all).size, all.length);
      const crew = runs[place]?.crew;
      assert.ok(crew !== undefined && crew.members.length >= 2 && crew.members.length <= 3);
      for (const member of crew.members) {
        const custId = world.members.custIdOf(member);
        const places = world.teamHolders(guests).placesAt(custId, start.startTime);
        assert.ok(places.some(({ group }) => group === crew.team.group));
        const from = start.startTime - 4 * 3600;
        const races = world.racesOf(
          custId,
          guests,
          { begin: from, end: start.endTime, asOf: start.endTime + day },
          Infinity,
        );
        const open = world.hosted.placesBetween(custId, from, start.endTime, guests);
        for (const other of [...races, ...open.map((own) => own.start)]) {
          assert.ok(other.endTime <= start.startTime || other.startTime >= start.endTime);
        }
        const own = world.hosted.teamEvents.eventsOf(custId, start.startTime, start.endTime);
        assert.deepEqual(
          own.map(({ subsession_id }) => subsession_id),
          [start.subsession_id],
        );
      }
    }),
    { numRuns: propertyRuns(20) },
  );
});

test('the result of a team event has a row for each team and driver, and their laps are the car’s', async () => {
  const seen: Seen = new Map();
  await assertInTurns(
    fc.asyncProperty(anyEvent, async ({ seed, world, start, guests }) => {
      const api = await apiAt(seed, start.endTime + day);
      const result = await api.read(`results/get?subsession_id=${start.subsession_id}`);
      assert.deepEqual(checkShape('results/get', result, seen).slice(0, 5), []);
      assert.equal(result.driver_changes, true);
      assert.equal(sum(result.car_classes, 'num_entries'), 60);
      const rows = result.session_results.at(-1).results;
      const { runs } = world.drive(start, guests);
      for (const [i, row] of rows.entries()) {
        const run = runs[i];
        assert.equal(row.team_id, run?.crew?.team.team_id);
        assert.equal(row.cust_id, undefined);
        assert.equal(row.laps_complete, run?.crossings.length);
        assert.equal(sum(row.driver_results, 'laps_complete'), row.laps_complete);
        assert.equal(sum(row.driver_results, 'incidents'), row.incidents);
        const inClass = rows.filter((other: Loose) => other.car_class_id === row.car_class_id);
        assert.equal(row.finish_position_in_class, inClass.indexOf(row));
      }
    }),
    { numRuns: propertyRuns(3) },
  );
});

test('the laps of a team event are those of its result, and each is whose turn it was', async () => {
  await assertInTurns(
    fc.asyncProperty(anyEvent, fc.nat({ max: 59 }), async ({ seed, world, start, guests }, i) => {
      const api = await apiAt(seed, start.endTime + day);
      const query = `subsession_id=${start.subsession_id}&simsession_number=0`;
      const run = world.drive(start, guests).runs[i];
      const { crew, crossings } = run ?? {};
      assert.ok(crew !== undefined && crossings !== undefined);
      const laps = await api.read(`results/lap_data?${query}&team_id=${crew.team.team_id}`);
      assert.deepEqual(checkShape('results/lap_data', laps).slice(0, 5), []);
      assert.equal(laps.group_id, crew.team.team_id);
      const rows = await api.readChunks(laps.chunk_info);
      assert.equal(rows.length, crossings.length);
      assert.equal(sum(rows, 'lap_time'), crossings.at(-1) ?? 0);
      rows.forEach((row: Loose, lap) => {
        assert.equal(row.cust_id, world.members.custIdOf(driverOfLap(crew, lap + 1)));
        assert.equal(row.group_id, crew.team.team_id);
        assert.equal(row.name, crew.team.team_name);
      });
      const changes = rows.filter((row: Loose, lap) => row.cust_id !== rows[lap + 1]?.cust_id);
      for (const row of changes.slice(0, -1)) assert.ok(row.lap_events.includes('pitted'));
      const chart = await api.read(`results/lap_chart_data?${query}`);
      assert.ok(chart.chunk_info.num_chunks > 5);
      const all = await api.readChunks(chart.chunk_info);
      const own = all.filter((row: Loose) => row.group_id === crew.team.team_id);
      assert.deepEqual(
        own.map((row: Loose) => row.lap_time),
        rows.map((row: Loose) => row.lap_time),
      );
    }),
    { numRuns: propertyRuns(3) },
  );
});

test('a team event is found by the team, by whoever drove in it and by its name, and by nobody else', async () => {
  await assertInTurns(
    fc.asyncProperty(anyEvent, async ({ seed, world, start, guests }) => {
      const api = await apiAt(seed, start.endTime + day);
      const range = `start_range_begin=${isoTime(start.startTime - day)}&start_range_end=${isoTime(start.startTime + day)}`;
      const search = async (what: string): Promise<Loose[]> => {
        const answer = (await api.get(`/data/results/search_hosted?${range}&${what}`)).json();
        return api.readChunks(answer.data.chunk_info);
      };
      const { runs } = world.drive(start, guests);
      const [winner] = runs;
      assert.ok(winner?.crew !== undefined);
      const custId = world.members.custIdOf(winner.crew.members[1] ?? 0);
      const teamId = winner.crew.team.team_id;
      for (const what of [`team_id=${teamId}`, `cust_id=${custId}`, 'session_name=endurance']) {
        const rows = await search(what);
        const row = rows.find((each) => each.subsession_id === start.subsession_id);
        assert.equal(row?.winner_group_id, teamId, what);
        assert.equal(row?.winner_name, winner.crew.team.team_name);
        assert.equal(row?.driver_changes, true);
        assert.equal(new Set(row?.cars.map((car: Loose) => car.car_class_id)).size, 3);
      }
      const absent = Array.from({ length: 6000 }, (_, i) => 200_001 + i).find((id) =>
        runs.every(({ crew }) => crew?.team.team_id !== id),
      );
      assert.deepEqual(await search(`team_id=${absent}`), []);
    }),
    { numRuns: propertyRuns(3) },
  );
});

test('laps of a team event are asked for by team: without one, or with another, there are none', async () => {
  const world = worlds.get('pitpass');
  const start = world?.hosted.teamEvents.eventsBetween(noon - 14 * day, noon - 7 * day)[0];
  assert.ok(start !== undefined);
  const api = await apiAt('pitpass', noon);
  const query = `subsession_id=${start.subsession_id}&simsession_number=0`;
  const none = await api.get(`/data/results/lap_data?${query}&cust_id=100001`);
  assert.equal(none.statusCode, 400);
  assert.match(none.json().message, /^team_id is missing: this is a team event\.$/);
  assert.equal((await api.get(`/data/results/lap_data?${query}&team_id=1`)).statusCode, 404);
});
