import type { AuthorizationErrorResponse, StateMismatch } from './callback-errors.ts';
import type { AccessTokenInvalid } from './verification/access-token-invalid.ts';

// Two copies of this package in one program must still know each other's errors.
const brand = Symbol.for('pitpass.client.error');

/** The base of everything that this package throws on purpose. Secrets are never in its text. */
export abstract class ClientError extends Error {
  /** Says which class it is, also across copies of the package. See {@link isClientError}. */
  abstract readonly code: ClientErrorCode;

  get [brand](): true {
    return true;
  }
}

/** What is known about an answer that became an error. */
export interface AnswerDetails {
  readonly status: number;
  /** The service's own name for the request; belongs into a report of the problem. */
  readonly request_id: string | undefined;
  /** The raw answer, its body already read. It is not enumerable on the error. */
  readonly response: Response;
}

/** The base of errors that somebody's HTTP answer caused. */
export abstract class AnswerError<
  Details extends AnswerDetails | undefined = AnswerDetails,
> extends ClientError {
  declare readonly status: NonNullable<Details>['status'] | Extract<Details, undefined>;
  declare readonly request_id: string | undefined;
  declare readonly response: NonNullable<Details>['response'] | Extract<Details, undefined>;

  /** @param own what the class itself tells, by name */
  constructor(message: string, details?: Details, own?: object) {
    const { status, request_id, response }: Partial<AnswerDetails> = details ?? {};
    super(request_id === undefined ? message : `${message} [${request_id}]`);
    Object.assign(this, { status, request_id, ...own });
    Object.defineProperty(this, 'response', { value: response });
  }
}

/** The caller asked for something that cannot be: an option is missing or malformed. */
export class InvalidOptions extends ClientError {
  override readonly name = 'InvalidOptions';
  override readonly code = 'invalid_options';
}

/** A URL is neither https nor plain http to this computer, so nothing was sent. */
export class InsecureUrl extends ClientError {
  override readonly name = 'InsecureUrl';
  override readonly code = 'insecure_url';
}

/** No answer arrived, or not a whole one. Whether the request took effect is not known. */
export class NetworkFailure extends ClientError {
  override readonly name = 'NetworkFailure';
  override readonly code = 'network_failure';
}

/** The time given for an answer, or for a person to sign in, is over. */
export class Timeout extends ClientError {
  override readonly name = 'Timeout';
  override readonly code = 'timeout';
}

/**
 * The answer breaks the protocol: not JSON, a member is missing, a redirect where none belongs. Its
 * `status` is undefined when it came as a redirect through the browser.
 */
export class InvalidResponse extends AnswerError<AnswerDetails | undefined> {
  override readonly name = 'InvalidResponse';
  override readonly code = 'invalid_response';
}

/** The words of an OAuth error, cleared of control characters and of secrets that were sent. */
export interface ErrorWords {
  readonly error: string;
  readonly error_description: string | undefined;
  readonly error_uri: string | undefined;
  /** Where to look, as Trackmania's service says it beside the description. */
  readonly hint?: string | undefined;
}

/** True when the error has the name that OAuth demands of it. */
export function isOAuthError(words: Partial<ErrorWords>): words is ErrorWords {
  return words.error !== undefined;
}

/** The words of an error as a message says them. */
export function worded({ error, error_description, hint }: Partial<ErrorWords>): string {
  const said = [error, error_description].filter((text) => text !== undefined).join(': ');
  return hint === undefined ? said : `${said.replace(/\.$/, '')}, hint: ${hint}`;
}

/** The token endpoint said no. @see RFC 6749 §5.2; the book, chapter 16 */
export class TokenErrorResponse extends AnswerError {
  override readonly name = 'TokenErrorResponse';
  override readonly code = 'token_error_response';
  declare readonly error: string;
  declare readonly error_description: string | undefined;
  declare readonly error_uri: string | undefined;
  declare readonly hint: string | undefined;
  /** Whole seconds to wait before trying again, when the service named them. */
  declare readonly retryAfterSeconds: number | undefined;

  constructor(words: ErrorWords, details: AnswerDetails, retryAfterSeconds?: number) {
    const message = `the token endpoint refused (${details.status} ${worded(words)})`;
    super(message, details, { ...words, retryAfterSeconds });
  }
}

/**
 * Who answered a request for a protected resource: the host that also grants the tokens, `/data`,
 * or the host of its files.
 */
export type ResourceSpeaker = 'service' | 'data' | 'file_host';

/** A protected resource, `/data` or the host of its files said no. @see RFC 6750 §3.1 */
export class ResourceErrorResponse extends AnswerError {
  override readonly name = 'ResourceErrorResponse';
  override readonly code = 'resource_error_response';
  declare readonly speaker: ResourceSpeaker;
  declare readonly error: string | undefined;
  declare readonly error_description: string | undefined;
  declare readonly hint: string | undefined;

