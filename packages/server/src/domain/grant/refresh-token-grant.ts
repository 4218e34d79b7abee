import { OAuthError, formatScope, parseScope } from '@pitpass/protocol';
import type { RefusalReason } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import { isInternal, isWithinRole } from '../client/client-role.ts';
import type { Client } from '../client/client.ts';
import { addressBlockOf } from '../limit/network-address.ts';
import type { Requester } from '../ports.ts';
import { digestOf } from '../presented.ts';
import type { Session } from '../session/session.ts';
import { prepareTokens } from '../token/issue-tokens.ts';
import type { PreparedTokens } from '../token/issue-tokens.ts';
import { openRefreshTokenRetry, sealRefreshTokenRetry } from '../token/refresh-token-retry.ts';
import type { RefreshTokenRetry } from '../token/refresh-token-retry.ts';
import type { StoredRefreshToken } from '../token/refresh-token.ts';
import { reuseRaceWindowSeconds } from '../token/refresh-token.ts';
import type { Grant, GrantParts, GrantRequest, GrantedTokens } from './grant-context.ts';

type RefreshGrantRequest = GrantRequest<'refresh_token'>;

// A session that has used up so much of its budget is told how it stands.
const nearShare = 4;

function refuse(detail: string, reason: RefusalReason = 'spent_refresh_token'): OAuthError {
  return new OAuthError('invalid_grant', 'refresh_token not valid', { reason, detail });
}

/** True when a spent token is presented no later than so many seconds after it was spent. */
function isSpentWithin(
  { consumed_at }: StoredRefreshToken,
  windowSeconds: number,
  now: number,
): boolean {
  return windowSeconds > 0 && now - (consumed_at ?? now) <= windowSeconds;
}

