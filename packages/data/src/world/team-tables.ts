import type { Packed } from './kept-builds.ts';
import type { SeasonQuery } from './kept-tables.ts';
import { keepTables, keyOfEverybody } from './kept-tables.ts';
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
// About what V8 takes for a row of a driver, and for a team with its list.
const driverBytes = 200;
const teamBytes = 300;

/** Teams are few and hold more than numbers: they are kept as they are. */
function pack(rows: readonly TeamRow[]): Packed<readonly TeamRow[]> {
  const drivers = rows.reduce((sum, row) => sum + row.drivers.length, 0);
  return { bytes: rows.length * teamBytes + drivers * driverBytes, unpack: () => rows };
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
