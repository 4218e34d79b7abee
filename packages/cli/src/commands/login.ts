import type { TokenSet } from '@pitpass/client';
import { createSession, memoryTokenStore } from '@pitpass/client';

import { suggestAccount } from '../settings/accounts.ts';
import { chooseProvider, chooseSettings, findNamedService } from '../settings/choose-settings.ts';
import type { ServiceFlags, SignInGrant } from '../settings/choose-settings.ts';
import { readClientSecret } from '../settings/client-secret.ts';
import { findDemo } from '../settings/demo.ts';
import type { FoundDemo } from '../settings/demo.ts';
import { createConnection } from '../settings/open-connection.ts';
import type { Connection } from '../settings/open-connection.ts';
import { openIracing, openLazyIracing } from '../settings/open-provider.ts';
import { openTokenStore } from '../settings/open-token-store.ts';
import {
  isClientItself,
  readAccountSettings,
  rememberMember,
  storeSignIn,
} from '../settings/account-settings.ts';
import type { IracingSettings, AccountSettings } from '../settings/account-settings.ts';
import { findAccount } from '../settings/token-file.ts';
import type { AccountFlags } from '../settings/token-file.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';
import { signInByBrowser } from './login-by-browser.ts';
import { signInByClientCredentials } from './login-by-client-credentials.ts';
import { signInByPassword } from './login-by-password.ts';
import { refuseLoginContradictions } from './login-contradictions.ts';
import { describeWhatGoesOn } from './logout-trackmania.ts';
import { fetchMember, formatMember } from './member.ts';
import type { SignedInMember } from './member.ts';

/** The options of `pitpass login`. */
export interface LoginFlags extends AccountFlags, ServiceFlags {
  readonly scope?: string;
  /** False with `--no-browser`. */
  readonly browser: boolean;
  readonly timeout: number;
  readonly passwordLimited?: boolean;
  readonly clientCredentials?: boolean;
  readonly username?: string;
  readonly saveSecret?: boolean;
  readonly json?: boolean;
}

/** A sign-in that is about to be tried. */
export interface SignInAttempt {
  readonly settings: AccountSettings;
  readonly client_secret: string | undefined;
  readonly demo: FoundDemo | undefined;
  readonly flags: LoginFlags;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
}

const endTimeoutMilliseconds = 5000;

/** Nobody could end the session of the former tokens once they are overwritten. */
async function endFormerSession(
  settings: IracingSettings,
  tokenSet: TokenSet,
  surroundings: Surroundings,
): Promise<void> {
  const signal = AbortSignal.timeout(endTimeoutMilliseconds);
  // Nobody is asked for a secret only to tidy up.
  const provider =
    settings.client_secret_source.from === 'prompt'
      ? openIracing(settings)
      : openLazyIracing(settings, surroundings, signal);
  try {
    await createSession({ provider, store: memoryTokenStore(tokenSet) }).signOut({ signal });
  } catch {
    note(
      surroundings,
      `The former session of this account at ${settings.service} could not be ended; it goes on there until it expires.`,
    );
  }
}

/** Ends what the account held before, or says where a member can. */
async function leaveFormer(
  settings: AccountSettings,
  tokenSet: TokenSet,
  surroundings: Surroundings,
): Promise<void> {
  if (settings.provider !== 'trackmania') {
    await endFormerSession(settings, tokenSet, surroundings);
  } else if (settings.grant_type === 'authorization_code') {
    note(surroundings, `Of the former sign-in of this account: ${describeWhatGoesOn(settings)}`);
  }
}

function describeSignIn(connection: Connection, member: SignedInMember | undefined): string {
  const { service, client_id } = connection.settings;
  if (connection.provider === 'trackmania' && isClientItself(connection.settings)) {
    return `The client ${client_id} itself has access at ${service}, without a member: to display names.`;
  }
  const who = member && ` as ${formatMember(member)}`;
  return `Signed in at ${service}${who ?? ''}.`;
}

