import { link, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import { exitCodes, Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';

/** Where an answer is written to, piece after piece. */
export interface Target {
  /** The file, or undefined for standard output. */
  readonly file: string | undefined;
  /** Returns when there is room for more. */
  write(text: string): Promise<void>;
  /** Makes a file appear, whole. */
  commit(): Promise<void>;
  /** Leaves nothing behind; after `commit` it does nothing. */
  discard(): Promise<void>;
}

function unwritable(file: string, error: unknown): Problem {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  const message = `The answer could not be written to ${file} (${code}); name another --out.`;
  return new Problem('output_unwritable', exitCodes.failure, message);
}

function exists(file: string): Problem {
  const message = `${file} is there already; give --force to replace it, or name another --out.`;
  return new Problem('output_exists', exitCodes.failure, message);
}

type Standing = 'nothing' | 'file' | 'other';

/** What stands at a path; `other` is a pipe or a device, which is written to as it is. */
async function look(file: string): Promise<Standing> {
  try {
    const standing = await lstat(await realpath(file));
    return standing.isFile() || standing.isDirectory() ? 'file' : 'other';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unwritable(file, error);
    // A link that leads nowhere is not ours to replace.
    const isLink = await lstat(file).then(
      () => true,
      () => false,
    );
    return isLink ? 'file' : 'nothing';
  }
}

/** Gives a whole file its name, and never takes one away from a file that was there. */
async function giveName(part: string, file: string, mayReplace: boolean): Promise<void> {
  if (mayReplace) {
    await rename(part, await realpath(file).catch(() => file));
    return;
  }
  try {
    await link(part, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw exists(file);
    // Some file systems know no second names.
    await rename(part, file);
    return;
  }
  await rm(part, { force: true });
}

async function openPart(file: string): Promise<{ readonly part: string; handle: FileHandle }> {
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  await rm(part, { force: true });
  return { part, handle: await open(part, 'wx') };
}

/** Does something with a file. @throws Problem when it cannot be written */
async function attempt(file: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw error instanceof Problem ? error : unwritable(file, error);
  }
}

async function openFile(file: string, mayReplace: boolean): Promise<Target> {
  const { part, handle } = await openPart(file).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  return {
    file,
    write: (text) => attempt(file, () => handle.writeFile(text)),
    commit: () =>
      attempt(file, async () => {
        await close();
        await giveName(part, file, mayReplace);
      }),
    discard: async () => {
      await close();
      await rm(part, { force: true });
    },
  };
}

async function openDevice(file: string): Promise<Target> {
  const handle = await open(file, 'w').catch((error: unknown) => {
    throw unwritable(file, error);
  });
  return {
    file,
    // Not `write`, which may leave off in the middle.
    write: (text) => attempt(file, () => handle.writeFile(text)),
    commit: () => attempt(file, () => handle.close()),
    discard: () => handle.close().catch(() => undefined),
  };
}

/**
 * Opens what an answer is written to. A file is written beside its place and gets its name when it
 * is whole, so that whoever reads it never sees a part; an interrupted answer leaves nothing.
 *
 * @param out the file as it was named; undefined or `-` for standard output
 * @throws Problem when the file is there already, without `mayReplace`, or cannot be written
 */
export async function openTarget(
  out: string | undefined,
  mayReplace: boolean,
  surroundings: Surroundings,
): Promise<Target> {
  if (out === undefined || out === '-') {
    return {
      file: undefined,
      write: (text) => print(surroundings, text),
      commit: () => Promise.resolve(),
      discard: () => Promise.resolve(),
    };
  }
  const file = resolve(surroundings.directory, out);
  const standing = await look(file);
  if (standing === 'other') return openDevice(file);
  if (standing === 'file' && !mayReplace) throw exists(file);
  return openFile(file, mayReplace);
}
