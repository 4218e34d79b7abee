import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startFakeTrackmania } from './fake-trackmania.ts';
import { fileTokenStore } from '../src/node/index.ts';

const child = fileURLToPath(new URL('./child-trackmania-token.ts', import.meta.url));
const run = promisify(execFile);

describe('processes that share a Trackmania session', () => {
  it('TM 5.3 cause one refresh between them', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pitpass-trackmania-'));
    const service = await startFakeTrackmania();
    t.after(async () => {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    });
    const file = join(folder, 'tokens.json');
    service.refreshDelay = 50;
    service.live.add('refresh-old');
    const store = fileTokenStore(file);
    await store.save({
      access_token: 'access-old',
      token_type: 'Bearer',
      expires_at: 1,
      refresh_token: 'refresh-old',
    });
    const parameters = ['--conditions=source', child, file, service.url];
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => run(process.execPath, parameters)),
    );
    const tokens = new Set(answers.map(({ stdout }) => stdout));
    assert.deepEqual([...tokens], [(await store.load())?.access_token]);
    assert.equal(service.seen('/api/access_token').length, 1);
  });
});
