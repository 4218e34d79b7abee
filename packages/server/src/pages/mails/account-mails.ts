import type { AccountLetter } from '../../domain/mail/account-letters.ts';
import { timeWords } from '../time-words.ts';
import { happeningFacts } from './happening-facts.ts';
import { helpLink } from './mail-content.ts';
import type { MailTable } from './mail-content.ts';
import { outsideName } from './outside-text.ts';

const resetLink = { path: '/reset', label: 'Choose a new password' };

/** Where the links of letters lead: pages with a button, which do nothing when a scanner opens them. */
export const accountLinkPaths = {
  signUp: '/sign-up/confirm',
  reset: '/reset/choose',
  address: '/address/confirm',
} as const;

const toPath = (page: keyof typeof accountLinkPaths, link: string): string =>
  `${accountLinkPaths[page]}?link=${encodeURIComponent(link)}`;

const worksUntil = (expires_at: number): string =>
  `The link works once, until ${timeWords(expires_at)}.`;

/** What a member is told about the account itself. */
export const accountMails: MailTable<AccountLetter> = {
  'account.sign_up': ({ link, expires_at, happening }, frame) => ({
    subject: `Confirm your e-mail address for ${frame.serviceName}`,
    paragraphs: [
      `Somebody signed up for an account at ${frame.serviceName} with this address. Open the page and confirm there that it is yours; only then is there an account.`,
      worksUntil(expires_at),
    ],
    link: { path: toPath('signUp', link), label: 'Confirm the address' },
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence:
        'Then do nothing: without the link no account comes about, and what was typed is forgotten within a day.',
      link: helpLink,
    },
  }),
  'account.address_known': ({ display_name, happening }, frame) => ({
    subject: `You have an account at ${frame.serviceName} already`,
    greeting: display_name,
    paragraphs: [
      'Somebody wanted to use this address for an account. There is one with it already, which is yours, and it was not touched.',
      'Sign in with the password that you have, or choose a new one.',
    ],
    link: { path: '/login', label: 'Sign in' },
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'Nobody got in. If this happens again and again, choose a new password.',
      link: resetLink,
    },
  }),
  'account.password_reset': ({ display_name, link, expires_at, by, happening }, frame) => ({
    subject: `Choose a new password for ${frame.serviceName}`,
    greeting: display_name,
    paragraphs: [
      by === 'staff'
        ? `The staff of ${frame.serviceName} ask you to choose a new password. Until then nobody can sign in to your account, and every app and browser is signed out.`
        : 'Somebody asked for a new password for your account. Open the page and choose it there; the one you have works until then.',
      `${worksUntil(expires_at)} After that, ask for another one on the page where you sign in.`,
    ],
    link: { path: toPath('reset', link), label: resetLink.label },
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence:
        by === 'staff'
          ? 'This concerns you all the same. Ask the staff if you do not know why.'
          : 'Then do nothing: without the link your password stays as it is. Pass the link on to nobody.',
      link: helpLink,
    },
  }),
  'account.password_changed': ({ display_name, happening }, frame) => ({
    subject: `Your password for ${frame.serviceName} was changed`,
    greeting: display_name,
    paragraphs: [
      'Your password was changed. Every app and every browser was signed out; sign in again with the new password.',
    ],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'Then somebody else has been in your account. Choose a new password now:',
      link: resetLink,
    },
  }),
  'account.address_proof': ({ link, expires_at, happening }, frame) => ({
    subject: `Confirm your new e-mail address for ${frame.serviceName}`,
    paragraphs: [
      `Somebody wants to sign in to an account at ${frame.serviceName} with this address from now on. Open the page and confirm there that it is yours.`,
      `${worksUntil(expires_at)} Every app and every browser is signed out when you do.`,
    ],
    link: { path: toPath('address', link), label: 'Confirm the address' },
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: 'Then do nothing: without the link nobody gets your address into an account.',
      link: helpLink,
    },
  }),
  'account.address_asked': ({ display_name, new_username, happening }, frame) => ({
    subject: `Another e-mail address was asked for at ${frame.serviceName}`,
    greeting: display_name,
    paragraphs: [
      `Your account is to get the address ${outsideName(new_username)} in place of this one, as soon as that is confirmed there. It was asked for with your password.`,
    ],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence:
        'Then somebody knows your password. Choose a new one now: it stops the change and signs everybody out.',
      link: resetLink,
    },
  }),
  'account.address_changed': ({ display_name, new_username, by, happening }, frame) => ({
    subject: `Your e-mail address at ${frame.serviceName} was changed`,
    greeting: display_name,
    paragraphs: [
      `Your account now has the address ${outsideName(new_username)} in place of this one. ${
        by === 'staff'
          ? 'The staff changed it; a link to choose a new password went to the new address.'
          : 'It was confirmed there.'
      } Every app and every browser was signed out.`,
    ],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: `Then tell the staff of ${frame.serviceName} at once: this address opens the account no more.`,
      link: helpLink,
    },
  }),
  'account.deleted': ({ display_name, by, happening }, frame) => ({
    subject: `Your account at ${frame.serviceName} was deleted`,
    greeting: display_name,
    paragraphs: [
      `Your account was deleted${by === 'staff' ? ' by the staff' : ''}, with everything that was kept under it. Every app was signed out, and nobody can bring it back.`,
      'What apps had read before stays with their developers: ask them.',
    ],
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence: `Then somebody knew your password. Tell the staff of ${frame.serviceName}, and change the password wherever else you use it.`,
      link: helpLink,
    },
  }),
};
