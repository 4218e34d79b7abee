import type { SignInLetter } from '../../domain/mail/sign-in-letters.ts';
import { timeWords } from '../time-words.ts';
import { happeningFacts } from './happening-facts.ts';
import type { MailContent, MailTable } from './mail-content.ts';
import { outsideName } from './outside-text.ts';

const reset = { path: '/reset', label: 'Choose a new password' } as const;

const somebodyElse: MailContent['notYou'] = {
  sentence: 'Then somebody else is signed in to your account. Set a new password now.',
  link: reset,
};

const changes = {
  redirect_uris: {
    subject: 'The redirect URIs of your app were changed',
    sentence: (app: string) => `The redirect URIs of ${app} were changed.`,
  },
  secret: {
    subject: 'Your app has a new secret',
    sentence: (app: string) => `${app} was given a new secret.`,
  },
  deleted: {
    subject: 'Your app was deleted',
    sentence: (app: string) =>
      `${app} was deleted. Everybody who used it was signed out of it, and it cannot be brought back.`,
  },
} as const;

/** What a member is told about signing in. */
export const signInMails: MailTable<SignInLetter> = {
  'sign_in.browser_code': ({ happening, display_name, code, expires_at }, frame) => ({
    subject: `Your code for ${frame.serviceName}`,
    greeting: display_name,
    paragraphs: [
      `Somebody gave the right password for your account in a browser that ${frame.serviceName} does not know. If it was you, type this code into the page that is open there. It works once, until ${timeWords(expires_at)}, and only in that browser.`,
      'Nobody from us ever asks you for it. Do not read it out or pass it on.',
    ],
    code,
    facts: happeningFacts(happening, frame),
    notYou: {
      sentence:
        'Then somebody knows your password, and has not got in yet. Set a new password now, and leave this code alone.',
      link: reset,
    },
  }),
  'sign_in.app_changed': ({ happening, display_name, change }, frame) => ({
    subject: changes[change].subject,
    greeting: display_name,
    paragraphs: [changes[change].sentence(outsideName(happening.client_name ?? ''))],
    facts: happeningFacts(happening, frame),
    notYou: somebodyElse,
  }),
};
