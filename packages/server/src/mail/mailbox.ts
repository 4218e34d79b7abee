import type { ArrivedMail } from '../domain/mail/local-mailbox.ts';
import type { Clock } from '../domain/ports.ts';
import type { MailTransport } from './mail-transport.ts';

/** Where the mails of a local service arrive, for whichever address they are. In memory alone. */
export interface Mailbox extends MailTransport {
  /** Newest first. */
  list(): readonly ArrivedMail[];
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
