import type { OAuthErrorCode } from '@pitpass/protocol';
import { formatBearerChallenge } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasAuthorization, readBearerToken } from '../http/bearer.ts';
import { sendBody, sendMessage } from './answer.ts';
import type {
  TrackmaniaApiOptions,
  TrackmaniaAuthentication,
  TrackmaniaErrorProfile,
} from './ports.ts';
import type { RouteEntry } from './route-entry.ts';

/** Who calls, after the token was accepted. */
export type Caller = Extract<TrackmaniaAuthentication, { outcome: 'accepted' }>;

/** Why a request without an acceptable token is refused, word for word. */
export type TokenHint =
  | 'Missing "Authorization" header'
  | 'Access token could not be verified'
  | 'Access token has been revoked';

const realm = 'trackmania';
const description = 'The resource owner or authorization server denied the request.';

/** What is said to a token of the client credentials grant where a member is needed. */
export const needsMember =
  'This route needs the token of a member: use the authorization code grant.';

/** What is said to a token without the scope of a route. */
export const needsScope = 'Insufficient scopes.';

/** The body of a 401; `message` repeats the description in the older profile alone. */
export function describeTokenRefusal(hint: TokenHint, profile: TrackmaniaErrorProfile) {
  return {
    error: 'access_denied',
    error_description: description,
    hint,
    ...(profile === 'league-8' && { message: description }),
  };
}

/**
 * Answers 401. The challenge names an error unless the request carried no credentials at all.
 *
 * @see RFC 6750 §3 and §3.1
 */
export function refuseToken(
  reply: FastifyReply,
  hint: TokenHint,
  profile: TrackmaniaErrorProfile,
): void {
  const error: OAuthErrorCode = 'invalid_token';
  const isMissing = hint === 'Missing "Authorization" header';
  reply.header('www-authenticate', formatBearerChallenge(isMissing ? { realm } : { realm, error }));
  sendBody(reply, 401, describeTokenRefusal(hint, profile));
}

/**
 * Lets a request in to a route, or answers 401 or 403 and gives undefined. A token without a member
 * is told so before its scope is looked at, for no scope would help it.
 */
export async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, scope }: Pick<RouteEntry, 'token' | 'scope'>,
  options: Pick<TrackmaniaApiOptions, 'authenticateAccessToken' | 'errorProfile'>,
): Promise<Caller | undefined> {
  const refuse = (hint: TokenHint): undefined => {
    refuseToken(reply, hint, options.errorProfile);
  };
  if (!hasAuthorization(request.raw)) return refuse('Missing "Authorization" header');
  const presented = readBearerToken(request.raw);
  if (presented.kind !== 'token') return refuse('Access token could not be verified');
  const found = await options.authenticateAccessToken(presented.token);
  if (found.outcome === 'not_verified') return refuse('Access token could not be verified');
  if (found.outcome === 'revoked') return refuse('Access token has been revoked');
  if (token === 'user' && found.account_id === undefined) {
    sendMessage(reply, 403, needsMember);
    return undefined;
  }
  if (scope !== undefined && !found.scope.includes(scope)) {
    const challenge = formatBearerChallenge({ realm, error: 'insufficient_scope', scope });
    sendMessage(reply.header('www-authenticate', challenge), 403, needsScope);
    return undefined;
  }
  return found;
}
