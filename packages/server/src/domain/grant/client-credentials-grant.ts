import { OAuthError, formatScope, parseScope } from '@pitpass/protocol';

import { accessTokenLifetimeSecondsOf } from '../token/access-token-lifetime.ts';
import type { Grant } from './grant-context.ts';

/**
 * Issues a token to the client itself. The client is authenticated and confidential. There is no member, no
 * session and no refresh token; the token ends by itself, or with the client.
 *
 * Throws `invalid_scope` when the client may not have the scope.
 *
 * @see RFC 6749 §4.4
 */
export const clientCredentialsGrant: Grant<'client_credentials'> = async (
  { request, client },
  { dialect, keys, clock, random },
) => {
  if (dialect.createClientClaims === undefined) {
    throw new Error(`${dialect.name} has no tokens of clients`);
  }
  const scope = parseScope(request.scope);
  const unknown = scope.find((token) => !client.scopes.includes(token));
  if (unknown !== undefined) {
    throw new OAuthError('invalid_scope', 'scope not known or not allowed to this client', {
      reason: 'unknown_scope',
      subject: unknown,
    });
  }
  const now = clock();
  const expires_in = accessTokenLifetimeSecondsOf(client);
  const expires_at = now + expires_in;
  const facts = { client, issued_at: now, expires_at, scope };
  const access_token = keys.sign(dialect.createClientClaims(facts, random));
  return {
    response: {
      access_token,
      token_type: 'Bearer',
      expires_in,
      ...(scope.length > 0 && { scope: formatScope(scope) }),
    },
    refresh_token: undefined,
    session_expiration: expires_at,
  };
};
