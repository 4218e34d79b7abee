import { join } from 'node:path';

import { build } from 'esbuild';

const here = import.meta.dirname;
const root = join(here, '..', '..', '..', '..');
const page = (name: string): string => join(here, 'page', name);

/** What stands in for Node's own modules in a page. */
const alias = {
  'node:test': page('node-test.ts'),
  'node:assert/strict': page('node-assert.ts'),
  'node:util': page('node-util.ts'),
  'node:crypto': page('node-crypto.ts'),
  'node:http': page('node-http.ts'),
};

/** The modules of some test files for a page, by the paths under which they are served. */
export interface PageModules {
  readonly modules: ReadonlyMap<string, string>;
  /** What the page loads first. */
  readonly runner: string;
  /** Where each of the files is. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Puts test files together for a page, with the SDK's sources as they are and nothing of Node. */
export async function bundleTests(files: readonly string[]): Promise<PageModules> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [page('runner.ts'), ...files],
    inject: [page('buffer.ts')],
    alias,
    bundle: true,
    splitting: true,
    write: false,
    outbase: root,
    outdir: join(root, 'out'),
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    conditions: ['source'],
    logLevel: 'error',
  });
  const outputPath = (path: string): string =>
    path.slice(join(root, 'out').length).replaceAll('\\', '/');
  const pathOf = (file: string): string => `/${file.replace(/\.ts$/, '.js')}`;
  return {
    modules: new Map(outputFiles.map(({ path, text }) => [outputPath(path), text])),
    runner: pathOf('packages/client/test/runtimes/page/runner.ts'),
    paths: new Map(files.map((file) => [file, pathOf(file)])),
  };
}
