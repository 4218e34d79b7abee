// Compares the requirements of the security checklist with the tests that carry their numbers and with the
// reasons in docs/security-coverage.md.
//
//   node tools/security-coverage.js --check   fails unless every requirement has a test or a reason, not both
//   node tools/security-coverage.js --list    prints every requirement with its tests or its reason
//
// A test names its requirements at the start of its title: 'S42 S43 of 8 parallel …', behind the sections of
// Trackmania's API where it proves one of them too: 'TM 5.5 S40 refuses …'. The title may stand
// in the call itself or in the table that the tests are made from; titles of skipped tests do not count.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const coverageFile = join('docs', 'security-coverage.md');
const folders = ['packages', 'apps', 'conformance'];
const testFile = /\.(test|contract)\.[jt]s$/;

/** The sections that are covered here, each with its first and last requirement. */
export const sections = {
  A: [1, 14],
  B: [15, 28],
  C: [29, 38],
  D: [39, 49],
  E: [50, 56],
  F: [57, 69],
  G: [70, 76],
  H: [77, 93],
  I: [94, 97],
  J: [98, 106],
  K: [107, 116],
  N: [132, 138],
  T: [172, 187],
  X: [214, 225],
};
const lastRequirement = 242;

/** @returns {number[]} the requirements of all sections, in order */
export function listRequirements() {
  return Object.values(sections).flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

/**
 * @param {string} source text of a test file
 * @returns {{ numbers: number[], title: string }[]} its titles that begin with requirement numbers
 */
export function findTitles(source) {
  const title = /(['"`])(?:TM \d+(?:\.\d+)? )*((?:S\d{1,3} )+)((?:(?!\1)[^\\\n]|\\.)+)\1/g;
  return [...source.matchAll(title)]
    .filter(({ index }) => !/\.(skip|todo)\(\s*$/.test(source.slice(0, index)))
    .map((match) => ({
      numbers: match[2]
        .trim()
        .split(' ')
        .map((number) => Number(number.slice(1))),
      title: match[2] + match[3],
    }))
    .filter(({ numbers }) => numbers.every((number) => number >= 1 && number <= lastRequirement));
}

/** @returns {Map<number, string[]>} for each requirement where its tests are and what they are called */
export function collectTests(base = root) {
  const tests = new Map();
  for (const folder of folders) {
    const files = readdirSync(join(base, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && testFile.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/[\\/](node_modules|dist)[\\/]/.test(file))
      .sort();
    for (const file of files) {
      for (const { numbers, title } of findTitles(readFileSync(file, 'utf8'))) {
        const where = `${relative(base, file).replaceAll('\\', '/')}: ${title}`;
        for (const number of numbers) {
          tests.set(number, [...(tests.get(number) ?? []), where]);
        }
      }
    }
  }
  return tests;
}

/**
 * @param {string} text of docs/security-coverage.md
 * @returns {{ reasons: Map<number, string>, parts: Map<number, string>, problems: string[] }} the reasons
 *   for which there is no test, and what tests do not show although they carry the number
 */
export function parseCoverage(text) {
  const tables = { reasons: new Map(), parts: new Map() };
  const problems = [];
  let table;
  for (const line of text.split('\n')) {
    if (line.startsWith('## ')) {
      table = line === '## Without a test' ? tables.reasons : undefined;
      if (line === '## Shown in part') table = tables.parts;
    }
    const row = /^\| S(\d+) +\| (.*?) +\|$/.exec(line);
    if (row === null || table === undefined) continue;
    const number = Number(row[1]);
    if (table.has(number)) problems.push(`S${number} stands twice in ${coverageFile}.`);
    if (row[2].length < 12) problems.push(`The reason for S${number} is no sentence.`);
    table.set(number, row[2]);
  }
  return { ...tables, problems };
}

/**
 * @param {Map<number, string[]>} tests
 * @param {ReturnType<typeof parseCoverage>} coverage
 * @returns {string[]} what is wrong, one sentence each
 */
export function findProblems(tests, { reasons, parts, problems }) {
  const requirements = listRequirements();
  const found = [...problems];
  for (const number of requirements) {
    const hasTest = tests.has(number);
    const hasReason = reasons.has(number);
    if (!hasTest && !hasReason) {
      found.push(`S${number} has no test; add one, or a reason to ${coverageFile}.`);
    }
    if (hasTest && hasReason) {
      found.push(`S${number} has a test now; take its reason out of ${coverageFile}.`);
    }
    if (!hasTest && parts.has(number)) {
      found.push(`S${number} is said to be shown in part, but no test carries the number.`);
    }
  }
  for (const number of [...reasons.keys(), ...parts.keys()]) {
    if (!requirements.includes(number)) {
      found.push(`S${number} in ${coverageFile} is not of the sections that are covered.`);
    }
  }
  return found;
}

function list(tests, { reasons, parts }) {
  const lines = [];
  for (const [name, [first, last]] of Object.entries(sections)) {
    lines.push(`${name}. S${first} to S${last}`);
    for (let number = first; number <= last; number += 1) {
      const titles = tests.get(number) ?? [];
      lines.push(
        `  S${number}${titles.length === 0 ? ` · ${reasons.get(number) ?? 'nothing'}` : ''}`,
      );
      lines.push(...titles.map((title) => `      ${title}`));
      if (parts.has(number)) lines.push(`      in part: ${parts.get(number)}`);
    }
  }
  return lines.join('\n');
}

function main(mode) {
  const tests = collectTests();
  const coverage = parseCoverage(readFileSync(join(root, coverageFile), 'utf8'));
  if (mode === '--list') {
    process.stdout.write(`${list(tests, coverage)}\n`);
    return 0;
  }
  if (mode !== '--check') {
    process.stderr.write('Say --check or --list.\n');
    return 1;
  }
  const problems = findProblems(tests, coverage);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const requirements = listRequirements();
  const tested = requirements.filter((number) => tests.has(number)).length;
  process.stdout.write(
    `${requirements.length} requirements: ${tested} with tests, ${coverage.reasons.size} with a reason, ${problems.length} problems\n`,
  );
  return problems.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = main(process.argv[2]);
}
