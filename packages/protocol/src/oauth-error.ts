/**
 * Every error code that an answer of the authorization service can carry.
 *
 * @see RFC 6749 §4.1.2.1, RFC 6749 §5.2, RFC 6750 §3.1; the book, chapter 16
 */
export const oauthErrorCodes = [
  'access_denied',
  'insufficient_scope',
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'invalid_token',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
] as const;

/** One of {@link oauthErrorCodes}. */
export type OAuthErrorCode = (typeof oauthErrorCodes)[number];

/**
 * What exactly was wrong, for dialects whose answers tell apart what has one code. Those that do not never
 * look at it.
 */
export type RefusalReason =
  | 'missing_parameter'
  | 'malformed_parameter'
  | 'unnamed_client'
  | 'unnamed_redirect_uri'
  | 'public_client'
  | 'unknown_scope'
  | 'unknown_client'
  | 'unregistered_redirect_uri'
  | 'unknown_code'
  | 'expired_code'
  | 'spent_code'
  | 'foreign_code'
  | 'other_redirect_uri'
  | 'wrong_code_verifier'
  | 'missing_code_verifier'
  | 'unexpected_code_verifier'
  | 'unknown_refresh_token'
  | 'expired_refresh_token'
  | 'spent_refresh_token'
  | 'foreign_refresh_token';

/** What an {@link OAuthError} may carry beside its code and description. */
export interface OAuthErrorOptions {
  /** Why, for the operator's log. Never holds anything that was presented as a secret. */
  readonly detail?: string;
  readonly reason?: RefusalReason;
  /** The parameter or scope token that the reason is about; of the protocol's own characters alone. */
  readonly subject?: string;
  /** Whole seconds after which trying again makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** The scope that would have been needed, for `insufficient_scope`. */
  readonly scope?: string;
  readonly cause?: unknown;
}

/**
 * A refusal that the protocol has a word for. `error_description` is shown to the caller: constant ASCII
 * text that never repeats what was sent. `detail` is for the log alone.
 *
 * @see RFC 6749 §5.2
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly error: OAuthErrorCode;
  readonly error_description: string;
  readonly detail: string | undefined;
  readonly reason: RefusalReason | undefined;
  readonly subject: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly scope: string | undefined;

  constructor(error: OAuthErrorCode, error_description: string, options: OAuthErrorOptions = {}) {
    super(`${error}: ${error_description}`, { cause: options.cause });
    this.error = error;
    this.error_description = error_description;
    this.detail = options.detail;
    this.reason = options.reason;
    this.subject = options.subject;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.scope = options.scope;
  }
}
