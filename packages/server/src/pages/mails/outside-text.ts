import { isolatedText } from '../html.ts';
import { cutMiddle } from '../long-value.ts';

const nameShape = { head: 40, tail: 20 };
const wordJoiner = '\u2060';

/**
 * A name that somebody outside chose, for use inside a sentence of a mail: on one line, cut when long,
 * unable to turn the direction of what follows, and no link even where a mail program makes links of
 * whatever looks like an address.
 *
 * @see S181
 */
export function outsideName(text: string): string {
  const line = onOneLine(text);
  const unlinked = cutMiddle(line, nameShape).replace(/[.:/@](?=\S)/g, `$&${wordJoiner}`);
  return isolatedText(unlinked);
}

/**
 * A paragraph without what would turn the direction of its words or break its line. Isolates stay: names stand
 * in them.
 */
export function asParagraph(text: string): string {
  return onOneLine(text).replaceAll(/[\u202a-\u202e]/g, '\ufffd');
}

/** A text on one line without control characters, trimmed. */
export function onOneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
