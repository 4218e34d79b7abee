import type { Parameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { digestOf } from '../../domain/presented.ts';
import { signOutPage, signedOutPage } from '../../pages/signed-out-page.ts';
import { clearLoginCookie, cookieNames, readBrowserCookie } from '../cookies.ts';
import { createFormToken, isFromOwnOrigin } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { endActing } from './acting.ts';
import { isOwnForm, openPresentedTransaction, parsePostedForm, refuseForm } from './posted-form.ts';
import { consentSubject, findSignedIn } from './sign-in.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** What the form tokens of account and sign-out forms are about. */
export const accountSubject = 'account';

function isOwnLogout(
  context: SignInContext,
  form: Parameters,
  sealed: string | undefined,
  signedIn: SignedIn,
): boolean {
  if (sealed === undefined) return isOwnForm(context, form, signedIn.presented, accountSubject);
  const { request, parts } = context;
  const browser = readBrowserCookie(request, cookieNames(parts.origin));
  return isOwnForm(context, form, browser, consentSubject(sealed, signedIn, form.get('shown')));
}

async function handleLogout(context: SignInContext): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  // First of all: another site's form carries no cookie, and must not take ours away either.
  if (!isFromOwnOrigin(request, parts.origin)) return refuseForm(context);
  const form = parsePostedForm(context);
  const sealed = form.get('transaction');
  const signedIn = await findSignedIn(request, parts);
  if (signedIn !== undefined) {
    if (!isOwnLogout(context, form, sealed, signedIn)) return refuseForm(context);
    await endActing(context, signedIn);
    await parts.logins.deleteBrowserLogin(digestOf(signedIn.presented));
    clearLoginCookie(reply, cookieNames(parts.origin));
    const { member_id } = signedIn.member;
    parts.audit.append(auditEvents.loggedOut(toRequester(request), { member_id }));
  }
  if (sealed === undefined) return reply.redirect('/signed-out', 303);
  const opened = openPresentedTransaction(context, sealed);
  if ('answer' in opened) return opened.answer;
  return reply.redirect(`/login?transaction=${encodeURIComponent(sealed)}`, 303);
}

/**
 * Signing out of this browser. Apps keep the access that they were given: that is ended on the account
 * page. A link alone signs nobody out.
 */
export function registerLogout(app: FastifyInstance, parts: HttpParts): void {
  app.get('/logout', async (request, reply) => {
    const signedIn = await findSignedIn(request, parts);
    if (signedIn === undefined) return reply.redirect('/signed-out', 303);
    const form_token = createFormToken(parts.formKey, signedIn.presented, accountSubject);
    const page = signOutPage({
      frame: pageFrame(parts),
      display_name: signedIn.member.display_name,
      form: { action: '/logout', hidden: { form_token } },
      accountHref: '/account',
    });
    return sendPage(reply, parts, page);
  });
  app.post('/logout', (request, reply) => handleLogout({ request, reply, parts }));
  app.get('/signed-out', (_request, reply) =>
    sendPage(reply, parts, signedOutPage({ frame: pageFrame(parts), signInHref: '/login' })),
  );
}
