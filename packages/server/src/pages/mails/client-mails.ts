import type { ClientLetter } from '../../domain/mail/client-letters.ts';
import { durationWords, timeWords } from '../time-words.ts';
import { happeningFacts } from './happening-facts.ts';
import { helpLink } from './mail-content.ts';
import type { MailContent, MailFrame, MailTable } from './mail-content.ts';
import { onOneLine, outsideName } from './outside-text.ts';

const manager = { path: '/manager', label: 'Open your apps' } as const;
const daySeconds = 86_400;

const notAsked: MailContent['notYou'] = {
  sentence: 'Then somebody else uses your account. Look at your apps, and set a new password.',
  link: manager,
};
const notKnown: MailContent['notYou'] = {
  sentence: 'If you know nothing of this app, tell the people who run this service.',
  link: helpLink,
};

function nameOf({ happening }: ClientLetter): string {
  return outsideName(happening.client_name ?? '');
}

function mail(
  { happening }: ClientLetter,
  frame: MailFrame,
  words: Pick<MailContent, 'subject' | 'paragraphs' | 'notYou'> & Pick<MailContent, 'link'>,
): MailContent {
  return { ...words, facts: happeningFacts(happening, frame) };
}

const secretLife =
  'The link works once and for one day. Nothing is shown before you press the button there.';

/** What a developer is told about an app. */
export const clientMails: MailTable<ClientLetter> = {
  'client.requested': (letter, frame) =>
    mail(letter, frame, {
      subject: 'Your app was requested',
      paragraphs: [
        `We have your request for ${nameOf(letter)}. Somebody looks at it until ${timeWords(letter.due_at)}; then you get another mail.`,
      ],
      link: manager,
      notYou: notAsked,
    }),
  'client.approved': (letter, frame) =>
    mail(letter, frame, {
      subject: 'Your app was approved',
      paragraphs: [
        `${nameOf(letter)} can be used now. Its client_id is ${letter.client_id}.`,
        letter.secret_path === null
          ? 'It has no secret: it identifies itself by its redirect URI and must use PKCE.'
          : `Its secret waits for you. ${secretLife}`,
      ],
      link:
        letter.secret_path === null
          ? manager
          : { path: letter.secret_path, label: 'Go to the secret' },
      notYou: notKnown,
    }),
  'client.refused': (letter, frame) =>
    mail(letter, frame, {
      subject: 'Your app was not approved',
      paragraphs: [
        `${nameOf(letter)} was not approved. The reason: ${outsideReason(letter.reason)}`,
        'You can request it again with what was wanting.',
      ],
      link: manager,
      notYou: notKnown,
    }),
  'client.secret_link': (letter, frame) =>
    mail(letter, frame, {
      subject: 'A new secret for your app',
      paragraphs: [
        `A new secret for ${nameOf(letter)} waits for you. ${secretLife} The secret that it has now stops working when you do.`,
      ],
      link: { path: letter.secret_path, label: 'Go to the secret' },
      notYou: notKnown,
    }),
  'client.secret_shown': (letter, frame) =>
    mail(letter, frame, {
      subject: 'The secret of your app was shown',
      paragraphs: [
        `The link to the secret of ${nameOf(letter)} was used. It does not work again, and nobody can show you that secret once more.`,
      ],
      link: manager,
      notYou: {
        sentence:
          'Then somebody else has the secret. Replace it now: what they have stops working at once.',
        link: manager,
      },
    }),
  'client.disabled': (letter, frame) =>
    letter.by === 'inactive' ? disabledAsIdle(letter, frame) : disabledByStaff(letter, frame),
  'client.idle': (letter, frame) =>
    mail(letter, frame, {
      subject: `Your app has not been used for ${letter.idle_days} days`,
      paragraphs: [
        `Nobody has used ${nameOf(letter)} for ${letter.idle_days} days. An app that is not used for 180 days is disabled; for this one that is ${timeWords(letter.disabled_at)}.`,
        'One token that it gets is use enough. If you do not need it any more, delete it.',
      ],
      link: manager,
      notYou: notKnown,
    }),
};

function outsideReason(reason: string): string {
  return onOneLine(reason);
}

function disabledAsIdle(
  letter: Extract<ClientLetter, { by: 'inactive' }>,
  frame: MailFrame,
): MailContent {
  const length = durationWords(letter.idle_days * daySeconds);
  return mail(letter, frame, {
    subject: 'Your app was disabled',
    paragraphs: [
      `Nobody has used ${nameOf(letter)} for ${length}, so it was disabled. It gets no tokens, and those that it had are refused.`,
      'You can enable it again yourself.',
    ],
    link: manager,
    notYou: notKnown,
  });
}

function disabledByStaff(
  letter: Extract<ClientLetter, { by: 'staff' }>,
  frame: MailFrame,
): MailContent {
  const { reason } = letter;
  return mail(letter, frame, {
    subject: 'Your app was disabled',
    paragraphs: [
      `${nameOf(letter)} was disabled by the people who run ${frame.serviceName}: nobody can sign in to it, and its tokens are refused.`,
      reason === null ? 'Ask them why.' : `The reason: ${outsideReason(reason)}`,
    ],
    link: manager,
    notYou: notKnown,
  });
}
