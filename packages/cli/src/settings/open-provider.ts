import { iracing, trackmania } from '@pitpass/client';
import type {
  CallOptions,
  IracingOptions,
  Provider,
  TokenSet,
  TrackmaniaOptions,
  TrackmaniaProvider,
} from '@pitpass/client';
import { nodeSha256 } from '@pitpass/client/node';

import type { Surroundings } from '../surroundings.ts';
import { readClientSecret } from './client-secret.ts';
import type { IracingSettings, AccountSettings, TrackmaniaSettings } from './account-settings.ts';

/** A command's own ways with its requests. */
export type OwnWays = Pick<IracingOptions, 'fetch' | 'retries'>;

type SignInOptions = OwnWays & Pick<IracingOptions, 'client_secret' | 'redirect_uri' | 'scope'>;

/**
 * The SDK's provider for settings of iRacing's dialect.
 *
 * @throws InvalidOptions, InsecureUrl
 */
export function openIracing(
  { service, data_url, client_id }: IracingSettings,
  more: SignInOptions = {},
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
 * The SDK's provider for settings of Trackmania's dialect.
 *
 * @throws InvalidOptions, InsecureUrl
 */
export function openTrackmania(
  { service, client_id }: TrackmaniaSettings,
  more: SignInOptions & Pick<TrackmaniaOptions, 'pkce'> = {},
): TrackmaniaProvider {
  return trackmania({ client_id, serviceUrl: service, digest: nodeSha256, ...more });
}

interface Refresher {
  refresh(tokenSet: TokenSet, call?: CallOptions): Promise<TokenSet>;
}

/** Fetches the client secret when tokens are refreshed, and not before. */
function withLazySecret<P extends Refresher>(
  open: (more: Pick<SignInOptions, 'client_secret'>) => P,
  { client_secret_source: source, client_id }: AccountSettings,
  surroundings: Surroundings,
  signal: AbortSignal,
): P {
  const provider = open({});
  if (source.from === 'none') return provider;
  return {
    ...provider,
    refresh: async (tokenSet, call) => {
      const client_secret = await readClientSecret(source, client_id, surroundings, signal);
      return open({ ...(client_secret && { client_secret }) }).refresh(tokenSet, call);
    },
  };
}

/**
 * A provider that asks for the client secret only when tokens are refreshed: until then no command
 * needs it.
 *
 * @param own the command's own ways, such as a `fetch` in place of the global one
 */
export function openLazyIracing(
  settings: IracingSettings,
  surroundings: Surroundings,
  signal: AbortSignal,
  own: OwnWays = {},
): Provider {
  const open = (more: SignInOptions): Provider => openIracing(settings, { ...own, ...more });
  return withLazySecret(open, settings, surroundings, signal);
}

/** {@link openLazyIracing} for Trackmania's dialect. */
export function openLazyTrackmania(
  settings: TrackmaniaSettings,
  surroundings: Surroundings,
  signal: AbortSignal,
): TrackmaniaProvider {
  return withLazySecret((more) => openTrackmania(settings, more), settings, surroundings, signal);
}
