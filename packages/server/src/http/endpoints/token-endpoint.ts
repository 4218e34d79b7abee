import { OAuthError, parseParameters, parseTokenRequest } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { grantTokens } from '../../domain/grant/grant-table.ts';
import type { RateLimitState } from '../../domain/limit/rate-limiter.ts';
import { allowClientOrigin } from '../cross-origin.ts';
import { addLogFields, forbidStoring, rawQuery, toRequester } from '../http-parts.ts';
import type { DialectParts } from '../http-parts.ts';
import { sendOAuthError } from '../oauth-error-response.ts';
import { setRateLimit } from '../rate-limit-headers.ts';

const credentialNames = [
  'client_secret',
  'code',
  'code_verifier',
  'refresh_token',
  'username',
  'password',
];

/** Refuses a request that carries credentials in its URL, where logs and histories would keep them. */
function refuseCredentialsInUrl(request: FastifyRequest): void {
  const query = rawQuery(request);
  if (query === '') return;
  const parameters = parseParameters(query);
  if (credentialNames.some((name) => parameters.has(name))) {
    throw new OAuthError('invalid_request', 'credentials belong in the body, not in the URL');
  }
}

/** Reads the parameters of a token request. Throws nothing: what is wrong is among their problems. */
export type ReadTokenParameters = (request: FastifyRequest) => Parameters;

/** True for refusals that come of clients that could not be authenticated, now or too often before. */
function isCountedByAddress(error: unknown): boolean {
  if (!(error instanceof OAuthError)) return false;
  return error.error === 'invalid_client' || error.retryAfterSeconds !== undefined;
}

/**
 * The token endpoint of a dialect.
 *
 * @param readParameters - reads what the dialect allows a body to be
 * @param refuseMisplaced - refuses credentials where the dialect does not look for them
 * @see RFC 6749 §3.2, §4.1.3, §5, §6; the book, chapter 13.2; trackmania-api §5
 */
export function tokenEndpoint(
  parts: DialectParts,
  readParameters: ReadTokenParameters,
  refuseMisplaced: (request: FastifyRequest) => void,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const requester = toRequester(request);
    const parameters = readParameters(request);
    const client_id = parameters.get('client_id');
    let limit: RateLimitState | undefined;
    const onRateLimit = (state: RateLimitState) => {
      limit = state;
    };
    try {
      // Only the id of a client that there is: somebody may have sent a secret in its place.
      const isKnown = client_id !== undefined && (await parts.clients.findClient(client_id));
      if (isKnown) addLogFields(request, { client_id });
      await allowClientOrigin(request, reply, client_id, parts);
      refuseCredentialsInUrl(request);
      refuseMisplaced(request);
      const tokenRequest = parseTokenRequest(parameters, parts.dialect.grantTypes);
      const caller = { requester, onRateLimit };
      const { response } = await grantTokens(tokenRequest, caller, parts);
      if (limit !== undefined) setRateLimit(reply, limit);
      return forbidStoring(reply).send(parts.dialect.formatTokenResponse(response));
    } catch (error) {
      if (parameters.get('grant_type') === 'password_limited' || isCountedByAddress(error)) {
        // Before the client is authenticated, what counts is how often its address has failed.
        limit ??= await parts.limiter.findClientAuthenticationFailures(requester, parts.clock());
        setRateLimit(reply, limit);
      }
      if (error instanceof OAuthError) return sendOAuthError(request, reply, error, parts);
      throw error;
    }
  };
}
