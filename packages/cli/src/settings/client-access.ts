import { createClientCredentials, SignInRequired } from '@pitpass/client';
import type { ClientCredentials, TokenSet, TokenStore } from '@pitpass/client';

import type { Surroundings } from '../surroundings.ts';
import { readClientSecret } from './client-secret.ts';
import { openTrackmania } from './open-provider.ts';
import type { TrackmaniaSettings } from './account-settings.ts';

const expiryMarginSeconds = 60;

/**
 * The access of a client itself, its token kept in a store that other commands share. A token that
 * is over, or was refused, is asked for anew with the client secret, once between all of them; the
 * secret is fetched only then.
 *
 * @see trackmania-api §3 and §8
 */
export function openClientAccess(
  settings: TrackmaniaSettings,
  store: TokenStore,
  surroundings: Surroundings,
  signal: AbortSignal,
): ClientCredentials {
  const provider = openTrackmania(settings);
  let given: string | undefined;

  async function load(): Promise<{ readonly stored: TokenSet; readonly isUsable: boolean }> {
    const stored = await store.load();
    if (stored === undefined) throw new SignInRequired('signed out meanwhile: sign in again');
    const isFresh = provider.clock() + expiryMarginSeconds < stored.expires_at;
    // The SDK asks a second time only when the first token was over or refused.
    return { stored, isUsable: isFresh && stored.access_token !== given };
  }

  async function renew(): Promise<TokenSet> {
    const { stored, isUsable } = await load();
    if (isUsable) return stored;
    const { client_secret_source: source, client_id } = settings;
    const client_secret = await readClientSecret(source, client_id, surroundings, signal);
    const authenticated = openTrackmania(settings, { ...(client_secret && { client_secret }) });
    // Not to be interrupted: what the service has issued is stored.
    const tokenSet = await authenticated.clientCredentials({ scope: stored.scope ?? '' });
    await store.save(tokenSet);
    return tokenSet;
  }

  async function obtain(): Promise<TokenSet> {
    const { stored, isUsable } = await load();
    const tokenSet = isUsable ? stored : await store.withLock(renew);
    given = tokenSet.access_token;
    return tokenSet;
  }

  return createClientCredentials({
    provider: { ...provider, clientCredentials: obtain },
    expiryMarginSeconds,
  });
}
