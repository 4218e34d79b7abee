import type { QueuedMail } from '../domain/mail/letterbox.ts';
import type { SqlStep } from './sql-database.ts';
import { insertMail } from './sql-mail-store.ts';

/** A statement that must return a row, or nothing of its transaction is written. */
export function verdict(text: string, values: SqlStep['values']): SqlStep {
  return { text, values, isVerdict: true };
}

/** The statement that queues a mail, where there is one. */
export function mailSteps(mail: QueuedMail | undefined): readonly SqlStep[] {
  return mail === undefined ? [] : [insertMail(mail)];
}
