import type { QueuedMail } from '../domain/mail/letterbox.ts';
import type { ClaimedMail, MailFault, MailStore } from '../domain/mail/mail-store.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';

const claimed = ['mail_id', 'sealed', 'queued_at', 'attempts', 'leased_until'] as const;

// The condition stands twice: what the inner statement saw may be another sender's by the time that the
// outer one holds the row.
const isDue = '(next_attempt_at <= $2 AND (leased_until IS NULL OR leased_until <= $2))';
const claim = `UPDATE mail SET leased_until = $1, attempts = attempts + 1
  WHERE mail_id IN (SELECT mail_id FROM mail WHERE ${isDue} ORDER BY next_attempt_at LIMIT $3)
    AND ${isDue}
  RETURNING ${claimed.join(', ')}`;

const postpone = `UPDATE mail SET next_attempt_at = $1, last_fault = $2, leased_until = NULL
  WHERE mail_id = $3 AND attempts = $4`;

const describe = `SELECT count(*) AS waiting, min(queued_at) AS oldest_queued_at,
    min(next_attempt_at) AS next_attempt_at, max(attempts) AS attempts,
    (SELECT last_fault FROM mail WHERE last_fault IS NOT NULL
      ORDER BY next_attempt_at DESC LIMIT 1) AS last_fault
  FROM mail`;

function toClaimed(row: SqlRow): ClaimedMail {
  const { mail_id, sealed, queued_at, attempts, leased_until } = row;
  return {
    mail_id: String(mail_id),
    sealed: String(sealed),
    queued_at: Number(queued_at),
    attempts: Number(attempts),
    leased_until: Number(leased_until),
  };
}

const toTime = (value: unknown) => (value == null ? null : Number(value));

/** Queues a mail within a transaction of the caller's: the mail is there when what it tells of is. */
export function insertMail({ mail_id, sealed, queued_at }: QueuedMail): SqlStep {
  return {
    text: `INSERT INTO mail (mail_id, sealed, queued_at, next_attempt_at, attempts)
      VALUES ($1, $2, $3, $4, 0)`,
    values: [mail_id, sealed, queued_at, queued_at],
  };
}

/**
 * Queues a mail within a transaction of the caller's, where a condition holds at that moment.
 *
 * @param condition - SQL with the placeholders of its own values, from `$1` on
 */
export function insertMailWhere(
  { mail_id, sealed, queued_at }: QueuedMail,
  condition: string,
  values: SqlStep['values'],
): SqlStep {
  const [id, seal, queued, due] = [1, 2, 3, 4].map((place) => `$${values.length + place}`);
  return {
    text: `INSERT INTO mail (mail_id, sealed, queued_at, next_attempt_at, attempts)
      SELECT CAST(${id} AS TEXT), CAST(${seal} AS TEXT), CAST(${queued} AS BIGINT),
        CAST(${due} AS BIGINT), 0
      WHERE ${condition}`,
    values: [...values, mail_id, sealed, queued_at, queued_at],
  };
}

/** Mails on their way, in SQL. */
export function createSqlMailStore(database: SqlDatabase): MailStore {
  return {
    async addMail(mail) {
      const { text, values } = insertMail(mail);
      await database.query(text, values);
    },
    async claimMails(limit, leased_until, now) {
      const rows = await database.query(claim, [leased_until, now, limit]);
      return rows.map(toClaimed).sort((left, right) => left.queued_at - right.queued_at);
    },
    async deleteMail(mail_id) {
      await database.query('DELETE FROM mail WHERE mail_id = $1', [mail_id]);
    },
    async postponeMail({ mail_id, attempts }, next_attempt_at, fault) {
      await database.query(postpone, [next_attempt_at, fault, mail_id, attempts]);
    },
    async describeQueue() {
      const [row] = await database.query(describe, []);
      return {
        waiting: Number(row?.['waiting'] ?? 0),
        oldest_queued_at: toTime(row?.['oldest_queued_at']),
        next_attempt_at: toTime(row?.['next_attempt_at']),
        attempts: Number(row?.['attempts'] ?? 0),
        last_fault: (row?.['last_fault'] ?? null) as MailFault | null,
      };
    },
  };
}
