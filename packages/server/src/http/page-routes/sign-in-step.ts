import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Member } from '../../domain/member/member.ts';
import { equalDigests } from '../../domain/presented.ts';
import { credentialsDigestOf, findKnownBrowser } from '../../domain/session/remembered-browser.ts';
import type { RememberedBrowser } from '../../domain/session/remembered-browser.ts';
import { cookieNames, readKnownCookie } from '../cookies.ts';
import type { HttpParts } from '../http-parts.ts';
import type { SignInAttempt, SignInStepName, Transaction } from '../transaction.ts';
import { openPresentedTransaction } from './posted-form.ts';
import { continueSignIn } from './sign-in.ts';
import type { SignInContext } from './sign-in.ts';

/** A sign-in whose password was right and which is not complete. Nothing of it is written as a login. */
export interface PendingSignIn {
  readonly context: SignInContext;
  readonly transaction: Transaction & { readonly attempt: SignInAttempt };
  readonly member: Member;
  /** What this browser is known as to the member; undefined as well when `prompt=verify` was asked. */
  readonly known: RememberedBrowser | undefined;
}

/** What a step says when it is done. */
export interface PassedStep {
  readonly name: SignInStepName;
  /** True when the member wants no second factor in this browser for as long as it is known. */
  readonly skipsSecondFactor?: boolean;
}

/** Goes on after a step: to the next one, or to what the sign-in is for. Sends the answer. */
export type PassStep = (pending: PendingSignIn, passed: PassedStep) => Promise<FastifyReply>;

/** Something that may be asked after the right password. */
export interface SignInStep {
  readonly name: SignInStepName;
  /** Its page: `GET` shows it, given the sealed transaction as the parameter `transaction`. */
  readonly path: `/login/${string}`;
  /** True when the member has to do it in this browser. */
  needs(pending: PendingSignIn): Promise<boolean>;
  /** Called once, when the step's turn has come and before its page is shown. */
  begin?(pending: PendingSignIn): Promise<void>;
  /** Registers the page and its form. The form calls `pass` when the step is done. */
  register(app: FastifyInstance, parts: HttpParts, pass: PassStep): void;
}

/** True when the app asked that nothing remembered counts. @see The book, chapters 13.1 and 14.5 */
export function isVerificationAsked({ authorization }: Transaction): boolean {
  return (authorization?.parameters['prompt'] ?? '').split(' ').includes('verify');
}

/** The name of the app that a sign-in is for; undefined for a sign-in of the member's own. */
export async function findClientName(
  { parts }: SignInContext,
  transaction: Transaction,
): Promise<string | undefined> {
  const client_id = transaction.authorization?.parameters['client_id'];
  const client = client_id === undefined ? undefined : await parts.clients.findClient(client_id);
  return client?.client_name;
}

/** Adds to a sign-in what its browser is known as. */
export async function toPendingSignIn(
  context: SignInContext,
  transaction: PendingSignIn['transaction'],
  member: Member,
): Promise<PendingSignIn> {
  const { request, parts } = context;
  const mark = readKnownCookie(request, cookieNames(parts.origin));
  const known = isVerificationAsked(transaction)
    ? undefined
    : await findKnownBrowser(mark, member.username, parts);
  return { context, transaction, member, known };
}

/**
 * Opens the sign-in that a step's page or form presents. Where it cannot go on, because the account was
 * disabled or its address or password changed, the member begins at the password again.
 */
export async function openPendingSignIn(
  context: SignInContext,
  sealed: string | undefined,
): Promise<{ readonly pending: PendingSignIn } | { readonly answer: FastifyReply }> {
  const opened = openPresentedTransaction(context, sealed);
  if ('answer' in opened) return opened;
  const { attempt, ...begun } = opened.transaction;
  const member = attempt && (await context.parts.members.findMember(attempt.member_id));
  const isGood =
    attempt !== undefined &&
    member !== undefined &&
    member.disabled_at === null &&
    equalDigests(attempt.credentials_digest, credentialsDigestOf(member));
  if (!isGood) return { answer: await continueSignIn(context, begun, undefined, 303) };
  return { pending: await toPendingSignIn(context, { ...begun, attempt }, member) };
}
