import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { createFolder, launcher, pitpass, runProcess } from './pitpass.ts';

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

/** A folder in which `pitpass` is a program, as it is where it is installed. */
function install(t: TestContext): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = createFolder(t);
  const program = join(folder, 'pitpass');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(folder, 'state', 'pitpass'), { recursive: true });
  writeFileSync(join(folder, 'state', 'pitpass', 'live.json'), '{}');
  const path = [folder, dirname(process.execPath), process.env['PATH']].join(delimiter);
  const env = { PATH: path, HOME: folder, XDG_STATE_HOME: join(folder, 'state') };
  return { folder, env };
}

/** What bash would put in the place of the word at the end of the line, in brackets. */
function completeInBash(t: TestContext, line: string): string[] {
  const { folder, env } = install(t);
  const program = `
    source <(pitpass completion bash)
    complete -p pitpass >/dev/null || exit 9
    COMP_LINE=$1 COMP_POINT=\${#1}
    _pitpass_complete
    printf '[%s]\\n' "\${COMPREPLY[@]}"`;
  const words = ['--norc', '--noprofile', '-c', program, 'bash', line];
  const { stdout, stderr, status } = spawnSync('bash', words, { cwd: folder, env });
  assert.equal(status, 0, String(stderr));
  return String(stdout).trim().split('\n');
}

describe('completion in bash', { concurrency: 2 }, () => {
  test('completes a command and a method, with a space behind the whole word', (t) => {
    assert.deepEqual(completeInBash(t, 'pitpass whoa'), ['[whoami ]']);
    assert.deepEqual(completeInBash(t, 'pitpass get results/lap_d'), ['[results/lap_data ]']);
  });

  test('completes a parameter without a space, and its value where bash has cut the word', (t) => {
    assert.deepEqual(completeInBash(t, 'pitpass get season/list '), [
      '[season_year=]',
      '[season_quarter=]',
    ]);
    assert.deepEqual(completeInBash(t, 'pitpass get league/get include_licenses=t'), ['[true ]']);
  });

  test('completes accounts and files', (t) => {
    assert.deepEqual(completeInBash(t, 'pitpass whoami --as l'), ['[live ]']);
    assert.deepEqual(completeInBash(t, 'pitpass get member/info --out pit'), ['[pitpass]']);
  });

  test('offers nothing where nothing is known', (t) => {
    assert.deepEqual(completeInBash(t, 'pitpass nothing '), ['[]']);
  });
});

const zshTakesItsScript = (t: TestContext): void => {
  const { folder, env } = install(t);
  const program =
    'autoload -U compinit; compinit -u -D; source <(pitpass completion zsh); print $_comps[pitpass]';
  const { stdout } = spawnSync('zsh', ['-f', '-c', program], { cwd: folder, env });
  assert.equal(String(stdout), '_pitpass\n');
};

const fishCompletes = (t: TestContext): void => {
  const { folder, env } = install(t);
  const complete = (line: string) => {
    const program = `pitpass completion fish | source; complete -C '${line}'`;
    return String(spawnSync('fish', ['--no-config', '-c', program], { cwd: folder, env }).stdout);
  };
  assert.equal(complete('pitpass get results/lap_d'), 'results/lap_data\n');
  assert.match(complete('pitpass get season/list season_y'), /^season_year=\trequired, /);
};

// These shells are tried where they are; what they ask is tried everywhere, below.
if (has('zsh')) test('zsh takes its script and completes pitpass with it', zshTakesItsScript);
if (has('fish')) test('fish completes a method and a parameter', fishCompletes);

describe('the scripts and what they ask', { concurrency: 4 }, () => {
  test('there is one for each shell, which asks the command itself', async () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      const { exitCode, stdout } = await pitpass(['completion', shell]);
      assert.equal(exitCode, 0);
      assert.match(stdout, /^#.*pitpass/);
      assert.match(stdout, / __complete /);
    }
    const { exitCode, stderr } = await pitpass(['completion', 'tcsh']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /bash, zsh, fish, powershell/);
  });

  test('a word, a tab and what it is, a line each', async () => {
    const here = await runProcess(['__complete', '--', 'get', 'season/list', 'season_y']);
    assert.equal(here.stdout, 'season_year=\trequired, a whole number, 1 or more\n');
    const next = await pitpass(['__complete', '--next', 'completion']);
    assert.equal(next.stdout, 'bash\nzsh\nfish\npowershell\n');
    const files = await pitpass(['__complete', '--here', 'get', 'x', '--out', 'a']);
    assert.equal(files.stdout, ':files\n');
  });

  test('says nothing on standard error and never fails, whatever stands there', async () => {
    for (const words of [[], ['--'], ['--', ''], ['--', '--client-secret=x'], ['--', 'get', '-']]) {
      const { exitCode, stderr } = await pitpass(['__complete', ...words], {
        environment: { PITPASS_NO_SUCH_THING: '1' },
      });
      assert.deepEqual([exitCode, stderr], [0, '']);
    }
  });
});
