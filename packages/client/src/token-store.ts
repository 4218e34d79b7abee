import type { TokenSet } from './token-set.ts';

/**
 * Where one member's tokens live between uses. Refresh tokens work once, so everybody who shares
 * tokens must share the store, and its lock.
 */
export interface TokenStore {
  /** The tokens as they are stored now, or undefined when there are none. Never from a cache. */
  load(): Promise<TokenSet | undefined>;
  /** Stores tokens, or forgets them. When the promise resolves, the change outlives a crash. */
  save(tokenSet: TokenSet | undefined): Promise<void>;
  /**
   * Runs `action` while nobody else who shares the store runs one. `load` and `save` work inside it
   * and do not lock by themselves. What `action` returns or throws comes through.
   */
  withLock<T>(action: () => Promise<T>): Promise<T>;
}

/** Makes a function that runs actions one after another, in the order of the calls. */
export function createMutex(): <T>(action: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (action) => {
    const turn = tail.then(action);
    tail = turn.catch(() => undefined);
    return turn;
  };
}

/**
 * Keeps tokens in this process alone: for tests, and for apps that keep them elsewhere.
 *
 * @param tokenSet what the store holds at first
 */
export function memoryTokenStore(tokenSet?: TokenSet): TokenStore {
  let stored = tokenSet;
  return {
    load: async () => stored,
    save: async (next) => {
      stored = next;
    },
    withLock: createMutex(),
  };
}
