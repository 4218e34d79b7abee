import { options } from '@pitpass/server';

import { usageProblem } from '../problem.ts';
import { parseAllowedHost } from '../run/allowed-host.ts';
import { startRun } from '../run/start-run.ts';
import { findStartSentences } from '../serve/run-serve.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';

/** The options of `pitpass run`, as they were typed. */
export interface RunFlags {
  readonly allow?: readonly string[];
  readonly preload?: boolean;
  readonly terminal?: boolean;
  /** False with `--no-browser`. */
  readonly browser: boolean;
  readonly port?: string;
  readonly dataDirectory?: string;
}

const portMax = 65_535;

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= portMax) return port;
  throw usageProblem('--port takes a port number from 1 to 65535.');
}

/**
 * `pitpass run -- COMMAND …`: runs a program against the local service in the place of production.
 *
 * @returns the exit code of the program; 1 when the service could not start
 * @throws Problem when an option is not understood or the program cannot be started
 */
export async function runCommand(
  program: readonly string[],
  flags: RunFlags,
  surroundings: Surroundings,
): Promise<number> {
  const [command, ...words] = program;
  if (command === undefined) {
    throw usageProblem(
      'No program was named; write it behind two dashes: pitpass run -- node app.js',
    );
  }
  const { variable, default: usual } = options.dataDirectory;
  try {
    return await startRun({
      command,
      words,
      allowed: (flags.allow ?? []).map(parseAllowedHost),
      isPreloaded: flags.preload === true,
      hasTerminal: flags.terminal === true,
      opensBrowser: flags.browser,
      dataDirectory: flags.dataDirectory ?? (surroundings.environment[variable] || usual),
      pagesPort: parsePort(flags.port),
      surroundings,
    });
  } catch (error) {
    const sentences = findStartSentences(error);
    if (sentences === undefined) throw error;
    for (const sentence of sentences) note(surroundings, `pitpass: ${sentence}`);
    return 1;
  }
}
