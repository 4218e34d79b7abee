import { normalizeIdentifier } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import type { ChangedBy } from '../mail/account-letters.ts';
import { toHappening } from '../mail/happening.ts';
import type { Happening } from '../mail/happening.ts';
import type { Requester } from '../ports.ts';
import { createPresentedValue, digestOf } from '../presented.ts';
import { recordEnded } from '../session/end-sessions.ts';
import { resetLinkLifetimeSeconds, staffResetLinkLifetimeSeconds } from './account-link.ts';
import type { PasswordReset } from './account-link.ts';
import type { AccountParts, StaffAccountParts } from './account-parts.ts';
import type { Member } from './member.ts';
import { createVerifier, findPasswordProblem } from './new-password.ts';
import { findMailAddressProblem } from './sign-up.ts';

/** What an operator did: nobody came over the network. */
export function toStaffHappening(at: number): Happening {
  return { at, ip: null, user_agent: null };
}

/** A new link with which a password is replaced, and the letter that carries it. */
export function createPasswordReset(
  subject: Pick<Member, 'username' | 'display_name'> & { readonly member_id: string | null },
  told: { readonly by: ChangedBy; readonly happening: Happening },
  { letters, clock, random }: Pick<StaffAccountParts, 'letters' | 'clock' | 'random'>,
) {
  const { member_id, username, display_name } = subject;
  const link = createPresentedValue('account_link', random);
  const created_at = clock();
  const lifetimeSeconds =
    told.by === 'staff' ? staffResetLinkLifetimeSeconds : resetLinkLifetimeSeconds;
  const expires_at = created_at + lifetimeSeconds;
  const reset: PasswordReset = {
    link_digest: digestOf(link),
    member_id,
    username,
    created_at,
    expires_at,
  };
  const letter = {
    kind: 'account.password_reset',
    display_name,
    link,
    expires_at,
    ...told,
  } as const;
  return { reset, mail: letters.seal(username, letter) };
}

/** What became of a wish for a new password. */
export type RequestedReset =
  | { readonly outcome: 'sent'; readonly username: string }
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

/**
 * Mails a link with which the password of an account is replaced. An address without an account, or with a
 * disabled one, gets nothing; the answer, its time and its work are the same.
 *
 * @see S182
 */
export async function requestPasswordReset(
  presented: string,
  requester: Requester,
  parts: AccountParts,
): Promise<RequestedReset> {
  const { account, members, audit, clock } = parts;
  const username = normalizeIdentifier(presented);
  const problem = findMailAddressProblem(username);
  if (problem !== undefined) return { outcome: 'refused', problem };
  const now = clock();
  const turn = await account.mailLimit.countWish(username, requester, now);
  if (turn.outcome === 'wait') {
    audit.append(auditEvents.accountLinkRefused(requester, {}));
    return { outcome: 'throttled', waitSeconds: turn.waitSeconds };
  }
  const found = await members.findMemberByUsername(username);
  const isMailed = turn.outcome === 'mail' && found !== undefined && found.disabled_at === null;
  const subject = {
    member_id: isMailed ? found.member_id : null,
    username,
    display_name: found?.display_name ?? '',
  };
  const told = { by: 'member', happening: toHappening(requester, now) } as const;
  const { reset, mail } = createPasswordReset(subject, told, parts);
  await account.links.savePasswordReset(reset, isMailed ? mail : undefined);
  audit.append(auditEvents.passwordResetRequested(requester, { member_id: reset.member_id }));
  return { outcome: 'sent', username };
}

/** What became of a password that was chosen behind a mailed link. */
export type ResetPassword =
  | { readonly outcome: 'reset'; readonly member: Member }
  | { readonly outcome: 'refused'; readonly problem: string; readonly username: string }
  | { readonly outcome: 'link_gone' };

/**
 * Replaces a password: whoever holds the link reads the mail of the address. The link works once, everything
 * of the account ends, and a letter tells so.
 *
 * @throws OAuthError `temporarily_unavailable` when too many passwords are being hashed at once
 */
export async function resetPassword(
  link: string,
  password: string,
  requester: Requester,
  parts: AccountParts,
): Promise<ResetPassword> {
  const { account, passwordVerifier, letters, audit, clock } = parts;
  const link_digest = digestOf(link);
  const member = await account.links.findPasswordReset(link_digest, clock());
  if (member === undefined) return { outcome: 'link_gone' };
  const { member_id, username, display_name } = member;
  const problem = findPasswordProblem(password, member);
  if (problem !== undefined) return { outcome: 'refused', problem, username };
  const password_verifier = await createVerifier(password, username, passwordVerifier);
  const now = clock();
  const happening = toHappening(requester, now);
  const mail = letters.seal(username, {
    kind: 'account.password_changed',
    display_name,
    happening,
  });
  const changed = { member_id, username, password_verifier };
  const ended = await account.links.usePasswordReset(link_digest, changed, mail, now);
  if (ended === undefined) return { outcome: 'link_gone' };
  audit.append(auditEvents.passwordReset(requester, { member_id }));
  recordEnded(ended, { member_id }, requester, parts);
  return { outcome: 'reset', member: { ...member, password_verifier, must_reset: 0 } };
}

/**
 * Makes a member replace the password before anything else, and mails the link to do so. Everything of the
 * account ends.
 *
 * @returns how many sessions ended; undefined when the account is not in use, or has another address
 */
export async function requireReset(
  member: Member,
  requester: Requester,
  parts: StaffAccountParts,
): Promise<number | undefined> {
  const { account, audit, clock } = parts;
  const told = { by: 'staff', happening: toStaffHappening(clock()) } as const;
  const { reset, mail } = createPasswordReset(member, told, parts);
  const ended = await account.links.requireReset(reset, mail, clock());
  if (ended === undefined) return undefined;
  const { member_id } = member;
  audit.append(auditEvents.passwordResetRequired(requester, { member_id }));
  recordEnded(ended, { member_id }, requester, parts);
  return ended.length;
}
