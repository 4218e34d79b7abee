import { Lexer } from 'marked';
import type { Token, Tokens } from 'marked';

import type { BookBlock, BookSection } from '../pages/book-content.ts';

/** A heading of a document with everything up to the next one of its rank. */
export interface MarkdownPart {
  readonly title: string;
  readonly tokens: readonly Token[];
}

/** An id of a heading: its words in lower case with hyphens between. */
export function toSectionId(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Takes a document apart at its headings of a rank; what stands before the first has no title. */
export function splitAtHeadings(tokens: readonly Token[], depth: number): readonly MarkdownPart[] {
  const parts: { title: string; tokens: Token[] }[] = [{ title: '', tokens: [] }];
  for (const token of tokens) {
    if (token.type === 'heading' && (token as Tokens.Heading).depth === depth) {
      parts.push({ title: (token as Tokens.Heading).text, tokens: [] });
    } else {
      parts.at(-1)?.tokens.push(token);
    }
  }
  return parts;
}

/** Reads a document. Nothing in it becomes markup: its texts are escaped where they are shown. */
export function readMarkdown(text: string): readonly Token[] {
  return Lexer.lex(text);
}

const oneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join(' ');

/** Blocks of a document in the book's own form. */
export function toBlocks(tokens: readonly Token[]): readonly BookBlock[] {
  return tokens.flatMap((token): readonly BookBlock[] => {
    switch (token.type) {
      case 'heading': {
        const { text: title } = token as Tokens.Heading;
        return [{ kind: 'heading', id: toSectionId(title), title }];
      }
      case 'list': {
        const { items, ordered } = token as Tokens.List;
        return [
          { kind: ordered ? 'steps' : 'list', items: items.map(({ text }) => oneLine(text)) },
        ];
      }
      case 'table': {
        const { header, rows } = token as Tokens.Table;
        return [
          {
            kind: 'table',
            head: header.map(({ text }) => text),
            rows: rows.map((row) => row.map(({ text }) => (text === '' ? '–' : text))),
          },
        ];
      }
      case 'code':
        return [{ kind: 'code', text: (token as Tokens.Code).text }];
      case 'space':
      case 'hr':
        return [];
      default:
        return [oneLine('text' in token ? String(token.text) : token.raw)];
    }
  });
}

/** A section for each part that has a title. */
export function toSections(
  parts: readonly MarkdownPart[],
  write: (tokens: readonly Token[]) => readonly BookBlock[] = toBlocks,
): readonly BookSection[] {
  return parts
    .filter(({ title }) => title !== '')
    .map(({ title, tokens }) => ({ id: toSectionId(title), title, blocks: write(tokens) }));
}
