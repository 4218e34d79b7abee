import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { fileTokenStore } from '@pitpass/client/node';

import { checkLock } from './check-lock.ts';

test("the doctor reads the SDK's own lock: who holds it, and that nobody does any more", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-lock-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'default.json');
  const store = fileTokenStore(file);
  for (const _turn of ['first', 'second']) {
    const held = await store.withLock(() => checkLock(file));
    assert.equal(held.mark, 'warning');
    assert.match(held.message, new RegExp(`^Process ${process.pid} holds the lock since 20`));
  }
  assert.equal((await checkLock(file)).mark, 'ok');
});
