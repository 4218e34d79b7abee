import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The core of the servers (and of PostgreSQL), and that of the load. */
export const cores = { server: '0', load: '1' } as const;

const canPin = process.platform === 'linux' && spawnSync('taskset', ['-V']).status === 0;

/** Whether programs can be tied to a core here; said in the report. */
export const isPinned: boolean = canPin;

/** Ties this process, with what it starts from now on unless tied elsewhere, to the core of the load. */
export function pinLoad(): void {
  if (canPin) spawnSync('taskset', ['-a', '-p', '-c', cores.load, String(process.pid)]);
}

/** A server that is running. */
export interface RunningServer {
  readonly child: ChildProcess;
  /** Milliseconds from the start of the process to its line. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Starts a Node program on the core of the servers and waits until a line of its output matches. */
export function startServer(
  args: readonly string[],
  ready: RegExp,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const began = performance.now();
  const [command, all] = canPin
    ? ['taskset', ['-c', cores.server, process.execPath, ...args]]
    : [process.execPath, [...args]];
  const child = spawn(command, all, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const onText = (chunk: Buffer) => {
      if (output === '') output = ' ';
      output += chunk.toString();
      if (!ready.test(output)) return;
      child.stdout.off('data', onText);
      child.stdout.resume();
      child.stderr.resume();
      resolve({
        child,
        startMs: performance.now() - began,
        stop: () =>
          new Promise((done) => {
            child.once('exit', () => done());
            child.kill('SIGTERM');
          }),
      });
    };
    child.stdout.on('data', onText);
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('exit', (code) =>
      reject(new Error(`${args.join(' ')} ended with ${code}:${output}`)),
    );
  });
}

/** A port that nobody listens on at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Memory that a process holds, in MiB; undefined where it cannot be read. */
export function residentMib(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined;
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

/** How many times a second 512 bytes can be appended to a file and be on disk. */
export function measureFsyncRate(directory: string, seconds: number): number {
  const descriptor = openSync(join(directory, 'fsync-probe'), 'w');
  const bytes = Buffer.alloc(512, 1);
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < seconds * 1000) {
    writeSync(descriptor, bytes);
    fsyncSync(descriptor);
    count += 1;
  }
  closeSync(descriptor);
  return count / ((performance.now() - began) / 1000);
}
