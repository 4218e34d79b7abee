// `npm test`, `npm run check` and `npm run test:long`: every step in order (of a check, in lanes), its
// time beside it, stopping at the first that fails. Run by npm on the Node that the workspace has installed.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** The JavaScript file behind a command of a package, so that no shell or .cmd file is needed. */
function bin(packageName, command) {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin: entries } = require(manifest);
  return join(dirname(manifest), typeof entries === 'string' ? entries : entries[command]);
}

function findTests(folders) {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .map((file) => join(folder, String(file)))
        .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules')),
    )
    .sort();
}

// Nothing takes this long; a test that waits for ever should say which one it is.
const testSecondsMax = 120;
const longTestSecondsMax = 7200;

const nodeTestOf = (concurrency, secondsMax, files) => [
  '--conditions=source',
  '--test',
  `--test-concurrency=${concurrency}`,
  `--test-timeout=${secondsMax * 1000}`,
  '--test-reporter=dot',
  '--test-reporter-destination=stdout',
  '--test-reporter=./tools/summary-reporter.js',
  '--test-reporter-destination=stdout',
  ...files,
];
const nodeTest = (concurrency, folders) => () =>
  nodeTestOf(concurrency, testSecondsMax, findTests(folders));

/** The tests whose number of random cases comes from packages/data/test/property-runs.ts. */
const findInvariants = () =>
  findTests(['packages/data/src']).filter((file) =>
    readFileSync(join(root, file), 'utf8').includes('/property-runs.ts'),
  );

/** They race thousands of made-up races: half a minute, which a check before each commit need not wait for. */
const findWorldTests = () => [
  ...findTests(['packages/data/src/payloads', 'packages/data/src/world']),
  join('tools', 'write-data-reference.test.ts'),
  join('tools', 'data-calls.test.ts'),
];

const findUnitTests = () => {
  const elsewhere = new Set(findWorldTests());
  const folders = ['protocol', 'server', 'data', 'client', 'cli'].map(
    (name) => `packages/${name}/src`,
  );
  return findTests([...folders, 'apps/pit-wall/src', 'tools']).filter(
    (file) => !elsewhere.has(file),
  );
};

// A check before a commit runs many files in one process; npm test gives each its own.
const isOfRules = (file) => /^packages.(protocol|server|data)./.test(file);
// They mostly wait: for timeouts and windows that they tell of.
const isOfSdk = (file) => /^packages.client./.test(file);
const inOneProcess = (isWanted) => () => [
  '--conditions=source',
  '--test-isolation=none',
  ...nodeTestOf(1, testSecondsMax, findUnitTests().filter(isWanted)).slice(1),
];

// The apps of the demo listen where they are registered: one test at a time.
const isAtPortsOfDemo = (file) =>
  /(command-line|getting-started|sign-in|trackmania)\.test\.ts$/.test(file);
const findBrowserTests = (isAtPorts) =>
  findTests(['conformance/browser']).filter((file) => isAtPortsOfDemo(file) === isAtPorts);

// Prettier empties the cache at its usual place whenever somebody formats a file without it.
const prettierCache = '--cache-location=node_modules/.cache/pitpass/prettier';
const typesCache = 'node_modules/.cache/pitpass/types.tsbuildinfo';
const statics = [
  [
    'format',
    () => [
      bin('prettier', 'prettier'),
      '--check',
      '--cache',
      prettierCache,
      '--log-level=warn',
      '.',
    ],
  ],
  ['lint and import law', () => [bin('oxlint', 'oxlint'), '--type-aware']],
  [
    'types',
    () => [
      bin('typescript', 'tsc'),
      '--noEmit',
      '-p',
      'tsconfig.json',
      '--incremental',
      '--tsBuildInfoFile',
      typesCache,
    ],
  ],
  [
    'documents: configuration',
    () => ['--conditions=source', 'tools/write-configuration.ts', '--check'],
  ],
];
// Lanes side by side, for two cores and for what waits: a check before a commit should not be waited for.
const check = [
  [
    ...statics,
    ['unit: the command, apps, tools', inOneProcess((file) => !isOfRules(file) && !isOfSdk(file))],
  ],
  [['unit: the rules', inOneProcess(isOfRules)]],
  [['unit: the SDK', inOneProcess(isOfSdk)]],
];
const all = [
  ...statics,
  ['unit', () => nodeTestOf(2, testSecondsMax, findUnitTests())],
  ['the world of /data', () => nodeTestOf(2, testSecondsMax, findWorldTests())],
  ['documents: /data', () => ['--conditions=source', 'tools/write-data-reference.ts', '--check']],
  [
    'documents: coverage of the book',
    () => ['--conditions=source', 'tools/write-spec-coverage.ts', '--check'],
  ],
  ['documents: coverage of the checklist', () => ['tools/security-coverage.js', '--check']],
  ['store contract', nodeTest(1, ['packages/server/test'])],
  ['as processes', nodeTest(2, ['packages/client/test', 'packages/cli/test', 'examples'])],
  ['over HTTP', nodeTest(2, ['conformance/http'])],
  ['in the browser', () => nodeTestOf(2, testSecondsMax, findBrowserTests(false))],
  [
    'in the browser, with apps at the demo’s ports',
    () => nodeTestOf(1, testSecondsMax, findBrowserTests(true)),
  ],
];

const longRuns = process.env['PITPASS_PROPERTY_RUNS'] ?? '2000';
const long = [
  [
    `invariants, ${longRuns} random cases each`,
    () => nodeTestOf(2, longTestSecondsMax, findInvariants()),
    { PITPASS_PROPERTY_RUNS: longRuns },
  ],
  [
    'refresh tokens under kills, the long form',
    () => nodeTestOf(1, longTestSecondsMax, ['packages/client/test/refresh-storm.test.ts']),
    { PITPASS_STORM: 'long' },
  ],
  ['the SDK on other runtimes', () => ['--conditions=source', 'tools/runtimes/run.ts']],
];

/** Runs Node with these arguments. Where steps run side by side, each says all that it says at its end. */
function run(args, environment, isAlone) {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    const stdio = isAlone ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, args, { cwd: root, stdio, env });
    const end = () => child.kill();
    process.once('exit', end);
    const said = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (piece) => said.push(piece));
    }
    child.on('close', (code) => {
      process.off('exit', end);
      resolve({ code: code ?? 1, said: Buffer.concat(said) });
    });
  });
}

const began = performance.now();
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function runLane(steps, isAlone) {
  for (const [name, args, environment] of steps) {
    const since = performance.now();
    if (isAlone) process.stdout.write(`\n── ${name}\n`);
    const { code, said } = await run(args(), environment, isAlone);
    if (!isAlone) process.stdout.write(Buffer.concat([Buffer.from(`\n── ${name}\n`), said]));
    if (code !== 0) {
      process.stdout.write(`✗ ${name} failed after ${seconds(since)}\n`);
      process.exit(code);
    }
    process.stdout.write(`✓ ${name}, ${seconds(since)}\n`);
  }
}

const lanes = { check, long: [long] }[process.argv[2]] ?? [all];
await Promise.all(lanes.map((steps) => runLane(steps, lanes.length === 1)));
process.stdout.write(`\nEverything holds, ${seconds(began)}\n`);
