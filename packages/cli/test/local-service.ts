import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findFreePort, launcher } from './pitpass.ts';
import type { Demo } from '../src/serve/demo-file.ts';

/** `pitpass serve --local` in a process of its own. */
export interface LocalService {
  readonly demo: Demo;
  readonly dataDirectory: string;
  /** How many requests to a path the service has logged. */
  readonly countRequests: (path: string) => number;
  /** Everything that it has written to standard output. */
  readonly log: () => string;
  /** Ends it, and gives its exit code. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Starts it in a folder, with the data directory `.pitpass` there, and waits until it answers. */
export async function startLocalService(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<LocalService> {
  const dataDirectory = join(folder, '.pitpass');
  const port = await findFreePort();
  const flags = ['--port', String(port), '--log-format', 'json', '--data-directory'];
  const service = spawn(process.execPath, [launcher, 'serve', '--local', ...flags, dataDirectory], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  const ended = new Promise<number | null>((resolve) => service.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    service.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Pitpass is running at')) resolve();
    });
    void ended.then(() => reject(new Error(`the service did not start: ${log}`)));
  });
  return {
    demo: JSON.parse(readFileSync(join(dataDirectory, 'demo.json'), 'utf8')) as Demo,
    dataDirectory,
    countRequests: (path) =>
      log.split('\n').filter((line) => line.includes(`"path":"${path}"`)).length,
    log: () => log,
    stop: (signal) => {
      service.kill(signal);
      return ended;
    },
  };
}
