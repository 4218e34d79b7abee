import type { FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { repeatAuthorization } from '../../domain/authorization/authorization-code.ts';
import type { ValidAuthorization } from '../../domain/authorization/authorize-client.ts';
import { findConsentNeed } from '../../domain/authorization/consent.ts';
import { endImpersonation } from '../../domain/member/impersonation.ts';
import type { Impersonation, ImpersonationParts } from '../../domain/member/impersonation.ts';
import { errorMessages } from '../../pages/error-texts.ts';
import { redirectToClient } from '../authorization-refusal.ts';
import { toRequester } from '../http-parts.ts';
import type { DialectParts, HttpParts } from '../http-parts.ts';
import { sendErrorPage } from '../send-page.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** The house as the rules about acting for members see it. */
export function toImpersonationParts(parts: HttpParts): ImpersonationParts {
  return {
    ...parts,
    hasSecondFactor: (member_id) => parts.secondFactor.store.hasSecondFactor(member_id),
  };
}

/** The impersonation that stands in the browser of somebody of the staff who is signed in. */
export async function findActing(
  signedIn: SignedIn | undefined,
  parts: HttpParts,
): Promise<Impersonation | undefined> {
  if (signedIn === undefined) return undefined;
  const { login_digest } = signedIn.login;
  const found = await parts.impersonations.findImpersonationOfLogin(login_digest, parts.clock());
  return found?.impersonation;
}

/** Ends it when the login to which it belongs ends: nobody else of the staff could. */
export async function endActing(
  { request, parts }: SignInContext,
  signedIn: SignedIn | undefined,
): Promise<void> {
  const acting = await findActing(signedIn, parts);
  if (acting === undefined) return;
  const { staff_member_id } = acting;
  await endImpersonation(
    acting,
    staff_member_id,
    toRequester(request),
    toImpersonationParts(parts),
  );
}

/**
 * Lets staff into an app as the member for whom they act: where the member's consent covers the request as
 * it stands, and nowhere else. What the member would be asked is not asked of staff.
 *
 * @see S135
 */
export async function continueActing(
  { request, reply, parts }: SignInContext,
  { client, request: authorization }: ValidAuthorization,
  { impersonation_id, member_id, staff_member_id, started_at }: Impersonation,
  dialectParts: DialectParts,
): Promise<FastifyReply> {
  const { client_id } = client;
  const consent = await parts.authorizations.findConsent(member_id, client_id);
  const need = findConsentNeed(consent, client, authorization);
  const isAllowed = need === undefined && !authorization.prompt_verify;
  const wanted = {
    client,
    request: authorization,
    member_id,
    auth_time: started_at,
    browser_id: null,
    impersonation_id,
  };
  const code = isAllowed ? await repeatAuthorization(wanted, dialectParts) : undefined;
  if (code !== undefined) {
    const { redirect_uri, state } = authorization;
    return redirectToClient(reply, redirect_uri, { code, state }, 302);
  }
  const subject = { client_id, member_id, actor_member_id: staff_member_id };
  parts.audit.append(auditEvents.impersonationRefused(toRequester(request), subject));
  return sendErrorPage(reply, parts, errorMessages.staffNotLetIn, { status: 403 });
}
