import { readFields } from './read-fields.ts';

/** One lap. Times are ten-thousandths of a second; −1 for a lap without one. */
export interface Lap {
  readonly lap_number: number;
  readonly lap_time: number;
  /** When the lap ended, on the session's clock. */
  readonly session_time: number;
  readonly incident: boolean;
  readonly lap_events: readonly string[];
}

function parseLap(value: unknown, index: number): Lap {
  const lap = readFields(value, `Row ${index + 1} of results/lap_data`);
  const events = lap.raw('lap_events');
  return {
    ...lap.numbers('lap_number', 'lap_time', 'session_time'),
    incident: lap.raw('incident') === true,
    lap_events: Array.isArray(events) ? events.filter((event) => typeof event === 'string') : [],
  };
}

/**
 * Reads the rows of `results/lap_data`, in the order of the laps. Lap 0, the way to the start, is
 * left out.
 *
 * @throws UnexpectedData
 */
export function parseLaps(rows: readonly unknown[]): Lap[] {
  return rows
    .map(parseLap)
    .filter(({ lap_number }) => lap_number > 0)
    .toSorted((left, right) => left.lap_number - right.lap_number);
}

/** The fastest lap, the earlier one of equals; undefined when no lap has a time. */
export function findBestLap(laps: readonly Lap[]): Lap | undefined {
  return laps
    .filter(({ lap_time }) => lap_time > 0)
    .reduce<Lap | undefined>(
      (best, lap) => (best === undefined || lap.lap_time < best.lap_time ? lap : best),
      undefined,
    );
}

/** How far a member was behind at the end of a lap. */
export interface Gap {
  readonly lap_number: number;
  /** Ten-thousandths of a second; below zero is ahead. */
  readonly gap: number;
}

/** The gap to another driver at the end of each lap that both have driven. */
export function findGaps(laps: readonly Lap[], others: readonly Lap[]): Gap[] {
  const crossings = new Map(others.map((lap) => [lap.lap_number, lap.session_time]));
  return laps.flatMap(({ lap_number, session_time }) => {
    const crossing = crossings.get(lap_number);
    const isKnown = crossing !== undefined && crossing > 0 && session_time > 0;
    return isKnown ? [{ lap_number, gap: session_time - crossing }] : [];
  });
}
