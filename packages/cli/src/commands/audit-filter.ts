import { auditEventNames } from '@pitpass/server';
import type { AuditFilter, AuditRegistry } from '@pitpass/server';

import { usageProblem } from '../problem.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of `pitpass audit list`. */
export interface AuditListFlags extends DatabaseFlags {
  readonly since?: string;
  readonly until?: string;
  readonly event?: string;
  readonly member?: string;
  readonly client?: string;
  readonly limit?: string;
}

const limitDefault = 50;
const limitMax = 10_000;
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const datePattern = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A moment as it was typed: a date or a date and time, in UTC unless it says otherwise, or how long ago.
 *
 * @param now epoch seconds
 * @returns epoch seconds, or undefined when it is none
 */
export function parseMoment(text: string, now: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (unitSeconds[unit] ?? 0);
  const found = datePattern.exec(text);
  if (found === null) return undefined;
  const isZoned = found[1] !== undefined || text.length === 10;
  const milliseconds = Date.parse(`${text.replace(' ', 'T')}${isZoned ? '' : 'Z'}`);
  // 31 February is a day of March to some parsers.
  const isReal = new Date(`${text.slice(0, 10)}T00:00Z`).getUTCDate() === Number(text.slice(8, 10));
  return Number.isNaN(milliseconds) || !isReal ? undefined : Math.floor(milliseconds / 1000);
}

function readMoment(
  option: string,
  text: string | undefined,
  now: number,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const moment = parseMoment(text, now);
  if (moment === undefined) {
    problems.push(
      `${option} is "${toVisibleText(text)}"; it must be a time in UTC such as 2026-11-20 or 2026-11-20T18:05, or how long ago, such as 90m, 24h or 7d.`,
    );
  }
  return moment;
}

function readLimit(text: string | undefined, problems: string[]): number {
  if (text === undefined) return limitDefault;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > limitMax) {
    problems.push(
      `--limit is "${toVisibleText(text)}"; it must be a whole number from 1 to ${limitMax}.`,
    );
  }
  return limit;
}

async function readMember(
  member: string | undefined,
  registry: AuditRegistry,
  problems: string[],
): Promise<string | undefined> {
  // The trail outlives an account, so an identifier need not be a member's any more.
  if (member === undefined || !member.includes('@')) return member;
  const found = await registry.findMemberByUsername(member.trim().toLowerCase());
  if (found === undefined) {
    problems.push(
      `--member names "${toVisibleText(member)}", which is no member's e-mail address; for a deleted account give its member_id.`,
    );
  }
  return found?.member_id;
}

/**
 * Which events the options name.
 *
 * @param now epoch seconds
 * @throws Problem with every sentence about what was typed
 */
export async function readFilter(
  flags: AuditListFlags,
  registry: AuditRegistry,
  now: number,
): Promise<AuditFilter> {
  const problems: string[] = [];
  const since = readMoment('--since', flags.since, now, problems);
  const until = readMoment('--until', flags.until, now, problems);
  if (since !== undefined && until !== undefined && since >= until) {
    problems.push('--since is not before --until, so that no event can be between them.');
  }
  const { event, client } = flags;
  if (event !== undefined && !auditEventNames.includes(event)) {
    problems.push(
      `--event is "${toVisibleText(event)}", which is no event; "pitpass audit list --help" names them all.`,
    );
  }
  const limit = readLimit(flags.limit, problems);
  const member_id = await readMember(flags.member, registry, problems);
  if (problems.length > 0) throw usageProblem(problems.join(' '));
  return { since, until, event, member_id, client_id: client, limit };
}
