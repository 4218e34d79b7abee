import { OAuthError } from './oauth-error.ts';
import { parameterRefusal } from './parameters.ts';
import type { Parameters } from './parameters.ts';
import { isCodeChallenge, isCodeChallengeMethod } from './pkce.ts';
import type { CodeChallengeMethod } from './pkce.ts';
import { parseScope } from './scope.ts';

/** An authorization request whose syntax holds. Whether it is allowed is not decided here. */
export interface AuthorizationRequest {
  readonly client_id: string;
  readonly redirect_uri: string;
  /** Scope tokens in the order sent; empty when none were. */
  readonly scope: readonly string[];
  readonly state: string | undefined;
  readonly code_challenge: string | undefined;
  readonly code_challenge_method: CodeChallengeMethod;
  /** True when stored verifications must not count. @see The book, chapter 13.1 (`prompt=verify`) */
  readonly prompt_verify: boolean;
}

/**
 * The parameters of an authorization request that mean something; any other is ignored. A challenge is
 * required of clients that cannot keep a secret.
 *
 * @see RFC 6749 §4.1.1, RFC 7636 §4.3; the book, chapter 13.1
 */
export const authorizationRequestParameters = {
  client_id: 'required',
  redirect_uri: 'required',
  response_type: 'required',
  code_challenge: 'optional',
  code_challenge_method: 'optional',
  state: 'optional',
  scope: 'optional',
  prompt: 'optional',
} as const;

/** The two parameters that must be right before an error may be redirected at all. */
export interface RedirectTarget {
  readonly client_id: string;
  readonly redirect_uri: string;
}

// RFC 6749 appendix A.5: state is printable ASCII.
const stateForm = /^[\x20-\x7e]*$/;

/**
 * Reads `client_id` and `redirect_uri` alone. Both must be known good before anything is redirected, so
 * problems of all other parameters wait.
 *
 * @throws OAuthError `invalid_request` when one of the two is missing, repeated, over-long or malformed
 * @see RFC 6749 §4.1.2.1
 */
export function parseRedirectTarget(parameters: Parameters): RedirectTarget {
  for (const name of ['client_id', 'redirect_uri']) {
    const problem = parameters.problems.find((candidate) => candidate.name === name);
    if (problem !== undefined) throw parameterRefusal(problem);
    if (parameters.get(name) === undefined) {
      throw new OAuthError('invalid_request', `${name} missing`, {
        reason: name === 'client_id' ? 'unnamed_client' : 'unnamed_redirect_uri',
      });
    }
  }
  return {
    client_id: parameters.get('client_id') ?? '',
    redirect_uri: parameters.get('redirect_uri') ?? '',
  };
}

/**
 * The state to send back with an answer or error: what was sent, unless it was repeated, over-long or
 * outside the RFC's set of characters.
 */
export function returnableState(parameters: Parameters): string | undefined {
  const state = parameters.get('state');
  return state !== undefined && stateForm.test(state) ? state : undefined;
}

function parseChallenge(parameters: Parameters): {
  code_challenge: string | undefined;
  code_challenge_method: CodeChallengeMethod;
} {
  const code_challenge = parameters.get('code_challenge');
  // The book, chapter 13.1: the method defaults to plain.
  const method = parameters.get('code_challenge_method') ?? 'plain';
  if (!isCodeChallengeMethod(method)) {
    throw new OAuthError('invalid_request', 'code_challenge_method must be S256 or plain', {
      reason: 'malformed_parameter',
      subject: 'code_challenge_method',
    });
  }
  if (code_challenge === undefined && parameters.has('code_challenge_method')) {
    throw new OAuthError('invalid_request', 'code_challenge missing', {
      reason: 'malformed_parameter',
      subject: 'code_challenge',
    });
  }
  if (code_challenge !== undefined && !isCodeChallenge(code_challenge, method)) {
    throw new OAuthError('invalid_request', 'code_challenge does not have the form of its method', {
      reason: 'malformed_parameter',
      subject: 'code_challenge',
    });
  }
  return { code_challenge, code_challenge_method: method };
}

/**
 * Reads an authorization request whose client and redirect URI have been verified. Unknown parameters and
 * `prompt` values other than `verify` are ignored.
 *
 * @throws OAuthError `invalid_request`, `invalid_scope` or `unsupported_response_type`
 * @see RFC 6749 §4.1.1, RFC 7636 §4.3; the book, chapter 13.1
 */
export function parseAuthorizationRequest(parameters: Parameters): AuthorizationRequest {
  const target = parseRedirectTarget(parameters);
  const [problem] = parameters.problems;
  if (problem !== undefined) throw parameterRefusal(problem);
  const response_type = parameters.get('response_type');
  if (response_type === undefined) {
    throw new OAuthError('invalid_request', 'response_type missing', {
      reason: 'missing_parameter',
      subject: 'response_type',
    });
  }
  if (response_type !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code');
  }
  const state = parameters.get('state');
  if (state !== undefined && !stateForm.test(state)) {
    throw new OAuthError('invalid_request', 'state holds a character that is not printable ASCII');
  }
  const prompts = (parameters.get('prompt') ?? '').split(' ');
  return {
    ...target,
    state,
    scope: parseScope(parameters.get('scope')),
    ...parseChallenge(parameters),
    prompt_verify: prompts.includes('verify'),
  };
}
