import { isClientError } from '@pitpass/client';

import { describeError } from '../describe-error.ts';
import { Problem } from '../problem.ts';
import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags } from '../settings/open-connection.ts';
import { openTokenStore } from '../settings/open-token-store.ts';
import { readAccountSettings } from '../settings/account-settings.ts';
import { findTokenFile } from '../settings/token-file.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { describeWhatGoesOn } from './logout-trackmania.ts';

/** The options of `pitpass logout`. */
export interface LogoutFlags extends ConnectionFlags {
  readonly json?: boolean;
  /** Every account. */
  readonly all?: boolean;
  readonly localOnly?: boolean;
}

/** What became of a sign-in: ended at the service, only forgotten here, or there was none. */
export type Outcome = 'ended' | 'forgotten' | 'none';

const sentences: Readonly<Record<Outcome, string>> = {
  ended: 'Signed out: the session has ended at the service, and its tokens are deleted.',
  forgotten:
    'The tokens are deleted here. At the service the session goes on until it expires; its account page can end it.',
  none: 'Nobody was signed in.',
};

type EndFlags = Omit<LogoutFlags, 'json' | 'all'>;

async function forget(flags: EndFlags, surroundings: Surroundings): Promise<Outcome> {
  const store = openTokenStore(findTokenFile(flags, surroundings), surroundings);
  return store.withLock(async () => {
    const tokenSet = await store.load();
    await store.save(undefined);
    return tokenSet === undefined ? 'none' : 'forgotten';
  });
}

async function end(flags: EndFlags, surroundings: Surroundings): Promise<Outcome> {
  try {
    const connection = await openConnection(flags, surroundings);
    if (connection.provider === 'trackmania') return await forget(flags, surroundings);
    await connection.session.signOut({ signal: connection.signal });
    return 'ended';
  } catch (error) {
    if (error instanceof Problem && error.code === 'sign_in_required') return 'none';
    if (!isClientError(error) || isClientError(error, 'store_failure')) throw error;
    const { code, exitCode, message } = describeError(error);
    throw new Problem(
      code,
      exitCode,
      `${message} The session could not be ended, so its tokens were kept; try again, or delete them here alone with --local-only.`,
    );
  }
}

/**
 * Ends the session of an account at the service, then deletes its tokens; where the dialect cannot
 * end a session, or with `localOnly`, they are only deleted.
 *
 * @throws Problem when the session cannot be ended: the tokens are kept then
 */
export function endSignIn(flags: EndFlags, surroundings: Surroundings): Promise<Outcome> {
  return flags.localOnly === true ? forget(flags, surroundings) : end(flags, surroundings);
}

async function describeOutcome(
  outcome: Outcome,
  flags: EndFlags,
  surroundings: Surroundings,
): Promise<string> {
  // The settings stay when the tokens go.
  const settings = await readAccountSettings(findTokenFile(flags, surroundings));
  const isForgotten = outcome === 'forgotten' && settings?.provider === 'trackmania';
  if (!isForgotten) return sentences[outcome];
  return `The tokens are deleted here. ${describeWhatGoesOn(settings)}`;
}

/** `pitpass logout`: ends the session of an account, or of all, and deletes the tokens. */
export async function logout(flags: LogoutFlags, surroundings: Surroundings): Promise<void> {
  if (flags.all === true) {
    const { logoutAll } = await import('./logout-all.ts');
    return logoutAll(flags, surroundings);
  }
  const outcome = await endSignIn(flags, surroundings);
  if (flags.json === true) await print(surroundings, `${JSON.stringify({ outcome })}\n`);
  else note(surroundings, await describeOutcome(outcome, flags, surroundings));
}
