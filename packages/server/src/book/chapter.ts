import type { BookBlock, BookSection } from '../pages/book-content.ts';
import type { BookFacts } from './facts.ts';

/** What a chapter says. */
export interface ChapterText {
  readonly lead: readonly BookBlock[];
  readonly sections?: readonly BookSection[];
}

/** Writes a chapter of the instance whose facts are given. */
export type WriteChapter = (facts: BookFacts) => ChapterText | Promise<ChapterText>;

/** A section by its id, title and blocks. */
export function section(id: string, title: string, ...blocks: readonly BookBlock[]): BookSection {
  return { id, title, blocks };
}

/** A paragraph that stands out. */
export function note(text: string): BookBlock {
  return { kind: 'note', text };
}

/** A paragraph that nobody should overlook. */
export function warning(text: string): BookBlock {
  return { kind: 'warning', text };
}

/** Items in no order. */
export function list(...items: readonly string[]): BookBlock {
  return { kind: 'list', items };
}

/** Items that are done one after the other. */
export function steps(...items: readonly string[]): BookBlock {
  return { kind: 'steps', items };
}

/** A table; the first cell of each row names it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): BookBlock {
  return { kind: 'table', head, rows };
}

/** A text that is no request. */
export function code(text: string): BookBlock {
  return { kind: 'code', text };
}

/** A list in a sentence: `a, b and c`. */
export function listed(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** The same of names of the wire. */
export function listedCode(names: readonly string[], conjunction = 'and'): string {
  return listed(
    names.map((name) => `\`${name}\``),
    conjunction,
  );
}
