import { readFields } from './read-fields.ts';
import type { Lap } from './laps.ts';
import { parseLaps } from './laps.ts';

/** One car, or one driver where nobody shares a car, through all laps of a race. */
export interface CarLaps {
  /** The driver's customer number, or the team's number below zero. */
  readonly group_id: number;
  readonly name: string;
  /** Everybody who drove a lap in it. */
  readonly cust_ids: readonly number[];
  /** In their order. */
  readonly laps: readonly Lap[];
  /** Place by the number of the lap that ended; 1 is the first. */
  readonly positions: ReadonlyMap<number, number>;
}

interface ChartRow {
  readonly group_id: number;
  readonly cust_id: number;
  readonly name: string;
  readonly lap_number: number;
  readonly lap_position: number;
  readonly raw: unknown;
}

function parseRow(raw: unknown, index: number): ChartRow {
  const row = readFields(raw, `Row ${index + 1} of results/lap_chart_data`);
  const display_name = row.text('display_name');
  const team = row.raw('name');
  return {
    ...row.numbers('group_id', 'cust_id', 'lap_number', 'lap_position'),
    name: typeof team === 'string' && team !== '' ? team : display_name,
    raw,
  };
}

function grouped<Key>(rows: readonly ChartRow[], key: (row: ChartRow) => Key) {
  return Map.groupBy(rows, key);
}

/** Places counted from 1, whatever number the wire begins with. */
function countPositions(rows: readonly ChartRow[]): Map<ChartRow, number> {
  const places = new Map<ChartRow, number>();
  for (const lap of grouped(rows, ({ lap_number }) => lap_number).values()) {
    const order = lap.toSorted((left, right) => left.lap_position - right.lap_position);
    for (const [index, row] of order.entries()) places.set(row, index + 1);
  }
  return places;
}

/**
 * Reads the rows of `results/lap_chart_data` car by car. Lap 0, the way to the start, is left out.
 *
 * @throws UnexpectedData
 */
export function parseLapChart(rows: readonly unknown[]): CarLaps[] {
  const parsed = rows.map(parseRow).filter(({ lap_number }) => lap_number > 0);
  const places = countPositions(parsed);
  return [...grouped(parsed, ({ group_id }) => group_id)].map(([group_id, own]) => ({
    group_id,
    name: own[0]?.name ?? '',
    cust_ids: [...new Set(own.map(({ cust_id }) => cust_id))],
    laps: parseLaps(own.map(({ raw }) => raw)),
    positions: new Map(own.map((row) => [row.lap_number, places.get(row) ?? 0])),
  }));
}

/** The car that a member drove a lap in; undefined when there is none. */
export function findCarOf(cars: readonly CarLaps[], cust_id: number): CarLaps | undefined {
  return cars.find(({ cust_ids }) => cust_ids.includes(cust_id));
}
