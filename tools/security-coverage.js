// Compares the requirements of the security checklist with the tests that carry their numbers and with the
// reasons in tools/security-coverage-reasons.js, and writes docs/security-coverage.md.
//
//   node tools/security-coverage.js --check   fails unless every requirement has a test or a reason, not both,
//                                             and the page says so
//   node tools/security-coverage.js --write   writes the page
//   node tools/security-coverage.js --list    prints every requirement with its tests or its reason
//
// A test names its requirements at the start of its title: 'S42 S43 of 8 parallel …', behind the sections of
// Trackmania's API where it proves one of them too: 'TM 5.5 S40 refuses …'. The title may stand
// in the call itself or in the table that the tests are made from; titles of skipped tests do not count.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { parts, reasons } from './security-coverage-reasons.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const coverageFile = join('docs', 'security-coverage.md');
const reasonsFile = join('tools', 'security-coverage-reasons.js');
/** @type {Coverage} */
export const coverage = { reasons, parts };
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
  M: [129, 131],
  N: [132, 138],
  O: [141, 147],
  S: [167, 171],
  T: [172, 187],
  U: [188, 195],
  V: [196, 205],
  W: [206, 213],
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

/** @typedef {{ reasons: Record<number, string>, parts: Record<number, string> }} Coverage */

/**
 * @param {Map<number, string[]>} tests
 * @param {Coverage} coverage
 * @returns {string[]} what is wrong, one sentence each
 */
export function findProblems(tests, { reasons, parts }) {
  const requirements = listRequirements();
  const found = [];
  for (const number of requirements) {
    const hasTest = tests.has(number);
    const hasReason = number in reasons;
    if (!hasTest && !hasReason) {
      found.push(`S${number} has no test; add one, or a reason to ${reasonsFile}.`);
    }
    if (hasTest && hasReason) {
      found.push(`S${number} has a test now; take its reason out of ${reasonsFile}.`);
    }
    if (!hasTest && number in parts) {
      found.push(`S${number} is said to be shown in part, but no test carries the number.`);
    }
  }
  for (const [number, sentence] of [...Object.entries(reasons), ...Object.entries(parts)]) {
    if (sentence.length < 12) found.push(`The reason for S${number} is no sentence.`);
    if (!requirements.includes(Number(number))) {
      found.push(`S${number} in ${reasonsFile} is not of the sections that are covered.`);
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
      lines.push(`  S${number}${titles.length === 0 ? ` · ${reasons[number] ?? 'nothing'}` : ''}`);
      lines.push(...titles.map((title) => `      ${title}`));
      if (number in parts) lines.push(`      in part: ${parts[number]}`);
    }
  }
  return lines.join('\n');
}

/** How often each file stands before the colon, in the order of the files. */
function countByFile(titles) {
  const counts = new Map();
  for (const title of titles) {
    const file = title.slice(0, title.indexOf(': '));
    counts.set(file, (counts.get(file) ?? 0) + 1);
  }
  return [...counts].map(([file, count]) => (count === 1 ? file : `${file} (${count})`));
}

const tableOf = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The whole page, before it is formatted. */
export function formatPage(tests, { reasons, parts }) {
  const numbered = (table) => Object.entries(table).map(([number, text]) => [`S${number}`, text]);
  const tested = listRequirements()
    .filter((number) => tests.has(number))
    .map((number) => [`S${number}`, countByFile(tests.get(number)).join(', ')]);
  const names = Object.keys(sections).join(', ');
  return `# Security coverage

Every requirement of the security checklist, sections ${names}, has a test that carries its number at the start of
its title (\`S42 S43 of 8 parallel claims …\`), or a reason below. The iRacing column of the checklist's dialect
table decides where the dialect does something else.

This page is generated from the tests and from \`tools/security-coverage-reasons.js\`:

- \`node tools/security-coverage.js --write\` writes it;
- \`node tools/security-coverage.js --list\` prints every requirement with the titles of its tests;
- \`node tools/security-coverage.js --check\` fails when a requirement has neither test nor reason, or both, or when
  this page is not what the tests say; it runs with the unit tests.

## Without a test

${tableOf(['Requirement', 'Reason'], numbered(reasons))}

## Shown in part

What the tests of these requirements show where the checklist asks for more, or for something else.

${tableOf(['Requirement', 'What is shown, and what is not'], numbered(parts))}

## With tests

${tableOf(['Requirement', 'Tests in'], tested)}
`;
}

async function formatted(tests) {
  const { format, resolveConfig } = await import('prettier');
  const filepath = join(root, coverageFile);
  return format(formatPage(tests, coverage), { ...(await resolveConfig(filepath)), filepath });
}

async function main(mode) {
  const tests = collectTests();
  if (mode === '--list') {
    process.stdout.write(`${list(tests, coverage)}\n`);
    return 0;
  }
  if (mode !== '--check' && mode !== '--write') {
    process.stderr.write('Say --check, --list or --write.\n');
    return 1;
  }
  const problems = findProblems(tests, coverage);
  const page = await formatted(tests);
  const file = join(root, coverageFile);
  if (mode === '--write') writeFileSync(file, page);
  else if (readFileSync(file, 'utf8') !== page) {
    problems.push(`${coverageFile} is old: run node tools/security-coverage.js --write.`);
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const requirements = listRequirements();
  const tested = requirements.filter((number) => tests.has(number)).length;
  process.stdout.write(
    `${requirements.length} requirements: ${tested} with tests, ${Object.keys(coverage.reasons).length} with a reason, ${problems.length} problems\n`,
  );
  return problems.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(process.argv[2]);
}
