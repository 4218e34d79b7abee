import { rememberedBrowsersMax } from '../domain/session/remembered-browser.ts';
import type {
  RememberedBrowser,
  RememberedBrowserStore,
} from '../domain/session/remembered-browser.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';

const columns = [
  'browser_id',
  'member_id',
  'mark_digest',
  'credentials_digest',
  'knows_since',
  'skips_second_factor_until',
  'last_used_at',
  'last_ip',
  'last_user_agent_header',
  'expires_at',
] as const;
const browser = columnList(columns);

const findByMark = `SELECT ${columns.map((column) => `b.${column}`).join(', ')}, m.password_verifier
  FROM remembered_browser b JOIN member m ON m.member_id = b.member_id
  WHERE b.mark_digest = $1 AND m.username = $2 AND b.expires_at > $3`;

// Only the newest are kept, so that sign-ins without a cookie cannot fill the table.
const keepNewest = `DELETE FROM remembered_browser WHERE member_id = $1 AND browser_id NOT IN
  (SELECT browser_id FROM remembered_browser WHERE member_id = $1
    ORDER BY last_used_at DESC, knows_since DESC, browser_id LIMIT ${rememberedBrowsersMax})`;

/** The statement that forgets every browser of a member. */
export function forgetBrowsersStep(member_id: string): SqlStep {
  return {
    text: 'DELETE FROM remembered_browser WHERE member_id = $1 RETURNING browser_id',
    values: [member_id],
  };
}

/** Remembered browsers in SQL. */
export function createSqlRememberedBrowserStore(database: SqlDatabase): RememberedBrowserStore {
  return {
    async findRememberedBrowser(mark_digest, username, now) {
      const [row] = await database.query(findByMark, [mark_digest, username, now]);
      if (row === undefined) return undefined;
      const { password_verifier, ...found } = row;
      return {
        browser: asRecord<RememberedBrowser>(found) as RememberedBrowser,
        password_verifier: String(password_verifier),
      };
    },
    async rememberBrowser(record, earlier) {
      const steps: SqlStep[] = [];
      if (earlier !== undefined) {
        steps.push(
          {
            text: 'DELETE FROM remembered_browser WHERE mark_digest = $1 AND member_id = $2',
            values: [earlier, record.member_id],
          },
          {
            text: 'UPDATE remembered_browser SET mark_digest = $1 WHERE mark_digest = $2',
            values: [record.mark_digest, earlier],
          },
        );
      }
      steps.push(
        {
          text: `INSERT INTO remembered_browser (${browser.names}) VALUES (${browser.placeholders})`,
          values: columnValues(record, columns),
        },
        { text: keepNewest, values: [record.member_id] },
      );
      await database.transact(steps);
    },
    async useRememberedBrowser(browser_id, use) {
      await database.query(
        `UPDATE remembered_browser SET last_used_at = $1, last_ip = $2, last_user_agent_header = $3
          WHERE browser_id = $4`,
        [use.last_used_at, use.last_ip, use.last_user_agent_header, browser_id],
      );
    },
    async listRememberedBrowsers(member_id, now) {
      const rows = await database.query(
        `SELECT ${browser.names} FROM remembered_browser WHERE member_id = $1 AND expires_at > $2
          ORDER BY last_used_at DESC, knows_since DESC, browser_id`,
        [member_id, now],
      );
      return rows as unknown as readonly RememberedBrowser[];
    },
    async forgetBrowser(browser_id, member_id) {
      const rows = await database.query(
        `DELETE FROM remembered_browser WHERE browser_id = $1 AND member_id = $2
          RETURNING browser_id`,
        [browser_id, member_id],
      );
      return rows.length > 0;
    },
    async forgetBrowsers(member_id) {
      const { text, values } = forgetBrowsersStep(member_id);
      return (await database.query(text, values)).length;
    },
  };
}
