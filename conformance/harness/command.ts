import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { plainEnvironment, spawnTracked, waitForExit } from './running-service.ts';

const launcher = fileURLToPath(new URL('../../packages/cli/bin/pitpass.js', import.meta.url));
const startMsMax = 20_000;

/** A `pitpass` command that was started. */
export interface Command {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

/** Starts `pitpass` with arguments, as a person would in a terminal. */
export function startCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Command {
  const child = spawnTracked([launcher, ...args], { ...plainEnvironment(), ...environment });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  return { child, exited: waitForExit(child), stdout: () => stdout, stderr: () => stderr };
}

/** Waits until a started `pitpass serve` says where it is; throws when it ends or stays silent. */
export async function waitUntilServing(command: Command): Promise<void> {
  const until = performance.now() + startMsMax;
  while (!/is running at/.test(command.stdout())) {
    if (command.child.exitCode !== null || performance.now() > until) {
      throw new Error(`pitpass serve did not start: ${command.stdout()} ${command.stderr()}`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
