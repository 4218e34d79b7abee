/** Three numbers that a sample is told by. */
export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** What the rank test says of two samples. */
export interface RankTest {
  /** How many standard deviations the rank sum lies from what equal distributions give. */
  readonly z: number;
  /** The probability of lying so far or farther, if the distributions are equal; both sides. */
  readonly p: number;
}

function quantileOf(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/** The quartiles of a sample, interpolated. An empty sample gives NaN. */
export function quartilesOf(sample: readonly number[]): Quartiles {
  const sorted = sample.toSorted((left, right) => left - right);
  const at = (share: number) => quantileOf(sorted, share);
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}

/** By how much two medians differ, as a share of the smaller one. */
export function medianDifference(left: readonly number[], right: readonly number[]): number {
  const [one, two] = [quartilesOf(left).median, quartilesOf(right).median];
  return Math.abs(one - two) / Math.min(one, two);
}

// Abramowitz and Stegun, 7.1.26: wrong by less than 1.5e-7.
function errorFunction(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - polynomial * Math.exp(-x * x);
}

/**
 * The rank test of Mann and Whitney with mid-ranks and the correction for ties, by the normal
 * approximation: for samples of twenty and more.
 */
export function compareRanks(left: readonly number[], right: readonly number[]): RankTest {
  const all = [
    ...left.map((value) => ({ value, isLeft: true })),
    ...right.map((value) => ({ value, isLeft: false })),
  ].sort((one, two) => one.value - two.value);
  let rankSum = 0;
  let ties = 0;
  for (let first = 0; first < all.length;) {
    let next = first;
    while (next < all.length && all[next]?.value === all[first]?.value) next += 1;
    const size = next - first;
    const middle = (first + next + 1) / 2;
    rankSum += all.slice(first, next).filter(({ isLeft }) => isLeft).length * middle;
    ties += size ** 3 - size;
    first = next;
  }
  const [n, m, total] = [left.length, right.length, all.length];
  const expected = (n * (total + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance === 0) return { z: 0, p: 1 };
  const z = (rankSum - expected) / Math.sqrt(variance);
  return { z, p: 1 - errorFunction(Math.abs(z) / Math.SQRT2) };
}
