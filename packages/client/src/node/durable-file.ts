import { randomUUID } from 'node:crypto';
import { chmod, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const isWindows = process.platform === 'win32';

/** The system's code of a failure, `ENOENT` for example. */
export function errorCode(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

/** True for what Windows says of a file that somebody else has open or is just deleting. */
export function isSharingViolation(error: unknown): boolean {
  return isWindows && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error));
}

/** Repeats an act on a file for up to a second, as long as somebody else is in the way. */
async function whenShared<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isSharingViolation(error) || attempt === 20) throw error;
      await sleep(50);
    }
  }
}

/** The text of a file, or undefined when there is none. */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  try {
    return await whenShared(() => readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Takes the rights of everybody but the owner away from a file. True when there were any; false, too, where
 * the file system has none to take: there its owner may not even try.
 */
export async function closeToOthers(path: string): Promise<boolean> {
  if (isWindows) return false;
  try {
    const { mode, uid } = await stat(path);
    if ((mode & 0o077) === 0) return false;
    await chmod(path, mode & 0o700).catch((error: unknown) => {
      if (errorCode(error) !== 'EPERM' || uid !== process.getuid?.()) throw error;
    });
    return ((await stat(path)).mode & 0o077) === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Deletes a file; it is no failure when there is none. */
export async function deleteIfPresent(path: string): Promise<void> {
  try {
    await whenShared(() => unlink(path));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Makes sure that what happened to the names in a folder outlives a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows neither allows nor needs it.
  if (isWindows) return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems cannot; the rename itself still is atomic there.
    if (!['EINVAL', 'ENOTSUP', 'EBADF', 'EPERM'].includes(errorCode(error))) throw error;
  } finally {
    await handle.close();
  }
}

/** Writes a new file, readable by its owner alone, down to the disk. It must not exist yet. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name beside `path` that nobody else uses. */
export function temporaryName(path: string): string {
  return `${path}.${randomUUID()}.tmp`;
}

/**
 * Replaces a file in one step: whoever reads sees the old text or the new one, also after a crash.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeNewFile(temporary, text);
    await whenShared(() => rename(temporary, path));
  } catch (error) {
    await deleteIfPresent(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}
