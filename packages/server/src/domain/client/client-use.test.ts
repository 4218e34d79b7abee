import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createClientUseLog, useWritingSeconds } from './client-use.ts';
import type { ClientUse } from './client-life.ts';

const t0 = 1_800_000_000;

function openLog() {
  const written: ClientUse[] = [];
  const time = { now: t0 };
  const clients = {
    recordClientUse: async ({ client_id, secret_digest, used_at }: ClientUse) =>
      void written.push({ client_id, secret_digest, used_at }),
  };
  const log = createClientUseLog(clients, () => time.now);
  return { log, written, time };
}

test('S68 a use is noted without a write, and written once by the next turn', async () => {
  const { log, written } = openLog();
  for (let uses = 0; uses < 100; uses += 1) log.note('lap-lens', 'digest', t0 + uses);
  assert.deepEqual(written, []);
  await log.flush();
  await log.flush();
  assert.deepEqual(written, [{ client_id: 'lap-lens', secret_digest: 'digest', used_at: t0 + 99 }]);
});

test('S204 a client in constant use is written at most once an hour, and a new secret of it at once', async () => {
  const { log, written, time } = openLog();
  for (let minute = 0; minute < 180; minute += 1) {
    time.now = t0 + minute * 60;
    log.note('lap-lens', 'old', time.now);
    await log.flush();
  }
  assert.deepEqual(
    written.map(({ used_at }) => (used_at - t0) / useWritingSeconds),
    [0, 1, 2],
  );
  log.note('lap-lens', 'new', time.now);
  log.note('other', null, time.now);
  await log.flush();
  assert.deepEqual(
    written.slice(3).map(({ client_id, secret_digest }) => [client_id, secret_digest]),
    [
      ['lap-lens', 'new'],
      ['other', null],
    ],
  );
});

test('S204 a use after a long silence is written with the next turn', async () => {
  const { log, written, time } = openLog();
  log.note('lap-lens', null, t0);
  await log.flush();
  time.now = t0 + 100 * 86_400;
  await log.flush();
  log.note('lap-lens', null, time.now);
  await log.flush();
  assert.deepEqual(
    written.map(({ used_at }) => used_at),
    [t0, time.now],
  );
});
