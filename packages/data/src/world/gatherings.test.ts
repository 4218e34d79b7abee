import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../test/property-runs.ts';
import { worldEpoch } from './calendar.ts';
import { recordLapTime } from './cars.ts';
import { firstHostedId } from './hosted-start.ts';
import type { HostedStart } from './hosted-start.ts';
import { firstCustId } from './member.ts';
import type { Guests } from './member.ts';
import { memberCount } from './paddock.ts';
import { lapTimes } from './race.ts';
import type { RosterPlace } from './rosters.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

const noon = Date.UTC(2026, 10, 20, 12) / 1000;
const day = 86_400;
const worlds = new Map<string, World>();
const worldOf = (seed: string): World => {
  const world = worlds.get(seed) ?? createWorld(seed);
  worlds.set(seed, world);
  return world;
};
const since = noon - 200 * day;
const stored = Array.from({ length: 12 }, (_, i) => ({
  cust_id: 1_000_001 + i,
  display_name: `Guest Number${i}`,
  member_since: since + i * day,
}));
const anyWorld = fc.constantFrom('pitpass', 'another seed').map(worldOf);
const anyMember = fc.integer({ min: firstCustId, max: firstCustId + memberCount - 1 });
const anyGuest = fc.constantFrom(...stored.map((member) => member.cust_id));
const anyMoment = fc.integer({ min: worldEpoch + 40_000_000, max: noon });

/** A hosted session near a moment: a league's, or one without a league. */
function sessionNear(world: World, moment: number, some: number): HostedStart {
  const open = world.hosted.openBetween(moment, moment + 3600);
  const league = world.leagues.all[some % world.leagues.all.length];
  const { season } = world.starts.atSlot(world.starts.slotAt(moment), 0);
  const running = league && world.leagues.findSeasonAt(league, season);
  const start =
    some % 2 === 0 && running !== undefined
      ? world.hosted.sessions.getRace(running, some % running.raceCount)
      : open[some % open.length];
  assert.ok(start !== undefined);
  return start;
}

const same = (a: RosterPlace, b: RosterPlace): boolean =>
  a.group === b.group && a.index === b.index;

test('the world has at least 2,000 leagues and 5,000 teams, each with a name of its own', () => {
  for (const seed of ['pitpass', 'another seed']) {
    const { leagues, teams } = worldOf(seed);
    assert.ok(leagues.all.length >= 2000);
    assert.ok(teams.rosters.groups >= 5000);
    const names = new Set(leagues.all.map((league) => league.league_name));
    assert.equal(names.size, leagues.all.length);
    for (const league of leagues.all) {
      assert.equal(leagues.find(league.league_id), league);
      assert.ok(league.size >= 8 && league.size <= 100);
    }
    const teamNames = new Set<string>();
    for (let i = 0; i < teams.rosters.groups; i += 1) teamNames.add(teams.get(i).team_name);
    assert.equal(teamNames.size, teams.rosters.groups);
  }
});

