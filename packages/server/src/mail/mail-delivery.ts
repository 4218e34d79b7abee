import type { Logger } from 'pino';

import type { MailSealing } from '../domain/mail/create-letterbox.ts';
import type { Letter } from '../domain/mail/letter.ts';
import type { ClaimedMail, MailFault, MailStore } from '../domain/mail/mail-store.ts';
import type { Clock } from '../domain/ports.ts';
import type { RenderedMail } from '../pages/mails/render-mail.ts';
import { MailNotSent, serverFaults } from './mail-transport.ts';
import type { MailTransport } from './mail-transport.ts';

/** How long a mail that cannot be sent stays in the queue, in seconds. */
export const mailKeptSeconds = 172_800;

const claimedAtOnce = 8;
// Longer than a batch can take: see the timeouts of the transport.
const leaseSeconds = 180;
const secondsBetweenAttempts = [60, 120, 300, 900, 1800, 3600, 7200, 14_400];
const pollMs = 5_000;
// How long a service that stops waits for a mail server, less than it waits for its requests.
const stopMsMax = 2_000;
// What was sealed is committed a moment later.
const nudgeMs = 50;

/** What delivers mails is made of. */
export interface MailDeliveryParts {
  readonly mails: MailStore;
  readonly sealing: MailSealing;
  readonly transport: MailTransport;
  /** Puts a letter into words and form. */
  readonly write: (letter: Letter) => Promise<RenderedMail>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn' | 'error'>;
}

/** Carries mails from the queue to the transport, on every node. */
export interface MailDelivery {
  /** Delivers what is due. What was queued before the call has been tried when this resolves. */
  deliverDue(): Promise<void>;
  /** Looks into the queue in a moment, without anybody waiting for it. */
  nudge(): void;
  /**
   * Lets mails in hand go out, takes no more, and resolves. A mail server that does not answer is left after
   * two seconds, and the mail is for whoever looks next.
   */
  stop(): Promise<void>;
}

/** When the next attempt is, counted from one that failed. */
export function secondsToNextAttempt(attempts: number): number {
  const index = Math.min(attempts, secondsBetweenAttempts.length) - 1;
  return secondsBetweenAttempts[index] ?? 60;
}

function isTooLate(letter: Letter, now: number): boolean {
  return (
    'expires_at' in letter && typeof letter.expires_at === 'number' && letter.expires_at <= now
  );
}

/** What became of one mail; `server_fault` says that the next one need not be tried now. */
type Outcome = 'done' | 'server_fault';

/** What a mail that was not taken is, beside its row. */
interface Failure {
  readonly kind: string;
  readonly error: unknown;
}

async function postponeOrGiveUp(
  mail: ClaimedMail,
  { kind, error }: Failure,
  { mails, clock, log }: MailDeliveryParts,
): Promise<Outcome> {
  const { mail_id, attempts, queued_at } = mail;
  const notSent = error instanceof MailNotSent ? error : undefined;
  const fault: MailFault = notSent?.fault ?? 'fault';
  const next_attempt_at = clock() + secondsToNextAttempt(attempts);
  const isLast = fault === 'refused' || next_attempt_at >= queued_at + mailKeptSeconds;
  // Only words of ours and three digits: what a server says may repeat the address.
  const fields = { mail_id, kind, fault, attempts, response_code: notSent?.responseCode };
  if (isLast) {
    log.error(fields, 'a mail was given up');
    await mails.deleteMail(mail_id);
  } else {
    log.warn({ ...fields, next_attempt_at }, 'a mail could not be sent and is tried again');
    await mails.postponeMail(mail, next_attempt_at, fault);
  }
  return serverFaults.has(fault) ? 'server_fault' : 'done';
}

async function deliver(
  mail: ClaimedMail,
  parts: MailDeliveryParts,
  letGo: AbortSignal,
): Promise<Outcome> {
  const { mails, sealing, transport, write, clock, log } = parts;
  const { mail_id, queued_at } = mail;
  const opened = sealing.open(mail);
  if (opened === undefined) {
    log.error({ mail_id }, 'a mail was sealed with another secret key and is thrown away');
    await mails.deleteMail(mail_id);
    return 'done';
  }
  const { to, letter } = opened;
  if (isTooLate(letter, clock())) {
    log.error({ mail_id, kind: letter.kind }, 'a mail was given up: what it holds has expired');
    await mails.deleteMail(mail_id);
    return 'done';
  }
  try {
    await transport.send({ ...(await write(letter)), mail_id, to, queued_at }, letGo);
  } catch (error) {
    if (!letGo.aborted) return postponeOrGiveUp(mail, { kind: letter.kind, error }, parts);
    await mails.postponeMail(mail, clock(), 'timeout');
    return 'server_fault';
  }
  await mails.deleteMail(mail_id);
  return 'done';
}

/**
 * Starts delivering mails. A mail leaves the queue after the transport has taken it: a node that dies in
 * between sends it twice rather than never, under the same `Message-ID`.
 */
export function startMailDelivery(parts: MailDeliveryParts): MailDelivery {
  const { mails, clock, log } = parts;
  const stopping = new AbortController();
  const lettingGo = new AbortController();
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  let nudged: NodeJS.Timeout | undefined;

  const deliverAll = async () => {
    while (!stopping.signal.aborted) {
      const now = clock();
      const claimed = await mails.claimMails(claimedAtOnce, now + leaseSeconds, now);
      const outcomes = await Promise.all(
        claimed.map((mail) => deliver(mail, parts, lettingGo.signal)),
      );
      if (claimed.length === 0 || outcomes.includes('server_fault')) return;
    }
  };
  const run = () => {
    running = deliverAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  const deliverDue = () => {
    if (running === undefined) return run();
    following ??= running
      .catch(() => {})
      .then(() => {
        following = undefined;
        return run();
      });
    return following;
  };
  const deliverQuietly = () => {
    deliverDue().catch((error: Error) => {
      log.error({ err: { message: error.message } }, 'the mail queue could not be read');
    });
  };
  const nudge = () => {
    if (stopping.signal.aborted) return;
    nudged ??= setTimeout(() => {
      nudged = undefined;
      deliverQuietly();
    }, nudgeMs).unref();
  };
  const timer = setInterval(deliverQuietly, pollMs).unref();
  // What waited while no node ran.
  nudge();
  return {
    deliverDue,
    nudge,
    async stop() {
      stopping.abort();
      clearInterval(timer);
      clearTimeout(nudged);
      const impatient = setTimeout(() => lettingGo.abort(), stopMsMax);
      await following?.catch(() => {});
      await running?.catch(() => {});
      clearTimeout(impatient);
    },
  };
}
