import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertInTurns, propertyRuns } from '../../test/property-runs.ts';
import { getSeason, seasonAt } from './calendar.ts';
import { recordLapTime } from './cars.ts';
import { createRecordBook } from './lap-records.ts';
import type { Guests } from './member.ts';
import { careerBookOf } from './own-races.ts';
import { lapTimes } from './race.ts';
import type { TableRow } from './season-tables.ts';
import { scoringWeeks, seasonTablesOf, startsOfWeek, weekPoints } from './season-tables.ts';
import type { Series } from './series.ts';
import { isSuperSession } from './super-session.ts';
import { teamTablesOf } from './team-tables.ts';
import { timeTrialTablesOf } from './time-trials.ts';
import { usualLapsOf } from './usual-race.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

const noon = Date.UTC(2026, 10, 20, 12) / 1000;
const daySeconds = 86_400;
const worlds = new Map(['pitpass', 'another seed'].map((seed) => [seed, createWorld(seed)]));
const nobody: Guests = { byCustId: new Map(), byMember: new Map() };

/** A world with one of its series with few races, and a moment in one of its seasons. */
const anySeason = fc
  .record({
    seed: fc.constantFrom('pitpass', 'another seed'),
    series: fc.nat(),
    asOf: fc.integer({ min: noon - 700 * daySeconds, max: noon }),
  })
  .map(({ seed, series, asOf }) => {
    const world = worlds.get(seed);
    assert.ok(world !== undefined);
    const small = world.seriesBook.all.filter(({ group }) => group === 0);
    const picked = small[series % small.length];
    assert.ok(picked !== undefined);
    return { world, series: picked, asOf, seasonIndex: seasonAt(asOf).index };
  });

type Picked = typeof anySeason extends fc.Arbitrary<infer T> ? T : never;

function tableOf(picked: Picked, week?: number, guests = nobody): readonly TableRow[] {
  const { world, series, seasonIndex, asOf } = picked;
  const query = { series, seasonIndex, week, counted: 'all', asOf } as const;
  return seasonTablesOf(world).get(query, guests);
}

/** What a driver gathered in a season, added up from the results of the driver's races. */
function addUp({ world, series, seasonIndex, asOf }: Picked, custId: number, guests: Guests) {
  const season = getSeason(seasonIndex);
  const span = { begin: season.start, end: season.end, asOf };
  const weeks = new Map<number, number[]>();
  const sums = { starts: 0, wins: 0, laps: 0, lapsLed: 0, incidents: 0, poles: 0 };
  for (const start of world.racesOf(custId, guests, span, Infinity)) {
    if (start.series !== series || start.race_week_num >= scoringWeeks) continue;
    const run = world.findRun(world.drive(start), custId, guests);
    assert.ok(run !== undefined);
    sums.starts += 1;
    sums.wins += Number(run.position === 0);
    sums.poles += Number(run.startPosition === 0);
    sums.laps += run.crossings.length;
    sums.lapsLed += run.lapsLed;
    sums.incidents += run.incidents;
    const points = weeks.get(start.race_week_num) ?? [];
    weeks.set(start.race_week_num, [...points, run.champPoints]);
  }
  const points = [...weeks.values()].reduce((sum, own) => sum + Math.round(weekPoints(own)), 0);
  return { ...sums, points, weeksCounted: weeks.size };
}

function pickSums(row: TableRow): ReturnType<typeof addUp> {
  const { starts, wins, laps, lapsLed, incidents, poles, points, weeksCounted } = row;
  return { starts, wins, laps, lapsLed, incidents, poles, points, weeksCounted };
}

