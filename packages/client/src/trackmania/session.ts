import type { TokenErrorResponse } from '../errors.ts';
import type { CallOptions } from '../provider.ts';
import { createSessionTokens, TokenKeeper } from '../token-keeper.ts';
import type { SessionOptions, SessionTokens } from '../token-keeper.ts';
import type { TrackmaniaProvider } from './provider.ts';
import { createKeptRoutes } from './routes.ts';
import type { TrackmaniaRoutes } from './routes.ts';

/**
 * One member's tokens, kept valid. Parallel callers, in this process and in all others that share
 * the store, cause one refresh between them. Every route throws SignInRequired when the tokens are
 * over.
 */
export interface TrackmaniaSession extends SessionTokens, TrackmaniaRoutes {
  /**
   * Forgets the tokens here, and that is all: the service has no way to end a session, so a copy of
   * the tokens works until it ends by itself, the refresh token after a month at the latest.
   */
  signOut(options?: CallOptions): Promise<void>;
}

/** Both ways in which the service says that a refresh token is dead. @see its spec, §5.5 */
function isSignInOver({ status, error }: TokenErrorResponse): boolean {
  return error === 'invalid_grant' || (status === 401 && error === 'invalid_request');
}

/** The session of a Trackmania provider; see `createSession`. */
export function createTrackmaniaSession(
  options: SessionOptions<TrackmaniaProvider>,
): TrackmaniaSession {
  const keeper = new TokenKeeper(options, isSignInOver);
  return {
    ...createSessionTokens(keeper),
    ...createKeptRoutes(options.provider, (signal, call) => keeper.use(signal, call)),
    signOut: () => keeper.replace(undefined),
  };
}
