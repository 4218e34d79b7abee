import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { streamTable } from './table-stream.ts';
import { createTurns, inTurn, TooManyWaiting } from './turns.ts';

test('no more work at a time than there are places, in the order in which they came', async () => {
  const turns = createTurns(2, 10);
  const began: number[] = [];
  let working = 0;
  let most = 0;
  const work = (i: number) =>
    inTurn(turns, async () => {
      began.push(i);
      most = Math.max(most, (working += 1));
      await setImmediate();
      working -= 1;
    });
  await Promise.all([0, 1, 2, 3, 4].map(work));
  assert.deepEqual(began, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
});

test('whoever comes when the queue is full is turned away, and the others are served', async () => {
  const turns = createTurns(1, 1);
  const first = await turns.take();
  const second = turns.take();
  await assert.rejects(turns.take(), TooManyWaiting);
  first.end();
  (await second).end();
  (await turns.take()).end();
});

test('work that fails gives its place to the next', async () => {
  const turns = createTurns(1, 1);
  await assert.rejects(inTurn(turns, () => Promise.reject(new RangeError('no such race'))));
  assert.equal(await inTurn(turns, () => Promise.resolve('next')), 'next');
});

test('a place that is left is another’s until that one ends', async () => {
  const turns = createTurns(1, 1);
  const first = await turns.take();
  first.leave();
  const second = await turns.take();
  let isBack = false;
  const back = first.comeBack().then(() => (isBack = true));
  await setImmediate();
  assert.equal(isBack, false);
  second.end();
  await back;
  assert.equal(isBack, true);
});

test('who ends while waiting to come back takes no place', async () => {
  const turns = createTurns(1, 1);
  const first = await turns.take();
  first.leave();
  const second = await turns.take();
  const back = first.comeBack();
  first.end();
  second.end();
  await back;
  (await turns.take()).end();
});

test('a stream that is given up before it is read gives its place back', async () => {
  const turns = createTurns(1, 1);
  const stream = streamTable(['a', 'b'], await turns.take());
  stream.destroy();
  (await turns.take()).end();
});

test('a stream that is read to its end gives its place back', async () => {
  const turns = createTurns(1, 1);
  const read = await streamTable(['a', 'b'], await turns.take()).toArray();
  assert.deepEqual(read, ['a', 'b']);
  (await turns.take()).end();
});

test('a reader who takes nothing does not keep others from working', async () => {
  const turns = createTurns(1, 1);
  const blocks = Array.from({ length: 100 }, (_, i) => `${i}\n`);
  const stream = streamTable(blocks, await turns.take());
  stream.read();
  (await turns.take()).end();
  const rest = await stream.toArray();
  assert.equal(rest.join('').endsWith('99\n'), true);
});
