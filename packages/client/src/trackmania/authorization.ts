import { createS256Challenge, encodeBase64Url } from '@pitpass/protocol';
import { getRedirectUri, takeCode } from '../authorization.ts';
import type { Callback } from '../authorization.ts';
import { InvalidOptions } from '../errors.ts';
import { parseScope } from '../scope.ts';
import { requestTokens } from '../token-endpoint.ts';
import type { TokenSet } from '../token-set.ts';
import type { TrackmaniaConfiguration } from './configuration.ts';
import { completeScope } from './granted-scope.ts';

/** What one sign-in may ask for beyond the provider's options. */
export interface TrackmaniaAuthorizationOptions {
  /** Which of several registered redirect URIs to use. Default: the provider's. */
  readonly redirect_uri?: string;
  /** Scopes separated by spaces. Default: the provider's. */
  readonly scope?: string;
}

/**
 * A sign-in that has begun. Keep it where only the same browser or person can bring it back: an
 * http-only cookie, a server-side session, a variable. `state` and `code_verifier` are secrets
 * until the callback.
 */
export interface TrackmaniaAuthorizationBeginning {
  /** Where to send the browser. */
  readonly url: string;
  readonly state: string;
  readonly redirect_uri: string;
  /** What was asked for; empty when nothing was. */
  readonly scope: string;
  /** There with the option `pkce` alone. */
  readonly code_verifier?: string;
}

/** What ends a sign-in needs of the one that was begun. */
export type TrackmaniaAuthorizationChecks = Pick<TrackmaniaAuthorizationBeginning, 'state'> &
  Partial<Pick<TrackmaniaAuthorizationBeginning, 'redirect_uri' | 'scope' | 'code_verifier'>>;

/**
 * Begins a sign-in: draws a state and makes the URL for the browser. A scope is sent when it is not
 * empty, a challenge when the provider was told to.
 *
 * @throws InvalidOptions when there is no redirect URI, it could not be registered, or the scope is
 *   no text
 * @see Trackmania's spec, §4.1 and §13; RFC 6749 §4.1.1
 */
export async function createTrackmaniaAuthorizationUrl(
  configuration: TrackmaniaConfiguration,
  options: TrackmaniaAuthorizationOptions = {},
): Promise<TrackmaniaAuthorizationBeginning> {
  const { client_id, digest, endpoints, random, usesPkce } = configuration;
  const redirect_uri = await getRedirectUri(configuration, options.redirect_uri);
  const scope = parseScope(options.scope ?? configuration.scope);
  const state = encodeBase64Url(random(32));
  const code_verifier = usesPkce ? encodeBase64Url(random(32)) : undefined;
  const parameters = {
    response_type: 'code',
    client_id,
    redirect_uri,
    ...(scope !== '' && { scope }),
    state,
    ...(code_verifier !== undefined && {
      code_challenge: await createS256Challenge(code_verifier, digest),
      code_challenge_method: 'S256',
    }),
  };
  const url = new URL(endpoints.authorization_endpoint);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return {
    url: url.href,
    state,
    redirect_uri,
    scope,
    ...(code_verifier !== undefined && { code_verifier }),
  };
}

/**
 * Ends a sign-in: verifies the state, reports a refusal, trades the code for tokens. Nothing is
 * sent before the state has been verified. A refusal without any state is reported as one, because
 * the service leaves it out on `invalid_scope`; anybody can have made that, so let it end nothing.
 *
 * @param checks - the sign-in that was begun; undefined when nothing is left of it
 * @throws StateMismatch, AuthorizationErrorResponse, InvalidResponse, TokenErrorResponse,
 *   RateLimited, NetworkFailure, Timeout
 * @throws InvalidOptions when the provider uses PKCE and the verifier was lost
 * @see Trackmania's spec, §4.3, §5.1 and §11.6
 */
export async function handleTrackmaniaCallback(
  configuration: TrackmaniaConfiguration,
  callback: Callback,
  checks: TrackmaniaAuthorizationChecks | undefined,
  signal?: AbortSignal,
): Promise<TokenSet> {
  const code = await takeCode(callback, checks?.state, { refusalMayLackState: true });
  const begun: Partial<TrackmaniaAuthorizationChecks> = checks ?? {};
  const { code_verifier, scope = configuration.scope } = begun;
  if (configuration.usesPkce && code_verifier === undefined) {
    throw new InvalidOptions('the code_verifier of this sign-in is missing: begin again');
  }
  const redirect_uri = await getRedirectUri(configuration, begun.redirect_uri);
  const tokenSet = await requestTokens(configuration, {
    parameters: {
      grant_type: 'authorization_code',
      code,
      redirect_uri,
      ...(code_verifier !== undefined && { code_verifier }),
    },
    secrets: code_verifier === undefined ? [code] : [code, code_verifier],
    signal,
  });
  return completeScope(tokenSet, scope);
}
