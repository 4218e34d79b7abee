import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { TokenSet } from '@pitpass/client';

import { findNearNames } from '../near-names.ts';
import type { Surroundings } from '../surroundings.ts';
import { openTokenStore } from './open-token-store.ts';
import { isClientItself, readAccountSettings, readRememberedMember } from './account-settings.ts';
import type { AccountSettings, RememberedMember } from './account-settings.ts';
import { production } from './service-origin.ts';
import { findStateDirectory, isAccountName } from './token-file.ts';
import type { Place, AccountFlags } from './token-file.ts';

/**
 * What the file of an account says of its sign-in: `over` when every token has expired,
 * `outcome_unknown` when the answer of a refresh was lost. Whether the service has ended it
 * meanwhile, only asking tells.
 */
export type AccountState = 'signed_in' | 'over' | 'outcome_unknown' | 'signed_out' | 'damaged';

/** An account as its file describes it. */
export interface Account {
  readonly name: string;
  readonly tokenFile: string;
  readonly state: AccountState;
  readonly settings: AccountSettings | undefined;
  readonly member: RememberedMember | undefined;
  /** When the sign-in ends unless it is used, in epoch seconds. */
  readonly expires_at: number | undefined;
}

const endingOfFiles = '.json';

type ListSurroundings = Place & Pick<Surroundings, 'errors'>;

/** The names of all accounts, in order. */
export async function listAccountNames(place: Place): Promise<string[]> {
  const files = await readdir(findStateDirectory(place)).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  });
  return files
    .filter((file) => file.endsWith(endingOfFiles))
    .map((file) => file.slice(0, -endingOfFiles.length))
    .filter(isAccountName)
    .sort();
}

/** When a sign-in ends unless it is used: with its refresh token, or without one with the other. */
function findEnd({ expires_at, refresh_token, refresh_token_expires_at }: TokenSet) {
  return refresh_token === undefined ? expires_at : refresh_token_expires_at;
}

function stateOf(
  tokenSet: TokenSet | undefined,
  settings: AccountSettings | undefined,
  now: number,
): AccountState {
  if (tokenSet === undefined) return 'signed_out';
  if (tokenSet.expires_at > now) return 'signed_in';
  if (tokenSet.refresh_intent?.is_lost === true) return 'outcome_unknown';
  // A client by itself asks for another token with its secret.
  return isClientItself(settings) || (findEnd(tokenSet) ?? Infinity) > now ? 'signed_in' : 'over';
}

async function readAccount(
  name: string,
  surroundings: ListSurroundings,
  now: number,
): Promise<Account> {
  const tokenFile = join(findStateDirectory(surroundings), name + endingOfFiles);
  const account = { name, tokenFile, settings: undefined, member: undefined };
  try {
    const settings = await readAccountSettings(tokenFile);
    const member = await readRememberedMember(tokenFile);
    const tokenSet = await openTokenStore(tokenFile, surroundings).load();
    const state = stateOf(tokenSet, settings, now);
    return { ...account, settings, member, state, expires_at: tokenSet && findEnd(tokenSet) };
  } catch {
    // Whoever uses the account is told what is wrong with it; the list goes on.
    return { ...account, state: 'damaged', expires_at: undefined };
  }
}

/**
 * All accounts, in the order of their names. Only their files are read; nobody is asked.
 *
 * @param now epoch seconds
 */
export async function listAccounts(
  surroundings: ListSurroundings,
  now: number,
): Promise<Account[]> {
  const accounts: Account[] = [];
  for (const name of await listAccountNames(surroundings)) {
    accounts.push(await readAccount(name, surroundings, now));
  }
  return accounts;
}

/** Where an account is signed in: `iracing` is production's, `iracing at localhost:7480` is not. */
export function describeProvider({
  provider = 'iracing',
  service,
}: Pick<AccountSettings, 'provider' | 'service'>): string {
  if (service === production[provider]) return provider;
  return `${provider} at ${URL.canParse(service) ? new URL(service).host : service}`;
}

/**
 * What to add to a refusal when an account was named that does not exist and another one nearly has
 * the name. Undefined otherwise.
 */
export async function suggestAccount(
  { as, profile }: AccountFlags,
  place: Place,
): Promise<string | undefined> {
  const name = as ?? profile ?? place.environment['PITPASS_AS'];
  if (!name) return undefined;
  const names = await listAccountNames(place);
  if (names.includes(name)) return undefined;
  const near = findNearNames(name, names)[0];
  return near === undefined ? undefined : ` There is an account ${near}; did you mean that?`;
}
