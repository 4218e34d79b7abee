import { formatScope } from '@pitpass/protocol';
import type { TokenResponse } from '@pitpass/protocol';

import type { Client } from '../client/client.ts';
import type { SigningKeys } from '../key/signing-key.ts';
import type { Random } from '../ports.ts';
import { createPresentedValue, createUuid, digestOf } from '../presented.ts';
import { accessTokenAudiences } from './access-token.ts';
import type { NewRefreshToken } from './refresh-token.ts';

/** Tokens that are signed but not yet valid: they become so with the transaction that stores them. */
export interface PreparedTokens {
  readonly response: TokenResponse;
  /** Undefined when the grant gets no refresh token. */
  readonly refresh_token: NewRefreshToken | undefined;
  /** When the last of the tokens ends: the session's end, unless it is refreshed. */
  readonly session_expiration: number;
}

/** Whom and what tokens are prepared for. Everything in it has been verified. */
export interface TokenSubject {
  readonly client: Client;
  readonly session_id: string;
  readonly member_id: string;
  readonly cust_id: number;
  readonly auth_time: number;
  readonly absolute_expires_at: number;
  /** The scope of the session. */
  readonly granted_scope: readonly string[];
  /** The scope of this access token, within the granted one. */
  readonly access_scope: readonly string[];
}

/** What preparing tokens needs of the house. */
export interface TokenIssuingParts {
  readonly keys: SigningKeys;
  readonly random: Random;
  readonly issuer: string;
}

/**
 * True when the grant comes with a refresh token: always, except for Identity Verification, whose access
 * token is used once and thrown away.
 *
 * @see The book, chapter 3.1
 */
export function comesWithRefreshToken(granted_scope: readonly string[]): boolean {
  return !(granted_scope.length === 1 && granted_scope[0] === 'iracing.profile');
}

/**
 * Generates and signs the tokens of one answer. Nothing is stored. Lifetimes are the client's, cut to the
 * session's absolute end.
 *
 * @see RFC 6749 §5.1, RFC 9068; the book, chapters 13.2 and 13.4
 */
export function prepareTokens(
  subject: TokenSubject,
  now: number,
  { keys, random, issuer }: TokenIssuingParts,
): PreparedTokens {
  const { client, session_id, absolute_expires_at } = subject;
  const exp = Math.min(now + client.access_token_lifetime_seconds, absolute_expires_at);
  const access_scope = formatScope(subject.access_scope);
  const access_token = keys.sign({
    session_id,
    iss: issuer,
    exp,
    iat: now,
    auth_time: subject.auth_time,
    aud: accessTokenAudiences(client),
    sub: subject.member_id,
    client_id: client.client_id,
    jti: createUuid(random),
    scope: access_scope === '' ? null : access_scope,
    iracing_env: null,
    iracing_cust_id: subject.cust_id,
    iracing_group_ids: null,
  });
  const response: TokenResponse = {
    access_token,
    token_type: 'Bearer',
    expires_in: exp - now,
    ...(access_scope !== '' && { scope: access_scope }),
  };
  if (!comesWithRefreshToken(subject.granted_scope)) {
    return { response, refresh_token: undefined, session_expiration: exp };
  }
  const presented = createPresentedValue('refresh_token', random);
  const expires_at = Math.min(now + client.refresh_token_lifetime_seconds, absolute_expires_at);
  return {
    response: {
      access_token,
      token_type: 'Bearer',
      expires_in: exp - now,
      refresh_token: presented,
      refresh_token_expires_in: expires_at - now,
      ...(access_scope !== '' && { scope: access_scope }),
    },
    refresh_token: {
      token_digest: digestOf(presented),
      session_id,
      client_id: client.client_id,
      issued_at: now,
      expires_at,
    },
    session_expiration: Math.max(exp, expires_at),
  };
}
