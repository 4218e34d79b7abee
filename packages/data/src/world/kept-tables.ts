import { getSeason } from './calendar.ts';
import { mix } from './hash.ts';
import type { Packed } from './kept-builds.ts';
import { createKeptBuilds, finish } from './kept-builds.ts';
import type { Guests } from './member.ts';
import { packRows } from './packed-rows.ts';
import type { Series } from './series.ts';
import type { World } from './world.ts';

/** What every query of a table says; what more there is must be plain values. */
export interface SeasonQuery {
  readonly series: Series;
  readonly seasonIndex: number;
  /** One race week, or all twelve that score. */
  readonly week: number | undefined;
  readonly asOf: number;
}

const weekSeconds = 7 * 86_400;
/** For all tables of one kind together. */
const keptBytesMax = 4 * 1_048_576;

/** Stored members change only the tables of the paddock in which they race. */
function keyOfRacers({ layout }: World, series: Series, guests: Guests): number {
  const { category, group } = layout.guestPaddock;
  if (series.category.category !== category || series.group !== group) return 0;
  let key = 1;
  for (const [member, stored] of guests.byMember) {
    key = mix(key, member, stored.cust_id, stored.member_since);
  }
  return key;
}

function keyOfTable(query: SeasonQuery, guestsKey: number): string {
  const { series, seasonIndex, week, asOf, ...more } = query;
  const { start, end } = getSeason(seasonIndex);
  const over = week === undefined ? end : start + (week + 1) * weekSeconds;
  // Results of the last sessions are out some hours later; from then on nothing changes.
  const state = Math.min(asOf, over + 86_400);
  const key = [series.series_id, seasonIndex, week ?? 'all', state, ...Object.values(more)];
  return [...key, guestsKey].join('/');
}

/** A number for all stored members, for tables in which any of them can have a part. */
export function keyOfEverybody(_world: World, _series: Series, guests: Guests): number {
  let key = 1;
  for (const { cust_id, member_since } of guests.byCustId.values()) {
    key = mix(key, cust_id, member_since);
  }
  return key;
}

/** The tables of one kind of one world. */
export interface Tables<Query, Row> {
  /**
   * Works a table out step by step, so that others get their turn between the steps; nothing is
   * left to do when it is known already.
   */
  prepare(query: Query, guests: Guests): Generator<void, readonly Row[]>;
  /** The table, the best first; worked out at once when it was not prepared. */
  get(query: Query, guests: Guests): readonly Row[];
}

type Build<Query, Row> = (
  world: World,
  query: Query,
  guests: Guests,
) => Generator<void, readonly Row[]>;

/** How the rows of a kind of table are kept. */
export type Pack<Row> = (rows: readonly Row[]) => Packed<readonly Row[]>;

/** Keeps rows that hold nothing but numbers. */
export function packNumbers<Row extends { readonly [Field in keyof Row]: number }>(
  rows: readonly Row[],
): Packed<readonly Row[]> {
  const packed = packRows(rows);
  return { bytes: packed.bytes, unpack: () => packed.rows() };
}

interface Kind<Query, Row> {
  readonly build: Build<Query, Row>;
  readonly pack: Pack<Row>;
  readonly guestsKeyOf: typeof keyOfRacers;
}

function createTables<Query extends SeasonQuery, Row>(
  world: World,
  { build, pack, guestsKeyOf }: Kind<Query, Row>,
): Tables<Query, Row> {
  const builds = createKeptBuilds(keptBytesMax, pack);
  const prepare: Tables<Query, Row>['prepare'] = (query, guests) =>
    builds.prepare(keyOfTable(query, guestsKeyOf(world, query.series, guests)), () =>
      build(world, query, guests),
    );
  return { prepare, get: (query, guests) => finish(prepare(query, guests)) };
}

/**
 * Turns what works out a table into a reader of tables that keeps those of each world that were
 * asked for last.
 *
 * @param pack how its rows are kept; see {@link packNumbers}
 * @param guestsKeyOf a number for what the table takes from the stored members; those who race in
 *   the series when left out
 */
export function keepTables<Query extends SeasonQuery, Row>(
  build: Build<Query, Row>,
  pack: Pack<Row>,
  guestsKeyOf: typeof keyOfRacers = keyOfRacers,
): (world: World) => Tables<Query, Row> {
  const books = new WeakMap<World, Tables<Query, Row>>();
  return (world) => {
    const known = books.get(world) ?? createTables(world, { build, pack, guestsKeyOf });
    books.set(world, known);
    return known;
  };
}
