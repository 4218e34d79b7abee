import { randomUUID } from 'node:crypto';
import { open, readFile, rename, unlink } from 'node:fs/promises';

import type { TokenStore } from '@pitpass/client';

import { exitCodes, Problem } from '../problem.ts';
import { parseSecretSource } from './client-secret.ts';
import type { SecretSource } from './client-secret.ts';

/** Whose tokens a profile holds: remembered at login, so that later commands need no options. */
export interface ProfileSettings {
  /** The origin of the authorization service. */
  readonly service: string;
  /** What stands before `/data`. */
  readonly data_url: string;
  readonly client_id: string;
  readonly redirect_uris: readonly string[];
  readonly client_secret_source: SecretSource;
}

// The SDK's store keeps members that are not its own.
const memberName = 'pitpass';

/** Reads stored settings, or undefined when they are not whole. */
function parseProfileSettings(value: unknown): ProfileSettings | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { service, data_url, client_id, redirect_uris, client_secret_source } = value as Readonly<
    Record<string, unknown>
  >;
  const source = parseSecretSource(client_secret_source);
  const isWhole =
    typeof service === 'string' &&
    typeof data_url === 'string' &&
    typeof client_id === 'string' &&
    Array.isArray(redirect_uris) &&
    redirect_uris.every((uri) => typeof uri === 'string') &&
    source !== undefined;
  if (!isWhole) return undefined;
  return { service, data_url, client_id, redirect_uris, client_secret_source: source };
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
export async function readProfileSettings(tokenFile: string): Promise<ProfileSettings | undefined> {
  return parseProfileSettings((await readMembers(tokenFile))[memberName]);
}

/** Puts the settings into the token file in one step. Only within the lock of its store. */
async function writeProfileSettings(tokenFile: string, settings: ProfileSettings): Promise<void> {
  const members = { ...(await readMembers(tokenFile)), [memberName]: settings };
  const temporary = `${tokenFile}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(members, undefined, 2)}\n`, 'utf8');
    await handle.sync();
    await handle.close();
    await rename(temporary, tokenFile);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
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
  settings: ProfileSettings,
  tokenSet: NonNullable<Awaited<ReturnType<TokenStore['load']>>>,
): Promise<void> {
  await store.withLock(async () => {
    await store.save(undefined);
    await writeProfileSettings(tokenFile, settings);
    await store.save(tokenSet);
  });
}

/**
 * The store of one sign-in: it gives out tokens only as long as the file says that they belong to
 * the service that the command talks to. Another `pitpass login` may have changed that meanwhile.
 */
export function bindStore(
  store: TokenStore,
  tokenFile: string,
  settings: ProfileSettings | undefined,
): TokenStore {
  const expected = JSON.stringify(settings);
  return {
    ...store,
    load: async () => {
      const tokenSet = await store.load();
      if (JSON.stringify(await readProfileSettings(tokenFile)) === expected) return tokenSet;
      const message = `Another sign-in has changed ${tokenFile} meanwhile; run the command again.`;
      throw new Problem('profile_changed', exitCodes.failure, message);
    },
  };
}
