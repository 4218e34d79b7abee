import type { AccountLetter } from '../../domain/mail/account-letters.ts';
import { happeningFacts } from './happening-facts.ts';
import type { MailTable } from './mail-content.ts';

/** What a member is told about the account itself. */
export const accountMails: MailTable<AccountLetter> = {
  'account.password_changed': ({ happening }, frame) => ({
    subject: `Your password for ${frame.serviceName} was changed`,
    paragraphs: [
      'Your password was changed. Every app and every browser was signed out; sign in again with the new password.',
    ],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'Then somebody else has your account. Set a new password now.',
      link: { path: '/account', label: 'Open your account' },
    },
  }),
};
