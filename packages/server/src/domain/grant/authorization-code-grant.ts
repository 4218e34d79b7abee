import {
  OAuthError,
  findCodeVerifierProblem,
  isRegisteredRedirectUri,
  isScopeWithin,
} from '@pitpass/protocol';
import type { CodeVerifierProblem, RefusalReason } from '@pitpass/protocol';
import { hash } from 'node:crypto';

import { auditEvents } from '../audit/audit-event.ts';
import type { AuthorizationCode } from '../authorization/authorization-code.ts';
import type { Impersonation } from '../member/impersonation.ts';
import { digestOf } from '../presented.ts';
import { prepareSession } from '../session/begin-session.ts';
import { reuseRaceWindowSeconds } from '../token/refresh-token.ts';
import type { Grant, GrantParts, GrantRequest } from './grant-context.ts';

type CodeGrantRequest = GrantRequest<'authorization_code'>;

const verifierReasons: Readonly<Record<CodeVerifierProblem, RefusalReason>> = {
  missing: 'missing_code_verifier',
  unexpected: 'unexpected_code_verifier',
  malformed: 'wrong_code_verifier',
  mismatch: 'wrong_code_verifier',
};

const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');

function refuse(reason: RefusalReason, detail: string): OAuthError {
  return new OAuthError('invalid_grant', 'code not valid', { reason, detail });
}

async function validateBinding(
  code: AuthorizationCode,
  { request, client, requester }: CodeGrantRequest,
  { authorizations, audit, clock }: GrantParts,
): Promise<void> {
  const { client_id, member_id } = code;
  if (client_id !== client.client_id) {
    audit.append(auditEvents.authorizationCodeRefused(requester, client));
    throw refuse('foreign_code', 'code of another client');
  }
  if (code.redirect_uri !== request.redirect_uri) {
    const isRegistered = isRegisteredRedirectUri(client.redirect_uris, request.redirect_uri);
    throw refuse(
      isRegistered ? 'other_redirect_uri' : 'unregistered_redirect_uri',
      'redirect_uri is not the one of the authorization request',
    );
  }
  const challenge =
    code.code_challenge === null
      ? undefined
      : { value: code.code_challenge, method: code.code_challenge_method ?? 'plain' };
  const problem = findCodeVerifierProblem(challenge, request.code_verifier, sha256);
  if (problem === undefined) return;
  audit.append(auditEvents.authorizationCodeRefused(requester, { client_id, member_id }));
  if (code.consumed_at === null) {
    await authorizations.countFailedVerification(code.code_digest, clock());
  }
  throw new OAuthError('invalid_grant', 'code_verifier not right', {
    reason: verifierReasons[problem],
    detail: problem,
  });
}

/** Called for a spent code that everything else is right about: it was used twice by its own client. */
async function endReusedCode(
  code: AuthorizationCode,
  { client, requester }: CodeGrantRequest,
  { sessions, liveness, audit, clock }: GrantParts,
): Promise<OAuthError> {
  const now = clock();
  const { session_id, member_id } = code;
  const subject = { client_id: client.client_id, member_id, session_id };
  const isRace = now - (code.consumed_at ?? now) <= reuseRaceWindowSeconds;
  if (isRace || session_id === null) {
    audit.append(auditEvents.authorizationCodeRefused(requester, subject));
    return refuse('spent_code', 'code spent');
  }
  audit.append(auditEvents.authorizationCodeReused(requester, subject));
  if (await sessions.endSession(session_id, now)) {
    audit.append(auditEvents.sessionEnded(requester, subject));
  }
  liveness.forget([session_id]);
  return refuse('spent_code', 'code spent before; its session has been ended');
}

/** The impersonation under which staff got the code, which must still stand; undefined for a member's own. */
async function getImpersonation(
  { impersonation_id }: AuthorizationCode,
  now: number,
  { impersonations }: GrantParts,
): Promise<Impersonation | undefined> {
  if (impersonation_id === null) return undefined;
  const standing = await impersonations.findStandingImpersonation(impersonation_id, now);
  if (standing === undefined) throw refuse('spent_code', 'staff act for the member no more');
  return standing;
}

/**
 * Exchanges an authorization code for tokens and begins a session. The client is authenticated. Exactly one
 * of several simultaneous calls with one code succeeds; a second use by the right client after the race
 * window ends the session that the first began.
 *
 * Throws `invalid_grant` when the code is unknown, expired, spent, another client's, was asked for with
 * another redirect URI, or the code verifier does not answer the challenge.
 *
 * @see RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 9700 §4.5; the book, chapter 13.2
 */
export const authorizationCodeGrant: Grant<'authorization_code'> = async (grantRequest, parts) => {
  const { request, client, requester } = grantRequest;
  const { authorizations, members, clock, audit } = parts;
  const code = await authorizations.findCode(digestOf(request.code));
  if (code === undefined) throw refuse('unknown_code', 'code unknown');
  await validateBinding(code, grantRequest, parts);
  if (code.consumed_at !== null) throw await endReusedCode(code, grantRequest, parts);
  const now = clock();
  if (code.expires_at <= now) throw refuse('expired_code', 'code expired');
  const scope = code.scope.split(' ').filter((token) => token !== '');
  if (
    !isRegisteredRedirectUri(client.redirect_uris, code.redirect_uri) ||
    !isScopeWithin(scope, client.scopes)
  ) {
    throw refuse('spent_code', 'redirect_uri or scope is no longer registered');
  }
  const member = await members.findMember(code.member_id);
  if (member === undefined || member.disabled_at !== null)
    throw refuse('spent_code', 'account not in use');

  const impersonation = await getImpersonation(code, now, parts);
  const { session, prepared } = prepareSession(
    {
      client,
      member,
      grant_type: 'authorization_code',
      scope,
      auth_time: code.auth_time,
      requester,
      impersonation,
      ...(impersonation && { ends_at: impersonation.expires_at }),
      browser_id: code.browser_id,
    },
    now,
    parts,
  );
  const isConsumed = await authorizations.consumeCode(
    code.code_digest,
    session,
    prepared.refresh_token,
    now,
  );
  if (!isConsumed) throw refuse('spent_code', 'code was spent at the same moment');
  const actor_member_id = impersonation?.staff_member_id ?? null;
  audit.append(auditEvents.sessionStarted(requester, { ...session, actor_member_id }));
  return prepared;
};
