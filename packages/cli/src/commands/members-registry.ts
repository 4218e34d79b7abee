import { openMemberRegistry } from '@pitpass/server';
import type { Member, MemberRegistry } from '@pitpass/server';

import { exitCodes, Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { formatTime } from '../terminal/table.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import { withService } from './service-database.ts';
import type { DatabaseFlags } from './service-database.ts';

/** A member as it may be shown: without the verifier of the password. */
export type ShownMember = Omit<Member, 'password_verifier'> & { readonly state: MemberState };

/** Whether an account may be used. */
export type MemberState = 'active' | 'disabled';

/**
 * Opens the members of the service that options and environment name, and closes them again.
 *
 * @throws Problem when there is no service or it cannot be used
 */
export function withMembers<Result>(
  flags: DatabaseFlags,
  surroundings: Surroundings,
  work: (registry: MemberRegistry) => Promise<Result>,
): Promise<Result> {
  return withService((location) => openMemberRegistry(location), flags, surroundings, work);
}

/**
 * The member that was named by e-mail address or member_id.
 *
 * @throws Problem when there is none
 */
export async function getMember(
  named: string,
  registry: Pick<MemberRegistry, 'findMember' | 'findMemberByUsername'>,
): Promise<Member> {
  const found = named.includes('@')
    ? await registry.findMemberByUsername(named.trim().toLowerCase())
    : await registry.findMember(named);
  if (found !== undefined) return found;
  throw new Problem(
    'member_unknown',
    exitCodes.failure,
    `There is no member "${toVisibleText(named)}" here; "pitpass members list" shows those there are.`,
  );
}

/** Leaves out what nobody is shown. */
export function toShownMember({ password_verifier: _verifier, ...member }: Member): ShownMember {
  return { ...member, state: member.disabled_at === null ? 'active' : 'disabled' };
}

// Columns that are 0 or 1 because no database of ours has a truth of its own.
const truths: ReadonlySet<string> = new Set(['is_staff', 'must_reset']);

const wordOf = (name: string, value: unknown): string =>
  truths.has(name) ? (value === 1 ? 'yes' : 'no') : toVisibleText(String(value));

/** A member as lines of names and values. */
export function formatMember({ created_at, disabled_at, ...member }: ShownMember): string {
  const values: readonly (readonly [string, string])[] = [
    ...Object.entries(member).map(([name, value]) => [name, wordOf(name, value)] as const),
    ['created_at', `${formatTime(created_at)} UTC`],
    ...(disabled_at === null ? [] : [['disabled_at', `${formatTime(disabled_at)} UTC`] as const]),
  ];
  const width = Math.max(...values.map(([name]) => name.length));
  return values.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
