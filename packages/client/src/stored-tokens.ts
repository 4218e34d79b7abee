import { StoreFailure } from './errors.ts';
import { parseTokenSet } from './token-set.ts';
import type { TokenSet } from './token-set.ts';

/** Writes tokens as the text that stores keep. */
export function formatStoredTokens(tokenSet: TokenSet): string {
  return JSON.stringify(tokenSet);
}

/**
 * Reads what {@link formatStoredTokens} wrote.
 *
 * @param where names the place in the error
 * @throws StoreFailure when it is damaged; the text itself is not repeated
 */
export function parseStoredTokens(text: string, where: string): TokenSet {
  let tokenSet: TokenSet | undefined;
  try {
    tokenSet = parseTokenSet(JSON.parse(text));
  } catch {
    tokenSet = undefined;
  }
  if (tokenSet === undefined) {
    throw new StoreFailure(`${where} is damaged and was left alone: delete it, then sign in again`);
  }
  return tokenSet;
}
