import type { Happening } from '../../domain/mail/happening.ts';
import { timeWords } from '../time-words.ts';
import type { MailFact, MailFrame } from './mail-content.ts';
import { mailTexts } from './mail-texts.ts';
import { outsideName } from './outside-text.ts';

/** When, for which app, with what and from where something happened; what is not known is left out. */
export function happeningFacts(happening: Happening, frame: MailFrame): readonly MailFact[] {
  const { at, ip, user_agent, client_name } = happening;
  const { when, app, browser, place, address } = mailTexts.facts;
  const found = ip === null ? undefined : frame.findPlace(ip);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [when, timeWords(at)],
    [app, client_name === undefined ? undefined : outsideName(client_name)],
    [browser, user_agent === null ? undefined : outsideName(frame.describeAgent(user_agent))],
    [place, found],
    [address, ip ?? undefined],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
