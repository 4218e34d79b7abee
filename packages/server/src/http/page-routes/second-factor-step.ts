import { parseParameters } from '@pitpass/protocol';
import type { Parameters } from '@pitpass/protocol';
import type { FastifyReply } from 'fastify';

import { beginPasskeyUse, canHavePasskeys } from '../../domain/member/passkey.ts';
import { proveByCode, proveByPasskey } from '../../domain/member/prove-second-factor.ts';
import type { SecondFactorProof } from '../../domain/member/prove-second-factor.ts';
import type { Passkey } from '../../domain/member/second-factor.ts';
import { digestOf } from '../../domain/presented.ts';
import { rememberedBrowserLifetimeSeconds } from '../../domain/session/remembered-browser.ts';
import { secondFactorStepPage } from '../../pages/second-factor-step-page.ts';
import type { SecondFactorStepError } from '../../pages/second-factor-step-page.ts';
import { cookieNames, readBrowserCookie } from '../cookies.ts';
import { createFormToken } from '../form-token.ts';
import { rawQuery, toRequester } from '../http-parts.ts';
import { formActionSource } from '../security-headers.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { sealTransaction, sealedLengthMax } from '../transaction.ts';
import { isOwnForm, parsePostedForm, refuseForm } from './posted-form.ts';
import { findClientName, openPendingSignIn } from './sign-in-step.ts';
import type { PassStep, PendingSignIn, SignInStep } from './sign-in-step.ts';
import { continueSignIn } from './sign-in.ts';
import type { SignInContext } from './sign-in.ts';

const path = '/login/second-factor';
const daySeconds = 86_400;

/** A sign-in whose second factor is asked for, in the browser that holds the mark. */
interface AskedSignIn {
  readonly pending: PendingSignIn;
  readonly browser: string;
}

/** What a passkey's challenge is bound to: this browser and this sign-in. */
function challengeContext({ pending, browser }: AskedSignIn): string {
  return `sign-in ${digestOf(browser)} ${pending.transaction.attempt.attempt_id}`;
}

async function askPasskey(asked: AskedSignIn, passkeys: readonly Passkey[]) {
  const { parts } = asked.pending.context;
  if (passkeys.length === 0 || !canHavePasskeys(parts.origin)) return undefined;
  const { options, sealed } = await beginPasskeyUse(passkeys, challengeContext(asked), parts);
  const scriptHref = parts.assets.secondFactorScriptHref;
  return { options, sealedChallenge: sealed, scriptHref };
}

/** Begins at the password again: what was to be proven is no longer there. */
function restart({ context, transaction }: PendingSignIn): Promise<FastifyReply> {
  const { attempt: _attempt, ...begun } = transaction;
  return continueSignIn(context, begun, undefined, 303);
}

const statuses = { wrong: 401, throttled: 429 } as const;

async function sendStepPage(
  asked: AskedSignIn,
  error?: SecondFactorStepError,
): Promise<FastifyReply> {
  const { pending, browser } = asked;
  const { context, transaction, member } = pending;
  const { reply, parts } = context;
  const standing = await parts.secondFactor.store.findSecondFactor(member.member_id);
  if (standing === undefined) return restart(pending);
  const sealed = sealTransaction(transaction, browser, parts.transactionSealer);
  if (error?.kind === 'throttled') reply.header('retry-after', String(error.seconds));
  const page = secondFactorStepPage({
    frame: pageFrame(parts),
    form: {
      action: path,
      hidden: {
        transaction: sealed,
        form_token: createFormToken(parts.formKey, browser, sealed),
      },
    },
    client_name: await findClientName(context, transaction),
    hasAuthenticator: standing.authenticator !== undefined,
    passkey: await askPasskey(asked, standing.passkeys),
    rememberedDays: rememberedBrowserLifetimeSeconds / daySeconds,
    restartHref: `/login?transaction=${sealed}`,
    error,
  });
  const redirect_uri = transaction.authorization?.parameters['redirect_uri'];
  return sendPage(reply, parts, page, {
    status: error === undefined ? 200 : statuses[error.kind],
    // The answer to the form may lead to the app at once, where consent stands.
    formActions: redirect_uri === undefined ? [] : [formActionSource(redirect_uri)],
  });
}

type Way = 'code' | 'backup_code' | 'passkey';

function findWay(form: Parameters): Way {
  if (form.has('passkey') && form.get('passkey') !== undefined) return 'passkey';
  return form.get('backup_code') === undefined ? 'code' : 'backup_code';
}

async function prove(asked: AskedSignIn, form: Parameters, way: Way): Promise<SecondFactorProof> {
  const { context, member, transaction } = asked.pending;
  const { request, parts } = context;
  const requester = toRequester(request);
  const presented = form.get(way) ?? '';
  if (way === 'passkey') {
    const answer = {
      answer: presented,
      sealedChallenge: form.get('challenge'),
      context: challengeContext(asked),
    };
    return proveByPasskey(member, answer, requester, parts);
  }
  const client_name = await findClientName(context, transaction);
  return proveByCode(member, { typed: presented, client_name }, requester, parts);
}

async function handleStep(context: SignInContext, pass: PassStep): Promise<FastifyReply> {
  const { request, parts } = context;
  const form = parsePostedForm(context);
  const sealed = form.get('transaction');
  const opened = await openPendingSignIn(context, sealed);
  if ('answer' in opened) return opened.answer;
  const browser = readBrowserCookie(request, cookieNames(parts.origin));
  if (browser === undefined || !isOwnForm(context, form, browser, sealed ?? '')) {
    return refuseForm(context);
  }
  const { pending } = opened;
  const asked = { pending, browser };
  const way = findWay(form);
  const proof = await prove(asked, form, way);
  switch (proof.outcome) {
    case 'proven':
      return pass(pending, {
        name: 'second_factor',
        skipsSecondFactor: form.get('remember') === 'yes',
      });
    case 'wrong':
      return sendStepPage(asked, { kind: 'wrong', way });
    case 'throttled':
      return sendStepPage(asked, { kind: 'throttled', seconds: proof.waitSeconds });
  }
}

/**
 * The second factor, for members who have it on: a code of the authenticator app, a backup code or a passkey.
 * It is not asked in a browser that the member chose to remember, unless the app wants verification.
 *
 * @see The book, chapter 14.5
 */
export const secondFactorStep: SignInStep = {
  name: 'second_factor',
  path,
  async needs({ context: { parts }, member, known }) {
    if ((known?.skips_second_factor_until ?? 0) > parts.clock()) return false;
    return parts.secondFactor.store.hasSecondFactor(member.member_id);
  },
  register(app, parts, pass) {
    app.get(path, async (request, reply) => {
      const context = { request, reply, parts };
      const sealed = parseParameters(rawQuery(request), sealedLengthMax).get('transaction');
      const opened = await openPendingSignIn(context, sealed);
      if ('answer' in opened) return opened.answer;
      const browser = readBrowserCookie(request, cookieNames(parts.origin));
      if (browser === undefined) return restart(opened.pending);
      return sendStepPage({ pending: opened.pending, browser });
    });
    app.post(path, (request, reply) => handleStep({ request, reply, parts }, pass));
  },
};
