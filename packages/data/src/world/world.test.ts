import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../test/property-runs.ts';
import { worldEpoch } from './calendar.ts';
import { recordLapTime } from './cars.ts';
import { firstCustId } from './member.ts';
import { memberCount } from './paddock.ts';
import { ratingDelta } from './cycle.ts';
import { lapTimes } from './race.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

const noon = Date.UTC(2026, 10, 20, 12) / 1000;
const worlds = new Map<string, World>();
const worldOf = (seed: string): World => {
  const world = worlds.get(seed) ?? createWorld(seed);
  worlds.set(seed, world);
  return world;
};
const ever = { begin: -Infinity, end: Infinity };
const anyWorld = fc.constantFrom('pitpass', 'another seed').map(worldOf);
const anyMember = fc.integer({ min: firstCustId, max: firstCustId + memberCount - 1 });
const anyMoment = fc.integer({ min: worldEpoch + 40_000_000, max: noon });

test('the world has 300,000 members, 150 cars, 400 configurations of 120 tracks and 130 series', () => {
  const world = worldOf('pitpass');
  assert.equal(world.cars.length, 150);
  assert.equal(world.tracks.length, 400);
  assert.equal(new Set(world.tracks.map((track) => track.package_id)).size, 120);
  assert.equal(new Set(world.tracks.map((track) => track.track_name)).size, 120);
  assert.equal(new Set(world.cars.map((car) => car.car_name)).size, 150);
  assert.equal(world.seriesBook.all.length, 130);
  assert.equal(memberCount, 300_000);
});

test('no two made-up members have the same name', () => {
  const world = worldOf('pitpass');
  const names = new Set<string>();
  for (let i = 0; i < memberCount; i += 7)
    names.add(world.members.create(firstCustId + i).display_name);
  assert.equal(names.size, Math.ceil(memberCount / 7));
  assert.ok([...names].some((name) => /[äöüßçéñłøåšžığ]/.test(name)));
});

