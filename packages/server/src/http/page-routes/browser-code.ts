import { parseParameters } from '@pitpass/protocol';
import type { FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import { browserCodesPerHour } from '../../domain/limit/rate-limiter.ts';
import { enterBrowserCode, sendBrowserCode } from '../../domain/session/browser-code.ts';
import type { AwaitedCode, SentBrowserCode } from '../../domain/session/browser-code.ts';
import { browserCodePage } from '../../pages/browser-code-page.ts';
import type { BrowserCodeNotice } from '../../pages/browser-code-page.ts';
import { cookieNames, ensureBrowserCookie, readBrowserCookie } from '../cookies.ts';
import { createFormToken, isFormTokenRight } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { setRateLimit } from '../rate-limit-headers.ts';
import { formActionSource } from '../security-headers.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { sealTransaction, sealedLengthMax } from '../transaction.ts';
import { mailboxPath } from './mailbox.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { findClientName, openPendingSignIn } from './sign-in-step.ts';
import type { PassStep, PendingSignIn, SignInStep } from './sign-in-step.ts';
import type { SignInContext } from './sign-in.ts';

const paths = { page: '/login/code', again: '/login/code/again' } as const;

const sentSubject = (sealed: string) => `browser-code.sent.${sealed}`;

/** How long the oldest mail may wait before members are told that mails are late, in seconds. */
const mailDelaySeconds = 60;

async function isMailDelayed({ mailQueue, clock }: HttpParts): Promise<boolean> {
  const { waiting, oldest_queued_at, last_fault } = await mailQueue.describeQueue();
  if (waiting === 0 || oldest_queued_at === null) return false;
  return last_fault !== null || clock() - oldest_queued_at > mailDelaySeconds;
}

async function toAwaited(
  { context, transaction, member }: PendingSignIn,
  browser: string,
): Promise<AwaitedCode> {
  const { attempt_id, password_at } = transaction.attempt;
  const client_name = await findClientName(context, transaction);
  return { attempt_id, password_at, member, browser, client_name };
}

async function send(pending: PendingSignIn, browser: string): Promise<SentBrowserCode> {
  const { context, member } = pending;
  const { request, parts } = context;
  const requester = toRequester(request);
  const sent = await sendBrowserCode(await toAwaited(pending, browser), requester, parts);
  if (sent.outcome === 'sent') {
    parts.audit.append(auditEvents.browserCodeSent(requester, { member_id: member.member_id }));
  }
  return sent;
}

async function sendCodePage(
  pending: PendingSignIn,
  notice: BrowserCodeNotice | undefined,
): Promise<FastifyReply> {
  const { context, transaction, member } = pending;
  const { request, reply, parts } = context;
  const { attempt_id } = transaction.attempt;
  const browser = ensureBrowserCookie(request, reply, cookieNames(parts.origin), parts.random);
  const sealed = sealTransaction(transaction, browser, parts.transactionSealer);
  const hidden = {
    transaction: sealed,
    form_token: createFormToken(parts.formKey, browser, sealed),
  };
  const now = parts.clock();
  const code = await parts.browserCodes.findBrowserCode(attempt_id, now);
  const waitSeconds =
    code === undefined
      ? await parts.limiter.findBrowserCodeWaitSeconds(member.member_id, now)
      : undefined;
  const shown: BrowserCodeNotice | undefined =
    waitSeconds === undefined ? notice : { kind: 'throttled', waitSeconds };
  if (shown?.kind === 'throttled') tellLimit(reply, shown.waitSeconds);
  const page = browserCodePage({
    frame: pageFrame(parts),
    form: { action: paths.page, hidden },
    again: { action: paths.again, hidden },
    username: member.username,
    expires_at: code?.expires_at,
    notice: shown ?? (code === undefined ? { kind: 'spent' } : undefined),
    isMailDelayed: await isMailDelayed(parts),
    mailboxHref: parts.mailbox && mailboxPath,
  });
  const redirect_uri = transaction.authorization?.parameters['redirect_uri'];
  return sendPage(reply, parts, page, {
    status: statusOf(shown),
    // The answer to the form may lead to the app at once, where consent stands.
    formActions: redirect_uri === undefined ? [] : [formActionSource(redirect_uri)],
  });
}

function tellLimit(reply: FastifyReply, resetSeconds: number): void {
  reply.header('retry-after', String(resetSeconds));
  setRateLimit(reply, { limit: browserCodesPerHour, remaining: 0, resetSeconds, isExceeded: true });
}

function statusOf(notice: BrowserCodeNotice | undefined): number {
  if (notice?.kind === 'throttled') return 429;
  return notice === undefined || notice.kind === 'sentAgain' ? 200 : 401;
}

type PostedStep =
  | { readonly answer: FastifyReply }
  | {
      readonly pending: PendingSignIn;
      readonly browser: string;
      readonly code: string;
    };

/** What a form of the page posts, when it is ours and the sign-in can go on. */
async function openForm(context: SignInContext): Promise<PostedStep> {
  const { request, parts } = context;
  const form = parsePostedForm(context);
  const sealed = form.get('transaction');
  const browser = readBrowserCookie(request, cookieNames(parts.origin));
  const opened = await openPendingSignIn(context, sealed);
  if ('answer' in opened) return opened;
  if (browser === undefined || !isOwnForm(context, form, browser, sealed ?? '')) {
    return { answer: refuseForm(context) };
  }
  return { pending: opened.pending, browser, code: form.get('code') ?? '' };
}

async function handleCode(context: SignInContext, pass: PassStep): Promise<FastifyReply> {
  const { request, parts } = context;
  const posted = await openForm(context);
  if ('answer' in posted) return posted.answer;
  const { pending, browser, code } = posted;
  const { member, transaction } = pending;
  const { attempt_id } = transaction.attempt;
  const entered = await enterBrowserCode(code, { attempt_id, member, browser }, parts);
  if (entered.outcome === 'claimed') return pass(pending, { name: 'browser_code' });
  const { member_id } = member;
  parts.audit.append(auditEvents.browserCodeRefused(toRequester(request), { member_id }));
  return sendCodePage(
    pending,
    entered.outcome === 'wrong' && entered.tries_left > 0
      ? { kind: 'wrong', triesLeft: entered.tries_left }
      : { kind: 'spent' },
  );
}

async function handleAgain(context: SignInContext): Promise<FastifyReply> {
  const { reply, parts } = context;
  const posted = await openForm(context);
  if ('answer' in posted) return posted.answer;
  const { pending, browser } = posted;
  const sent = await send(pending, browser);
  if (sent.outcome === 'throttled') {
    return sendCodePage(pending, { kind: 'throttled', waitSeconds: sent.waitSeconds });
  }
  if (sent.outcome === 'spent') return sendCodePage(pending, { kind: 'spent' });
  const sealed = sealTransaction(pending.transaction, browser, parts.transactionSealer);
  const notice = createFormToken(parts.formKey, browser, sentSubject(sealed));
  const query = new URLSearchParams({ transaction: sealed, sent: notice });
  return reply.redirect(`${paths.page}?${query.toString()}`, 303);
}

/**
 * The right password in a browser that is not known: a code is mailed, and the sign-in is complete when it
 * was entered in the same browser and sign-in. Whoever has proven a second factor here is not asked.
 *
 * @see S188 to S193, S195; decision 0022
 */
export const browserCodeStep: SignInStep = {
  name: 'browser_code',
  path: paths.page,
  async needs({ context, known, transaction }) {
    if (context.parts.unknownBrowser === 'off' || known !== undefined) return false;
    return !transaction.attempt.passed.includes('second_factor');
  },
  async begin(pending) {
    const { request, reply, parts } = pending.context;
    await send(
      pending,
      ensureBrowserCookie(request, reply, cookieNames(parts.origin), parts.random),
    );
  },
  register(app, parts, pass) {
    app.get(paths.page, async (request, reply) => {
      const context = { request, reply, parts };
      const query = parseParameters(rawQuery(request), sealedLengthMax);
      const sealed = query.get('transaction');
      const opened = await openPendingSignIn(context, sealed);
      if ('answer' in opened) return opened.answer;
      const browser = readBrowserCookie(request, cookieNames(parts.origin)) ?? '';
      const subject = sentSubject(sealed ?? '');
      const isSentAgain = isFormTokenRight(query.get('sent'), parts.formKey, browser, subject);
      return sendCodePage(opened.pending, isSentAgain ? { kind: 'sentAgain' } : undefined);
    });
    app.post(paths.page, (request, reply) => handleCode({ request, reply, parts }, pass));
    app.post(paths.again, (request, reply) => handleAgain({ request, reply, parts }));
  },
};
