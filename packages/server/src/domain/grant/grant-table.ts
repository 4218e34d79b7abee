import { OAuthError } from '@pitpass/protocol';
import type { GrantType, TokenRequest } from '@pitpass/protocol';

import { authenticateClient } from '../client/client-authentication.ts';
import { isPublicClient } from '../client/client.ts';
import type { DialectName } from '../client/client.ts';
import type { RateLimitState } from '../limit/rate-limiter.ts';
import type { Requester } from '../ports.ts';
import type { PreparedTokens } from '../token/issue-tokens.ts';
import { authorizationCodeGrant } from './authorization-code-grant.ts';
import type { Grant, GrantParts } from './grant-context.ts';
import { passwordLimitedGrant } from './password-limited-grant.ts';
import { refreshTokenGrant } from './refresh-token-grant.ts';

/** The grant of each type. A type that is not here does not exist. */
export const grantTable: { readonly [Type in GrantType]: Grant<Type> } = {
  authorization_code: authorizationCodeGrant,
  refresh_token: refreshTokenGrant,
  password_limited: passwordLimitedGrant,
};

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
    readonly dialect: DialectName;
    readonly requester: Requester;
    readonly onRateLimit: (state: RateLimitState) => void;
  },
  parts: GrantParts,
): Promise<PreparedTokens> {
  const { dialect, requester, onRateLimit } = caller;
  const client = await authenticateClient(request, dialect, requester, parts);
  const needsSecret = request.grant_type === 'password_limited';
  if (!client.grant_types.includes(request.grant_type) || (needsSecret && isPublicClient(client))) {
    throw new OAuthError('unsupported_grant_type', 'grant_type not enabled for this client');
  }
  const shared = { client, requester, onRateLimit };
  switch (request.grant_type) {
    case 'authorization_code':
      return grantTable.authorization_code({ ...shared, request }, parts);
    case 'refresh_token':
      return grantTable.refresh_token({ ...shared, request }, parts);
    case 'password_limited':
      return grantTable.password_limited({ ...shared, request }, parts);
  }
}
