import { resolve } from 'node:path';

import { usageProblem } from '../problem.ts';
import { demoClientIds } from '../serve/demo-file.ts';
import type { Surroundings } from '../surroundings.ts';
import type { SecretSource } from './client-secret.ts';
import type { FoundDemo } from './demo.ts';
import { providerOf } from './account-settings.ts';
import type { AccountSettings } from './account-settings.ts';
import { findNamedProvider } from './provider-name.ts';
import type { ProviderName } from './provider-name.ts';
import { defaultDataUrl, parseServiceOrigin, production } from './service-origin.ts';

/** What the command line may say about the service and the client. */
export interface ServiceFlags {
  readonly provider?: string;
  readonly service?: string;
  readonly production?: boolean;
  readonly dataUrl?: string;
  readonly clientId?: string;
  readonly redirectUri?: readonly string[];
  /** Trackmania: send a challenge, which lets a client in that has no secret. */
  readonly pkce?: boolean;
}

/** How somebody signs in. */
export type SignInGrant = 'authorization_code' | 'password_limited' | 'client_credentials';

/** Everything that settings for a sign-in are chosen from, the first that speaks winning. */
export interface SettingsSources {
  readonly flags: ServiceFlags;
  readonly surroundings: Pick<Surroundings, 'environment' | 'directory'>;
  readonly demo: FoundDemo | undefined;
  /** What the account was signed in to before. */
  readonly remembered: AccountSettings | undefined;
  readonly provider: ProviderName;
  readonly grant_type: SignInGrant;
}

/**
 * The dialect of a sign-in: options, then the environment, then what the account remembers, then
 * iRacing's.
 */
export function chooseProvider(
  flags: ServiceFlags,
  environment: Surroundings['environment'],
  remembered: AccountSettings | undefined,
): ProviderName {
  const before = remembered === undefined ? 'iracing' : providerOf(remembered);
  return findNamedProvider(flags, environment) ?? before;
}

/** The service that options or the environment name; undefined when they are silent. */
export function findNamedService(
  { service, production: isProduction }: ServiceFlags,
  environment: Surroundings['environment'],
  provider: ProviderName,
): string | undefined {
  if (isProduction === true && service !== undefined) {
    throw usageProblem('--production and --service both name the service; give one.');
  }
  if (isProduction === true) return production[provider];
  if (service !== undefined) return parseServiceOrigin(service, '--service');
  const variable = environment['PITPASS_SERVICE'];
  return variable ? parseServiceOrigin(variable, 'PITPASS_SERVICE') : undefined;
}

function chooseService(sources: SettingsSources): string {
  const { flags, surroundings, demo, remembered, provider } = sources;
  const named = findNamedService(flags, surroundings.environment, provider);
  return named ?? demo?.demo.service ?? remembered?.service ?? production[provider];
}

/** Where a secret comes from that nobody said anything about. */
function chooseUntoldSource({ flags, grant_type, provider }: SettingsSources): SecretSource {
  const isPublicLogin = provider === 'iracing' || flags.pkce === true;
  const mayLackSecret = grant_type === 'authorization_code' && isPublicLogin;
  return { from: mayLackSecret ? 'none' : 'prompt' };
}

function chooseSecretSource(sources: SettingsSources, known: KnownClient): SecretSource {
  const { environment, directory } = sources.surroundings;
  if (known.demoSource !== undefined) return known.demoSource;
  const file = environment['PITPASS_CLIENT_SECRET_FILE'];
  if (environment['PITPASS_CLIENT_SECRET']) {
    if (!file) return { from: 'environment' };
    throw usageProblem(
      'PITPASS_CLIENT_SECRET and PITPASS_CLIENT_SECRET_FILE are both set; keep one.',
    );
  }
  if (file) return { from: 'file', path: resolve(directory, file) };
  const before = known.remembered?.client_secret_source;
  if (before !== undefined && before.from !== 'none') return before;
  return chooseUntoldSource(sources);
}

/** What is known of the chosen client beforehand. */
interface KnownClient {
  readonly demoSource: SecretSource | undefined;
  readonly demoRedirectUris: readonly string[] | undefined;
  readonly remembered: AccountSettings | undefined;
}

function findKnownClient(
  { demo, remembered }: SettingsSources,
  service: string,
  client_id: string,
): KnownClient {
  const isDemoService = demo?.demo.service === service;
  const client = isDemoService
    ? demo.demo.clients.find((candidate) => candidate.client_id === client_id)
    : undefined;
  const isSame = remembered?.service === service && remembered.client_id === client_id;
  let demoSource: SecretSource | undefined;
  if (demo !== undefined && client !== undefined) {
    const { client_secret } = client;
    demoSource = client_secret === undefined ? { from: 'none' } : { from: 'demo', path: demo.path };
  }
  return {
    demoSource,
    demoRedirectUris: client?.redirect_uris,
    remembered: isSame ? remembered : undefined,
  };
}

/** The client that the demo has for a sign-in of this kind. */
function demoClientIdOf({ provider, grant_type }: SettingsSources): string {
  if (provider === 'trackmania') return demoClientIds.trackmania;
  return demoClientIds[grant_type === 'password_limited' ? 'passwordLimited' : 'native'];
}

/**
 * Chooses the service, the client and its redirect URIs for a sign-in: options, then the
 * environment, then the demo of the working directory, then what the account remembers of the same
 * dialect, then production.
 *
 * @throws Problem when no client is known for that service
 */
export function chooseSettings(given: SettingsSources): AccountSettings {
  const { flags, surroundings, demo, provider, grant_type } = given;
  const isSameDialect = given.remembered !== undefined && providerOf(given.remembered) === provider;
  const remembered = isSameDialect ? given.remembered : undefined;
  const sources: SettingsSources = { ...given, remembered };
  const { environment } = surroundings;
  const service = chooseService(sources);
  const demoClient = demo?.demo.service === service ? demoClientIdOf(sources) : undefined;
  const before = remembered?.service === service ? remembered : undefined;
  const named = flags.clientId ?? (environment['PITPASS_CLIENT_ID'] || undefined);
  const client_id = named ?? demoClient ?? before?.client_id;
  if (client_id === undefined) {
    throw usageProblem(
      `Which client signs in at ${service}? Give --client-id, or run the command where a local service has its .pitpass folder.`,
    );
  }
  const known = findKnownClient(sources, service, client_id);
  const common = {
    service,
    client_id,
    redirect_uris:
      flags.redirectUri ?? known.demoRedirectUris ?? known.remembered?.redirect_uris ?? [],
    client_secret_source: chooseSecretSource(sources, known),
  };
  if (provider === 'trackmania') {
    const isOwn = grant_type === 'client_credentials';
    return { ...common, provider, grant_type: isOwn ? grant_type : 'authorization_code' };
  }
  const ownDataUrl = flags.dataUrl ?? (environment['PITPASS_DATA_URL'] || undefined);
  const same = known.remembered;
  const rememberedDataUrl = same?.provider === 'trackmania' ? undefined : same?.data_url;
  return { ...common, data_url: ownDataUrl ?? rememberedDataUrl ?? defaultDataUrl(service) };
}
