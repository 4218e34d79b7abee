import type { SignInLetter } from '../../domain/mail/sign-in-letters.ts';
import { happeningFacts } from './happening-facts.ts';
import type { MailTable } from './mail-content.ts';

/** What a member is told about signing in. */
export const signInMails: MailTable<SignInLetter> = {
  'sign_in.app_changed': ({ happening }, frame) => ({
    subject: 'Somebody signed in to your account',
    paragraphs: ['Somebody signed in to your account.'],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'Then somebody else knows your password. Set a new one now.',
      link: { path: '/account', label: 'Open your account' },
    },
  }),
};
