import type { SecondFactorLetter } from '../../domain/mail/second-factor-letters.ts';
import { happeningFacts } from './happening-facts.ts';
import { helpLink } from './mail-content.ts';
import type { MailContent, MailFrame, MailTable } from './mail-content.ts';
import { outsideName } from './outside-text.ts';

const methods = {
  authenticator: 'Your authenticator app is the first way to confirm it is you.',
  passkey: 'Your passkey is the first way to confirm it is you.',
} as const;

const security = { path: '/account/security', label: 'Open your security page' } as const;

// Who can change the second factor knows the password and had the second step: both have to go.
const changedByOther: MailContent['notYou'] = {
  sentence:
    'Then somebody else has your account. Sign in, set a new password, and look at your second step.',
  link: security,
};

const notAsked: MailContent['notYou'] = {
  sentence:
    'If you did not ask for it, tell the people who run this service, sign in and set a new password.',
  link: security,
};

function mail(
  { happening }: SecondFactorLetter,
  frame: MailFrame,
  words: Pick<MailContent, 'subject' | 'paragraphs'> & Partial<Pick<MailContent, 'notYou'>>,
): MailContent {
  return { notYou: changedByOther, ...words, facts: happeningFacts(happening, frame) };
}

/** What a member is told about the second factor. */
export const secondFactorMails: MailTable<SecondFactorLetter> = {
  'second_factor.switched_on': (letter, frame) =>
    mail(letter, frame, {
      subject: 'Your second step was switched on',
      paragraphs: [
        `From now on, signing in to ${frame.serviceName} takes a second step after your password. ${methods[letter.method]}`,
        'Every app and every browser was signed out. Keep your backup codes where you find them without your telephone.',
      ],
      notYou: {
        sentence:
          'Then somebody else has your password and may have locked you out. Ask the people who run this service to switch the second step off.',
        link: helpLink,
      },
    }),
  'second_factor.switched_off': (letter, frame) =>
    mail(letter, frame, {
      subject: 'Your second step was switched off',
      paragraphs: [
        letter.by === 'staff'
          ? `Somebody who runs ${frame.serviceName} switched your second step off. Your password alone signs you in now.`
          : 'Your second step was switched off. Your password alone signs you in now.',
        'Every app and every browser was signed out. Authenticator app, passkeys and backup codes no longer work here.',
      ],
      ...(letter.by === 'staff' && { notYou: notAsked }),
    }),
  'second_factor.authenticator_set': (letter, frame) =>
    mail(letter, frame, {
      subject: 'An authenticator app was set up',
      paragraphs: [
        'An authenticator app was set up for your account. One that was set up before no longer works.',
      ],
    }),
  'second_factor.authenticator_removed': (letter, frame) =>
    mail(letter, frame, {
      subject: 'Your authenticator app was removed',
      paragraphs: ['Codes of your authenticator app no longer sign you in. Your passkeys do.'],
    }),
  'second_factor.passkey_added': (letter, frame) =>
    mail(letter, frame, {
      subject: 'A passkey was added',
      paragraphs: [
        `The passkey “${outsideName(letter.passkey_name)}” can now be your second step.`,
      ],
    }),
  'second_factor.passkey_removed': (letter, frame) =>
    mail(letter, frame, {
      subject: 'A passkey was removed',
      paragraphs: [
        `The passkey “${outsideName(letter.passkey_name)}” no longer works as your second step.`,
      ],
    }),
  'second_factor.backup_codes_replaced': (letter, frame) =>
    mail(letter, frame, {
      subject: 'New backup codes were made',
      paragraphs: [
        'New backup codes were made for your account. Those from before are worth nothing.',
      ],
    }),
  'second_factor.backup_code_used': (letter, frame) =>
    mail(letter, frame, {
      subject: 'A backup code was used',
      paragraphs: [
        'Your password and one of your backup codes signed somebody in. That code does not work again; make new ones before they run out.',
      ],
    }),
  'second_factor.guessed': (letter, frame) =>
    mail(letter, frame, {
      subject: 'Somebody has your password',
      paragraphs: [
        'Your password was right, but several codes after it were wrong. Nobody got in that way, and further tries are slowed down.',
      ],
      notYou: {
        sentence: 'Then somebody knows your password. Set a new one now.',
        link: security,
      },
    }),
};
