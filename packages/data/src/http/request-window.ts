/** The requests of one caller in the running minute. */
export interface RequestWindow {
  count: number;
  /** Epoch seconds at which the count begins again. */
  readonly reset: number;
  readonly resetText: string;
}

const windowSeconds = 60;
const mostCallers = 20_000;

/** Counts requests per caller in windows of a minute, in memory. */
export interface RequestWindows<Key> {
  /** Counts one request and returns the caller's window, in which it is included. */
  count(key: Key, now: number): RequestWindow;
}

/**
 * Creates counters of requests. A caller's window begins with the first request after the last one
 * has ended. At most 20,000 callers are kept; those whose window began first are forgotten first.
 */
export function createRequestWindows<Key>(): RequestWindows<Key> {
  const windows = new Map<Key, RequestWindow>();
  // Windows are in the order of their beginning, so the ended ones come first.
  const forget = (now: number): void => {
    for (const [key, window] of windows) {
      if (window.reset > now && windows.size < mostCallers) return;
      windows.delete(key);
    }
  };
  return {
    count: (key, now) => {
      const known = windows.get(key);
      if (known !== undefined && known.reset > now && known.reset <= now + windowSeconds) {
        known.count += 1;
        return known;
      }
      windows.delete(key);
      forget(now);
      const reset = now + windowSeconds;
      const window = { count: 1, reset, resetText: String(reset) };
      windows.set(key, window);
      return window;
    },
  };
}
