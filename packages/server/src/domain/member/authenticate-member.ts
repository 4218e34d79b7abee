import { OAuthError, normalizeIdentifier } from '@pitpass/protocol';

import type { RateLimiter } from '../limit/rate-limiter.ts';
import type { Clock, Requester } from '../ports.ts';
import type { Member, MemberStore } from './member.ts';
import type { PasswordVerifier } from './password-verifier.ts';

/** What came of a username and masked password. */
export type MemberAuthentication =
  | { readonly outcome: 'authenticated'; readonly member: Member }
  | { readonly outcome: 'wrong' }
  /** The password is right, and has to be replaced by a mailed link before it opens anything. */
  | { readonly outcome: 'reset_required'; readonly member: Member }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

/** What member authentication needs of the house. */
export interface MemberAuthenticationParts {
  readonly members: MemberStore;
  readonly passwordVerifier: PasswordVerifier;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

/** The member with a verifier at today's cost, which the presented password alone allows to make. */
async function renewVerifier(
  member: Member,
  maskedPassword: string,
  { members, passwordVerifier }: MemberAuthenticationParts,
): Promise<Member> {
  if (!passwordVerifier.isOutdated(member.password_verifier)) return member;
  let password_verifier: string;
  try {
    password_verifier = await passwordVerifier.create(maskedPassword);
  } catch (error) {
    // Too many passwords are being checked: the next login is soon enough.
    if (error instanceof OAuthError) return member;
    throw error;
  }
  const isRenewed = await members.renewPasswordVerifier(member, password_verifier);
  return isRenewed ? { ...member, password_verifier } : member;
}

/**
 * Authenticates a member by the masked password, at whatever door it was presented: failures of all doors
 * count together, per account and address. An unknown user, a disabled account and a wrong password give
 * the same answer after the same work. Guesses sent at once get no further than guesses sent one by one.
 * A verifier that was made at a lower cost than today's is made anew. A browser that is known to the account
 * is let try whatever others did to it.
 *
 * @throws OAuthError `temporarily_unavailable` when too many passwords are being checked at once
 */
export async function authenticateMember(
  presented: {
    readonly username: string;
    readonly maskedPassword: string;
    /** The remembered browser of that account in which it is presented. */
    readonly browser_id?: string | undefined;
  },
  requester: Requester,
  parts: MemberAuthenticationParts,
): Promise<MemberAuthentication> {
  const { members, passwordVerifier, limiter, clock } = parts;
  const username = normalizeIdentifier(presented.username);
  const guess = { username, requester, browser_id: presented.browser_id };
  const findWait = () => limiter.findPasswordWaitSeconds(guess, clock());
  const waitSeconds = await findWait();
  if (waitSeconds !== undefined) return { outcome: 'throttled', waitSeconds };
  const member = await members.findMemberByUsername(username);
  const isRight = await passwordVerifier.verify(
    member?.password_verifier,
    presented.maskedPassword,
  );
  // Guesses that were sent at the same moment have been waiting for their hash: those that failed first
  // count against the others, and neither a right nor a wrong one learns more.
  const lateWaitSeconds = await findWait();
  if (lateWaitSeconds !== undefined) return { outcome: 'throttled', waitSeconds: lateWaitSeconds };
  if (!isRight || member === undefined || member.disabled_at !== null) {
    await limiter.countPasswordFailure(guess, clock());
    return { outcome: 'wrong' };
  }
  if (member.must_reset === 1) return { outcome: 'reset_required', member };
  return {
    outcome: 'authenticated',
    member: await renewVerifier(member, presented.maskedPassword, parts),
  };
}
