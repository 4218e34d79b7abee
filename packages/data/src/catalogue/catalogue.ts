import { contentMethods } from './content-methods.ts';
import { eventMethods } from './event-methods.ts';
import { memberMethods } from './member-methods.ts';
import type { MethodEntry } from './method-entry.ts';
import { resultMethods } from './result-methods.ts';

/** The methods of one subject, sorted as the catalogue is. */
export interface CataloguePart {
  /** One word in lower case: `member`. */
  readonly subject: string;
  readonly entries: readonly MethodEntry[];
}

const bySubject = {
  content: contentMethods,
  event: eventMethods,
  member: memberMethods,
  result: resultMethods,
};

function sortByService(entries: readonly MethodEntry[]): readonly MethodEntry[] {
  return entries.toSorted((a, b) => (a.service < b.service ? -1 : Number(a.service > b.service)));
}

/** Every method of the API, 74 of them, sorted by service; the order inside a service is kept. */
export const catalogue = sortByService(Object.values(bySubject).flat());

/** The same methods by what they are about, for what is too long as one piece. */
export const catalogueParts: readonly CataloguePart[] = Object.entries(bySubject).map(
  ([subject, entries]) => ({ subject, entries: sortByService(entries) }),
);

const byPath = new Map(catalogue.map((entry) => [methodPath(entry), entry]));

/** The method's name among all of them, e.g. `member/info`. */
export function methodPath(entry: MethodEntry): string {
  return `${entry.service}/${entry.method}`;
}

/** The method with a path such as `member/info`. */
export function findMethod(path: string): MethodEntry | undefined {
  return byPath.get(path);
}
