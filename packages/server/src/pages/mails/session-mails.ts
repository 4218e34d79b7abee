import type { SessionLetter } from '../../domain/mail/session-letters.ts';
import { timeWords } from '../time-words.ts';
import { happeningFacts } from './happening-facts.ts';
import { helpLink } from './mail-content.ts';
import type { MailTable } from './mail-content.ts';
import { onOneLine, outsideName } from './outside-text.ts';

const account = { path: '/account', label: 'Open your account' } as const;
const confirmations = { path: '/account/confirm-app', label: 'Look at these apps' } as const;

const appOf = (client_name: string | undefined) =>
  client_name === undefined ? 'An app' : outsideName(client_name);

/** What a member is told about apps and staff that act in their name. */
export const sessionMails: MailTable<SessionLetter> = {
  'session.new_address': ({ happening }, frame) => ({
    subject: 'An app signed in for you from a new address',
    paragraphs: [
      `${appOf(happening.client_name)} signed in with your password, without a second step, from an address that it had not used before.`,
    ],
    facts: happeningFacts(happening, frame),
    notYou: { sentence: 'End its access, and set a new password.', link: account },
  }),
  'session.client_listed': ({ happening }, frame) => ({
    subject: 'An app asks to sign in with your password',
    paragraphs: [
      `${appOf(happening.client_name)} was set up to sign in for you with your password alone, without a second step. ${frame.serviceName} allows that only for apps that run without anybody at the screen, and only when you agree.`,
      'Until you confirm it, the app is refused. Confirm it only if you run the app, or know who does and gave them your password.',
    ],
    link: confirmations,
    facts: happeningFacts(happening, frame),
    notYou: { sentence: 'Do nothing: the app stays locked out.', link: helpLink },
  }),
  'session.client_confirmed': ({ happening }, frame) => ({
    subject: 'You let an app sign in with your password alone',
    paragraphs: [
      `${appOf(happening.client_name)} may now sign in for you with your password, without a second step. You can take that back whenever you want.`,
    ],
    facts: happeningFacts(happening, frame),
    notYou: { sentence: 'Take it back, and set a new password.', link: confirmations },
  }),
  'session.impersonation_started': ({ happening, note, ends_at }, frame) => ({
    subject: 'Support staff are acting for you',
    paragraphs: [
      `Somebody who works for ${frame.serviceName} opened apps in your name, to help you or to look into something. They can use apps that you let in before; they cannot change your password, your second step or what you allowed.`,
      `It ends by itself, at the latest on ${timeWords(ends_at)}. You can end it at once on your account page.`,
    ],
    facts: [{ name: 'Reason', value: onOneLine(note) }, ...happeningFacts(happening, frame)],
    notYou: {
      sentence: 'If you did not ask for help, end it, and ask the people who run this service.',
      link: account,
    },
  }),
};
