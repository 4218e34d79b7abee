import { joinWords } from '../join-words.ts';
import { findNearNames } from '../near-names.ts';
import { usageProblem } from '../problem.ts';

const shownMax = 60;

function lastName(column: string): string {
  return column.slice(column.lastIndexOf('.') + 1);
}

/** The columns by the names of a table's head: the last name where it is the only such one. */
export function titleColumns(columns: readonly string[]): string[] {
  const names = columns.map(lastName);
  return columns.map((column, index) => {
    const name = names[index] ?? column;
    return names.indexOf(name) === names.lastIndexOf(name) ? name : column;
  });
}

/**
 * The columns that were asked for, by their whole names: `track_name` is `track.track_name` where
 * no other column ends so.
 *
 * @param columns those that the rows have; without rows everything is right
 * @param lists what `--rows` may name, where the answer is one object with lists
 * @throws Problem with the nearest names, or with all
 */
export function resolveColumns(
  wanted: readonly string[],
  columns: readonly string[],
  lists: readonly string[] = [],
): string[] {
  return wanted.map((column) => {
    if (columns.length === 0 || columns.includes(column)) return column;
    const [only, ...others] = columns.filter((candidate) => candidate.endsWith(`.${column}`));
    if (only !== undefined && others.length === 0) return only;
    const near = only === undefined ? findNearNames(column, columns) : [only, ...others];
    if (near.length === 0 && lists.length > 0) {
      throw usageProblem(
        `--columns ${column}: the answer is one object, without this column. Those of a list need --rows ${joinWords(lists, 'or')}.`,
      );
    }
    const all = `${columns.slice(0, shownMax).join(', ')}${columns.length > shownMax ? ', …' : ''}`;
    const advice =
      near.length === 0 ? `There are ${all}.` : `Did you mean ${joinWords(near, 'or')}?`;
    throw usageProblem(`--columns ${column}: no row has just this column. ${advice}`);
  });
}
