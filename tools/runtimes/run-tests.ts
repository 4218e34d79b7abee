import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseJunit } from './junit.ts';
import type { TestResult } from './junit.ts';
import { leftOut } from './left-out.ts';
import type { LeftOut } from './left-out.ts';
import { ownNode } from './runtimes.ts';
import type { Runtime } from './runtimes.ts';

const root = join(import.meta.dirname, '..', '..');
const runSecondsMax = 300;

/** What a runtime made of the tests. */
export interface TestRun {
  readonly results: readonly TestResult[];
  readonly seconds: number;
  /** How it ended, where that was not by itself. */
  readonly end: string | undefined;
  /** What it wrote. */
  readonly output: string;
}

/** Whether a test has a service in its own process, which needs the Node of the workspace. */
const isWithinService = (text: string): boolean => /cli\/src\/|from 'pitpass/.test(text);

/** The test files of the SDK. */
export function findTestFiles(): readonly string[] {
  const sources = readdirSync(join(root, 'packages/client/src'), { recursive: true }).map(
    (name) => `packages/client/src/${String(name).replaceAll('\\', '/')}`,
  );
  const beside = readdirSync(join(root, 'packages/client/test')).map(
    (name) => `packages/client/test/${name}`,
  );
  return [...sources, ...beside].filter((name) => name.endsWith('.test.ts')).sort();
}

/** What of the test files a runtime is not asked, or may fail. */
export function findLeftOut({ name }: Runtime, files: readonly string[]): readonly LeftOut[] {
  const listed = leftOut.filter(({ runtimes }) => runtimes?.includes(name) ?? true);
  if (name === ownNode.name) return listed;
  const inService = files
    .filter((file) => isWithinService(readFileSync(join(root, file), 'utf8')))
    .filter((file) => listed.every((entry) => entry.file !== file))
    .map((file) => ({
      file,
      reason: 'has a service in its own process, which needs Node 24.7',
    }));
  return [...listed, ...inService];
}

/** The environment without what npm and an outer test run have put there. */
export function plainEnvironment(runtime: Runtime): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|PITPASS_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    // A service that a test starts runs on its own Node, whatever runs the test.
    PITPASS_TEST_NODE: process.execPath,
    ...runtime.environment,
  };
}

/** The version of a runtime as it says it. @throws Error when it cannot be started */
export function findRuntimeVersion(runtime: Runtime): string {
  const { stdout, error } = spawnSync(runtime.program, [...runtime.versionArgs], {
    encoding: 'utf8',
    env: plainEnvironment(runtime),
  });
  const version = /\d+\.\d+\.\d+/.exec(stdout ?? '')?.[0];
  if (version !== undefined) return version;
  throw new Error(`${runtime.name} (${runtime.program}) does not start: ${error?.message}`);
}

/** Runs test files on a runtime; it has five minutes. */
export async function runTests(runtime: Runtime, files: readonly string[]): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-runtimes-'));
  const report = join(folder, 'report.xml');
  const began = performance.now();
  let output = '';
  try {
    const child = spawn(runtime.program, [...runtime.testArgs(files, report)], {
      cwd: root,
      env: plainEnvironment(runtime),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: runSecondsMax * 1000,
      killSignal: 'SIGKILL',
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    }
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...ended) => resolve(ended));
    });
    const seconds = (performance.now() - began) / 1000;
    const results = parseJunit(readReport(report));
    return { results, seconds, end: describeEnd(results, code, signal), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A runtime that fails in no test, and yet ends with a code, has met something outside of them. */
function describeEnd(
  results: readonly TestResult[],
  code: number | null,
  signal: string | null,
): string | undefined {
  if (signal !== null) return `was stopped after ${runSecondsMax} s`;
  const hasFailed = results.some(({ outcome }) => outcome === 'failed');
  return code === 0 || hasFailed ? undefined : `ended with ${code} although no test failed`;
}

function readReport(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
