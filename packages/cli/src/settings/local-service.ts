import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import { localTokenFile } from '../serve/faults/faults-path.ts';
import type { Surroundings } from '../surroundings.ts';
import { findNamedService } from './choose-settings.ts';
import { findDemo, isLocalOrigin } from './demo.ts';

/** The options of a command that changes what is local in a service. */
export interface LocalServiceFlags {
  readonly service?: string;
  readonly dataDirectory?: string;
}

/** A service on this computer, and what lets its owner change what is local in it. */
export interface LocalService {
  readonly service: string;
  readonly localToken: string;
}

async function readLocalToken(folder: string): Promise<string> {
  const file = join(folder, localTokenFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new Problem(
      'local_token_unreadable',
      exitCodes.failure,
      `The local token in ${file} cannot be read (${code}); start the service with "pitpass serve --local", or name its data directory with --data-directory.`,
    );
  }
  const localToken = text.trim();
  if (/^[\w-]{43,}$/.test(localToken)) return localToken;
  throw new Problem(
    'local_token_unreadable',
    exitCodes.failure,
    `${file} holds no local token; delete it and start the service again.`,
  );
}

/**
 * Finds the local service that options, the environment or the demo name, and the token of its data
 * directory. The token is for a service on this computer alone.
 *
 * @param what - only a local service has it
 *
 * @throws Problem when there is none, it is elsewhere, or its token cannot be read
 */
export async function findLocalService(
  flags: LocalServiceFlags,
  { environment, directory }: Pick<Surroundings, 'environment' | 'directory'>,
  what = 'faults',
): Promise<LocalService> {
  const dataDirectory =
    flags.dataDirectory ?? (environment['PITPASS_DATA_DIRECTORY'] || '.pitpass');
  const named = findNamedService(flags, environment, 'iracing');
  if (named !== undefined && !isLocalOrigin(named)) {
    throw usageProblem(
      `${named} is not on this computer, and only a local service has ${what}; name one like http://localhost:7480 with --service.`,
    );
  }
  const service = named ?? (await findDemoService(dataDirectory, directory));
  return { service, localToken: await readLocalToken(resolve(directory, dataDirectory)) };
}

async function findDemoService(dataDirectory: string, directory: string): Promise<string> {
  const environment = { PITPASS_DATA_DIRECTORY: dataDirectory };
  const found = await findDemo({ environment, directory });
  if (found !== undefined) return found.demo.service;
  throw usageProblem(
    `There is no local service in ${resolve(directory, dataDirectory)}; run the command where it has its .pitpass folder, or name that with --data-directory.`,
  );
}
