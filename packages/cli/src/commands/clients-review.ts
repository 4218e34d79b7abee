import type { ClientRegistry } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable, formatTime } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { unknownClient, withRegistry } from './clients-registry.ts';
import type { ClientsFlags } from './clients-registry.ts';

/** The options of `pitpass clients requests`. */
export interface ClientsRequestsFlags extends ClientsFlags {
  readonly refused?: boolean;
}

/** The options of the commands that give a reason. */
export interface ClientsReasonFlags extends ClientsFlags {
  readonly reason?: string;
}

const daySeconds = 86_400;
const reviewDays = 10;
const reasonLengthMax = 500;

function countDays(seconds: number): string {
  const days = Math.floor(seconds / daySeconds);
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

/** `pitpass clients requests`: lists what waits for its review, with age and due date, or was refused. */
export async function listRequests(
  flags: ClientsRequestsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const state = flags.refused === true ? 'refused' : 'requested';
  const { listed, now } = await withRegistry(flags, surroundings, async (registry) => {
    const owners = new Map<string, string>();
    const reviews = await registry.listReviews(state);
    for (const { owner_member_id } of reviews) {
      const owner = await registry.findMember(owner_member_id ?? '');
      if (owner !== undefined) owners.set(owner.member_id, owner.username);
    }
    const rows = reviews.map(({ client, review, owner_member_id }) => ({
      client_id: client.client_id,
      client_name: client.client_name,
      dialect: client.dialect,
      client_type: client.client_type,
      grant_types: client.grant_types,
      owner: owners.get(owner_member_id ?? '') ?? null,
      ...review,
      due_at: review.requested_at + reviewDays * daySeconds,
    }));
    return { listed: rows, now: registry.now() };
  });
  if (flags.json === true) {
    return print(surroundings, `${toVisibleJson({ requests: listed }, false)}\n`);
  }
  if (listed.length === 0) return note(surroundings, `No request is ${state} now.`);
  const isWaiting = state === 'requested';
  const last = isWaiting ? ['DUE (UTC)', 'LOOK AT'] : ['REFUSED (UTC)', 'REASON'];
  const titles = ['CLIENT', 'NAME', 'TYPE', 'BY', 'AGE', ...last];
  const rows = listed.map((one) => [
    toVisibleText(one.client_id),
    toVisibleText(one.client_name),
    one.client_type,
    toVisibleText(one.owner ?? '-'),
    countDays(now - one.requested_at),
    isWaiting
      ? `${formatTime(one.due_at)}${now > one.due_at ? ' overdue' : ''}`
      : formatTime(one.decided_at ?? one.requested_at),
    toVisibleText(one.refused_because ?? (one.held_because.join(' ') || '-')),
  ]);
  return print(surroundings, formatTable(titles, rows));
}

type Decided = Awaited<ReturnType<ClientRegistry['approve']>>;

interface Decision {
  readonly decide: (registry: ClientRegistry) => Promise<Decided>;
  /** What keeps a client from it. */
  readonly obstacle: string;
  readonly outcome: string;
  readonly done: string;
}

const reviewed =
  'Reviewed: members are not warned of it any more, and any number of them may let it in.';

async function decide(
  client_id: string,
  { decide: run, obstacle, outcome, done }: Decision,
  flags: ClientsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const decided = await withRegistry(flags, surroundings, run);
  if (decided === 'unknown') throw unknownClient(client_id);
  if (decided === 'overtaken') throw new Problem('wrong_state', exitCodes.failure, obstacle);
  const isReviewed = decided === 'reviewed';
  if (flags.json !== true) return note(surroundings, isReviewed ? reviewed : done);
  const said = { client_id, outcome: isReviewed ? decided : outcome };
  return print(surroundings, `${JSON.stringify(said)}\n`);
}

function checkReason(reason: string): string {
  if (reason.trim() !== '' && reason.length <= reasonLengthMax) return reason.trim();
  throw usageProblem(`--reason has 1 to ${reasonLengthMax} characters; the developer reads it.`);
}

/** `pitpass clients approve`: lets a client in that waits; its developer gets a mail with the link to its secret. */
export function approveClient(
  client_id: string,
  flags: ClientsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const decision = {
    decide: (registry: ClientRegistry) => registry.approve(client_id),
    obstacle:
      'It does not wait for a review, or had one; "pitpass clients requests" shows those that do, "pitpass clients show" its state.',
    outcome: 'approved',
    done: 'Approved. Its developer gets a mail, with a link to the secret if it has one.',
  };
  return decide(client_id, decision, flags, surroundings);
}

/** `pitpass clients refuse`: does not let a client in that waits; its developer is told why. */
export async function refuseClient(
  client_id: string,
  flags: ClientsReasonFlags,
  surroundings: Surroundings,
): Promise<void> {
  if (flags.reason === undefined) {
    throw usageProblem('Say why with --reason; the developer reads it.');
  }
  const reason = checkReason(flags.reason);
  const decision = {
    decide: (registry: ClientRegistry) => registry.refuse(client_id, reason),
    obstacle: 'It does not wait for a review; "pitpass clients disable" stops one that is in use.',
    outcome: 'refused',
    done: 'Refused. Its developer gets a mail with the reason.',
  };
  return decide(client_id, decision, flags, surroundings);
}

/** `pitpass clients disable`: ends a client's sessions and gives it no more tokens. */
export async function disableClient(
  client_id: string,
  flags: ClientsReasonFlags,
  surroundings: Surroundings,
): Promise<void> {
  const reason = flags.reason === undefined ? undefined : checkReason(flags.reason);
  const decision = {
    decide: (registry: ClientRegistry) => registry.disable(client_id, reason),
    obstacle: 'It is not active; "pitpass clients show" shows its state.',
    outcome: 'disabled',
    done: 'Disabled, and its sessions have ended.',
  };
  return decide(client_id, decision, flags, surroundings);
}

/** `pitpass clients enable`: lets a disabled client get tokens again. */
export function enableClient(
  client_id: string,
  flags: ClientsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const decision = {
    decide: (registry: ClientRegistry) => registry.enable(client_id),
    obstacle: 'It is not disabled; "pitpass clients show" shows its state.',
    outcome: 'enabled',
    done: 'Enabled. What had ended stays ended; members sign in to it anew.',
  };
  return decide(client_id, decision, flags, surroundings);
}
