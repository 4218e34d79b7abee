import { note } from './chapter.ts';
import type { WriteChapter } from './chapter.ts';

/** Chapter 18: the changelog of the program that serves the book. */
export const releaseNotes: WriteChapter = async ({ releaseNotes: text }) => {
  if (text === undefined) {
    return {
      lead: [
        note(
          'CHANGELOG.md does not lie beside this program; it stands in the project’s repository.',
        ),
      ],
    };
  }
  const { readMarkdown, splitAtHeadings, toBlocks, toSections } =
    await import('./from-markdown.ts');
  const [before, ...versions] = splitAtHeadings(
    readMarkdown(text).filter((token) => token.type !== 'heading' || token['depth'] !== 1),
    2,
  );
  return { lead: toBlocks(before?.tokens ?? []), sections: toSections(versions) };
};
