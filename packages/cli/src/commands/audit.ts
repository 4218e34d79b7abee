import { auditEventNames, openAuditRegistry } from '@pitpass/server';
import type {
  AuditRegistry,
  AuditVerification,
  ChainDamage,
  ListedEvent,
  NotedSeal,
} from '@pitpass/server';
import type { Command } from 'commander';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable, formatTime, formatTimeWithSeconds } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { readFilter } from './audit-filter.ts';
import type { AuditListFlags } from './audit-filter.ts';
import { withService } from './service-database.ts';
import type { DatabaseFlags } from './service-database.ts';

/** The options of `pitpass audit verify`. */
export interface AuditVerifyFlags extends DatabaseFlags {
  readonly noted?: string;
}

const titles = ['TIME (UTC)', 'EVENT', 'OUTCOME', 'CLIENT', 'MEMBER', 'ADDRESS', 'REQUEST'];

/** Adds the names of all events to the help of `pitpass audit list`. */
export function describeEvents(command: Command): void {
  const names = [...auditEventNames].sort().map((name) => `  ${name}`);
  command.addHelpText('after', `\nEvents:\n${names.join('\n')}`);
}

function withAudit<Result>(
  flags: DatabaseFlags,
  surroundings: Surroundings,
  work: (registry: AuditRegistry) => Promise<Result>,
): Promise<Result> {
  return withService(
    (location) => openAuditRegistry(location, location.readSecretKey),
    flags,
    surroundings,
    work,
  );
}

/** The e-mail addresses of the members that events are about, where they still have an account. */
async function findUsernames(
  events: readonly ListedEvent[],
  registry: AuditRegistry,
): Promise<ReadonlyMap<string, string>> {
  const usernames = new Map<string, string>();
  for (const member_id of new Set(events.flatMap((event) => event.member_id ?? []))) {
    const member = await registry.findMember(member_id);
    if (member !== undefined) usernames.set(member_id, member.username);
  }
  return usernames;
}

function toRow(event: ListedEvent, usernames: ReadonlyMap<string, string>): string[] {
  const { member_id } = event;
  const member = member_id === null ? '-' : (usernames.get(member_id) ?? member_id);
  return [
    formatTimeWithSeconds(event.occurred_at),
    event.event,
    event.outcome,
    event.client_id ?? '-',
    member,
    event.ip,
    event.request_id,
  ].map(toVisibleText);
}

/** `pitpass audit list`: lists events, newest first. */
export async function listEvents(flags: AuditListFlags, surroundings: Surroundings): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const { events, usernames, limit } = await withAudit(flags, surroundings, async (registry) => {
    const filter = await readFilter(flags, registry, now);
    const found = await registry.list(filter);
    return {
      events: found,
      usernames: await findUsernames(found, registry),
      limit: filter.limit,
    };
  });
  if (flags.json === true) return print(surroundings, `${toVisibleJson({ events }, false)}\n`);
  if (events.length === 0) return note(surroundings, 'There are no such events.');
  await print(
    surroundings,
    formatTable(
      titles,
      events.map((event) => toRow(event, usernames)),
    ),
  );
  if (events.length < limit) return;
  note(surroundings, `These are the newest ${limit}; --limit and --until show others.`);
}

function readNoted(text: string | undefined): NotedSeal | undefined {
  if (text === undefined) return undefined;
  const [, number, digest = ''] = /^(\d{1,9}):([\w-]{43})$/.exec(text) ?? [];
  if (number !== undefined) return { seal_number: Number(number), digest };
  throw usageProblem(
    `--noted is "${toVisibleText(text)}"; it must be a seal as "pitpass audit verify" prints it, number and digest with a colon between.`,
  );
}

const damageSentences: Readonly<Record<ChainDamage, string>> = {
  seal_missing: 'the seal is gone',
  events_missing: 'events that it covers are gone',
  events_added: 'events were put under it that it does not cover',
  changed: 'an event or the seal itself was changed',
  not_as_noted: 'it is not the seal that was noted',
};

function describeBroken({ seals, last, broken }: AuditVerification): string {
  if (broken === undefined) return '';
  const { seal_number, damage, sealed_at } = broken;
  const from = last === undefined ? 'the beginning' : `${formatTime(last.sealed_at)} UTC`;
  const to = sealed_at === null ? 'now' : `${formatTime(sealed_at)} UTC`;
  const doubt =
    seals === 0 && damage === 'changed'
      ? ' If that is the first seal there ever was, look whether the secret key is the one of this service.'
      : '';
  return `The audit chain is broken at seal ${seal_number}: ${damageSentences[damage]}. It covers events from ${from} to ${to}; the ${seals} seals before it hold.${doubt}`;
}

function describeWhole({ seals, events, unsealed, last }: AuditVerification): string {
  if (last === undefined) {
    return `Nothing has been sealed yet; ${unsealed} events wait for the next seal.\n`;
  }
  return [
    `The chain holds: ${seals} seals over ${events} events, the last of ${formatTime(last.sealed_at)} UTC; ${unsealed} events are not sealed yet.\n`,
    `Last seal: ${last.seal_number}:${last.digest}\n`,
  ].join('');
}

/**
 * `pitpass audit verify`: walks the hash chain and says where it breaks, if it does. The last seal is printed
 * to be noted elsewhere: with it the next verification sees that nothing was cut off at the end.
 */
export async function verifyAudit(
  flags: AuditVerifyFlags,
  surroundings: Surroundings,
): Promise<void> {
  const noted = readNoted(flags.noted);
  const found = await withAudit(flags, surroundings, (registry) => registry.verify(noted));
  const { broken, ...rest } = found;
  if (flags.json === true) {
    const is_whole = broken === undefined;
    await print(
      surroundings,
      `${JSON.stringify({ is_whole, ...rest, last: rest.last ?? null, broken: broken ?? null })}\n`,
    );
  } else if (broken === undefined) {
    await print(surroundings, describeWhole(found));
  }
  if (broken === undefined) return;
  throw new Problem('audit_chain_broken', exitCodes.failure, describeBroken(found));
}
