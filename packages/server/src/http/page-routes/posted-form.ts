import { parseParameters } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyReply } from 'fastify';

import { errorMessages } from '../../pages/error-texts.ts';
import { cookieNames, readBrowserCookie } from '../cookies.ts';
import { isFormTokenRight, isFromOwnOrigin } from '../form-token.ts';
import { rawForm } from '../http-parts.ts';
import { sendErrorPage } from '../send-page.ts';
import { openTransaction, sealedLengthMax } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';
import type { SignInContext } from './sign-in.ts';

/** The fields of a posted form of our own. */
export function parsePostedForm({ request }: SignInContext): Parameters {
  return parseParameters(rawForm(request), sealedLengthMax);
}

/**
 * True when the form was posted by our own page and carries the token that was put into it.
 *
 * @param holder - what the browser holds that the token is bound to; undefined refuses
 */
export function isOwnForm(
  { request, parts }: SignInContext,
  form: Parameters,
  holder: string | undefined,
  subject: string,
): boolean {
  return (
    form.problems.length === 0 &&
    holder !== undefined &&
    isFromOwnOrigin(request, parts.origin) &&
    isFormTokenRight(form.get('form_token'), parts.formKey, holder, subject)
  );
}

/** Answers a form that is not ours: 403, and nothing is done. */
export function refuseForm({ reply, parts }: SignInContext): FastifyReply {
  return sendErrorPage(reply, parts, errorMessages.formRefused, { status: 403 });
}

/** A transaction that is open in this browser, or the page that says why it is not. */
export function openPresentedTransaction(
  { request, reply, parts }: SignInContext,
  sealed: string | undefined,
): { readonly transaction: Transaction } | { readonly answer: FastifyReply } {
  const browser = readBrowserCookie(request, cookieNames(parts.origin));
  const opened = openTransaction(sealed, browser, parts.transactionSealer, parts.clock());
  if (opened.outcome === 'open') return { transaction: opened.transaction };
  const message =
    opened.outcome === 'expired' ? errorMessages.transactionExpired : errorMessages.otherBrowser;
  return { answer: sendErrorPage(reply, parts, message, { status: 400 }) };
}
