import { readFileSync } from 'node:fs';

import { StartProblem } from './start-problem.ts';

/** What Pit Wall needs of the demo of the local service. */
export interface Demo {
  /** Without a path. */
  readonly serviceUrl: string;
  /** Without a path. */
  readonly pitWallUrl: string;
  readonly client_id: string;
  readonly client_secret: string;
}

const client_id = 'pit-wall';

function originOf(value: unknown, name: string, file: string): string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new StartProblem(`The demo file ${file} has no address under "${name}".`);
  }
  return url.origin;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new StartProblem(
        `There is no demo file at ${file}. Start the service first (pitpass serve --local), or name the file with --demo-file.`,
      );
    }
    throw new StartProblem(`The demo file ${file} cannot be read (${code ?? 'unknown error'}).`);
  }
}

/**
 * Reads the demo file.
 *
 * @throws StartProblem when it is missing, malformed, or has no client for Pit Wall
 */
export function readDemo(file: string): Demo {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw new StartProblem(`The demo file ${file} is not JSON.`);
  }
  const { service, pit_wall, clients } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const list: readonly unknown[] = Array.isArray(clients) ? clients : [];
  const client = list.find(
    (each) => (each as { client_id?: unknown } | null)?.client_id === client_id,
  ) as { client_secret?: unknown } | undefined;
  if (typeof client?.client_secret !== 'string' || client.client_secret === '') {
    throw new StartProblem(`The demo file ${file} has no client "${client_id}" with a secret.`);
  }
  return {
    serviceUrl: originOf(service, 'service', file),
    pitWallUrl: originOf(pit_wall, 'pit_wall', file),
    client_id,
    client_secret: client.client_secret,
  };
}
