import type { Member } from '../domain/member/member.ts';
import type { Digest } from '../domain/presented.ts';
import type { BrowserLoginStore } from '../domain/session/browser-login.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { holdMember } from './sql-session-store.ts';

/** Browser logins in SQL. */
export function createSqlBrowserLoginStore(database: SqlDatabase): BrowserLoginStore {
  return {
    async saveBrowserLogin(login) {
      const { login_digest, member_id, auth_time, expires_at, browser_id } = login;
      const insert: SqlStep = {
        text: `INSERT INTO browser_login (login_digest, member_id, auth_time, expires_at, browser_id)
          VALUES ($1, $2, $3, $4, $5)`,
        values: [login_digest, member_id, auth_time, expires_at, browser_id],
      };
      return (
        (await database.transact([holdMember(member_id, login.password_verifier), insert])) !==
        undefined
      );
    },
    async findBrowserLogin(login_digest, now) {
      const [row] = await database.query(
        `SELECT l.login_digest, l.auth_time, l.expires_at, l.browser_id, m.*
          FROM browser_login l JOIN member m ON m.member_id = l.member_id
          WHERE l.login_digest = $1 AND l.expires_at > $2 AND m.disabled_at IS NULL`,
        [login_digest, now],
      );
      if (row === undefined) return undefined;
      const { auth_time, expires_at, login_digest: digest, browser_id, ...member } = row;
      return {
        login: {
          login_digest: digest as Digest,
          member_id: String(row['member_id']),
          auth_time: Number(auth_time),
          expires_at: Number(expires_at),
          browser_id: browser_id as string | null,
        },
        member: member as unknown as Member,
      };
    },
    async deleteBrowserLogin(login_digest) {
      await database.query('DELETE FROM browser_login WHERE login_digest = $1', [login_digest]);
    },
    async deleteLoginsOfBrowser(member_id, browser_id) {
      await database.query('DELETE FROM browser_login WHERE member_id = $1 AND browser_id = $2', [
        member_id,
        browser_id,
      ]);
    },
  };
}
