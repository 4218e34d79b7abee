import type { BookBlock, BookChapter, BookSection } from '../pages/book-content.ts';
import { chapterLabel, pageLabel, parsePageTarget, parseProse } from '../pages/book-content.ts';
import type { SearchPlace } from '../pages/assets/book-search.js';
import { bookContents } from './contents.ts';
import type { ContentsEntry } from './contents.ts';
import type { BookFacts } from './facts.ts';

/** Writes the whole book of an instance. */
export async function writeBook(facts: BookFacts): Promise<readonly BookChapter[]> {
  const entries: ContentsEntry[] = [...bookContents];
  if (facts.dataReference !== undefined) {
    const { dataChapters } = await import('./data-chapters.ts');
    entries.push(...dataChapters(facts));
  }
  return Promise.all(
    entries.map(async ({ write, ...entry }) => {
      const { lead, sections = [] } = await write(facts);
      return { ...entry, lead, sections };
    }),
  );
}

type Label = (name: string, section: string | undefined) => string;

/** A line without its marks. */
function proseText(prose: string, label: Label): string {
  return parseProse(prose)
    .map((piece) => {
      if (piece.kind !== 'link') {
        return piece.kind === 'strong' ? proseText(piece.text, label) : piece.text;
      }
      if (piece.text !== '') return proseText(piece.text, label);
      const page = parsePageTarget(piece.target);
      return page === undefined ? '' : label(page.name, page.section);
    })
    .join('');
}

function blockText(block: BookBlock, label: Label): string {
  if (typeof block === 'string') return proseText(block, label);
  switch (block.kind) {
    case 'table':
      return [block.head, ...block.rows]
        .flatMap((row) => row.map((cell) => proseText(cell, label)))
        .join(' · ');
    case 'list':
    case 'steps':
      return block.items.map((item) => proseText(item, label)).join(' ');
    case 'note':
    case 'warning':
      return proseText(block.text, label);
    case 'code':
      return block.text;
    case 'example':
      return `${block.request} ${block.answer ?? ''}`;
    case 'diagram':
      return [block.title, ...block.steps.map(({ says }) => says)].join('. ');
    case 'heading':
      return block.title;
    case 'tool':
      return '';
  }
}

/** The places of the book that can be found: each chapter's beginning and each of its sections. */
export function createSearchIndex(chapters: readonly BookChapter[]): readonly SearchPlace[] {
  const byName = new Map(chapters.map((chapter) => [chapter.name, chapter]));
  const label: Label = (name, section) => pageLabel(byName.get(name), section);
  const textOf = (blocks: readonly BookBlock[]): string =>
    blocks
      .map((block) => blockText(block, label))
      .join(' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
  return chapters.flatMap((chapter) => {
    const href = `${chapter.name}.html`;
    const shared = { chapter: chapterLabel(chapter) };
    const ofSection = ({ id, title, blocks }: BookSection): SearchPlace => ({
      ...shared,
      href: `${href}#${id}`,
      title,
      text: textOf(blocks),
    });
    return [
      { ...shared, href, title: chapter.title, text: textOf(chapter.lead) },
      ...chapter.sections.map(ofSection),
    ];
  });
}
