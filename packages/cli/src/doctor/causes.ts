import type { ErrorCause } from '@pitpass/server';

/** Why an error may have been sent, in plain words. */
export interface Cause {
  readonly why: string;
  readonly cure: string;
}

function matches(pattern: string, description: string): boolean {
  const parts = pattern.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}\\.?$`, 'i').test(description.trim());
}

/** The book's words without its marks: links become the page's address or their text. */
function toPlainText(words: string, bookUrl: string): string {
  return words
    .replaceAll(
      /\[(here)?\]\((\w+)(#[\w-]+)?\)/g,
      (_link, here: string | undefined, page: string, anchor = '') =>
        `${here === undefined ? '' : 'at '}${bookUrl}${page}.html${anchor}`,
    )
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '');
}

/**
 * The causes of an error of iRacing's dialect, as the book has them: the one that the description
 * names, or all that the code can have where it names none that is known.
 *
 * @param bookUrl where the book of the service is, with a slash at the end
 */
export async function findCauses(
  error: string,
  description: string | undefined,
  bookUrl: string,
): Promise<{ readonly causes: readonly Cause[]; readonly isExact: boolean }> {
  const { errorCauses } = await import('@pitpass/server');
  const table: Readonly<Record<string, readonly ErrorCause[]>> = errorCauses;
  const all = Object.hasOwn(table, error) ? (table[error] ?? []) : [];
  const exact = all.filter(({ descriptions }) =>
    descriptions.some((pattern) => matches(pattern, description ?? '')),
  );
  const found = exact.length > 0 ? exact : all;
  return {
    causes: found.map(({ cause, cure }) => ({
      why: toPlainText(cause, bookUrl),
      cure: toPlainText(cure, bookUrl),
    })),
    isExact: exact.length > 0,
  };
}

/** The code and description that only a sentence names: a page's, or a description without its code. */
export async function findErrorByDescription(
  text: string,
): Promise<{ readonly error: string; readonly error_description: string } | undefined> {
  const { errorCauses } = await import('@pitpass/server');
  const lines = text.split('\n').map((line) => line.trim());
  for (const [error, causes] of Object.entries(errorCauses)) {
    for (const pattern of causes.flatMap(({ descriptions }) => descriptions)) {
      // A pattern that is hardly more than a gap would fit everything.
      const isTelling = pattern.replaceAll('…', '').trim().length > 12;
      const error_description = isTelling && lines.find((line) => matches(pattern, line));
      if (error_description) return { error, error_description };
    }
  }
  return undefined;
}
