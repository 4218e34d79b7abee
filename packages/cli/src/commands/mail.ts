import {
  InvalidConfig,
  MailNotSent,
  openMailRegistry,
  options,
  parseConfig,
  sendTestMail,
} from '@pitpass/server';
import type { MailQueueState } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { formatTimeWithSeconds } from '../terminal/table.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import { withService } from './service-database.ts';
import type { DatabaseFlags } from './service-database.ts';

const faultSentences: Readonly<Record<MailNotSent['fault'], string>> = {
  unreachable: 'the mail server cannot be reached; check host and port',
  timeout: 'the mail server did not answer in time',
  tls: 'no TLS came about: the server offers none, or its certificate is not vouched for',
  login: 'the mail server does not let us in; check user, password and the sender’s address',
  later: 'the mail server asks to come back later',
  refused: 'the mail server refuses the mail for good',
  fault: 'the mail could not be handed over',
};

function formatQueue(state: MailQueueState): string {
  const { waiting, oldest_queued_at, next_attempt_at, attempts, last_fault } = state;
  if (waiting === 0 || oldest_queued_at === null) return 'No mail waits.\n';
  const lines = [
    `waiting       ${waiting}`,
    `oldest        ${formatTimeWithSeconds(oldest_queued_at)} UTC`,
    `next attempt  ${next_attempt_at === null ? '-' : `${formatTimeWithSeconds(next_attempt_at)} UTC`}`,
    `attempts      ${attempts}`,
    `last fault    ${last_fault === null ? '-' : `${last_fault}: ${faultSentences[last_fault]}`}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `pitpass mail queue`: says how many mails wait, since when, and what kept the last one. */
export async function showQueue(flags: DatabaseFlags, surroundings: Surroundings): Promise<void> {
  const queue = await withService(
    (location) => openMailRegistry(location),
    flags,
    surroundings,
    (registry) => registry.describeQueue(),
  );
  const isJson = flags.json === true;
  await print(surroundings, isJson ? `${JSON.stringify({ queue })}\n` : formatQueue(queue));
}

function readConfig(environment: Surroundings['environment']) {
  const { mailUrl, mailFrom, issuer } = options;
  // Whatever else is set for the service matters to it alone.
  const wanted = [mailUrl, mailFrom, issuer].map(({ variable }) => [
    variable,
    environment[variable],
  ]);
  if ((environment[issuer.variable] ?? '') === '') {
    throw usageProblem(
      `No issuer is set; give ${issuer.variable}, ${mailUrl.variable} and ${mailFrom.variable} as the service has them.`,
    );
  }
  try {
    return parseConfig(Object.fromEntries(wanted), { isLocal: false });
  } catch (error) {
    if (error instanceof InvalidConfig) throw usageProblem(error.problems.join(' '));
    throw error;
  }
}

function toProblem({ fault, response }: MailNotSent): Problem {
  const isDown = fault === 'unreachable' || fault === 'timeout';
  // Whoever typed the address reads what the server says of it.
  const said = response === undefined ? '' : ` It said: ${toVisibleText(response)}`;
  return new Problem(
    'mail_not_sent',
    isDown ? exitCodes.unreachable : exitCodes.refused,
    `The mail was not sent: ${faultSentences[fault]}.${said}`,
  );
}

/**
 * `pitpass mail test`: sends a mail at once and says what the mail server answers.
 *
 * @throws Problem when no mail server is set, or it does not take the mail
 */
export async function testMail(
  address: string,
  flags: { readonly json?: boolean },
  surroundings: Surroundings,
): Promise<void> {
  const config = readConfig(surroundings.environment);
  let isSent: boolean;
  try {
    isSent = await sendTestMail(config, address.trim());
  } catch (error) {
    if (error instanceof MailNotSent) throw toProblem(error);
    throw error;
  }
  if (!isSent) {
    throw usageProblem(
      'No mail server is set; give PITPASS_MAIL_URL and PITPASS_MAIL_FROM as the service has them.',
    );
  }
  const sentence = `The mail server took the mail for ${toVisibleText(address.trim())}.`;
  await print(
    surroundings,
    flags.json === true ? `${JSON.stringify({ sent_to: address.trim() })}\n` : `${sentence}\n`,
  );
}
