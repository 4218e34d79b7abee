import type { Clock } from '../ports.ts';

/** Answers from memory whether a session's tokens may still be used. */
export interface SessionLiveness {
  /**
   * False as soon as this process ended the session, and within a second of another node doing so. A
   * promise only when the store had to be asked.
   */
  isSessionAlive(session_id: string): boolean | Promise<boolean>;
  /** Called with the ids of sessions that have just been ended here. */
  forget(session_ids: readonly string[]): void;
}

const entriesMax = 50_000;

/**
 * Remembers for the running second what the store said.
 *
 * @param findLiveness - asks the store: is the session live, its member's account in use, its client active?
 */
export function createSessionLiveness(
  findLiveness: (session_id: string, now: number) => Promise<boolean>,
  clock: Clock,
): SessionLiveness {
  let second = -1;
  const alive = new Map<string, boolean>();
  // An answer that was asked for before a session ended must not be remembered after it.
  let endings = 0;
  return {
    isSessionAlive(session_id) {
      const now = clock();
      if (now !== second || alive.size >= entriesMax) {
        alive.clear();
        second = now;
      }
      const known = alive.get(session_id);
      if (known !== undefined) return known;
      const endingsBefore = endings;
      return findLiveness(session_id, now).then((isAlive) => {
        if (endings === endingsBefore && second === now) alive.set(session_id, isAlive);
        return isAlive;
      });
    },
    forget(session_ids) {
      endings += 1;
      for (const session_id of session_ids) alive.set(session_id, false);
    },
  };
}
