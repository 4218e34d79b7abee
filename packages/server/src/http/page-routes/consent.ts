import { parseParameters } from '@pitpass/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { errorMessages } from '../../pages/error-texts.ts';
import { cookieNames, readBrowserCookie } from '../cookies.ts';
import type { HttpParts } from '../http-parts.ts';
import { rawQuery } from '../http-parts.ts';
import { sendErrorPage } from '../send-page.ts';
import { sealedLengthMax } from '../transaction.ts';
import { isOwnForm, openPresentedTransaction, parsePostedForm, refuseForm } from './posted-form.ts';
import { consentSubject, continueSignIn, decideConsent, findSignedIn } from './sign-in.ts';
import type { SignInContext } from './sign-in.ts';

async function handleDecision(context: SignInContext): Promise<FastifyReply> {
  const { request, reply, parts } = context;
  const form = parsePostedForm(context);
  const sealed = form.get('transaction');
  const opened = openPresentedTransaction(context, sealed);
  if ('answer' in opened) return opened.answer;
  const signedIn = await findSignedIn(request, parts);
  if (signedIn === undefined) return continueSignIn(context, opened.transaction, undefined, 303);
  const browser = readBrowserCookie(request, cookieNames(parts.origin));
  const shown = form.get('shown');
  const subject = consentSubject(sealed ?? '', signedIn, shown);
  if (!isOwnForm(context, form, browser, subject)) return refuseForm(context);
  const decision = form.get('decision');
  if (decision !== 'allow' && decision !== 'deny') {
    return sendErrorPage(reply, parts, errorMessages.requestWrong, { status: 400 });
  }
  return decideConsent(context, opened.transaction, signedIn, { decision, shown });
}

/** The consent page: `GET /consent` goes on with a transaction, `POST /consent` is the decision. */
export function registerConsent(app: FastifyInstance, parts: HttpParts): void {
  app.get('/consent', async (request, reply) => {
    const context = { request, reply, parts };
    const sealed = parseParameters(rawQuery(request), sealedLengthMax).get('transaction');
    const opened = openPresentedTransaction(context, sealed);
    if ('answer' in opened) return opened.answer;
    return continueSignIn(context, opened.transaction, await findSignedIn(request, parts), 303);
  });
  app.post('/consent', (request, reply) => handleDecision({ request, reply, parts }));
}
