import { countEdits } from '@pitpass/protocol';

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
