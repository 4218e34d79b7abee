import type { Letter } from '../../domain/mail/letter.ts';
import { accountMails } from './account-mails.ts';
import { clientMails } from './client-mails.ts';
import type { MailContent, MailFrame, MailTable } from './mail-content.ts';
import { renderMail } from './render-mail.ts';
import type { RenderedMail } from './render-mail.ts';
import { secondFactorMails } from './second-factor-mails.ts';
import { sessionMails } from './session-mails.ts';
import { signInMails } from './sign-in-mails.ts';

/** The words of every kind of letter there is. */
export const mails: MailTable<Letter> = {
  ...accountMails,
  ...clientMails,
  ...secondFactorMails,
  ...sessionMails,
  ...signInMails,
};

/** Puts a letter into words and form: subject, plain text and HTML. */
export function writeMail(letter: Letter, frame: MailFrame): RenderedMail {
  // The kind chose the function, which the types cannot say of a union.
  const write = mails[letter.kind] as (letter: Letter, frame: MailFrame) => MailContent;
  return renderMail(write(letter, frame), frame);
}
