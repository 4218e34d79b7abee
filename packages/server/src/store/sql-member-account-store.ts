import type { MemberAccountStore } from '../domain/member/member-account.ts';
import type { Member } from '../domain/member/member.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';
import { endImpersonationsOf } from './sql-impersonation-store.ts';
import { insertMail } from './sql-mail-store.ts';
import { memberColumns } from './sql-member-store.ts';
import { columnList, columnValues } from './sql-row.ts';
import { endAllSessions, spendCodes } from './sql-session-store.ts';

const member = columnList(memberColumns);

// Longer than any address or name, and shorter than what SQLite takes for a pattern.
const searchLengthMax = 1000;

const insertText = `INSERT INTO member (${member.names}) VALUES (${member.placeholders})
  ON CONFLICT DO NOTHING RETURNING member_id`;

/** Inserts a member; no row comes back when address or customer id is somebody else's. */
export function insertMember(record: Member): SqlStep {
  return { text: insertText, values: columnValues(record, memberColumns) };
}

/** Makes every mailed link of an account worthless. */
export function forgetLinks(member_id: string): readonly SqlStep[] {
  return ['password_reset', 'address_change'].map((table) => ({
    text: `DELETE FROM ${table} WHERE member_id = $1`,
    values: [member_id],
  }));
}

const listPage = `SELECT ${member.names} FROM member
  WHERE username > $1
    AND (CAST($2 AS TEXT) IS NULL OR username LIKE $2 ESCAPE '!' OR lower(display_name) LIKE $2 ESCAPE '!')
  ORDER BY username LIMIT $3`;

const ownsClients = (member_id: string) => `EXISTS (SELECT 1 FROM client_owner o
  JOIN client c ON c.client_id = o.client_id WHERE o.member_id = ${member_id})`;

// In a statement of its own: the next one then sees an app that was registered while this one waited.
const waitForOwner = 'UPDATE member SET created_at = created_at WHERE member_id = $1';

// Holds the account while what it leaves behind is ended and counted.
const claimForDeletion = `UPDATE member SET disabled_at = COALESCE(disabled_at, $1)
  WHERE member_id = $2 AND (CAST($3 AS TEXT) IS NULL OR password_verifier = $3)
    AND NOT ${ownsClients('$2')}
  RETURNING member_id`;

/** Everything of a member that ends; the last step’s rows are the sessions, as {@link toEnded} reads them. */
export function endSteps(member_id: string, now: number): readonly SqlStep[] {
  return [
    { text: 'DELETE FROM browser_login WHERE member_id = $1', values: [member_id] },
    ...endImpersonationsOf(member_id, now),
    // Codes first: a code that is being traded at this moment is waited for, and its session then seen.
    spendCodes(member_id, undefined, now),
    endAllSessions(member_id, undefined, now),
  ];
}

/** The ids of the sessions that ended, when {@link endSteps} were the last of a transaction. */
export const toEnded = (results: readonly (readonly SqlRow[])[] | undefined) =>
  results?.at(-1)?.map((row) => String(row['session_id']));

function toPattern(search: string | undefined): string | null {
  if (search === undefined) return null;
  return `%${search.toLowerCase().replaceAll(/[!%_]/g, (character) => `!${character}`)}%`;
}

/** What members change about their own accounts. */
function createOwnChanges(
  database: SqlDatabase,
): Pick<MemberAccountStore, 'replacePasswordVerifier' | 'renameMember' | 'deleteMember'> {
  return {
    async replacePasswordVerifier({ member_id, username, password_verifier }, now, told) {
      const replace: SqlStep = {
        text: `UPDATE member SET password_verifier = $1, must_reset = 0
          WHERE member_id = $2 AND username = $3 AND (CAST($4 AS TEXT) IS NULL
            OR password_verifier = $4 AND disabled_at IS NULL)
          RETURNING member_id`,
        values: [password_verifier, member_id, username, told?.checked_verifier ?? null],
        isVerdict: true,
      };
      const steps = [
        replace,
        ...forgetLinks(member_id),
        ...(told === undefined ? [] : [insertMail(told.mail)]),
        ...endSteps(member_id, now),
      ];
      return toEnded(await database.transact(steps));
    },
    async renameMember(member_id, display_name) {
      const rows = await database.query(
        'UPDATE member SET display_name = $1 WHERE member_id = $2 RETURNING member_id',
        [display_name, member_id],
      );
      return rows.length > 0;
    },
    async deleteMember(member_id, mail, now, checked_verifier) {
      const endings = [
        { text: waitForOwner, values: [member_id] },
        {
          text: claimForDeletion,
          values: [now, member_id, checked_verifier ?? null],
          isVerdict: true,
        },
        ...endSteps(member_id, now),
      ];
      const results = await database.transact([
        ...endings,
        insertMail(mail),
        { text: 'DELETE FROM member WHERE member_id = $1', values: [member_id] },
      ]);
      if (results !== undefined) {
        return { outcome: 'deleted', ended: toEnded(results.slice(0, endings.length)) ?? [] };
      }
      const owned = await database.query(`SELECT 1 AS found WHERE ${ownsClients('$1')}`, [
        member_id,
      ]);
      return { outcome: owned.length > 0 ? 'owns_clients' : 'overtaken' };
    },
  };
}

/** Accounts in SQL, for whoever administers them. */
export function createSqlMemberAccountStore(database: SqlDatabase): MemberAccountStore {
  return {
    ...createOwnChanges(database),
    async listMemberPage({ search, after, limit }) {
      if (search !== undefined && search.length > searchLengthMax) return [];
      const rows = await database.query(listPage, [after, toPattern(search), limit]);
      return rows as unknown as readonly Member[];
    },
    async findGreatestCustId() {
      const [row] = await database.query('SELECT max(cust_id) AS greatest FROM member', []);
      return Number(row?.['greatest'] ?? 0);
    },
    async createMember(record) {
      const { text, values } = insertMember(record);
      const rows = await database.query(text, values);
      if (rows.length > 0) return 'created';
      const standing = await database.query('SELECT 1 AS found FROM member WHERE username = $1', [
        record.username,
      ]);
      return standing.length > 0 ? 'username_taken' : 'cust_id_taken';
    },
    async disableMember(member_id, now) {
      const disable: SqlStep = {
        text: `UPDATE member SET disabled_at = $1 WHERE member_id = $2 AND disabled_at IS NULL
          RETURNING member_id`,
        values: [now, member_id],
        isVerdict: true,
      };
      return toEnded(await database.transact([disable, ...endSteps(member_id, now)]));
    },
    async enableMember(member_id, now) {
      const enable: SqlStep = {
        text: `UPDATE member SET disabled_at = NULL WHERE member_id = $1 AND disabled_at IS NOT NULL
          RETURNING member_id`,
        values: [member_id],
        isVerdict: true,
      };
      return (await database.transact([enable, ...endSteps(member_id, now)])) !== undefined;
    },
    async setStaff(member_id, is_staff, now) {
      const change: SqlStep = {
        text: `UPDATE member SET is_staff = $1 WHERE member_id = $2 AND is_staff <> $1
          RETURNING member_id`,
        values: [is_staff, member_id],
        isVerdict: true,
      };
      const results = await database.transact([change, ...endImpersonationsOf(member_id, now)]);
      return results !== undefined;
    },
    async endEverything(member_id, now) {
      return toEnded(await database.transact(endSteps(member_id, now))) ?? [];
    },
  };
}
