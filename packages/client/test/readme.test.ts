import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * What the programs of a page use and do not make: a reader has it from the block before, or has one of their
 * own. The reader's text is the type.
 */
const placeholders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'packages/client/README.md': {
    provider: "import('@pitpass/client').Provider",
    session: "import('@pitpass/client').Session",
    request: '{ readonly url: string }',
    password: 'string',
    myTokenStore: "() => import('@pitpass/client').TokenStore",
    showSignInButton: '() => void',
    retryAt: '(epochSeconds: number | undefined) => void',
    showNotice: '(text: string | undefined) => void',
  },
  'docs/sdk-configuration.md': {},
  'docs/trackmania.md': {
    provider: "import('@pitpass/client').TrackmaniaProvider",
    client_id: 'string',
    client_secret: 'string',
    redirect_uri: 'string',
    callbackUrl: 'string',
  },
  'examples/authjs/README.md': { client_id: 'string', client_secret: 'string' },
  'examples/browser-proxy/README.md': {},
};

interface Block {
  /** Where it stands, for whoever reads that it is wrong: `docs/trackmania.md:107`. */
  readonly place: string;
  readonly file: string;
  readonly page: string;
  readonly code: string;
}

function readBlocks(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(({ index, 1: code = '' }) => {
    const line = text.slice(0, index).split('\n').length;
    const file = `${page.replaceAll(/\W/g, '-')}-${line}.mts`;
    return { place: `${page}:${line}`, file, page, code };
  });
}

/** True when a program says a name that it has not made itself. */
function uses(code: string, name: string): boolean {
  const isMade = new RegExp(`\\b(?:const|let|function)\\s+(?:[{[][^=]*)?\\b${name}\\b`).test(code);
  return !isMade && new RegExp(`(?<![.\\w'])${name}\\b(?![\\w:'])`).test(code);
}

function complete({ page, code }: Block): string {
  const missing = Object.entries(placeholders[page] ?? {}).filter(([name]) => uses(code, name));
  const declared = missing.map(([name, type]) => `declare const ${name}: ${type};`);
  return `${declared.join(' ')} export {};\n${code}`;
}

let folder: string;
const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
const tsc = join(dirname(manifest), 'bin', 'tsc');

/** What the compiler says about files of the folder, each by its name. */
function compile(files: Readonly<Record<string, string>>): string[] {
  for (const [file, code] of Object.entries(files)) writeFileSync(join(folder, file), code);
  const configuration = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, incremental: false },
    files: Object.keys(files),
    include: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  const args = [tsc, '--noEmit', '--pretty', 'false', '-p', folder];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  assert.equal(stderr, '');
  // What is wrong in the sources themselves is said by the check of the whole tree.
  return stdout
    .split('\n')
    .filter((line) => Object.keys(files).some((file) => line.startsWith(file)));
}

describe('the programs in what the SDK is explained with', () => {
  const blocks = Object.keys(placeholders).flatMap((page) => readBlocks(page));

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'pitpass-readme-')));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are found, and use every placeholder that is declared here', () => {
    assert.ok(blocks.length >= 16, blocks.map(({ place }) => place).join('\n'));
    for (const [page, names] of Object.entries(placeholders)) {
      const own = blocks.filter((block) => block.page === page);
      const idle = Object.keys(names).filter((name) => !own.some(({ code }) => uses(code, name)));
      assert.deepEqual(idle, [], page);
    }
  });

  it('compile under the strict compiler', () => {
    const said = compile(Object.fromEntries(blocks.map((block) => [block.file, complete(block)])));
    const named = said.map((line) => {
      const block = blocks.find(({ file }) => line.startsWith(file));
      return `${block?.place}: ${line}`;
    });
    assert.deepEqual(named, []);
  });

  it('would not with a method that the SDK does not have', () => {
    const code =
      "import { iracing } from '@pitpass/client';\niracing({ client_id: 'a' }).signIn();\n";
    assert.match(compile({ 'wrong.mts': code }).join('\n'), /wrong\.mts\(2,\d+\): error TS2339/);
  });
});
