import { usageProblem } from '../problem.ts';
import { faultNames, findFaultKind } from '../serve/faults/fault-table.ts';
import { describeFault, parseFault } from '../serve/faults/parse-fault.ts';
import type { Fault } from '../serve/faults/parse-fault.ts';
import { findLocalService } from '../settings/local-service.ts';
import type { LocalServiceFlags } from '../settings/local-service.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable } from '../terminal/table.ts';
import { requestFaults } from './fault-request.ts';

/** The options of every `pitpass fault` command. */
export interface FaultFlags extends LocalServiceFlags {
  readonly json?: boolean;
}

/** The options of `pitpass fault add`. */
export interface FaultAddFlags extends FaultFlags {
  /** Who meets it, as a client_id. */
  readonly client?: string;
  readonly once?: boolean;
  readonly count?: string;
  readonly seconds?: string;
  readonly path?: string;
}

/** The number that was typed; what is none becomes NaN, which is refused with its bounds. */
function toNumber(text: string): number {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

function toWanted(name: string, flags: FaultAddFlags): object {
  const { client, once, count, seconds, path } = flags;
  if (once === true && count !== undefined) {
    throw usageProblem('--once and --count both say how often; give one.');
  }
  return {
    name,
    ...(client !== undefined && { client_id: client }),
    ...(once === true && { count: 1 }),
    ...(count !== undefined && { count: toNumber(count) }),
    ...(seconds !== undefined && { seconds: toNumber(seconds) }),
    ...(path !== undefined && { path }),
  };
}

/**
 * `pitpass fault add`: makes something go wrong in the local service from now on.
 *
 * @throws Problem when there is no such fault, or it cannot be had as asked
 */
export async function addFault(
  name: string,
  flags: FaultAddFlags,
  surroundings: Surroundings,
): Promise<void> {
  const wanted = toWanted(name, flags);
  const parsed = parseFault(wanted);
  if ('problem' in parsed) throw usageProblem(parsed.problem);
  const local = await findLocalService(flags, surroundings);
  const { fault } = await requestFaults<{ readonly fault: Fault }>(local, 'POST', { body: wanted });
  const isJson = flags.json === true;
  await print(surroundings, `${isJson ? JSON.stringify({ fault }) : describeFault(fault)}\n`);
}

const titles = ['FAULT', 'CLIENT', 'PATH', 'SECONDS', 'LEFT'];

function toRow({ name, client_id, path, seconds, remaining }: Fault): string[] {
  return [name, client_id, path, seconds, remaining].map((value) => String(value ?? '-'));
}

/** `pitpass fault list`: lists the faults that are on. */
export async function listFaults(flags: FaultFlags, surroundings: Surroundings): Promise<void> {
  const local = await findLocalService(flags, surroundings);
  const { faults } = await requestFaults<{ readonly faults: readonly Fault[] }>(local, 'GET');
  if (flags.json === true) return print(surroundings, `${JSON.stringify({ faults })}\n`);
  if (faults.length === 0) return note(surroundings, 'No fault is on.');
  return print(surroundings, formatTable(titles, faults.map(toRow)));
}

/**
 * `pitpass fault clear`: switches off the faults of a name, or all. Nothing to switch off is no
 * failure.
 *
 * @throws Problem when there is no fault of that name
 */
export async function clearFaults(
  name: string | undefined,
  flags: FaultFlags,
  surroundings: Surroundings,
): Promise<void> {
  if (name !== undefined && findFaultKind(name) === undefined) {
    throw usageProblem(`There is no such fault; there are ${faultNames.join(', ')}.`);
  }
  const local = await findLocalService(flags, surroundings);
  const query = name === undefined ? '' : `?name=${name}`;
  const answer = await requestFaults<{ readonly cleared: number }>(local, 'DELETE', { query });
  const { cleared } = answer;
  if (flags.json === true) return print(surroundings, `${JSON.stringify({ cleared })}\n`);
  const sentence =
    cleared === 0
      ? 'There was nothing to switch off.'
      : `${cleared} ${cleared === 1 ? 'fault is' : 'faults are'} off.`;
  return note(surroundings, sentence);
}
