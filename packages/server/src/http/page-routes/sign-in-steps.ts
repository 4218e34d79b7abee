import type { FastifyInstance, FastifyReply } from 'fastify';

import { auditEvents } from '../../domain/audit/audit-event.ts';
import type { Member } from '../../domain/member/member.ts';
import { createUuid, digestOf } from '../../domain/presented.ts';
import { startBrowserLogin } from '../../domain/session/browser-login.ts';
import { credentialsDigestOf } from '../../domain/session/remembered-browser.ts';
import { cookieNames, ensureBrowserCookie, readLoginCookie, setLoginCookie } from '../cookies.ts';
import type { HttpParts } from '../http-parts.ts';
import { toRequester } from '../http-parts.ts';
import { sealTransaction } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';
import { endActing } from './acting.ts';
import { browserCodeStep } from './browser-code.ts';
import { rememberThisBrowser } from './remember-this-browser.ts';
import { secondFactorStep } from './second-factor-step.ts';
import { isVerificationAsked, toPendingSignIn } from './sign-in-step.ts';
import type { PassStep, PendingSignIn, SignInStep } from './sign-in-step.ts';
import { findSignedIn } from './sign-in.ts';
import type { SignInContext } from './sign-in.ts';

/** What may be asked after the right password, in this order. */
const signInSteps: readonly SignInStep[] = [secondFactorStep, browserCodeStep];

function sealForBrowser(
  { request, reply, parts }: SignInContext,
  transaction: Transaction,
): string {
  const browser = ensureBrowserCookie(request, reply, cookieNames(parts.origin), parts.random);
  return sealTransaction(transaction, browser, parts.transactionSealer);
}

/** Remembers the browser, signs it in and leads on: every step is done. */
async function completeSignIn(pending: PendingSignIn): Promise<FastifyReply> {
  const { context, transaction, member, known } = pending;
  const { request, reply, parts } = context;
  const { attempt, ...begun } = transaction;
  const { member_id } = member;
  const names = cookieNames(parts.origin);
  const requester = toRequester(request);
  const isProvenAnew = attempt.passed.length > 0;
  if (isVerificationAsked(transaction)) await parts.browsers.forgetBrowsers(member_id);
  const browser_id = await rememberThisBrowser(context, {
    member,
    known: isProvenAnew ? undefined : known,
    skipsSecondFactor: attempt.skips_second_factor === true,
  });
  const earlier = readLoginCookie(request, names);
  await endActing(context, await findSignedIn(request, parts));
  const login = await startBrowserLogin(member, earlier, parts, browser_id);
  // A step that was switched on meanwhile ended the logins before this one, and has to be done.
  const isStillComplete = (await findNextStep(await refresh(pending))) === undefined;
  if (!isStillComplete) {
    await parts.logins.deleteBrowserLogin(digestOf(login));
    return goOn(pending);
  }
  setLoginCookie(reply, names, login);
  parts.audit.append(auditEvents.loginSucceeded(requester, { member_id }));
  if (begun.authorization === null) {
    return reply.redirect(begun.destination ?? '/account', 303);
  }
  const followed = {
    ...begun,
    verified_member_id: member_id,
    ...(isProvenAnew && { continued_at: parts.clock() }),
  };
  return reply.redirect(`/consent?transaction=${sealForBrowser(context, followed)}`, 303);
}

const refresh = ({ context, transaction, member }: PendingSignIn): Promise<PendingSignIn> =>
  toPendingSignIn(context, transaction, member);

/** The step that has to be done next; undefined when none is left. */
async function findNextStep(pending: PendingSignIn): Promise<SignInStep | undefined> {
  for (const step of signInSteps) {
    const isPassed = pending.transaction.attempt.passed.includes(step.name);
    if (!isPassed && (await step.needs(pending))) return step;
  }
  return undefined;
}

/** Asks for the next step, or completes the sign-in when there is none. */
async function goOn(pending: PendingSignIn): Promise<FastifyReply> {
  const step = await findNextStep(pending);
  if (step === undefined) return completeSignIn(pending);
  await step.begin?.(pending);
  const { context, transaction } = pending;
  const sealed = sealForBrowser(context, transaction);
  return context.reply.redirect(`${step.path}?transaction=${sealed}`, 303);
}

/**
 * Goes on with a member who has just given the right password: to what else has to be proven in this
 * browser, or, when that is nothing, to what the sign-in is for. No login is written before the last step.
 *
 * @see S172
 */
export async function goOnAfterPassword(
  context: SignInContext,
  transaction: Transaction,
  member: Member,
): Promise<FastifyReply> {
  const { parts } = context;
  const attempt = {
    attempt_id: createUuid(parts.random),
    member_id: member.member_id,
    credentials_digest: credentialsDigestOf(member),
    password_at: parts.clock(),
    passed: [],
  };
  return goOn(await toPendingSignIn(context, { ...transaction, attempt }, member));
}

const passStep: PassStep = async (pending, { name, skipsSecondFactor }) => {
  const { transaction } = pending;
  const { attempt } = transaction;
  const passed = {
    ...attempt,
    passed: [...attempt.passed, name],
    ...(skipsSecondFactor === true && { skips_second_factor: true as const }),
  };
  return goOn({ ...pending, transaction: { ...transaction, attempt: passed } });
};

/** The pages of all steps. */
export function registerSignInSteps(app: FastifyInstance, parts: HttpParts): void {
  for (const step of signInSteps) step.register(app, parts, passStep);
}
