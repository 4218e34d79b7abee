import { contentMethods } from './content-methods.ts';
import { eventMethods } from './event-methods.ts';
import { memberMethods } from './member-methods.ts';
import type { MethodEntry } from './method-entry.ts';
import { resultMethods } from './result-methods.ts';

/** Every method of the API, 74 of them, sorted by service; the order inside a service is kept. */
export const catalogue: readonly MethodEntry[] = [
  ...contentMethods,
  ...eventMethods,
  ...memberMethods,
  ...resultMethods,
].toSorted((a, b) => (a.service < b.service ? -1 : Number(a.service > b.service)));

const byPath = new Map(catalogue.map((entry) => [methodPath(entry), entry]));

/** The method's name among all of them, e.g. `member/info`. */
export function methodPath(entry: MethodEntry): string {
  return `${entry.service}/${entry.method}`;
}

/** The method with a path such as `member/info`. */
export function findMethod(path: string): MethodEntry | undefined {
  return byPath.get(path);
}
