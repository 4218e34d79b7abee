import type { Letter } from '../domain/mail/letter.ts';
import type { Place, PlaceFinder } from '../domain/session/place.ts';
import { loadProgramReader } from '../domain/session/program.ts';
import type { Program } from '../domain/session/program.ts';
import type { MailFrame } from '../pages/mails/mail-content.ts';
import type { RenderedMail } from '../pages/mails/render-mail.ts';

/** What mails say of the service, and what they know of addresses. */
export interface MailWriterParts extends Pick<MailFrame, 'serviceName' | 'origin'> {
  readonly places: PlaceFinder;
}

function describeProgram({ browser, operating_system }: Program): string {
  if (browser === null) return operating_system ?? 'an unknown browser';
  return operating_system === null ? browser : `${browser} on ${operating_system}`;
}

function describePlace({ city, country }: Place): string | undefined {
  const known = [city, country].filter((name) => name !== null);
  return known.length === 0 ? undefined : known.join(', ');
}

/** Creates what puts letters into words. Neither words nor what reads `User-Agent` load before the first. */
export function createMailWriter(
  parts: MailWriterParts,
): (letter: Letter) => Promise<RenderedMail> {
  return async (letter) => {
    const [{ writeMail }, readProgram] = await Promise.all([
      import('../pages/mails/mails.ts'),
      loadProgramReader(),
    ]);
    return writeMail(letter, {
      serviceName: parts.serviceName,
      origin: parts.origin,
      describeAgent: (user_agent) => describeProgram(readProgram(user_agent)),
      findPlace: (ip) => describePlace(parts.places.findPlace(ip)),
    });
  };
}
