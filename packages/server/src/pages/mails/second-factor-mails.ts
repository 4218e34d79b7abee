import type { SecondFactorLetter } from '../../domain/mail/second-factor-letters.ts';
import { happeningFacts } from './happening-facts.ts';
import type { MailTable } from './mail-content.ts';

/** What a member is told about the second factor. */
export const secondFactorMails: MailTable<SecondFactorLetter> = {
  'second_factor.switched': ({ happening }, frame) => ({
    subject: 'Your second factor was changed',
    paragraphs: [
      'Your second factor was switched on or off. Every app and every browser was signed out.',
    ],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'Then somebody else has your account. Set a new password now.',
      link: { path: '/account', label: 'Open your account' },
    },
  }),
};
