import { InvalidOptions } from '../errors.ts';
import type { CallOptions } from '../provider.ts';
import { withRenewal } from '../renewal.ts';
import { parseScope } from '../scope.ts';
import { waitFor } from '../wait-for.ts';
import type { TrackmaniaProvider } from './provider.ts';
import { createKeptRoutes } from './routes.ts';
import type { TrackmaniaRoutes } from './routes.ts';

/** What an app's own access is made of. */
export interface ClientCredentialsOptions {
  readonly provider: TrackmaniaProvider;
  /** Scopes separated by spaces; the service gives them no effect. Default: none. */
  readonly scope?: string;
  /**
   * A token is renewed when it has no more than this left to live, or half its life if that is
   * less. Default: 60.
   */
  readonly expiryMarginSeconds?: number;
}

/**
 * The app's own access, without a member: one token, kept in memory and kept valid. Parallel
 * callers cause one request for it. It opens the display names; the routes of a member are refused
 * by the service.
 */
export interface ClientCredentials extends TrackmaniaRoutes {
  /**
   * An access token that is valid now.
   *
   * @throws TokenErrorResponse, RateLimited, InvalidResponse, NetworkFailure, Timeout
   */
  accessToken(options?: CallOptions): Promise<string>;
}

interface KeptToken {
  readonly access_token: string;
  /** Epoch seconds. */
  readonly renew_at: number;
}

/**
 * Makes an app's own access. Nothing is sent until it is used.
 *
 * @throws InvalidOptions when the margin is no number of seconds or the scope no text
 * @see Trackmania's spec, §3 and §8
 */
export function createClientCredentials(options: ClientCredentialsOptions): ClientCredentials {
  const { provider, expiryMarginSeconds = 60 } = options;
  const scope = parseScope(options.scope ?? '');
  if (!Number.isFinite(expiryMarginSeconds) || expiryMarginSeconds < 0) {
    throw new InvalidOptions('expiryMarginSeconds must be a number of seconds, at least 0');
  }
  let kept: KeptToken | undefined;
  let requesting: Promise<string> | undefined;

  async function request(): Promise<string> {
    try {
      const { access_token, expires_at } = await provider.clientCredentials({ scope });
      const halfLife = (expires_at - provider.clock()) / 2;
      kept = { access_token, renew_at: expires_at - Math.min(expiryMarginSeconds, halfLife) };
      return access_token;
    } finally {
      requesting = undefined;
    }
  }

  async function getAccessToken(
    signal: AbortSignal | undefined,
    refused?: string,
  ): Promise<string> {
    if (kept !== undefined && kept.access_token !== refused && provider.clock() < kept.renew_at) {
      return kept.access_token;
    }
    signal?.throwIfAborted();
    requesting ??= request();
    return waitFor(requesting, signal);
  }

  return {
    accessToken: (call) => getAccessToken(call?.signal),
    ...createKeptRoutes(provider, (signal, call) =>
      withRenewal((refused) => getAccessToken(signal, refused), call),
    ),
  };
}
