import { normalizeIdentifier } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-event.ts';
import { findNameProblems, isEmailAddress, quote } from '../client/registration-texts.ts';
import type { QueuedMail } from '../mail/letterbox.ts';
import type { Clock, Random, Requester } from '../ports.ts';
import { createUuid } from '../presented.ts';
import type { Member } from './member.ts';
import { createVerifier, findPasswordProblem } from './new-password.ts';
import type { PasswordVerifier } from './password-verifier.ts';

/** Which members are wanted: all when the search is undefined. */
export interface MemberPage {
  /** A part of the e-mail address or of the display name. */
  readonly search: string | undefined;
  /** The e-mail address behind which the page begins; empty for the first page. */
  readonly after: string;
  readonly limit: number;
}

/**
 * Where accounts are kept, for whoever administers them. What ends something ends it in one transaction:
 * sessions, codes that could still become one, and browsers in which the member is signed in.
 */
export interface MemberAccountStore {
  /** Members in the order of their e-mail addresses. */
  listMemberPage(page: MemberPage): Promise<readonly Member[]>;
  /** The greatest customer id that there is; 0 when there is none. */
  findGreatestCustId(): Promise<number>;
  /** Inserts a member; nothing is written unless the answer is `created`. */
  createMember(member: Member): Promise<'created' | 'username_taken' | 'cust_id_taken'>;
  /**
   * Takes the account out of use.
   *
   * @returns the ids of the sessions that this call ended; undefined when no account in use has the id
   */
  disableMember(member_id: string, now: number): Promise<readonly string[] | undefined>;
  /**
   * Takes the account into use again. Whatever began while it was being disabled ends here.
   *
   * @returns false when no disabled account has the id
   */
  enableMember(member_id: string, now: number): Promise<boolean>;
  /**
   * Replaces the verifier of the password, which belongs to the username as well. Every mailed link of the
   * account ends.
   *
   * @returns the ids of the sessions that this call ended; undefined when no account has the id and username,
   *   or it has another verifier than the one that was checked, or is disabled where one was checked
   */
  replacePasswordVerifier(
    member: Pick<Member, 'member_id' | 'username' | 'password_verifier'>,
    now: number,
    told?: { readonly checked_verifier: string; readonly mail: QueuedMail },
  ): Promise<readonly string[] | undefined>;
  /** Gives an account another display name. False when no account has the id. */
  renameMember(member_id: string, display_name: string): Promise<boolean>;
  /**
   * Deletes an account with everything that is kept under it; what the audit trail says of it stays.
   *
   * @param checked_verifier - what the verifier must still be; undefined for staff
   */
  deleteMember(
    member_id: string,
    mail: QueuedMail,
    now: number,
    checked_verifier: string | undefined,
  ): Promise<DeletedMember>;
  /**
   * Makes a member one of the staff, or no longer one. Whatever they do for members, and others for them, ends.
   *
   * @returns false when no account has the id, or it was so before
   */
  setStaff(member_id: string, is_staff: Member['is_staff'], now: number): Promise<boolean>;
  /** Ends everything of the member and leaves the account. @returns the ids of the sessions that ended */
  endEverything(member_id: string, now: number): Promise<readonly string[]>;
}

/** What became of an account that was to be deleted. */
export type DeletedMember =
  | {
      readonly outcome: 'deleted';
      /** The ids of the sessions that ended. */
      readonly ended: readonly string[];
    }
  /** Apps of the member's are in use; nothing was written. */
  | { readonly outcome: 'owns_clients' }
  /** There is no such account any more, or its password has changed. */
  | { readonly outcome: 'overtaken' };

/** What administering accounts needs of the house. */
export interface MemberAccountParts {
  readonly accounts: MemberAccountStore;
  readonly passwordVerifier: PasswordVerifier;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
}

/** An account as its operator wants it. */
export interface WantedMember {
  readonly username: string;
  readonly display_name: string;
  /** The next free one when undefined. */
  readonly cust_id: number | undefined;
  readonly password: string;
}

const custIdMax = 2_147_483_647;
// Small numbers stay free for those who bring customer ids of their own.
const firstCustId = 1_000_001;

function isCustId(cust_id: number): boolean {
  return Number.isInteger(cust_id) && cust_id > 0 && cust_id <= custIdMax;
}

function findMemberProblems({ username, display_name, ...wanted }: WantedMember): string[] {
  const { cust_id, password } = wanted;
  const ofPassword = findPasswordProblem(password, { username, display_name });
  return [
    ...(username !== '' && isEmailAddress(username)
      ? []
      : [`${quote(username)} is no e-mail address; give one such as alex.driver@club.example.`]),
    ...findNameProblems(display_name, 'The display name'),
    ...(cust_id === undefined || isCustId(cust_id)
      ? []
      : [`The customer id must be a whole number from 1 to ${custIdMax}.`]),
    ...(ofPassword === undefined ? [] : [ofPassword]),
  ];
}

/** The customer id of the next account that brings none of its own; another may take it first. */
export async function findNextCustId(
  accounts: Pick<MemberAccountStore, 'findGreatestCustId'>,
): Promise<number> {
  return Math.max(firstCustId, (await accounts.findGreatestCustId()) + 1);
}

