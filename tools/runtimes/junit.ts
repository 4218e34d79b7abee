/** One test of a report, by its suites and its title: `suite > test`. */
export interface TestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Undefined where the runtime does not say it for each test. */
  readonly file: string | undefined;
  /** Why it failed. */
  readonly message: string | undefined;
}

type Open = { -readonly [Member in keyof TestResult]: TestResult[Member] };

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Node 24 and older escape attributes twice. */
function decode(text: string): string {
  const once = decodeOnce(text);
  return once === text ? text : decode(once);
}

function decodeOnce(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name] ?? whole;
  });
}

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
};

// Deno names the suites within the name, Bun a file as a suite, whose name is then its file.
const isSuiteOfFile = (tag: string): boolean => {
  const name = attribute(tag, 'name') ?? '';
  return name === attribute(tag, 'file') || name.startsWith('ext:') || name.endsWith('.test.ts');
};

/**
 * The tests of a JUnit report as Node, Deno and Bun write it: without their suites, which Node counts
 * nowhere, Deno as tests and Bun by their files.
 */
export function parseJunit(xml: string): readonly TestResult[] {
  const suites: (string | undefined)[] = [];
  const results: TestResult[] = [];
  let open: Open | undefined;
  const close = (): void => {
    if (open !== undefined) results.push(open);
    open = undefined;
  };
  // Text between the tags may hold anything but a "<".
  for (const [tag, slash, kind] of xml.matchAll(/<(\/?)([a-z]+)\b(?:[^>"]|"[^"]*")*>/g)) {
    const isWhole = tag.endsWith('/>');
    if (kind === 'testsuite') {
      if (slash !== '') suites.pop();
      else if (!isWhole) suites.push(isSuiteOfFile(tag) ? undefined : attribute(tag, 'name'));
    } else if (kind === 'testcase') {
      if (slash === '') {
        const path = [...suites, attribute(tag, 'name')].filter((part) => part !== undefined);
        const file = attribute(tag, 'file');
        open = { name: path.join(' > '), outcome: 'passed', file, message: undefined };
      }
      if (slash !== '' || isWhole) close();
    } else if (open !== undefined && slash === '' && (kind === 'failure' || kind === 'error')) {
      open.outcome = 'failed';
      open.message = attribute(tag, 'message');
    } else if (open !== undefined && kind === 'skipped') {
      open.outcome = 'skipped';
    }
  }
  const parents = new Set<string>();
  for (const { name } of results) {
    for (let end = name.lastIndexOf(' > '); end > 0; end = name.lastIndexOf(' > ', end - 1)) {
      parents.add(name.slice(0, end));
    }
  }
  return results.filter(({ name }) => !parents.has(name));
}
