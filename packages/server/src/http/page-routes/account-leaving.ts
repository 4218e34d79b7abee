import type { FastifyInstance, FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { deleteMember, verifyPresentPassword } from '../../domain/member/change-account.ts';
import { accountDeletedPage, accountDeletionPage } from '../../pages/account-deletion-page.ts';
import { accountTexts } from '../../pages/account-texts.ts';
import { durationWords } from '../../pages/time-words.ts';
import { clearLoginCookie, cookieNames } from '../cookies.ts';
import { createFormToken } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { forbidStoring, toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { detailsPaths, toAccountMember } from './account-details.ts';
import { orBusy } from './mailed-link.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { askForRecentSignIn } from './recent-sign-in.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

async function sendDeletionPage(
  context: SignInContext,
  signedIn: SignedIn,
  refused?: { readonly sentence: string; readonly status: number },
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { member_id } = signedIn.member;
  const now = parts.clock();
  const consents = await parts.authorizations.listConsents(member_id);
  const sessions = await parts.sessions.listLiveSessions(member_id, undefined, now);
  const owned = await parts.clients.listClientsOfOwner(member_id);
  const form_token = createFormToken(parts.formKey, signedIn.presented, detailsPaths.deletion);
  const page = accountDeletionPage({
    frame: pageFrame(parts),
    member: toAccountMember(context, signedIn),
    form: { action: detailsPaths.deletion, hidden: { form_token } },
    appCount: new Set([...consents, ...sessions].map(({ client_id }) => client_id)).size,
    sessionCount: sessions.length,
    ownsApps: owned.length > 0,
    ownAppsHref: '/manager',
    stayHref: detailsPaths.page,
    problem: refused?.sentence,
  });
  return sendPage(reply, parts, page, { status: refused?.status ?? 200 });
}

async function handleDeletion(
  context: SignInContext,
  signedIn: SignedIn,
  password: string,
): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const requester = toRequester(request);
  const checked = await verifyPresentPassword(signedIn.member, password, requester, parts);
  if (checked.outcome === 'wrong') {
    const sentence = accountTexts.wrongPassword;
    return sendDeletionPage(context, signedIn, { sentence, status: 422 });
  }
  if (checked.outcome === 'throttled') {
    reply.header('retry-after', String(checked.waitSeconds));
    const sentence = accountTexts.throttled(durationWords(checked.waitSeconds));
    return sendDeletionPage(context, signedIn, { sentence, status: 429 });
  }
  const deleted = await deleteMember(checked.member, 'member', requester, parts);
  if (deleted.outcome !== 'deleted') {
    const sentence = accountTexts.overtaken;
    return sendDeletionPage(context, signedIn, { sentence, status: 409 });
  }
  clearLoginCookie(reply, cookieNames(parts.origin));
  return sendPage(reply, parts, accountDeletedPage({ frame: pageFrame(parts) }));
}

function registerDeletion(app: FastifyInstance, parts: HttpParts): void {
  const path = detailsPaths.deletion;
  app.get(path, async (request, reply) => {
    const context = { request, reply, parts };
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) {
      return reply.redirect('/login?destination=%2Faccount%2Fdetails', 303);
    }
    return askForRecentSignIn(context, signedIn, path) ?? sendDeletionPage(context, signedIn);
  });
  app.post(path, async (request, reply) => {
    const context = { request, reply, parts };
    const form = parsePostedForm(context);
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined || !isOwnForm(context, form, signedIn.presented, path)) {
      return refuseForm(context);
    }
    const recent = askForRecentSignIn(context, signedIn, path);
    if (recent !== undefined) return recent;
    const password = form.get('password') ?? '';
    return orBusy(context, () => handleDeletion(context, signedIn, password));
  });
}

function registerExport(app: FastifyInstance, parts: HttpParts): void {
  app.get(detailsPaths.export, async (request, reply) => {
    const context = { request, reply, parts };
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) {
      return reply.redirect('/login?destination=%2Faccount%2Fdetails', 303);
    }
    const recent = askForRecentSignIn(context, signedIn, detailsPaths.page);
    if (recent !== undefined) return recent;
    const { member_id } = signedIn.member;
    const copy = await parts.account.exports.exportMember(member_id);
    parts.audit.append(auditEvents.memberDataExported(toRequester(request), { member_id }));
    return forbidStoring(reply)
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="pitpass-account.json"')
      .header('x-content-type-options', 'nosniff')
      .send(`${JSON.stringify(copy, undefined, 2)}\n`);
  });
}

/** A copy of what is kept about a member, and the end of the account. Both ask for a fresh sign-in. @see S225 */
export function registerAccountLeaving(app: FastifyInstance, parts: HttpParts): void {
  registerExport(app, parts);
  registerDeletion(app, parts);
}
