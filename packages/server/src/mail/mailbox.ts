import type { Clock } from '../domain/ports.ts';
import type { RenderedMail } from '../pages/mails/render-mail.ts';
import type { MailTransport } from './mail-transport.ts';

/** A mail that arrived in the local mailbox. */
export interface ArrivedMail extends RenderedMail {
  readonly mail_id: string;
  readonly to: string;
  /** Epoch seconds at which it arrived. */
  readonly sent_at: number;
}

/** Where the mails of a local service arrive, for whichever address they are. In memory alone. */
export interface Mailbox extends MailTransport {
  /** Newest first. */
  list(): readonly ArrivedMail[];
  find(mail_id: string): ArrivedMail | undefined;
}

/** The mailbox as whoever looks into it sees it. */
export interface LocalMailbox {
  /** Newest first, with everything that was queued before the call. */
  list(): Promise<readonly ArrivedMail[]>;
  find(mail_id: string): ArrivedMail | undefined;
}

const mailsMax = 200;

/** Creates a mailbox, empty. It keeps the newest 200 mails. */
export function createMailbox(clock: Clock): Mailbox {
  let mails: readonly ArrivedMail[] = [];
  return {
    async send({ mail_id, to, subject, text, html }) {
      const arrived = { mail_id, to, subject, text, html, sent_at: clock() };
      mails = [arrived, ...mails].slice(0, mailsMax);
    },
    list: () => mails,
    find: (mail_id) => mails.find((mail) => mail.mail_id === mail_id),
  };
}
