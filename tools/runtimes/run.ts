// `npm run test:runtimes`: the SDK's own tests on every runtime that it claims, and there an app with the
// packed SDK. Parts of names as arguments choose some of them.
import { launchBrowser } from '../../conformance/browser/chromium.ts';
import { leftOutInPages } from '../../packages/client/test/runtimes/left-out-in-pages.ts';
import { installRuntimes } from './install-runtimes.ts';
import { judgeRun } from './judge-run.ts';
import type { Verdict } from './judge-run.ts';
import { findLeftOut, findRuntimeVersion, findTestFiles, runTests } from './run-tests.ts';
import { ownNode, runtimes } from './runtimes.ts';
import type { Runtime } from './runtimes.ts';
import { openWalkPlace, walkApp } from './walk-with-packed-sdk.ts';
import type { WalkPlace } from './walk-with-packed-sdk.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The first is what the others are compared with, and always among them. */
function choose(words: readonly string[]): typeof runtimes {
  return runtimes.filter(
    ({ name }, index) => index === 0 || words.length === 0 || words.includes(name),
  );
}

function printTable(verdicts: readonly Verdict[]): void {
  say('\n| Runtime | Version | Passed | Complaints | Left out | Seconds |');
  say('| --- | --- | ---: | ---: | ---: | ---: |');
  for (const { name, version, passed, complaints, leftOut, seconds } of verdicts) {
    const cells = [name, version, passed, complaints.length, leftOut.length, seconds.toFixed(0)];
    say(`| ${cells.join(' | ')} |`);
  }
  say('');
  const reasons = new Map<string, string[]>();
  for (const { name, leftOut } of verdicts) {
    for (const { file, test, reason } of leftOut) {
      const what = `${file}${test === undefined ? '' : `, “${test}”`}: ${reason}`;
      reasons.set(what, [...(reasons.get(what) ?? []), name]);
    }
  }
  for (const [what, names] of reasons) {
    say(`Left out by ${names.join(', ')}: ${what}`);
  }
}

async function tryRuntime(
  runtime: Runtime,
  files: readonly string[],
  place: WalkPlace,
  first: Verdict | undefined,
): Promise<Verdict> {
  const version = findRuntimeVersion(runtime);
  say(`── ${runtime.name} (${version})`);
  const leftOut = findLeftOut(runtime, files);
  const notAsked = new Set(leftOut.flatMap(({ file, test }) => (test === undefined ? [file] : [])));
  const asked = files.filter((file) => !notAsked.has(file));
  const run = await runTests(runtime, asked);
  const verdict = judgeRun({ name: runtime.name, version }, run, leftOut, first?.results);
  const walked = await walkApp(runtime, place).then(
    (line) => {
      say(`an app with the packed SDK: ${line}`);
      return [];
    },
    (error: unknown) => [String(error)],
  );
  const complaints = [...verdict.complaints, ...walked];
  if (verdict.complaints.length > 0) say(run.output.slice(-8000));
  for (const complaint of complaints) say(`✗ ${complaint}`);
  return { ...verdict, complaints };
}

/** The browser runs the tests by itself; what they are is in `packages/client/test/runtimes`. */
async function tryChromium(): Promise<Verdict> {
  const browser = await launchBrowser();
  const version = browser.version();
  await browser.close();
  say(`── Chromium (${version})`);
  const folder = 'packages/client/test/runtimes';
  const files = ['chromium', 'single-page-walk'].map((name) => `${folder}/${name}.test.ts`);
  const run = await runTests(ownNode, files);
  const leftOut = Array.from(leftOutInPages, ([test, reason]) => ({ file: folder, test, reason }));
  // There they pass when they fail.
  const { passed, ...verdict } = judgeRun({ name: 'Chromium', version }, run, []);
  if (verdict.complaints.length > 0) say(run.output.slice(-8000));
  for (const complaint of verdict.complaints) say(`✗ ${complaint}`);
  return { ...verdict, leftOut, passed: passed - leftOut.length };
}

installRuntimes();
const files = findTestFiles();
const place = await openWalkPlace();
const verdicts: Verdict[] = [];
try {
  for (const runtime of choose(process.argv.slice(2))) {
    verdicts.push(await tryRuntime(runtime, files, place, verdicts[0]));
  }
} finally {
  await place.close();
}
verdicts.push(await tryChromium());
printTable(verdicts);
process.exitCode = verdicts.some(({ complaints }) => complaints.length > 0) ? 1 : 0;
