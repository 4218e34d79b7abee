import { OAuthError, parseScope } from '@pitpass/protocol';
import type { RefusalReason } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import type { Client } from '../client/client.ts';
import { digestOf } from '../presented.ts';
import { prepareTokens } from '../token/issue-tokens.ts';
import type { StoredRefreshToken } from '../token/refresh-token.ts';
import { reuseRaceWindowSeconds } from '../token/refresh-token.ts';
import type { Grant, GrantParts, GrantRequest } from './grant-context.ts';

type RefreshGrantRequest = GrantRequest<'refresh_token'>;

function refuse(detail: string, reason: RefusalReason = 'spent_refresh_token'): OAuthError {
  return new OAuthError('invalid_grant', 'refresh_token not valid', { reason, detail });
}

/** Called for a spent token that its own client presents: ends the session when it cannot be a race. */
async function endReusedToken(
  token: StoredRefreshToken,
  { requester }: RefreshGrantRequest,
  { sessions, liveness, audit, clock }: GrantParts,
): Promise<OAuthError> {
  const now = clock();
  if (now - (token.consumed_at ?? now) <= reuseRaceWindowSeconds) {
    audit.append(auditEvents.refreshTokenRefused(requester, token.session));
    return refuse('refresh token spent a moment ago');
  }
  audit.append(auditEvents.refreshTokenReused(requester, token.session));
  if (await sessions.endSession(token.session_id, now)) {
    audit.append(auditEvents.sessionEnded(requester, token.session));
  }
  liveness.forget([token.session_id]);
  return refuse('refresh token spent before; its session has been ended');
}

async function findUsableToken(
  grantRequest: RefreshGrantRequest,
  parts: GrantParts,
): Promise<StoredRefreshToken> {
  const { request, client, requester } = grantRequest;
  const token = await parts.refreshTokens.findRefreshToken(digestOf(request.refresh_token));
  if (token === undefined) throw refuse('refresh token unknown', 'unknown_refresh_token');
  if (token.client_id !== client.client_id) {
    parts.audit.append(auditEvents.refreshTokenRefused(requester, client));
    throw refuse('refresh token of another client', 'foreign_refresh_token');
  }
  if (token.session.ended_at !== null) throw refuse('session ended');
  if (token.consumed_at !== null) throw await endReusedToken(token, grantRequest, parts);
  const now = parts.clock();
  if (token.expires_at <= now || token.session.absolute_expires_at <= now) {
    throw refuse('refresh token expired', 'expired_refresh_token');
  }
  if (!token.is_member_active) throw refuse('account not in use');
  if (token.session.grant_type === 'password_limited') {
    const isListed =
      client.grant_types.includes('password_limited') &&
      (await parts.clients.isMemberListed(client.client_id, token.session.member_id));
    if (!isListed) throw refuse('member no longer on the access list of the client');
  }
  return token;
}

function splitScope(scope: string): readonly string[] {
  return scope.split(' ').filter((value) => value !== '');
}

/** What of the granted scope the client may still have: a registration that shrinks reaches its sessions. */
function remainingScope(granted: readonly string[], client: Client): readonly string[] {
  const remaining = granted.filter((value) => client.scopes.includes(value));
  if (granted.length > 0 && remaining.length === 0) {
    throw refuse('client may have none of the granted scope any more');
  }
  return remaining;
}

/**
 * Exchanges a refresh token for new tokens and retires the presented one. The client is authenticated.
 * Exactly one of several simultaneous calls with one token succeeds; a second use by the right client after
 * the race window ends the session. The session's absolute end never moves.
 *
 * Throws `invalid_grant` when the token is unknown, expired, spent or another client's, or its session has
 * ended; `invalid_scope`, and the token is not spent, when more scope is asked than was granted.
 *
 * @see RFC 6749 §6, RFC 9700 §4.14.2; the book, chapter 13.2
 */
export const refreshTokenGrant: Grant<'refresh_token'> = async (grantRequest, parts) => {
  const { request, client, requester } = grantRequest;
  const token = await findUsableToken(grantRequest, parts);
  const { session } = token;
  const granted_scope = splitScope(session.scope);
  const remaining = remainingScope(granted_scope, client);
  const wanted = parseScope(request.scope);
  const wider = wanted.find((value) => !remaining.includes(value));
  if (wider !== undefined) {
    throw new OAuthError('invalid_scope', 'scope wider than the one granted', {
      reason: 'unknown_scope',
      subject: wider,
    });
  }
  const now = parts.clock();
  const prepared = prepareTokens(
    {
      client,
      session_id: session.session_id,
      member_id: session.member_id,
      cust_id: token.member_cust_id,
      account_id: token.member_account_id,
      auth_time: session.auth_time,
      absolute_expires_at: session.absolute_expires_at,
      granted_scope,
      access_scope: wanted.length === 0 ? remaining : wanted,
    },
    now,
    parts,
  );
  if (prepared.refresh_token === undefined) throw refuse('session has no refresh token');
  const isRotated = await parts.refreshTokens.rotateRefreshToken(
    token,
    prepared.refresh_token,
    {
      last_activity: now,
      session_expiration: prepared.session_expiration,
      last_ip: requester.ip,
      last_user_agent_header: requester.user_agent,
    },
    now,
  );
  if (!isRotated) {
    parts.audit.append(auditEvents.refreshTokenRefused(requester, session));
    throw refuse('refresh token was spent, or its session ended, at the same moment');
  }
  return prepared;
};
