import type { TestResult } from './junit.ts';
import type { LeftOut } from './left-out.ts';
import type { TestRun } from './run-tests.ts';

/** What came out of a run. */
export interface Verdict {
  readonly name: string;
  readonly version: string;
  readonly seconds: number;
  readonly results: readonly TestResult[];
  readonly passed: number;
  readonly leftOut: readonly LeftOut[];
  /** What has to be mended, empty when nothing has. */
  readonly complaints: readonly string[];
}

/** Bun reports a test, and not the tests within it, with which it fails. */
function isSeen(test: string, seen: ReadonlySet<string>): boolean {
  const end = test.lastIndexOf(' > ');
  return seen.has(test) || (end > 0 && isSeen(test.slice(0, end), seen));
}

/**
 * Judges what a runtime made of the tests.
 *
 * @param leftOut what that runtime may fail; a test of it that passes is a complaint
 * @param first what the tests have to be the same as: a test that is nowhere to be seen is a complaint
 */
export function judgeRun(
  { name, version }: Pick<Verdict, 'name' | 'version'>,
  { results, seconds, end }: TestRun,
  leftOut: readonly LeftOut[],
  first: readonly TestResult[] = [],
): Verdict {
  const seen = new Set(results.map((result) => result.name));
  const complaints = end === undefined ? [] : [`${name} ${end}`];
  if (seen.size === 0) complaints.push(`${name} reported no test`);
  const mayFail = new Set(leftOut.map(({ test }) => test));
  for (const { name: test, outcome, message } of results) {
    if (outcome === 'failed' && !mayFail.has(test)) complaints.push(`failed: ${test} (${message})`);
    if (outcome === 'skipped') complaints.push(`skipped: ${test}`);
    if (outcome === 'passed' && mayFail.has(test)) {
      complaints.push(`passes, and has no reason to be left out any more: ${test}`);
    }
  }
  const files = leftOut.filter(({ test }) => test === undefined).map(({ file }) => file);
  const isNotAsked = (file = ''): boolean =>
    files.some((left) => file.replaceAll('\\', '/').endsWith(left));
  for (const { name: test, file } of first) {
    if (!isSeen(test, seen) && !isNotAsked(file)) complaints.push(`was not run: ${test}`);
  }
  const passed = results.filter(({ outcome }) => outcome === 'passed').length;
  return { name, version, seconds, results, passed, leftOut, complaints };
}
