import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { startFakeService } from './fake-service.ts';
import { createSession, iracing, isClientError } from '../src/index.ts';
import type { TokenSet } from '../src/index.ts';
import { fileTokenStore } from '../src/node/index.ts';

const isWindows = process.platform === 'win32';
const now = 1_790_000_000;
const tokens: TokenSet = {
  access_token: 'canary-access',
  token_type: 'Bearer',
  expires_at: now + 600,
  refresh_token: 'canary-refresh',
};
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitpass-hostile-'));
  file = join(folder, 'tokens.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The refusal of everything that touches the file, which is as it was afterwards. */
async function refusalOf(text: string): Promise<string> {
  writeFileSync(file, text, { mode: 0o600 });
  const store = fileTokenStore(file);
  let message = '';
  for (const attempt of [
    () => store.load(),
    () => store.save(tokens),
    () => store.save(undefined),
  ]) {
    await assert.rejects(attempt, (error) => {
      assert.ok(isClientError(error, 'store_failure'), inspect(error));
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
      assert.ok(error.message.includes(file));
      ({ message } = error);
      return true;
    });
  }
  assert.equal(readFileSync(file, 'utf8'), text);
  return message;
}

describe('a token file', () => {
  it('that is corrupt is refused with what to do, and left as it is', async () => {
    for (const text of ['', '{"access_token":"canary-acc', '\u0000\u0000\u0000\u0000']) {
      assert.match(await refusalOf(text), /is damaged .* move it away, then sign in again$/);
    }
  });

  it('of another version is refused with what to do, and left as it is', async () => {
    for (const token_file_version of [2, '1', { major: 3 }]) {
      const text = JSON.stringify({ token_file_version, ...tokens, expires_at: '2027-01-01' });
      assert.match(
        await refusalOf(text),
        /another version .* update this program, or move the file/,
      );
    }
  });

  it('names its version, is read without one too, and is gone when the tokens are', async () => {
    const store = fileTokenStore(file);
    await store.save(tokens);
    assert.equal(
      (JSON.parse(readFileSync(file, 'utf8')) as { token_file_version: unknown })
        .token_file_version,
      1,
    );
    await store.save(undefined);
    assert.equal(statSync(file, { throwIfNoEntry: false }), undefined);
    writeFileSync(file, JSON.stringify(tokens), { mode: 0o600 });
    assert.deepEqual(await store.load(), tokens);
  });

  it('that others can read is closed to them before it is used, and its owner is warned once', async () => {
    if (isWindows) return;
    writeFileSync(file, JSON.stringify(tokens));
    for (const mode of [0o644, 0o640, 0o606, 0o777]) {
      chmodSync(file, mode);
      const warnings: string[] = [];
      const logger = { ...console, warn: (message: string) => void warnings.push(message) };
      const store = fileTokenStore(file, { logger });
      assert.deepEqual(await store.load(), tokens);
      assert.deepEqual(await store.load(), tokens);
      assert.equal(statSync(file).mode & 0o077, 0);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /others could read the token file.*sign out/);
    }
  });

  it('that is none, by mistake or behind a link, keeps its rights', async () => {
    if (isWindows) return;
    const other = join(folder, 'other');
    symlinkSync(other, file);
    for (const text of ['root:x:0:0', '{"name":"a package"}', '[]', '{"access_token":7}', '']) {
      writeFileSync(other, text);
      chmodSync(other, 0o644);
      for (const path of [other, file]) {
        const logger = { ...console, warn: () => assert.fail('nobody is warned') };
        await fileTokenStore(path, { logger })
          .load()
          .catch((error: unknown) => assert.ok(isClientError(error, 'store_failure')));
        assert.equal(statSync(other).mode & 0o777, 0o644, text);
      }
    }
  });

  it('that others can read and that is not ours to close is refused', () => {
    // Only root can become somebody else.
    if (isWindows || process.getuid?.() !== 0) return;
    writeFileSync(file, JSON.stringify(tokens));
    chmodSync(file, 0o644);
    chmodSync(folder, 0o755);
    const script = fileURLToPath(new URL('child-other-user.ts', import.meta.url));
    const parameters = ['--conditions=source', script, file];
    const { stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
    assert.match(
      stdout,
      /^store_failure .*could not be closed to others, who can read it \(EPERM\): see who owns it/,
      stderr,
    );
    assert.equal(readFileSync(file, 'utf8'), JSON.stringify(tokens));
  });

  const record = (pid: number) =>
    JSON.stringify({
      id: '11111111-2222-4333-8444-555555555555',
      pid,
      host: `${hostname()} of another time`,
      acquired_at: '2026-01-01T00:00:00.000Z',
    });

  it('that is locked by a process that died long ago, before a restart of the computer, is free after a while', async () => {
    await fileTokenStore(file).save(tokens);
    // The number of the dead is somebody else’s by now: this process.
    writeFileSync(`${file}.lock`, record(process.pid));
    const store = fileTokenStore(file, { lockTimeoutSeconds: 5, lockStaleSeconds: 0.3 });
    assert.deepEqual(await store.withLock(() => store.load()), tokens);
  });

  it('that is locked says by whom and what to do, and keeps the tokens', async () => {
    await fileTokenStore(file).save(tokens);
    writeFileSync(`${file}.lock`, record(4711));
    const store = fileTokenStore(file, { lockTimeoutSeconds: 0.1 });
    await assert.rejects(
      store.withLock(async () => undefined),
      (error) => {
        assert.ok(isClientError(error, 'store_failure'));
        assert.match(error.message, /process 4711 on .*: let it finish or end it, then try again$/);
        return true;
      },
    );
    assert.deepEqual(await store.load(), tokens);
  });

  it('on a full disk keeps the old tokens, and the new ones are stored at the next try', async () => {
    const service = await startFakeService();
    service.live.add('canary-refresh');
    const stale = { ...tokens, expires_at: now - 1 };
    const inner = fileTokenStore(file);
    await inner.save(stale);
    let isFull = false;
    const store = {
      ...inner,
      save: async (next: TokenSet | undefined) => {
        if (isFull) throw Object.assign(new Error('write'), { code: 'ENOSPC' });
        await inner.save(next);
      },
    };
    service.on('/oauth2/token', () => {
      isFull = true;
      return { body: service.issue() };
    });
    const { issuerUrl } = service;
    const provider = iracing({ client_id: 'demo_client', issuerUrl, clock: () => now });
    const session = createSession({ provider, store });
    await assert.rejects(session.accessToken(), { code: 'store_failure' });
    assert.equal((await inner.load())?.refresh_token, 'canary-refresh');
    isFull = false;
    assert.equal(await session.accessToken(), 'access-1');
    assert.equal(service.seen('/oauth2/token').length, 1);
    await service.close();
  });
});
