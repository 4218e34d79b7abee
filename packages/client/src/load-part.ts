import { NetworkFailure } from './errors.ts';

/**
 * Waits for a part of this package that is loaded at its first use, so that programs which never use it
 * do not carry it. Nothing that works once is ever spent before its part is there.
 *
 * @throws NetworkFailure when the part cannot be loaded
 */
export function loadPart<Part>(loading: Promise<Part>): Promise<Part> {
  return loading.catch((cause: unknown) => {
    throw new NetworkFailure('a part of @pitpass/client could not be loaded', { cause });
  });
}