test('roster and membership agree for leagues and teams, stored members included', () => {
  fc.assert(
    fc.property(anyWorld, fc.nat(), anyMoment, (world, some, moment) => {
      const guests = world.arrangeGuests(stored);
      for (const [rosters, holders] of [
        [world.leagues.rosters, world.leagueHolders(guests)],
        [world.teams.rosters, world.teamHolders(guests)],
      ] as const) {
        const group = some % rosters.groups;
        const custIds = new Set<number>();
        for (let index = 0; index < rosters.sizeOf(group); index += 1) {
          const custId = holders.custIdAt({ group, index }, moment);
          custIds.add(custId);
          const places = holders.placesAt(custId, moment);
          assert.ok(places.some((place) => same(place, { group, index })));
        }
        assert.equal(custIds.size, rosters.sizeOf(group), 'nobody is on a roster twice');
      }
    }),
    { numRuns: propertyRuns(60) },
  );
  fc.assert(
    fc.property(anyWorld, fc.oneof(anyMember, anyGuest), anyMoment, (world, custId, moment) => {
      const guests = world.arrangeGuests(stored);
      for (const holders of [world.leagueHolders(guests), world.teamHolders(guests)]) {
        const places = holders.placesAt(custId, moment);
        assert.equal(new Set(places.map((place) => place.group)).size, places.length);
        for (const place of places) assert.equal(holders.custIdAt(place, moment), custId);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('a stored member has a place in every layer of leagues and teams from the first day on', () => {
  for (const seed of ['pitpass', 'another seed']) {
    const world = worldOf(seed);
    const guests = world.arrangeGuests(stored);
    for (const { cust_id, member_since } of stored) {
      for (const holders of [world.leagueHolders(guests), world.teamHolders(guests)]) {
        assert.deepEqual(holders.placesAt(cust_id, member_since - 1), []);
        const places = holders.placesAt(cust_id, member_since);
        assert.ok(places.length >= 2);
        for (const place of places) {
          assert.notEqual(holders.custIdAt(place, member_since - 1), cust_id);
          assert.equal(holders.findArrival(place, member_since), member_since);
          assert.equal(holders.findArrival(place, member_since - 1), undefined);
        }
      }
      assert.ok((world.leagueHolders(guests).placesAt(cust_id, noon)[0]?.index ?? 9) < 4);
    }
  }
});

test('of two stored members who claim the same places the lower cust_id has them', () => {
  const world = worldOf('pitpass');
  const twins = [1_000_003, 1_000_003 + 4200].map((cust_id) => ({
    cust_id,
    display_name: `Twin ${cust_id}`,
    member_since: worldEpoch,
  }));
  const holders = world.leagueHolders(world.arrangeGuests(twins.toReversed()));
  assert.equal(holders.placesAt(1_000_003, noon).length, 3);
  assert.equal(holders.placesAt(1_000_003 + 4200, noon).length, 2);
});

test('numbers of hosted sessions lead back to them, and other numbers to nothing', () => {
  fc.assert(
    fc.property(anyWorld, anyMoment, fc.nat(), (world, moment, some) => {
      const start = sessionNear(world, moment, some);
      const found = world.hosted.sessions.find(start.subsession_id);
      assert.deepEqual(found, start);
      assert.ok(start.subsession_id < 2 ** 31 && start.subsession_id >= firstHostedId);
      assert.equal(world.starts.find(start.subsession_id, noon), undefined);
      assert.equal(world.findRace(start.subsession_id, start.endTime - 1), undefined);
      const over = world.findRace(start.subsession_id, start.endTime);
      assert.deepEqual(over, start);
    }),
    { numRuns: propertyRuns(80) },
  );
  const { sessions } = worldOf('pitpass').hosted;
  for (const id of [-1, 0, firstHostedId - 1, firstHostedId + 8, firstHostedId + 1023, 2 ** 53]) {
    assert.equal(sessions.find(id), undefined, String(id));
  }
});

test('a hosted race is ordered, its laps add up and stay above the record', () => {
  fc.assert(
    fc.property(anyWorld, anyMoment, fc.nat(), (world, moment, some) => {
      const start = sessionNear(world, moment, some);
      const race = world.drive(start, world.arrangeGuests(stored));
      const winner = race.runs[0]?.crossings.at(-1) ?? 0;
      assert.equal(race.runs.length, world.hosted.fieldOf(start).length);
      assert.ok(race.runs.length >= 2 && race.runs.length <= start.hosted.max_drivers);
      assert.equal(new Set(race.runs.map((run) => run.member)).size, race.runs.length);
      assert.ok(race.greenFlag + winner / 10_000 < race.endTime);
      race.runs.forEach((run, i) => {
        assert.equal(run.position, i);
        const laps = lapTimes(run.crossings);
        assert.equal(
          laps.reduce((sum, lap) => sum + lap, 0),
          run.crossings.at(-1) ?? 0,
        );
        const record = recordLapTime(run.car, start.raceWeek.track);
        for (const lap of [...laps, ...run.qualifyingLaps]) assert.ok(lap >= record);
        assert.equal(run.oldi_rating, run.newi_rating, 'hosted races change no rating');
        assert.equal(run.champPoints, 0);
      });
    }),
    { numRuns: propertyRuns(60) },
  );
});

/** All sessions in which a member takes part, as spans of time, in a month. */
function spansOf(world: World, custId: number, guests: Guests, until: number) {
  const from = until - 60 * day;
  const spans: { startTime: number; endTime: number; subsession_id: number }[] = [];
  spans.push(...world.racesOf(custId, guests, { begin: from, end: until, asOf: until }, Infinity));
  for (const { start, lane } of world.hosted.placesBetween(custId, from, until, guests)) {
    if (world.hosted.fieldOf(start).some((entrant) => entrant.place === lane)) spans.push(start);
  }
  const { season } = world.starts.atSlot(world.starts.slotAt(until), 0);
  for (const { group, index } of world.leagueHolders(guests).placesAt(custId, until)) {
    const league = world.leagues.all[group];
    const running = league && world.leagues.findSeasonAt(league, season);
    for (const start of running === undefined ? [] : world.hosted.racesOf(running)) {
      if (start.startTime >= until || start.startTime < from) continue;
      if (world.hosted.custIdOf(start, { place: index }, guests) !== custId) continue;
      if (world.hosted.fieldOf(start).some((entrant) => entrant.place === index)) spans.push(start);
    }
  }
  return spans.toSorted((a, b) => a.startTime - b.startTime);
}

test('nobody is in two sessions at once, whether of a series, a league or a host', () => {
  let guestSessions = 0;
  fc.assert(
    fc.property(anyWorld, fc.oneof(anyGuest, anyMember), anyMoment, (world, custId, until) => {
      const guests = world.arrangeGuests(stored);
      const spans = spansOf(world, custId, guests, until);
      spans.forEach((span, i) => {
        const before = spans[i - 1];
        assert.ok(before === undefined || before.endTime <= span.startTime, `${custId}`);
      });
    }),
    { numRuns: propertyRuns(40) },
  );
  for (const { cust_id } of stored) {
    const world = worldOf('pitpass');
    const spans = spansOf(world, cust_id, world.arrangeGuests(stored), noon);
    spans.forEach((span, i) => {
      const before = spans[i - 1];
      assert.ok(before === undefined || before.endTime <= span.startTime, `${cust_id}`);
    });
    guestSessions += spans.filter((span) => span.subsession_id >= firstHostedId).length;
  }
  assert.ok(guestSessions > 12 * 8, 'stored members take part');
});

test('what a hosted race says of a rating is what the last race of a series left', () => {
  fc.assert(
    fc.property(anyWorld, anyMoment, fc.nat(), (world, moment, some) => {
      const start = sessionNear(world, moment, some);
      const guests = world.arrangeGuests(stored);
      const run = world.drive(start, guests).runs[0];
      assert.ok(run !== undefined);
      const custId = world.driverOf(start, run.member, guests);
      const { category } = start.series.category;
      const entry = world.standingOf(custId, category, guests, start.startTime);
      assert.equal(run.oldi_rating, entry?.standing.newi_rating ?? -1);
      if (entry === undefined) return;
      assert.equal(run.old_sub_level, entry.standing.new_sub_level);
    }),
    { numRuns: propertyRuns(40) },
  );
});

test('the sessions of an hour end before the two hours of their slot are over', () => {
  fc.assert(
    fc.property(anyWorld, anyMoment, fc.nat(), (world, moment, some) => {
      const { startTime, endTime } = sessionNear(world, moment, some);
      assert.equal(world.starts.slotAt(startTime), world.starts.slotAt(endTime));
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('a league races in one season once a week, on tracks and in cars of its category', () => {
  const world = worldOf('pitpass');
  const { season } = world.starts.atSlot(world.starts.slotAt(noon), 0);
  let paused = 0;
  for (const league of world.leagues.all.slice(0, 200)) {
    const running = world.leagues.findSeasonAt(league, season);
    if (running === undefined) {
      paused += 1;
      continue;
    }
    assert.equal(world.leagues.findSeason(league, running.season_id), running);
    const races = world.hosted.racesOf(running);
    assert.ok(races.length >= 6 && races.length <= 12);
    races.forEach((race, i) => {
      const before = races[i - 1];
      assert.ok(before === undefined || race.startTime - before.startTime === 7 * day);
      assert.ok(race.startTime >= season.start && race.endTime <= season.end);
      for (const car of race.series.cars) assert.equal(car.category, league.category);
    });
  }
  assert.ok(paused > 0 && paused < 100);
});
