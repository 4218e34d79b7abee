import type { Member, MemberStore } from '../domain/member/member.ts';
import type { SqlDatabase } from './sql-database.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';

/** The columns of a member, in the order of the record. */
export const memberColumns = [
  'member_id',
  'username',
  'display_name',
  'cust_id',
  'account_id',
  'password_verifier',
  'created_at',
  'disabled_at',
  'is_staff',
  'must_reset',
] as const;

const insert = columnList(memberColumns);
const select = `SELECT ${insert.names} FROM member`;

/** Members in SQL. */
export function createSqlMemberStore(database: SqlDatabase): MemberStore {
  const findBy = (column: (typeof memberColumns)[number]) => async (value: string | number) => {
    const [row] = await database.query(`${select} WHERE ${column} = $1`, [value]);
    return asRecord<Member>(row);
  };
  return {
    findMemberByUsername: findBy('username'),
    findMember: findBy('member_id'),
    findMemberByCustId: findBy('cust_id'),
    async listMembers(limit) {
      const rows = await database.query(`${select} ORDER BY created_at, cust_id LIMIT $1`, [limit]);
      return rows as unknown as readonly Member[];
    },
    async renewPasswordVerifier({ member_id, password_verifier }, renewed) {
      const rows = await database.query(
        `UPDATE member SET password_verifier = $1 WHERE member_id = $2 AND password_verifier = $3
          RETURNING member_id`,
        [renewed, member_id, password_verifier],
      );
      return rows.length > 0;
    },
    async saveMember(member) {
      await database.query(
        `INSERT INTO member (${insert.names}) VALUES (${insert.placeholders})
          ON CONFLICT (member_id) DO UPDATE SET username = excluded.username,
            display_name = excluded.display_name, password_verifier = excluded.password_verifier,
            disabled_at = excluded.disabled_at, is_staff = excluded.is_staff,
            must_reset = excluded.must_reset`,
        columnValues(member, memberColumns),
      );
    },
  };
}
