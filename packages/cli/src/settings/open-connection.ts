import { createSession } from '@pitpass/client';
import type { ClientCredentials, Session, TokenSet, TokenStore } from '@pitpass/client';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { chooseProvider, chooseSettings, findNamedService } from './choose-settings.ts';
import type { ServiceFlags } from './choose-settings.ts';
import { openClientAccess } from './client-access.ts';
import { findDemo } from './demo.ts';
import { openLazyIracing, openLazyTrackmania } from './open-provider.ts';
import type { OwnWays } from './open-provider.ts';
import { openTokenStore } from './open-token-store.ts';
import { bindStore, providerOf, readAccountSettings } from './account-settings.ts';
import type { IracingSettings, AccountSettings, TrackmaniaSettings } from './account-settings.ts';
import { findNamedProvider } from './provider-name.ts';
import type { ProviderName } from './provider-name.ts';
import { suggestAccount } from './accounts.ts';
import { findTokenFile } from './token-file.ts';
import type { AccountFlags } from './token-file.ts';

/** What every command that uses tokens can be told. */
export type ConnectionFlags = AccountFlags &
  Pick<ServiceFlags, 'provider' | 'service' | 'clientId'>;

interface ConnectionParts<S extends AccountSettings> {
  readonly settings: S;
  readonly tokenFile: string;
  /** The store of this sign-in alone. */
  readonly store: TokenStore;
  /** The tokens as they were when the command began; valid or not. */
  readonly tokenSet: TokenSet;
  readonly signal: AbortSignal;
}

/** A signed-in member at a service of iRacing's dialect. */
export interface IracingConnection extends ConnectionParts<IracingSettings> {
  readonly provider: 'iracing';
  readonly session: Session;
}

/** A signed-in member at a service of Trackmania's dialect, or the client itself. */
export interface TrackmaniaConnection extends ConnectionParts<TrackmaniaSettings> {
  readonly provider: 'trackmania';
  readonly session: ClientCredentials;
}

/** An account whose tokens can be used. */
export type Connection = IracingConnection | TrackmaniaConnection;

/**
 * Makes a connection of what is known of an account. Nothing is read or sent.
 *
 * @param own the command's own ways with requests, for services of iRacing's dialect
 */
export function createConnection(
  parts: ConnectionParts<AccountSettings>,
  surroundings: Surroundings,
  own: OwnWays = {},
): Connection {
  const { settings, store, signal } = parts;
  if (settings.provider !== 'trackmania') {
    const provider = openLazyIracing(settings, surroundings, signal, own);
    const session = createSession({ provider, store });
    return { ...parts, provider: 'iracing', settings, session };
  }
  const session =
    settings.grant_type === 'client_credentials'
      ? openClientAccess(settings, store, surroundings, signal)
      : createSession({ provider: openLazyTrackmania(settings, surroundings, signal), store });
  return { ...parts, provider: 'trackmania', settings, session };
}

/** How to sign in to the same account, as it is typed. */
export function loginCommandOf(
  { as, profile, tokenFile }: AccountFlags,
  provider?: ProviderName,
): string {
  const login = provider === 'trackmania' ? 'pitpass login --provider trackmania' : 'pitpass login';
  if (tokenFile !== undefined) return `${login} --token-file ${tokenFile}`;
  const name = as ?? profile;
  return name === undefined ? login : `${login} --as ${name}`;
}

/** Tokens go to the service that issued them, whatever the surroundings name by now. */
function refuseOtherService(
  settings: AccountSettings,
  flags: ConnectionFlags,
  environment: Surroundings['environment'],
): void {
  const provider = providerOf(settings);
  const dataUrl = environment['PITPASS_DATA_URL'] || undefined;
  const names: readonly (readonly [name: string, wanted: string | undefined, own: string])[] = [
    ['provider', findNamedProvider(flags, environment), provider],
    ['service', findNamedService(flags, environment, provider), settings.service],
    ...(settings.provider === 'trackmania'
      ? []
      : [['data_url', dataUrl, settings.data_url] as const]),
    [
      'client_id',
      flags.clientId ?? (environment['PITPASS_CLIENT_ID'] || undefined),
      settings.client_id,
    ],
  ];
  for (const [name, wanted, own] of names) {
    if (wanted === undefined || wanted === own) continue;
    throw new Problem(
      'other_service',
      exitCodes.signInNeeded,
      `This account is signed in with ${name} ${own}, not ${wanted}; sign in there with "${loginCommandOf(flags)}", or name another one with --as.`,
    );
  }
}

/** Tokens that somebody else put into the file: the service must be named outright. */
async function nameSettings(
  tokenFile: string,
  flags: ConnectionFlags,
  surroundings: Surroundings,
): Promise<AccountSettings> {
  const { environment } = surroundings;
  const hasClient = Boolean(flags.clientId ?? environment['PITPASS_CLIENT_ID']);
  const provider = chooseProvider(flags, environment, undefined);
  if (findNamedService(flags, environment, provider) === undefined || !hasClient) {
    throw usageProblem(
      `${tokenFile} does not say whose tokens it holds; set PITPASS_SERVICE and PITPASS_CLIENT_ID, or sign in again with "${loginCommandOf(flags)}".`,
    );
  }
  const demo = await findDemo(surroundings).catch(() => undefined);
  const [remembered, grant_type] = [undefined, 'authorization_code'] as const;
  return chooseSettings({ flags, surroundings, demo, remembered, provider, grant_type });
}

/**
 * Opens the tokens of an account for use.
 *
 * @param own the command's own ways with requests, for services of iRacing's dialect
 * @param likely whose dialect the command is about, when nothing names one
 * @throws Problem when nobody is signed in, or the tokens belong to another service than was named
 * @throws StoreFailure when the token file is damaged
 */
export async function openConnection(
  flags: ConnectionFlags,
  surroundings: Surroundings,
  own: OwnWays = {},
  likely?: ProviderName,
): Promise<Connection> {
  const tokenFile = findTokenFile(flags, surroundings);
  const store = openTokenStore(tokenFile, surroundings);
  const tokenSet = await store.load();
  if (tokenSet === undefined) {
    const provider = findNamedProvider(flags, surroundings.environment) ?? likely;
    const login = loginCommandOf(flags, provider);
    const meant = await suggestAccount(flags, surroundings);
    throw new Problem(
      'sign_in_required',
      exitCodes.signInNeeded,
      `Nobody is signed in; sign in with "${login}".${meant ?? ''}`,
    );
  }
  const remembered = await readAccountSettings(tokenFile);
  if (remembered !== undefined) refuseOtherService(remembered, flags, surroundings.environment);
  const settings = remembered ?? (await nameSettings(tokenFile, flags, surroundings));
  const signal = surroundings.watchInterrupts();
  const bound = bindStore(store, tokenFile, remembered);
  const parts = { settings, tokenFile, store: bound, tokenSet, signal };
  return createConnection(parts, surroundings, own);
}
