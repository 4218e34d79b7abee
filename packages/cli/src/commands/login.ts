import type { TokenSet } from '@pitpass/client';
import { createSession, memoryTokenStore } from '@pitpass/client';
import { fileTokenStore } from '@pitpass/client/node';

import { usageProblem } from '../problem.ts';
import { chooseSettings, findNamedService } from '../settings/choose-settings.ts';
import type { ServiceFlags } from '../settings/choose-settings.ts';
import { readClientSecret } from '../settings/client-secret.ts';
import { findDemo } from '../settings/demo.ts';
import type { FoundDemo } from '../settings/demo.ts';
import type { Connection } from '../settings/open-connection.ts';
import { openLazyProvider, openProvider } from '../settings/open-provider.ts';
import { readProfileSettings, storeSignIn } from '../settings/profile-settings.ts';
import type { ProfileSettings } from '../settings/profile-settings.ts';
import { findTokenFile } from '../settings/token-file.ts';
import type { ProfileFlags } from '../settings/token-file.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import { signInByBrowser } from './login-by-browser.ts';
import { signInByPassword } from './login-by-password.ts';
import { fetchMember } from './member.ts';

/** The options of `pitpass login`. */
export interface LoginFlags extends ProfileFlags, ServiceFlags {
  readonly scope: string;
  /** False with `--no-browser`. */
  readonly browser: boolean;
  readonly timeout: number;
  readonly passwordLimited?: boolean;
  readonly username?: string;
  readonly saveSecret?: boolean;
  readonly json?: boolean;
}

/** A sign-in that is about to be tried. */
export interface SignInAttempt {
  readonly settings: ProfileSettings;
  readonly client_secret: string | undefined;
  readonly demo: FoundDemo | undefined;
  readonly flags: LoginFlags;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
}

function refuseContradictions({ passwordLimited, username, redirectUri }: LoginFlags): void {
  if (passwordLimited !== true && username !== undefined) {
    throw usageProblem('--username belongs to --password-limited; a browser asks for it itself.');
  }
  if (passwordLimited === true && redirectUri !== undefined) {
    throw usageProblem('--redirect-uri belongs to a sign-in with the browser.');
  }
}

const endTimeoutMilliseconds = 5000;

/** Nobody could end the session of the former tokens once they are overwritten. */
async function endFormerSession(
  former: { readonly settings: ProfileSettings; readonly tokenSet: TokenSet },
  surroundings: Surroundings,
): Promise<void> {
  const { settings, tokenSet } = former;
  const signal = AbortSignal.timeout(endTimeoutMilliseconds);
  // Nobody is asked for a secret only to tidy up.
  const provider =
    settings.client_secret_source.from === 'prompt'
      ? openProvider(settings)
      : openLazyProvider(settings, surroundings, signal);
  try {
    await createSession({ provider, store: memoryTokenStore(tokenSet) }).signOut({ signal });
  } catch {
    note(
      surroundings,
      `The former session of this profile at ${settings.service} could not be ended; it goes on there until it expires.`,
    );
  }
}

async function greet(
  connection: Connection,
  flags: LoginFlags,
  surroundings: Surroundings,
): Promise<void> {
  const { service, client_id } = connection.settings;
  const { expires_at, scope } = connection.tokenSet;
  if (flags.json === true) {
    const result = { service, client_id, scope, expires_at, token_file: connection.tokenFile };
    await print(surroundings, `${JSON.stringify(result)}\n`);
    return;
  }
  const member = await fetchMember(connection).catch(() => undefined);
  const who = member && ` as ${toVisibleText(member.display_name)} (customer ${member.cust_id})`;
  note(surroundings, `Signed in at ${service}${who ?? ''}.`);
}

/** `pitpass login`: signs in and keeps the tokens, with all that later commands need. */
export async function login(flags: LoginFlags, surroundings: Surroundings): Promise<void> {
  refuseContradictions(flags);
  const isPasswordLimited = flags.passwordLimited === true;
  const tokenFile = findTokenFile(flags, surroundings);
  const store = fileTokenStore(tokenFile);
  // A damaged file is found before a person has signed in for nothing.
  const before = await store.load();
  const remembered = await readProfileSettings(tokenFile);
  const isNamed = findNamedService(flags, surroundings.environment) !== undefined;
  const demo = await findDemo(surroundings).catch((error: unknown) => {
    if (isNamed) return undefined;
    throw error;
  });
  const settings = chooseSettings({ flags, surroundings, demo, remembered, isPasswordLimited });
  const { client_id, client_secret_source: source } = settings;
  const signal = surroundings.watchInterrupts();
  const client_secret = await readClientSecret(source, client_id, surroundings, signal);
  const attempt = { settings, client_secret, demo, flags, surroundings, signal };
  const tokenSet = await (isPasswordLimited ? signInByPassword(attempt) : signInByBrowser(attempt));
  const isSaving =
    flags.saveSecret === true && client_secret !== undefined && source.from !== 'demo';
  const kept: ProfileSettings = isSaving
    ? { ...settings, client_secret_source: { from: 'saved', client_secret } }
    : settings;
  await storeSignIn(store, tokenFile, kept, tokenSet);
  if (before !== undefined && remembered !== undefined) {
    await endFormerSession({ settings: remembered, tokenSet: before }, surroundings);
  }
  const provider = openLazyProvider(kept, surroundings, signal);
  const session = createSession({ provider, store });
  await greet({ settings: kept, session, tokenFile, tokenSet, signal }, flags, surroundings);
}
