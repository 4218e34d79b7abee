import { at, remember } from '../world/hash.ts';
import type { DriverLaps, FieldLaps } from './laps-of-field.ts';
import { getFieldLaps, refusePart } from './laps-of-field.ts';
import { createPartHeader, lapRowsOf } from './lap-rows.ts';
import type { Payload, PayloadContext, RowSource } from './payload.ts';

const unitsPerMillisecond = 10;

/** Where everybody is at the end of each lap, and when the first one was there. */
interface LapOrder {
  readonly positions: ReadonlyMap<DriverLaps, number>;
  readonly first: number;
}

/** The order of those who did a lap: in the race by when they ended it, else by the best lap so far. */
function orderAt({ drivers, part }: FieldLaps, lap: number): LapOrder {
  const key = ({ ends, laps }: DriverLaps): number =>
    part.simsession_number === 0 ? (ends[lap] ?? Infinity) : Math.min(...laps.slice(0, lap + 1));
  const order = drivers
    .filter(({ laps }) => laps.length > lap)
    .map((driver) => ({ driver, key: key(driver) }))
    // Of two at once the one who finished the race earlier is ahead.
    .toSorted((a, b) => a.key - b.key || a.driver.run.position - b.driver.run.position);
  return {
    positions: new Map(order.map(({ driver }, position) => [driver, position])),
    first: order[0]?.key ?? 0,
  };
}

/** The fastest lap of a part of a session; −1 when nobody did one. */
function fastestOf({ drivers }: FieldLaps): { readonly num: number; readonly time: number } {
  let fastest = { num: -1, time: -1 };
  for (const { best } of drivers) {
    if (best.time > 0 && (fastest.time < 0 || best.time < fastest.time)) fastest = best;
  }
  return fastest;
}

/** Rows of drivers that are kept while the next ones are written. */
const keptDrivers = 4;

/**
 * Everybody's laps as rows: one driver after another in the order of the race's result. Only the rows of
 * those drivers are made that are asked for: a long race has thousands.
 */
function createRows(context: PayloadContext): RowSource {
  const field = getFieldLaps(context);
  const { drivers } = field;
  const isRace = field.part.simsession_number === 0;
  const fastest = fastestOf(field);
  const most = Math.max(0, ...drivers.map(({ laps }) => laps.length));
  const orders = Array.from({ length: most }, (_, lap) => orderAt(field, lap));
  const createDriverRows = (driver: DriverLaps) =>
    lapRowsOf(driver).map(({ name, ai, ...row }, lap) => {
      const order = orders[lap];
      const position = order?.positions.get(driver) ?? 0;
      const behind = (driver.ends[lap] ?? 0) - (order?.first ?? 0);
      // There are no gaps where everybody drives alone.
      const hasInterval = isRace && position > 0;
      return {
        ...row,
        // In warm-up parts nobody drives for a group.
        ...(isRace && { name }),
        lap_position: position,
        interval: hasInterval ? Math.round(behind / unitsPerMillisecond) : null,
        interval_units: hasInterval ? 'ms' : null,
        fastest_lap: row.lap_time === fastest.time,
        ai,
      };
    });
  const rowsOfDriver = remember(keptDrivers, (i) => createDriverRows(at(drivers, i)));
  let count = 0;
  const firsts = drivers.map(({ laps }) => (count += laps.length) - laps.length);
  return {
    count,
    slice: (from, to) =>
      drivers.flatMap(({ laps }, i) => {
        const first = at(firsts, i);
        if (first >= to || first + laps.length <= from) return [];
        return rowsOfDriver(i).slice(Math.max(0, from - first), to - first);
      }),
  };
}

/** The laps of everybody in one part of a session. */
export const lapChartPayloads: Readonly<Record<string, Payload>> = {
  'results/lap_chart_data': {
    kind: 'link_chunks',
    refuse: refusePart,
    answer: (context) => {
      const field = getFieldLaps(context);
      const { race, part } = field;
      const best = fastestOf(field);
      const number = part.simsession_number;
      return createPartHeader(context, race, { number, best });
    },
    rows: createRows,
  },
};
