/** Something worked out once and kept in little room. */
export interface Packed<T> {
  /** About how much memory it takes. */
  readonly bytes: number;
  /** What was packed, as it was. */
  unpack(): T;
}

/** What is worked out in steps, by the key of what it is made from. */
export interface KeptBuilds<T> {
  /**
   * Does what is left of the work, step by step; nothing when it is known. All who ask for the same
   * key at the same time work on one build: whoever takes the next step takes it for all. What
   * nobody waits for any more is given up.
   *
   * @param create begins the work; called only when nobody has begun
   */
  prepare(key: string, create: () => Generator<void, T>): Generator<void, T>;
}

interface Build<T> {
  readonly steps: Generator<void, T>;
  /** For those who wait while what was built is forgotten again. */
  built?: T;
  waiting: number;
}

/**
 * Creates a keeper of builds, which forgets first what was asked for longest ago.
 *
 * @param bytesMax what all kept ones may take together; the newest is kept whatever it takes
 */
export function createKeptBuilds<T>(
  bytesMax: number,
  pack: (built: T) => Packed<T>,
): KeptBuilds<T> {
  const kept = new Map<string, Packed<T>>();
  const running = new Map<string, Build<T>>();
  let bytes = 0;

  const keep = (key: string, built: T): void => {
    const packed = pack(built);
    kept.set(key, packed);
    bytes += packed.bytes;
    for (const [oldest, { bytes: freed }] of kept) {
      if (bytes <= bytesMax || oldest === key) break;
      kept.delete(oldest);
      bytes -= freed;
    }
  };

  const findKept = (key: string): Packed<T> | undefined => {
    const known = kept.get(key);
    if (known === undefined) return undefined;
    // What is asked for again stays, so that chunks are read from one table.
    kept.delete(key);
    kept.set(key, known);
    return known;
  };

  return {
    *prepare(key, create) {
      const known = findKept(key);
      if (known !== undefined) return known.unpack();
      const build: Build<T> = running.get(key) ?? { steps: create(), waiting: 0 };
      running.set(key, build);
      build.waiting += 1;
      try {
        while (build.built === undefined) {
          const step = build.steps.next();
          if (step.done === true) {
            if (step.value === undefined) throw new Error(`The work on ${key} has failed before.`);
            build.built = step.value;
            keep(key, step.value);
          } else {
            yield;
          }
        }
        return build.built;
      } finally {
        build.waiting -= 1;
        if (build.waiting === 0 && running.get(key) === build) running.delete(key);
      }
    },
  };
}

/** Takes all steps that are left, at once. */
export function finish<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
