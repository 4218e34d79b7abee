import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** Installs what Pitpass is measured beside, unless it is there. */
export function installPeer(): void {
  if (existsSync(join(here, 'node_modules/oidc-provider'))) return;
  process.stdout.write('Installing oidc-provider for the benchmark …\n');
  const npm = process.env['npm_execpath'];
  const args = ['install', '--no-save', '--no-audit', '--no-fund'];
  const result =
    npm === undefined
      ? spawnSync('npm', args, {
          cwd: here,
          stdio: 'inherit',
          shell: process.platform === 'win32',
        })
      : spawnSync(process.execPath, [npm, ...args], { cwd: here, stdio: 'inherit' });
  if (result.status !== 0) throw new Error('oidc-provider could not be installed');
}
