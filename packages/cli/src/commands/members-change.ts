import { resolve } from 'node:path';

import type { Member, MemberRegistry } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import { readSecretFile } from '../settings/client-secret.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { ask } from '../terminal/prompt.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { refuseInput } from './clients-registry.ts';
import { formatMember, getMember, toShownMember, withMembers } from './members-registry.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of `pitpass members add`. */
export interface MembersAddFlags extends DatabaseFlags {
  readonly name: string;
  readonly custId?: string;
}

/** The options of `pitpass members end-sessions`. */
export interface MembersEndSessionsFlags extends DatabaseFlags {
  readonly client?: string;
}

/** The options of `pitpass members staff`. */
export interface MembersStaffFlags extends DatabaseFlags {
  readonly on?: boolean;
  readonly off?: boolean;
}

async function askForPassword(subject: string, surroundings: Surroundings): Promise<string> {
  const signal = surroundings.watchInterrupts();
  const otherwise = 'set PITPASS_PASSWORD or PITPASS_PASSWORD_FILE';
  const question = { otherwise, isSecret: true, signal };
  const password = await ask(surroundings, { ...question, subject });
  const again = await ask(surroundings, { ...question, subject: 'The same once more' });
  if (password === again) return password;
  throw usageProblem('The two passwords are not the same; nothing was changed.');
}

/**
 * A new password, from the environment, a file or a prompt that asks twice.
 *
 * @throws Problem when it comes from nowhere, or from two places
 */
async function readNewPassword(username: string, surroundings: Surroundings): Promise<string> {
  const { PITPASS_PASSWORD: given, PITPASS_PASSWORD_FILE: file } = surroundings.environment;
  if (given && file) {
    throw usageProblem('PITPASS_PASSWORD and PITPASS_PASSWORD_FILE are both set; keep one.');
  }
  if (given) return given;
  if (file) return readSecretFile(resolve(surroundings.directory, file), 'password');
  return askForPassword(`New password of ${toVisibleText(username)}`, surroundings);
}

function readCustId(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

/** `pitpass members add`: adds an account that may be signed in with at once. */
export async function addMember(
  username: string,
  flags: MembersAddFlags,
  surroundings: Surroundings,
): Promise<void> {
  const member = await withMembers(flags, surroundings, async (registry) => {
    const password = await readNewPassword(username, surroundings);
    const cust_id = readCustId(flags.custId);
    const added = await registry.add({ username, display_name: flags.name, cust_id, password });
    if (added.outcome === 'refused') return refuseInput(added.problems, flags, surroundings);
    return toShownMember(added.member);
  });
  if (flags.json === true) return print(surroundings, `${toVisibleJson({ member }, false)}\n`);
  await print(surroundings, formatMember(member));
  return note(surroundings, 'Added.');
}

/** What a change of an account has to tell; what else it holds is for programs. */
export interface Change {
  readonly [name: string]: string | number | undefined;
  readonly outcome: string;
  /** How many sessions with apps ended. */
  readonly ended_sessions?: number;
  readonly sentence: string;
}

/** Says how many sessions ended, for use inside a sentence. */
export const endedSentence = (count: number): string =>
  count === 1 ? '1 session with an app has ended' : `${count} sessions with apps have ended`;

/** The problem of a command that found nothing to change. */
export function unchanged(sentence: string): Problem {
  return new Problem('member_unchanged', exitCodes.failure, sentence);
}

/** Changes the member that was named, and says what came of it. */
export async function changeMember(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
  change: (member: Member, registry: MemberRegistry) => Promise<Change>,
): Promise<void> {
  const { member_id, ...changed } = await withMembers(flags, surroundings, async (registry) => {
    const member = await getMember(named, registry);
    return { ...(await change(member, registry)), member_id: member.member_id };
  });
  const { sentence, ...answer } = changed;
  if (flags.json !== true) return note(surroundings, sentence);
  return print(surroundings, `${JSON.stringify({ member_id, ...answer })}\n`);
}

/** `pitpass members disable`: takes an account out of use and ends everything of it. */
export function disableMember(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    const ended_sessions = await registry.disable(member);
    if (ended_sessions === undefined) throw unchanged('The account is disabled already.');
    const sentence = `Disabled. Nobody signs in with it any more, and ${endedSentence(ended_sessions)}.`;
    return { outcome: 'disabled', ended_sessions, sentence };
  });
}

/** `pitpass members enable`: takes an account into use again. */
export function enableMember(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    if (!(await registry.enable(member))) throw unchanged('The account is in use already.');
    return { outcome: 'enabled', sentence: 'Enabled. What had ended stays ended: sign in again.' };
  });
}

/** `pitpass members staff`: makes a member one of the staff, or no longer one. */
export async function setStaff(
  named: string,
  flags: MembersStaffFlags,
  surroundings: Surroundings,
): Promise<void> {
  const isWanted = flags.on === true;
  if (isWanted === (flags.off === true)) throw usageProblem('Give --on or --off, one of the two.');
  return changeMember(named, flags, surroundings, async (member, registry) => {
    const isChanged = await registry.setStaff(member, isWanted);
    if (isWanted) {
      if (!isChanged) throw unchanged('The member is one of the staff already.');
      return { outcome: 'staff', sentence: 'The member is one of the staff now.' };
    }
    if (!isChanged) throw unchanged('The member is none of the staff.');
    return { outcome: 'not_staff', sentence: 'The member is none of the staff any more.' };
  });
}

/** `pitpass members set-password`: replaces the password and ends everything of the account. */
export function setPassword(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    const password = await readNewPassword(member.username, surroundings);
    const set = await registry.setPassword(member, password);
    if (set.outcome === 'refused') throw usageProblem(set.problem);
    if (set.outcome === 'overtaken') {
      throw unchanged('The account was changed at the same moment; look at it and try again.');
    }
    const { endedSessions: ended_sessions } = set;
    const sentence = `Set. ${endedSentence(ended_sessions)}, and every browser has to sign in again.`;
    return { outcome: 'set', ended_sessions, sentence };
  });
}

/** `pitpass members end-sessions`: ends the sessions with one app, or everything. */
export function endSessions(
  named: string,
  flags: MembersEndSessionsFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    const ended_sessions = await registry.endSessions(member, flags.client);
    const ended = endedSentence(ended_sessions);
    const sentence =
      flags.client === undefined
        ? `${ended}, and every browser has to sign in again.`
        : `${ended}; nothing else was touched.`;
    return { outcome: 'ended', ended_sessions, sentence };
  });
}
