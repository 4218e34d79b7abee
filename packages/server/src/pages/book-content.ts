/**
 * A line of the book. Three marks mean something in it: `code` between backticks, **stress** between
 * pairs of asterisks, and [words](target). A target is the name of a page of the book, with `#section`
 * where one is meant, an absolute path of the service, or an https address; without words it shows the
 * page's number and title. Everything else is text and is shown as such.
 */
export type Prose = string;

/** A table; the first cell of a row names it. */
export interface BookTable {
  readonly kind: 'table';
  readonly head: readonly string[];
  readonly rows: readonly (readonly Prose[])[];
}

/** A request that works against the instance that shows it, as a line for a shell. */
export interface BookExample {
  readonly kind: 'example';
  /** Unique in the book; tests find the example by it. */
  readonly name: string;
  /** A line for a shell, or several. */
  readonly request: string;
  /** The status of the answer; undefined for what only fills variables of the shell. */
  readonly status?: number | undefined;
  /** What the answer looks like, without its status line. */
  readonly answer?: string | undefined;
}

/** What goes to and fro between two of the parties of a diagram. */
export interface DiagramStep {
  /** Places in the list of parties. A step with itself is something that one of them does. */
  readonly from: number;
  readonly to: number;
  readonly says: string;
}

/** A sequence diagram. Its steps are also its words. */
export interface BookDiagram {
  readonly kind: 'diagram';
  /** Unique on its page. */
  readonly name: string;
  readonly title: string;
  readonly parties: readonly string[];
  readonly steps: readonly DiagramStep[];
}

/** A part of a section. A text alone is a paragraph. */
export type BookBlock =
  | Prose
  | BookTable
  | BookExample
  | BookDiagram
  | { readonly kind: 'list' | 'steps'; readonly items: readonly Prose[] }
  | { readonly kind: 'note' | 'warning'; readonly text: Prose }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'heading'; readonly id: string; readonly title: string }
  | { readonly kind: 'tool'; readonly tool: 'pkce' | 'masking' };

/** A part of a chapter that can be linked to. */
export interface BookSection {
  /** Unique in its chapter. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly BookBlock[];
}

/** A chapter as it is shown. */
export interface BookChapter {
  /** The page's name without `.html`. */
  readonly name: string;
  /** Such as `13.2`; empty for the introduction. */
  readonly number: string;
  readonly title: string;
  /** The title of the part that begins with this chapter. */
  readonly part?: string | undefined;
  /** What stands before the first section. */
  readonly lead: readonly BookBlock[];
  readonly sections: readonly BookSection[];
}

/** A piece of a {@link Prose}. */
export type ProsePiece =
  | { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly target: string };

const marks = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]*)\]\(([^()\s]+)\)/g;

/** Takes a line apart into its pieces. What is not closed is text. */
export function parseProse(prose: Prose): readonly ProsePiece[] {
  const pieces: ProsePiece[] = [];
  let end = 0;
  for (const match of prose.matchAll(marks)) {
    const [whole, code, strong, words, target] = match;
    if (match.index > end) pieces.push({ kind: 'text', text: prose.slice(end, match.index) });
    if (code !== undefined) pieces.push({ kind: 'code', text: code });
    else if (strong !== undefined) pieces.push({ kind: 'strong', text: strong });
    else pieces.push({ kind: 'link', text: words ?? '', target: target ?? '' });
    end = match.index + whole.length;
  }
  if (end < prose.length) pieces.push({ kind: 'text', text: prose.slice(end) });
  return pieces;
}

/** A page of the book, and a section of it, as a link names them; undefined for any other target. */
export function parsePageTarget(
  target: string,
): { readonly name: string; readonly section: string | undefined } | undefined {
  const match = /^([a-z0-9_]*)(?:#([a-z0-9_/-]+))?$/.exec(target);
  if (match === null) return undefined;
  return { name: match[1] ?? '', section: match[2] };
}

/** A number and title as one: `13.2 /token`. */
export function chapterLabel({ number, title }: Pick<BookChapter, 'number' | 'title'>): string {
  return number === '' ? title : `${number} ${title}`;
}

/** A page, and a section of it where one is meant, as a link without words shows them: `13.2 /token, Limits`. */
export function pageLabel(chapter: BookChapter | undefined, section: string | undefined): string {
  if (chapter === undefined) return '';
  const title = chapter.sections.find(({ id }) => id === section)?.title;
  return title === undefined ? chapterLabel(chapter) : `${chapterLabel(chapter)}, ${title}`;
}
