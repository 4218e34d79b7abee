import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { operateService } from '../../test/operated-service.ts';
import { createFolder, pitpass } from '../../test/pitpass.ts';

interface Key {
  readonly kid: string;
  readonly dialect: string;
  readonly alg: string;
  readonly state: string;
  readonly signs_from: number;
  readonly verified_until: number | null;
}

describe('pitpass keys', () => {
  const operated = operateService();
  const { folder, dataDirectory } = operated;

  const keys = (...words: string[]) => operated.run(['keys', ...words]);
  const list = async (...words: string[]): Promise<readonly Key[]> => {
    const { exitCode, stdout, stderr } = await keys('list', '--json', ...words);
    assert.deepEqual([exitCode, stderr], [0, '']);
    return (JSON.parse(stdout) as { keys: Key[] }).keys;
  };
  const statesOf = async (dialect: string) =>
    (await list('--dialect', dialect)).map(({ state }) => state);

  test('list shows each key with its dialect, algorithm and state, and nothing of its private half', async () => {
    const shown = await list();
    assert.deepEqual(
      shown.map(({ dialect, alg, state, verified_until }) => [dialect, alg, state, verified_until]),
      [
        ['iracing', 'ES256', 'signing', null],
        ['trackmania', 'RS256', 'signing', null],
      ],
    );
    const { stdout } = await keys('list');
    for (const { kid } of shown)
      assert.match(stdout, new RegExp(`^${kid} +\\w+ +[ER]S256 +signing`, 'm'));
    assert.doesNotMatch(stdout + JSON.stringify(shown), /jwk|sealed/);
  });

  test('S143 rotate publishes a key of one dialect, or of both, and says when it signs', async () => {
    const { exitCode, stdout, stderr } = await keys('rotate', '--dialect', 'iracing');
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /iracing +ES256 +published/);
    assert.match(stderr, /signs in six minutes/);
    assert.deepEqual(await statesOf('iracing'), ['published', 'signing']);
    assert.deepEqual(await statesOf('trackmania'), ['signing']);
    const [next, current] = await list('--dialect', 'iracing');
    assert.ok(next !== undefined && current?.verified_until != null);
    assert.ok(current.verified_until > next.signs_from + 86_400);

    const both = await keys('rotate');
    assert.equal(both.exitCode, 0);
    assert.match(both.stderr, /new key of iracing is already published/);
    assert.deepEqual(await statesOf('trackmania'), ['published', 'signing']);
  });

  test('a rotation of what is being rotated is refused in one sentence and changes nothing', async () => {
    const before = await list();
    const { exitCode, stdout, stderr } = await keys('rotate');
    assert.deepEqual([exitCode, stdout], [1, '']);
    assert.match(stderr, /^pitpass: .*already published.*Nothing was changed\.\n$/);
    const inJson = await keys('rotate', '--json');
    assert.equal(JSON.parse(inJson.stderr).error.code, 'rotation_pending');
    assert.deepEqual(await list(), before);
  });

  test('S147 compromised keys are replaced at once, and not without a yes', async () => {
    const before = await list();
    const unconfirmed = await keys('rotate', '--compromised');
    assert.equal(unconfirmed.exitCode, 2);
    assert.match(unconfirmed.stderr, /give --yes\.\n$/);
    assert.deepEqual(await list(), before);
    const { exitCode, stderr } = await keys('rotate', '--compromised', '--yes');
    assert.equal(exitCode, 0, stderr);
    const now = await list();
    assert.deepEqual(
      now.map(({ dialect, state }) => [dialect, state]),
      [
        ['iracing', 'signing'],
        ['trackmania', 'signing'],
      ],
    );
    assert.ok(now.every(({ kid }) => before.every((key) => key.kid !== kid)));
  });

  test('bad input is refused in one sentence', async () => {
    const refusals: readonly (readonly [readonly string[], RegExp])[] = [
      [['rotate', '--dialect', 'other'], /Allowed choices are iracing, trackmania/],
      [['list', 'more'], /more words than the command takes/],
      [['turn'], /unknown command/i],
    ];
    for (const [words, sentence] of refusals) {
      const { exitCode, stdout, stderr } = await keys(...words);
      assert.deepEqual([exitCode, stdout], [2, ''], words.join(' '));
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split('\n').length, 1);
    }
  });

  test('where no service was ever started there is one sentence, and nothing is made', async (t) => {
    const empty = createFolder(t);
    const { exitCode, stderr } = await pitpass(['keys', 'rotate'], { directory: empty });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^pitpass: There is no database of a service in .*"pitpass serve".*\n$/);
  });

  test('S145 a rotation without the secret key, or with another, is refused and nothing is saved', async (t) => {
    const { copyFileSync, mkdirSync, writeFileSync } = await import('node:fs');
    const other = createFolder(t);
    await list();
    for (const name of ['pitpass.sqlite', 'pitpass.sqlite-wal', 'pitpass.sqlite-shm']) {
      copyFileSync(join(dataDirectory, name), join(other, name));
    }
    const inOther = (...words: string[]) =>
      pitpass(['keys', ...words, '--data-directory', other], { directory: folder });
    const without = await inOther('rotate');
    assert.equal(without.exitCode, 1);
    assert.match(without.stderr, /^pitpass: There is no secret key in .*--data-directory\.\n$/);
    mkdirSync(join(other, 'keys'));
    const wrongKey = `${randomBytes(32).toString('base64url')}\n`;
    writeFileSync(join(other, 'keys', 'secret-key'), wrongKey, { mode: 0o600 });
    for (const words of [['rotate'], ['rotate', '--compromised', '--yes']]) {
      const wrong = await inOther(...words);
      assert.equal(wrong.exitCode, 1);
      assert.match(wrong.stderr, /^pitpass: The secret key in the data directory is not the one/);
    }
    assert.equal((await inOther('list')).exitCode, 0, 'a list needs no secret key');
  });
});