test('the standing of a season is the sum of its weeks, and of the races of each driver', async () => {
  let rows = 0;
  await assertInTurns(
    fc.property(anySeason, fc.nat(), (picked, some) => {
      const table = tableOf(picked);
      rows += table.length;
      const weeks = Array.from({ length: scoringWeeks }, (_, week) => tableOf(picked, week));
      const sum = (list: readonly TableRow[], read: (row: TableRow) => number): number =>
        list.reduce((total, row) => total + read(row), 0);
      for (const read of [
        (row: TableRow) => row.points,
        (row: TableRow) => row.starts,
        (row: TableRow) => row.lapsLed,
        (row: TableRow) => row.weeksCounted,
      ]) {
        assert.equal(sum(table, read), sum(weeks.flat(), read));
      }
      const row = table[some % Math.max(1, table.length)];
      if (row === undefined) return;
      const own = weeks.map((week) => week.find(({ cust_id }) => cust_id === row.cust_id));
      assert.equal(
        row.points,
        sum(
          own.filter((each) => each !== undefined),
          (each) => each.points,
        ),
      );
      assert.deepEqual(pickSums(row), addUp(picked, row.cust_id, nobody));
    }),
    { numRuns: propertyRuns(3) },
  );
  assert.ok(rows > 0);
});

test('a standing is ordered by points, has nobody twice, and no more winners than races', async () => {
  await assertInTurns(
    fc.property(anySeason, (picked) => {
      const { world, series, asOf, seasonIndex } = picked;
      const table = tableOf(picked);
      assert.equal(new Set(table.map(({ cust_id }) => cust_id)).size, table.length);
      table.forEach((row, i) => {
        assert.ok(row.points <= (table[i - 1]?.points ?? Infinity));
      });
      let races = 0;
      for (let week = 0; week < scoringWeeks; week += 1) {
        const starts = [...startsOfWeek(world, series, getSeason(seasonIndex), week, asOf)];
        races += starts.length;
        assert.ok(starts.every((start) => start.series === series && start.endTime <= asOf));
      }
      assert.equal(
        table.reduce((sum, { wins }) => sum + wins, 0),
        races,
      );
    }),
    { numRuns: propertyRuns(4) },
  );
});

test('points of a week are the mean of the best quarter of the races, one at least', () => {
  assert.equal(weekPoints([]), 0);
  assert.equal(weekPoints([40]), 40);
  assert.equal(weekPoints([40, 90, 10, 20]), 90);
  assert.equal(weekPoints([40, 90, 10, 20, 80]), 85);
});

test('a table that is prepared in steps is the one that is worked out at once', () => {
  const [one, two] = [createWorld('pitpass'), createWorld('pitpass')];
  const queryOf = (world: World) => {
    const [series] = world.seriesBook.of('dirt_road', 0);
    assert.ok(series !== undefined);
    return { series, seasonIndex: 26, week: 3, counted: 'all', asOf: noon } as const;
  };
  const steps = seasonTablesOf(one).prepare(queryOf(one), nobody);
  let count = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) count += 1;
  assert.ok(count > 5);
  assert.deepEqual(step.value, seasonTablesOf(two).get(queryOf(two), nobody));
  assert.equal(seasonTablesOf(one).prepare(queryOf(one), nobody).next().done, true);
});

/** The series that stored members race in, in the running season. */
function guestSeason(world: World, custId: number, guests: Guests): Picked {
  const span = { begin: -Infinity, end: Infinity, asOf: noon };
  const [start] = world.racesOf(custId, guests, span, 1);
  assert.ok(start !== undefined);
  return { world, series: start.series, asOf: noon, seasonIndex: start.season.index };
}

