import { readFields } from './read-fields.ts';

/** One row of a standing. */
export interface StandingRow {
  /** Counted from 1. */
  readonly rank: number;
  readonly cust_id: number;
  readonly display_name: string;
  readonly points: number;
  readonly starts: number;
  readonly wins: number;
}

/** A standing around one member. */
export interface OwnStanding {
  readonly own: StandingRow;
  /** How many drivers the standing has. */
  readonly drivers: number;
  /** The member's row with the two above and the two below it. */
  readonly around: readonly StandingRow[];
}

const neighboursEachSide = 2;

function parseStandingRow(value: unknown): StandingRow {
  const row = readFields(value, 'A row of stats/season_driver_standings');
  return {
    ...row.numbers('rank', 'cust_id', 'points', 'starts', 'wins'),
    display_name: row.text('display_name'),
  };
}

/**
 * Finds a member in the rows of `stats/season_driver_standings`. Only the rows around the member
 * are read: there are thousands.
 *
 * @returns undefined when the member is not in it
 * @throws UnexpectedData
 */
export function parseOwnStanding(
  rows: readonly unknown[],
  cust_id: number,
): OwnStanding | undefined {
  const index = rows.findIndex((row) => (row as { cust_id?: unknown } | null)?.cust_id === cust_id);
  if (index < 0) return undefined;
  return {
    own: parseStandingRow(rows[index]),
    drivers: rows.length,
    around: rows
      .slice(Math.max(0, index - neighboursEachSide), index + neighboursEachSide + 1)
      .map(parseStandingRow),
  };
}

const rookieDivision = 10;

/** A division in words. The wire counts from 0, and 10 are the rookies. */
export function divisionWords(division: number): string {
  return division === rookieDivision ? 'Rookie division' : `Division ${division + 1}`;
}

/**
 * Reads the division out of the payload of `stats/member_division`.
 *
 * @returns undefined when the member has none there
 * @throws UnexpectedData
 */
export function parseDivision(payload: unknown): number | undefined {
  const division = readFields(payload, 'The answer of stats/member_division').raw('division');
  return typeof division === 'number' && division >= 0 ? division : undefined;
}
