/** A message as a bot gets it: what was written, and how to answer there. */
export interface Message {
  readonly content: string;
  /** Answers where the message was written. May fail: nobody dies of it. */
  readonly reply: (text: string) => Promise<unknown>;
}

// Discord refuses a longer one.
const lengthMax = 2000;

/**
 * Text of a stranger, fit for a chat: names may hold anything, `@everyone` and links too. Nothing in it pings
 * anybody, nothing is formatted, and there is one line.
 */
export function plain(text: unknown): string {
  return String(text)
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .replaceAll(/[\\*_~`|>#[\]<]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replaceAll('://', ':\u200b//');
}

/** An answer that a chat takes: what does not fit is cut off at the end of a line. */
export function fit(text: string): string {
  if (text.length <= lengthMax) return text;
  const kept = text.slice(0, lengthMax - 2);
  const end = kept.lastIndexOf('\n');
  return `${end > 0 ? kept.slice(0, end) : kept}\n…`;
}
