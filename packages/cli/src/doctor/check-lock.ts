import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

import { ok, problem, warning } from './finding.ts';
import type { Finding } from './finding.ts';

const check = 'lock';
const chainMax = 100;

/** Who made a file of a lock's chain; undefined for one that is not readable as such. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  readonly acquired_at: string | undefined;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { id, pid, host, acquired_at } = JSON.parse(text) as Record<string, unknown>;
    if (typeof id !== 'string' || typeof pid !== 'number' || typeof host !== 'string') {
      return undefined;
    }
    return {
      id,
      pid,
      host,
      acquired_at: typeof acquired_at === 'string' ? acquired_at : undefined,
    };
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Looks at the lock beside a token file: whether a process holds it, and whether that process still
 * lives. The lock of the SDK is a chain of files, each named after the id of the one before; whoever
 * made the last holds it.
 */
export async function checkLock(tokenFile: string): Promise<Finding> {
  const head = `${tokenFile}.lock`;
  let path = head;
  let text = await readIfThere(path);
  if (text === undefined) return ok(check, 'Nobody holds the lock of the token file.');
  for (let length = 0; length < chainMax; length += 1) {
    const holder = parseHolder(text);
    if (holder === undefined) {
      return problem(
        check,
        `${path} is no lock that can be read, so that every command waits for it.`,
        'Delete it, when no other program uses these tokens.',
      );
    }
    const next = `${head}.${holder.id}`;
    const after = await readIfThere(next);
    if (after === undefined) return describeHolder(holder, path);
    [path, text] = [next, after];
  }
  return warning(check, 'The lock of the token file changes hands all the time.');
}

function describeHolder({ pid, host, acquired_at }: Holder, path: string): Finding {
  const since = acquired_at === undefined ? '' : ` since ${acquired_at}`;
  if (host.split(' ')[0] !== hostname()) {
    return warning(
      check,
      `A process on the computer ${host.split(' ')[0]} holds the lock${since}.`,
      'If that computer is gone, the next command takes the lock over after 20 seconds.',
    );
  }
  if (isRunning(pid)) {
    return warning(
      check,
      `Process ${pid} holds the lock${since}: it refreshes or signs in at this moment.`,
      'Wait. If it is stuck, end it; the next command takes the lock over.',
    );
  }
  return warning(
    check,
    `Process ${pid} held the lock${since} and is dead; its lock is still there (${path}).`,
    'Nothing: the next command that needs the lock takes it over.',
  );
}
