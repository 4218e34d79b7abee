import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startPitpass } from 'pitpass/testing';
import type { Pitpass } from 'pitpass/testing';

import { plainEnvironment } from './run-tests.ts';
import type { Runtime } from './runtimes.ts';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const tarballs = ['pitpass-protocol-0.1.0.tgz', 'pitpass-client-0.1.0.tgz'];
const walkSecondsMax = 60;

function runNpm(args: readonly string[], cwd: string): void {
  const npm = process.env['npm_execpath'];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
  );
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd, env, encoding: 'utf8' })
    : spawnSync('npm', args, { cwd, env, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) throw new Error(`npm ${args.join(' ')}: ${result.stderr}`);
}

/** A folder of somebody who installed the packed SDK, with a service to talk to. */
export interface WalkPlace {
  readonly pitpass: Pitpass;
  readonly folder: string;
  close(): Promise<void>;
}

/** Packs the SDK, installs it into an empty folder as an app would, and starts a service. */
export async function openWalkPlace(): Promise<WalkPlace> {
  runNpm(['run', 'build'], root);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pitpass-app-')));
  for (const name of tarballs) copyFileSync(join(root, 'dist', name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const files = tarballs.map((name) => `./${name}`);
  runNpm(['install', '--offline', '--no-audit', '--no-fund', ...files], folder);
  copyFileSync(join(here, 'walk-app.mjs'), join(folder, 'app.mjs'));
  const pitpass = await startPitpass();
  return {
    pitpass,
    folder,
    close: async () => {
      await pitpass.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the app on a runtime. Gives its last line, or throws with all that it said. */
export async function walkApp(runtime: Runtime, place: WalkPlace): Promise<string> {
  const { pitpass, folder } = place;
  const [member] = pitpass.members;
  const { native, passwordLimited: bot } = pitpass.clients;
  if (member === undefined) throw new Error('a local service has members');
  const own = join(folder, runtime.name.replaceAll(/\W+/g, '-'));
  mkdirSync(own);
  const settings = { folder: own, url: pitpass.url, native, bot, member };
  const child = spawn(runtime.program, [...runtime.programArgs('app.mjs')], {
    cwd: folder,
    // What is packed needs nothing that takes types off.
    env: {
      ...plainEnvironment(runtime),
      NODE_OPTIONS: '',
      PITPASS_WALK: JSON.stringify(settings),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: walkSecondsMax * 1000,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let opened = false;
  const read = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    const url = /^open (\S+)\n/m.exec(output)?.[1];
    if (url === undefined || opened) return;
    opened = true;
    // The member's browser: it signs in, allows the app and opens the address it is sent to.
    void pitpass
      .authorize(member, { url })
      .then(({ callbackUrl }) => fetch(callbackUrl))
      .catch((error: unknown) => {
        output += String(error);
        child.kill('SIGKILL');
      });
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the app ended with ${code}: ${output}`);
  return output.trim().split('\n').at(-1) ?? '';
}
