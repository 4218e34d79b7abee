// Control characters, and those that reorder or hide text.
const unseen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Somebody else's text, fit for a terminal: nothing in it moves the cursor or hides a word. */
export function toVisibleText(text: string): string {
  return text.replaceAll(unseen, ' ').trim();
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Somebody else's lines, fit for a terminal: what would move the cursor or hide a word is shown in
 * the way of JSON, `\u001b`. Line breaks and tabs stay; a carriage return alone would let a line be overwritten.
 */
export function toVisibleLines(text: string): string {
  return text.replaceAll(unseen, (characters) =>
    characters.replaceAll(/[^\t\n\r]|\r(?!\n)/g, escapeCharacter),
  );
}

/**
 * JSON as a terminal may show it: control characters that JSON allows in a text are escaped, which
 * changes nothing for a program that reads it.
 */
export function toVisibleJson(value: unknown, isPretty: boolean): string {
  const json = JSON.stringify(value, undefined, isPretty ? 2 : undefined);
  return json.replaceAll(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    escapeCharacter,
  );
}
