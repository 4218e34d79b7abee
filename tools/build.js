// `npm run build`: compiles the packages that other projects use and packs each into `dist/`, as npm
// would publish it. Run by npm on the Node that the workspace has installed.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tarballs = join(root, 'dist');
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
);
// In this order: the client is compiled against the declarations of the protocol.
const packages = ['protocol', 'client'].map((name) => join(root, 'packages', name));

function run(what, command, args, options) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 2],
    ...options,
  });
  if (result.status === 0) return;
  const end = result.error?.message ?? result.status ?? result.signal;
  process.stderr.write(`The build stopped: ${what} ended with ${end}.\n`);
  process.exit(1);
}

function npm(what, args) {
  // npm sets npm_execpath to its own cli.js; running it with this Node needs no shell, on any platform.
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) run(what, process.execPath, [cli, ...args]);
  else run(what, 'npm', args, { shell: process.platform === 'win32' });
}

rmSync(tarballs, { recursive: true, force: true });
mkdirSync(tarballs);
for (const folder of packages) {
  const compiled = join(folder, 'dist');
  rmSync(compiled, { recursive: true, force: true });
  // tsc says what is wrong on its standard output.
  run(`tsc in ${relative(root, folder)}`, process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  copyFileSync(join(root, 'LICENSE'), join(compiled, 'LICENSE'));
}
// Relative paths: a shell, where one is needed, would split those that hold a space.
npm('npm pack', [
  'pack',
  ...packages.map((folder) => `./${relative(root, folder).replaceAll('\\', '/')}`),
  '--pack-destination=dist',
  '--ignore-scripts',
  '--loglevel=error',
]);
process.stdout.write(`Packed into dist/: ${readdirSync(tarballs).reverse().join(', ')}\n`);
