import type { OAuthError, OAuthErrorCode } from '@pitpass/protocol';

import { iracingErrorPath } from './paths.ts';

/** The status with which the dialect answers one error code. */
export interface ErrorRow {
  readonly status: number;
  readonly status_reason: string;
}

/**
 * Every error of the dialect. The only place that knows statuses; the endpoints' tests iterate it.
 *
 * @see The book, chapter 16
 */
export const iracingErrorTable: Readonly<Record<OAuthErrorCode, ErrorRow>> = {
  access_denied: { status: 401, status_reason: 'Unauthorized' },
  insufficient_scope: { status: 403, status_reason: 'Forbidden' },
  // The book's own table pairs 403 with this reason.
  invalid_client: { status: 403, status_reason: 'Unauthorized' },
  invalid_grant: { status: 400, status_reason: 'Bad Request' },
  invalid_request: { status: 400, status_reason: 'Bad Request' },
  invalid_scope: { status: 400, status_reason: 'Bad Request' },
  invalid_token: { status: 401, status_reason: 'Unauthorized' },
  server_error: { status: 500, status_reason: 'Internal Server Error' },
  temporarily_unavailable: { status: 503, status_reason: 'Service Unavailable' },
  unauthorized_client: { status: 400, status_reason: 'Bad Request' },
  unsupported_grant_type: { status: 400, status_reason: 'Bad Request' },
  unsupported_response_type: { status: 400, status_reason: 'Bad Request' },
};

/** A JSON error of the dialect. @see The book, chapter 16 */
export interface ErrorBody {
  readonly status: number;
  readonly status_reason: string;
  readonly error: OAuthErrorCode;
  readonly error_description: string;
  readonly error_uri: string;
}

/**
 * Words a refusal as the dialect's JSON.
 *
 * @param transport - status and reason where the transport decided and not the protocol, as with 405
 */
export function formatIracingError(
  error: OAuthError,
  origin: string,
  transport?: ErrorRow,
): ErrorBody {
  const { status, status_reason } = transport ?? iracingErrorTable[error.error];
  return {
    status,
    status_reason,
    error: error.error,
    error_description: error.error_description,
    error_uri: origin + iracingErrorPath(error.error),
  };
}
