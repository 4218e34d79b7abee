import type { AuditRecord, Session } from '@pitpass/server';

import { usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable, formatTime, formatTimeWithSeconds } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { formatMember, getMember, toShownMember, withMembers } from './members-registry.ts';
import type { ShownMember } from './members-registry.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of `pitpass members list`. */
export interface MembersListFlags extends DatabaseFlags {
  readonly search?: string;
}

/** The options of `pitpass members activity`. */
export interface MembersActivityFlags extends DatabaseFlags {
  readonly limit?: string;
}

const activityTitles = ['TIME (UTC)', 'EVENT', 'OUTCOME', 'CLIENT', 'ADDRESS', 'PROGRAM'];
const activityLimit = 50;
const activityLimitMax = 1000;

const titles = ['E-MAIL', 'NAME', 'CUSTOMER', 'STATE', 'SINCE (UTC)', 'MEMBER'];
const sessionTitles = ['SESSION', 'CLIENT', 'DIALECT', 'SINCE (UTC)', 'LAST USED (UTC)', 'ADDRESS'];

function toRow(member: ShownMember): string[] {
  const { username, display_name, cust_id, state, created_at, member_id } = member;
  const texts = [username, display_name, String(cust_id), state].map(toVisibleText);
  return [...texts, formatTime(created_at), toVisibleText(member_id)];
}

/** `pitpass members list`: lists the members of the service. */
export async function listMembers(
  flags: MembersListFlags,
  surroundings: Surroundings,
): Promise<void> {
  const found = await withMembers(flags, surroundings, (registry) => registry.list(flags.search));
  const members = found.map(toShownMember);
  if (flags.json === true) return print(surroundings, `${toVisibleJson({ members }, false)}\n`);
  if (members.length > 0) return print(surroundings, formatTable(titles, members.map(toRow)));
  return note(
    surroundings,
    flags.search === undefined
      ? 'There are no members; "pitpass members add" adds one.'
      : 'There are no such members.',
  );
}

/** `pitpass members show`: shows an account. */
export async function showMember(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  const found = await withMembers(flags, surroundings, (registry) => getMember(named, registry));
  const member = toShownMember(found);
  const isJson = flags.json === true;
  await print(
    surroundings,
    isJson ? `${toVisibleJson({ member }, false)}\n` : formatMember(member),
  );
}

function toSessionRow(session: Session): string[] {
  const { session_id, client_id, dialect, created_at, last_activity, last_ip } = session;
  return [
    session_id,
    toVisibleText(client_id),
    dialect,
    formatTime(created_at),
    formatTime(last_activity),
    toVisibleText(last_ip ?? '-'),
  ];
}

/** `pitpass members sessions`: lists the live sessions of a member with apps. */
export async function listSessions(
  named: string,
  flags: DatabaseFlags,
  surroundings: Surroundings,
): Promise<void> {
  const sessions = await withMembers(flags, surroundings, async (registry) =>
    registry.listSessions(await getMember(named, registry)),
  );
  if (flags.json === true) return print(surroundings, `${toVisibleJson({ sessions }, false)}\n`);
  if (sessions.length === 0) return note(surroundings, 'There are no sessions.');
  return print(surroundings, formatTable(sessionTitles, sessions.map(toSessionRow)));
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return activityLimit;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= activityLimitMax) return limit;
  throw usageProblem(
    `--limit is "${toVisibleText(text)}"; it must be a whole number from 1 to ${activityLimitMax}.`,
  );
}

function toActivityRow(record: AuditRecord): string[] {
  const { occurred_at, event, outcome, client_id, ip, user_agent } = record;
  const texts = [event, outcome, client_id ?? '-', ip, user_agent ?? '-'].map(toVisibleText);
  return [formatTimeWithSeconds(occurred_at), ...texts];
}

/** `pitpass members activity`: lists what happened in an account, as its member reads it. */
export async function listActivity(
  named: string,
  flags: MembersActivityFlags,
  surroundings: Surroundings,
): Promise<void> {
  const limit = readLimit(flags.limit);
  const events = await withMembers(flags, surroundings, async (registry) =>
    registry.listActivity(await getMember(named, registry), limit),
  );
  if (flags.json === true) return print(surroundings, `${toVisibleJson({ events }, false)}\n`);
  if (events.length === 0) return note(surroundings, 'Nothing has happened yet.');
  await print(surroundings, formatTable(activityTitles, events.map(toActivityRow)));
  if (events.length === limit) {
    note(surroundings, `These are the newest ${limit}; --limit shows more.`);
  }
}
