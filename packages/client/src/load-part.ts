import { NetworkFailure } from './errors.ts';
import { waitFor } from './wait-for.ts';

// In a page a part is a file of the app's own server, which may stall.
const loadMilliseconds = 30_000;

/**
 * Waits for a part of this package that is loaded at its first use, so that programs which never use it
 * do not carry it. Nothing that works once is ever spent before its part is there.
 *
 * @throws NetworkFailure when the part cannot be loaded, or not within half a minute
 */
export function loadPart<Part>(loading: Promise<Part>): Promise<Part> {
  return waitFor(loading, AbortSignal.timeout(loadMilliseconds)).catch((cause: unknown) => {
    throw new NetworkFailure('a part of @pitpass/client could not be loaded', { cause });
  });
}
