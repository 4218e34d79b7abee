#!/usr/bin/env node
// A plain .js launcher, so that the command works from any shell and on any Node: it needs nothing but
// Node's own modules, and hands over to a newer Node when the one that runs it is too old.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as modules from 'node:module';
import { constants } from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestMajor = 24;
const oldestMinor = 7;
const here = path.dirname(fileURLToPath(import.meta.url));

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** The Node that the workspace has installed for itself, or undefined. */
function findOwnNode() {
  try {
    const manifest = modules.createRequire(import.meta.url).resolve('node/package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
    const name = process.platform === 'win32' ? 'node.exe' : 'node';
    const program = path.join(path.dirname(manifest), 'bin', name);
    return isNewEnough(version) && existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

function handOver(program) {
  const child = spawn(program, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to both; a signal meant for this process alone is passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`pitpass: ${program} cannot be started (${error.message}).\n`);
    process.exit(1);
  });
  // A shell calls an end by a signal 128 and the number of the signal.
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

async function run() {
  const source = path.join(here, '..', 'src', 'main.ts');
  if (!existsSync(source)) {
    await import('../dist/main.js');
    return;
  }
  modules.enableCompileCache();
  // In the workspace, packages are run from their sources.
  modules.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, {
        ...context,
        conditions: specifier.startsWith('@pitpass/')
          ? ['source', ...context.conditions]
          : context.conditions,
      }),
  });
  await import('../src/main.ts');
}

if (isNewEnough(process.versions.node)) {
  await run();
} else {
  const program = findOwnNode();
  if (program === undefined) {
    process.stderr.write(
      `pitpass needs Node ${oldestMajor}.${oldestMinor} or newer; this is ${process.versions.node}. ` +
        'Install a newer Node, or run "npm install" in the Pitpass folder, which brings its own.\n',
    );
    process.exit(1);
  }
  handOver(program);
}
