import { resolve } from 'node:path';

import {
  DatabaseIsNewer,
  DatabaseMissing,
  InvalidConfig,
  options,
  parseConfig,
  SigningKeyUnreadable,
} from '@pitpass/server';
import type { DatabaseLocation } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import { readSecretKey } from '../serve/data-directory.ts';
import { StartProblem } from '../serve/start-problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';

/** The options of every command that works on the database of a service. */
export interface DatabaseFlags {
  readonly dataDirectory?: string;
  readonly json?: boolean;
}

/** Where the database of the service is, and its secret key. */
export interface ServiceLocation extends DatabaseLocation {
  /** Reads the secret key, which is made by the service alone. @throws StartProblem when there is none */
  readonly readSecretKey: () => Uint8Array;
}

function locate(flags: DatabaseFlags, surroundings: Surroundings): ServiceLocation {
  const { environment, directory } = surroundings;
  const { dataDirectory: folder, databaseUrl, secretKey } = options;
  // Whatever else is set for the service matters to it alone.
  const config = parseConfig(
    {
      [folder.variable]: flags.dataDirectory ?? environment[folder.variable],
      [databaseUrl.variable]: environment[databaseUrl.variable],
      [secretKey.variable]: environment[secretKey.variable],
    },
    { isLocal: true },
  );
  const dataDirectory = resolve(directory, config.dataDirectory);
  return {
    databaseUrl: config.databaseUrl,
    dataDirectory,
    onNotice: (sentence) => note(surroundings, `pitpass: ${sentence}`),
    readSecretKey: () => readSecretKey(dataDirectory, config.secretKey),
  };
}

function failure(code: string, message: string): Problem {
  return new Problem(code, exitCodes.failure, message);
}

function toProblem(error: unknown): unknown {
  if (error instanceof InvalidConfig) return usageProblem(error.problems.join(' '));
  if (error instanceof DatabaseMissing) {
    return failure(
      'database_missing',
      `${error.message} Start the service once with "pitpass serve", or name its data directory with --data-directory.`,
    );
  }
  if (error instanceof DatabaseIsNewer) return failure('database_newer', error.message);
  if (error instanceof StartProblem) return failure('secret_key_unusable', error.message);
  if (error instanceof SigningKeyUnreadable) {
    return failure(
      'secret_key_wrong',
      'The secret key in the data directory is not the one of this service; name the data directory of a node with --data-directory.',
    );
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000') {
    return failure(
      'database_unreachable',
      `PostgreSQL cannot be reached or does not let us in (${code}). Check PITPASS_DATABASE_URL.`,
    );
  }
  if (code === 'ERR_SQLITE_ERROR') {
    return failure(
      'database_unusable',
      `The database file cannot be used (${message}). Check the data directory.`,
    );
  }
  return error;
}

/**
 * Opens a part of the service that options and environment name, and closes it again.
 *
 * @throws Problem when there is no service or it cannot be used
 */
export async function withService<Opened extends { close(): Promise<void> }, Result>(
  open: (location: ServiceLocation) => Promise<Opened>,
  flags: DatabaseFlags,
  surroundings: Surroundings,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  try {
    const opened = await open(locate(flags, surroundings));
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  } catch (error) {
    throw toProblem(error);
  }
}
