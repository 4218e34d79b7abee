// `npm test` and `npm run check`: every step in order, its time beside it, stopping at the first that
// fails. Run by npm on the Node that the workspace has installed.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
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

const nodeTest = (concurrency, folders) => () => [
  '--conditions=source',
  '--test',
  `--test-concurrency=${concurrency}`,
  // Nothing takes this long; a test that waits for ever should say which one it is.
  '--test-timeout=120000',
  '--test-reporter=dot',
  '--test-reporter-destination=stdout',
  '--test-reporter=./tools/summary-reporter.js',
  '--test-reporter-destination=stdout',
  ...findTests(folders),
];

const check = [
  ['format', () => [bin('prettier', 'prettier'), '--check', '--cache', '--log-level=warn', '.']],
  ['lint and import law', () => [bin('oxlint', 'oxlint'), '--type-aware']],
  ['types', () => [bin('typescript', 'tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['documents', () => ['--conditions=source', 'tools/write-configuration.ts', '--check']],
  [
    'unit',
    nodeTest(2, [
      'packages/protocol/src',
      'packages/server/src',
      'packages/data/src',
      'packages/client/src',
      'packages/cli/src',
      'apps/pit-wall/src',
      'tools',
    ]),
  ],
];
const all = [
  ...check,
  ['store contract', nodeTest(1, ['packages/server/test'])],
  ['as processes', nodeTest(2, ['packages/client/test', 'packages/cli/test'])],
  ['over HTTP', nodeTest(2, ['conformance/http'])],
  ['in the browser', nodeTest(1, ['conformance/browser'])],
];

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const began = performance.now();
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
for (const [name, args] of process.argv[2] === 'check' ? check : all) {
  const since = performance.now();
  process.stdout.write(`\n── ${name}\n`);
  const code = await run(args());
  if (code !== 0) {
    process.stdout.write(`✗ ${name} failed after ${seconds(since)}\n`);
    process.exit(code);
  }
  process.stdout.write(`✓ ${name}, ${seconds(since)}\n`);
}
process.stdout.write(`\nEverything holds, ${seconds(began)}\n`);