test('seats and members find each other', () => {
  fc.assert(
    fc.property(anyWorld, fc.nat(memberCount - 1), (world, member) => {
      for (const seat of world.layout.findSeats(member)) {
        assert.equal(world.layout.getMember(seat), member);
      }
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('the numbers of a slot fit into the room that is kept for them', () => {
  for (const seed of ['pitpass', 'another seed']) {
    for (const places of worldOf(seed).layout.startPlaces) assert.ok(places.length <= 1024);
  }
});

test('every race that a member drove has the member in its field, in the same place', () => {
  fc.assert(
    fc.property(anyWorld, anyMember, anyMoment, (world, custId, asOf) => {
      const guests = world.arrangeGuests([]);
      for (const start of world.racesOf(custId, guests, { ...ever, asOf }, 5)) {
        assert.ok(start.endTime <= asOf, 'only finished races are known');
        assert.deepEqual(world.starts.find(start.subsession_id, asOf), start);
        const run = world.findRun(world.drive(start), custId, guests);
        assert.ok(run !== undefined);
        const career = world
          .careersOf(custId, guests)
          .find(({ seat }) => seat.paddock === start.paddock);
        assert.ok(career !== undefined);
        const drive = world.programme.findDrive(career.seat, start.round);
        assert.equal(drive?.position, run.position);
      }
    }),
    { numRuns: propertyRuns(60) },
  );
});

test('ratings continue: a race begins where the one before it in the category ended', () => {
  fc.assert(
    fc.property(anyWorld, anyMember, anyMoment, (world, custId, asOf) => {
      const guests = world.arrangeGuests([]);
      const races = world.racesOf(custId, guests, { ...ever, asOf }, 40);
      const previous = new Map<number, { rating: number; safety: number; level: number }>();
      for (const start of races.toReversed()) {
        const run = world.findRun(world.drive(start), custId, guests);
        assert.ok(run !== undefined);
        const before = previous.get(start.series.category.category_id);
        if (before !== undefined) {
          assert.equal(run.oldi_rating, before.rating);
          assert.equal(run.old_sub_level, before.safety);
          assert.equal(run.old_license_level, before.level);
        }
        assert.ok(run.newi_rating > 0);
        previous.set(start.series.category.category_id, {
          rating: run.newi_rating,
          safety: run.new_sub_level,
          level: run.new_license_level,
        });
      }
    }),
    { numRuns: propertyRuns(25) },
  );
});

test('ratings move by the finishing order alone, and a field keeps its sum', () => {
  fc.assert(
    fc.property(fc.nat(4), fc.integer({ min: 2, max: 60 }), (group, entries) => {
      const deltas = Array.from({ length: entries }, (_, i) => ratingDelta(group, i, entries));
      assert.equal(
        deltas.reduce((sum, delta) => sum + delta, 0),
        0,
      );
      assert.deepEqual(
        deltas,
        deltas.toSorted((a, b) => b - a),
      );
    }),
    { numRuns: propertyRuns(100) },
  );
  const world = worldOf('pitpass');
  fc.assert(
    fc.property(anyMoment, fc.nat(), (moment, some) => {
      const slot = world.starts.slotAt(moment);
      const start = world.starts.atSlot(slot, some % world.starts.placesOf(slot).length);
      const { runs, paddock } = world.drive(start);
      runs.forEach((run, position) => {
        const moved = run.newi_rating - run.oldi_rating;
        assert.equal(moved, ratingDelta(paddock.group, position, runs.length));
      });
    }),
    { numRuns: propertyRuns(60) },
  );
});

test('a race is ordered by laps and time, laps add up, and intervals are differences of race times', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyWorld, anyMoment, fc.nat(), (world, moment, some) => {
      const slot = world.starts.slotAt(moment);
      const start = world.starts.atSlot(slot, some % world.starts.placesOf(slot).length);
      const race = world.drive(start);
      const winner = race.runs[0];
      assert.ok(winner !== undefined && winner.crossings.length === start.raceWeek.laps);
      race.runs.forEach((run, i) => {
        const total = run.crossings.at(-1) ?? 0;
        const before = race.runs[i - 1];
        assert.equal(run.position, i);
        assert.equal(
          lapTimes(run.crossings).reduce((sum, lap) => sum + lap, 0),
          total,
        );
        assert.ok(run.crossings.every((time, lap) => time > (run.crossings[lap - 1] ?? 0)));
        if (before !== undefined) {
          const laps = before.crossings.length - run.crossings.length;
          assert.ok(laps > 0 || (laps === 0 && (before.crossings.at(-1) ?? 0) <= total));
        }
        const onLeadLap = run.crossings.length === start.raceWeek.laps;
        assert.equal(run.interval, onLeadLap ? total - (winner.crossings.at(-1) ?? 0) : -1);
        seen.add(run.reasonOut).add(onLeadLap ? 'lead lap' : 'lapped');
        if (run.crossings.length === 0) seen.add('no lap');
        if (run.qualifyingLaps.length === 0) seen.add('no time');
      });
      const led = race.runs.reduce((sum, run) => sum + run.lapsLed, 0);
      assert.equal(led, start.raceWeek.laps);
      assert.ok(winner.lapsLed > 0, 'the winner leads at least the last lap');
      const grid = race.runs.map((run) => run.startPosition).toSorted((a, b) => a - b);
      assert.deepEqual(
        grid,
        race.runs.map((_, i) => i),
      );
      assert.ok(race.greenFlag + (winner.crossings.at(-1) ?? 0) / 10_000 < race.endTime);
      assert.ok(
        race.endTime - race.startTime < 5400 + 1800,
        'sessions do not run into the next slot',
      );
    }),
    { numRuns: propertyRuns(150) },
  );
  for (const kind of [
    'Running',
    'Disconnected',
    'Retired',
    'lapped',
    'lead lap',
    'no lap',
    'no time',
  ]) {
    assert.ok(seen.has(kind), `${kind} occurs`);
  }
});

test('grids are filled in the order of qualifying times', () => {
  const world = worldOf('pitpass');
  for (let i = 0; i < 20; i += 1) {
    const race = world.drive(world.starts.atSlot(20_000 + i, i));
    const times = race.runs
      .toSorted((a, b) => a.startPosition - b.startPosition)
      .filter((run) => run.qualifyingLaps.length > 0)
      .map((run) => Math.min(...run.qualifyingLaps));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  }
});

test('no lap of any race beats the record of its car and track', () => {
  fc.assert(
    fc.property(anyWorld, anyMoment, fc.nat(), (world, moment, some) => {
      const slot = world.starts.slotAt(moment);
      const start = world.starts.atSlot(slot, some % world.starts.placesOf(slot).length);
      for (const run of world.drive(start).runs) {
        const record = recordLapTime(run.car, start.raceWeek.track);
        for (const lap of [...lapTimes(run.crossings), ...run.qualifyingLaps]) {
          assert.ok(lap >= record, `${lap} beats ${record} in ${start.subsession_id}`);
        }
      }
    }),
    { numRuns: propertyRuns(150) },
  );
});

test('nobody is in two races at once, and a field has nobody twice', () => {
  fc.assert(
    fc.property(anyWorld, anyMember, anyMoment, (world, custId, asOf) => {
      const guests = world.arrangeGuests([]);
      const races = world.racesOf(custId, guests, { ...ever, asOf }, 30).toReversed();
      races.forEach((start, i) => {
        const before = races[i - 1];
        assert.ok(before === undefined || before.endTime <= start.startTime);
      });
      for (const start of races.slice(-2)) {
        const { runs } = world.drive(start);
        assert.equal(new Set(runs.map((run) => run.member)).size, runs.length);
      }
    }),
    { numRuns: propertyRuns(40) },
  );
});

test('series run on tracks of their category, in cars of their category', () => {
  const world = worldOf('pitpass');
  for (const series of world.seriesBook.all) {
    const name = series.category.category;
    const kind = name === 'sports_car' || name === 'formula_car' ? 'road' : name;
    assert.ok(series.cars.length > 0);
    for (const car of series.cars) assert.equal(car.category, name);
    for (let i = 0; i < 5; i += 1) {
      const start = world.starts.atSlot(20_000 + i * 7, i * 3);
      const week = world.seriesBook.getRaceWeek(series, start.season, i);
      assert.equal(week.track.kind, kind);
    }
  }
});

test('a stored member takes a seat from the day of joining on, and its owner drives until then', () => {
  const world = worldOf('pitpass');
  const since = noon - 60 * 86_400;
  const stored = { cust_id: 1_000_007, display_name: 'Someone New', member_since: since };
  const guests = world.arrangeGuests([stored]);
  const nobody = world.arrangeGuests([]);
  const span = { begin: since - 60 * 86_400, end: Infinity, asOf: noon };
  const own = world.racesOf(stored.cust_id, guests, span, Infinity);
  assert.ok(own.length > 20 && own.every((start) => start.startTime >= since));
  const [memberNumber] = [...guests.byMember.keys()];
  assert.ok(memberNumber !== undefined);
  const host = world.members.custIdOf(memberNumber);
  const isFirstTier = (start: { paddock: { tier: number } }): boolean => start.paddock.tier === 0;
  const hostBefore = world.racesOf(host, nobody, span, Infinity).filter(isFirstTier);
  const hostAfter = world.racesOf(host, guests, span, Infinity).filter(isFirstTier);
  assert.deepEqual(
    [...own, ...hostAfter].map((start) => start.subsession_id),
    hostBefore.map((start) => start.subsession_id),
  );
  assert.ok(hostAfter.every((start) => start.startTime < since));
  for (const start of own) {
    const race = world.drive(start);
    assert.ok(world.findRun(race, stored.cust_id, guests) !== undefined);
    assert.equal(world.findRun(race, host, guests), undefined);
    assert.ok(world.findRun(race, host, nobody) !== undefined);
  }
});

test('two stored members for one seat: the lower cust_id has it, the other does not race', () => {
  const world = worldOf('pitpass');
  const { guestPaddock } = world.layout;
  const seats = guestPaddock.bands * guestPaddock.bandSize;
  const stored = [1_000_003 + seats, 1_000_003].map((cust_id) => ({
    cust_id,
    display_name: `Member ${cust_id}`,
    member_since: worldEpoch,
  }));
  const guests = world.arrangeGuests(stored);
  const span = { ...ever, asOf: noon };
  assert.equal(world.racesOf(1_000_003, guests, span, 3).length, 3);
  assert.equal(world.racesOf(1_000_003 + seats, guests, span, 3).length, 0);
  assert.equal(world.findMember(1_000_003 + seats, guests)?.last_name, String(1_000_003 + seats));
});

test('before the world began nobody has raced', () => {
  const world = worldOf('pitpass');
  const guests = world.arrangeGuests([]);
  assert.deepEqual(world.racesOf(firstCustId, guests, { ...ever, asOf: 1_000_000 }, 10), []);
  assert.equal(world.standingOf(firstCustId, 'oval', guests, 1_000_000), undefined);
});

test('numbers that no race has are not found', () => {
  const world = worldOf('pitpass');
  for (const id of [-1, 0, 1, 29_999_999, 30_000_000 + 1023, 2 ** 53, 1.5, Number.NaN]) {
    assert.equal(world.findRace(id, noon), undefined, String(id));
  }
  const start = world.starts.atSlot(world.starts.slotAt(noon), 0);
  assert.equal(world.findRace(start.subsession_id, start.endTime - 1), undefined);
  assert.equal(
    world.findRace(start.subsession_id, start.endTime)?.subsession_id,
    start.subsession_id,
  );
});

test('the same seed gives the same world, another seed another one', () => {
  const [a, b, c] = [createWorld('x'), createWorld('x'), createWorld('y')];
  const guests = a.arrangeGuests([]);
  const of = (world: World): unknown =>
    world.racesOf(123_456, guests, { ...ever, asOf: noon }, 3).map((start) => world.drive(start));
  assert.deepEqual(of(a), of(b));
  assert.notDeepEqual(of(a), of(c));
});
