import type { SessionLetter } from '../../domain/mail/session-letters.ts';
import { happeningFacts } from './happening-facts.ts';
import type { MailTable } from './mail-content.ts';

/** What a member is told about sessions that others began. */
export const sessionMails: MailTable<SessionLetter> = {
  'session.new_address': ({ happening }, frame) => ({
    subject: 'An app signed in for you from a new address',
    paragraphs: [
      'An app signed in with your password from an address that it had not used before.',
    ],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'End its access, and set a new password.',
      link: { path: '/account', label: 'Open your account' },
    },
  }),
};
