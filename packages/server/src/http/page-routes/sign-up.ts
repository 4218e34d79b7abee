import { parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { confirmSignUp, requestSignUp } from '../../domain/member/sign-up.ts';
import type { SignUpProblems } from '../../domain/member/sign-up.ts';
import { digestOf } from '../../domain/presented.ts';
import { accountMessages } from '../../pages/account-texts.ts';
import { provenPage, signUpConfirmPage, signUpPage } from '../../pages/entry-pages.ts';
import { accountLinkPaths } from '../../pages/mails/account-mails.ts';
import { cookieNames, ensureBrowserCookie, readBrowserCookie } from '../cookies.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { openTransaction, sealTransaction, sealedLengthMax } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';
import {
  browserForm,
  orBusy,
  readBrowserForm,
  readLink,
  sendLinkGone,
  sendLinkSent,
  sendTooOften,
} from './mailed-link.ts';
import { openPresentedTransaction } from './posted-form.ts';
import { findClientName } from './sign-in-step.ts';
import { rememberThisBrowser } from './remember-this-browser.ts';
import type { SignInContext } from './sign-in.ts';

const signUpPath = '/sign-up';
const signUpSubject = (sealed: string): string => `sign-up.${sealed}`;
const confirmSubject = (link: string): string => `sign-up.confirm.${link}`;
const refusedStatus = 422;

const toLogin = (sealed: string): string =>
  sealed === '' ? '/login' : `/login?transaction=${encodeURIComponent(sealed)}`;

/** The transaction that a sign-up was begun from; empty text is none. */
function openBegun(context: SignInContext, sealed: string) {
  return sealed === '' ? { transaction: undefined } : openPresentedTransaction(context, sealed);
}

async function sendSignUpPage(
  context: SignInContext,
  begun: { readonly sealed: string; readonly transaction: Transaction | undefined },
  refused?: {
    readonly values: { readonly username: string; readonly display_name: string };
    readonly problems: SignUpProblems;
  },
): Promise<FastifyReply> {
  const { reply, parts } = context;
  const { sealed, transaction } = begun;
  const hidden = browserForm(context, signUpSubject(sealed), { transaction: sealed });
  const page = signUpPage({
    frame: pageFrame(parts),
    form: { action: signUpPath, hidden },
    signInHref: toLogin(sealed),
    values: refused?.values ?? { username: '', display_name: '' },
    problems: refused?.problems,
    client_name: transaction && (await findClientName(context, transaction)),
  });
  return sendPage(reply, parts, page, { status: refused === undefined ? 200 : refusedStatus });
}

async function handleSignUp(context: SignInContext): Promise<FastifyReply> {
  const { request, parts } = context;
  const form = readBrowserForm(context, (field) => signUpSubject(field('transaction')));
  if ('answer' in form) return form.answer;
  const { field } = form;
  const sealed = field('transaction');
  const opened = openBegun(context, sealed);
  if ('answer' in opened) return opened.answer;
  const values = { username: field('username'), display_name: field('display_name') };
  const continuation = sealed === '' ? undefined : sealed;
  const client_name = opened.transaction && (await findClientName(context, opened.transaction));
  const wanted = { ...values, password: field('new_password'), continuation, client_name };
  return orBusy(context, async () => {
    const requested = await requestSignUp(wanted, toRequester(request), parts);
    switch (requested.outcome) {
      case 'refused': {
        const { problems } = requested;
        const begun = { sealed, transaction: opened.transaction };
        return sendSignUpPage(context, begun, { values, problems });
      }
      case 'throttled':
        return sendTooOften(context, requested.waitSeconds);
      case 'sent':
        return sendLinkSent(context, 'signUp', requested.username, signUpPath);
    }
  });
}

/**
 * Where the new member signs in. In the browser in which the sign-up was begun, and as long as a sign-in may
 * take, that leads on to the app; elsewhere it is a sign-in of the member's own.
 */
function findSignInHref(context: SignInContext, continuation: string | undefined): string {
  const { request, reply, parts } = context;
  const names = cookieNames(parts.origin);
  const browser = readBrowserCookie(request, names);
  const now = parts.clock();
  const opened = openTransaction(continuation, browser, parts.transactionSealer, now);
  if (opened.outcome !== 'open') return '/login';
  const same = ensureBrowserCookie(request, reply, names, parts.random);
  return toLogin(sealTransaction(opened.transaction, same, parts.transactionSealer));
}

async function handleConfirmation(context: SignInContext): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const form = readBrowserForm(context, (field) => confirmSubject(field('link')));
  if ('answer' in form) return form.answer;
  const confirmed = await confirmSignUp(form.field('link'), toRequester(request), parts);
  switch (confirmed.outcome) {
    case 'link_gone':
      return sendLinkGone(context, '/login');
    case 'username_taken':
      return sendLinkGone(context, '/login', accountMessages.usernameTaken);
    case 'created': {
      // Whoever opened the mailed link here has proven as much as a mailed code would.
      const { member } = confirmed;
      await rememberThisBrowser(context, { member, known: undefined, skipsSecondFactor: false });
      const page = provenPage({
        frame: pageFrame(parts),
        kind: 'signUp',
        username: member.username,
        signInHref: findSignInHref(context, confirmed.continuation),
      });
      return sendPage(reply, parts, page);
    }
  }
}

function registerOpen(app: FastifyInstance, parts: HttpParts): void {
  app.get(signUpPath, async (request, reply) => {
    const context = { request, reply, parts };
    const query = parseParameters(rawQuery(request), sealedLengthMax);
    const sealed = query.get('transaction') ?? '';
    const opened = openBegun(context, sealed);
    if ('answer' in opened) return opened.answer;
    return sendSignUpPage(context, { sealed, transaction: opened.transaction });
  });
  app.post(signUpPath, (request, reply) => handleSignUp({ request, reply, parts }));
  app.get(accountLinkPaths.signUp, async (request, reply) => {
    const context = { request, reply, parts };
    const link = readLink(context);
    const found = await parts.account.links.findSignUp(digestOf(link), parts.clock());
    if (found === undefined) return sendLinkGone(context, '/login');
    const page = signUpConfirmPage({
      frame: pageFrame(parts),
      form: {
        action: accountLinkPaths.signUp,
        hidden: browserForm(context, confirmSubject(link), { link }),
      },
      username: found.username,
      display_name: found.display_name,
    });
    return sendPage(reply, parts, page);
  });
  app.post(accountLinkPaths.signUp, (request, reply) =>
    handleConfirmation({ request, reply, parts }),
  );
}

/**
 * Signing up: `/sign-up` mails a link, and the page that the link opens makes the account. Opening it changes
 * nothing, and it signs nobody in: whoever signed up with somebody else's address is not let in by them.
 *
 * @see S182; S192; S194
 */
export function registerSignUp(app: FastifyInstance, parts: HttpParts): void {
  if (parts.signUp === 'open') return registerOpen(app, parts);
  for (const path of [signUpPath, accountLinkPaths.signUp]) {
    app.get(path, (_request, reply) =>
      sendErrorPage(reply, parts, accountMessages.signUpClosed, {
        status: 403,
        tryAgainHref: '/login',
      }),
    );
  }
}
