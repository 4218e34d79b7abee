import { joinWords } from '../join-words.ts';
import { usageProblem } from '../problem.ts';

type Loose = Readonly<Record<string, unknown>>;

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfRecords(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

/** Paths of lists of objects in a content: at its top, or one object further down. */
export function listLists(content: unknown): string[] {
  if (!isRecord(content)) return [];
  return Object.entries(content).flatMap(([name, value]) => {
    if (isListOfRecords(value)) return [name];
    if (!isRecord(value)) return [];
    return Object.entries(value)
      .filter(([, inner]) => isListOfRecords(inner))
      .map(([inner]) => `${name}.${inner}`);
  });
}

/** What stands at `a.b` in a value; through a list it goes into each of its elements. */
function walk(value: unknown, names: readonly string[]): unknown[] {
  const [name, ...rest] = names;
  if (Array.isArray(value)) return value.flatMap((each) => walk(each, names));
  if (name === undefined) return [value];
  return isRecord(value) && Object.hasOwn(value, name) ? walk(value[name], rest) : [];
}

/** Objects by their ids, as methods for assets answer: `{"12": {…}, "14": {…}}`. */
function isById(content: Loose): boolean {
  const entries = Object.entries(content);
  return (
    entries.length > 0 && entries.every(([key, value]) => /^\d+$/.test(key) && isRecord(value))
  );
}

/**
 * The rows of a content: the list that it is, the only list in it, or its objects by id. Undefined
 * when it has none, or several.
 */
export function findRows(content: unknown): readonly unknown[] | undefined {
  if (Array.isArray(content)) return content;
  if (!isRecord(content)) return undefined;
  if (isById(content)) {
    return Object.entries(content).map(([id, row]) => ({ id: Number(id), ...(row as Loose) }));
  }
  const lists = listLists(content);
  return lists.length === 1 ? walk(content, (lists[0] ?? '').split('.')) : undefined;
}

/**
 * The rows at a path of a content, `session_results.results` for example, which goes through lists.
 *
 * @throws Problem that names the lists when nothing stands there
 */
export function getRowsAt(content: unknown, path: string): readonly unknown[] {
  const rows = walk(content, path.split('.'));
  if (rows.length > 0) return rows;
  const lists = listLists(content);
  const advice =
    lists.length === 0 ? 'it has no lists' : `its lists are ${joinWords(lists, 'and')}`;
  throw usageProblem(`--rows ${path}: the answer has no rows there; ${advice}.`);
}
