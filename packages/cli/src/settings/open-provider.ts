import { iracing } from '@pitpass/client';
import type { IracingOptions, Provider } from '@pitpass/client';
import { nodeSha256 } from '@pitpass/client/node';

import type { Surroundings } from '../surroundings.ts';
import { readClientSecret } from './client-secret.ts';
import type { ProfileSettings } from './profile-settings.ts';

/**
 * The SDK's provider for settings.
 *
 * @throws InvalidOptions, InsecureUrl
 */
export function openProvider(
  { service, data_url, client_id }: ProfileSettings,
  more: Pick<IracingOptions, 'client_secret' | 'redirect_uri' | 'scope'> = {},
): Provider {
  return iracing({
    client_id,
    issuerUrl: `${service}/oauth2`,
    dataUrl: data_url,
    digest: nodeSha256,
    ...more,
  });
}

/**
 * A provider that asks for the client secret only when tokens are refreshed: until then no command
 * needs it.
 */
export function openLazyProvider(
  settings: ProfileSettings,
  surroundings: Surroundings,
  signal: AbortSignal,
): Provider {
  const provider = openProvider(settings);
  const { client_secret_source: source, client_id } = settings;
  if (source.from === 'none') return provider;
  return {
    ...provider,
    refresh: async (tokenSet, call) => {
      const client_secret = await readClientSecret(source, client_id, surroundings, signal);
      return openProvider(settings, { ...(client_secret && { client_secret }) }).refresh(
        tokenSet,
        call,
      );
    },
  };
}
