// `npm run build`: compiles the packages that other projects use and packs each into `dist/`, as npm
// would publish it. Run by npm on the Node that the workspace has installed.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tarballs = join(root, 'dist');
const staging = join(tarballs, 'packages');
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
);
// In this order: each is compiled against the declarations of those before it.
const names = ['protocol', 'client', 'data', 'server', 'cli'];
// What a package reads at run time beside its modules: from its sources, and from the repository.
const assets = {
  server: [
    ['packages/server/src/pages/assets', 'dist/pages/assets'],
    ['CHANGELOG.md', 'dist/documents/CHANGELOG.md'],
    ['docs/data-api.md', 'dist/documents/data-api.md'],
  ],
};

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

function compile(name) {
  const folder = join(root, 'packages', name);
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  // tsc says what is wrong on its standard output.
  run(`tsc in ${relative(root, folder)}`, process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  for (const [from, to] of [['LICENSE', 'dist/LICENSE'], ...(assets[name] ?? [])]) {
    cpSync(join(root, from), join(folder, to), { recursive: true });
  }
}

/** A manifest as it is published: without what only this workspace has, its sources above all. */
function published(manifest) {
  const isOurs = (name) => name === 'source' || name === 'devDependencies';
  return JSON.stringify(manifest, (name, value) => (isOurs(name) ? undefined : value), 2);
}

/** Lays out in a folder of its own what becomes the tarball. */
function stage(name) {
  const folder = join(root, 'packages', name);
  const target = join(staging, name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const part of [...manifest.files, 'README.md']) {
    if (existsSync(join(folder, part)))
      cpSync(join(folder, part), join(target, part), { recursive: true });
  }
  cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
  writeFileSync(join(target, 'package.json'), `${published(manifest)}\n`);
}

rmSync(tarballs, { recursive: true, force: true });
mkdirSync(staging, { recursive: true });
for (const name of names) compile(name);
for (const name of names) stage(name);
// Relative paths: a shell, where one is needed, would split those that hold a space.
npm('npm pack', [
  'pack',
  ...names.map((name) => `./dist/packages/${name}`),
  '--pack-destination=dist',
  '--ignore-scripts',
  '--loglevel=error',
]);
rmSync(staging, { recursive: true });
const packed = readdirSync(tarballs).sort((one, other) => (one < other ? 1 : -1));
process.stdout.write(`Packed into dist/: ${packed.join(', ')}\n`);
