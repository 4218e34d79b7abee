/** Where programs read the local mailbox; its pages are at `/local/mailbox`. */
export const mailboxJsonPath = '/local/mailbox.json';

/** A mail of the local mailbox as programs get it. */
export interface ShownMail {
  readonly mail_id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Epoch seconds at which it arrived. */
  readonly sent_at: number;
}
