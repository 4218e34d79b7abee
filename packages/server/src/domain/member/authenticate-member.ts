import { normalizeIdentifier } from '@pitpass/protocol';

import type { RateLimiter } from '../limit/rate-limiter.ts';
import type { Clock, Requester } from '../ports.ts';
import type { Member, MemberStore } from './member.ts';
import type { PasswordVerifier } from './password-verifier.ts';

/** What came of a username and masked password. */
export type MemberAuthentication =
  | { readonly outcome: 'authenticated'; readonly member: Member }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

/** What member authentication needs of the house. */
export interface MemberAuthenticationParts {
  readonly members: MemberStore;
  readonly passwordVerifier: PasswordVerifier;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

/**
 * Authenticates a member by the masked password, at whatever door it was presented: failures of all doors
 * count together, per account and address. An unknown user, a disabled account and a wrong password give
 * the same answer after the same work. Guesses sent at once get no further than guesses sent one by one.
 *
 * @throws OAuthError `temporarily_unavailable` when too many passwords are being checked at once
 */
export async function authenticateMember(
  presented: { readonly username: string; readonly maskedPassword: string },
  requester: Requester,
  { members, passwordVerifier, limiter, clock }: MemberAuthenticationParts,
): Promise<MemberAuthentication> {
  const username = normalizeIdentifier(presented.username);
  const findWait = () => limiter.findPasswordWaitSeconds(username, requester, clock());
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
    await limiter.countPasswordFailure(username, requester, clock());
    return { outcome: 'wrong' };
  }
  return { outcome: 'authenticated', member };
}
