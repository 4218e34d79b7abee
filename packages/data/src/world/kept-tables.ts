import { getSeason } from './calendar.ts';
import { mix } from './hash.ts';
import type { Guests } from './member.ts';
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
const keptTables = 6;

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

function createTables<Query extends SeasonQuery, Row>(
  world: World,
  build: Build<Query, Row>,
  guestsKeyOf: typeof keyOfRacers,
): Tables<Query, Row> {
  const kept = new Map<string, readonly Row[]>();
  const prepare: Tables<Query, Row>['prepare'] = function* prepare(query, guests) {
    const key = keyOfTable(query, guestsKeyOf(world, query.series, guests));
    const known = kept.get(key);
    if (known !== undefined) {
      // What is asked for again stays, so that chunks are read from one table.
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const rows = yield* build(world, query, guests);
    if (kept.size >= keptTables) kept.delete(kept.keys().next().value ?? '');
    kept.set(key, rows);
    return rows;
  };
  return {
    prepare,
    get: (query, guests) => {
      const steps = prepare(query, guests);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      return step.value;
    },
  };
}

/**
 * Turns what works out a table into a reader of tables that keeps the newest of each world.
 *
 * @param guestsKeyOf a number for what the table takes from the stored members; those who race in
 *   the series when left out
 */
export function keepTables<Query extends SeasonQuery, Row>(
  build: Build<Query, Row>,
  guestsKeyOf: typeof keyOfRacers = keyOfRacers,
): (world: World) => Tables<Query, Row> {
  const books = new WeakMap<World, Tables<Query, Row>>();
  return (world) => {
    const known = books.get(world) ?? createTables(world, build, guestsKeyOf);
    books.set(world, known);
    return known;
  };
}
