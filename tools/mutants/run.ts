// `npm run mutants`: takes one check after the other away from a copy of the source and demands that a test
// fails which is named after the requirement. The tree itself is never touched.
//
//   npm run mutants                 all of them, a line each; exit 1 when one survives
//   npm run mutants -- S43 pkce     those whose requirement or file holds one of the words
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const runMsMax = 120_000;
const workspaces = ['packages', 'apps', 'conformance'];
const alongside = ['tools', 'docs', 'package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

/** A copy of the source whose workspace packages are its own and whose libraries are the installed ones. */
function copySource(): string {
  const copy = mkdtempSync(join(tmpdir(), 'pitpass-mutants-'));
  const isSource = (path: string) => !/[\\/](node_modules|dist|\.pitpass)$/.test(path);
  for (const name of [...workspaces, ...alongside]) {
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: isSource });
  }
  const libraries = join(root, 'node_modules');
  for (const name of readdirSync(libraries)) {
    if (name === '@pitpass' || name === 'pitpass') continue;
    link(join(libraries, name), join(copy, 'node_modules', name));
  }
  for (const name of readdirSync(join(copy, 'packages'))) {
    const linked = name === 'cli' ? 'pitpass' : join('@pitpass', name);
    link(join(copy, 'packages', name), join(copy, 'node_modules', linked));
  }
  return copy;
}

interface TestOutcome {
  readonly title: string;
  readonly isPassed: boolean;
}

/** Runs the tests of some files whose titles carry the requirement. */
async function runTests(
  copy: string,
  { requirement, tests }: Pick<Mutant, 'requirement' | 'tests'>,
): Promise<readonly TestOutcome[]> {
  const args = [
    '--conditions=source',
    '--test',
    '--test-concurrency=1',
    `--test-name-pattern=\\b${requirement}\\b`,
    `--test-timeout=${runMsMax}`,
    `--test-reporter=${join(root, 'tools', 'mutants', 'reporter.js')}`,
    '--test-reporter-destination=stdout',
    ...tests,
  ];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'] });
  const impatient = setTimeout(() => child.kill(), runMsMax);
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  clearTimeout(impatient);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as TestOutcome)
    .filter(({ title }) => new RegExp(`\\b${requirement}\\b`).test(title));
}

/** Undefined when the tests notice; otherwise why the mutant survives. */
async function findSurvival(copy: string, mutant: Mutant): Promise<string | undefined> {
  const path = join(copy, mutant.file);
  const source = readFileSync(path, 'utf8');
  const { find, replace, occurrences = 1 } = mutant;
  if (source.split(find).length !== occurrences + 1) return 'its text is not in the file as often';
  writeFileSync(
    path,
    source.replaceAll(find, () => replace),
  );
  try {
    const outcomes = await runTests(copy, mutant);
    if (outcomes.length === 0) return `no test of ${mutant.requirement} was run`;
    if (outcomes.every(({ isPassed }) => isPassed)) return 'every test of it passes';
  } finally {
    writeFileSync(path, source);
  }
  const healthy = await runTests(copy, mutant);
  const broken = healthy.find(({ isPassed }) => !isPassed);
  return broken === undefined ? undefined : `fails without it as well: ${broken.title}`;
}

async function main(words: readonly string[]): Promise<number> {
  const isWanted = ({ requirement, file }: Mutant) =>
    words.length === 0 || words.some((word) => requirement === word || file.includes(word));
  const wanted = mutants.filter(isWanted);
  const copy = copySource();
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  let survivors = 0;
  for (const [index, mutant] of wanted.entries()) {
    const survival = await findSurvival(copy, mutant);
    if (survival !== undefined) survivors += 1;
    const place = `${String(index + 1).padStart(2)}/${wanted.length}`;
    const verdict = survival === undefined ? 'noticed ' : 'SURVIVES';
    const why = survival === undefined ? '' : ` (${mutant.file}: ${survival})`;
    process.stdout.write(`${place} ${verdict} ${mutant.requirement} ${mutant.check}${why}\n`);
  }
  const noticed = wanted.length - survivors;
  process.stdout.write(`\n${noticed} of ${wanted.length} are noticed by a test of their name\n`);
  return survivors === 0 && wanted.length > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
