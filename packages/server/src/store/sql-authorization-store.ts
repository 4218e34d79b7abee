import { failedVerificationsMax } from '../domain/authorization/authorization-code.ts';
import type {
  AuthorizationCode,
  AuthorizationStore,
} from '../domain/authorization/authorization-code.ts';
import type { Consent } from '../domain/authorization/consent.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { holdImpersonation } from './sql-impersonation-store.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';
import { verdict } from './sql-steps.ts';
import {
  holdClient,
  holdMember,
  insertRefreshToken,
  insertSession,
  spendCodes,
} from './sql-session-store.ts';

const codeColumns = [
  'code_digest',
  'client_id',
  'member_id',
  'redirect_uri',
  'scope',
  'code_challenge',
  'code_challenge_method',
  'auth_time',
  'issued_at',
  'expires_at',
  'consumed_at',
  'session_id',
  'failed_verifications',
  'impersonation_id',
  'browser_id',
] as const;
const consentColumns = [
  'member_id',
  'client_id',
  'scope',
  'client_fingerprint',
  'granted_at',
] as const;

const code = columnList(codeColumns);
const consent = columnList(consentColumns);

function insertCode(record: AuthorizationCode): SqlStep {
  return {
    text: `INSERT INTO authorization_code (${code.names}) VALUES (${code.placeholders})`,
    values: columnValues(record, codeColumns),
  };
}

const consume = `UPDATE authorization_code SET consumed_at = $1, session_id = $2
  WHERE code_digest = $3 AND client_id = $4 AND consumed_at IS NULL AND expires_at > $5
    AND EXISTS (SELECT 1 FROM member m
      WHERE m.member_id = authorization_code.member_id AND m.disabled_at IS NULL)
  RETURNING code_digest`;

const countFailure = `UPDATE authorization_code SET failed_verifications = failed_verifications + 1,
    consumed_at = CASE WHEN failed_verifications + 1 >= ${failedVerificationsMax}
      THEN $1 ELSE consumed_at END
  WHERE code_digest = $2 AND consumed_at IS NULL`;

const replaceConsent = `INSERT INTO consent (${consent.names}) VALUES (${consent.placeholders})
  ON CONFLICT (member_id, client_id) DO UPDATE SET scope = excluded.scope,
    client_fingerprint = excluded.client_fingerprint, granted_at = excluded.granted_at`;

// The client is held: of several members at once each counts the ones before.
const hasPlace = `SELECT 1 AS found WHERE (SELECT count(*) FROM consent WHERE client_id = $1) < $3
  OR EXISTS (SELECT 1 FROM consent WHERE client_id = $1 AND member_id = $2)`;

// Writing the row locks it, so that a withdrawal comes wholly before or wholly after.
const holdConsent = `UPDATE consent SET granted_at = granted_at
  WHERE member_id = $1 AND client_id = $2 RETURNING client_id`;

const selectConsent = `SELECT ${consent.names} FROM consent WHERE member_id = $1`;

function createConsents(
  database: SqlDatabase,
): Pick<AuthorizationStore, 'findConsent' | 'listConsents' | 'deleteConsent' | 'countConsents'> {
  return {
    async findConsent(member_id, client_id) {
      const rows = await database.query(`${selectConsent} AND client_id = $2`, [
        member_id,
        client_id,
      ]);
      return asRecord<Consent>(rows[0]);
    },
    async listConsents(member_id) {
      const rows = await database.query(`${selectConsent} ORDER BY granted_at DESC`, [member_id]);
      return rows as unknown as readonly Consent[];
    },
    async deleteConsent(member_id, client_id, now) {
      await database.transact([
        {
          text: 'DELETE FROM consent WHERE member_id = $1 AND client_id = $2',
          values: [member_id, client_id],
        },
        spendCodes(member_id, client_id, now),
      ]);
    },
    async countConsents(client_id) {
      const [row] = await database.query(
        'SELECT count(*) AS count FROM consent WHERE client_id = $1',
        [client_id],
      );
      return Number(row?.['count'] ?? 0);
    },
  };
}

/** Authorization codes and consents in SQL. */
export function createSqlAuthorizationStore(database: SqlDatabase): AuthorizationStore {
  return {
    ...createConsents(database),
    async saveConsentAndCode(consentRecord, codeRecord, membersMax) {
      const { client_id, member_id } = consentRecord;
      const results = await database.transact([
        holdClient(client_id),
        holdMember(member_id),
        ...(membersMax === undefined
          ? []
          : [verdict(hasPlace, [client_id, member_id, membersMax])]),
        {
          text: replaceConsent,
          values: columnValues(consentRecord, consentColumns),
        },
        insertCode(codeRecord),
      ]);
      return results !== undefined;
    },
    async saveCodeOnConsent(codeRecord) {
      const { impersonation_id, issued_at } = codeRecord;
      const results = await database.transact([
        ...(impersonation_id === null ? [] : [holdImpersonation(impersonation_id, issued_at)]),
        {
          text: holdConsent,
          values: [codeRecord.member_id, codeRecord.client_id],
          isVerdict: true,
        },
        insertCode(codeRecord),
      ]);
      return results !== undefined;
    },
    async findCode(code_digest) {
      const rows = await database.query(
        `SELECT ${code.names} FROM authorization_code WHERE code_digest = $1`,
        [code_digest],
      );
      return asRecord<AuthorizationCode>(rows[0]);
    },
    async consumeCode(code_digest, session, refresh_token, now) {
      const steps: SqlStep[] = [
        {
          text: consume,
          values: [now, session.session_id, code_digest, session.client_id, now],
          isVerdict: true,
        },
        insertSession(session),
      ];
      if (refresh_token !== undefined) steps.push(insertRefreshToken(refresh_token));
      return (await database.transact(steps)) !== undefined;
    },
    async countFailedVerification(code_digest, now) {
      await database.query(countFailure, [now, code_digest]);
    },
  };
}
