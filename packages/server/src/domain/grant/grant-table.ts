import { OAuthError } from '@pitpass/protocol';
import type { GrantType, TokenRequest } from '@pitpass/protocol';

import { authenticateClient } from '../client/client-authentication.ts';
import { isPublicClient } from '../client/client.ts';
import type { RateLimitState } from '../limit/rate-limiter.ts';
import type { Requester } from '../ports.ts';
import { authorizationCodeGrant } from './authorization-code-grant.ts';
import { clientCredentialsGrant } from './client-credentials-grant.ts';
import type { Grant, GrantParts, GrantRequest, GrantedTokens } from './grant-context.ts';
import { passwordLimitedGrant } from './password-limited-grant.ts';
import { refreshTokenGrant } from './refresh-token-grant.ts';

/** The grant of each type. A type that is not here does not exist. */
export const grantTable: { readonly [Type in GrantType]: Grant<Type> } = {
  authorization_code: authorizationCodeGrant,
  refresh_token: refreshTokenGrant,
  password_limited: passwordLimitedGrant,
  client_credentials: clientCredentialsGrant,
};

const needSecret: ReadonlySet<GrantType> = new Set(['password_limited', 'client_credentials']);

/**
 * Answers a token request: authenticates the client, asks whether it may use the grant, and hands over to
 * it. On return the tokens are stored and valid.
 *
 * Throws what the grant throws, `invalid_client`, and `unsupported_grant_type` when the grant is not enabled
 * for the client.
 *
 * @see RFC 6749 §3.2; the book, chapter 13.2
 */
export async function grantTokens(
  request: TokenRequest,
  caller: {
    readonly requester: Requester;
    readonly onRateLimit: (state: RateLimitState) => void;
  },
  parts: GrantParts,
): Promise<GrantedTokens> {
  const { requester, onRateLimit } = caller;
  const client = await authenticateClient(request, requester, parts);
  if (needSecret.has(request.grant_type) && isPublicClient(client)) {
    throw new OAuthError('unsupported_grant_type', 'grant_type not enabled for this client', {
      reason: 'public_client',
    });
  }
  if (!client.grant_types.includes(request.grant_type)) {
    throw new OAuthError('unsupported_grant_type', 'grant_type not enabled for this client');
  }
  const granted = await handOver(request, { client, requester, onRateLimit }, parts);
  if (isPublicClient(client)) parts.clientUses.note(client.client_id, null, parts.clock());
  return granted;
}

function handOver(
  request: TokenRequest,
  shared: Omit<GrantRequest<GrantType>, 'request'>,
  parts: GrantParts,
): Promise<GrantedTokens> {
  switch (request.grant_type) {
    case 'authorization_code':
      return grantTable.authorization_code({ ...shared, request }, parts);
    case 'refresh_token':
      return grantTable.refresh_token({ ...shared, request }, parts);
    case 'password_limited':
      return grantTable.password_limited({ ...shared, request }, parts);
    case 'client_credentials':
      return grantTable.client_credentials({ ...shared, request }, parts);
  }
}
