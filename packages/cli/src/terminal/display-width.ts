// What East Asian fonts draw two cells wide, and what terminals draw as pictures.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|^\p{Regional_Indicator}|\ufe0f|[\uff9e\uff9f]$/u;
// A mark, or a character that is not seen, stands on the one before it.
const weightless = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}]+$/u;
const plain = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff]*$/;

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as a reader counts them: a letter and its marks are one. */
function splitCharacters(text: string): string[] {
  if (plain.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

function widthOf(character: string): number {
  if (weightless.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** How many cells of a terminal a text takes, which must have no control characters. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  return splitCharacters(text).reduce((sum, character) => sum + widthOf(character), 0);
}

/** The text with so many spaces behind it, or before it, that it takes `width` cells. */
export function padToWidth(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'left' ? text + spaces : spaces + text;
}

/**
 * The text, or as much of it as `width` cells hold with an ellipsis for what is missing.
 *
 * @param missing where the rest is left out; a name with dots says most at its end
 */
export function cutToWidth(text: string, width: number, missing: 'end' | 'start' = 'end'): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return '';
  const characters = splitCharacters(text);
  if (missing === 'start') characters.reverse();
  const kept: string[] = [];
  let room = width - 1;
  for (const character of characters) {
    room -= widthOf(character);
    if (room < 0) break;
    kept.push(character);
  }
  return missing === 'end' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`;
}
