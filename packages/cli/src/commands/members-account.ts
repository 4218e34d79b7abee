import type { Member } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { confirm } from '../terminal/confirm.ts';
import { print } from '../terminal/output.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { changeMember, endedSentence, unchanged } from './members-change.ts';
import { getMember, withMembers } from './members-registry.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of `pitpass members delete`. */
export interface MembersDeleteFlags extends DatabaseFlags {
  readonly yes?: boolean;
}

const overtaken = 'The account was changed at the same moment; look at it and try again.';

/** `pitpass members rename`: gives an account another display name. */
export function renameMember(
  named: string,
  name: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    const renamed = await registry.rename(member, name);
    if (renamed.outcome === 'refused') throw usageProblem(renamed.problem);
    if (renamed.outcome === 'gone') throw unchanged(overtaken);
    const { display_name } = renamed;
    const sentence = 'Renamed. Apps see the name the next time they ask.';
    return { outcome: 'renamed', display_name, sentence };
  });
}

/** `pitpass members set-address`: gives an account another address, which then chooses a new password. */
export function setAddress(
  named: string,
  address: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    const set = await registry.setAddress(member, address);
    if (set.outcome === 'refused') throw usageProblem(set.problem);
    if (set.outcome === 'overtaken') throw unchanged(overtaken);
    const { username, endedSessions: ended_sessions } = set;
    const ended = endedSentence(ended_sessions);
    const sentence = `Set. A link to choose a new password goes to the new address, a notice to the old one, and ${ended}.`;
    return { outcome: 'set', username, ended_sessions, sentence };
  });
}

/** `pitpass members reset`: makes a member choose a new password by a mailed link. */
export function resetMember(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    const ended_sessions = await registry.requireReset(member);
    if (ended_sessions === undefined) {
      throw unchanged('The account is not in use, or was changed at the same moment.');
    }
    const ended = endedSentence(ended_sessions);
    const sentence = `The member has to choose a new password: a link goes out by mail, and ${ended}.`;
    return { outcome: 'reset_required', ended_sessions, sentence };
  });
}

function confirmDeletion(
  { display_name, username }: Member,
  surroundings: Surroundings,
): Promise<void> {
  const name = `${toVisibleText(display_name)} (${toVisibleText(username)})`;
  return confirm(
    `Deleting ${name}`,
    `${name} will be deleted for good, with everything that is kept under the account.`,
    surroundings,
  );
}

/** `pitpass members delete`: deletes an account with everything under it, after asking at the terminal. */
export function deleteMember(
  named: string,
  flags: MembersDeleteFlags,
  surroundings: Surroundings,
): Promise<void> {
  return changeMember(named, flags, surroundings, async (member, registry) => {
    if (flags.yes !== true) await confirmDeletion(member, surroundings);
    const deleted = await registry.delete(member);
    if (deleted.outcome === 'owns_clients') {
      throw unchanged(
        'The member has apps; delete them first with "pitpass clients delete", so that nobody uses an app without an owner.',
      );
    }
    if (deleted.outcome === 'overtaken') throw unchanged(overtaken);
    const { endedSessions: ended_sessions } = deleted;
    const sentence = `Deleted. ${endedSentence(ended_sessions)}, and a mail says so.`;
    return { outcome: 'deleted', ended_sessions, sentence };
  });
}

/** `pitpass members export`: everything that is kept about a member, as JSON. */
export async function exportMember(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  const copy = await withMembers(flags, surroundings, async (registry) =>
    registry.exportMember(await getMember(named, registry)),
  );
  if (copy === undefined) {
    throw new Problem('member_unknown', exitCodes.failure, 'The member was deleted meanwhile.');
  }
  await print(surroundings, `${toVisibleJson(copy, flags.json !== true)}\n`);
}
