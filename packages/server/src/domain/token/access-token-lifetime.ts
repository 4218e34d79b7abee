import type { Client } from '../client/client.ts';

/**
 * The longest that an access token lives, whatever its client's record says: a signing key is kept that long
 * after the last token that it signed.
 */
export const accessTokenLifetimeSecondsMax = 86_400;

/** How long an access token of the client lives, in seconds: what its record says, cut to a day. */
export function accessTokenLifetimeSecondsOf(
  client: Pick<Client, 'access_token_lifetime_seconds'>,
): number {
  return Math.min(client.access_token_lifetime_seconds, accessTokenLifetimeSecondsMax);
}
