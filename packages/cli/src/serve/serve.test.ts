import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { serve } from './serve.ts';

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test('a second local service in the folder of one that runs says so, and a moved one does not', async (t) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'pitpass-twice-'));
  t.after(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const notices: string[] = [];
  const start = async (port: number) =>
    serve({
      isLocal: true,
      environment: {
        PITPASS_LOG_LEVEL: 'silent',
        PITPASS_DATA_DIRECTORY: dataDirectory,
        PITPASS_PORT: String(port),
      },
      onNotice: (sentence) => notices.push(sentence),
      overrides: { passwordHashCost: { memoryKib: 64, passes: 1 } },
    });
  const isOfFolder = (sentence: string) => sentence.includes('which used this data directory');
  const [first, second, third] = [await findFreePort(), await findFreePort(), await findFreePort()];

  const one = await start(first);
  const two = await start(second);
  t.after(() => two.close());
  assert.match(notices.find(isOfFolder) ?? '', new RegExp(`localhost:${first}.*--data-directory`));

  await one.close();
  await two.close();
  notices.length = 0;
  const moved = await start(third);
  await moved.close();
  assert.equal(notices.some(isOfFolder), false);
});
