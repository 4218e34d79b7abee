import type { SqlDatabase } from './sql-database.ts';

/** Rows that one statement deletes at most, so that no table is locked for long. */
export const deleteBatchRows = 500;

// How long a row stays after the moment named by the column, in seconds. Ended sessions and spent codes are
// kept for a while, so that a late second use is still known for one.
const expiries = [
  { table: 'authorization_code', key: 'code_digest', column: 'expires_at', keptSeconds: 86_400 },
  { table: 'refresh_token_retry', key: 'token_digest', column: 'expires_at', keptSeconds: 0 },
  { table: 'refresh_token', key: 'token_digest', column: 'expires_at', keptSeconds: 86_400 },
  { table: 'browser_login', key: 'login_digest', column: 'expires_at', keptSeconds: 0 },
  { table: 'spent_challenge', key: 'challenge_digest', column: 'expires_at', keptSeconds: 0 },
  { table: 'remembered_browser', key: 'browser_id', column: 'expires_at', keptSeconds: 0 },
  { table: 'browser_code', key: 'attempt_id', column: 'expires_at', keptSeconds: 0 },
  { table: 'client_secret_link', key: 'link_digest', column: 'expires_at', keptSeconds: 0 },
  // A sender gives up a little earlier and says so; this is for a service that has no mail server.
  { table: 'mail', key: 'mail_id', column: 'queued_at', keptSeconds: 176_400 },
  {
    table: 'password_limited_address',
    key: 'address_digest',
    column: 'expires_at',
    keptSeconds: 0,
  },
  { table: 'impersonation', key: 'impersonation_id', column: 'expires_at', keptSeconds: 0 },
  { table: 'sign_up', key: 'link_digest', column: 'expires_at', keptSeconds: 0 },
  { table: 'password_reset', key: 'link_digest', column: 'expires_at', keptSeconds: 0 },
  { table: 'address_change', key: 'member_id', column: 'expires_at', keptSeconds: 0 },
  { table: 'rate_limit', key: 'bucket', column: 'window_ends_at', keptSeconds: 0 },
  { table: 'signing_key', key: 'kid', column: 'verified_until', keptSeconds: 0 },
  { table: 'session', key: 'session_id', column: 'absolute_expires_at', keptSeconds: 0 },
] as const;

/**
 * Deletes expired rows, one bounded batch a table.
 *
 * @returns how many rows were deleted; call again at once while it is not 0
 */
export async function deleteExpired(database: SqlDatabase, now: number): Promise<number> {
  let deleted = 0;
  for (const { table, key, column, keptSeconds } of expiries) {
    const rows = await database.query(
      `DELETE FROM ${table} WHERE ${key} IN
        (SELECT ${key} FROM ${table} WHERE ${column} <= $1 LIMIT ${deleteBatchRows})
        AND ${column} <= $1
        RETURNING ${key}`,
      [now - keptSeconds],
    );
    deleted += rows.length;
  }
  return deleted;
}
