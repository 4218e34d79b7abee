import { InvalidResponse } from '../errors.ts';
import { parseTokenSet } from '../token-set.ts';
import type { TokenSet } from '../token-set.ts';

/** As much of Auth.js's `Account` as is read. */
export interface AuthAccount {
  readonly [name: string]: unknown;
}

/**
 * The tokens of a sign-in, out of the `account` that Auth.js gives to its callbacks, for
 * `createSession({ store: memoryTokenStore(tokens), … })` or any other store. Keep them there and not in the cookie:
 * a refresh token works once, and two requests with one cookie would both spend it.
 *
 * @param now when the account came, in epoch seconds
 * @throws InvalidResponse when the account holds no tokens
 */
export function readAccountTokens(account: AuthAccount, now: number): TokenSet {
  const { refresh_token_expires_in: lifetime } = account;
  const refresh_token_expires_at =
    typeof lifetime === 'number' ? now + Math.floor(lifetime) : undefined;
  const tokenSet = parseTokenSet({ ...account, refresh_token_expires_at });
  if (tokenSet === undefined) throw new InvalidResponse('the account of Auth.js holds no tokens');
  return tokenSet;
}
