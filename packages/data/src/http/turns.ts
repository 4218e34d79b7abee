/** A place among those who work; see {@link Turns}. */
export interface Turn {
  /** Lets others work until {@link comeBack}. Nothing happens when it was left before. */
  leave(): void;
  /** Resolves when there is a place again; at once when it was not left. */
  comeBack(): Promise<void>;
  /** Gives the place up for good; more than once does no harm. */
  end(): void;
}

/** Too many wait for a turn already. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';
}

/** Lets a few work at a time; the others wait in the order in which they came. */
export interface Turns {
  /**
   * Resolves with a place as soon as there is one.
   *
   * @throws {TooManyWaiting} when the queue is full
   */
  take(): Promise<Turn>;
}

/**
 * Creates the turns of work that takes much memory.
 *
 * @param places how many work at a time
 * @param waitingMax how many may wait; whoever comes after them is turned away
 */
export function createTurns(places: number, waitingMax: number): Turns {
  const waiting: (() => void)[] = [];
  let free = places;
  const enter = (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => waiting.push(resolve));
    free -= 1;
    return Promise.resolve();
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const createTurn = (): Turn => {
    let isIn = true;
    let isOver = false;
    const leave = (): void => {
      if (!isIn) return;
      isIn = false;
      release();
    };
    return {
      leave,
      comeBack: async () => {
        if (isIn || isOver) return;
        await enter();
        isIn = true;
        // It may have ended while it waited.
        if (isOver) leave();
      },
      end: () => {
        isOver = true;
        leave();
      },
    };
  };
  return {
    take: async () => {
      if (free === 0 && waiting.length >= waitingMax) {
        throw new TooManyWaiting(`${waiting.length} wait already; ask again later.`);
      }
      await enter();
      return createTurn();
    },
  };
}

/** Does work with a place among those who work. */
export async function inTurn<T>(turns: Turns, work: () => Promise<T>): Promise<T> {
  const turn = await turns.take();
  try {
    return await work();
  } finally {
    turn.end();
  }
}
