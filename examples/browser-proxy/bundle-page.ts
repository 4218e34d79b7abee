import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/** A file of the page as it is sent. */
export interface Asset {
  readonly type: string;
  readonly body: Uint8Array | string;
}

const at = (path: string): string => fileURLToPath(new URL(`page/${path}`, import.meta.url));

/**
 * Makes files that a browser takes out of `page/`: what is loaded later is a file of its own.
 *
 * @param registration what the page may know of the app; a page keeps no secret
 */
export async function bundlePage(
  registration: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Asset>> {
  const { outputFiles } = await build({
    entryPoints: [at('app.ts')],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    outdir: at(''),
    chunkNames: 'part-[hash]',
    define: { registration: JSON.stringify(registration) },
    // In this repository the packages are not built.
    conditions: process.execArgv.includes('--conditions=source') ? ['source'] : [],
  });
  const scripts = outputFiles.map(({ path, contents }): [string, Asset] => [
    `/${basename(path)}`,
    { type: 'text/javascript; charset=utf-8', body: contents },
  ]);
  const page: Asset = { type: 'text/html; charset=utf-8', body: readFileSync(at('index.html')) };
  const style: Asset = { type: 'text/css; charset=utf-8', body: readFileSync(at('page.css')) };
  return new Map([['/', page], ['/callback', page], ['/page.css', style], ...scripts]);
}