test('a stored member stands in the table from the day of joining on, the seat’s owner until then', () => {
  const world = createWorld('pitpass');
  const member_since = noon - 40 * daySeconds;
  const stored = { cust_id: 1_000_007, display_name: 'Someone New', member_since };
  const guests = world.arrangeGuests([stored]);
  const picked = guestSeason(world, stored.cust_id, guests);
  const table = tableOf(picked, undefined, guests);
  const row = table.find(({ cust_id }) => cust_id === stored.cust_id);
  assert.ok(row !== undefined);
  assert.deepEqual(pickSums(row), addUp(picked, stored.cust_id, guests));
  assert.ok(tableOf(picked).every(({ cust_id }) => cust_id !== stored.cust_id));
  const [memberNumber] = [...guests.byMember.keys()];
  assert.ok(memberNumber !== undefined);
  const host = world.members.custIdOf(memberNumber);
  const hosts = table.find(({ cust_id }) => cust_id === host);
  const alone = tableOf(picked).find(({ cust_id }) => cust_id === host);
  assert.equal((hosts?.starts ?? 0) + row.starts, alone?.starts);
});

test('super sessions are those of a Saturday, in some series, and part of the whole', () => {
  const world = createWorld('pitpass');
  const series = world.seriesBook.all.find((each) => each.hash % 4 === 0 && each.group === 0);
  assert.ok(series !== undefined);
  const query = { series, seasonIndex: 26, week: 2, asOf: noon } as const;
  const all = seasonTablesOf(world).get({ ...query, counted: 'all' }, nobody);
  const some = seasonTablesOf(world).get({ ...query, counted: 'super' }, nobody);
  const starts = [...startsOfWeek(world, series, getSeason(26), 2, noon)].filter(isSuperSession);
  assert.ok(some.length > 0 && some.length < all.length);
  assert.ok(starts.every(({ startTime }) => new Date(startTime * 1000).getUTCDay() === 6));
  assert.equal(
    some.reduce((sum, { wins }) => sum + wins, 0),
    starts.length,
  );
  const none = { ...query, series: world.seriesBook.all.find((each) => each.hash % 4 > 0) };
  assert.ok(none.series !== undefined);
  const empty = { ...none, series: none.series, counted: 'super' } as const;
  assert.deepEqual(seasonTablesOf(world).get(empty, nobody), []);
});

test('a team has what its drivers have, and nobody drives for two', async () => {
  await assertInTurns(
    fc.property(anySeason, (picked) => {
      const { world, series, seasonIndex, asOf } = picked;
      const query = { series, seasonIndex, week: 1, asOf };
      const drivers = new Map(tableOf(picked, 1).map((row) => [row.cust_id, row]));
      const seen = new Set<number>();
      for (const team of teamTablesOf(world).get(query, nobody)) {
        let points = 0;
        for (const row of team.drivers) {
          assert.deepEqual(row, drivers.get(row.cust_id));
          assert.ok(!seen.has(row.cust_id));
          seen.add(row.cust_id);
          points += row.points;
        }
        assert.equal(team.points, points);
        assert.ok(team.drivers.length > 0 && team.drivers.length <= team.team.size);
      }
    }),
    { numRuns: propertyRuns(4) },
  );
});

test('time trials are driven by those who raced, stay above the record, and sum over the weeks', async () => {
  await assertInTurns(
    fc.property(anySeason, (picked) => {
      const { world, series, seasonIndex, asOf } = picked;
      const tables = timeTrialTablesOf(world);
      const season = tables.get({ series, seasonIndex, week: undefined, asOf }, nobody);
      let points = 0;
      for (let week = 0; week < scoringWeeks; week += 1) {
        const rows = tables.get({ series, seasonIndex, week, asOf }, nobody);
        points += rows.reduce((sum, row) => sum + row.points, 0);
        const { track } = world.seriesBook.getRaceWeek(series, getSeason(seasonIndex), week);
        const record = Math.min(...series.cars.map((car) => recordLapTime(car, track)));
        assert.ok(rows.every(({ bestLaps }) => bestLaps > record));
        if (week > 1) continue;
        const raced = new Set(tableOf(picked, week).map(({ cust_id }) => cust_id));
        assert.ok(rows.every(({ cust_id }) => raced.has(cust_id)));
        assert.ok(rows.length < raced.size || raced.size === 0);
      }
      assert.equal(
        season.reduce((sum, row) => sum + row.points, 0),
        points,
      );
    }),
    { numRuns: propertyRuns(3) },
  );
});

