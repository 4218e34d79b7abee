import { OAuthError, parseParameters } from '@pitpass/protocol';
import type { FastifyReply } from 'fastify';

import { accountMessages } from '../../pages/account-texts.ts';
import { linkSentPage } from '../../pages/entry-pages.ts';
import type { ErrorMessage } from '../../pages/texts.ts';
import { durationWords } from '../../pages/time-words.ts';
import { cookieNames, ensureBrowserCookie, readBrowserCookie } from '../cookies.ts';
import { createFormToken } from '../form-token.ts';
import { rawQuery } from '../http-parts.ts';
import { pageFrame, sendErrorPage, sendPage } from '../send-page.ts';
import { mailboxPath } from './mailbox.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import type { SignInContext } from './sign-in.ts';

/** The hidden fields of a form for a browser in which nobody need be signed in. */
export function browserForm(
  { request, reply, parts }: SignInContext,
  subject: string,
  hidden: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const browser = ensureBrowserCookie(request, reply, cookieNames(parts.origin), parts.random);
  return { ...hidden, form_token: createFormToken(parts.formKey, browser, subject) };
}

/** The fields of a form that {@link browserForm} made in this browser; otherwise the answer to send. */
export function readBrowserForm(
  context: SignInContext,
  toSubject: (field: (name: string) => string) => string,
): { readonly field: (name: string) => string } | { readonly answer: FastifyReply } {
  const { request, parts } = context;
  const form = parsePostedForm(context);
  const field = (name: string) => form.get(name) ?? '';
  const browser = readBrowserCookie(request, cookieNames(parts.origin));
  if (isOwnForm(context, form, browser, toSubject(field))) return { field };
  return { answer: refuseForm(context) };
}

/** Says where a link went, which is the same whether or not the address has an account. @see S182 */
export function sendLinkSent(
  { reply, parts }: SignInContext,
  kind: 'signUp' | 'reset',
  username: string,
  againHref: string,
): FastifyReply {
  const mailboxHref = parts.mailbox && mailboxPath;
  const page = linkSentPage({ frame: pageFrame(parts), kind, username, againHref, mailboxHref });
  return sendPage(reply, parts, page);
}

/** The link that a letter led here with, as it stands in the address. */
export function readLink({ request }: SignInContext): string {
  return parseParameters(rawQuery(request)).get('link') ?? '';
}

const statusGone = 410;
const statusTaken = 409;

/** Answers for a link that is worth nothing. Whether it ever was is not told. */
export function sendLinkGone(
  { reply, parts }: SignInContext,
  tryAgainHref: string,
  message: ErrorMessage = accountMessages.linkGone,
): FastifyReply {
  const status = message === accountMessages.usernameTaken ? statusTaken : statusGone;
  return sendErrorPage(reply, parts, message, { status, tryAgainHref });
}

/** Answers somebody who asked for too many letters. */
export function sendTooOften({ reply, parts }: SignInContext, waitSeconds: number): FastifyReply {
  reply.header('retry-after', String(waitSeconds));
  const message = accountMessages.throttled(durationWords(waitSeconds));
  return sendErrorPage(reply, parts, message, { status: 429 });
}

/** Does what hashes a password; where the line for that is full, the answer says so. */
export async function orBusy(
  { reply, parts }: SignInContext,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError) || error.error !== 'temporarily_unavailable') throw error;
    reply.header('retry-after', '2');
    return sendErrorPage(reply, parts, accountMessages.busy, { status: 503 });
  }
}
