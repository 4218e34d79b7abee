import type { RateLimitStore } from '../domain/limit/rate-limiter.ts';
import type { SqlDatabase, SqlRow } from './sql-database.ts';

function toCount(row: SqlRow): { count: number; window_ends_at: number } {
  return { count: Number(row['count']), window_ends_at: Number(row['window_ends_at']) };
}

/** Counters in SQL: one statement decides the count, whatever arrives at the same moment. */
export function createSqlRateLimitStore(database: SqlDatabase): RateLimitStore {
  return {
    async count(bucket, windowSeconds, now) {
      const [row] = await database.query(
        `INSERT INTO rate_limit (bucket, count, window_ends_at) VALUES ($1, 1, $2)
          ON CONFLICT (bucket) DO UPDATE SET
            count = CASE WHEN rate_limit.window_ends_at <= $3 THEN 1 ELSE rate_limit.count + 1 END,
            window_ends_at = CASE WHEN rate_limit.window_ends_at <= $3
              THEN excluded.window_ends_at ELSE rate_limit.window_ends_at END
          RETURNING count, window_ends_at`,
        [bucket, now + windowSeconds, now],
      );
      if (row === undefined) throw new Error('The counter statement returned no row');
      return toCount(row);
    },
    async find(bucket, now) {
      const [row] = await database.query(
        'SELECT count, window_ends_at FROM rate_limit WHERE bucket = $1 AND window_ends_at > $2',
        [bucket, now],
      );
      return row === undefined ? undefined : toCount(row);
    },
  };
}
