import type { FastifyInstance } from 'fastify';

import { createPitWall } from '../create-pit-wall.ts';
import { readDemo } from './demo.ts';
import type { Demo } from './demo.ts';
import { parseStartOptions } from './start-options.ts';
import { StartProblem } from './start-problem.ts';

/** What a process gives to Pit Wall. */
export interface ProcessParts {
  /** The command line after the name of the file. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly printProblem: (line: string) => void;
  /** Resolves when the process is asked to stop. */
  readonly stopped: Promise<unknown>;
}

const address = '127.0.0.1';
const defaultPort = 7481;
const portMax = 65_535;
const portStep = 10;

/**
 * The port to listen on.
 *
 * @throws StartProblem when people who sign in would be sent back to another one
 */
export function choosePort(asked: number | undefined, pitWallUrl: string): number {
  const url = new URL(pitWallUrl);
  const isHere = url.protocol === 'http:' && url.hostname === address;
  const registered = isHere ? Number(url.port || '80') : undefined;
  if (asked !== undefined && registered !== undefined && asked !== registered) {
    throw new StartProblem(
      `The service sends people back to ${pitWallUrl}, not to port ${asked}. Start Pit Wall with --port ${registered}, or the service with --pit-wall-url http://${address}:${asked}.`,
    );
  }
  return asked ?? registered ?? defaultPort;
}

async function listen(app: FastifyInstance, port: number): Promise<void> {
  try {
    await app.listen({ host: address, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      const otherPort = port + (port > portMax - portStep ? -portStep : portStep);
      throw new StartProblem(
        `Port ${port} is taken by another program. Stop it, or start the service with another port for Pit Wall: --pit-wall-url http://${address}:${otherPort}.`,
      );
    }
    if (code === 'EACCES') {
      throw new StartProblem(`Port ${port} may not be used by this account.`);
    }
    throw error;
  }
}

async function start(parts: ProcessParts): Promise<{ app: FastifyInstance; demo: Demo }> {
  const { port, demoFile } = parseStartOptions(parts.arguments, parts.environment);
  const demo = readDemo(demoFile);
  const chosen = choosePort(port, demo.pitWallUrl);
  const app = await createPitWall({
    origin: demo.pitWallUrl,
    serviceUrl: demo.serviceUrl,
    client_id: demo.client_id,
    client_secret: demo.client_secret,
    onFault: parts.printProblem,
  });
  await listen(app, chosen);
  return { app, demo };
}

/**
 * Runs Pit Wall until it is asked to stop; requests in flight are finished first.
 *
 * @returns the exit code: 0 after an orderly stop, 1 when it could not start
 */
export async function runPitWall(parts: ProcessParts): Promise<number> {
  try {
    const { app, demo } = await start(parts);
    parts.print(`Pit Wall is running at ${demo.pitWallUrl}`);
    await parts.stopped;
    await app.close();
    return 0;
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error;
    parts.printProblem(`Pit Wall: ${error.message}`);
    return 1;
  }
}
