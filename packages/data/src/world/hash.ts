/**
 * Mixes a seed and up to four whole numbers into one unsigned 32-bit number.
 *
 * Everything in the world is drawn from this function, so equal inputs give equal worlds on every
 * machine. It spreads well; it is no protection against anybody.
 */
export function mix(seed: number, a: number, b = 0, c = 0, d = 0): number {
  let h = seed | 0;
  h = round(h, a);
  h = round(h, b);
  h = round(h, c);
  h = round(h, d);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function round(h: number, value: number): number {
  let k = Math.imul(value | 0, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const mixed = h ^ Math.imul(k, 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

/** Like {@link mix}, as a fraction in [0, 1). */
export function unit(seed: number, a: number, b = 0, c = 0, d = 0): number {
  return mix(seed, a, b, c, d) / 4294967296;
}

/** Turns the world's seed text into the number that {@link mix} takes. */
export function seedFromText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(h, text.length);
}

/** The element of a non-empty list that a hash points at. */
export function pick<T>(list: readonly T[], hash: number): T {
  return at(list, hash % list.length);
}

/** The element at an index that the caller knows to exist; a missing one is a defect of the world. */
export function at<T>(
  list: { readonly [index: number]: T; readonly length: number },
  i: number,
): T {
  const element = list[i];
  if (element === undefined) throw new RangeError(`The world has no entry ${i} of ${list.length}.`);
  return element;
}

/** A reversible shuffle of 0 … size − 1 that needs no table. */
export interface Permutation {
  readonly size: number;
  /** Where an element goes. */
  forward(x: number): number;
  /** Which element came here; undoes `forward`. */
  backward(y: number): number;
}

const feistelRounds = 4;

/**
 * Creates a reversible shuffle of 0 … size − 1: a Feistel network over the next power of four, walked
 * until it lands inside. Both directions take constant expected time (fewer than four steps on
 * average), which is what lets a race name its drivers and a driver name its races.
 */
export function createPermutation(seed: number, size: number): Permutation {
  let halfBits = 1;
  while (4 ** halfBits < size) halfBits += 1;
  const mask = 2 ** halfBits - 1;
  const step = (x: number): number => {
    let left = x >>> halfBits;
    let right = x & mask;
    for (let r = 0; r < feistelRounds; r += 1) {
      const next = left ^ (mix(seed, right, r) & mask);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  };
  const stepBack = (y: number): number => {
    let left = y >>> halfBits;
    let right = y & mask;
    for (let r = feistelRounds - 1; r >= 0; r -= 1) {
      const before = right ^ (mix(seed, left, r) & mask);
      right = left;
      left = before;
    }
    return (left << halfBits) | right;
  };
  const walk = (move: (x: number) => number, start: number): number => {
    if (start < 0 || start >= size) throw new RangeError(`${start} is not below ${size}.`);
    let x = move(start);
    while (x >= size) x = move(x);
    return x;
  };
  return { size, forward: (x) => walk(step, x), backward: (y) => walk(stepBack, y) };
}

/** Keeps the results of a costly pure function, at most `limit` of them, the oldest dropped first. */
export function remember<V>(limit: number, compute: (key: number) => V): (key: number) => V {
  const kept = new Map<number, V>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    if (kept.size >= limit) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    kept.set(key, value);
    return value;
  };
}
