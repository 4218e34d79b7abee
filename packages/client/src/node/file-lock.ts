import { randomInt, randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { link, readdir, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreFailure } from '../errors.ts';
import {
  deleteIfPresent,
  errorCode,
  isSharingViolation,
  readTextIfPresent,
  temporaryName,
  writeNewFile,
} from './durable-file.ts';

/*
 * A lock that survives the death of its holder and never has two holders.
 *
 * The lock is a chain of files. Its head has a fixed name and is created exclusively; every file
 * names its owner and a random id. The owner of the last file holds the lock. When that owner is
 * gone, the lock is taken over by creating the successor, whose name is the head's name and the id
 * of the last file: such a name can be created once only, so one taker wins. Nothing foreign is
 * ever deleted to take the lock over; that is what lets two takers both win in simpler schemes.
 *
 * To release, the holder creates its own successor first. If that fails it has been taken over and
 * leaves everything alone. If it succeeds nobody can take over any more, and it deletes the head,
 * then the rest. A taker that read an older chain finds the head gone or changed after creating
 * its file, and withdraws.
 *
 * An owner is gone when its process is, on this computer; or when the time on its file has stood
 * still for long, as seen by the waiter's own monotonic clock, so that no two clocks are ever
 * compared.
 */

/** Who made a file of the chain. */
interface LockRecord {
  readonly id: string;
  readonly pid: number;
  /** The computer, and on Linux the space in which the pid counts. */
  readonly host: string;
  /** For people who look into the file. */
  readonly acquired_at: string;
}

/** A file of the chain as it was read; without a record it is not readable as one. */
interface Link {
  readonly path: string;
  readonly record: LockRecord | undefined;
}

/** How patient the lock is. */
export interface FileLockOptions {
  /** How long to wait for the lock. Default: 90. */
  readonly lockTimeoutSeconds?: number;
  /** How long a holder may give no sign of life before it counts as gone. Default: 20. */
  readonly lockStaleSeconds?: number;
}

interface Hold {
  readonly record: LockRecord;
  /** All files of the chain, the head first, the own one last. */
  readonly paths: readonly string[];
}

const leftoverAgeSeconds = 60;

function describeHost(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function createRecord(): LockRecord {
  const acquired_at = new Date().toISOString();
  return { id: randomUUID(), pid: process.pid, host: describeHost(), acquired_at };
}

function parseRecord(text: string): LockRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<LockRecord> | null;
    const isWhole =
      typeof record?.id === 'string' &&
      /^[0-9a-f-]{36}$/.test(record.id) &&
      Number.isSafeInteger(record.pid) &&
      typeof record.host === 'string';
    return isWhole ? (record as LockRecord) : undefined;
  } catch {
    return undefined;
  }
}

async function readLink(path: string): Promise<Link | undefined> {
  const text = await readTextIfPresent(path);
  return text === undefined ? undefined : { path, record: parseRecord(text) };
}

/** Creates a file of the chain whole: it appears with its content or not at all. */
async function createLink(path: string, record: LockRecord): Promise<boolean> {
  const text = `${JSON.stringify(record)}\n`;
  const temporary = temporaryName(path);
  try {
    await writeNewFile(temporary, text);
    await link(temporary, path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (!['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV'].includes(code))
      throw error;
  } finally {
    await deleteIfPresent(temporary);
  }
  // A file system without hard links, FAT for example. Whoever dies within the next lines leaves a
  // file that nobody dares to take over, and the error of the next one says so.
  try {
    await writeNewFile(path, text);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || isSharingViolation(error)) return false;
    throw error;
  }
}

