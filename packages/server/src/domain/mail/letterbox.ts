import type { Letter } from './letter.ts';

/** A letter on its way, as its row stands: nobody reads it who has the database alone. */
export interface QueuedMail {
  readonly mail_id: string;
  /** Recipient and letter together. */
  readonly sealed: string;
  readonly queued_at: number;
}

/** Takes letters. No caller ever waits for a mail server. */
export interface Letterbox {
  /** Seals a letter for a store that writes it in one transaction with what the letter tells of. */
  seal(to: string, letter: Letter): QueuedMail;
  /** Queues a letter by itself; it is durably stored when this resolves. */
  post(to: string, letter: Letter): Promise<void>;
}
