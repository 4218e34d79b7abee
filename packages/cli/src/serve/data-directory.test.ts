import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { openLocalToken } from './data-directory.ts';
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
