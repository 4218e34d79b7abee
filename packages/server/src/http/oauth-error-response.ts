import { OAuthError, formatBearerChallenge } from '@pitpass/protocol';
import type { OAuthErrorCode } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Dialect, TransportStatus } from '../dialect/dialect.ts';
import { addLogFields, forbidStoring } from './http-parts.ts';

/** The realm of the Bearer challenges. */
export const bearerRealm = 'pitpass';

/** How a refusal leaves, where it is not the plain JSON of the dialect's table. */
export interface ErrorResponseOptions {
  /** The challenge of a protected route: with an error code, or without one when no token came. */
  readonly challenge?: 'with_error' | 'without_error';
  /** The code in the challenge, where the dialect's JSON names another. */
  readonly challengeError?: OAuthErrorCode;
  /** Status and reason where the transport decided. */
  readonly transport?: TransportStatus;
}

/**
 * The only place that turns a refusal into bytes: JSON of the dialect, `Cache-Control: no-store`,
 * `Retry-After` where there is something to wait for, and the challenge of a protected route.
 *
 * @see RFC 6749 §5.2, RFC 6750 §3; the book, chapter 16
 */
export function sendOAuthError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: OAuthError,
  { dialect, origin }: { readonly dialect: Dialect; readonly origin: string },
  options: ErrorResponseOptions = {},
): FastifyReply {
  const { status, body } = dialect.formatError(error, origin, options.transport);
  addLogFields(request, {
    error: error.error,
    detail: error.detail ?? error.error_description,
  });
  forbidStoring(reply).code(status);
  if (error.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(error.retryAfterSeconds));
  }
  const { basicRealm } = dialect;
  const isBasicRefused =
    error.error === 'invalid_client' && request.headers.authorization !== undefined;
  if (basicRealm !== undefined && isBasicRefused) {
    reply.header('www-authenticate', `Basic realm="${basicRealm}"`);
  }
  if (options.challenge !== undefined) {
    const isNamed = options.challenge === 'with_error';
    reply.header(
      'www-authenticate',
      formatBearerChallenge({
        realm: bearerRealm,
        ...(isNamed && {
          error: options.challengeError ?? error.error,
          error_description: error.error_description,
        }),
        ...(error.scope !== undefined && { scope: error.scope }),
      }),
    );
  }
  return reply.send(body);
}

/** A refusal as a page shows it to developers: what it would be on the wire, and where it is explained. */
export function toWireError(
  error: OAuthError,
  { dialect, origin }: { readonly dialect: Dialect; readonly origin: string },
) {
  const { body } = dialect.formatError(error, origin);
  return {
    error: String(body['error']),
    error_description: String(body['error_description']),
    error_uri: dialect.findErrorUri(error, origin),
  };
}

/** Anything that is not a refusal is a fault of ours: the caller learns only that. */
export function asServerError(error: unknown): OAuthError {
  return error instanceof OAuthError
    ? error
    : new OAuthError('server_error', 'internal error', { cause: error });
}
