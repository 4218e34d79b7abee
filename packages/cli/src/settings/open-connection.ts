import { createSession } from '@pitpass/client';
import type { Session, TokenSet } from '@pitpass/client';
import { fileTokenStore } from '@pitpass/client/node';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { chooseSettings, findNamedService } from './choose-settings.ts';
import type { ServiceFlags } from './choose-settings.ts';
import { findDemo } from './demo.ts';
import { openLazyProvider } from './open-provider.ts';
import { bindStore, readProfileSettings } from './profile-settings.ts';
import type { ProfileSettings } from './profile-settings.ts';
import { defaultProfile, findTokenFile } from './token-file.ts';
import type { ProfileFlags } from './token-file.ts';

/** What every command that uses tokens can be told. */
export type ConnectionFlags = ProfileFlags & Pick<ServiceFlags, 'service' | 'clientId'>;

/** A signed-in member at a service. */
export interface Connection {
  readonly settings: ProfileSettings;
  readonly session: Session;
  readonly tokenFile: string;
  /** The tokens as they were when the command began; valid or not. */
  readonly tokenSet: TokenSet;
  readonly signal: AbortSignal;
}

/** How to sign in to the same profile, as it is typed. */
export function loginCommandOf({ profile, tokenFile }: ProfileFlags): string {
  if (tokenFile !== undefined) return `pitpass login --token-file ${tokenFile}`;
  const isDefault = profile === undefined || profile === defaultProfile;
  return isDefault ? 'pitpass login' : `pitpass login --profile ${profile}`;
}

/** Tokens go to the service that issued them, whatever the surroundings name by now. */
function refuseOtherService(
  settings: ProfileSettings,
  flags: ConnectionFlags,
  environment: Surroundings['environment'],
): void {
  const named = {
    service: findNamedService(flags, environment),
    data_url: environment['PITPASS_DATA_URL'] || undefined,
    client_id: flags.clientId ?? (environment['PITPASS_CLIENT_ID'] || undefined),
  };
  for (const name of ['service', 'data_url', 'client_id'] as const) {
    const wanted = named[name];
    if (wanted === undefined || wanted === settings[name]) continue;
    throw new Problem(
      'other_service',
      exitCodes.signInNeeded,
      `This profile is signed in with ${name} ${settings[name]}, not ${wanted}; sign in there with "${loginCommandOf(flags)}", or use another --profile.`,
    );
  }
}

/** Tokens that somebody else put into the file: the service must be named outright. */
async function nameSettings(
  tokenFile: string,
  flags: ConnectionFlags,
  surroundings: Surroundings,
): Promise<ProfileSettings> {
  const { environment } = surroundings;
  const hasClient = Boolean(flags.clientId ?? environment['PITPASS_CLIENT_ID']);
  if (findNamedService(flags, environment) === undefined || !hasClient) {
    throw usageProblem(
      `${tokenFile} does not say whose tokens it holds; set PITPASS_SERVICE and PITPASS_CLIENT_ID, or sign in again with "${loginCommandOf(flags)}".`,
    );
  }
  const demo = await findDemo(surroundings).catch(() => undefined);
  const remembered = undefined;
  return chooseSettings({ flags, surroundings, demo, remembered, isPasswordLimited: false });
}

/**
 * Opens the tokens of a profile for use.
 *
 * @throws Problem when nobody is signed in, or the tokens belong to another service than was named
 * @throws StoreFailure when the token file is damaged
 */
export async function openConnection(
  flags: ConnectionFlags,
  surroundings: Surroundings,
): Promise<Connection> {
  const tokenFile = findTokenFile(flags, surroundings);
  const store = fileTokenStore(tokenFile);
  const tokenSet = await store.load();
  if (tokenSet === undefined) {
    throw new Problem(
      'sign_in_required',
      exitCodes.signInNeeded,
      `Nobody is signed in; sign in with "${loginCommandOf(flags)}".`,
    );
  }
  const remembered = await readProfileSettings(tokenFile);
  if (remembered !== undefined) refuseOtherService(remembered, flags, surroundings.environment);
  const settings = remembered ?? (await nameSettings(tokenFile, flags, surroundings));
  const signal = surroundings.watchInterrupts();
  const provider = openLazyProvider(settings, surroundings, signal);
  const session = createSession({ provider, store: bindStore(store, tokenFile, remembered) });
  return { settings, session, tokenFile, tokenSet, signal };
}
