/**
 * How many letters have to be typed, left out, changed or swapped with the next to turn one word into
 * the other.
 */
export function countEdits(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const isSwap = i > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : changed;
      next.push(Math.min(changed, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 0;
}

const namesMax = 3;

/**
 * The names that somebody may have meant, the nearest first, three at most: those that hold the
 * word or a part of it between slashes, and those that a few letters separate from it.
 */
export function findNearNames(word: string, names: Iterable<string>): string[] {
  const editsMax = Math.max(1, Math.floor(word.length / 4));
  const typed = word.toLowerCase();
  return [...names]
    .map((name) => {
      const lower = name.toLowerCase();
      const parts = [lower, ...lower.split('/')];
      const edits = Math.min(...parts.map((part) => countEdits(typed, part)));
      const isHeld = typed.length >= 3 && lower.includes(typed);
      return { name, edits, isNear: isHeld || edits <= editsMax };
    })
    .filter(({ isNear }) => isNear)
    .sort((left, right) => left.edits - right.edits)
    .slice(0, namesMax)
    .map(({ name }) => name);
}

/** Words one after the other, as a sentence has them: "a, b or c". */
export function joinWords(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
