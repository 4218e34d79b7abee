import type { OAuthError, OAuthErrorCode } from '@pitpass/protocol';

import type { FormattedError, TransportStatus } from '../dialect.ts';
import { iracingErrorPath } from './paths.ts';

/**
 * Every error of the dialect. The only place that knows statuses; the endpoints' tests iterate it.
 *
 * @see The book, chapter 16
 */
export const iracingErrorTable: Readonly<Record<OAuthErrorCode, TransportStatus>> = {
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

/**
 * Words a refusal as the dialect's JSON.
 *
 * @param transport - status and reason where the transport decided and not the protocol, as with 405
 */
export function formatIracingError(
  error: OAuthError,
  origin: string,
  transport?: TransportStatus,
): FormattedError {
  const { status, status_reason } = transport ?? iracingErrorTable[error.error];
  return {
    status,
    body: {
      status,
      status_reason,
      error: error.error,
      error_description: error.error_description,
      error_uri: origin + iracingErrorPath(error.error),
    },
  };
}
