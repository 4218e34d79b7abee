import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { openHouse } from '../../test/house.ts';
import { makeAuditRecord, t0 } from '../../test/store-contract/records.ts';
import { deleteBatchRows } from './delete-expired.ts';
import { startHousekeeping } from './housekeeping.ts';

const auditKey = new Uint8Array(32).fill(1);

async function startIn(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const house = await openHouse();
  let renewals = 0;
  let looks = 0;
  const errors: Error[] = [];
  const stop = startHousekeeping({
    database: house.database,
    audits: house.stores.audits,
    auditKey,
    clock: () => house.time.now,
    renewKeys: async () => void (renewals += 1),
    lookAfterClients: async () => void (looks += 1),
    onError: (error) => errors.push(error),
  });
  const countWindows = async () => {
    const [row] = await house.database.query('SELECT count(*) AS count FROM rate_limit', []);
    return Number(row?.['count']);
  };
  const wait = async () => {
    for (let turns = 0; turns < 50; turns += 1) await turn();
  };
  return {
    house,
    errors,
    stop,
    countWindows,
    wait,
    countRenewals: () => renewals,
    countLooks: () => looks,
  };
}

test('S233 a minute’s turn deletes batch after batch until no expired row is left', async (t) => {
  const { house, errors, stop, countWindows, wait } = await startIn(t);
  await house.database.transact(
    Array.from({ length: 3 * deleteBatchRows + 1 }, (_, index) => ({
      text: 'INSERT INTO rate_limit (bucket, count, window_ends_at) VALUES ($1, 1, $2)',
      values: [`old-${index}`, t0],
    })),
  );
  await house.stores.limits.count('new', 60, t0);
  t.mock.timers.tick(59_999);
  await wait();
  assert.equal(await countWindows(), 3 * deleteBatchRows + 2);
  t.mock.timers.tick(1);
  await wait();
  assert.equal(await countWindows(), 1);
  await stop();
  assert.deepEqual(errors, []);
});

test('S221 events are sealed within ten seconds', async (t) => {
  const { house, stop, wait } = await startIn(t);
  await house.stores.audits.appendEvents([makeAuditRecord()]);
  t.mock.timers.tick(10_000);
  await wait();
  assert.equal((await house.stores.audits.findLastSeal())?.event_count, 1);
  await stop();
});

test('what fails is told and tried again at the next turn', async (t) => {
  const { house, errors, stop, wait } = await startIn(t);
  await house.database.query('ALTER TABLE audit_seal RENAME TO elsewhere', []);
  await house.stores.audits.appendEvents([makeAuditRecord()]);
  t.mock.timers.tick(10_000);
  await wait();
  assert.equal(errors.length, 1);
  await house.database.query('ALTER TABLE elsewhere RENAME TO audit_seal', []);
  t.mock.timers.tick(10_000);
  await wait();
  assert.equal((await house.stores.audits.findLastSeal())?.event_count, 1);
  await stop();
});

test('once it is stopped nothing is asked of the database any more', async (t) => {
  const { house, errors, stop, wait } = await startIn(t);
  t.mock.timers.tick(60_000);
  await stop();
  await house.database.close();
  t.mock.timers.tick(120_000);
  await wait();
  assert.deepEqual(errors, []);
});

test('S204 clients are looked after once a minute, and no more once it is stopped', async (t) => {
  const { stop, wait, countLooks } = await startIn(t);
  t.mock.timers.tick(59_999);
  await wait();
  assert.equal(countLooks(), 0);
  t.mock.timers.tick(1);
  await wait();
  assert.equal(countLooks(), 1);
  await stop();
  t.mock.timers.tick(120_000);
  await wait();
  assert.equal(countLooks(), 1);
});

test('S143 the signing keys are renewed every ten seconds, and no more once it is stopped', async (t) => {
  const { stop, wait, countRenewals } = await startIn(t);
  for (let turns = 1; turns <= 3; turns += 1) {
    t.mock.timers.tick(10_000);
    await wait();
    assert.equal(countRenewals(), turns);
  }
  await stop();
  t.mock.timers.tick(10_000);
  await wait();
  assert.equal(countRenewals(), 3);
});
