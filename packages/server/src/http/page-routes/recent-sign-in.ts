import type { FastifyReply } from 'fastify';

import { cookieNames, ensureBrowserCookie } from '../cookies.ts';
import { sealTransaction } from '../transaction.ts';
import type { OwnPath } from '../transaction.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

/** How long after a sign-in something risky may be done without signing in once more, in seconds. */
export const recentSignInSeconds = 900;

/**
 * Asks for a fresh sign-in before something risky. The member is signed in and the form is our own.
 *
 * @param destination - the page to which the fresh sign-in leads, where the member begins once more
 * @returns undefined when the sign-in is fresh enough; otherwise the answer to send, and nothing may be done
 * @see S198
 */
export function askForRecentSignIn(
  { request, reply, parts }: SignInContext,
  { login }: SignedIn,
  destination: OwnPath,
): FastifyReply | undefined {
  const now = parts.clock();
  if (now - login.auth_time <= recentSignInSeconds) return undefined;
  const browser = ensureBrowserCookie(request, reply, cookieNames(parts.origin), parts.random);
  const transaction = {
    authorization: null,
    destination,
    started_at: now,
    is_confirmation: true,
  } as const;
  const sealed = sealTransaction(transaction, browser, parts.transactionSealer);
  return reply.redirect(`/login?transaction=${sealed}`, 303);
}
