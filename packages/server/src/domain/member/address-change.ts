import { normalizeIdentifier } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import { toHappening } from '../mail/happening.ts';
import type { Requester } from '../ports.ts';
import { createPresentedValue, digestOf } from '../presented.ts';
import { recordEnded } from '../session/end-sessions.ts';
import { addressLinkLifetimeSeconds } from './account-link.ts';
import type { AccountParts, StaffAccountParts } from './account-parts.ts';
import { verifyPresentPassword } from './change-account.ts';
import type { PresentPassword } from './change-account.ts';
import type { Member } from './member.ts';
import { createVerifier } from './new-password.ts';
import { createPasswordReset, toStaffHappening } from './password-reset.ts';
import { findMailAddressProblem } from './sign-up.ts';

/** What became of a wish for another address. */
export type RequestedAddressChange =
  | { readonly outcome: 'sent'; readonly username: string }
  | { readonly outcome: 'refused'; readonly problem: string }
  /** The account was changed at the same moment. */
  | { readonly outcome: 'overtaken' }
  | Exclude<PresentPassword, { readonly outcome: 'right' }>;

function findAddressProblem(username: string, member: Member): string | undefined {
  if (username === member.username) {
    return 'This is the address that you have; type another one.';
  }
  return findMailAddressProblem(username);
}

/** The letters of a new address: the proof, or that it has an account; and to the old one what was asked. */
async function sealLetters(
  { username, display_name }: Member,
  wanted: { readonly username: string; readonly link: string; readonly expires_at: number },
  requester: Requester,
  { members, letters, clock }: AccountParts,
) {
  const happening = toHappening(requester, clock());
  const standing = await members.findMemberByUsername(wanted.username);
  const { link, expires_at, username: new_username } = wanted;
  const proof = letters.seal(
    new_username,
    standing === undefined
      ? { kind: 'account.address_proof', link, expires_at, happening }
      : { kind: 'account.address_known', display_name: standing.display_name, happening },
  );
  const kind = 'account.address_asked';
  const notice = letters.seal(username, { kind, display_name, new_username, happening });
  return [proof, notice];
}

/**
 * Lets a new address wait, with a verifier of the same password for it: a link goes there, and a notice to
 * the old address. Nothing of the account changes before the link is used. Where the address has an account,
 * a letter says so instead, and the answer is the same.
 *
 * @throws OAuthError `temporarily_unavailable` when too many passwords are being checked at once
 * @see S103; S182; S194
 */
export async function requestAddressChange(
  signedIn: Member,
  wanted: { readonly username: string; readonly password: string },
  requester: Requester,
  parts: AccountParts,
): Promise<RequestedAddressChange> {
  const { account, passwordVerifier, audit, clock, random } = parts;
  const username = normalizeIdentifier(wanted.username);
  const problem = findAddressProblem(username, signedIn);
  if (problem !== undefined) return { outcome: 'refused', problem };
  const checked = await verifyPresentPassword(signedIn, wanted.password, requester, parts);
  if (checked.outcome !== 'right') return checked;
  const { member } = checked;
  const now = clock();
  const turn = await account.mailLimit.countWish(username, requester, now);
  if (turn.outcome === 'wait') return { outcome: 'throttled', waitSeconds: turn.waitSeconds };
  const password_verifier = await createVerifier(wanted.password, username, passwordVerifier);
  const link = createPresentedValue('account_link', random);
  const expires_at = now + addressLinkLifetimeSeconds;
  const change = {
    member_id: member.member_id,
    link_digest: digestOf(link),
    username,
    password_verifier,
    created_at: now,
    expires_at,
  };
  const mails =
    turn.outcome === 'enough'
      ? []
      : await sealLetters(member, { username, link, expires_at }, requester, parts);
  const isWaiting = await account.links.saveAddressChange(change, member, mails);
  if (!isWaiting) return { outcome: 'overtaken' };
  audit.append(auditEvents.addressChangeRequested(requester, change));
  return { outcome: 'sent', username };
}

/** What became of a new address. */
export type ChangedAddress =
  | { readonly outcome: 'changed'; readonly username: string; readonly endedSessions: number }
  | { readonly outcome: 'username_taken' }
  | { readonly outcome: 'link_gone' };

/**
 * Replaces address and verifier together: whoever holds the link reads the mail of the new address. The link
 * works once, everything of the account ends, and a letter to the old address tells so.
 */
export async function confirmAddressChange(
  link: string,
  requester: Requester,
  parts: AccountParts,
): Promise<ChangedAddress> {
  const { account, letters, audit, clock } = parts;
  const now = clock();
  const found = await account.links.findAddressChange(digestOf(link), now);
  if (found === undefined) return { outcome: 'link_gone' };
  const { change, member } = found;
  const { member_id, username: new_username } = change;
  const mail = letters.seal(member.username, {
    kind: 'account.address_changed',
    display_name: member.display_name,
    new_username,
    by: 'member',
    happening: toHappening(requester, now),
  });
  const used = await account.links.useAddressChange(change, mail, now);
  if (used.outcome !== 'changed') return used;
  audit.append(auditEvents.addressChanged(requester, { member_id }));
  recordEnded(used.ended, { member_id }, requester, parts);
  return { outcome: 'changed', username: new_username, endedSessions: used.ended.length };
}

/** What became of an address that staff gave an account. */
export type SetAddress =
  | { readonly outcome: 'set'; readonly username: string; readonly endedSessions: number }
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'overtaken' };

/**
 * Gives an account another address without its password, so that no verifier can be made for it: the link
 * that goes to the new address replaces the password and thereby proves it. Everything of the account ends,
 * and the old address is told.
 *
 * @see S103; S194
 */
export async function setAddress(
  member: Member,
  wanted: string,
  requester: Requester,
  parts: StaffAccountParts,
): Promise<SetAddress> {
  const { account, letters, audit, clock } = parts;
  const { member_id, display_name } = member;
  const username = normalizeIdentifier(wanted);
  const problem = findAddressProblem(username, member);
  if (problem !== undefined) return { outcome: 'refused', problem };
  const now = clock();
  const told = { by: 'staff', happening: toStaffHappening(now) } as const;
  const { reset, mail } = createPasswordReset({ ...member, username }, told, parts);
  const notice = letters.seal(member.username, {
    kind: 'account.address_changed',
    display_name,
    new_username: username,
    ...told,
  });
  const set = await account.links.setAddress({ ...reset, member_id }, [mail, notice], now);
  if (set.outcome === 'username_taken') {
    const taken = 'There is a member with this e-mail address already; choose another one.';
    return { outcome: 'refused', problem: taken };
  }
  if (set.outcome !== 'changed') return { outcome: 'overtaken' };
  audit.append(auditEvents.addressChanged(requester, { member_id }));
  recordEnded(set.ended, { member_id }, requester, parts);
  return { outcome: 'set', username, endedSessions: set.ended.length };
}
