import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

const folder = fileURLToPath(new URL('..', import.meta.url));
const coreBytesMax = 8 * 1024;
const everythingBytesMax = 20 * 1024;
// A store is what the program has: a file, a database, the browser's.
const coreProgram = `export { createSession, iracing } from '@pitpass/client'`;

/** A bundle, minified: its size as it travels, and which sources have something in it. */
interface Bundle {
  readonly gzipBytes: number;
  readonly sources: readonly string[];
}

// Loaded parts stay loaded parts: what they hold is no part of the bundle.
const leaveParts: Plugin = {
  name: 'leave-parts',
  setup: (builder) => {
    builder.onResolve({ filter: /^\./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

async function bundle(program: string, parts: 'left out' | 'included'): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: folder },
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    conditions: ['source'],
    external: ['node:*'],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    plugins: parts === 'left out' ? [leaveParts] : [],
  });
  const [output] = Object.values(metafile.outputs);
  const sources = Object.entries(output?.inputs ?? {}).filter(([, use]) => use.bytesInOutput > 0);
  return {
    gzipBytes: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length,
    sources: sources.map(([name]) => name),
  };
}

function checkBudget(t: TestContext, name: string, { gzipBytes }: Bundle, bytesMax: number): void {
  t.diagnostic(`${name}: ${gzipBytes} of ${bytesMax} bytes (gzip)`);
  assert.ok(gzipBytes < bytesMax, `${name} has ${gzipBytes} bytes, its budget is ${bytesMax}`);
}

describe('the size of the SDK, minified and compressed', () => {
  it('is under 8 KB for the core: authorization code, refresh, data call', async (t) => {
    checkBudget(t, 'core', await bundle(coreProgram, 'left out'), coreBytesMax);
    const withStore = `${coreProgram}\nexport { memoryTokenStore } from '@pitpass/client'`;
    const { gzipBytes } = await bundle(withStore, 'left out');
    t.diagnostic(`core with memoryTokenStore: ${gzipBytes} bytes (gzip)`);
    const whole = await bundle(coreProgram, 'included');
    t.diagnostic(`core with all its parts: ${whole.gzipBytes} bytes (gzip)`);
  });

  it('is under 20 KB for everything that @pitpass/client exports, its loaded parts included', async (t) => {
    const everything = await bundle(`export * from '@pitpass/client'`, 'included');
    checkBudget(t, 'everything', everything, everythingBytesMax);
  });

  it('has nothing in the core of the other dialect, of streams, CSV, chunks and the command line', async () => {
    const { sources } = await bundle(coreProgram, 'left out');
    assert.ok(sources.length > 10);
    const rare =
      /trackmania|stream|csv|chunks|password|redirect|callback-rules|parameter-rules|src\/node/;
    assert.deepEqual(
      sources.filter((name) => rare.test(name)),
      [],
    );
    const { sources: all } = await bundle(`export * from '@pitpass/client'`, 'included');
    assert.ok(all.some((name) => name.includes('trackmania')));
    assert.ok(all.some((name) => name.includes('chunks')));
  });

  it('drops what a program does not use: one error class is a few hundred bytes', async (t) => {
    const one = await bundle(`export { Timeout } from '@pitpass/client'`, 'included');
    checkBudget(t, 'one error class', one, 400);
  });

  it('of every other entry is told, and none is more than the whole', async (t) => {
    const names = Object.keys(manifest.exports).filter((name) => name !== '.');
    assert.ok(names.length > 5);
    for (const name of names) {
      const program = `export * from '@pitpass/client/${name.slice(2)}'`;
      checkBudget(t, name, await bundle(program, 'included'), everythingBytesMax);
    }
  });

  it('would be over its budget with a few kilobytes more', async (t) => {
    const noise = Array.from({ length: 400 }, (_, index) => Math.sin(index).toString(36)).join('');
    const program = `${coreProgram}\nexport const noise = ${JSON.stringify(noise)}`;
    const tooBig = await bundle(program, 'left out');
    assert.throws(() => checkBudget(t, 'core with noise', tooBig, coreBytesMax), /its budget is/);
  });
});
