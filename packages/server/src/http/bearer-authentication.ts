import { OAuthError, parseBearerCredentials, parseParameters } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AccessTokenClaims } from '../dialect/iracing/access-token.ts';
import { ownAudience } from '../dialect/iracing/access-token.ts';
import { findClaimedClientId } from '../domain/token/claimed-client-id.ts';
import { allowClientOrigin } from './cross-origin.ts';
import type { IracingParts } from './http-parts.ts';
import { addLogFields, rawForm, rawQuery } from './http-parts.ts';
import { sendOAuthError } from './oauth-error-response.ts';
import type { ErrorResponseOptions } from './oauth-error-response.ts';

/** A protected route's work: the token is good and its session alive. */
export type ProtectedHandler = (
  claims: AccessTokenClaims,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<unknown>;

class BearerRefusal extends Error {
  readonly refusal: OAuthError;
  readonly options: ErrorResponseOptions;

  constructor(refusal: OAuthError, options: ErrorResponseOptions) {
    super(refusal.message);
    this.refusal = refusal;
    this.options = options;
  }
}

/** Node keeps the first of several Authorization headers and drops the rest silently. */
function hasSeveralAuthorizations({ rawHeaders }: FastifyRequest['raw']): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization') count += 1;
  }
  return count > 1;
}

function getPresentedToken(request: FastifyRequest): string {
  const inQuery = parseParameters(rawQuery(request)).has('access_token');
  const inForm = parseParameters(rawForm(request)).has('access_token');
  if (inQuery || inForm) {
    throw new BearerRefusal(
      new OAuthError('invalid_request', 'access_token belongs in the Authorization header alone'),
      { challenge: 'with_error' },
    );
  }
  const credentials = parseBearerCredentials(request.headers.authorization);
  if (credentials.kind === 'none') {
    throw new BearerRefusal(new OAuthError('invalid_token', 'access token missing'), {
      challenge: 'without_error',
    });
  }
  if (credentials.kind === 'malformed' || hasSeveralAuthorizations(request.raw)) {
    throw new BearerRefusal(new OAuthError('invalid_token', 'access token malformed'), {
      challenge: 'with_error',
    });
  }
  return credentials.token;
}

async function authenticateBearer(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: IracingParts,
): Promise<AccessTokenClaims> {
  const { verifyAccessToken, liveness } = parts;
  const token = getPresentedToken(request);
  const claims = await verifyAccessToken(token);
  // A page whose token has expired must be able to read that it has.
  const client_id = claims?.client_id ?? findClaimedClientId(token);
  await allowClientOrigin(request, reply, client_id, parts);
  if (claims === undefined || !claims.aud.includes(ownAudience)) {
    throw new BearerRefusal(
      new OAuthError('invalid_token', 'access token expired or not of this service'),
      { challenge: 'with_error' },
    );
  }
  addLogFields(request, { client_id: claims.client_id });
  if (!(await liveness.isSessionAlive(claims.session_id))) {
    // The book, chapters 14.1 and 16.1, gives a session that is gone its own code; RFC 6750 has one
    // word for every token that does not count, so the challenge carries that.
    throw new BearerRefusal(new OAuthError('access_denied', 'session has ended'), {
      challenge: 'with_error',
      challengeError: 'invalid_token',
    });
  }
  return claims;
}

/**
 * Wraps the handler of a protected route: one well-formed token in the Authorization header, of this
 * service, not expired, its session alive. Everything else is answered here. A page of an origin that the
 * token's client has registered may read the answer, refusals as well.
 *
 * @param scope - the scope token that the route needs; undefined when any token of a session will do
 * @see RFC 6750 §2 and §3; the book, chapters 11 and 14 to 16
 */
export function protectedRoute(
  parts: IracingParts,
  scope: string | undefined,
  handle: ProtectedHandler,
): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  return async (request, reply) => {
    try {
      const claims = await authenticateBearer(request, reply, parts);
      if (scope !== undefined && !(claims.scope ?? '').split(' ').includes(scope)) {
        throw new BearerRefusal(
          new OAuthError('insufficient_scope', `scope ${scope} needed`, { scope }),
          { challenge: 'with_error' },
        );
      }
      return await handle(claims, request, reply);
    } catch (error) {
      if (error instanceof BearerRefusal) {
        return sendOAuthError(request, reply, error.refusal, parts, error.options);
      }
      if (error instanceof OAuthError) {
        return sendOAuthError(request, reply, error, parts);
      }
      throw error;
    }
  };
}
