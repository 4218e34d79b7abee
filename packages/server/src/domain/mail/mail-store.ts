import type { QueuedMail } from './letterbox.ts';

/**
 * What kept a letter from being sent: the mail server could not be reached, did not answer in time, spoke no
 * TLS or no valid one, refused the login, asked to come later, or refused the mail for good.
 */
export type MailFault = 'unreachable' | 'timeout' | 'tls' | 'login' | 'later' | 'refused' | 'fault';

/** A mail that one sender holds alone until `leased_until`. */
export interface ClaimedMail extends QueuedMail {
  /** How often the mail was claimed, this time included. */
  readonly attempts: number;
  /** Epoch seconds. */
  readonly leased_until: number;
}

/** What the queue looks like from outside. */
export interface MailQueueState {
  readonly waiting: number;
  /** Epoch seconds at which the oldest mail was queued; null when none waits. */
  readonly oldest_queued_at: number | null;
  /** When the next one is due; null when none waits. */
  readonly next_attempt_at: number | null;
  /** The most attempts that one of them has behind it. */
  readonly attempts: number;
  /** Of the mail that was tried last of those that failed. */
  readonly last_fault: MailFault | null;
}

/** Keeps mails until they are sent. */
export interface MailStore {
  /** The mail is durably stored when this resolves, and due at once. */
  addMail(mail: QueuedMail): Promise<void>;
  /**
   * Claims mails that are due, those due longest first. Of any number of senders one gets a mail; it
   * becomes due again when its sender has neither deleted nor postponed it by `leased_until`.
   */
  claimMails(limit: number, leased_until: number, now: number): Promise<readonly ClaimedMail[]>;
  /** Removes a mail: it was sent, or will never be. */
  deleteMail(mail_id: string): Promise<void>;
  /**
   * Gives a claimed mail back. Nothing happens when the lease ran out and another sender holds it.
   *
   * @param next_attempt_at - epoch seconds
   */
  postponeMail(claimed: ClaimedMail, next_attempt_at: number, fault: MailFault): Promise<void>;
  describeQueue(): Promise<MailQueueState>;
}
