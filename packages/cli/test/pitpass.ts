import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

import { run } from '../src/run.ts';
import { startFakeService } from './fake-service.ts';
import type { FakeService } from './fake-service.ts';

/** The launcher that a shell runs. */
export const launcher = fileURLToPath(new URL('../bin/pitpass.js', import.meta.url));

/** What surrounds a command. */
export interface PitpassOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Working directory and home at once. */
  readonly directory?: string;
  /** True when standard output says of itself that it is a terminal; not for processes. */
  readonly isTerminal?: boolean;
  /** What a pipe brings on standard input; not for processes. */
  readonly input?: string;
}

/** How a process of the command is started. */
export interface ProcessOptions extends PitpassOptions {
  readonly nodeArguments?: readonly string[];
  readonly program?: string;
}

/** What a command left behind. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command while it runs. */
export interface RunningPitpass {
  readonly ended: Promise<Ended>;
  /** Waits until standard error holds the pattern. */
  readonly untilSaid: (pattern: RegExp) => Promise<string>;
}

/** A folder of a test's own, which stands in for home and working directory. */
export function createFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Collects what a stream holds, and lets others wait for a piece of it. */
function collect(stream: Readable, ended: () => Promise<unknown>) {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(text)) resolve(text);
      };
      look();
      stream.on('data', look);
      void ended().then(() => reject(new Error(`ended without saying ${pattern}: ${text}`)));
    });
  return { read: () => text, until };
}

/** Starts the command within this process: quicker than one of its own, and the same code. */
export function startPitpass(
  words: readonly string[],
  options: PitpassOptions = {},
): RunningPitpass {
  const { directory = tmpdir(), environment = {}, isTerminal = false, input } = options;
  const output = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const errors = new PassThrough();
  const stdout = collect(output, () => ended);
  const stderr = collect(errors, () => ended);
  const runToEnd = async (): Promise<Ended> => {
    const exitCode = await run(words, {
      environment: { XDG_STATE_HOME: join(directory, 'state'), ...environment },
      directory,
      homeDirectory: directory,
      platform: process.platform,
      input: input === undefined ? new PassThrough() : Readable.from([input]),
      output,
      errors,
      watchInterrupts: () => new AbortController().signal,
    });
    await setImmediate();
    return { exitCode, stdout: stdout.read(), stderr: stderr.read() };
  };
  const ended = runToEnd();
  return { ended, untilSaid: stderr.until };
}

/** Runs the command to its end. */
export async function pitpass(
  words: readonly string[],
  options: PitpassOptions = {},
): Promise<Ended> {
  return startPitpass(words, options).ended;
}

/**
 * Starts the command as a shell would, in a process of its own, in an environment that holds nothing
 * of this machine's.
 */
export function startProcess(
  words: readonly string[],
  options: ProcessOptions = {},
): RunningPitpass & { readonly child: ChildProcess } {
  const { directory = tmpdir(), nodeArguments = [], program = process.execPath } = options;
  const child = spawn(program, [...nodeArguments, launcher, ...words], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      USERPROFILE: directory,
      LOCALAPPDATA: directory,
      XDG_STATE_HOME: join(directory, 'state'),
      SystemRoot: process.env['SystemRoot'],
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout, () => ended);
  const stderr = collect(child.stderr, () => ended);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) =>
      resolve({ exitCode, stdout: stdout.read(), stderr: stderr.read() }),
    );
  });
  return { child, ended, untilSaid: stderr.until };
}

/** Runs the command to its end, in a process of its own. */
export async function runProcess(
  words: readonly string[],
  options: ProcessOptions = {},
): Promise<Ended> {
  return startProcess(words, options).ended;
}

/** A port that nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Redirect URIs on ports that are free at this moment. */
export async function findRedirectUris(count: number): Promise<string[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await findFreePort());
  return [...ports].map((port) => `http://127.0.0.1:${port}/callback`);
}

/** The token file of a profile in a folder of a test's own. */
export interface TokenFile {
  readonly tokenFile: string;
  /** What the token file holds now. */
  readonly read: () => Record<string, unknown>;
  /** Changes members of the token file. */
  readonly write: (members: Readonly<Record<string, unknown>>) => void;
}

/** A member who is signed in at a fake service, in a folder of a test's own. */
export interface SignedIn extends TokenFile {
  readonly service: FakeService;
  readonly folder: string;
  readonly options: PitpassOptions;
}

/** Names the token file in a folder; nothing is written yet. */
export function createTokenFile(folder: string): TokenFile {
  const tokenFile = join(folder, 'tokens.json');
  return {
    tokenFile,
    read: () => JSON.parse(readFileSync(tokenFile, 'utf8')) as Record<string, unknown>,
    write: (members) => writeFileSync(tokenFile, JSON.stringify(members), { mode: 0o600 }),
  };
}

/** Signs in at a new fake service by writing the token file that a login leaves behind. */
export async function signIn(
  t: TestContext,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<SignedIn> {
  const service = await startFakeService();
  t.after(() => service.close());
  const folder = createFolder(t);
  const { tokenFile, read, write } = createTokenFile(folder);
  const { expires_in, refresh_token_expires_in, ...tokens } = service.issue();
  const now = Math.floor(Date.now() / 1000);
  write({
    pitpass: {
      service: service.origin,
      data_url: service.origin,
      client_id: 'fake-client',
      redirect_uris: [],
      client_secret_source: { from: 'none' },
      ...settings,
    },
    ...tokens,
    expires_at: now + Number(expires_in),
    refresh_token_expires_at: now + Number(refresh_token_expires_in),
  });
  const options = { directory: folder, environment: { PITPASS_TOKEN_FILE: tokenFile } };
  return { service, folder, tokenFile, options, read, write };
}