/** Called for a spent token that its own client presents: ends the session when it cannot be a race. */
async function endReusedToken(
  token: StoredRefreshToken,
  { requester }: RefreshGrantRequest,
  { sessions, liveness, audit, clock }: GrantParts,
): Promise<OAuthError> {
  const now = clock();
  if (isSpentWithin(token, reuseRaceWindowSeconds, now)) {
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

/** Finds a token that may be exchanged, or that was spent so lately that its answer may be repeated. */
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
  const now = parts.clock();
  const isSpent = token.consumed_at !== null;
  if (isSpent && !isSpentWithin(token, parts.refreshTokenRetryWindowSeconds, now)) {
    throw await endReusedToken(token, grantRequest, parts);
  }
  if (token.expires_at <= now || token.session.absolute_expires_at <= now) {
    throw refuse('refresh token expired', 'expired_refresh_token');
  }
  if (!token.is_member_active) throw refuse('account not in use');
  if (isInternal(client)) {
    const member = await parts.members.findMember(token.session.member_id);
    const isWithin = member !== undefined && (await isWithinRole(client, member, parts.clients));
    if (!isWithin) throw refuse('client is for internal support, and the member no longer is');
  }
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

/** The scope of the access token that is asked for, within what was granted and may still be had. */
function chooseScope({ request, client }: RefreshGrantRequest, { session }: StoredRefreshToken) {
  const remaining = remainingScope(splitScope(session.scope), client);
  const wanted = parseScope(request.scope);
  const wider = wanted.find((value) => !remaining.includes(value));
  if (wider !== undefined) {
    throw new OAuthError('invalid_scope', 'scope wider than the one granted', {
      reason: 'unknown_scope',
      subject: wider,
    });
  }
  return wanted.length === 0 ? remaining : wanted;
}

/** Another network and another program together are not the caller whose answer was lost. */
function isFromElsewhere({ last_ip, last_user_agent_header }: Session, requester: Requester) {
  const isOtherNetwork = addressBlockOf(last_ip ?? '') !== addressBlockOf(requester.ip);
  return isOtherNetwork && last_user_agent_header !== requester.user_agent;
}

/**
 * Gives the answer that spent the token once more. The request must be the same, the successor unspent, and
 * the caller not from elsewhere; otherwise nothing is given and nothing ended.
 *
 * @see RFC 9700 §4.14; decision 0018
 */
async function repeatAnswer(
  token: StoredRefreshToken,
  access_scope: readonly string[],
  { request, requester }: RefreshGrantRequest,
  { refreshTokens, audit, clock, random }: GrantParts,
): Promise<GrantedTokens> {
  const now = clock();
  const { session, token_digest } = token;
  const refuseRepeated = (detail: string) => {
    audit.append(auditEvents.refreshTokenRefused(requester, session));
    return refuse(detail);
  };
  if (isFromElsewhere(session, requester)) throw refuseRepeated('repeated from elsewhere');
  const retry = await refreshTokens.findRefreshTokenRetry(token_digest, now);
  if (retry === undefined) throw refuseRepeated('spent, and its successor as well');
  const response = openRefreshTokenRetry(request.refresh_token, retry, now, random);
  if (response === undefined) throw refuseRepeated('what was kept of the answer does not open');
  if ((response.scope ?? '') !== formatScope(access_scope)) {
    throw refuseRepeated('spent a moment ago by a request for another scope');
  }
  return { response };
}

function prepareRetry(
  refresh_token: string,
  { response, refresh_token: successor }: PreparedTokens,
  now: number,
  { random, refreshTokenRetryWindowSeconds }: GrantParts,
): RefreshTokenRetry | undefined {
  if (refreshTokenRetryWindowSeconds === 0 || successor === undefined) return undefined;
  const kept = {
    token_digest: digestOf(refresh_token),
    successor_digest: successor.token_digest,
    expires_at: now + refreshTokenRetryWindowSeconds + 1,
  };
  return sealRefreshTokenRetry(refresh_token, kept, { response, issued_at: now }, random);
}

/** Refuses, and spends nothing, when the session was refreshed as often as it may be in a minute. @see S91 */
function keepWithinBudget(
  { refreshes }: StoredRefreshToken,
  { onRateLimit }: RefreshGrantRequest,
  { limiter, clock }: GrantParts,
): void {
  const state = limiter.readRefreshes(refreshes, clock());
  if (state.remaining <= state.limit / nearShare) onRateLimit(state);
  if (!state.isExceeded) return;
  throw new OAuthError('unauthorized_client', 'session refreshed too often', {
    retryAfterSeconds: Math.max(1, state.resetSeconds),
  });
}

/** What becomes of a call that another one with the same token was faster than. */
async function loseRace(
  grantRequest: RefreshGrantRequest,
  session: Session,
  parts: GrantParts,
): Promise<GrantedTokens> {
  if (parts.refreshTokenRetryWindowSeconds > 0) {
    const token = await findUsableToken(grantRequest, parts);
    if (token.consumed_at !== null) {
      return repeatAnswer(token, chooseScope(grantRequest, token), grantRequest, parts);
    }
  }
  parts.audit.append(auditEvents.refreshTokenRefused(grantRequest.requester, session));
  throw refuse('refresh token was spent, or its session ended, at the same moment');
}

/**
 * Exchanges a refresh token for new tokens and retires the presented one. The client is authenticated.
 * Exactly one of several simultaneous calls with one token spends it; the others are refused, or given the
 * very same tokens where the operator has set a retry window. A second use by the right client after the
 * window, and after the race window, ends the session. The session's absolute end never moves.
 *
 * Throws `invalid_grant` when the token is unknown, expired, spent or another client's, or its session has
 * ended; and, without spending the token, `invalid_scope` when more scope is asked than was granted, and
 * `unauthorized_client` with seconds to wait when the session is refreshed too often.
 *
 * @see RFC 6749 §6, RFC 9700 §4.14.2; the book, chapter 13.2
 */
export const refreshTokenGrant: Grant<'refresh_token'> = async (grantRequest, parts) => {
  const { request, client, requester } = grantRequest;
  const token = await findUsableToken(grantRequest, parts);
  const { session } = token;
  const access_scope = chooseScope(grantRequest, token);
  if (token.consumed_at !== null) return repeatAnswer(token, access_scope, grantRequest, parts);
  keepWithinBudget(token, grantRequest, parts);
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
      granted_scope: splitScope(session.scope),
      access_scope,
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
    prepareRetry(request.refresh_token, prepared, now, parts),
  );
  return isRotated ? prepared : loseRace(grantRequest, session, parts);
};
