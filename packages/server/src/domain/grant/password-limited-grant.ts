import { OAuthError, isScopeWithin, normalizeIdentifier, parseScope } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import { toFirstUse } from '../client/password-limited.ts';
import { authenticateMember } from '../member/authenticate-member.ts';
import type { Member } from '../member/member.ts';
import { prepareSession } from '../session/begin-session.ts';
import type { Grant, GrantParts, GrantRequest } from './grant-context.ts';

type PasswordGrantRequest = GrantRequest<'password_limited'>;

async function countRequest(
  { request, client, onRateLimit }: PasswordGrantRequest,
  { limiter, clock }: GrantParts,
): Promise<void> {
  const username = normalizeIdentifier(request.username);
  const state = await limiter.countPasswordLimited(client, username, clock());
  onRateLimit(state);
  if (state.isExceeded) {
    throw new OAuthError('unauthorized_client', 'rate limit exceeded', {
      retryAfterSeconds: state.resetSeconds,
    });
  }
}

/** A member whom the client may sign in, and since when the member says so. */
interface ConfirmedMember {
  readonly member: Member;
  readonly confirmed_at: number;
}

/**
 * The members as this client may see them: whoever is not listed, has not confirmed the client, or has to
 * replace the password looks as if the account were disabled. The password is checked all the same and
 * counted as wrong, so that answer, time and limits are those of a wrong password.
 */
function hideOthers({ client }: PasswordGrantRequest, parts: GrantParts) {
  const { members, passwordLimited, passwordLimitedConfirmationSeconds, clock } = parts;
  const seen: { member?: Member; confirmed_at?: number | undefined } = {};
  const visible = {
    ...members,
    async findMemberByUsername(username: string) {
      const member = await members.findMemberByUsername(username);
      const since = clock() - passwordLimitedConfirmationSeconds;
      const { client_id } = client;
      const member_id = member?.member_id ?? '';
      seen.confirmed_at = await passwordLimited.findConfirmation(client_id, member_id, since);
      if (member === undefined) return undefined;
      seen.member = member;
      const isHidden = seen.confirmed_at === undefined || member.must_reset === 1;
      return isHidden ? { ...member, disabled_at: member.disabled_at ?? clock() } : member;
    },
  };
  return { seen, visible };
}

function refuse({ client, requester }: PasswordGrantRequest, parts: GrantParts, member?: Member) {
  const { client_id } = client;
  const subject = { client_id, member_id: member?.member_id ?? null };
  parts.audit.append(auditEvents.passwordLimitedRefused(requester, subject));
  return new OAuthError('access_denied', 'username or password not right for this client', {
    detail: 'username unknown, member not listed or not confirmed, or password wrong',
  });
}

async function getConfirmedMember(
  grantRequest: PasswordGrantRequest,
  parts: GrantParts,
): Promise<ConfirmedMember> {
  const { request, requester } = grantRequest;
  const { seen, visible } = hideOthers(grantRequest, parts);
  const answer = await authenticateMember(
    { username: request.username, maskedPassword: request.password },
    requester,
    { ...parts, members: visible },
  );
  if (answer.outcome === 'throttled') {
    throw new OAuthError('unauthorized_client', 'too many wrong passwords for this user', {
      retryAfterSeconds: answer.waitSeconds,
    });
  }
  if (answer.outcome !== 'authenticated' || seen.confirmed_at === undefined) {
    throw refuse(grantRequest, parts, seen.member);
  }
  return { member: answer.member, confirmed_at: seen.confirmed_at };
}

/**
 * Begins a session with the masked password of a member who is on the client's access list and confirmed
 * that the client may skip the second factor. The client is authenticated by its secret. Every call counts,
 * whatever comes of it; a member who is not listed or has not confirmed and a wrong password are told apart
 * by nobody. The session ends with the confirmation at the latest, and the first one from an address is told
 * to the member by mail.
 *
 * Throws `unauthorized_client` with seconds to wait over the limit; `access_denied` when username and
 * password do not belong to such a member; `invalid_scope` when the client may not have the scope.
 *
 * @see The book, chapters 4.2 and 13.2; S99, S102, S105
 */
export const passwordLimitedGrant: Grant<'password_limited'> = async (grantRequest, parts) => {
  const { request, client, requester } = grantRequest;
  const { clock, audit, passwordLimited, passwordLimitedConfirmationSeconds: lifetime } = parts;
  await countRequest(grantRequest, parts);
  const scope = parseScope(request.scope);
  if (!isScopeWithin(scope, client.scopes)) {
    throw new OAuthError('invalid_scope', 'scope not known or not allowed to this client');
  }
  const { member, confirmed_at } = await getConfirmedMember(grantRequest, parts);
  const now = clock();
  const ends_at = confirmed_at + lifetime;
  const { session, prepared } = prepareSession(
    { client, member, grant_type: 'password_limited', scope, auth_time: now, requester, ends_at },
    now,
    parts,
  );
  const confirmation = {
    since: now - lifetime,
    firstUse: toFirstUse(client, member, requester, parts),
    password_verifier: member.password_verifier,
  };
  const { refresh_token } = prepared;
  if (!(await passwordLimited.startConfirmedSession(session, refresh_token, confirmation))) {
    throw new OAuthError('invalid_client', 'client_id or client_secret not right', {
      detail: 'client disabled, confirmation taken back or password changed at the same moment',
    });
  }
  audit.append(auditEvents.sessionStarted(requester, session));
  return prepared;
};