/** Who has signed in, remembered beside the tokens; undefined when the service does not say. */
async function meetMember(connection: Connection): Promise<SignedInMember | undefined> {
  if (connection.provider === 'trackmania' && isClientItself(connection.settings)) return undefined;
  const { store, tokenFile, settings } = connection;
  try {
    const member = await fetchMember(connection);
    await rememberMember(store, tokenFile, settings, member);
    return member;
  } catch {
    // The sign-in stands; its scope may not cover the question.
    return undefined;
  }
}

async function greet(
  connection: Connection,
  account: string | undefined,
  flags: LoginFlags,
  surroundings: Surroundings,
): Promise<void> {
  const member = await meetMember(connection);
  if (flags.json !== true) {
    note(surroundings, describeSignIn(connection, member));
    return;
  }
  const { provider, settings, tokenFile, tokenSet } = connection;
  const { service, client_id } = settings;
  const { expires_at, scope } = tokenSet;
  const result = {
    ...(provider === 'trackmania' && { provider }),
    account,
    service,
    client_id,
    member,
    scope,
    expires_at,
    token_file: tokenFile,
  };
  await print(surroundings, `${toVisibleJson(result, false)}\n`);
}

function signIn(attempt: SignInAttempt): Promise<TokenSet> {
  const { settings, flags } = attempt;
  if (settings.provider !== 'trackmania') {
    return flags.passwordLimited === true
      ? signInByPassword(settings, attempt)
      : signInByBrowser(attempt);
  }
  return settings.grant_type === 'client_credentials'
    ? signInByClientCredentials(settings, attempt)
    : signInByBrowser(attempt);
}

function grantOf({ passwordLimited, clientCredentials }: LoginFlags): SignInGrant {
  if (passwordLimited === true) return 'password_limited';
  return clientCredentials === true ? 'client_credentials' : 'authorization_code';
}

/** `pitpass login`: signs in and keeps the tokens, with all that later commands need. */
export async function login(flags: LoginFlags, surroundings: Surroundings): Promise<void> {
  const { environment } = surroundings;
  const { name: account, tokenFile } = findAccount(flags, surroundings);
  // A name that was mistyped would make an account of its own.
  const meant = await suggestAccount(flags, surroundings);
  if (meant !== undefined) note(surroundings, `${account} is a new account.${meant}`);
  const remembered = await readAccountSettings(tokenFile);
  const provider = chooseProvider(flags, environment, remembered);
  refuseLoginContradictions(flags, provider);
  const store = openTokenStore(tokenFile, surroundings);
  // A damaged file is found before a person has signed in for nothing.
  const before = await store.load();
  const isNamed = findNamedService(flags, environment, provider) !== undefined;
  const demo = await findDemo(surroundings).catch((error: unknown) => {
    if (isNamed) return undefined;
    throw error;
  });
  const grant_type = grantOf(flags);
  const settings = chooseSettings({ flags, surroundings, demo, remembered, provider, grant_type });
  const { client_id, client_secret_source: source } = settings;
  const signal = surroundings.watchInterrupts();
  const hasPublicWay = provider === 'trackmania' && grant_type === 'authorization_code';
  const withoutSecret = hasPublicWay ? 'for an app without a secret, give --pkce' : undefined;
  const asked = [surroundings, signal, withoutSecret] as const;
  const client_secret = await readClientSecret(source, client_id, ...asked);
  const tokenSet = await signIn({ settings, client_secret, demo, flags, surroundings, signal });
  const isSaving =
    flags.saveSecret === true && client_secret !== undefined && source.from !== 'demo';
  const kept: AccountSettings = isSaving
    ? { ...settings, client_secret_source: { from: 'saved', client_secret } }
    : settings;
  await storeSignIn(store, tokenFile, kept, tokenSet);
  if (before !== undefined && remembered !== undefined) {
    await leaveFormer(remembered, before, surroundings);
  }
  const parts = { settings: kept, tokenFile, store, tokenSet, signal };
  await greet(createConnection(parts, surroundings), account, flags, surroundings);
}
