import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate } from 'node:timers/promises';

import { packRows } from './packed-rows.ts';

function createRows(length: number) {
  return Array.from({ length }, (_, i) => ({
    cust_id: 4_000_000_000 + i,
    points: i * 0.3,
    starts: i,
    zero: i === 7 ? -0 : 0,
  }));
}

/** Collects what nobody holds; references that were followed count until the turn is over. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await setImmediate();
  collect();
}

test('rows whose objects were collected come back equal: large, broken and −0 too', async () => {
  const packed = packRows(createRows(50));
  const first = new WeakRef(packed.rows());
  await collectGarbage();
  assert.equal(first.deref(), undefined, 'packing keeps no object');
  assert.deepEqual(packed.rows(), createRows(50));
});

test('rows that somebody holds are not made again', async () => {
  const rows = createRows(3);
  const packed = packRows(rows);
  await collectGarbage();
  assert.equal(packed.rows(), rows);
});

test('whole numbers take four bytes and others eight', () => {
  assert.equal(packRows(createRows(50)).bytes, 50 * (8 + 8 + 4 + 8));
});

test('no rows come back as none', () => {
  assert.deepEqual(packRows([]).rows(), []);
});
