import { resolve } from 'node:path';

import {
  DatabaseIsNewer,
  DatabaseMissing,
  InvalidConfig,
  openClientRegistry,
  options,
  parseConfig,
} from '@pitpass/server';
import type { ClientRegistry, RegistrationProblem } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';
import { toVisibleText } from '../terminal/visible-text.ts';

/** The options of every `pitpass clients` command. */
export interface ClientsFlags {
  readonly dataDirectory?: string;
  readonly json?: boolean;
}

function findDatabase(flags: ClientsFlags, { environment, directory }: Surroundings) {
  const { dataDirectory, databaseUrl } = options;
  // Whatever else is set for the service matters to it alone.
  const config = parseConfig(
    {
      [dataDirectory.variable]: flags.dataDirectory ?? environment[dataDirectory.variable],
      [databaseUrl.variable]: environment[databaseUrl.variable],
    },
    { isLocal: true },
  );
  return {
    databaseUrl: config.databaseUrl,
    dataDirectory: resolve(directory, config.dataDirectory),
  };
}

function toProblem(error: unknown): unknown {
  if (error instanceof InvalidConfig) return usageProblem(error.problems.join(' '));
  if (error instanceof DatabaseMissing) {
    return new Problem(
      'database_missing',
      exitCodes.failure,
      `${error.message} Start the service once with "pitpass serve", or name its data directory with --data-directory.`,
    );
  }
  if (error instanceof DatabaseIsNewer) {
    return new Problem('database_newer', exitCodes.failure, error.message);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000') {
    return new Problem(
      'database_unreachable',
      exitCodes.failure,
      `PostgreSQL cannot be reached or does not let us in (${code}). Check PITPASS_DATABASE_URL.`,
    );
  }
  if (code === 'ERR_SQLITE_ERROR') {
    return new Problem(
      'database_unusable',
      exitCodes.failure,
      `The database file cannot be used (${message}). Check the data directory.`,
    );
  }
  return error;
}

/**
 * Opens the registry of the service that options and environment name, and closes it again.
 *
 * @throws Problem when there is none or it cannot be used
 */
export async function withRegistry<Result>(
  flags: ClientsFlags,
  surroundings: Surroundings,
  work: (registry: ClientRegistry) => Promise<Result>,
): Promise<Result> {
  const onNotice = (sentence: string): void => note(surroundings, `pitpass: ${sentence}`);
  try {
    const database = findDatabase(flags, surroundings);
    const registry = await openClientRegistry({ ...database, onNotice });
    try {
      return await work(registry);
    } finally {
      await registry.close();
    }
  } catch (error) {
    throw toProblem(error);
  }
}

/** The problem that a client is not there. */
export function unknownClient(client_id: string): Problem {
  return new Problem(
    'client_unknown',
    exitCodes.failure,
    `There is no client "${toVisibleText(client_id)}" here; "pitpass clients list" shows those there are.`,
  );
}

/** What is wrong with a field, and how the options of the command are written instead. */
export function toSentence({ message, kind }: RegistrationProblem): string {
  return kind === undefined
    ? message
    : `${message.replace(/\.$/, '')}; give --redirect-uri once for each.`;
}

/**
 * Tells every problem with what was typed, one sentence a line.
 *
 * @throws Problem always, with the last of them, or in JSON with all
 */
export function refuseInput(
  sentences: readonly string[],
  flags: ClientsFlags,
  surroundings: Surroundings,
): never {
  if (flags.json === true) throw usageProblem(sentences.join(' '));
  for (const sentence of sentences.slice(0, -1)) note(surroundings, `pitpass: ${sentence}`);
  throw usageProblem(sentences.at(-1) ?? '');
}
