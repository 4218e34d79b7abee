import assert from 'node:assert/strict';
import { test } from 'node:test';

// @ts-expect-error The tool is plain JavaScript, so that it runs on any Node.
import * as tool from './security-coverage.js';

interface Coverage {
  readonly reasons: Readonly<Record<number, string>>;
  readonly parts: Readonly<Record<number, string>>;
}
const { collectTests, coverage, findProblems, findTitles, formatPage, listRequirements } = tool as {
  collectTests: () => Map<number, string[]>;
  coverage: Coverage;
  findProblems: (tests: ReadonlyMap<number, readonly string[]>, coverage: Coverage) => string[];
  findTitles: (source: string) => { numbers: number[]; title: string }[];
  formatPage: (tests: ReadonlyMap<number, readonly string[]>, coverage: Coverage) => string;
  listRequirements: () => number[];
};

test('every requirement of the sections has a test or a reason, and not both', () => {
  assert.deepEqual(findProblems(collectTests(), coverage), []);
});

test('every reason names another issue, says should, or names a row of the dialect table', () => {
  for (const [number, reason] of Object.entries(coverage.reasons)) {
    assert.match(reason, /^(Issue “[B-E]\. |should[:;,] |Row “)/, `S${number}`);
  }
});

test('the sections hold 192 requirements', () => {
  const requirements = listRequirements();
  assert.equal(requirements.length, 192);
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
  const tests = new Map(listRequirements().map((number) => [number, ['a.test.ts: a title']]));
  const sentence = 'should: a whole sentence';
  const none: Coverage = { reasons: {}, parts: {} };
  const first: Coverage = { reasons: { 1: sentence }, parts: {} };
  assert.deepEqual(findProblems(tests, none), []);
  assert.match(findProblems(tests, first)[0] ?? '', /take its reason out/);
  tests.delete(1);
  assert.match(findProblems(tests, none)[0] ?? '', /^S1 has no test/);
  assert.deepEqual(findProblems(tests, first), []);
  assert.match(findProblems(tests, { reasons: { 1: 'later' }, parts: {} })[0] ?? '', /no sentence/);
  const part: Coverage = { reasons: { 1: sentence }, parts: { 1: sentence } };
  assert.match(findProblems(tests, part)[0] ?? '', /no test carries/);
  const strange: Coverage = { reasons: { 1: sentence, 139: sentence, 230: sentence }, parts: {} };
  assert.equal(findProblems(tests, strange).length, 2);
});

test('the page names the files of the tests, how many there are in each, and every reason', () => {
  const tests = new Map([[1, ['a.test.ts: S1 x', 'a.test.ts: S1 y', 'b.test.ts: S1 z']]]);
  const page = formatPage(tests, { reasons: { 2: 'should: not yet' }, parts: {} });
  assert.ok(page.includes('| S1 | a.test.ts (2), b.test.ts |'));
  assert.ok(page.includes('| S2 | should: not yet |'));
});
