import { auditEvents } from '../audit/audit-event.ts';
import { findNameProblems } from '../client/registration-texts.ts';
import type { ChangedBy } from '../mail/account-letters.ts';
import { toHappening } from '../mail/happening.ts';
import type { Requester } from '../ports.ts';
import { recordEnded } from '../session/end-sessions.ts';
import type { AccountParts, StaffAccountParts } from './account-parts.ts';
import { authenticateMember } from './authenticate-member.ts';
import type { MemberAccountStore } from './member-account.ts';
import type { Member } from './member.ts';
import { createVerifier, findPasswordProblem, maskPassword } from './new-password.ts';
import { toStaffHappening } from './password-reset.ts';

/** What became of the present password that a change asks for. */
export type PresentPassword =
  | { readonly outcome: 'right'; readonly member: Member }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'throttled'; readonly waitSeconds: number };

/**
 * Verifies the password of a member who is signed in. Failures count with those of the login.
 *
 * @throws OAuthError `temporarily_unavailable` when too many passwords are being checked at once
 */
export async function verifyPresentPassword(
  member: Member,
  password: string,
  requester: Requester,
  parts: AccountParts,
): Promise<PresentPassword> {
  const { username } = member;
  const maskedPassword = maskPassword(password, username);
  const answer = await authenticateMember({ username, maskedPassword }, requester, parts);
  if (answer.outcome === 'throttled') return answer;
  const isOwn = answer.outcome === 'authenticated' && answer.member.member_id === member.member_id;
  if (isOwn) return { outcome: 'right', member: answer.member };
  parts.audit.append(auditEvents.loginRefused(requester, { member_id: member.member_id }));
  return { outcome: 'wrong' };
}

/** What became of a new password. */
export type ChangedPassword =
  | { readonly outcome: 'changed'; readonly member: Member }
  | { readonly outcome: 'refused'; readonly problem: string }
  /** The account was changed at the same moment. */
  | { readonly outcome: 'overtaken' }
  | Exclude<PresentPassword, { readonly outcome: 'right' }>;

/**
 * Replaces the password of a member who gives the present one. Everything of the account ends, this browser
 * included, and a letter tells so.
 *
 * @throws OAuthError `temporarily_unavailable` when too many passwords are being checked at once
 */
export async function changePassword(
  signedIn: Member,
  { present, wanted }: { readonly present: string; readonly wanted: string },
  requester: Requester,
  parts: AccountParts,
): Promise<ChangedPassword> {
  const { account, passwordVerifier, letters, audit, clock } = parts;
  const checked = await verifyPresentPassword(signedIn, present, requester, parts);
  if (checked.outcome !== 'right') return checked;
  const { member } = checked;
  const problem = findPasswordProblem(wanted, member);
  if (problem !== undefined) return { outcome: 'refused', problem };
  if (wanted === present) {
    const same = 'This is the password that you have; choose another one.';
    return { outcome: 'refused', problem: same };
  }
  const { member_id, username, display_name } = member;
  const password_verifier = await createVerifier(wanted, username, passwordVerifier);
  const now = clock();
  const happening = toHappening(requester, now);
  const kind = 'account.password_changed';
  const told = {
    checked_verifier: member.password_verifier,
    mail: letters.seal(username, { kind, display_name, happening }),
  };
  const changed = { ...member, password_verifier };
  const ended = await account.accounts.replacePasswordVerifier(changed, now, told);
  if (ended === undefined) return { outcome: 'overtaken' };
  audit.append(auditEvents.passwordChanged(requester, { member_id }));
  recordEnded(ended, { member_id }, requester, parts);
  return { outcome: 'changed', member: changed };
}

/** What became of a new display name. */
export type RenamedMember =
  | { readonly outcome: 'renamed'; readonly display_name: string }
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'gone' };

/** Gives an account another display name; apps see it the next time they ask. */
export async function renameMember(
  { member_id }: Member,
  wanted: string,
  requester: Requester,
  { accounts, audit }: Pick<AccountParts, 'audit'> & { readonly accounts: MemberAccountStore },
): Promise<RenamedMember> {
  const display_name = wanted.trim();
  const [problem] = findNameProblems(display_name, 'The name');
  if (problem !== undefined) return { outcome: 'refused', problem };
  if (!(await accounts.renameMember(member_id, display_name))) return { outcome: 'gone' };
  audit.append(auditEvents.memberRenamed(requester, { member_id }));
  return { outcome: 'renamed', display_name };
}

/**
 * Deletes an account at once: its tokens are dead, and everything that is kept under it goes. What the audit
 * trail says of it names a `member_id` that belongs to nobody any more. A letter tells so.
 *
 * @param member - as it was when its password was verified; for staff, as it stands
 * @returns how many sessions ended, or why nothing was done
 * @see S225
 */
export async function deleteMember(
  member: Member,
  by: ChangedBy,
  requester: Requester,
  parts: StaffAccountParts,
): Promise<
  | { readonly outcome: 'deleted'; readonly endedSessions: number }
  | { readonly outcome: 'owns_clients' }
  | { readonly outcome: 'overtaken' }
> {
  const { account, letters, audit, clock } = parts;
  const { member_id, username, display_name, password_verifier } = member;
  const now = clock();
  const happening = by === 'staff' ? toStaffHappening(now) : toHappening(requester, now);
  const mail = letters.seal(username, { kind: 'account.deleted', display_name, by, happening });
  const checked_verifier = by === 'staff' ? undefined : password_verifier;
  const deleted = await account.accounts.deleteMember(member_id, mail, now, checked_verifier);
  if (deleted.outcome !== 'deleted') return deleted;
  audit.append(auditEvents.memberDeleted(requester, { member_id }));
  recordEnded(deleted.ended, { member_id }, requester, parts);
  return { outcome: 'deleted', endedSessions: deleted.ended.length };
}
