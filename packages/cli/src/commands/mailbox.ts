import { exitCodes, Problem } from '../problem.ts';
import { mailboxJsonPath } from '../serve/mailbox/mailbox-path.ts';
import type { ShownMail } from '../serve/mailbox/mailbox-path.ts';
import { findLocalService } from '../settings/local-service.ts';
import type { LocalServiceFlags } from '../settings/local-service.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable, formatTimeWithSeconds } from '../terminal/table.ts';
import { toVisibleJson, toVisibleLines, toVisibleText } from '../terminal/visible-text.ts';
import { requestLocal } from './local-request.ts';

/** The options of `pitpass mailbox`. */
export interface MailboxFlags extends LocalServiceFlags {
  /** Only mails to this address. */
  readonly to?: string;
  /** The newest mail alone, as plain text. */
  readonly last?: boolean;
  readonly json?: boolean;
}

const titles = ['ARRIVED (UTC)', 'TO', 'SUBJECT'];

function toRow({ sent_at, to, subject }: ShownMail): string[] {
  return [formatTimeWithSeconds(sent_at), toVisibleText(to), toVisibleText(subject)];
}

// What isolates names from what is around them is invisible in a mail and noise in a terminal.
const isolates = /[\u2066-\u2069\u2060]/g;

function formatMail({ to, subject, text, sent_at }: ShownMail): string {
  const head = [
    `To:      ${toVisibleText(to)}`,
    `Subject: ${toVisibleText(subject)}`,
    `Arrived: ${formatTimeWithSeconds(sent_at)} UTC`,
  ];
  return `${head.join('\n')}\n\n${toVisibleLines(text.replaceAll(isolates, ''))}`;
}

function refuseEmpty(to: string | undefined): Problem {
  const whose = to === undefined ? '' : ` for ${toVisibleText(to)}`;
  return new Problem('no_mail', exitCodes.failure, `No mail has arrived${whose} yet.`);
}

/**
 * `pitpass mailbox`: lists what arrived in the mailbox of the local service, or shows the newest mail.
 *
 * @throws Problem when there is no local service, or no mail where the newest is asked for
 */
export async function showMailbox(flags: MailboxFlags, surroundings: Surroundings): Promise<void> {
  const local = await findLocalService(flags, surroundings, 'a mailbox');
  const { mails: all } = await requestLocal<{ readonly mails: readonly ShownMail[] }>(local, {
    method: 'GET',
    path: mailboxJsonPath,
    what: 'mailbox',
  });
  const wanted = flags.to?.trim().toLowerCase();
  const mails = all.filter(({ to }) => wanted === undefined || to.toLowerCase() === wanted);
  if (flags.last === true) {
    const [mail] = mails;
    if (mail === undefined) throw refuseEmpty(flags.to);
    const isJson = flags.json === true;
    return print(surroundings, isJson ? `${toVisibleJson({ mail }, false)}\n` : formatMail(mail));
  }
  if (flags.json === true) return print(surroundings, `${toVisibleJson({ mails }, false)}\n`);
  if (mails.length === 0) return note(surroundings, refuseEmpty(flags.to).message);
  return print(surroundings, formatTable(titles, mails.map(toRow)));
}
