import { createS256Challenge, encodeBase64Url } from '@pitpass/protocol';
import type { CallbackReading } from './callback-rules.ts';
import type { ClientConfiguration, Configuration } from './configuration.ts';
import { InvalidOptions } from './errors.ts';
import { loadPart } from './load-part.ts';
import { parseScope } from './scope.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenSet } from './token-set.ts';

/** What one sign-in may ask for beyond the provider's options. */
export interface AuthorizationOptions {
  /** Which of several registered redirect URIs to use. Default: the provider's. */
  readonly redirect_uri?: string;
  /** Scopes separated by spaces. Default: the provider's. */
  readonly scope?: string;
  /** `verify`: the second factor is asked again and remembered devices are forgotten. */
  readonly prompt?: 'verify';
}

/**
 * A sign-in that has begun. Keep it where only the same browser or person can bring it back: an
 * http-only cookie, a server-side session, a variable. `state` and `code_verifier` are secrets
 * until the callback.
 */
export interface AuthorizationBeginning {
  /** Where to send the browser. */
  readonly url: string;
  readonly state: string;
  readonly code_verifier: string;
  readonly redirect_uri: string;
}

/** What {@link handleCallback} needs of the sign-in that was begun. */
export type AuthorizationChecks = Pick<AuthorizationBeginning, 'state' | 'code_verifier'> &
  Partial<Pick<AuthorizationBeginning, 'redirect_uri'>>;

/**
 * A redirect URI of the common form, which breaks none of the rules. They are loaded for all others:
 * custom schemes, queries, [::1], and whatever is wrong.
 */
export const commonRedirectUri =
  /^(https:\/\/([a-z\d]+[.-])*[a-z][a-z\d]*|http:\/\/(localhost|127\.0\.0\.1))(:[1-5]?\d{1,4})?\/[\w./-]{0,999}$/;

/**
 * The redirect URI of one sign-in: its own, or the provider's.
 *
 * @throws InvalidOptions when there is none or it could not be registered
 */
export async function getRedirectUri(
  configuration: ClientConfiguration,
  own: string | undefined,
): Promise<string> {
  const redirect_uri = own ?? configuration.redirect_uri;
  if (redirect_uri === undefined) throw new InvalidOptions('redirect_uri is missing');
  if (commonRedirectUri.test(redirect_uri)) return redirect_uri;
  const { findRedirectUriProblem } = await loadPart(import('./redirect-uri-rules.ts'));
  const problem = findRedirectUriProblem(redirect_uri);
  if (problem !== undefined) throw new InvalidOptions(problem);
  return redirect_uri;
}

/**
 * Begins a sign-in: draws a state and a code verifier and makes the URL for the browser, always
 * with S256.
 *
 * @throws InvalidOptions when there is no redirect URI, it could not be registered, or the scope is
 *   no text
 * @see RFC 6749 §4.1.1, RFC 7636 §4; the book, chapter 13.1
 */
export async function createAuthorizationUrl(
  configuration: Configuration,
  options: AuthorizationOptions = {},
): Promise<AuthorizationBeginning> {
  const redirect_uri = await getRedirectUri(configuration, options.redirect_uri);
  const state = encodeBase64Url(configuration.random(32));
  const code_verifier = encodeBase64Url(configuration.random(32));
  const scope = parseScope(options.scope ?? configuration.scope);
  const url = new URL(configuration.endpoints.authorization_endpoint);
  const parameters = {
    client_id: configuration.client_id,
    redirect_uri,
    response_type: 'code',
    code_challenge: await createS256Challenge(code_verifier, configuration.digest),
    code_challenge_method: 'S256',
    state,
    ...(scope !== '' && { scope }),
    ...(options.prompt !== undefined && { prompt: options.prompt }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, state, code_verifier, redirect_uri };
}

/**
 * The callback as it came in: a whole URL, its path with query as servers give it, or its
 * parameters.
 */
export type Callback = string | URL | URLSearchParams;

/** The parameters of a callback. */
export function parseCallback(callback: Callback): URLSearchParams {
  if (callback instanceof URLSearchParams) return callback;
  const text = typeof callback === 'string' ? callback : callback.href;
  return new URLSearchParams(text.replace(/#.*/s, '').replace(/^[^?]*/, ''));
}

/** Compares without telling by its duration where two texts part. */
export function equalTexts(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index += 1) {
    // Beyond the end there is NaN, which counts as 0 here.
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  }
  return difference === 0;
}

/**
 * Takes the code out of a callback. Its state has then been verified. What is not plainly a code of this
 * sign-in is left to the whole rules, which are loaded to judge it; nothing has been sent by then.
 *
 * @throws StateMismatch, AuthorizationErrorResponse, InvalidResponse, NetworkFailure
 * @see RFC 6749 §4.1.2
 */
export async function takeCode(
  callback: Callback,
  expectedState: unknown,
  reading?: CallbackReading,
): Promise<string> {
  const parameters = parseCallback(callback);
  const [state, ...otherStates] = parameters.getAll('state');
  const [code, ...otherCodes] = parameters.getAll('code');
  const isPlain =
    state && code && !parameters.has('error') && otherStates.length + otherCodes.length === 0;
  if (isPlain && typeof expectedState === 'string' && equalTexts(expectedState, state)) return code;
  const rules = await loadPart(import('./callback-rules.ts'));
  return rules.takeCode(parameters, expectedState, reading);
}

/**
 * Ends a sign-in: verifies the state, reports a refusal, trades the code for tokens. Nothing is
 * sent before the state has been verified. A code works once, whatever becomes of the answer.
 *
 * @param checks - the sign-in that was begun; undefined when nothing is left of it
 * @throws StateMismatch, AuthorizationErrorResponse, InvalidResponse, TokenErrorResponse,
 *   RateLimited, NetworkFailure, Timeout
 * @throws InvalidOptions when the verifier was lost
 * @see RFC 6749 §4.1.2 and §4.1.3; the book, chapter 13
 */
export async function handleCallback(
  configuration: Configuration,
  callback: Callback,
  checks: AuthorizationChecks | undefined,
  signal?: AbortSignal,
): Promise<TokenSet> {
  const code = await takeCode(callback, checks?.state);
  const code_verifier = checks?.code_verifier;
  if (code_verifier === undefined) {
    throw new InvalidOptions('the code_verifier of this sign-in is missing: begin again');
  }
  const redirect_uri = await getRedirectUri(configuration, checks?.redirect_uri);
  return requestTokens(configuration, {
    parameters: { grant_type: 'authorization_code', code, redirect_uri, code_verifier },
    secrets: [code, code_verifier],
    signal,
  });
}
