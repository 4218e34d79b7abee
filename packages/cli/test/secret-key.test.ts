import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { serve } from '../src/serve/serve.ts';
import type { RunningService } from '../src/serve/serve.ts';
import { findFreePort, pitpass } from './pitpass.ts';

describe('a service whose secret key is in its environment', () => {
  const PITPASS_SECRET_KEY = randomBytes(32).toString('base64');
  const directory = mkdtempSync(join(tmpdir(), 'pitpass-cli-'));
  let running: RunningService | undefined;
  before(async () => {
    running = await serve({
      isLocal: true,
      environment: {
        PITPASS_SECRET_KEY,
        PITPASS_DATA_DIRECTORY: directory,
        PITPASS_PORT: String(await findFreePort()),
        PITPASS_LOG_LEVEL: 'silent',
      },
      onNotice: () => {},
      overrides: { passwordHashCost: { memoryKib: 8, passes: 1 } },
    });
  });
  after(async () => {
    await running?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const rotate = (environment: Readonly<Record<string, string>>) =>
    pitpass(['keys', 'rotate', '--dialect', 'iracing', '--data-directory', directory], {
      directory,
      environment,
    });

  test('S145 commands without it, or with another, change nothing and do not repeat it', async () => {
    const without = await rotate({});
    assert.deepEqual([without.exitCode, without.stdout], [1, '']);
    assert.match(without.stderr, /There is no secret key/);
    const other = randomBytes(32).toString('base64');
    const wrong = await rotate({ PITPASS_SECRET_KEY: other });
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /is not the one of this service/);
    assert.ok(!wrong.stderr.includes(other));
  });

  test('S145 makes no file for it, and commands take it from there', async () => {
    assert.equal(existsSync(join(directory, 'keys', 'secret-key')), false);
    const done = await rotate({ PITPASS_SECRET_KEY });
    assert.equal(done.exitCode, 0, done.stderr);
    assert.ok(!done.stdout.includes(PITPASS_SECRET_KEY));
  });
});
