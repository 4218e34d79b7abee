/** Something that a runtime is not asked, or fails for a reason of its own. */
export interface LeftOut {
  /** The names of the runtimes that it is about; none for all of them. */
  readonly runtimes?: readonly string[];
  readonly file: string;
  /** A test by its suites and title; the whole file when it is left out. */
  readonly test?: string;
  readonly reason: string;
}

const tests = 'packages/client/test/';
const sources = 'packages/client/src/';
const withoutTypes = ['Node 22.0', 'Node 22.13'];

const packing = ['packed-client', 'size-budget'].map((name): LeftOut => ({
  file: `${tests}${name}.test.ts`,
  reason: 'is about npm, compilers and bundlers; the walk of an app runs what is packed',
}));
const needsSqlite = ['access-token-verifier', 'refresh-storm', 'token-stores'].map(
  (name): LeftOut => ({
    runtimes: ['Node 22.0'],
    file: `${tests}${name}.test.ts`,
    reason: 'node:sqlite, which the suite itself needs, came with 22.5',
  }),
);

const needsFalseClock = ['pace-within-budget', 'retry-with-jitter'].map((name): LeftOut => ({
  runtimes: ['Deno'],
  file: `${sources}data/${name}.test.ts`,
  reason: 'its node:test puts no false clock and no false setTimeout in place twice',
}));

/** All of it. A test that passes although it is here is an error, so that the list gets shorter. */
export const leftOut: readonly LeftOut[] = [
  ...packing,
  ...needsSqlite,
  ...needsFalseClock,
  { file: `${tests}browser-token-store.test.ts`, reason: 'is about a browser' },
  {
    runtimes: ['Node 22.0'],
    file: `${sources}transport.test.ts`,
    test: 'bodies > that never end are left, and their connection is closed',
    reason: 'its fetch keeps the connection of a body that is not wanted any more',
  },
  {
    runtimes: withoutTypes,
    file: `${sources}node/logger.test.ts`,
    test: 'a logger > colours the level when it is told to, and nothing where no terminal shows it',
    reason: 'starts a program with an environment of its own, in which nothing takes types off',
  },
  {
    runtimes: ['Deno'],
    file: `${sources}transport.test.ts`,
    test: 'requests > name what could not be reached, and the reason, but no secret',
    reason: 'its fetch fails without a code; the cause has a sentence',
  },
  {
    runtimes: ['Deno'],
    file: `${sources}logger.test.ts`,
    test: 'a logger that the app gives > is told of a request that got no answer, with the system’s reason',
    reason: 'its fetch fails without a code',
  },
  {
    runtimes: ['Deno'],
    file: `${tests}bundled-parts.test.ts`,
    test: 'a bundled program > whose split parts are gone says so, still asks for data and knows that a sign-in is over',
    reason: 'it reads the parts of a program ahead, so that they cannot be taken away',
  },
  {
    runtimes: ['Bun'],
    file: `${sources}errors.test.ts`,
    test: 'errors > are known to the guard of another copy of the package',
    reason: 'it loads no second copy of a module for another query',
  },
  {
    runtimes: ['Bun'],
    file: `${sources}node/loopback-receiver.test.ts`,
    test: 'loopback receiver > answers other paths 404, other methods 405 and other hosts 404',
    reason: 'its fetch asks for /callback where //callback is meant, so that the test cannot ask',
  },
];
