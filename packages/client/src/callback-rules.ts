import { equalTexts } from './authorization.ts';
import { AuthorizationErrorResponse, StateMismatch } from './callback-errors.ts';
import { cleanErrorWords } from './error-words.ts';
import { InvalidResponse, isOAuthError } from './errors.ts';

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
  const raw = {
    error,
    error_description: getSingle(parameters, 'error_description'),
    error_uri: getSingle(parameters, 'error_uri'),
    hint: findExtension(parameters, 'hint'),
    message: findExtension(parameters, 'message'),
  };
  const words = cleanErrorWords(
    raw,
    ['state', 'code'].flatMap((name) => parameters.getAll(name)),
  );
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
  parameters: URLSearchParams,
  expectedState: unknown,
  { refusalMayLackState = false }: CallbackReading = {},
): string {
  if (refusalMayLackState && getSingle(parameters, 'state') === undefined) {
    refuseSignIn(parameters);
  }
  verifyState(parameters, expectedState);
  refuseSignIn(parameters);
  const code = getSingle(parameters, 'code');
  if (code === undefined) throw new InvalidResponse('the callback has neither code nor error');
  return code;
}
