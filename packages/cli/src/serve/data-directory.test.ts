import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { openDataDirectory, openLocalToken, readSecretKey } from './data-directory.ts';
import { StartProblem } from './start-problem.ts';

function createFolder(t: TestContext): { readonly path: string; readonly file: string } {
  const path = mkdtempSync(join(tmpdir(), 'pitpass-data-directory-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return { path, file: join(path, 'local-token') };
}

test('the local token is random, for its owner alone, and the same at the next start', (t) => {
  const folder = createFolder(t);
  const token = openLocalToken(folder);
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(openLocalToken(folder), token);
  assert.equal(readFileSync(folder.file, 'utf8'), `${token}\n`);
  if (process.platform !== 'win32') assert.equal(statSync(folder.file).mode & 0o777, 0o600);
  assert.notEqual(openLocalToken(createFolder(t)), token);
});

test('a local token that others can read, is none, or cannot be written is refused', (t) => {
  const open = createFolder(t);
  openLocalToken(open);
  chmodSync(open.file, 0o644);
  const isRefused = (sentence: RegExp) => (error: unknown) =>
    error instanceof StartProblem && sentence.test(error.message);
  if (process.platform !== 'win32') {
    assert.throws(() => openLocalToken(open), isRefused(/can be read by others/));
  }
  const short = createFolder(t);
  writeFileSync(short.file, 'secret\n', { mode: 0o600 });
  assert.throws(() => openLocalToken(short), isRefused(/is not one\. Delete the file/));
  const missing = { path: join(createFolder(t).path, 'nowhere') };
  assert.throws(() => openLocalToken(missing), isRefused(/cannot be read or written \(ENOENT\)/));
});

const isStartProblem = (sentence: RegExp) => (error: unknown) =>
  error instanceof StartProblem && sentence.test(error.message);

test('S145 the secret key is made at the first start, for its owner alone, and is the same at the next', (t) => {
  const { path } = createFolder(t);
  const { secretKey } = openDataDirectory(path);
  const file = join(path, 'keys', 'secret-key');
  assert.equal(secretKey.length, 32);
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(openDataDirectory(path).secretKey, secretKey);
  assert.deepEqual(readSecretKey(path), secretKey);
  assert.notDeepEqual(openDataDirectory(createFolder(t).path).secretKey, secretKey);
});

test('S145 a secret key from the environment is used as it is, and no file is made', (t) => {
  const { path } = createFolder(t);
  const key = randomBytes(32);
  assert.deepEqual(openDataDirectory(path, key.toString('base64url')).secretKey, key);
  assert.equal(existsSync(join(path, 'keys', 'secret-key')), false);
  assert.deepEqual(readSecretKey(path, key.toString('base64')), key, 'in standard Base64, too');
  assert.throws(() => readSecretKey(path), isStartProblem(/There is no secret key/));
});

test('S144 a secret key that is short, not random, or another one than the file has is refused', (t) => {
  const { path } = createFolder(t);
  const refused = [
    [randomBytes(31).toString('base64url'), /PITPASS_SECRET_KEY is too short/],
    ['', /PITPASS_SECRET_KEY is too short/],
    ['A'.repeat(43), /PITPASS_SECRET_KEY is not random/],
    [Buffer.alloc(40, 'change me ').toString('base64url'), /PITPASS_SECRET_KEY is not random/],
  ] as const;
  for (const [given, sentence] of refused) {
    assert.throws(() => openDataDirectory(path, given), isStartProblem(sentence));
  }
  openDataDirectory(path);
  const other = randomBytes(32).toString('base64url');
  const isTold = (error: unknown) =>
    isStartProblem(/hold different secret keys/)(error) && !String(error).includes(other);
  assert.throws(() => openDataDirectory(path, other), isTold);
  const file = join(path, 'keys', 'secret-key');
  const same = readFileSync(file, 'utf8').trim();
  assert.doesNotThrow(() => openDataDirectory(path, same));
  writeFileSync(file, `${'A'.repeat(43)}\n`, { mode: 0o600 });
  assert.throws(() => openDataDirectory(path), isStartProblem(/is not random\. Restore/));
});

test('a folder that others use for something else is refused and left as it is; an empty one is closed', (t) => {
  if (process.platform === 'win32') return;
  const { path } = createFolder(t);
  chmodSync(path, 0o755);
  writeFileSync(join(path, 'letter.txt'), 'of somebody else');
  assert.throws(() => openDataDirectory(path), isStartProblem(/Name a folder of its own/));
  assert.equal(statSync(path).mode & 0o777, 0o755);
  assert.equal(existsSync(join(path, 'keys')), false);
  rmSync(join(path, 'letter.txt'));
  openDataDirectory(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  // What a service has put there may stand open after a restored backup.
  chmodSync(path, 0o755);
  openDataDirectory(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
});
