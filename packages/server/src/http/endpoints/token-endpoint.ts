import { OAuthError, parseParameters, parseTokenRequest } from '@pitpass/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { grantTokens } from '../../domain/grant/grant-table.ts';
import type { RateLimitState } from '../../domain/limit/rate-limiter.ts';
import { allowClientOrigin } from '../cross-origin.ts';
import { addLogFields, forbidStoring, rawForm, rawQuery, toRequester } from '../http-parts.ts';
import type { HttpParts } from '../http-parts.ts';
import { sendOAuthError } from '../oauth-error-response.ts';

const credentialNames = [
  'client_secret',
  'code',
  'code_verifier',
  'refresh_token',
  'username',
  'password',
];

function refuseCredentialsElsewhere(request: FastifyRequest): void {
  const query = rawQuery(request);
  if (query !== '') {
    const parameters = parseParameters(query);
    if (credentialNames.some((name) => parameters.has(name))) {
      throw new OAuthError('invalid_request', 'credentials belong in the body, not in the URL');
    }
  }
  if (request.headers.authorization !== undefined) {
    throw new OAuthError(
      'invalid_request',
      'client credentials belong in the body, not in the Authorization header',
    );
  }
}

function setRateLimit(reply: FastifyReply, state: RateLimitState): void {
  reply
    .header('RateLimit-Limit', String(state.limit))
    .header('RateLimit-Remaining', String(state.remaining))
    .header('RateLimit-Reset', String(state.resetSeconds));
}

/**
 * `POST /oauth2/token`.
 *
 * @see RFC 6749 §3.2, §4.1.3, §5, §6; the book, chapter 13.2
 */
export function tokenEndpoint(parts: HttpParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const requester = toRequester(request);
    const parameters = parseParameters(rawForm(request));
    const client_id = parameters.get('client_id');
    if (client_id !== undefined && /^[\x21-\x7e]{1,64}$/.test(client_id)) {
      addLogFields(request, { client_id });
    }
    let limit: RateLimitState | undefined;
    const onRateLimit = (state: RateLimitState) => {
      limit = state;
    };
    try {
      await allowClientOrigin(request, reply, client_id, parts);
      refuseCredentialsElsewhere(request);
      const tokenRequest = parseTokenRequest(parameters);
      const caller = { dialect: parts.dialect, requester, onRateLimit };
      const { response } = await grantTokens(tokenRequest, caller, parts);
      if (limit !== undefined) setRateLimit(reply, limit);
      return forbidStoring(reply).send(response);
    } catch (error) {
      if (parameters.get('grant_type') === 'password_limited') {
        // Before the client is authenticated, what counts is how often its address has failed.
        limit ??= await parts.limiter.findClientAuthenticationFailures(requester, parts.clock());
        setRateLimit(reply, limit);
      }
      if (error instanceof OAuthError) return sendOAuthError(request, reply, error, parts.origin);
      throw error;
    }
  };
}
