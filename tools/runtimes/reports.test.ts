import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { judgeRun } from './judge-run.ts';
import { parseJunit } from './junit.ts';
import type { TestResult } from './junit.ts';

const node = `<?xml version="1.0"?>
<testsuites>
  <testsuite name="calls" tests="2">
    <testsuite name="of &quot;data&quot;" tests="1">
      <testcase name="go &amp;amp; come" time="0.1" classname="calls" file="/a/b.test.ts"/>
    </testsuite>
    <testcase name="fail" time="0.1" classname="calls" file="/a/b.test.ts" failure="no">
      <failure type="testCodeFailure" message="1 &lt; 2">at x>y "quoted</failure>
    </testcase>
  </testsuite>
  <testcase name="alone" time="0.1" file="/a/c.test.ts"><skipped type="skipped" message="true"/></testcase>
</testsuites>`;
const deno = `<testsuites name="deno test">
  <testsuite name="./a/b.test.ts" tests="1">
    <testcase name="calls" classname="./a/b.test.ts"></testcase>
  </testsuite>
  <testsuite name="ext:deno_node/testing.ts" tests="3">
    <testcase name="calls &gt; of &quot;data&quot;" classname="x"></testcase>
    <testcase name="calls &gt; of &quot;data&quot; &gt; go &amp; come" classname="x"></testcase>
    <testcase name="calls &gt; fail" classname="x"><failure message="1 &lt; 2">x</failure></testcase>
  </testsuite>
</testsuites>`;
const bun = `<testsuites name="bun test">
  <testsuite name="a/b.test.ts" file="a/b.test.ts" tests="2">
    <testsuite name="calls" file="a/b.test.ts">
      <testsuite name="of &quot;data&quot;" file="a/b.test.ts">
        <testcase name="go &amp; come" classname="calls" file="a/b.test.ts" />
      </testsuite>
      <testcase name="fail" classname="calls" file="a/b.test.ts">
        <failure type="AssertionError" message="1 &lt; 2">x</failure>
      </testcase>
    </testsuite>
  </testsuite>
</testsuites>`;

describe('a report of tests', () => {
  for (const [runtime, xml] of Object.entries({ node, deno, bun })) {
    it(`says the same by ${runtime}: suites, titles, what failed and why`, () => {
      const results = parseJunit(xml).map(({ name, outcome, message }) => [name, outcome, message]);
      assert.deepEqual(results.slice(0, 2), [
        ['calls > of "data" > go & come', 'passed', undefined],
        ['calls > fail', 'failed', '1 < 2'],
      ]);
    });
  }

  it('knows files and skipped tests, and is empty when there is none', () => {
    const [first, , last] = parseJunit(node);
    assert.equal(first?.file, '/a/b.test.ts');
    assert.equal(last?.outcome, 'skipped');
    assert.deepEqual(parseJunit(''), []);
  });
});

const result = (name: string, outcome: TestResult['outcome'], file?: string): TestResult => ({
  name,
  outcome,
  file,
  message: undefined,
});
const judge = (
  results: readonly TestResult[],
  leftOut: Parameters<typeof judgeRun>[2] = [],
  first: readonly TestResult[] = results,
  end?: string,
) =>
  judgeRun(
    { name: 'R', version: '1.0.0' },
    { results, seconds: 1, end, output: '' },
    leftOut,
    first,
  );

describe('a runtime', () => {
  it('is clean when every test of the first passes, or fails for a known reason', () => {
    const results = [result('a', 'passed'), result('b', 'failed')];
    const leftOut = [{ file: 'x.test.ts', test: 'b', reason: 'it cannot' }];
    const verdict = judge(results, leftOut);
    assert.deepEqual(verdict.complaints, []);
    assert.equal(verdict.passed, 1);
  });

  it('is not: a failure, a skipped test, one that was not run, none at all, or an end by force', () => {
    assert.match(String(judge([result('a', 'failed')]).complaints), /^failed: a/);
    assert.match(String(judge([result('a', 'skipped')]).complaints), /^skipped: a/);
    const missing = judge([result('a', 'passed')], [], [result('b', 'passed', '/r/y.test.ts')]);
    assert.deepEqual(missing.complaints, ['was not run: b']);
    assert.deepEqual(judge([]).complaints, ['R reported no test']);
    const stopped = judge([result('a', 'passed')], [], [], 'was stopped');
    assert.deepEqual(stopped.complaints, ['R was stopped']);
  });

  it('need not run files that are left out, and has to say so when a left out test passes', () => {
    const first = [result('a', 'passed', '/r/x.test.ts'), result('b', 'passed', '/r/y.test.ts')];
    const leftOut = [{ file: 'x.test.ts', reason: 'needs another' }];
    assert.deepEqual(judge(first.slice(1), leftOut, first).complaints, []);
    const stale = [{ file: 'y.test.ts', test: 'b', reason: 'it cannot' }];
    assert.match(String(judge(first, stale).complaints), /no reason to be left out any more: b$/);
  });

  it('has run what is within a test that it reports, and nothing within a suite that it does not', () => {
    const first = [result('a > b > c', 'passed', '/r/x.test.ts')];
    assert.deepEqual(judge([result('a > b', 'passed')], [], first).complaints, []);
    const complaints = ['was not run: a > b > c'];
    assert.deepEqual(judge([result('a > d', 'passed')], [], first).complaints, complaints);
  });
});
