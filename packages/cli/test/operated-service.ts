import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { serve } from '../src/serve/serve.ts';
import type { RunningService } from '../src/serve/serve.ts';
import { findFreePort, pitpass } from './pitpass.ts';
import type { Ended, PitpassOptions } from './pitpass.ts';

/** A local service that runs in this process, and the command beside it, in the folder of its data. */
export interface OperatedService {
  readonly folder: string;
  readonly dataDirectory: string;
  service(): RunningService;
  run(words: readonly string[], environment?: PitpassOptions['environment']): Promise<Ended>;
}

/**
 * Starts a service before the tests of the suite that calls it, and stops it after them.
 *
 * @param settings - variables of the service beside its own
 */
export function operateService(settings: Readonly<Record<string, string>> = {}): OperatedService {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-cli-'));
  const dataDirectory = join(folder, '.pitpass');
  let running: RunningService | undefined;
  before(async () => {
    running = await serve({
      isLocal: true,
      environment: {
        ...settings,
        PITPASS_DATA_DIRECTORY: dataDirectory,
        PITPASS_PORT: String(await findFreePort()),
        PITPASS_LOG_LEVEL: 'silent',
      },
      onNotice: () => {},
      overrides: { passwordHashCost: { memoryKib: 8, passes: 1 } },
    });
  });
  after(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    dataDirectory,
    service() {
      if (running === undefined) throw new Error('The service has not been started yet');
      return running;
    },
    run: (words, environment = {}) => pitpass(words, { directory: folder, environment }),
  };
}
