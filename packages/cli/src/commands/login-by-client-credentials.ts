import type { TokenSet } from '@pitpass/client';

import { openTrackmania } from '../settings/open-provider.ts';
import type { TrackmaniaSettings } from '../settings/account-settings.ts';
import { note } from '../terminal/output.ts';
import type { SignInAttempt } from './login.ts';

/**
 * Gets a token for the client itself, by the grant `client_credentials`. Scopes open nothing here,
 * so none is asked for unless the person does.
 *
 * @throws whatever the SDK throws at a refusal; InvalidOptions when the client has no secret
 * @see trackmania-api §3
 */
export async function signInByClientCredentials(
  settings: TrackmaniaSettings,
  attempt: SignInAttempt,
): Promise<TokenSet> {
  const { client_secret, flags, surroundings, signal } = attempt;
  const { service, client_id } = settings;
  note(surroundings, `Asking ${service} for a token of the client ${client_id} itself …`);
  const provider = openTrackmania(settings, { ...(client_secret && { client_secret }) });
  return provider.clientCredentials({ scope: flags.scope ?? '', signal });
}
