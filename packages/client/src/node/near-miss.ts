/** How many single changes (a character more, less, another, or two swapped) turn one text into the other. */
function distance(left: string, right: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped && row > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, previous] = [previous, current];
  }
  return previous[right.length] ?? 0;
}

/** The known name that an unknown one was probably meant to be: two slips at most, in any case. */
export function findNearMiss(name: string, known: readonly string[]): string | undefined {
  const candidates = known
    .map((candidate) => ({ candidate, slips: distance(name.toUpperCase(), candidate) }))
    .filter(({ candidate, slips }) => slips <= Math.min(2, Math.floor(candidate.length / 4)))
    .toSorted((left, right) => left.slips - right.slips);
  return candidates[0]?.candidate;
}
