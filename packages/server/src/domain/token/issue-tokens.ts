import { formatScope } from '@pitpass/protocol';
import type { TokenResponse } from '@pitpass/protocol';

import type { Client } from '../client/client.ts';
import type { DialectRules } from '../dialect.ts';
import type { SigningKeys } from '../key/signing-key.ts';
import type { Random } from '../ports.ts';
import { digestOf } from '../presented.ts';
import { accessTokenLifetimeSecondsOf } from './access-token-lifetime.ts';
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
  readonly account_id: string;
  readonly auth_time: number;
  readonly absolute_expires_at: number;
  /** The scope of the session. */
  readonly granted_scope: readonly string[];
  /** The scope of this access token, within the granted one. */
  readonly access_scope: readonly string[];
}

/** What preparing tokens needs of the house. */
export interface TokenIssuingParts {
  readonly dialect: DialectRules;
  readonly keys: Pick<SigningKeys, 'sign'>;
  readonly random: Random;
  readonly issuer: string;
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
  { dialect, keys, random, issuer }: TokenIssuingParts,
): PreparedTokens {
  const { client, session_id, absolute_expires_at } = subject;
  const expires_at = Math.min(now + accessTokenLifetimeSecondsOf(client), absolute_expires_at);
  const refresh = dialect.comesWithRefreshToken(subject.granted_scope)
    ? prepareRefreshToken(subject, now, { dialect, random })
    : undefined;
  const access_token = keys.sign(
    dialect.createClaims(
      {
        issuer,
        client,
        session_id,
        member_id: subject.member_id,
        cust_id: subject.cust_id,
        account_id: subject.account_id,
        auth_time: subject.auth_time,
        issued_at: now,
        expires_at,
        scope: subject.access_scope,
        refresh_token_digest: refresh?.stored.token_digest,
      },
      random,
    ),
  );
  const scope = formatScope(subject.access_scope);
  return {
    response: {
      access_token,
      token_type: 'Bearer',
      expires_in: expires_at - now,
      ...(refresh && {
        refresh_token: refresh.presented,
        refresh_token_expires_in: refresh.stored.expires_at - now,
      }),
      ...(scope !== '' && { scope }),
    },
    refresh_token: refresh?.stored,
    session_expiration: Math.max(expires_at, refresh?.stored.expires_at ?? 0),
  };
}

function prepareRefreshToken(
  { client, session_id, absolute_expires_at }: TokenSubject,
  now: number,
  { dialect, random }: Pick<TokenIssuingParts, 'dialect' | 'random'>,
): { readonly presented: string; readonly stored: NewRefreshToken } {
  const presented = dialect.createPresented('refresh_token', random);
  const stored: NewRefreshToken = {
    token_digest: digestOf(presented),
    session_id,
    client_id: client.client_id,
    issued_at: now,
    expires_at: Math.min(now + client.refresh_token_lifetime_seconds, absolute_expires_at),
  };
  return { presented, stored };
}
