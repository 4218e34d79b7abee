import { createSession, isClientError } from '@pitpass/client';
import type { PasswordLimitedRequest, Provider, Session, TokenStore } from '@pitpass/client';

/** The member in whose name the bot asks. */
export interface Member {
  /**
   * Asks something with a session that is signed in. When there is none, or it is over, the member is signed in
   * with the password first: once, however many ask at the same time.
   *
   * @throws whatever the session throws; SignInPaused while another sign-in would only do harm
   */
  ask<T>(call: (session: Session) => Promise<T>): Promise<T>;
}

/** The service refused the last sign-in: another one now would use up what it allows, and change nothing. */
export class SignInPaused extends Error {
  override readonly name = 'SignInPaused';
  /** Epoch seconds. */
  readonly until: number;

  constructor(until: number, cause: unknown) {
    super('the sign-in with the password was refused', { cause });
    this.until = until;
  }
}

// A password or a registration that was refused is refused again until a person has done something.
const pauseAfterRefusalSeconds = 900;
const pauseAfterLimitSeconds = 60;
// The service counts sign-ins by the hour: a longer wait is a mistake, and must not silence the bot for years.
const pauseSecondsMax = 3600;

function isSignInOver(error: unknown): boolean {
  return (
    isClientError(error, 'sign_in_required') || isClientError(error, 'refresh_outcome_unknown')
  );
}

/**
 * Makes a member out of a place for tokens and a password. Nothing is sent before something is asked.
 *
 * @param credentials are sent when the tokens of the store are over, and then once
 */
export function createMember(
  provider: Provider,
  store: TokenStore,
  credentials: Pick<PasswordLimitedRequest, 'username' | 'password'>,
): Member {
  const session = createSession({ provider, store });
  let signingIn: Promise<void> | undefined;
  let paused: SignInPaused | undefined;

  /** What was refused for a reason that passes with time, or with somebody's help, is not tried before. */
  function pauseAfter(error: unknown): void {
    const now = provider.clock();
    if (isClientError(error, 'rate_limited')) {
      const seconds = Math.min(error.retryAfterSeconds ?? pauseAfterLimitSeconds, pauseSecondsMax);
      paused = new SignInPaused(now + seconds, error);
    } else if (isClientError(error, 'token_error_response') && error.status < 500) {
      paused = new SignInPaused(now + pauseAfterRefusalSeconds, error);
    }
  }

  async function signIn(): Promise<void> {
    if (paused !== undefined && provider.clock() < paused.until) throw paused;
    const before = await session.tokens();
    try {
      await store.withLock(async () => {
        const stored = await store.load();
        // Another process that shares the file has done it meanwhile.
        const isNew = stored !== undefined && stored.access_token !== before?.access_token;
        if (!isNew) await store.save(await provider.passwordLimited(credentials));
      });
      paused = undefined;
    } catch (error) {
      pauseAfter(error);
      throw paused ?? error;
    }
  }

  return {
    async ask(call) {
      try {
        return await call(session);
      } catch (error) {
        if (!isSignInOver(error)) throw error;
      }
      signingIn ??= signIn().finally(() => {
        signingIn = undefined;
      });
      await signingIn;
      return call(session);
    },
  };
}