  constructor(
    speaker: ResourceSpeaker,
    asked: string,
    words: Partial<ErrorWords>,
    details: AnswerDetails,
  ) {
    const said = `${details.status} ${worded(words)}`.trim();
    const { error, error_description, hint } = words;
    super(`${asked} was refused (${said})`, details, { speaker, error, error_description, hint });
  }
}

/**
 * Too many requests: wait. At the token endpoint this is how a 400 with `Retry-After` is told
 * apart.
 */
export class RateLimited extends AnswerError {
  override readonly name = 'RateLimited';
  override readonly code = 'rate_limited';
  declare readonly speaker: 'token_endpoint' | ResourceSpeaker;
  /** When trying again makes sense, in epoch seconds; undefined when it was not said. */
  declare readonly resetAt: number | undefined;
  declare readonly retryAfterSeconds: number | undefined;

  constructor(
    speaker: 'token_endpoint' | ResourceSpeaker,
    retryAfterSeconds: number | undefined,
    now: number,
    details: AnswerDetails,
  ) {
    const isSaid = retryAfterSeconds !== undefined;
    const wait = isSaid ? `wait ${retryAfterSeconds} seconds before trying` : 'wait';
    super(`too many requests (${details.status}): ${wait}`, details, {
      speaker,
      retryAfterSeconds,
      resetAt: isSaid ? now + retryAfterSeconds : undefined,
    });
  }
}

/** The service is down for its planned maintenance; try again later. */
export class SiteMaintenance extends AnswerError {
  override readonly name = 'SiteMaintenance';
  override readonly code = 'site_maintenance';
  declare readonly note: string | undefined;
  /** Whole seconds to wait before trying again, when the service named them. */
  declare readonly retryAfterSeconds: number | undefined;

  constructor(note: string | undefined, details: AnswerDetails, retryAfterSeconds?: number) {
    const said = note === undefined ? '' : ` (${note})`;
    super(`the site is under maintenance${said}`, details, { note, retryAfterSeconds });
  }
}

/** There are no tokens, or they are over: the member has to sign in again. The cause says why. */
export class SignInRequired extends ClientError {
  override readonly name = 'SignInRequired';
  override readonly code = 'sign_in_required';
}

/**
 * A refresh was begun, its answer was never stored, and the service says that the refresh token is
 * spent. Whoever began it died, or the answer was lost on its way. The member has to sign in again.
 */
export class RefreshOutcomeUnknown extends ClientError {
  override readonly name = 'RefreshOutcomeUnknown';
  override readonly code = 'refresh_outcome_unknown';
  /** When the refresh was begun, in epoch seconds. */
  readonly begun_at: number;

  constructor(begun_at: number, options?: ErrorOptions) {
    super(
      `a refresh that began at ${formatTime(begun_at)} has spent the refresh token, and its answer was never stored: sign in again`,
      options,
    );
    this.begun_at = begun_at;
  }
}

/** The time for people; the clock that an app gave may tell one that no calendar has. */
function formatTime(epochSeconds: number): string {
  // JSON has no dates that no calendar has.
  return new Date(epochSeconds * 1000).toJSON() ?? `second ${epochSeconds}`;
}

/** The token store could not be read, written or locked. What it holds was left as it is. */
export class StoreFailure extends ClientError {
  override readonly name = 'StoreFailure';
  override readonly code = 'store_failure';
}

/** None of the registered loopback redirect URIs could be listened on. */
export class LoopbackUnavailable extends ClientError {
  override readonly name = 'LoopbackUnavailable';
  override readonly code = 'loopback_unavailable';
}

/** Every error class by its code. */
export interface ClientErrors {
  readonly invalid_options: InvalidOptions;
  readonly insecure_url: InsecureUrl;
  readonly network_failure: NetworkFailure;
  readonly timeout: Timeout;
  readonly invalid_response: InvalidResponse;
  readonly token_error_response: TokenErrorResponse;
  readonly authorization_error_response: AuthorizationErrorResponse;
  readonly resource_error_response: ResourceErrorResponse;
  readonly rate_limited: RateLimited;
  readonly site_maintenance: SiteMaintenance;
  readonly sign_in_required: SignInRequired;
  readonly refresh_outcome_unknown: RefreshOutcomeUnknown;
  readonly state_mismatch: StateMismatch;
  readonly store_failure: StoreFailure;
  readonly loopback_unavailable: LoopbackUnavailable;
  readonly access_token_invalid: AccessTokenInvalid;
}

/** One of the codes of {@link ClientErrors}. */
export type ClientErrorCode = keyof ClientErrors;

/**
 * True when `error` was thrown by this package on purpose, by this copy of it or another; with a
 * code, when it is the error of that code.
 */
export function isClientError(error: unknown): error is ClientErrors[ClientErrorCode];
export function isClientError<Code extends ClientErrorCode>(
  error: unknown,
  code: Code,
): error is ClientErrors[Code];
export function isClientError(error: unknown, code?: ClientErrorCode): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const candidate = error as { readonly [brand]?: unknown; readonly code?: unknown };
  return candidate[brand] === true && (code === undefined || candidate.code === code);
}
