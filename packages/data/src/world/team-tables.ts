import type { Packed } from './kept-builds.ts';
import type { SeasonQuery } from './kept-tables.ts';
import { keepTables, keyOfEverybody, packNumbers } from './kept-tables.ts';
import type { Guests } from './member.ts';
import type { TableRow } from './season-tables.ts';
import { seasonTablesOf } from './season-tables.ts';
import type { Team } from './teams.ts';
import type { World } from './world.ts';

/** A team and those of its members who raced, the best first. */
export interface TeamRow {
  readonly team: Team;
  readonly drivers: TableRow[];
  points: number;
}

const driversPerStep = 1000;
// About what V8 takes for a team.
const teamBytes = 300;

/** Drivers are many, and kept in columns; what a team is beside them is kept as it is. */
function pack(rows: readonly TeamRow[]): Packed<readonly TeamRow[]> {
  const drivers = packNumbers(rows.flatMap((row) => row.drivers));
  const teams = rows.map(({ team, points, drivers: { length } }) => ({ team, points, length }));
  return {
    bytes: teams.length * teamBytes + drivers.bytes,
    unpack: () => {
      const all = drivers.unpack();
      let from = 0;
      return teams.map(({ team, points, length }) => {
        from += length;
        return { team, points, drivers: all.slice(from - length, from) };
      });
    },
  };
}

/** Everybody drives for the team that is their default one when the table is made. */
function* build(world: World, query: SeasonQuery, guests: Guests): Generator<void, TeamRow[]> {
  const { series, seasonIndex, week, asOf } = query;
  const races = { series, seasonIndex, week, asOf, counted: 'all' } as const;
  const drivers = yield* seasonTablesOf(world).prepare(races, guests);
  const holders = world.teamHolders(guests);
  const rows = new Map<number, TeamRow>();
  for (const [i, driver] of drivers.entries()) {
    if (i % driversPerStep === 0) yield;
    const [place] = holders.placesAt(driver.cust_id, asOf);
    if (place === undefined) continue;
    const row = rows.get(place.group) ?? {
      team: world.teams.get(place.group),
      drivers: [],
      points: 0,
    };
    rows.set(place.group, row);
    row.drivers.push(driver);
    row.points += driver.points;
  }
  return [...rows.values()].toSorted(
    (a, b) => b.points - a.points || a.team.team_id - b.team.team_id,
  );
}

/** The tables of teams of a world's seasons, the best first; the newest are kept. */
export const teamTablesOf = keepTables(build, pack, keyOfEverybody);
