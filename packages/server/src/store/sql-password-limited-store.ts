import type { AccessListEntry, PasswordLimitedStore } from '../domain/client/password-limited.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { insertMail, insertMailWhere } from './sql-mail-store.ts';
import { holdClient, holdMember, insertRefreshToken, insertSession } from './sql-session-store.ts';

// Whoever switches a second factor on has not said of it that a client may skip it.
const isOfPresentFactor = `NOT EXISTS (SELECT 1 FROM second_factor f
  WHERE f.member_id = client_listed_member.member_id
    AND f.switched_on_at > client_listed_member.confirmed_at)`;

const list = `SELECT client_id, CASE WHEN ${isOfPresentFactor} THEN confirmed_at ELSE NULL END
    AS confirmed_at
  FROM client_listed_member WHERE member_id = $1 ORDER BY client_id`;

const find = `SELECT confirmed_at FROM client_listed_member
  WHERE client_id = $1 AND member_id = $2 AND confirmed_at > $3 AND ${isOfPresentFactor}`;

const confirm = `UPDATE client_listed_member SET confirmed_at = $1
  WHERE client_id = $2 AND member_id = $3 RETURNING client_id`;

const withdraw = `UPDATE client_listed_member SET confirmed_at = NULL
  WHERE client_id = $1 AND member_id = $2 AND confirmed_at IS NOT NULL RETURNING client_id`;

const endSessions = `UPDATE session SET ended_at = $1
  WHERE client_id = $2 AND member_id = $3 AND grant_type = 'password_limited' AND ended_at IS NULL
  RETURNING session_id`;

// Writing the row locks it, so that taking it back comes wholly before or wholly after.
const holdConfirmation = `UPDATE client_listed_member SET confirmed_at = confirmed_at
  WHERE client_id = $1 AND member_id = $2 AND confirmed_at > $3 AND ${isOfPresentFactor}
  RETURNING client_id`;

const rememberAddress = `INSERT INTO password_limited_address
    (client_id, member_id, address_digest, first_session_id, expires_at)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (client_id, member_id, address_digest) DO UPDATE SET
    first_session_id = CASE WHEN password_limited_address.expires_at <= $6
      THEN excluded.first_session_id ELSE password_limited_address.first_session_id END,
    expires_at = excluded.expires_at`;

const isFirstUse = `EXISTS (SELECT 1 FROM password_limited_address
  WHERE client_id = $1 AND member_id = $2 AND address_digest = $3 AND first_session_id = $4)`;

/** Who may use the password-limited grant for whom, in SQL. */
export function createSqlPasswordLimitedStore(database: SqlDatabase): PasswordLimitedStore {
  return {
    async listEntries(member_id) {
      const rows = await database.query(list, [member_id]);
      return rows as unknown as readonly AccessListEntry[];
    },
    async findConfirmation(client_id, member_id, since) {
      const [row] = await database.query(find, [client_id, member_id, since]);
      return row === undefined ? undefined : Number(row['confirmed_at']);
    },
    async confirmClient(client_id, member_id, mail, now) {
      const steps: SqlStep[] = [
        { text: confirm, values: [now, client_id, member_id], isVerdict: true },
      ];
      if (mail !== undefined) steps.push(insertMail(mail));
      return (await database.transact(steps)) !== undefined;
    },
    async withdrawConfirmation(client_id, member_id, now) {
      const results = await database.transact([
        { text: withdraw, values: [client_id, member_id], isVerdict: true },
        { text: endSessions, values: [now, client_id, member_id] },
      ]);
      return results?.[1]?.map((row) => String(row['session_id']));
    },
    async startConfirmedSession(session, refresh_token, { since, firstUse, password_verifier }) {
      const { session_id, client_id, member_id, created_at } = session;
      const { address_digest, mail, expires_at } = firstUse;
      const steps: SqlStep[] = [
        holdClient(client_id),
        holdMember(member_id, password_verifier),
        { text: holdConfirmation, values: [client_id, member_id, since], isVerdict: true },
        insertSession(session),
      ];
      if (refresh_token !== undefined) steps.push(insertRefreshToken(refresh_token));
      const address = [client_id, member_id, address_digest, session_id];
      steps.push(
        { text: rememberAddress, values: [...address, expires_at, created_at] },
        insertMailWhere(mail, isFirstUse, address),
      );
      return (await database.transact(steps)) !== undefined;
    },
  };
}
