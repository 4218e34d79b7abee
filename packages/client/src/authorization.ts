import { createS256Challenge, encodeBase64Url } from '@pitpass/protocol';
import type { ClientConfiguration, Configuration } from './configuration.ts';
import { cleanErrorWords, isOAuthError } from './error-words.ts';
import {
  AuthorizationErrorResponse,
  InvalidOptions,
  InvalidResponse,
  StateMismatch,
} from './errors.ts';
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
  const query = text.split('#')[0]?.split('?').slice(1).join('?') ?? '';
  return new URLSearchParams(query);
}

/** Compares without telling by its duration where two texts part. */
export function equalTexts(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index += 1) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index % (right.length || 1));
  }
  return difference === 0;
}

function getSingle(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  if (values.length > 1) throw new InvalidResponse(`the callback holds ${name} more than once`);
  return values[0] === '' ? undefined : values[0];
}

function verifyState(parameters: URLSearchParams, expected: unknown): void {
  const state = getSingle(parameters, 'state');
  if (typeof expected !== 'string' || expected === '') {
    throw new StateMismatch('no sign-in was begun here, or it was forgotten: begin again');
  }
  if (state === undefined) throw new StateMismatch('the callback has no state: begin again');
  if (!equalTexts(expected, state)) {
    throw new StateMismatch('the callback belongs to another sign-in than this one: begin again');
  }
}

// Not among the RFC's parameters, so that sending them twice breaks no rule.
function findExtension(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function refuseSignIn(parameters: URLSearchParams): void {
  const error = getSingle(parameters, 'error');
  if (error === undefined) return;
  const words = cleanErrorWords({
    error,
    error_description: getSingle(parameters, 'error_description'),
    error_uri: getSingle(parameters, 'error_uri'),
    hint: findExtension(parameters, 'hint'),
    message: findExtension(parameters, 'message'),
  });
  if (isOAuthError(words)) throw new AuthorizationErrorResponse(words);
}

/** How a callback is read. */
export interface CallbackReading {
  /**
   * True when the service may leave the state out of a refusal: it is then reported as one, though
   * anybody can have made it. A code needs the matching state all the same.
   */
  readonly refusalMayLackState?: boolean;
}

/**
 * Takes the code out of a callback. Its state has then been verified.
 *
 * @throws StateMismatch, AuthorizationErrorResponse, InvalidResponse
 * @see RFC 6749 §4.1.2
 */
export function takeCode(
  callback: Callback,
  expectedState: unknown,
  { refusalMayLackState = false }: CallbackReading = {},
): string {
  const parameters = parseCallback(callback);
  if (refusalMayLackState && getSingle(parameters, 'state') === undefined) {
    refuseSignIn(parameters);
  }
  verifyState(parameters, expectedState);
  refuseSignIn(parameters);
  const code = getSingle(parameters, 'code');
  if (code === undefined) throw new InvalidResponse('the callback has neither code nor error');
  return code;
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
  const code = takeCode(callback, checks?.state);
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
