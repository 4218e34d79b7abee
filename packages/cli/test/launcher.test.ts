import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';

import { createFolder, findRedirectUris, launcher, runProcess, startProcess } from './pitpass.ts';

// A Node that says of itself that it is an old one.
const pretendingOld = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})',
];

/** Nodes of this machine that are too old for the command. */
function findOldNodes(): string[] {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...new Set(folders.map((folder) => join(folder, name)))].filter((program) => {
    if (!existsSync(program)) return false;
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const [major = 99, minor = 0] = stdout.replace('v', '').split('.').map(Number);
    return major < 24 || (major === 24 && minor < 7);
  });
}

describe('the launcher', () => {
  const starts = [
    { who: 'a Node that is too old', program: process.execPath, nodeArguments: pretendingOld },
    ...findOldNodes().map((program) => ({ who: program, program, nodeArguments: [] })),
  ];
  for (const { who, program, nodeArguments } of starts) {
    test(`hands over from ${who} to the Node of the workspace, exit code and all`, async (t) => {
      const options = { program, nodeArguments, directory: createFolder(t) };
      const version = await runProcess(['--version'], options);
      assert.equal(version.stderr, '');
      assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
      assert.equal((await runProcess(['whoami'], options)).exitCode, 3);
    });
  }

  test('hands a signal over too, and ends with what the command made of it', async (t) => {
    const [redirectUri = ''] = await findRedirectUris(1);
    const words = ['login', '--service', 'http://127.0.0.1:9', '--client-id', 'x', '--no-browser'];
    const running = startProcess([...words, '--redirect-uri', redirectUri], {
      nodeArguments: pretendingOld,
      directory: createFolder(t),
    });
    await running.untilSaid(/Waiting at/);
    running.child.kill('SIGTERM');
    assert.equal((await running.ended).exitCode, 143);
    await assert.rejects(fetch(redirectUri), 'the port is still taken');
  });

  test('says in one sentence what is missing when there is no newer Node, with code 1', (t) => {
    const folder = createFolder(t);
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const alone = join(folder, 'bin', 'pitpass.js');
    copyFileSync(launcher, alone);
    const { status, stderr } = spawnSync(process.execPath, [...pretendingOld, alone], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /^pitpass needs Node 24\.7 or newer; this is 20\.20\.2\. .*\n$/);
  });
});
