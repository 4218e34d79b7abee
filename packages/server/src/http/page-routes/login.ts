import { createHash } from 'node:crypto';

import { OAuthError, mask, normalizeIdentifier, parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { authenticateMember } from '../../domain/member/authenticate-member.ts';
import type { MemberAuthentication } from '../../domain/member/authenticate-member.ts';
import { findKnownBrowser } from '../../domain/session/remembered-browser.ts';
import { cookieNames, readBrowserCookie, readKnownCookie } from '../cookies.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { setRateLimit } from '../rate-limit-headers.ts';
import { ownDestinations, sealedLengthMax } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';
import { isOwnForm, openPresentedTransaction, parsePostedForm, refuseForm } from './posted-form.ts';
import { findClientName } from './sign-in-step.ts';
import { goOnAfterPassword, registerSignInSteps } from './sign-in-steps.ts';
import { sendResetPage } from './reset.ts';
import { continueSignIn, findSignedIn, sendLoginPage } from './sign-in.ts';
import type { SignInContext } from './sign-in.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();

async function answerRefusedLogin(
  context: SignInContext,
  transaction: Transaction,
  username: string,
  answer: Exclude<MemberAuthentication, { outcome: 'authenticated' }> | { outcome: 'busy' },
): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  // Who is told to wait has been recorded with every try that led there; a flood adds nothing.
  if (answer.outcome === 'wrong') {
    // The same look-up whoever was named: the member may read of it, whoever tried learns nothing.
    const member = await parts.members.findMemberByUsername(username);
    const subject = { member_id: member?.member_id ?? null };
    parts.audit.append(auditEvents.loginRefused(toRequester(request), subject));
  }
  if (answer.outcome === 'reset_required') {
    return sendResetPage(context, { username, isRequired: true, status: 403 });
  }
  const shown = { client_name: await findClientName(context, transaction), username };
  switch (answer.outcome) {
    case 'wrong':
      return sendLoginPage(context, transaction, {
        ...shown,
        error: { kind: 'wrong' },
        status: 401,
      });
    case 'throttled':
      reply.header('retry-after', String(answer.waitSeconds));
      return sendLoginPage(context, transaction, {
        ...shown,
        error: { kind: 'throttled', seconds: answer.waitSeconds },
        status: 429,
      });
    case 'busy':
      reply.header('retry-after', '2');
      return sendLoginPage(context, transaction, {
        ...shown,
        error: { kind: 'busy' },
        status: 503,
      });
  }
}

async function handleLogin(context: SignInContext): Promise<FastifyReply> {
  const { request, parts } = context;
  const form = parsePostedForm(context);
  const sealed = form.get('transaction');
  const opened = openPresentedTransaction(context, sealed);
  if ('answer' in opened) return opened.answer;
  const browser = readBrowserCookie(request, cookieNames(parts.origin));
  if (!isOwnForm(context, form, browser, sealed ?? '')) return refuseForm(context);
  const { transaction } = opened;
  const username = form.get('username') ?? '';
  const password = form.get('password') ?? '';
  const maskedPassword = mask(password, username, sha256);
  const requester = toRequester(request);
  const mark = readKnownCookie(request, cookieNames(parts.origin));
  const known = await findKnownBrowser(mark, normalizeIdentifier(username), parts);
  const guess = {
    username: normalizeIdentifier(username),
    requester,
    browser_id: known?.browser_id,
  };
  let answer: MemberAuthentication;
  try {
    const presented = { username, maskedPassword, browser_id: known?.browser_id };
    answer = await authenticateMember(presented, requester, parts);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return answerRefusedLogin(context, transaction, username, { outcome: 'busy' });
  }
  if (answer.outcome !== 'authenticated') {
    setRateLimit(context.reply, await parts.limiter.findPasswordFailures(guess, parts.clock()));
    return answerRefusedLogin(context, transaction, normalizeIdentifier(username), answer);
  }
  return goOnAfterPassword(context, transaction, answer.member);
}

/**
 * The login page: `GET /login` begins a sign-in of the member's own or takes up one that was begun, and
 * `POST /login` is its form. The password is masked before anything else is done with it.
 */
export function registerLogin(app: FastifyInstance, parts: HttpParts): void {
  app.get('/login', async (request, reply) => {
    const context = { request, reply, parts };
    const query = parseParameters(rawQuery(request), sealedLengthMax);
    const sealed = query.get('transaction');
    if (sealed === undefined) {
      const wanted = query.get('destination');
      const transaction = {
        authorization: null,
        destination: ownDestinations.find((path) => path === wanted),
        started_at: parts.clock(),
      };
      return continueSignIn(context, transaction, await findSignedIn(request, parts), 303);
    }
    const opened = openPresentedTransaction(context, sealed);
    if ('answer' in opened) return opened.answer;
    const client_name = await findClientName(context, opened.transaction);
    const username = opened.transaction.is_confirmation
      ? (await findSignedIn(request, parts))?.member.username
      : undefined;
    return sendLoginPage(context, opened.transaction, { client_name, username });
  });
  app.post('/login', (request, reply) => handleLogin({ request, reply, parts }));
  registerSignInSteps(app, parts);
}
