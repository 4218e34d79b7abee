import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const installed = join(here, 'node_modules');
const isWindows = process.platform === 'win32';

/** A runtime that the SDK's tests are run on. */
export interface Runtime {
  readonly name: string;
  readonly program: string;
  /** Added to the environment, for the processes that tests start as well. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What prints its version. */
  readonly versionArgs: readonly string[];
  /** Runs test files from their sources, with a JUnit report into a file. */
  testArgs(files: readonly string[], report: string): readonly string[];
  /** Runs a program of an app. */
  programArgs(file: string): readonly string[];
}

function node(name: string, program: string, environment = {}): Runtime {
  return {
    name,
    program,
    environment,
    versionArgs: ['--version'],
    testArgs: (files, report) => [
      '--conditions=source',
      '--test',
      '--test-concurrency=2',
      '--test-timeout=120000',
      '--test-reporter=junit',
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    programArgs: (file) => [file],
  };
}

const installedNode = (alias: string): string =>
  join(installed, alias, 'bin', isWindows ? 'node.exe' : 'node');
const typesOff = pathToFileURL(join(here, 'types-off.js')).href;
const withTypesOff = { NODE_OPTIONS: `--import=${typesOff}` };

const bun: Runtime = {
  name: 'Bun',
  program: join(installed, 'bun', 'bin', 'bun.exe'),
  versionArgs: ['--version'],
  testArgs: (files, report) => [
    'test',
    '--conditions=source',
    '--timeout=120000',
    '--reporter=junit',
    `--reporter-outfile=${report}`,
    // Without the dot it takes a name for a filter.
    ...files.map((file) => `./${file}`),
  ],
  programArgs: (file) => [file],
};

const deno: Runtime = {
  name: 'Deno',
  program: join(installed, 'deno', isWindows ? 'deno.exe' : 'deno'),
  environment: { DENO_NO_UPDATE_CHECK: '1' },
  versionArgs: ['--version'],
  testArgs: (files, report) => [
    'test',
    '--allow-all',
    '--no-check',
    '--no-lock',
    '--conditions=source',
    '--node-modules-dir=manual',
    `--junit-path=${report}`,
    ...files,
  ],
  programArgs: (file) => ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual', file],
};

/** The Node that the workspace runs on: what the others are compared with. */
export const ownNode: Runtime = node('Node 24', process.execPath);

/** All of them: the oldest that is claimed, the first with `node:sqlite`, and the newest of each line. */
export const runtimes: readonly Runtime[] = [
  ownNode,
  node('Node 22.0', installedNode('node-22-first'), withTypesOff),
  node('Node 22.13', installedNode('node-22-sqlite'), withTypesOff),
  node('Node 22', installedNode('node-22')),
  node('Node 26', installedNode('node-26')),
  deno,
  bun,
];
