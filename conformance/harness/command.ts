import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { plainEnvironment, spawnTracked, waitForExit } from './running-service.ts';
import type { Service } from './running-service.ts';

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

/** How a `pitpass` command ended, and what it said. */
export interface EndedCommand {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pitpass` on the database of a service, which goes on running, and waits for its end. */
export async function runCommand(
  { dataDirectory, databaseUrl }: Service,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedCommand> {
  const command = startCommand([...words, '--data-directory', dataDirectory], {
    ...environment,
    ...(databaseUrl !== undefined && { PITPASS_DATABASE_URL: databaseUrl }),
  });
  const code = await command.exited;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}

/** The same as {@link runCommand} for a command that has to succeed; throws with what it said otherwise. */
export async function runSucceeding(
  service: Service,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedCommand> {
  const ended = await runCommand(service, words, environment);
  assert.equal(ended.code, 0, `${words.join(' ')}: ${ended.stderr}`);
  return ended;
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
