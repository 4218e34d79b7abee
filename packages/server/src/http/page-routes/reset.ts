import type { FastifyInstance, FastifyReply } from 'fastify';

import { requestPasswordReset, resetPassword } from '../../domain/member/password-reset.ts';
import { digestOf } from '../../domain/presented.ts';
import { newPasswordPage, provenPage, resetPage } from '../../pages/entry-pages.ts';
import { accountLinkPaths } from '../../pages/mails/account-mails.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import {
  browserForm,
  orBusy,
  readBrowserForm,
  readLink,
  sendLinkGone,
  sendLinkSent,
  sendTooOften,
} from './mailed-link.ts';
import { rememberThisBrowser } from './remember-this-browser.ts';
import type { SignInContext } from './sign-in.ts';

const resetPath = '/reset';
const subject = 'reset';
const chooseSubject = (link: string): string => `reset.${link}`;
const refusedStatus = 422;

/**
 * Sends the page on which the link for a new password is asked for. Whoever gave the right password of an
 * account that has to replace it is led here too.
 */
export function sendResetPage(
  context: SignInContext,
  shown: {
    readonly username?: string;
    readonly problem?: string;
    readonly isRequired?: boolean;
    readonly status?: number;
  } = {},
): FastifyReply {
  const { reply, parts } = context;
  const { status = 200, ...rest } = shown;
  const page = resetPage({
    frame: pageFrame(parts),
    form: { action: resetPath, hidden: browserForm(context, subject) },
    signInHref: '/login',
    ...rest,
  });
  return sendPage(reply, parts, page, { status });
}

async function handleRequest(context: SignInContext): Promise<FastifyReply> {
  const { request, parts } = context;
  const form = readBrowserForm(context, () => subject);
  if ('answer' in form) return form.answer;
  const username = form.field('username');
  const requested = await requestPasswordReset(username, toRequester(request), parts);
  switch (requested.outcome) {
    case 'refused':
      return sendResetPage(context, {
        username,
        problem: requested.problem,
        status: refusedStatus,
      });
    case 'throttled':
      return sendTooOften(context, requested.waitSeconds);
    case 'sent':
      return sendLinkSent(context, 'reset', requested.username, resetPath);
  }
}

function sendChoosePage(
  context: SignInContext,
  link: string,
  shown: { readonly username: string; readonly problem?: string },
): FastifyReply {
  const { reply, parts } = context;
  const hidden = browserForm(context, chooseSubject(link), { link });
  const page = newPasswordPage({
    frame: pageFrame(parts),
    form: { action: accountLinkPaths.reset, hidden },
    ...shown,
  });
  return sendPage(reply, parts, page, {
    status: shown.problem === undefined ? 200 : refusedStatus,
  });
}

async function handleChoice(context: SignInContext): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const form = readBrowserForm(context, (field) => chooseSubject(field('link')));
  if ('answer' in form) return form.answer;
  const link = form.field('link');
  const chosen = form.field('new_password');
  return orBusy(context, async () => {
    const reset = await resetPassword(link, chosen, toRequester(request), parts);
    switch (reset.outcome) {
      case 'link_gone':
        return sendLinkGone(context, resetPath);
      case 'refused':
        return sendChoosePage(context, link, reset);
      case 'reset': {
        const { member } = reset;
        // Whoever reads the mail in this browser has proven it as a mailed code would.
        await rememberThisBrowser(context, { member, known: undefined, skipsSecondFactor: false });
        const { username } = member;
        const values = { frame: pageFrame(parts), username, signInHref: '/login' };
        return sendPage(reply, parts, provenPage({ ...values, kind: 'reset' }));
      }
    }
  });
}

/**
 * A new password for a member who cannot give the present one: `/reset` mails a link, and the page that the
 * link opens replaces the password. Opening it changes nothing.
 *
 * @see S182; S192
 */
export function registerReset(app: FastifyInstance, parts: HttpParts): void {
  app.get(resetPath, (request, reply) => sendResetPage({ request, reply, parts }));
  app.post(resetPath, (request, reply) => handleRequest({ request, reply, parts }));
  app.get(accountLinkPaths.reset, async (request, reply) => {
    const context = { request, reply, parts };
    const link = readLink(context);
    const found = await parts.account.links.findPasswordReset(digestOf(link), parts.clock());
    if (found === undefined) return sendLinkGone(context, resetPath);
    return sendChoosePage(context, link, { username: found.username });
  });
  app.post(accountLinkPaths.reset, (request, reply) => handleChoice({ request, reply, parts }));
}
