import type { OAuthError, OAuthErrorCode, RefusalReason } from '@pitpass/protocol';

import type { FormattedError, RedirectParameters, TransportStatus } from '../dialect.ts';
import type { TrackmaniaErrorProfile } from './error-profile.ts';

/** How the dialect answers one refusal. */
export interface TrackmaniaErrorRow {
  readonly status: number;
  readonly error: string;
  /** Where it is not the error's own, constant description. */
  readonly error_description?: string;
  readonly hint?: string;
}

type ErrorRows = Readonly<Record<TrackmaniaErrorProfile, TrackmaniaErrorRow>>;

const both = (row: TrackmaniaErrorRow): ErrorRows => ({ 'league-8': row, 'league-9': row });

/** The constant description of each error. @see trackmania-api §5.5 */
export const trackmaniaDescriptions: Readonly<Record<string, string>> = {
  invalid_client: 'Client authentication failed',
  unsupported_grant_type:
    'The authorization grant type is not supported by the authorization server.',
  invalid_request:
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  invalid_scope: 'The requested scope is invalid, unknown, or malformed',
  invalid_grant:
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  access_denied: 'The resource owner or authorization server denied the request.',
  server_error: 'The authorization server met an unexpected condition.',
  temporarily_unavailable: 'The authorization server is too busy at the moment.',
};

const notAuthenticated = both({ status: 401, error: 'invalid_client' });
const notSupported = both({
  status: 400,
  error: 'unsupported_grant_type',
  hint: 'Check that all required parameters have been provided',
});

function deadCode(hint: string): ErrorRows {
  return {
    'league-8': { status: 400, error: 'invalid_request', hint },
    'league-9': { status: 400, error: 'invalid_grant', hint },
  };
}

function deadRefreshToken(hint: string): ErrorRows {
  const error_description = 'The refresh token is invalid.';
  return {
    'league-8': { status: 401, error: 'invalid_request', error_description, hint },
    'league-9': { status: 400, error: 'invalid_grant', error_description, hint },
  };
}

const badRequest = (hint: string) => both({ status: 400, error: 'invalid_request', hint });

/**
 * What the dialect answers where it tells reasons apart. `%s` stands for the parameter or the scope.
 *
 * @see trackmania-api §4.3, §4.4, §5.5
 */
export const trackmaniaReasonTable: Readonly<Record<RefusalReason, ErrorRows>> = {
  missing_parameter: badRequest('Check the `%s` parameter'),
  malformed_parameter: badRequest('Check the `%s` parameter'),
  unnamed_client: notSupported,
  unnamed_redirect_uri: notAuthenticated,
  public_client: notAuthenticated,
  unknown_scope: both({ status: 400, error: 'invalid_scope', hint: 'Check the `%s` scope' }),
  unknown_client: notAuthenticated,
  unregistered_redirect_uri: notAuthenticated,
  unknown_code: deadCode('Cannot decrypt the authorization code'),
  expired_code: deadCode('Authorization code has expired'),
  spent_code: deadCode('Authorization code has been revoked'),
  foreign_code: badRequest('Authorization code was not issued to this client'),
  other_redirect_uri: badRequest('Invalid redirect URI'),
  wrong_code_verifier: both({
    status: 400,
    error: 'invalid_grant',
    hint: 'Failed to verify `code_verifier`.',
  }),
  missing_code_verifier: badRequest('Check the `code_verifier` parameter'),
  unexpected_code_verifier: badRequest('code_verifier received when no code_challenge is present'),
  unknown_refresh_token: deadRefreshToken('Cannot decrypt the refresh token'),
  expired_refresh_token: deadRefreshToken('Token has expired'),
  spent_refresh_token: deadRefreshToken('Token has been revoked'),
  foreign_refresh_token: deadRefreshToken('Token is not linked to client'),
};

/** What the dialect answers where the code alone decides. */
export const trackmaniaErrorTable: Readonly<Record<OAuthErrorCode, TrackmaniaErrorRow>> = {
  access_denied: { status: 401, error: 'access_denied', hint: 'The user denied the request' },
  insufficient_scope: { status: 403, error: 'invalid_scope' },
  invalid_client: { status: 401, error: 'invalid_client' },
  invalid_grant: { status: 400, error: 'invalid_grant' },
  invalid_request: { status: 400, error: 'invalid_request' },
  invalid_scope: { status: 400, error: 'invalid_scope' },
  invalid_token: { status: 401, error: 'access_denied' },
  server_error: { status: 500, error: 'server_error' },
  temporarily_unavailable: { status: 503, error: 'temporarily_unavailable' },
  unauthorized_client: { status: 401, error: 'invalid_client' },
  unsupported_grant_type: notSupported['league-8'],
  unsupported_response_type: notSupported['league-8'],
};

/** What an address that has failed too often is answered. `%s` stands for the seconds to wait. */
export const tooManyFailures = both({
  status: 429,
  error: 'invalid_client',
  hint: 'Too many failed attempts, wait %s seconds',
});

function findRow(error: OAuthError, profile: TrackmaniaErrorProfile): TrackmaniaErrorRow {
  const { reason, subject, retryAfterSeconds } = error;
  if (error.error === 'unauthorized_client' && retryAfterSeconds !== undefined) {
    const { hint, ...row } = tooManyFailures[profile];
    return { ...row, hint: hint?.replace('%s', String(retryAfterSeconds)) ?? '' };
  }
  if (reason === undefined) {
    const row = trackmaniaErrorTable[error.error];
    // What we refuse and the library never heard of is said in our own words.
    return error.error === 'invalid_request' ? { ...row, hint: error.error_description } : row;
  }
  const isGrantTypeMissing = reason === 'missing_parameter' && subject === 'grant_type';
  const isResponseTypeMissing = reason === 'missing_parameter' && subject === 'response_type';
  if (isGrantTypeMissing || isResponseTypeMissing) return notSupported[profile];
  const row = trackmaniaReasonTable[reason][profile];
  const hint =
    subject === undefined ? error.error_description : row.hint?.replace('%s', () => subject);
  return row.hint?.includes('%s') === true && hint !== undefined ? { ...row, hint } : row;
}

function toMembers(row: TrackmaniaErrorRow, profile: TrackmaniaErrorProfile) {
  const error_description = row.error_description ?? trackmaniaDescriptions[row.error] ?? row.error;
  return {
    error: row.error,
    error_description,
    ...(row.hint !== undefined && { hint: row.hint }),
    ...(profile === 'league-8' && { message: error_description }),
  };
}

/** Words a refusal as the dialect's JSON. @see trackmania-api §5.5 */
export function formatTrackmaniaError(
  error: OAuthError,
  profile: TrackmaniaErrorProfile,
  transport?: TransportStatus,
): FormattedError {
  const row = findRow(error, profile);
  return { status: transport?.status ?? row.status, body: toMembers(row, profile) };
}

/**
 * Words a refusal for the redirect URI. A request that is not for a code is never redirected. In version 8 of the library a bad scope comes back without the
 * state.
 *
 * @see trackmania-api §4.3
 */
export function formatTrackmaniaErrorRedirect(
  error: OAuthError,
  profile: TrackmaniaErrorProfile,
  state: string | undefined,
): RedirectParameters | undefined {
  const row = findRow(error, profile);
  if (row.error === 'unsupported_grant_type') return undefined;
  const isStateLost = profile === 'league-8' && error.error === 'invalid_scope';
  return {
    ...toMembers(row, profile),
    state: isStateLost ? undefined : state,
  };
}
