import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

// @ts-expect-error The tool is plain JavaScript, so that it runs on any Node.
import * as tool from './security-coverage.js';

interface Coverage {
  readonly reasons: ReadonlyMap<number, string>;
  readonly parts: ReadonlyMap<number, string>;
  readonly problems: readonly string[];
}
const { collectTests, findProblems, findTitles, listRequirements, parseCoverage } = tool as {
  collectTests: () => Map<number, string[]>;
  findProblems: (tests: ReadonlyMap<number, readonly string[]>, coverage: Coverage) => string[];
  findTitles: (source: string) => { numbers: number[]; title: string }[];
  listRequirements: () => number[];
  parseCoverage: (text: string) => Coverage;
};

const coverage = parseCoverage(
  readFileSync(new URL('../docs/security-coverage.md', import.meta.url), 'utf8'),
);

test('every requirement of the sections has a test or a reason, and not both', () => {
  assert.deepEqual(findProblems(collectTests(), coverage), []);
});

test('every reason names another issue, says should, or names a row of the dialect table', () => {
  for (const [number, reason] of coverage.reasons) {
    assert.match(reason, /^(Issue “[B-E]\. |should[:;,] |Row “)/, `S${number}`);
  }
});

test('the sections hold 151 requirements', () => {
  const requirements = listRequirements();
  assert.equal(requirements.length, 151);
  assert.deepEqual([requirements[0], requirements.at(-1)], [1, 225]);
});

test('a title counts in a call, in a table and with several numbers', () => {
  const source = [
    "test('S1 refuses', () => {});",
    'it(\n  `S42 S43 of ${parallel} at once`,\n);',
    'const rows = [[\'S4 token\', {}], { title: "S5 a scope" }];',
  ].join('\n');
  assert.deepEqual(
    findTitles(source).map(({ numbers }) => numbers),
    [[1], [42, 43], [4], [5]],
  );
});

test('what is no requirement, or the title of a skipped test, does not count', () => {
  const source = "f('S256 '); f('S256 x'); f('S1'); test.skip('S1 later'); test.todo(\n'S2 x');";
  assert.deepEqual(findTitles(source), []);
});

test('a requirement without test and reason, with both, or with half a row is a problem', () => {
  const tests = new Map(listRequirements().map((number) => [number, ['a test']]));
  const parse = (without: string, inPart = '') =>
    parseCoverage(`## Without a test\n${without}\n## Shown in part\n${inPart}\n`);
  const sentence = 'should: a whole sentence';
  assert.deepEqual(findProblems(tests, parse('')), []);
  assert.match(findProblems(tests, parse(`| S1 | ${sentence} |`))[0] ?? '', /take its reason out/);
  tests.delete(1);
  assert.match(findProblems(tests, parse(''))[0] ?? '', /^S1 has no test/);
  assert.deepEqual(findProblems(tests, parse(`| S1 | ${sentence} |`)), []);
  assert.match(findProblems(tests, parse('| S1 | later |'))[0] ?? '', /no sentence/);
  const twice = `| S1 | ${sentence} |\n| S1 | ${sentence} |`;
  assert.match(findProblems(tests, parse(twice))[0] ?? '', /stands twice/);
  const part = parse(`| S1 | ${sentence} |`, `| S1 | ${sentence} |`);
  assert.match(findProblems(tests, part)[0] ?? '', /no test carries/);
  const strange = parse(`| S1 | ${sentence} |\n| S99 | ${sentence} |\n| S139 | ${sentence} |`);
  assert.equal(findProblems(tests, strange).length, 2);
});
