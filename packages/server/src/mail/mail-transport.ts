import type { MailFault } from '../domain/mail/mail-store.ts';
import type { RenderedMail } from '../pages/mails/render-mail.ts';

/** A mail that is ready to be handed over. */
export interface OutgoingMail extends RenderedMail {
  readonly mail_id: string;
  readonly to: string;
  /** Epoch seconds at which it was queued, for its `Date`. */
  readonly queued_at: number;
}

/** Hands mails over to whoever carries them on. */
export interface MailTransport {
  /**
   * Resolves when somebody else has taken the mail.
   *
   * @param signal - lets go of a mail that nobody has taken yet
   * @throws MailNotSent
   */
  send(mail: OutgoingMail, signal?: AbortSignal): Promise<void>;
}

/** A mail was not taken. Neither address nor content nor the server's words are in the message. */
export class MailNotSent extends Error {
  override readonly name = 'MailNotSent';
  readonly fault: MailFault;
  /** The server's three digits, when it said any. */
  readonly responseCode: number | undefined;
  /** What the server said, for the operator's own terminal and for no log: it may repeat the address. */
  readonly response: string | undefined;

  constructor(fault: MailFault, said: { responseCode?: number; response?: string } = {}) {
    super(`The mail was not sent (${fault})`);
    this.fault = fault;
    this.responseCode = said.responseCode;
    this.response = said.response;
  }
}

/** Faults of the server rather than of one mail: the next mail would meet them, too. */
export const serverFaults: ReadonlySet<MailFault> = new Set([
  'unreachable',
  'timeout',
  'tls',
  'login',
]);
