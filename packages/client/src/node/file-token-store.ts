import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isClientError, StoreFailure } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { parseTokenSet, tokenSetMembers } from '../token-set.ts';
import type { TokenSet } from '../token-set.ts';
import { createMutex } from '../token-store.ts';
import type { TokenStore } from '../token-store.ts';
import {
  closeToOthers,
  deleteIfPresent,
  errorCode,
  readTextIfPresent,
  replaceFile,
  syncFolder,
} from './durable-file.ts';
import { withFileLock } from './file-lock.ts';
import type { FileLockOptions } from './file-lock.ts';

/** How the file is locked, and who hears of it. */
export interface FileTokenStoreOptions extends FileLockOptions {
  /** Is warned when others could read the file. Default: nobody. */
  readonly logger?: Logger;
}

// Names the form of the file. Files without it are of the first one, too.
const versionMember = 'token_file_version';
const version = 1;

/** The file's JSON object. Members that are not ours belong to the app and are kept. */
type TokenFile = Readonly<Record<string, unknown>>;

function corrupt(path: string): StoreFailure {
  // Without the parser's own error, which would repeat a piece of the file.
  return new StoreFailure(
    `the token file ${path} is damaged and was left alone: move it away, then sign in again`,
  );
}

function parseTokenFile(path: string, text: string): TokenFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw corrupt(path);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw corrupt(path);
  const file = value as TokenFile;
  const found = file[versionMember] ?? version;
  if (found === version) return file;
  throw new StoreFailure(
    `the token file ${path} was written by another version of this package and was left alone: update this program, or move the file away and sign in again`,
  );
}

async function readTokenFile(path: string): Promise<TokenFile> {
  const text = await readTextIfPresent(path);
  return text === undefined ? {} : parseTokenFile(path, text);
}

function findTokenSet(path: string, file: TokenFile): TokenSet | undefined {
  if (!('access_token' in file)) return undefined;
  const tokenSet = parseTokenSet(file);
  if (tokenSet === undefined) throw corrupt(path);
  return tokenSet;
}

async function writeTokenFile(path: string, tokenSet: TokenSet | undefined): Promise<void> {
  const file = await readTokenFile(path);
  findTokenSet(path, file);
  const foreign = Object.entries(file).filter(
    ([name]) => name !== versionMember && !tokenSetMembers.includes(name),
  );
  const ours = tokenSet === undefined ? {} : { [versionMember]: version, ...tokenSet };
  const next = { ...Object.fromEntries(foreign), ...ours };
  if (Object.keys(next).length > 0) {
    await replaceFile(path, `${JSON.stringify(next, undefined, 2)}\n`);
  } else {
    await deleteIfPresent(path);
    await syncFolder(dirname(path));
  }
}

/**
 * Keeps tokens in a file that any number of processes may share: readable by its owner alone (0600
 * in a folder of 0700; on Windows the folder's own rules count), replaced in one step, on the disk
 * before it counts. Members of the file that are not tokens are kept. The lock is a file beside it.
 *
 * Every failure of the store is a StoreFailure; a file that is damaged, or of another version, is
 * reported and left as it is. One that others can read is closed to them before its tokens are given out; no
 * file without tokens is.
 *
 * @param path the file; it and its folder are made when the first tokens are stored
 */
export function fileTokenStore(path: string, options: FileTokenStoreOptions = {}): TokenStore {
  const file = resolve(path);
  const takeTurn = createMutex();

  async function act<T>(what: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      if (isClientError(cause)) throw cause;
      const reason = errorCode(cause);
      throw new StoreFailure(
        `the token file ${file} could not be ${what} (${reason}): see who owns it and its folder, and whether the disk is full`,
        { cause },
      );
    }
  }

  async function makeFolder(): Promise<void> {
    await act('made', () => mkdir(dirname(file), { recursive: true, mode: 0o700 }));
  }

  return {
    load: async () => {
      const tokenSet = await act('read', async () => findTokenSet(file, await readTokenFile(file)));
      // Whatever else was named by mistake, or lies behind a link, keeps its rights.
      if (tokenSet === undefined) return undefined;
      const wasOpen = await act('closed to others, who can read it', () => closeToOthers(file));
      if (wasOpen) {
        options.logger?.warn(
          'others could read the token file; who has a copy of it can use the tokens: sign out to end them',
          { file },
        );
      }
      return tokenSet;
    },
    save: async (tokenSet) => {
      await makeFolder();
      await act('written', () => writeTokenFile(file, tokenSet));
    },
    withLock: (action) =>
      takeTurn(async () => {
        await makeFolder();
        return withFileLock(`${file}.lock`, options, action);
      }),
  };
}
