import { readFields } from './read-fields.ts';

/** What a member did in one category, in all years or in one. */
export interface CareerStats {
  readonly category_id: number;
  readonly category: string;
  readonly starts: number;
  readonly wins: number;
  readonly top5: number;
  readonly laps: number;
  /** Counted from 1, rounded by the service. */
  readonly avg_finish_position: number;
}

/** The same for one year. */
export interface YearStats extends CareerStats {
  readonly year: number;
}

function parseStats(value: unknown, where: string): CareerStats {
  const stats = readFields(value, where);
  return {
    ...stats.numbers('category_id', 'starts', 'wins', 'top5', 'laps', 'avg_finish_position'),
    category: stats.text('category'),
  };
}

/**
 * Reads the payload of `stats/member_career`: categories that were raced, the busiest first.
 *
 * @throws UnexpectedData
 */
export function parseCareer(payload: unknown): CareerStats[] {
  return readFields(payload, 'The answer of stats/member_career')
    .list('stats')
    .map((stats) => parseStats(stats, 'A category of stats/member_career'))
    .filter(({ starts }) => starts > 0)
    .toSorted((left, right) => right.starts - left.starts);
}

/**
 * Reads the payload of `stats/member_yearly`, the newest year first.
 *
 * @throws UnexpectedData
 */
export function parseYears(payload: unknown): YearStats[] {
  const where = 'A year of stats/member_yearly';
  return readFields(payload, 'The answer of stats/member_yearly')
    .list('stats')
    .map((stats) => ({
      ...parseStats(stats, where),
      year: readFields(stats, where).number('year'),
    }))
    .toSorted((left, right) => right.year - left.year);
}

/** What a member did this year. */
export interface YearSummary {
  readonly num_official_sessions: number;
  readonly num_official_wins: number;
  readonly num_league_sessions: number;
  readonly num_league_wins: number;
}

/**
 * Reads the payload of `stats/member_summary`.
 *
 * @throws UnexpectedData
 */
export function parseSummary(payload: unknown): YearSummary {
  const year = readFields(payload, 'The answer of stats/member_summary').object('this_year');
  return {
    ...year.numbers('num_official_sessions', 'num_official_wins'),
    ...year.numbers('num_league_sessions', 'num_league_wins'),
  };
}

/** What a rating was at the end of a day. */
export interface RatingPoint {
  /** The day's beginning in UTC, epoch seconds. */
  readonly when: number;
  readonly value: number;
}

/**
 * Reads the payload of `member/chart_data`, the oldest day first.
 *
 * @throws UnexpectedData
 */
export function parseChart(payload: unknown): RatingPoint[] {
  return readFields(payload, 'The answer of member/chart_data')
    .list('data')
    .map((value) => {
      const point = readFields(value, 'A point of member/chart_data');
      return { when: point.time('when'), value: point.number('value') };
    })
    .toSorted((left, right) => left.when - right.when);
}
