import { faultAreas, faultNames, findFaultArea, findFaultKind } from './fault-table.ts';
import type { FaultArea, FaultKind, FaultName } from './fault-table.ts';

/** A fault that is on, as programs see it. */
export interface Fault {
  readonly name: FaultName;
  /** The client that meets it alone; null for all. */
  readonly client_id: string | null;
  /** How many requests will still meet it; null until it is switched off. */
  readonly remaining: number | null;
  /** What the seconds mean is the fault's own; null when it has none. */
  readonly seconds: number | null;
  /** How the paths begin that meet it; null for the usual ones. */
  readonly path: string | null;
}

/** A fault as it was asked for, or one sentence that says what is wrong with that. */
export type ParsedFault = { readonly fault: Fault } | { readonly problem: string };

const memberNames = ['name', 'client_id', 'count', 'seconds', 'path'];
const countMax = 1_000_000;

function isWhole(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

/** All areas that a fault can happen in. */
export function areasOf({ areas, areasByPath = [] }: FaultKind): readonly FaultArea[] {
  return [...areas, ...areasByPath];
}

/** The areas of a fault in which paths begin as named. */
function areasUnder(kind: FaultKind, path: string | null): readonly FaultArea[] {
  if (path === null) return kind.areas;
  const own = findFaultArea(path);
  return areasOf(kind).filter((area) => area === own || faultAreas[area].path.startsWith(path));
}

/** The paths of areas, for a sentence. */
export function formatAreas(areas: readonly FaultArea[]): string {
  return areas.map((area) => faultAreas[area].path.replace(/\/$/, '')).join(', ');
}

function findSecondsProblem(name: string, { seconds }: FaultKind, value: unknown) {
  if (value === undefined) return undefined;
  if (seconds === undefined) return `The fault ${name} takes no seconds; leave them out.`;
  const { min, max } = seconds;
  if (isWhole(value, min, max) && value !== 0) return undefined;
  const zero = min < 0 ? ', and not 0' : '';
  return `The seconds of ${name} must be a whole number from ${min} to ${max}${zero}.`;
}

function findPathProblem(name: string, kind: FaultKind, path: unknown): string | undefined {
  if (path === undefined) return undefined;
  if (typeof path !== 'string' || !/^\/[\w\-./~%:]{0,200}$/.test(path)) {
    return 'The path must be how a path of the service begins, /data/results for example, without query.';
  }
  if (areasUnder(kind, path).length > 0) return undefined;
  return `The fault ${name} does not happen under ${path}; it can under ${formatAreas(areasOf(kind))}.`;
}

function findClientProblem(kind: FaultKind, client_id: unknown, path: string | null) {
  if (client_id === undefined) return undefined;
  if (typeof client_id !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(client_id)) {
    return 'The client must be a client_id: 1 to 64 printable characters without spaces.';
  }
  if (areasUnder(kind, path).some((area) => faultAreas[area].knowsClient)) return undefined;
  return 'Links to files carry no token, so that no client can be told from another there; leave the client out.';
}

function findProblem(wanted: Readonly<Record<string, unknown>>): string | undefined {
  const { name, client_id, count, seconds, path } = wanted;
  const unknown = Object.keys(wanted).find((member) => !memberNames.includes(member));
  if (unknown !== undefined) {
    return `A fault has the members ${memberNames.join(', ')} and no other.`;
  }
  const kind = typeof name === 'string' ? findFaultKind(name) : undefined;
  if (kind === undefined || typeof name !== 'string') {
    return `There is no such fault; there are ${faultNames.join(', ')}.`;
  }
  if (count !== undefined && !isWhole(count, 1, countMax)) {
    return `The count must be a whole number from 1 to ${countMax}.`;
  }
  return (
    findSecondsProblem(name, kind, seconds) ??
    findPathProblem(name, kind, path) ??
    findClientProblem(kind, client_id, (path as string | undefined) ?? null)
  );
}

/**
 * Reads a fault as a program asks for it, `{name, client_id?, count?, seconds?, path?}`. What it
 * gives fits its kind: seconds within their bounds and never missing where they count, a path that
 * it can happen under. Whether there is such a client is not asked.
 */
export function parseFault(value: unknown): ParsedFault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: 'A fault is an object with a name, {"name":"maintenance"} for example.' };
  }
  const wanted = value as Readonly<Record<string, unknown>>;
  const problem = findProblem(wanted);
  if (problem !== undefined) return { problem };
  const { name, client_id, count, seconds, path } = wanted as {
    readonly name: FaultName;
    readonly client_id?: string;
    readonly count?: number;
    readonly seconds?: number;
    readonly path?: string;
  };
  return {
    fault: {
      name,
      client_id: client_id ?? null,
      remaining: count ?? null,
      seconds: seconds ?? findFaultKind(name).seconds?.usual ?? null,
      path: path ?? null,
    },
  };
}

/** What a request must be to meet a fault. */
export interface FaultTarget {
  readonly area: FaultArea;
  /** The path of the request, without its query. */
  readonly path: string;
  /** Whose request it is, as far as its token or its form tells. */
  readonly client_id: string | undefined;
}

/** Whether a request is one of those that meet a fault. */
export function isMetBy({ name, client_id, path }: Fault, target: FaultTarget): boolean {
  if (client_id !== null && client_id !== target.client_id) return false;
  const kind = findFaultKind(name);
  return path === null
    ? kind.areas.includes(target.area)
    : areasOf(kind).includes(target.area) && target.path.startsWith(path);
}

/** A fault as one sentence: what happens, to whom, where, how often. */
export function describeFault({ name, client_id, remaining, seconds, path }: Fault): string {
  const kind = findFaultKind(name);
  const where = path === null ? formatAreas(kind.areas) : `${path}…`;
  const whose = client_id === null ? '' : ` for ${client_id}`;
  const isOnce = remaining === 1;
  const often =
    remaining === null
      ? 'until it is switched off'
      : `${remaining} more ${isOnce ? 'time' : 'times'}`;
  const wait = seconds === null ? '' : ` (${seconds} s ${kind.seconds?.meaning ?? ''})`;
  return `${name}${whose} at ${where}, ${often}: ${kind.sentence}${wait}.`;
}
