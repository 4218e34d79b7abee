import type { Logger } from 'pino';

import type { Config } from './config/parse-config.ts';
import { createLetterbox, createMailSealing } from './domain/mail/create-letterbox.ts';
import type { Letterbox } from './domain/mail/letterbox.ts';
import type { LocalMailbox } from './domain/mail/local-mailbox.ts';
import type { MailStore } from './domain/mail/mail-store.ts';
import type { Clock, Random } from './domain/ports.ts';
import type { PlaceFinder } from './domain/session/place.ts';
import { createMailbox } from './mail/mailbox.ts';
import type { Mailbox } from './mail/mailbox.ts';
import { startMailDelivery } from './mail/mail-delivery.ts';
import { parseMailFrom, parseMailUrl } from './mail/mail-server.ts';
import type { MailTransport } from './mail/mail-transport.ts';
import { createMailWriter } from './mail/mail-writer.ts';
import { createSmtpTransport } from './mail/smtp-transport.ts';

/** What the service says of itself in mails and on pages. */
export const serviceName = 'Pitpass';

/** The settings that say whether and how mails leave. */
export type MailConfig = Pick<Config, 'mailUrl' | 'mailFrom' | 'origin' | 'isLocal'>;

/** What mail is made of. */
export interface MailParts {
  readonly mails: MailStore;
  readonly secretKey: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
  readonly places: PlaceFinder;
  readonly log: Pick<Logger, 'warn' | 'error'>;
  readonly onNotice: (sentence: string) => void;
}

/** The mail of a service that runs. */
export interface Mail {
  readonly letters: Letterbox;
  /** Where mails of a local service arrive; undefined elsewhere. */
  readonly mailbox: LocalMailbox | undefined;
  readonly stop: () => Promise<void>;
}

/**
 * The transport to the configured mail server; undefined when none is set.
 *
 * @throws TypeError when the settings were not checked before
 */
export function openSmtpTransport(config: MailConfig): MailTransport | undefined {
  const { mailUrl, mailFrom, origin } = config;
  if (mailUrl === undefined || mailFrom === undefined) return undefined;
  const [server, from] = [parseMailUrl(mailUrl), parseMailFrom(mailFrom)];
  if ('problem' in server || 'problem' in from) throw new TypeError('The mail settings are wrong');
  return createSmtpTransport(server, { from, host: new URL(origin).hostname });
}

function openTransport(config: MailConfig, mailbox: Mailbox | undefined, parts: MailParts) {
  const { onNotice } = parts;
  if (mailbox !== undefined) {
    if (config.mailUrl !== undefined) {
      onNotice('PITPASS_MAIL_URL has no effect with --local: mails arrive at /local/mailbox.');
    }
    return mailbox;
  }
  const transport = openSmtpTransport(config);
  if (transport === undefined) {
    onNotice(
      'No mail server is set (PITPASS_MAIL_URL): mails wait in the queue for two days at most. Sign-up, a forgotten password, a new address and sign-in from an unknown browser need them.',
    );
  }
  if (config.mailUrl?.startsWith('smtp+insecure:') === true) {
    onNotice(
      'PITPASS_MAIL_URL gives up TLS (smtp+insecure): its password, and every code and link, leave in the clear.',
    );
  }
  return transport;
}

/** Opens the letterbox and starts delivering: locally to the mailbox, otherwise to the mail server. */
export function openMail(config: MailConfig, parts: MailParts): Mail {
  const { mails, secretKey, clock, random, places, log } = parts;
  const mailbox = config.isLocal ? createMailbox(clock) : undefined;
  const transport = openTransport(config, mailbox, parts);
  const delivery =
    transport &&
    startMailDelivery({
      mails,
      sealing: createMailSealing(secretKey, random),
      transport,
      write: createMailWriter({ serviceName, origin: config.origin, places }),
      clock,
      log,
    });
  return {
    letters: createLetterbox({
      mails,
      secretKey,
      clock,
      random,
      onSealed: () => delivery?.nudge(),
    }),
    mailbox: mailbox && {
      async list() {
        await delivery?.deliverDue();
        return mailbox.list();
      },
      find: (mail_id) => mailbox.find(mail_id),
    },
    stop: async () => delivery?.stop(),
  };
}