test('a career has the starts, wins and positions that the tally of the seat has', async () => {
  await assertInTurns(
    fc.property(
      fc.constantFrom(...worlds.values()),
      fc.integer({ min: 100_001, max: 400_000 }),
      fc.integer({ min: noon - 900 * daySeconds, max: noon }),
      (world, custId, asOf) => {
        const seasons = careerBookOf(world).get(custId, nobody, asOf);
        for (const { seat } of world.careersOf(custId, nobody)) {
          const own = seasons.filter(({ category }) => category.category === seat.paddock.category);
          const entry = world.standingOf(custId, seat.paddock.category, nobody, asOf);
          const tally = world.programme.tally(seat, 0, (entry?.round ?? -1) + 1);
          const sum = (read: (sums: (typeof own)[number]['sums']) => number): number =>
            own.reduce((total, { sums }) => total + read(sums), 0);
          assert.equal(
            sum(({ starts }) => starts),
            tally.starts,
          );
          assert.equal(
            sum(({ wins }) => wins),
            tally.wins,
          );
          assert.equal(
            sum(({ finishPositions }) => finishPositions),
            tally.finishPositions,
          );
          assert.equal(
            sum(({ startPositions }) => startPositions),
            tally.startPositions,
          );
        }
      },
    ),
    { numRuns: propertyRuns(12) },
  );
});

test('the laps that the CSV reckons are those of a long career within an eighth', async () => {
  const longCareer = 200;
  await assertInTurns(
    fc.property(
      fc.constantFrom(...worlds.values()),
      fc.integer({ min: 100_001, max: 400_000 }),
      fc.integer({ min: noon - 700 * daySeconds, max: noon }),
      (world, custId, asOf) => {
        const seasons = careerBookOf(world).get(custId, nobody, asOf);
        for (const { seat } of world.careersOf(custId, nobody)) {
          const own = seasons.filter(({ category }) => category.category === seat.paddock.category);
          const starts = own.reduce((sum, { sums }) => sum + sums.starts, 0);
          if (starts < longCareer) continue;
          const laps = own.reduce((sum, { sums }) => sum + sums.laps, 0);
          const share = laps / (starts * usualLapsOf(world, seat.paddock));
          assert.ok(share > 7 / 8 && share < 9 / 8, `${share}`);
        }
      },
    ),
    { numRuns: propertyRuns(8) },
  );
});

/** A car and track that a series runs in a season. */
function anyGround({ world, series, seasonIndex }: Picked, week: number) {
  const { track } = world.seriesBook.getRaceWeek(series, getSeason(seasonIndex), week);
  const [car] = series.cars;
  assert.ok(car !== undefined);
  return { car, track };
}

test('no race that was computed is faster than the world record, which is somebody’s race lap', async () => {
  const bySeries = (series: Series): boolean => series.category.category === 'sports_car';
  await assertInTurns(
    fc.property(anySeason, fc.nat(scoringWeeks - 1), (picked, week) => {
      if (!bySeries(picked.series)) return;
      const { world, asOf } = picked;
      const { car, track } = anyGround(picked, week);
      const query = { car, track, accepts: () => true, seasons: '', asOf };
      const [record] = createRecordBook(world, () => []).get(query, nobody);
      let found = false;
      for (const start of startsOfWeek(
        world,
        picked.series,
        getSeason(picked.seasonIndex),
        week,
        asOf,
      )) {
        for (const run of world.drive(start).runs) {
          if (run.car !== car || run.crossings.length === 0) continue;
          found = true;
          const best = Math.min(...lapTimes(run.crossings));
          assert.ok(record !== undefined && best >= record.race);
          assert.ok(best >= recordLapTime(car, track));
        }
      }
      assert.ok(!found || record !== undefined);
    }),
    { numRuns: propertyRuns(6) },
  );
});
