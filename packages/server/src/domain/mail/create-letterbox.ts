import { createSealer } from '../key/sealing.ts';
import type { Clock, Random } from '../ports.ts';
import { createUuid } from '../presented.ts';
import type { Letter } from './letter.ts';
import type { Letterbox, QueuedMail } from './letterbox.ts';
import type { MailStore } from './mail-store.ts';

/** A letter with where it goes. */
export interface AddressedLetter {
  readonly to: string;
  readonly letter: Letter;
}

/** Closes mails and opens them. What is sealed tells nothing without the service's secret key. */
export interface MailSealing {
  seal(addressed: AddressedLetter, mail_id: string): string;
  /** Undefined when the row was altered or sealed with another key. */
  open(mail: Pick<QueuedMail, 'mail_id' | 'sealed'>): AddressedLetter | undefined;
}

const contextOf = (mail_id: string) => `mail ${mail_id}`;

/** Creates the sealing of mails under a key of its own. */
export function createMailSealing(secretKey: Uint8Array, random: Random): MailSealing {
  const sealer = createSealer(secretKey, 'mail', random);
  return {
    seal: ({ to, letter }, mail_id) =>
      sealer.seal(JSON.stringify({ to, letter }), contextOf(mail_id)),
    open({ mail_id, sealed }) {
      const text = sealer.open(sealed, contextOf(mail_id));
      return text === undefined ? undefined : (JSON.parse(text) as AddressedLetter);
    },
  };
}

/** What a letterbox is made of. */
export interface LetterboxParts {
  readonly mails: Pick<MailStore, 'addMail'>;
  readonly secretKey: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
  /** Called when a letter was sealed, so that a sender may look soon instead of at its next turn. */
  readonly onSealed?: () => void;
}

/** Creates the letterbox of a service or of a command that works on its database. */
export function createLetterbox(parts: LetterboxParts): Letterbox {
  const { mails, clock, random, onSealed } = parts;
  const sealing = createMailSealing(parts.secretKey, random);
  const seal: Letterbox['seal'] = (to, letter) => {
    const mail_id = createUuid(random);
    onSealed?.();
    return { mail_id, sealed: sealing.seal({ to, letter }, mail_id), queued_at: clock() };
  };
  return { seal, post: (to, letter) => mails.addMail(seal(to, letter)) };
}