function isProcessGone(record: LockRecord): boolean {
  if (record.host !== describeHost()) return false;
  try {
    process.kill(record.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

/** Watches one waiter's view of a lock: who holds it, and since when it has not stirred. */
class LockWatch {
  readonly #staleMilliseconds: number;
  #seen = '';
  #since = 0;

  constructor(staleSeconds: number) {
    this.#staleMilliseconds = staleSeconds * 1000;
  }

  async isAbandoned(tail: Link): Promise<boolean> {
    if (tail.record === undefined) return false;
    if (isProcessGone(tail.record)) return true;
    const { mtimeNs } = await stat(tail.path, { bigint: true });
    const seen = `${tail.record.id} ${mtimeNs}`;
    if (seen !== this.#seen) {
      this.#seen = seen;
      this.#since = performance.now();
    }
    return performance.now() - this.#since >= this.#staleMilliseconds;
  }
}

/** Tries once; gives the holder that is in the way when there is one. */
async function tryLock(head: string, watch: LockWatch): Promise<Hold | Link | undefined> {
  const record = createRecord();
  const first = await readLink(head);
  if (first === undefined) {
    return (await createLink(head, record)) ? { record, paths: [head] } : undefined;
  }
  const paths: string[] = [];
  for (let tail: Link = first; ;) {
    paths.push(tail.path);
    if (tail.record === undefined) return tail;
    const successor = `${head}.${tail.record.id}`;
    const next = await readLink(successor);
    if (next !== undefined) {
      tail = next;
      continue;
    }
    if (!(await watch.isAbandoned(tail))) return tail;
    if (!(await createLink(successor, record))) return tail;
    const headNow = await readLink(head);
    if (headNow?.record?.id === first.record?.id) return { record, paths: [...paths, successor] };
    await deleteIfPresent(successor);
    return undefined;
  }
}

function isHold(attempt: Hold | Link | undefined): attempt is Hold {
  return attempt !== undefined && 'paths' in attempt;
}

async function acquire(head: string, options: FileLockOptions): Promise<Hold> {
  const { lockTimeoutSeconds = 90, lockStaleSeconds = 20 } = options;
  const watch = new LockWatch(lockStaleSeconds);
  const deadline = performance.now() + lockTimeoutSeconds * 1000;
  for (;;) {
    const attempt = await tryLock(head, watch).catch((error: unknown) => {
      // A file of the chain was deleted between two looks at it: look again.
      if (errorCode(error) === 'ENOENT' || isSharingViolation(error)) return undefined;
      throw error;
    });
    if (isHold(attempt)) return attempt;
    if (performance.now() >= deadline) throw lockTimeout(head, lockTimeoutSeconds, attempt);
    await sleep(randomInt(10, 40));
  }
}

function lockTimeout(head: string, seconds: number, holder: Link | undefined): StoreFailure {
  let who = 'other processes in turn: try again';
  if (holder?.record !== undefined) {
    who = `process ${holder.record.pid} on ${holder.record.host}: let it finish or end it, then try again`;
  } else if (holder !== undefined) {
    who = `an unreadable file (${holder.path}): delete it if no other program uses the tokens`;
  }
  return new StoreFailure(`the lock ${head} was held for ${seconds} seconds by ${who}`);
}

async function release(head: string, hold: Hold): Promise<void> {
  const marker = `${head}.${hold.record.id}`;
  if (!(await createLink(marker, createRecord()))) return;
  for (const path of [...hold.paths, marker]) await deleteIfPresent(path);
}

/**
 * Deletes what killed processes left behind: files beside the lock that nobody has touched for
 * long.
 */
async function sweep(head: string, hold: Hold): Promise<void> {
  if (hold.paths.length > 1) return;
  const folder = dirname(head);
  const stem = basename(head, '.lock');
  const names = await readdir(folder);
  for (const name of names) {
    const rest = name.startsWith(`${stem}.`) ? name.slice(stem.length) : '';
    if (!/^(\.lock)?(\.[0-9a-f-]{36})+(\.tmp)?$/.test(rest)) continue;
    if (rest.includes(hold.record.id)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > leftoverAgeSeconds * 1000) await deleteIfPresent(path);
  }
}

/**
 * Runs an action while no other process that uses the same lock file runs one.
 *
 * @param head the lock file, which must end in `.lock`; its folder must exist
 * @throws StoreFailure when the lock does not become free in time
 */
export async function withFileLock<T>(
  head: string,
  options: FileLockOptions,
  action: () => Promise<T>,
): Promise<T> {
  const hold = await acquire(head, options).catch((cause: unknown) => {
    if (cause instanceof StoreFailure) throw cause;
    const reason = errorCode(cause);
    throw new StoreFailure(`the lock file ${head} could not be made (${reason})`, { cause });
  });
  const own = hold.paths.at(-1) ?? head;
  const heartbeat = setInterval(
    () => {
      const now = new Date();
      void utimes(own, now, now).catch(() => undefined);
    },
    ((options.lockStaleSeconds ?? 20) * 1000) / 10,
  );
  heartbeat.unref();
  try {
    await sweep(head, hold).catch(() => undefined);
    return await action();
  } finally {
    clearInterval(heartbeat);
    // The action is done; a lock that could not be let go is taken over by whoever waits for it.
    await release(head, hold).catch(() => undefined);
  }
}
