import type { AsyncSha256 } from '@pitpass/protocol';
import type { Callback } from '../authorization.ts';
import { InvalidOptions } from '../errors.ts';
import type { Log } from '../logger.ts';
import type { CallOptions } from '../provider.ts';
import type { Clock } from '../runtime.ts';
import { parseScope } from '../scope.ts';
import { requestTokens } from '../token-endpoint.ts';
import type { SessionOptions } from '../token-keeper.ts';
import type { TokenSet } from '../token-set.ts';
import { createTrackmaniaAuthorizationUrl, handleTrackmaniaCallback } from './authorization.ts';
import type {
  TrackmaniaAuthorizationBeginning,
  TrackmaniaAuthorizationChecks,
  TrackmaniaAuthorizationOptions,
} from './authorization.ts';
import { createTrackmaniaConfiguration } from './configuration.ts';
import type {
  TrackmaniaConfiguration,
  TrackmaniaEndpoints,
  TrackmaniaOptions,
} from './configuration.ts';
import { completeScope } from './granted-scope.ts';
import { createRoutesByToken } from './routes.ts';
import type { TrackmaniaRoutesByToken } from './routes.ts';
import { createTrackmaniaSession } from './session.ts';
import type { TrackmaniaSession } from './session.ts';

/** How a token for the app itself is asked for. */
export interface ClientCredentialsRequest extends CallOptions {
  /** Scopes separated by spaces. They open nothing, since there is no member. Default: none. */
  readonly scope?: string;
}

/**
 * One client at Trackmania's service, and its routes by access token. It keeps nothing: tokens go
 * in and come out. For tokens that live longer than one call, see `createSession` and
 * `createClientCredentials`.
 */
export interface TrackmaniaProvider extends TrackmaniaRoutesByToken {
  readonly dialect: 'trackmania';
  readonly client_id: string;
  readonly endpoints: TrackmaniaEndpoints;
  readonly clock: Clock;
  /** SHA-256 as this runtime has it. */
  readonly digest: AsyncSha256;
  /** Tells the logger that was given, if any. */
  readonly log?: Log;
  /** Begins a sign-in. @throws InvalidOptions */
  createAuthorizationUrl(
    options?: TrackmaniaAuthorizationOptions,
  ): Promise<TrackmaniaAuthorizationBeginning>;
  /**
   * Ends a sign-in: verifies the state, then trades the code. See
   * {@link handleTrackmaniaCallback} for errors.
   */
  handleCallback(
    callback: Callback,
    checks: TrackmaniaAuthorizationChecks | undefined,
    options?: CallOptions,
  ): Promise<TokenSet>;
  /**
   * Trades the refresh token for new tokens. It works once: call this only where nobody else can be
   * doing the same, or leave it to a session.
   *
   * @throws SignInRequired is never thrown here: a refusal is a TokenErrorResponse
   */
  refresh(tokenSet: TokenSet, options?: CallOptions): Promise<TokenSet>;
  /** A token for the app itself, without a member and without a refresh token. */
  clientCredentials(request?: ClientCredentialsRequest): Promise<TokenSet>;
  /** What `createSession` does with this provider: call that. */
  openSession(options: SessionOptions<TrackmaniaProvider>): TrackmaniaSession;
}

async function refresh(
  configuration: TrackmaniaConfiguration,
  tokenSet: TokenSet,
  signal: AbortSignal | undefined,
): Promise<TokenSet> {
  const { refresh_token } = tokenSet;
  if (refresh_token === undefined) throw new InvalidOptions('the token set has no refresh token');
  const renewed = await requestTokens(configuration, {
    parameters: { grant_type: 'refresh_token', refresh_token },
    secrets: [refresh_token],
    previous: tokenSet,
    signal,
  });
  return completeScope(renewed, tokenSet.scope);
}

async function requestClientCredentials(
  configuration: TrackmaniaConfiguration,
  { scope: wanted = '', signal }: ClientCredentialsRequest = {},
): Promise<TokenSet> {
  const scope = parseScope(wanted);
  if (!configuration.hasClientSecret) {
    throw new InvalidOptions('client_credentials needs a client_secret');
  }
  const tokenSet = await requestTokens(configuration, {
    parameters: { grant_type: 'client_credentials', ...(scope !== '' && { scope }) },
    secrets: [],
    signal,
  });
  return completeScope(tokenSet, scope);
}

/**
 * Describes an app to Trackmania's service: production unless `serviceUrl` says otherwise.
 *
 * @throws InvalidOptions when an option is missing or malformed
 * @throws InsecureUrl when a URL is plain http to another computer
 */
export function trackmania(options: TrackmaniaOptions): TrackmaniaProvider {
  const configuration = createTrackmaniaConfiguration(options);
  return {
    dialect: 'trackmania',
    client_id: configuration.client_id,
    endpoints: configuration.endpoints,
    clock: configuration.clock,
    digest: configuration.digest,
    log: configuration.log,
    createAuthorizationUrl: (request) => createTrackmaniaAuthorizationUrl(configuration, request),
    handleCallback: (callback, checks, call) =>
      handleTrackmaniaCallback(configuration, callback, checks, call?.signal),
    refresh: (tokenSet, call) => refresh(configuration, tokenSet, call?.signal),
    clientCredentials: (request) => requestClientCredentials(configuration, request),
    openSession: createTrackmaniaSession,
    ...createRoutesByToken(configuration),
  };
}