/** What became of an account that was wanted. */
export type AddedMember =
  | { readonly outcome: 'added'; readonly member: Member }
  /** One sentence for each problem. */
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

const takenSentences = {
  username_taken: 'There is a member with this e-mail address already; choose another one.',
  cust_id_taken: 'There is a member with this customer id already; choose another one.',
} as const;

/** Adds an account that may be signed in with at once. */
export async function addMember(
  wanted: WantedMember,
  requester: Requester,
  parts: MemberAccountParts,
): Promise<AddedMember> {
  const { accounts, audit, clock, random } = parts;
  const username = normalizeIdentifier(wanted.username);
  const display_name = wanted.display_name.trim();
  const { cust_id, password } = wanted;
  const problems = findMemberProblems({ username, display_name, cust_id, password });
  if (problems.length > 0) return { outcome: 'refused', problems };
  const made = {
    member_id: createUuid(random),
    username,
    display_name,
    account_id: createUuid(random),
    password_verifier: await createVerifier(password, username, parts.passwordVerifier),
    created_at: clock(),
    disabled_at: null,
    is_staff: 0 as const,
    must_reset: 0 as const,
  };
  for (;;) {
    const member: Member = { ...made, cust_id: cust_id ?? (await findNextCustId(accounts)) };
    const outcome = await accounts.createMember(member);
    // Another account that was added at the same moment has taken the number.
    if (outcome === 'cust_id_taken' && cust_id === undefined) continue;
    if (outcome !== 'created') return { outcome: 'refused', problems: [takenSentences[outcome]] };
    audit.append(auditEvents.memberAdded(requester, { member_id: member.member_id }));
    return { outcome: 'added', member };
  }
}

function recordEnded(
  member_id: string,
  ended: readonly string[],
  requester: Requester,
  { audit }: MemberAccountParts,
): void {
  for (const session_id of ended) {
    audit.append(auditEvents.sessionEnded(requester, { member_id, session_id }));
  }
}

/**
 * Takes an account out of use: nobody signs in with it any more, and everything of it ends.
 *
 * @returns how many sessions ended; undefined when the account was disabled before
 */
export async function disableMember(
  { member_id }: Member,
  requester: Requester,
  parts: MemberAccountParts,
): Promise<number | undefined> {
  const ended = await parts.accounts.disableMember(member_id, parts.clock());
  if (ended === undefined) return undefined;
  parts.audit.append(auditEvents.memberDisabled(requester, { member_id }));
  recordEnded(member_id, ended, requester, parts);
  return ended.length;
}

/** Takes an account into use again; nothing that ended comes back. False when it was in use. */
export async function enableMember(
  { member_id }: Member,
  requester: Requester,
  { accounts, audit, clock }: MemberAccountParts,
): Promise<boolean> {
  const isEnabled = await accounts.enableMember(member_id, clock());
  if (isEnabled) audit.append(auditEvents.memberEnabled(requester, { member_id }));
  return isEnabled;
}

/** Makes a member one of the staff, or no longer one. False when it was so before. */
export async function setStaff(
  { member_id }: Member,
  isWanted: boolean,
  requester: Requester,
  { accounts, audit, clock }: Pick<MemberAccountParts, 'accounts' | 'audit' | 'clock'>,
): Promise<boolean> {
  const isChanged = await accounts.setStaff(member_id, isWanted ? 1 : 0, clock());
  const event = isWanted ? auditEvents.staffRoleGiven : auditEvents.staffRoleTaken;
  if (isChanged) audit.append(event(requester, { member_id }));
  return isChanged;
}

/** What became of a new password. */
export type SetPassword =
  | { readonly outcome: 'set'; readonly endedSessions: number }
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'overtaken' };

/**
 * Gives an account a new password; everything of it ends. The outcome is `overtaken` when the account was
 * deleted or got another username meanwhile.
 */
export async function setPassword(
  member: Member,
  password: string,
  requester: Requester,
  parts: MemberAccountParts,
): Promise<SetPassword> {
  const problem = findPasswordProblem(password, member);
  if (problem !== undefined) return { outcome: 'refused', problem };
  const { member_id, username } = member;
  const password_verifier = await createVerifier(password, username, parts.passwordVerifier);
  const ended = await parts.accounts.replacePasswordVerifier(
    { member_id, username, password_verifier },
    parts.clock(),
  );
  if (ended === undefined) return { outcome: 'overtaken' };
  parts.audit.append(auditEvents.memberPasswordSet(requester, { member_id }));
  recordEnded(member_id, ended, requester, parts);
  return { outcome: 'set', endedSessions: ended.length };
}

/** Ends everything of a member. @returns how many sessions ended */
export async function endEverything(
  { member_id }: Member,
  requester: Requester,
  parts: MemberAccountParts,
): Promise<number> {
  const ended = await parts.accounts.endEverything(member_id, parts.clock());
  recordEnded(member_id, ended, requester, parts);
  return ended.length;
}
