/** One fact of the book, as the project's notes on it have it. */
export interface BookRow {
  /** Where the notes have it: `13.2`. */
  readonly chapter: string;
  readonly fact: string;
  /** How the title of a test begins that proves it, without its tags `book 13.2`. */
  readonly test?: string;
  /** Where the notes know nothing: the decision that says what is done, by its number. */
  readonly decision?: string;
}

/** What a chapter's rows are written as: the fact, then a title, or a decision's number, or both. */
export type ChapterRows = readonly (readonly [fact: string, test: string, decision?: string])[];

/** The rows of one chapter. An empty title stands for a row that only a decision answers. */
export function rowsOf(chapter: string, rows: ChapterRows): readonly BookRow[] {
  return rows.map(([fact, test, decision]) => ({
    chapter,
    fact,
    ...(test !== '' && { test }),
    ...(decision !== undefined && { decision }),
  }));
}
