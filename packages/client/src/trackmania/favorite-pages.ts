import { InvalidOptions } from '../errors.ts';
import type { CallOptions } from '../provider.ts';
import type { FavoriteMap } from './api-answers.ts';

/** How all favorites are read. */
export interface AllFavoriteMapsOptions extends CallOptions {
  /** How many are asked for at a time. Default: 100. */
  readonly pageLength?: number;
}

// The longest page that was ever documented: of a longer one the service may give a part.
const surePageLength = 100;

/**
 * Goes through all favorites, page after page, until a page is short. A map that moved to another
 * page meanwhile comes once.
 *
 * @throws InvalidOptions when the page length is no whole number from 1; whatever `ask` throws
 * @see Trackmania's spec, §7.5
 */
export async function* iterateFavoriteMaps(
  ask: (
    page: CallOptions & { readonly length: number; readonly offset: number },
  ) => Promise<readonly FavoriteMap[]>,
  options: AllFavoriteMapsOptions = {},
): AsyncGenerator<FavoriteMap, void, undefined> {
  const { pageLength = surePageLength, ...call } = options;
  if (!Number.isSafeInteger(pageLength) || pageLength < 1) {
    throw new InvalidOptions('pageLength must be a whole number, at least 1');
  }
  const seen = new Set<string>();
  for (let offset = 0; ;) {
    const page = await ask({ ...call, length: pageLength, offset });
    const fresh = page.filter(({ uid }) => !seen.has(uid));
    for (const map of fresh) {
      seen.add(map.uid);
      yield map;
    }
    // A page with nothing new comes from a service that does not know the offset.
    if (fresh.length === 0 || page.length < Math.min(pageLength, surePageLength)) return;
    offset += page.length;
  }
}
