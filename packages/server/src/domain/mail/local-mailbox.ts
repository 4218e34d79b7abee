/** A mail that arrived in the mailbox of a local service. */
export interface ArrivedMail {
  readonly mail_id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Epoch seconds at which it arrived. */
  readonly sent_at: number;
}

/** The mailbox of a local service, as whoever looks into it sees it. */
export interface LocalMailbox {
  /** Newest first, with everything that was queued before the call. */
  list(): Promise<readonly ArrivedMail[]>;
  find(mail_id: string): ArrivedMail | undefined;
}
