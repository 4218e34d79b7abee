import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { operateService } from './operated-service.ts';

describe('a service whose secret key is in its environment', () => {
  const PITPASS_SECRET_KEY = randomBytes(32).toString('base64');
  const operated = operateService({ PITPASS_SECRET_KEY });
  const { dataDirectory } = operated;

  const rotate = (environment: Readonly<Record<string, string>>) =>
    operated.run(
      ['keys', 'rotate', '--dialect', 'iracing', '--data-directory', dataDirectory],
      environment,
    );

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
    assert.equal(existsSync(join(dataDirectory, 'keys', 'secret-key')), false);
    const done = await rotate({ PITPASS_SECRET_KEY });
    assert.equal(done.exitCode, 0, done.stderr);
    assert.ok(!done.stdout.includes(PITPASS_SECRET_KEY));
  });
});
