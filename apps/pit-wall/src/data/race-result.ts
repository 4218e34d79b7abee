import { readFields } from './read-fields.ts';
import type { FieldReader } from './read-fields.ts';

/** What one member made of one race, beside its winner. Positions are zero-based. */
export interface RaceResult {
  /** Undefined when the race belongs to no season. */
  readonly season_id: number | undefined;
  readonly series_name: string;
  readonly track_name: string;
  readonly start_time: number;
  readonly strength_of_field: number;
  readonly starters: number;
  readonly own: Standing;
  readonly winner: Standing | undefined;
  /** Everybody, a team as one, in the order of the finish. */
  readonly field: readonly Standing[];
}

/** One row of the result. */
export interface Standing {
  /** Undefined for a team. */
  readonly cust_id: number | undefined;
  /** The team's number; undefined where everybody drives alone. */
  readonly team_id: number | undefined;
  /** Undefined when it was not said. */
  readonly car_class_id: number | undefined;
  readonly display_name: string;
  readonly finish_position: number;
  readonly starting_position: number;
  readonly laps_complete: number;
  readonly incidents: number;
  /** Ten-thousandths of a second behind the winner; −1 when laps behind. */
  readonly interval: number;
  readonly best_lap_time: number;
}

function findNumber(row: FieldReader, name: string): number | undefined {
  const value = row.raw(name);
  return typeof value === 'number' ? value : undefined;
}

function parseStanding(row: FieldReader): Standing {
  const cust_id = findNumber(row, 'cust_id');
  return {
    cust_id: cust_id !== undefined && cust_id > 0 ? cust_id : undefined,
    team_id: findNumber(row, 'team_id'),
    car_class_id: findNumber(row, 'car_class_id'),
    display_name: row.text('display_name'),
    ...row.numbers('finish_position', 'starting_position', 'laps_complete'),
    ...row.numbers('incidents', 'interval', 'best_lap_time'),
  };
}

/** Rows of drivers, with those of a team under the team's own row. */
function withDrivers(row: FieldReader): FieldReader[] {
  const drivers = row.raw('driver_results');
  if (!Array.isArray(drivers)) return [row];
  return [row, ...drivers.map((driver) => readFields(driver, 'A driver of results/get'))];
}

/**
 * Reads the payload of `results/get` for one member.
 *
 * @returns undefined when the member has no row in the race itself
 * @throws UnexpectedData
 */
export function parseRaceResult(payload: unknown, cust_id: number): RaceResult | undefined {
  const answer = readFields(payload, 'The answer of results/get');
  const sessions = answer
    .list('session_results')
    .map((session) => readFields(session, 'A session of results/get'));
  // 0 is the main event; what went before it counts down from −1.
  const race = sessions.find((session) => session.number('simsession_number') === 0);
  const rows = race?.list('results').map((row) => readFields(row, 'A row of results/get')) ?? [];
  const own = rows.flatMap(withDrivers).find((row) => row.raw('cust_id') === cust_id);
  if (own === undefined) return undefined;
  const winner = rows.find((row) => row.raw('finish_position') === 0);
  const season_id = findNumber(answer, 'season_id');
  return {
    season_id: season_id !== undefined && season_id > 0 ? season_id : undefined,
    series_name: answer.text('series_name'),
    track_name: answer.object('track').text('track_name'),
    start_time: answer.time('start_time'),
    strength_of_field: answer.number('event_strength_of_field'),
    starters: rows.length,
    own: parseStanding(own),
    winner: winner === undefined ? undefined : parseStanding(winner),
    field: rows
      .map(parseStanding)
      .toSorted((left, right) => left.finish_position - right.finish_position),
  };
}
