import { normalizeIdentifier } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-event.ts';
import type { Letterbox, QueuedMail } from '../mail/letterbox.ts';
import type { Clock, Random, Requester } from '../ports.ts';
import { createUuid } from '../presented.ts';
import type { Digest } from '../presented.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import { isStaff } from './member.ts';
import type { Member, MemberStore } from './member.ts';

/** A member of the staff who acts for a member, in the browser of one login. */
export interface Impersonation {
  /** UUID. */
  readonly impersonation_id: string;
  /** For whom. */
  readonly member_id: string;
  readonly staff_member_id: string;
  /** The login of the member of the staff to which it belongs. */
  readonly login_digest: Digest;
  /** Why, as the member reads it. */
  readonly note: string;
  readonly started_at: number;
  /** When it and every session under it end by themselves. */
  readonly expires_at: number;
  readonly ended_at: number | null;
}

/** Where impersonations are kept. One stands until its end, and while its staff may act for its member. */
export interface ImpersonationStore {
  /**
   * Begins an impersonation, with the letter that tells the member. Another one of the same login ends.
   *
   * @returns false, and nothing is written, unless the account of the staff is in use, is still one of the
   *   staff and has a second factor, and the account of the member is in use and none of the staff
   */
  startImpersonation(impersonation: Impersonation, mail: QueuedMail): Promise<boolean>;
  /** The impersonation that stands in the browser of a login, with its member. */
  findImpersonationOfLogin(
    login_digest: Digest,
    now: number,
  ): Promise<{ readonly impersonation: Impersonation; readonly member: Member } | undefined>;
  findStandingImpersonation(
    impersonation_id: string,
    now: number,
  ): Promise<Impersonation | undefined>;
  /** Those that stand for a member, oldest first. */
  listImpersonationsOf(member_id: string, now: number): Promise<readonly Impersonation[]>;
  /**
   * Ends an impersonation with the sessions and codes under it.
   *
   * @returns the ids of the sessions that this call ended; undefined when it had ended before
   */
  endImpersonation(impersonation_id: string, now: number): Promise<readonly string[] | undefined>;
}

/** What acting for members needs of the house. */
export interface ImpersonationParts {
  readonly impersonations: ImpersonationStore;
  readonly members: MemberStore;
  readonly hasSecondFactor: (member_id: string) => Promise<boolean>;
  readonly letters: Letterbox;
  readonly liveness: Pick<SessionLiveness, 'forget'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long staff may act for a member, in seconds. */
export const impersonationLifetimeSeconds = 3600;

const noteLengthMin = 10;
const noteLengthMax = 300;

/** What became of a wish to act for a member. */
export type StartedImpersonation =
  | { readonly outcome: 'started'; readonly impersonation: Impersonation }
  /** The staff's own account has no second factor. */
  | { readonly outcome: 'no_second_factor' }
  /** One sentence for each problem, by field. */
  | {
      readonly outcome: 'refused';
      readonly problems: { readonly username?: string; readonly note?: string };
    };

function toNote(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

function findNoteProblem(note: string): string | undefined {
  const { length } = Array.from(note);
  if (length < noteLengthMin) {
    return `Write in at least ${noteLengthMin} characters why you act for the member, who reads it.`;
  }
  if (length <= noteLengthMax) return undefined;
  return `The note is longer than ${noteLengthMax} characters; write the reason alone.`;
}

function findMemberProblem(member: Member | undefined): string | undefined {
  if (member === undefined || member.disabled_at !== null) {
    return 'There is no account in use with this e-mail address; check its spelling.';
  }
  return isStaff(member) ? 'Nobody acts for a member of the staff.' : undefined;
}

/**
 * Lets a member of the staff act for a member for at most an hour. The staff have signed in a moment ago. The
 * member is told by mail. What can be done is to get into apps that the member let in before; nothing of
 * the account can be changed.
 *
 * @see S135
 */
export async function startImpersonation(
  staff: { readonly member: Member; readonly login_digest: Digest },
  wanted: { readonly username: string; readonly note: string },
  requester: Requester,
  parts: ImpersonationParts,
): Promise<StartedImpersonation> {
  const { members, impersonations, letters, audit, clock, random } = parts;
  const { member_id: staff_member_id } = staff.member;
  const note = toNote(wanted.note);
  const member = await members.findMemberByUsername(normalizeIdentifier(wanted.username));
  const refuse = <Refusal extends StartedImpersonation>(refusal: Refusal): Refusal => {
    const subject = { member_id: member?.member_id ?? null, actor_member_id: staff_member_id };
    audit.append(auditEvents.impersonationRefused(requester, subject));
    return refusal;
  };
  if (!isStaff(staff.member) || !(await parts.hasSecondFactor(staff_member_id))) {
    return refuse({ outcome: 'no_second_factor' });
  }
  const problems = { username: findMemberProblem(member), note: findNoteProblem(note) };
  if (member === undefined || problems.username !== undefined || problems.note !== undefined) {
    const told = Object.entries(problems).filter(([, problem]) => problem !== undefined);
    return refuse({ outcome: 'refused', problems: Object.fromEntries(told) });
  }
  const now = clock();
  const impersonation: Impersonation = {
    impersonation_id: createUuid(random),
    member_id: member.member_id,
    staff_member_id,
    login_digest: staff.login_digest,
    note,
    started_at: now,
    expires_at: now + impersonationLifetimeSeconds,
    ended_at: null,
  };
  const mail = letters.seal(member.username, {
    kind: 'session.impersonation_started',
    note,
    ends_at: impersonation.expires_at,
    // From where the staff work is nothing that a member could act upon.
    happening: { at: now, ip: null, user_agent: null },
  });
  if (!(await impersonations.startImpersonation(impersonation, mail))) {
    const username = 'One of the two accounts was changed at the same moment; try again.';
    return refuse({ outcome: 'refused', problems: { username } });
  }
  const subject = { member_id: member.member_id, actor_member_id: staff_member_id };
  audit.append(auditEvents.impersonationStarted(requester, subject));
  return { outcome: 'started', impersonation };
}

/**
 * Ends an impersonation and every session under it. The staff who act end it, or the member themselves.
 *
 * @param actor_member_id - who of the staff ends it; null for the member
 * @returns false when it had ended before
 */
export async function endImpersonation(
  { impersonation_id, member_id }: Impersonation,
  actor_member_id: string | null,
  requester: Requester,
  { impersonations, liveness, audit, clock }: ImpersonationParts,
): Promise<boolean> {
  const ended = await impersonations.endImpersonation(impersonation_id, clock());
  if (ended === undefined) return false;
  liveness.forget(ended);
  const subject = { member_id, actor_member_id };
  audit.append(auditEvents.impersonationEnded(requester, subject));
  for (const session_id of ended) {
    audit.append(auditEvents.sessionEnded(requester, { ...subject, session_id }));
  }
  return true;
}
