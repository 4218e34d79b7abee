import { createRandom } from './create-random.ts';
import type { MailQueueState } from './domain/mail/mail-store.ts';
import type { Clock } from './domain/ports.ts';
import { createUuid } from './domain/presented.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import { openSmtpTransport, serviceName } from './open-mail.ts';
import type { MailConfig } from './open-mail.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlMailStore } from './store/sql-mail-store.ts';

/** The mail queue of a service, as its operator sees it: how much waits, never to whom or what. */
export interface MailRegistry {
  describeQueue(): Promise<MailQueueState>;
  close(): Promise<void>;
}

/**
 * Opens the mail queue of a service that has been started before.
 *
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openMailRegistry(
  location: DatabaseLocation,
  clock: Clock = systemClock,
): Promise<MailRegistry> {
  const { database, close } = await openOperatorDatabase(location, clock);
  const mails = createSqlMailStore(database);
  return { describeQueue: () => mails.describeQueue(), close };
}

/**
 * Sends a test mail at once, past the queue.
 *
 * @returns false when no mail server is set
 * @throws MailNotSent
 */
export async function sendTestMail(
  config: MailConfig,
  to: string,
  clock: Clock = systemClock,
): Promise<boolean> {
  const transport = openSmtpTransport(config);
  if (transport === undefined) return false;
  // Loaded here: a service that starts needs none of it.
  const { renderMail } = await import('./pages/mails/render-mail.ts');
  const { writeTestMail } = await import('./pages/mails/test-mail.ts');
  const frame = {
    serviceName,
    origin: config.origin,
    describeAgent: (user_agent: string) => user_agent,
    findPlace: () => undefined,
  };
  const now = clock();
  const mail_id = createUuid(createRandom());
  const rendered = renderMail(writeTestMail(now, frame), frame);
  await transport.send({ ...rendered, mail_id, to, queued_at: now });
  return true;
}
