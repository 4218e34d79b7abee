import { timeWords } from '../time-words.ts';
import { helpLink } from './mail-content.ts';
import type { MailContent, MailFrame } from './mail-content.ts';

/** The mail by which an operator finds out whether mails arrive. */
export function writeTestMail(now: number, { serviceName }: MailFrame): MailContent {
  return {
    subject: `A test mail from ${serviceName}`,
    paragraphs: [
      'This mail was sent by "pitpass mail test". It arrived, so that codes, links and notices will, too.',
      'Look whether it went into the spam folder, and whether the address of the sender is the one you want.',
    ],
    facts: [{ name: 'When', value: timeWords(now) }],
    notYou: {
      sentence: 'Somebody who runs the service typed your address. There is nothing to do.',
      link: helpLink,
    },
  };
}
