import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { StartProblem } from './start-problem.ts';

/** How Pit Wall was asked to start. */
export interface StartOptions {
  /** Where to listen; undefined for the port that the demo names. */
  readonly port: number | undefined;
  readonly demoFile: string;
}

function parsePort(text: string, source: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new StartProblem(`${source} must be a port from 1 to 65535.`);
}

function readArguments(words: readonly string[]) {
  try {
    const options = { port: { type: 'string' }, 'demo-file': { type: 'string' } } as const;
    return parseArgs({ args: [...words], options }).values;
  } catch {
    throw new StartProblem(
      'Pit Wall knows two options, --port NUMBER and --demo-file PATH; give them so and no others.',
    );
  }
}

/**
 * Reads the command line, then the environment: `PIT_WALL_PORT`, and `PITPASS_DATA_DIRECTORY`, where
 * the service keeps the demo file.
 *
 * @throws StartProblem
 */
export function parseStartOptions(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const given = readArguments(words);
  const { PIT_WALL_PORT, PITPASS_DATA_DIRECTORY } = environment;
  const port =
    given.port !== undefined
      ? parsePort(given.port, '--port')
      : PIT_WALL_PORT && parsePort(PIT_WALL_PORT, 'PIT_WALL_PORT');
  return {
    port: port || undefined,
    demoFile: given['demo-file'] ?? join(PITPASS_DATA_DIRECTORY || '.pitpass', 'demo.json'),
  };
}
