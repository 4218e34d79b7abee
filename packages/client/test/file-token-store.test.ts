import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { startFakeService } from './fake-service.ts';
import { isClientError } from '../src/errors.ts';
import type { TokenSet } from '../src/token-set.ts';
import { fileTokenStore } from '../src/node/file-token-store.ts';

const isWindows = process.platform === 'win32';
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitpass-client-'));
  file = join(folder, 'deep', 'tokens.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tokens: TokenSet = {
  access_token: 'access-old',
  token_type: 'Bearer',
  expires_at: 1,
  refresh_token: 'refresh-old',
  refresh_token_expires_at: 4_000_000_000,
};

interface Child {
  readonly process: ChildProcess;
  output(): string;
  /** Waits until the output matches. */
  says(pattern: RegExp): Promise<void>;
  /** Waits for the end; gives what it printed, fails when it failed. */
  ends(): Promise<string>;
}

function startChild(script: string, ...parameters: string[]): Child {
  const path = fileURLToPath(new URL(`./${script}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', path, ...parameters]);
  let printed = '';
  let complaint = '';
  child.stdout.on('data', (data: Buffer) => {
    printed += data.toString();
    child.emit('printed');
  });
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  return {
    process: child,
    output: () => printed,
    says: async (pattern) => {
      while (!pattern.test(printed)) {
        await Promise.race([
          once(child, 'printed'),
          closed.then(() => assert.match(printed, pattern, complaint)),
        ]);
      }
    },
    ends: async () => {
      const [code, signal] = await closed;
      assert.equal(code ?? signal, 0, complaint);
      return printed;
    },
  };
}

async function lockFiles(): Promise<string[]> {
  const names = await readdir(join(folder, 'deep'));
  return names.filter((name) => name !== 'tokens.json');
}

describe('file token store', () => {
  it('gives back what was stored', async () => {
    const store = fileTokenStore(file);
    assert.equal(await store.load(), undefined);
    await store.save(tokens);
    assert.deepEqual(await store.load(), tokens);
    assert.deepEqual(await fileTokenStore(file).load(), tokens);
    await store.save(undefined);
    assert.equal(await store.load(), undefined);
    await assert.rejects(stat(file), { code: 'ENOENT' });
  });

  it('makes a file that its owner alone can read, and tightens one that others could', async () => {
    if (isWindows) return;
    const store = fileTokenStore(file);
    await store.save(tokens);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'deep'))).mode & 0o777, 0o700);
    await chmod(file, 0o644);
    await store.save(tokens);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('keeps members of the file that it does not know', async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(file, '{"theme":"dark","__proto__":{"x":1}}');
    const store = fileTokenStore(file);
    assert.equal(await store.load(), undefined);
    await store.save(tokens);
    const { refresh_token: _, refresh_token_expires_at: __, ...next } = tokens;
    await store.save(next);
    const text = await readFile(file, 'utf8');
    const kept = JSON.parse(text) as Record<string, unknown>;
    assert.equal(kept['theme'], 'dark');
    assert.deepEqual(Object.getOwnPropertyDescriptor(kept, '__proto__')?.value, { x: 1 });
    assert.equal(kept['access_token'], tokens.access_token);
    assert.doesNotMatch(text, /refresh-old/);
    await store.save(undefined);
    assert.match(await readFile(file, 'utf8'), /dark/);
  });

  const damaged = [
    '',
    '{',
    '[]',
    'null',
    '{"access_token":"canary-1"}',
    '{"access_token":"canary-1","expires_at":"soon"}',
    '{"access_token":"canary-1","expires_at":5,"refresh_token":{}}',
    '{"access_token":"canary-1"',
  ];
  for (const text of damaged) {
    it(`reports a damaged file and leaves it alone: ${JSON.stringify(text)}`, async () => {
      await mkdir(join(folder, 'deep'));
      await writeFile(file, text);
      const store = fileTokenStore(file);
      for (const attempt of [() => store.load(), () => store.save(tokens)]) {
        await assert.rejects(attempt, (error) => {
          assert.ok(isClientError(error, 'store_failure'));
          assert.ok(error.message.includes(file));
          assert.doesNotMatch(inspect(error), /canary-1/);
          return true;
        });
      }
      assert.equal(await readFile(file, 'utf8'), text);
    });
  }

  it('leaves no temporary file behind when it cannot write', async () => {
    await mkdir(file, { recursive: true });
    const store = fileTokenStore(file);
    await assert.rejects(store.save(tokens), { code: 'store_failure' });
    assert.deepEqual(await lockFiles(), []);
  });

  it('passes on what the action in the lock returns or throws, and lets go', async () => {
    const store = fileTokenStore(file);
    assert.equal(await store.withLock(async () => 7), 7);
    const failure = new TypeError('own');
    await assert.rejects(
      store.withLock(() => Promise.reject(failure)),
      (error) => error === failure,
    );
    assert.deepEqual(await lockFiles(), []);
  });

  it('says who holds the lock when it does not become free', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const holding = fileTokenStore(file).withLock(() => held);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const other = fileTokenStore(file, { lockTimeoutSeconds: 0.1 });
    await assert.rejects(
      other.withLock(async () => undefined),
      (error) => isClientError(error, 'store_failure') && error.message.includes(`${process.pid}`),
    );
    letGo();
    await holding;
    await other.withLock(async () => undefined);
  });

  it('never takes over a lock that it cannot read, and names the file', async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(`${file}.lock`, '');
    const store = fileTokenStore(file, { lockTimeoutSeconds: 0.2, lockStaleSeconds: 0.05 });
    await assert.rejects(
      store.withLock(async () => undefined),
      (error) => isClientError(error, 'store_failure') && error.message.includes(`${file}.lock`),
    );
  });

  it('sweeps up what killed processes left, and nothing else', async () => {
    await mkdir(join(folder, 'deep'));
    const id = '11111111-2222-4333-8444-555555555555';
    const old = new Date(Date.now() - 3_600_000);
    for (const name of [`.${id}.tmp`, `.lock.${id}`, `.lock.${id}.${id}.tmp`, '.backup']) {
      await writeFile(file + name, 'x');
      await utimes(file + name, old, old);
    }
    await writeFile(`${file}.lock.${id.replace('1', '2')}`, 'young');
    await fileTokenStore(file).withLock(async () => undefined);
    const left = (await lockFiles()).toSorted();
    assert.deepEqual(left, ['tokens.json.backup', `tokens.json.lock.${id.replace('1', '2')}`]);
  });
});

describe('file token store shared by processes', () => {
  it('lets two processes with an expired token refresh once between them', async () => {
    const service = await startFakeService();
    service.live.add('refresh-old');
    service.refreshDelay = 150;
    await fileTokenStore(file).save(tokens);
    const children = [1, 2, 3].map(() => startChild('child-access-token', file, service.issuerUrl));
    const printed = await Promise.all(children.map((child) => child.ends()));
    await service.close();
    assert.deepEqual(printed, ['access-1', 'access-1', 'access-1']);
    assert.equal(service.seen('/oauth2/token').length, 1);
  });

  it('goes on at once when the process that holds the lock is killed', async () => {
    const holder = startChild('child-lock-holder', file);
    await holder.says(/locked/);
    const store = fileTokenStore(file, { lockTimeoutSeconds: 5 });
    let isIn = false;
    const waiting = store.withLock(async () => {
      isIn = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(isIn, false, 'a living holder is not robbed');
    const begin = performance.now();
    holder.process.kill('SIGKILL');
    await waiting;
    assert.ok(performance.now() - begin < 1000);
    assert.deepEqual(await lockFiles(), []);
  });

  it('takes over from a holder without a sign of life; its late release harms nobody', async () => {
    if (isWindows) return;
    const holder = startChild('child-lock-holder', file, '0.4');
    await holder.says(/locked/);
    process.kill(Number(holder.process.pid), 'SIGSTOP');
    const options = { lockTimeoutSeconds: 5, lockStaleSeconds: 0.4 };
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let enter = (): void => undefined;
    const entered = new Promise<void>((resolve) => (enter = resolve));
    const second = fileTokenStore(file, options).withLock(() => {
      enter();
      return held;
    });
    await entered;
    process.kill(Number(holder.process.pid), 'SIGCONT');
    holder.process.stdin?.write('go\n');
    await holder.says(/released/);
    let isThirdIn = false;
    const third = fileTokenStore(file, options).withLock(async () => {
      isThirdIn = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(isThirdIn, false, 'the second holder is still inside');
    letGo();
    await Promise.all([second, third]);
    assert.deepEqual(await lockFiles(), []);
  });

  it('never has two holders while processes are killed at random', async () => {
    const inside = join(folder, 'inside');
    const children = Array.from({ length: 6 }, () =>
      startChild('child-contender', file, inside, '40'),
    );
    const victims = children.slice(0, 3);
    for (const [index, victim] of victims.entries()) {
      await victim.says(/\.{3}/);
      await new Promise((resolve) => setTimeout(resolve, 17 * index));
      victim.process.kill('SIGKILL');
    }
    const survivors = await Promise.all(children.slice(3).map((child) => child.ends()));
    for (const child of children) assert.doesNotMatch(child.output(), /VIOLATION/);
    for (const printed of survivors) assert.equal(printed, '.'.repeat(40));
    await fileTokenStore(file).withLock(async () => undefined);
  });
});
