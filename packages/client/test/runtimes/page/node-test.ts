/*
 * `node:test` for a page: what the tests of the SDK use of it, with its order of hooks. Tests are collected
 * while a file is imported and run one after the other.
 */

type Body = (context: TestContext) => unknown;
type Hook = () => unknown;

/** What a test is handed. */
export interface TestContext {
  after(hook: Hook): void;
}

/** One test that has run. */
export interface PageResult {
  /** Its suites and its title: `suite > test`. */
  readonly name: string;
  /** Why it failed; undefined when it passed. */
  readonly failure: string | undefined;
}

interface Suite {
  readonly title: string;
  readonly children: (Suite | Test)[];
  readonly hooks: Record<'before' | 'after' | 'beforeEach' | 'afterEach', Hook[]>;
}
interface Test {
  readonly title: string;
  readonly body: Body;
}

const testMsMax = 10_000;

const createSuite = (title: string): Suite => ({
  title,
  children: [],
  hooks: { before: [], after: [], beforeEach: [], afterEach: [] },
});

let root = createSuite('');
let current = root;

/** Opens a suite. */
export function describe(title: string, body: () => void): void {
  const outer = current;
  current = createSuite(title);
  outer.children.push(current);
  try {
    body();
  } finally {
    current = outer;
  }
}

/** Adds a test. Its options, a time limit say, are those of Node alone. */
export function it(title: string, ...rest: readonly unknown[]): void {
  current.children.push({ title, body: rest.at(-1) as Body });
}

/** The same as {@link it}. */
export const test = it;

/** Runs before the first test of the suite. */
export const before = (hook: Hook): void => void current.hooks.before.push(hook);
/** Runs after the last test of the suite. */
export const after = (hook: Hook): void => void current.hooks.after.push(hook);
/** Runs before each test of the suite and of those in it. */
export const beforeEach = (hook: Hook): void => void current.hooks.beforeEach.push(hook);
/** Runs after each test of the suite and of those in it. */
export const afterEach = (hook: Hook): void => void current.hooks.afterEach.push(hook);

async function runAll(hooks: readonly Hook[]): Promise<void> {
  for (const hook of hooks) await hook();
}

function endInTime(running: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${testMsMax} ms`)), testMsMax);
  });
  return Promise.race([running, late]).finally(() => clearTimeout(timer));
}

async function runTest({ body }: Test, path: readonly Suite[]): Promise<string | undefined> {
  const cleanups: Hook[] = [];
  const run = async (): Promise<void> => {
    try {
      await runAll(path.flatMap(({ hooks }) => hooks.beforeEach));
      await body({ after: (hook) => void cleanups.push(hook) });
    } finally {
      await runAll(cleanups);
      await runAll(path.toReversed().flatMap(({ hooks }) => hooks.afterEach));
    }
  };
  try {
    await endInTime(run());
    return undefined;
  } catch (error) {
    return String((error as Error | undefined)?.stack ?? error);
  }
}

async function runSuite(suite: Suite, path: readonly Suite[]): Promise<readonly PageResult[]> {
  const own = [...path, suite];
  const names = own.map(({ title }) => title).filter((title) => title !== '');
  const results: PageResult[] = [];
  await runAll(suite.hooks.before);
  for (const child of suite.children) {
    if ('body' in child) {
      const name = [...names, child.title].join(' > ');
      results.push({ name, failure: await runTest(child, own) });
    } else {
      results.push(...(await runSuite(child, own)));
    }
  }
  await runAll(suite.hooks.after);
  return results;
}

/** Imports a file of tests and runs them. */
export async function runFile(load: () => Promise<unknown>): Promise<readonly PageResult[]> {
  root = createSuite('');
  current = root;
  await load();
  return runSuite(root, []);
}
