import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { options } from '@pitpass/server';

import { localTokenFile } from './faults/faults-path.ts';
import { StartProblem } from './start-problem.ts';

const privateFolderMode = 0o700;
const privateFileMode = 0o600;
const othersBits = 0o077;
const secretKeyBytes = 32;
const localTokenBytes = 32;
const localTokenPattern = /^[\w-]{43,}$/;

/** The data directory of a service, made when it was missing. */
export interface DataDirectory {
  readonly path: string;
  readonly demoFile: string;
  /** 32 bytes that every secret key of the service is derived from. */
  readonly secretKey: Uint8Array;
}

function refuseOthersRights(file: string, subject: string): void {
  // Windows keeps no such bits; there the folder's own rights count.
  if (process.platform === 'win32' || (statSync(file).mode & othersBits) === 0) return;
  throw new StartProblem(
    `The ${subject} in ${file} can be read by others than its owner. Take their rights away with chmod 600, and think of it as known.`,
  );
}

const secretKeyFile = join('keys', 'secret-key');

// 32 random bytes have fewer different ones less than once in 10 to the 15th times; words and zeros always do.
const differentBytesMin = 16;

function toSecretKey(text: string, place: string, cure: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length < secretKeyBytes) {
    throw new StartProblem(
      `The secret key in ${place} is too short: it must be ${secretKeyBytes} random bytes in URL-safe Base64. ${cure}`,
    );
  }
  if (new Set(key).size < differentBytesMin) {
    throw new StartProblem(`The secret key in ${place} is not random. ${cure}`);
  }
  return key;
}

function readKeyFile(file: string): Buffer {
  refuseOthersRights(file, 'secret key');
  return toSecretKey(readFileSync(file, 'utf8'), file, 'Restore the file from your backup.');
}

function readGivenKey(given: string, file: string): Buffer {
  const { variable } = options.secretKey;
  const cure = `Leave it out to have one made in ${file}, or make one with "openssl rand -base64 32".`;
  // Standard Base64 says the same with two other characters.
  const key = toSecretKey(given.replaceAll('+', '-').replaceAll('/', '_'), variable, cure);
  if (existsSync(file) && !readKeyFile(file).equals(key)) {
    throw new StartProblem(
      `${variable} and ${file} hold different secret keys. Keep the one that this service was started with, and take the other away.`,
    );
  }
  return key;
}

/**
 * Reads the secret key of a service that has been started before. Nothing is made.
 *
 * @param given - the key from the environment, where the operator keeps it there
 * @throws StartProblem when there is none, or others could read it, or it is too short or not random, or two
 *   different ones were found
 */
export function readSecretKey(directory: string, given?: string): Uint8Array {
  const file = join(directory, secretKeyFile);
  if (given !== undefined) return readGivenKey(given, file);
  if (!existsSync(file)) {
    throw new StartProblem(
      `There is no secret key in ${file}. Name the data directory of the service with --data-directory.`,
    );
  }
  return readKeyFile(file);
}

/**
 * Makes a folder and the ones above it, one by one: Node's own way of making them all never comes back where
 * a file system answers that nothing can be made at all, as /proc does.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: privateFolderMode });
  } catch (error) {
    // Another start may have been first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const ownNames = ['keys', 'pitpass.sqlite', 'demo.json'];

/** A folder that others use, the system's for temporary files say, must not be taken from them. */
function refuseFolderOfOthers(path: string): void {
  if (process.platform === 'win32' || !existsSync(path)) return;
  if ((statSync(path).mode & othersBits) === 0) return;
  if (ownNames.some((name) => existsSync(join(path, name)))) return;
  // An empty volume has one entry.
  if (readdirSync(path).every((name) => name === 'lost+found')) return;
  throw new StartProblem(
    `The data directory ${path} holds other things already, and others may look into it. Name a folder of its own with --data-directory: the service closes it to everybody else.`,
  );
}

/**
 * Opens the data directory: only its owner may look into it. Unless the environment gives a secret key, one is
 * made the first time and kept in a file beside the database, never in it.
 *
 * @throws StartProblem when the directory cannot be written, or others use it for something else, or its secret
 *   key is not one
 */
export function openDataDirectory(directory: string, givenKey?: string): DataDirectory {
  const path = resolve(directory);
  const keyFile = join(path, secretKeyFile);
  try {
    refuseFolderOfOthers(path);
    makeFolder(dirname(keyFile));
    accessSync(path, constants.W_OK | constants.X_OK);
    chmodSync(path, privateFolderMode);
    if (givenKey === undefined && !existsSync(keyFile)) {
      writeFileSync(keyFile, `${randomBytes(secretKeyBytes).toString('base64url')}\n`, {
        mode: privateFileMode,
        flag: 'wx',
      });
    }
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new StartProblem(
      `The data directory ${path} cannot be written (${code}). Give yourself the right to write there, or name another one with --data-directory.`,
    );
  }
  return { path, demoFile: join(path, 'demo.json'), secretKey: readSecretKey(path, givenKey) };
}

/**
 * The token that lets programs of this account change what is local in a service, made the first time. It
 * stays the same, so that several services on one data directory share it.
 *
 * @throws StartProblem when it cannot be read or written, or others could read it, or it is none
 */
export function openLocalToken({ path }: Pick<DataDirectory, 'path'>): string {
  const file = join(path, localTokenFile);
  let token: string;
  try {
    if (!existsSync(file)) {
      const made = `${randomBytes(localTokenBytes).toString('base64url')}\n`;
      writeFileSync(file, made, { mode: privateFileMode, flag: 'wx' });
    }
    refuseOthersRights(file, 'local token');
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new StartProblem(
      `The local token in ${file} cannot be read or written (${code}). Delete it; the next start makes a new one.`,
    );
  }
  if (localTokenPattern.test(token)) return token;
  throw new StartProblem(
    `The local token in ${file} is not one. Delete the file; the next start makes a new one.`,
  );
}
