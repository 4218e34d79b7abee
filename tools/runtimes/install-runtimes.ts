import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

function isCurrent(): boolean {
  const installed = join(here, 'node_modules', '.package-lock.json');
  const lock = join(here, 'package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}

/**
 * Installs the runtimes at the versions of the lock file beside this, unless they are there. No part of the
 * workspace: they are 700 MB that nothing else needs.
 *
 * @throws Error when npm cannot
 */
export function installRuntimes(): void {
  if (isCurrent()) return;
  process.stdout.write('Installing the runtimes (once, about 700 MB) …\n');
  const npm = process.env['npm_execpath'];
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: here, stdio: 'inherit' })
    : spawnSync('npm', args, {
        cwd: here,
        stdio: 'inherit',
        shell: process.platform === 'win32',
      });
  if (result.status === 0) return;
  throw new Error('the runtimes could not be installed: look whether the npm registry is reached');
}
