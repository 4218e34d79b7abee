// Runs on whatever Node the machine has (20 and later), before anything is installed, so it may use
// nothing but Node's own modules. It installs the workspace when `node_modules` is missing or older than
// the lock file. `npm ci` is not used: where a registry lacks an optional platform package, npm leaves it
// out of the lock and `npm ci` then refuses; `--no-save` leaves the lock as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = join(root, 'node_modules', '.package-lock.json');
const lock = join(root, 'package-lock.json');

const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
if (!isCurrent) {
  process.stderr.write('Installing what is missing (once; about half a minute) …\n');
  // npm sets npm_execpath to its own cli.js; running it with this Node needs no shell, on any platform.
  const npm = process.env.npm_execpath;
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (result.status !== 0) {
    process.stderr.write(
      `The installation failed (npm ended with ${result.status ?? result.signal}). ` +
        'Check that the npm registry can be reached, then run the command again.\n',
    );
    process.exit(1);
  }
}
