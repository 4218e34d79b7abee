import type { Impersonation, ImpersonationStore } from '../domain/member/impersonation.ts';
import type { Member } from '../domain/member/member.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';
import { insertMail } from './sql-mail-store.ts';
import { memberColumns } from './sql-member-store.ts';
import { asRecord } from './sql-row.ts';
import { holdMember } from './sql-session-store.ts';

const columns = [
  'impersonation_id',
  'member_id',
  'staff_member_id',
  'login_digest',
  'note',
  'started_at',
  'expires_at',
  'ended_at',
] as const;

const names = columns.map((column) => `i.${column}`).join(', ');
const memberNames = memberColumns.map((column) => `m.${column} AS of_${column}`).join(', ');

const standing = (now: string) => `FROM impersonation i
    JOIN member m ON m.member_id = i.member_id
    JOIN member s ON s.member_id = i.staff_member_id
  WHERE i.ended_at IS NULL AND i.expires_at > ${now} AND m.disabled_at IS NULL
    AND s.disabled_at IS NULL AND s.is_staff = 1`;

const insertStanding = `INSERT INTO impersonation
    (impersonation_id, member_id, staff_member_id, login_digest, note, started_at, expires_at)
  SELECT CAST($1 AS TEXT), m.member_id, s.member_id, CAST($4 AS TEXT), CAST($5 AS TEXT),
    CAST($6 AS BIGINT), CAST($7 AS BIGINT)
  FROM member m, member s
  WHERE m.member_id = $2 AND m.disabled_at IS NULL AND m.is_staff = 0
    AND s.member_id = $3 AND s.disabled_at IS NULL AND s.is_staff = 1
    AND EXISTS (SELECT 1 FROM second_factor f WHERE f.member_id = s.member_id)
  RETURNING impersonation_id`;

const endOne = `UPDATE impersonation SET ended_at = $1
  WHERE impersonation_id = $2 AND ended_at IS NULL RETURNING impersonation_id`;

const hold = `UPDATE impersonation SET started_at = started_at
  WHERE impersonation_id = $1 AND ended_at IS NULL AND expires_at > $2 RETURNING impersonation_id`;

// What ends: codes first, so that one that is being traded is waited for and its session then seen.
const ofOne = (id: string) => `impersonation_id = ${id}`;
const ofStaff = (id: string) => `impersonation_id IN
  (SELECT impersonation_id FROM impersonation WHERE staff_member_id = ${id})`;
const ofLogin = (digest: string) => `impersonation_id IN
  (SELECT impersonation_id FROM impersonation WHERE login_digest = ${digest})`;

function endUnder(
  condition: (id: string) => string,
  values: SqlStep['values'],
): readonly SqlStep[] {
  return [
    {
      text: `UPDATE authorization_code SET consumed_at = $1
        WHERE consumed_at IS NULL AND ${condition('$2')}`,
      values,
    },
    {
      text: `UPDATE session SET ended_at = $1 WHERE ended_at IS NULL AND ${condition('$2')}
        RETURNING session_id`,
      values,
    },
  ];
}

/** The statement that holds an impersonation for what is written next: unless it stands, nothing is. */
export function holdImpersonation(impersonation_id: string, now: number): SqlStep {
  return { text: hold, values: [impersonation_id, now], isVerdict: true };
}

/** The statements that end every impersonation of a member and by a member, with what is under the latter. */
export function endImpersonationsOf(member_id: string, now: number): readonly SqlStep[] {
  return [
    {
      text: `UPDATE impersonation SET ended_at = $1
        WHERE ended_at IS NULL AND (member_id = $2 OR staff_member_id = $2)`,
      values: [now, member_id],
    },
    ...endUnder(ofStaff, [now, member_id]),
  ];
}

/** Those who act for members, in SQL. */
export function createSqlImpersonationStore(database: SqlDatabase): ImpersonationStore {
  return {
    async startImpersonation(impersonation, mail) {
      const { impersonation_id, member_id, staff_member_id, login_digest } = impersonation;
      const { note, started_at, expires_at } = impersonation;
      const steps: SqlStep[] = [
        // One at a time: what is begun at the same moment is seen here, and ends.
        holdMember(staff_member_id),
        {
          text: `UPDATE impersonation SET ended_at = $1
            WHERE login_digest = $2 AND ended_at IS NULL`,
          values: [started_at, login_digest],
        },
        ...endUnder(ofLogin, [started_at, login_digest]),
        {
          text: insertStanding,
          values: [
            impersonation_id,
            member_id,
            staff_member_id,
            login_digest,
            note,
            started_at,
            expires_at,
          ],
          isVerdict: true,
        },
        insertMail(mail),
      ];
      return (await database.transact(steps)) !== undefined;
    },
    async findImpersonationOfLogin(login_digest, now) {
      const [row] = await database.query(
        `SELECT ${names}, ${memberNames} ${standing('$2')} AND i.login_digest = $1`,
        [login_digest, now],
      );
      if (row === undefined) return undefined;
      return { impersonation: pick(row, columns), member: pick<Member>(row, memberColumns, 'of_') };
    },
    async findStandingImpersonation(impersonation_id, now) {
      const [row] = await database.query(
        `SELECT ${names} ${standing('$2')} AND i.impersonation_id = $1`,
        [impersonation_id, now],
      );
      return asRecord<Impersonation>(row);
    },
    async listImpersonationsOf(member_id, now) {
      const rows = await database.query(
        `SELECT ${names} ${standing('$2')} AND i.member_id = $1 ORDER BY i.started_at, i.impersonation_id`,
        [member_id, now],
      );
      return rows as unknown as readonly Impersonation[];
    },
    async endImpersonation(impersonation_id, now) {
      const results = await database.transact([
        { text: endOne, values: [now, impersonation_id], isVerdict: true },
        ...endUnder(ofOne, [now, impersonation_id]),
      ]);
      return results?.at(-1)?.map((row) => String(row['session_id']));
    },
  };
}

function pick<Record_ = Impersonation>(
  row: SqlRow,
  wanted: readonly string[],
  prefix = '',
): Record_ {
  return Object.fromEntries(
    wanted.map((column) => [column, row[`${prefix}${column}`]]),
  ) as unknown as Record_;
}
