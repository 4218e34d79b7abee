import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOf } from '../payloads/payload.ts';
import { rowsPerTurn, writeLongList } from './long-list.ts';

test('a long list is the same JSON as if it were written at once, whatever its length', async () => {
  for (const count of [0, 1, rowsPerTurn - 1, rowsPerTurn, rowsPerTurn + 1, 3 * rowsPerTurn]) {
    const rows = Array.from({ length: count }, (_, i) => ({ i, name: `Zoë "${i}" 雪` }));
    const named = await writeLongList({ success: true }, 'rows', rowsOf(rows));
    assert.equal(named.toString(), JSON.stringify({ success: true, rows }));
    const alone = await writeLongList([], undefined, rowsOf(rows));
    assert.equal(alone.toString(), JSON.stringify(rows));
    const only = await writeLongList({}, 'a "b"', rowsOf(rows));
    assert.equal(only.toString(), JSON.stringify({ 'a "b"': rows }));
  }
});

test('others get their turn between the rows', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 0);
  let most = 0;
  const rows = {
    count: 20 * rowsPerTurn,
    slice: (from: number, to: number) => {
      most = Math.max(most, to - from);
      const until = performance.now() + 2;
      while (performance.now() < until);
      return [];
    },
  };
  await writeLongList([], undefined, rows);
  clearInterval(timer);
  assert.equal(most, rowsPerTurn);
  assert.ok(turns > 5);
});
