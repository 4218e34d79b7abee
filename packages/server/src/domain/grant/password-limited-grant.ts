import { OAuthError, isScopeWithin, normalizeIdentifier, parseScope } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
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

async function getListedMember(
  { request, client, requester }: PasswordGrantRequest,
  parts: GrantParts,
): Promise<Member> {
  const answer = await authenticateMember(
    { username: request.username, maskedPassword: request.password },
    requester,
    parts,
  );
  if (answer.outcome === 'throttled') {
    throw new OAuthError('unauthorized_client', 'too many wrong passwords for this user', {
      retryAfterSeconds: answer.waitSeconds,
    });
  }
  const member = answer.outcome === 'authenticated' ? answer.member : undefined;
  const isListed =
    (await parts.clients.isMemberListed(client.client_id, member?.member_id ?? '')) &&
    member !== undefined;
  if (!isListed) {
    parts.audit.append(auditEvents.passwordLimitedRefused(requester, client));
    throw new OAuthError('access_denied', 'username or password not right for this client', {
      detail: member === undefined ? 'wrong username or password' : 'member not listed',
    });
  }
  return member;
}

/**
 * Begins a session with a listed member's masked password. The client is authenticated by its secret. Every
 * call counts, whatever comes of it; an unlisted member and a wrong password are told apart by nobody.
 *
 * Throws `unauthorized_client` with seconds to wait over the limit; `access_denied` when username and
 * password do not belong to a listed member; `invalid_scope` when the client may not have the scope.
 *
 * @see The book, chapters 4.2 and 13.2
 */
export const passwordLimitedGrant: Grant<'password_limited'> = async (grantRequest, parts) => {
  const { request, client, requester } = grantRequest;
  const { clock, audit, sessions } = parts;
  await countRequest(grantRequest, parts);
  const scope = parseScope(request.scope);
  if (!isScopeWithin(scope, client.scopes)) {
    throw new OAuthError('invalid_scope', 'scope not known or not allowed to this client');
  }
  const member = await getListedMember(grantRequest, parts);
  const now = clock();
  const { session, prepared } = prepareSession(
    { client, member, grant_type: 'password_limited', scope, auth_time: now, requester },
    now,
    parts,
  );
  if (!(await sessions.startSession(session, prepared.refresh_token))) {
    throw new OAuthError('invalid_client', 'client_id or client_secret not right', {
      detail: 'client deleted or disabled at the same moment',
    });
  }
  audit.append(auditEvents.sessionStarted(requester, session));
  return prepared;
};
