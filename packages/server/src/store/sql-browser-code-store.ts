import type { BrowserCode, BrowserCodeStore } from '../domain/session/browser-code.ts';
import type { SqlDatabase } from './sql-database.ts';
import { insertMail } from './sql-mail-store.ts';
import { asRecord, columnList, columnValues } from './sql-row.ts';

const columns = [
  'attempt_id',
  'member_id',
  'code_digest',
  'tries_left',
  'expires_at',
  'claimed_at',
] as const;
const code = columnList(columns);

const save = `INSERT INTO browser_code (${code.names}) VALUES (${code.placeholders})
  ON CONFLICT (attempt_id) DO UPDATE SET code_digest = excluded.code_digest,
    tries_left = excluded.tries_left, expires_at = excluded.expires_at
    WHERE browser_code.claimed_at IS NULL
  RETURNING attempt_id`;

const isOpen = 'attempt_id = $1 AND claimed_at IS NULL AND tries_left > 0 AND expires_at > $2';

// Every try is counted by the statement that looks at it.
const claim = `UPDATE browser_code SET tries_left = tries_left - 1,
    claimed_at = CASE WHEN code_digest = $3 THEN $2 ELSE claimed_at END
  WHERE ${isOpen}
  RETURNING tries_left, claimed_at`;

/** Mailed codes in SQL. */
export function createSqlBrowserCodeStore(database: SqlDatabase): BrowserCodeStore {
  return {
    async saveBrowserCode(record, mail) {
      const results = await database.transact([
        { text: save, values: columnValues(record, columns), isVerdict: true },
        insertMail(mail),
      ]);
      return results !== undefined;
    },
    async claimBrowserCode(attempt_id, code_digest, now) {
      const [row] = await database.query(claim, [attempt_id, now, code_digest]);
      if (row === undefined) return { outcome: 'spent' };
      if (row['claimed_at'] !== null) return { outcome: 'claimed' };
      return { outcome: 'wrong', tries_left: Number(row['tries_left']) };
    },
    async findBrowserCode(attempt_id, now) {
      const [row] = await database.query(`SELECT ${code.names} FROM browser_code WHERE ${isOpen}`, [
        attempt_id,
        now,
      ]);
      return asRecord<BrowserCode>(row);
    },
  };
}
