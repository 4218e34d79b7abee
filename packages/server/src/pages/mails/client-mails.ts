import type { ClientLetter } from '../../domain/mail/client-letters.ts';
import { happeningFacts } from './happening-facts.ts';
import type { MailTable } from './mail-content.ts';

/** What a developer is told about an app. */
export const clientMails: MailTable<ClientLetter> = {
  'client.disabled': ({ happening }, frame) => ({
    subject: 'Your app was disabled',
    paragraphs: ['Your app was disabled: nobody can sign in to it, and its tokens are refused.'],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'If you do not know why, look at your apps.',
      link: { path: '/manager', label: 'Open your apps' },
    },
  }),
};
