import { debuglog } from 'node:util';

import { isClientError } from '@pitpass/client';
import type { ClientErrorCode, ClientErrors } from '@pitpass/client';

import { exitCodes, Problem } from './problem.ts';

/** A failure as the command tells it. */
export interface ErrorReport {
  readonly exitCode: number;
  /** What programs switch on: the SDK's code, or the command's own. */
  readonly code: string;
  /** A sentence for the person, with what to do. */
  readonly message: string;
  /** The members of the JSON form beside code and message. */
  readonly details: Readonly<Record<string, string | number>>;
}

type SdkError = ClientErrors[ClientErrorCode];

const debug = debuglog('pitpass');

function exitCodeOf(error: SdkError): number {
  switch (error.code) {
    case 'invalid_options':
    case 'insecure_url':
      return exitCodes.usage;
    case 'sign_in_required':
      return exitCodes.signInNeeded;
    case 'refresh_outcome_unknown':
      return exitCodes.refreshOutcomeUnknown;
    case 'token_error_response':
    case 'resource_error_response':
      return error.status >= 500 && error.status !== 501
        ? exitCodes.unreachable
        : exitCodes.refused;
    case 'authorization_error_response':
    case 'access_token_invalid':
      return exitCodes.refused;
    case 'network_failure':
    case 'timeout':
    case 'site_maintenance':
      return exitCodes.unreachable;
    case 'rate_limited':
      return exitCodes.rateLimited;
    case 'invalid_response':
      // A gateway answers in the place of a service that is down.
      return (error.status ?? 0) >= 500 ? exitCodes.unreachable : exitCodes.failure;
    case 'state_mismatch':
    case 'store_failure':
    case 'loopback_unavailable':
      return exitCodes.failure;
  }
}

const adviceByOAuthError: Readonly<Record<string, string>> = {
  access_denied: 'Check the credentials, or sign in again.',
  insufficient_scope: 'Sign in with the scope it needs, by "pitpass login --scope".',
  invalid_client:
    'Check --client-id, the client secret and the redirect URIs; "pitpass doctor secret" tries the secret.',
  invalid_scope: 'Check --scope.',
  invalid_token: 'Sign in again with "pitpass login".',
  unauthorized_client: 'Check that this client may use this kind of sign-in.',
};

// Trackmania's routes say this in a sentence alone.
const missingScope = /^insufficient scopes?\b/i;

function adviceForResource({ error, error_description }: ClientErrors['resource_error_response']) {
  const isOutOfScope = error === undefined && missingScope.test(error_description ?? '');
  const name = isOutOfScope ? 'insufficient_scope' : error;
  return name === undefined ? undefined : adviceByOAuthError[name];
}

/** Why a sign-in is over, when the service has told. */
function tellHint(cause: unknown): string | undefined {
  const hint = isClientError(cause, 'token_error_response') ? cause.hint : undefined;
  return hint === undefined ? undefined : toSentence(`the service's hint: ${hint}`);
}

function adviceFor(error: SdkError): string | undefined {
  switch (error.code) {
    case 'network_failure':
      return 'Check the address and the connection; a local service starts with "pitpass serve --local".';
    case 'site_maintenance':
      return 'Try again later.';
    case 'authorization_error_response':
      // The browser brings this answer, and nobody typed credentials into the command.
      if (error.error === 'access_denied') {
        return 'The member pressed Deny, or the service refused this client; "pitpass login" asks again.';
      }
      return error.error === undefined ? undefined : adviceByOAuthError[error.error];
    case 'token_error_response':
      return adviceByOAuthError[error.error];
    case 'resource_error_response':
      return adviceForResource(error);
    case 'sign_in_required':
      return tellHint(error.cause);
    case 'refresh_outcome_unknown':
    case 'invalid_options':
    case 'insecure_url':
    case 'timeout':
    case 'rate_limited':
    case 'invalid_response':
    case 'state_mismatch':
    case 'store_failure':
    case 'loopback_unavailable':
    case 'access_token_invalid':
      return undefined;
  }
}

/** The SDK's message as a sentence; its request id stands in brackets at the end. */
function toSentence(message: string): string {
  const text = message.replace(/ \[([^\]]+)\]$/, ' (request $1)');
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

function detailsOf(error: SdkError): Record<string, string | number> {
  const details: Record<string, string | number> = {};
  const source = error as unknown as Readonly<Record<string, unknown>>;
  for (const name of ['status', 'error', 'error_description', 'error_uri', 'hint', 'request_id']) {
    const value = source[name];
    if (typeof value === 'string' || typeof value === 'number') details[name] = value;
  }
  const cause = isClientError(error.cause, 'token_error_response') ? error.cause : undefined;
  if (cause?.hint !== undefined) details['hint'] = cause.hint;
  const { retryAfterSeconds } = source;
  if (typeof retryAfterSeconds === 'number') details['retry_after_seconds'] = retryAfterSeconds;
  return details;
}

function describeSdkError(error: SdkError): ErrorReport {
  const sentences = [toSentence(error.message), adviceFor(error)];
  return {
    exitCode: exitCodeOf(error),
    code: error.code,
    message: sentences.filter((sentence) => sentence !== undefined).join(' '),
    details: detailsOf(error),
  };
}

/**
 * Says what a failure means: its exit code, its code for programs and its words for people. The
 * trace of an unforeseen one is shown with `NODE_DEBUG=pitpass` alone.
 */
export function describeError(error: unknown): ErrorReport {
  // The SDK wraps what a store throws.
  const cause = isClientError(error, 'store_failure') ? error.cause : undefined;
  const problem = cause instanceof Problem ? cause : error;
  if (problem instanceof Problem) {
    const { exitCode, code, message } = problem;
    return { exitCode, code, message, details: {} };
  }
  debug('%o', error);
  if (isClientError(error)) return describeSdkError(error);
  const { code, message } = error as NodeJS.ErrnoException;
  const isSystem = typeof code === 'string' && /^E[A-Z]+$/.test(code);
  return {
    exitCode: exitCodes.failure,
    code: isSystem ? code : 'unexpected',
    message: isSystem
      ? toSentence(message)
      : `Something went wrong that should not (${message}). Please report it, with what you typed.`,
    details: {},
  };
}
