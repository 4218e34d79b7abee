import type { Session } from '../domain/session/session.ts';
import { refreshWindowSeconds } from '../domain/token/refresh-token.ts';
import type { RefreshTokenStore, StoredRefreshToken } from '../domain/token/refresh-token.ts';
import type { RefreshTokenRetry } from '../domain/token/refresh-token-retry.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';
import { insertRefreshToken, sessionColumns } from './sql-session-store.ts';

const find = `SELECT t.token_digest, t.issued_at AS token_issued_at, t.expires_at AS token_expires_at,
    t.consumed_at, m.cust_id AS member_cust_id, m.account_id AS member_account_id, m.disabled_at AS member_disabled_at,
    s.refreshes_in_window, s.refresh_window_ends_at,
    ${sessionColumns.map((column) => `s.${column}`).join(', ')}
  FROM refresh_token t
    JOIN session s ON s.session_id = t.session_id
    JOIN member m ON m.member_id = s.member_id
  WHERE t.token_digest = $1`;

const isLive = `SELECT 1 AS found FROM refresh_token t
    JOIN session s ON s.session_id = t.session_id
    JOIN member m ON m.member_id = s.member_id
    JOIN client c ON c.client_id = s.client_id
  WHERE t.token_digest = $1 AND t.consumed_at IS NULL AND s.ended_at IS NULL
    AND s.absolute_expires_at > $2 AND m.disabled_at IS NULL AND c.state = 'active'`;

const consume = `UPDATE refresh_token SET consumed_at = $1
  WHERE token_digest = $2 AND client_id = $3 AND consumed_at IS NULL AND expires_at > $4
  RETURNING session_id`;

const isWindowOpen = 'refresh_window_ends_at > $6';
const moveSessionOn = `UPDATE session SET last_activity = $1, session_expiration = $2, last_ip = $3,
    last_user_agent_header = $4,
    refreshes_in_window = CASE WHEN ${isWindowOpen} THEN refreshes_in_window + 1 ELSE 1 END,
    refresh_window_ends_at =
      CASE WHEN ${isWindowOpen} THEN refresh_window_ends_at ELSE $6 + ${refreshWindowSeconds} END
  WHERE session_id = $5 AND ended_at IS NULL AND absolute_expires_at > $6
  RETURNING session_id`;

const retryColumns = ['token_digest', 'successor_digest', 'sealed_response', 'expires_at'] as const;
const insert = columnList(retryColumns);
const insertRetry = `INSERT INTO refresh_token_retry (${insert.names})
  VALUES (${insert.placeholders})`;

const findRetry = `SELECT ${retryColumns.map((column) => `r.${column}`).join(', ')}
  FROM refresh_token_retry r JOIN refresh_token s ON s.token_digest = r.successor_digest
  WHERE r.token_digest = $1 AND r.expires_at > $2 AND s.consumed_at IS NULL`;

/** Refresh tokens in SQL. */
export function createSqlRefreshTokenStore(database: SqlDatabase): RefreshTokenStore {
  return {
    async findRefreshToken(token_digest) {
      const [row] = await database.query(find, [token_digest]);
      if (row === undefined) return undefined;
      const session = row as unknown as Session;
      const { refreshes_in_window, refresh_window_ends_at } = row;
      const found: StoredRefreshToken = {
        token_digest,
        session_id: session.session_id,
        client_id: session.client_id,
        issued_at: Number(row['token_issued_at']),
        expires_at: Number(row['token_expires_at']),
        consumed_at: row['consumed_at'] as number | null,
        session,
        member_cust_id: Number(row['member_cust_id']),
        member_account_id: String(row['member_account_id']),
        is_member_active: row['member_disabled_at'] === null,
        refreshes: {
          count: Number(refreshes_in_window),
          window_ends_at: Number(refresh_window_ends_at),
        },
      };
      return found;
    },
    async isRefreshTokenLive(token_digest, now) {
      return (await database.query(isLive, [token_digest, now])).length > 0;
    },
    async rotateRefreshToken(consumed, successor, progress, now, retry) {
      const steps: SqlStep[] = [
        {
          text: consume,
          values: [now, consumed.token_digest, consumed.client_id, now],
          isVerdict: true,
        },
        insertRefreshToken(successor),
        {
          text: moveSessionOn,
          values: [
            progress.last_activity,
            progress.session_expiration,
            progress.last_ip,
            progress.last_user_agent_header,
            successor.session_id,
            now,
          ],
          isVerdict: true,
        },
      ];
      if (retry !== undefined) {
        steps.push({ text: insertRetry, values: columnValues(retry, retryColumns) });
      }
      return (await database.transact(steps)) !== undefined;
    },
    async findRefreshTokenRetry(token_digest, now) {
      const [row] = await database.query(findRetry, [token_digest, now]);
      return asRecord<RefreshTokenRetry>(row);
    },
  };
}
