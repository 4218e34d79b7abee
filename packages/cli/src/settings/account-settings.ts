import { readFile } from 'node:fs/promises';

import type { TokenStore } from '@pitpass/client';

import { exitCodes, Problem } from '../problem.ts';
import { parseSecretSource } from './client-secret.ts';
import type { SecretSource } from './client-secret.ts';
import type { ProviderName } from './provider-name.ts';
import { replaceFile } from './replace-file.ts';

interface CommonSettings {
  /** The origin of the authorization service. */
  readonly service: string;
  readonly client_id: string;
  readonly redirect_uris: readonly string[];
  readonly client_secret_source: SecretSource;
}

/** A sign-in at a service of iRacing's dialect. */
export interface IracingSettings extends CommonSettings {
  /** Not written: a file that names no dialect is of this one. */
  readonly provider?: 'iracing';
  /** What stands before `/data`. */
  readonly data_url: string;
}

/** A sign-in at a service of Trackmania's dialect, or the access of the client itself. */
export interface TrackmaniaSettings extends CommonSettings {
  readonly provider: 'trackmania';
  /** `client_credentials`: there is no member behind the token, and no refresh token. */
  readonly grant_type: 'authorization_code' | 'client_credentials';
}

/** Whose tokens an account holds: remembered at login, so that later commands need no options. */
export type AccountSettings = IracingSettings | TrackmaniaSettings;

/** The dialect of an account. */
export function providerOf({ provider = 'iracing' }: AccountSettings): ProviderName {
  return provider;
}

/** True for the access of a client itself, at Trackmania: no member is behind its tokens. */
export function isClientItself(settings: AccountSettings | undefined): boolean {
  return settings?.provider === 'trackmania' && settings.grant_type === 'client_credentials';
}

// The SDK's store keeps members that are not its own.
const memberName = 'pitpass';
const rememberedName = 'pitpass_member';

/** Who was signed in when the service was last asked, for lists that ask nobody. */
export interface RememberedMember {
  readonly display_name: string;
  /** At iRacing. */
  readonly cust_id?: number;
  /** At Trackmania. */
  readonly account_id?: string;
}

function parseCommonSettings(fields: Readonly<Record<string, unknown>>) {
  const { service, client_id, redirect_uris } = fields;
  const client_secret_source = parseSecretSource(fields['client_secret_source']);
  const isWhole =
    typeof service === 'string' &&
    typeof client_id === 'string' &&
    Array.isArray(redirect_uris) &&
    redirect_uris.every((uri) => typeof uri === 'string') &&
    client_secret_source !== undefined;
  return isWhole ? { service, client_id, redirect_uris, client_secret_source } : undefined;
}

/** Reads stored settings, or undefined when they are not whole. */
function parseAccountSettings(value: unknown): AccountSettings | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const common = parseCommonSettings(fields);
  const { provider = 'iracing', data_url, grant_type } = fields;
  if (common === undefined) return undefined;
  if (provider === 'iracing') {
    return typeof data_url === 'string' ? { ...common, data_url } : undefined;
  }
  const isGrant = grant_type === 'authorization_code' || grant_type === 'client_credentials';
  return provider === 'trackmania' && isGrant ? { ...common, provider, grant_type } : undefined;
}

async function readMembers(tokenFile: string): Promise<Record<string, unknown>> {
  try {
    const value = JSON.parse(await readFile(tokenFile, 'utf8')) as unknown;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : {};
  } catch (error) {
    // A damaged file is reported by the store, which reads it too.
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isAbsent || error instanceof SyntaxError) return {};
    throw error;
  }
}

/** What the token file says about whose tokens it holds; undefined when it does not say it. */
export async function readAccountSettings(tokenFile: string): Promise<AccountSettings | undefined> {
  return parseAccountSettings((await readMembers(tokenFile))[memberName]);
}

/** Who the token file says is signed in; undefined when it does not say it. */
export async function readRememberedMember(
  tokenFile: string,
): Promise<RememberedMember | undefined> {
  const value = (await readMembers(tokenFile))[rememberedName];
  const { display_name, cust_id, account_id } = (value ?? {}) as Partial<RememberedMember>;
  if (typeof display_name !== 'string') return undefined;
  if (typeof cust_id === 'number') return { display_name, cust_id };
  return typeof account_id === 'string' ? { display_name, account_id } : undefined;
}

/** True when a file says whose tokens it holds in words that this version does not know. */
export async function hasForeignSettings(tokenFile: string): Promise<boolean> {
  const value = (await readMembers(tokenFile))[memberName];
  return value !== undefined && parseAccountSettings(value) === undefined;
}

/** Puts members into the token file in one step. Only within the lock of its store. */
async function writeMembers(
  tokenFile: string,
  members: Readonly<Record<string, unknown>>,
): Promise<void> {
  await replaceFile(tokenFile, `${JSON.stringify(members, undefined, 2)}\n`);
}

/**
 * Stores the tokens of a new sign-in together with its settings. At no moment do tokens of one
 * service stand beside the settings of another, not even after a crash.
 *
 * @param store the store of that file
 * @throws StoreFailure
 */
export async function storeSignIn(
  store: TokenStore,
  tokenFile: string,
  settings: AccountSettings,
  tokenSet: NonNullable<Awaited<ReturnType<TokenStore['load']>>>,
): Promise<void> {
  await store.withLock(async () => {
    await store.save(undefined);
    const { [rememberedName]: _former, ...members } = await readMembers(tokenFile);
    await writeMembers(tokenFile, { ...members, [memberName]: settings });
    await store.save(tokenSet);
  });
}

/**
 * Remembers who is signed in, beside the tokens of that sign-in. Nothing is written when it stands
 * there already, or when the file belongs to another sign-in by now.
 *
 * @param store the store of that file
 * @throws StoreFailure
 */
export async function rememberMember(
  store: TokenStore,
  tokenFile: string,
  settings: AccountSettings,
  member: RememberedMember,
): Promise<void> {
  const wanted = JSON.stringify(member);
  if (JSON.stringify(await readRememberedMember(tokenFile)) === wanted) return;
  await store.withLock(async () => {
    const members = await readMembers(tokenFile);
    const isSame =
      JSON.stringify(parseAccountSettings(members[memberName])) ===
      JSON.stringify(parseAccountSettings(settings));
    if (isSame) await writeMembers(tokenFile, { ...members, [rememberedName]: member });
  });
}

/**
 * The store of one sign-in: it gives out tokens only as long as the file says that they belong to
 * the service that the command talks to. Another `pitpass login` may have changed that meanwhile.
 */
export function bindStore(
  store: TokenStore,
  tokenFile: string,
  settings: AccountSettings | undefined,
): TokenStore {
  const expected = JSON.stringify(parseAccountSettings(settings));
  return {
    ...store,
    load: async () => {
      const tokenSet = await store.load();
      if (JSON.stringify(await readAccountSettings(tokenFile)) === expected) return tokenSet;
      const message = `Another sign-in has changed ${tokenFile} meanwhile; run the command again.`;
      throw new Problem('profile_changed', exitCodes.failure, message);
    },
  };
}
