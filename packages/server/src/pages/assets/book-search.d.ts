/** A place of the book that can be found. */
export interface SearchPlace {
  /** Where it is, relative to the book: `token_endpoint.html#refresh`. */
  readonly href: string;
  /** Number and title of its chapter. */
  readonly chapter: string;
  /** The title of its section; the chapter's own for what stands before the first one. */
  readonly title: string;
  readonly text: string;
}

/** A place that was found, with what of it is shown. */
export interface FoundPlace extends SearchPlace {
  readonly excerpt: string;
}

/** The words of a query in lower case, each once, eight at most. */
export function wordsOf(query: string): string[];

/** The places that hold every word of a query or a longer one, the best first. */
export function findPlaces(
  index: readonly SearchPlace[],
  query: string,
  limit?: number,
): FoundPlace[];
