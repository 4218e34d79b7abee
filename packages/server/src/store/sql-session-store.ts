import type { Session, SessionStore } from '../domain/session/session.ts';
import type { NewRefreshToken } from '../domain/token/refresh-token.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';

/** The columns of a session, in the order of its record. */
export const sessionColumns = [
  'session_id',
  'dialect',
  'client_id',
  'member_id',
  'grant_type',
  'scope',
  'auth_time',
  'created_at',
  'last_activity',
  'session_expiration',
  'absolute_expires_at',
  'ended_at',
  'first_ip',
  'first_user_agent_header',
  'last_ip',
  'last_user_agent_header',
  'browser_id',
  'impersonation_id',
  'impersonation_note',
] as const;

const refreshTokenColumns = [
  'token_digest',
  'session_id',
  'client_id',
  'issued_at',
  'expires_at',
] as const;

const session = columnList(sessionColumns);
const refreshToken = columnList(refreshTokenColumns);
const listMax = 200;

/** The statement that stores a session. */
export function insertSession(record: Session): SqlStep {
  return {
    text: `INSERT INTO session (${session.names}) VALUES (${session.placeholders})`,
    values: columnValues({ browser_id: null, ...record }, sessionColumns),
  };
}

const insertRefreshTokenText = `INSERT INTO refresh_token (${refreshToken.names}) VALUES (${refreshToken.placeholders})`;

/** The statement that stores a refresh token. */
export function insertRefreshToken(record: NewRefreshToken): SqlStep {
  return { text: insertRefreshTokenText, values: columnValues(record, refreshTokenColumns) };
}

// One statement for "with one client" and "with all": a null names no client.
const withClient = (parameter: string) =>
  `(CAST(${parameter} AS TEXT) IS NULL OR client_id = ${parameter})`;

/**
 * The statement that holds a client for what is written next: unless it is there and active, nothing is.
 * Its record may have been read a moment before it was deleted.
 */
export function holdClient(client_id: string): SqlStep {
  return {
    text: `UPDATE client SET state = state WHERE client_id = $1 AND state = 'active'
      RETURNING client_id`,
    values: [client_id],
    isVerdict: true,
  };
}

/**
 * The statement that holds a member for what is written next: unless the account is in use, nothing is. Where
 * the verifier is given that a password was checked against, it must be the account's still: whatever
 * replaces it at this moment comes wholly before, or ends what is written.
 */
export function holdMember(member_id: string, password_verifier?: string): SqlStep {
  return {
    text: `UPDATE member SET disabled_at = disabled_at
      WHERE member_id = $1 AND disabled_at IS NULL AND (CAST($2 AS TEXT) IS NULL
        OR password_verifier = $2 AND must_reset = 0)
      RETURNING member_id`,
    values: [member_id, password_verifier ?? null],
    isVerdict: true,
  };
}

/** The statement that spends the codes of a member that could still become a session. */
export function spendCodes(member_id: string, client_id: string | undefined, now: number): SqlStep {
  return {
    text: `UPDATE authorization_code SET consumed_at = $1
      WHERE member_id = $2 AND consumed_at IS NULL AND ${withClient('$3')}`,
    values: [now, member_id, client_id ?? null],
  };
}

const endOne = `UPDATE session SET ended_at = $1
  WHERE session_id = $2 AND member_id = $3 AND ended_at IS NULL AND ${withClient('$4')}
  RETURNING session_id`;

const endAll = `UPDATE session SET ended_at = $1
  WHERE member_id = $2 AND ended_at IS NULL AND ${withClient('$3')}
  RETURNING session_id`;

/** The statement that ends the sessions of a member, with one client or with all; its rows are their ids. */
export function endAllSessions(
  member_id: string,
  client_id: string | undefined,
  now: number,
): SqlStep {
  return { text: endAll, values: [now, member_id, client_id ?? null] };
}

const listLive = `SELECT ${session.names} FROM session
  WHERE member_id = $1 AND ended_at IS NULL AND session_expiration > $2 AND ${withClient('$3')}
  ORDER BY created_at DESC, session_id LIMIT ${listMax}`;

const isLive = `SELECT 1 AS found FROM session s
    JOIN member m ON m.member_id = s.member_id
    JOIN client c ON c.client_id = s.client_id
  WHERE s.session_id = $1 AND s.ended_at IS NULL AND s.absolute_expires_at > $2
    AND m.disabled_at IS NULL AND c.state = 'active'`;

const toIds = (rows: readonly SqlRow[]) => rows.map((row) => String(row['session_id']));

/** Sessions in SQL. */
export function createSqlSessionStore(database: SqlDatabase): SessionStore {
  return {
    async findSession(session_id) {
      const [row] = await database.query(
        `SELECT ${session.names} FROM session WHERE session_id = $1`,
        [session_id],
      );
      return asRecord<Session>(row);
    },
    async startSession(record, refresh_token) {
      const steps = [holdClient(record.client_id), insertSession(record)];
      if (refresh_token !== undefined) steps.push(insertRefreshToken(refresh_token));
      return (await database.transact(steps)) !== undefined;
    },
    async isSessionLive(session_id, now) {
      return (await database.query(isLive, [session_id, now])).length > 0;
    },
    async listLiveSessions(member_id, client_id, now) {
      const rows = await database.query(listLive, [member_id, now, client_id ?? null]);
      return rows as unknown as readonly Session[];
    },
    async endSessions(session_ids, { member_id, client_id }, now) {
      const results = await database.transact(
        session_ids.map((session_id) => ({
          text: endOne,
          values: [now, session_id, member_id, client_id ?? null],
        })),
      );
      return toIds((results ?? []).flat());
    },
    async endAllSessions(member_id, client_id, now) {
      // Codes first: a code that is being traded at this moment is waited for, and its session then seen.
      const results = await database.transact([
        spendCodes(member_id, client_id, now),
        endAllSessions(member_id, client_id, now),
      ]);
      return toIds(results?.[1] ?? []);
    },
    async endSession(session_id, now) {
      const rows = await database.query(
        'UPDATE session SET ended_at = $1 WHERE session_id = $2 AND ended_at IS NULL RETURNING session_id',
        [now, session_id],
      );
      return rows.length > 0;
    },
  };
}
