import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestWindows } from './request-window.ts';

test('a window lasts a minute from its first request', () => {
  const windows = createRequestWindows<number>();
  assert.deepEqual({ ...windows.count(1, 100) }, { count: 1, reset: 160, resetText: '160' });
  assert.equal(windows.count(1, 159).count, 2);
  assert.deepEqual({ ...windows.count(1, 160) }, { count: 1, reset: 220, resetText: '220' });
});

test('callers are counted apart', () => {
  const windows = createRequestWindows<number>();
  windows.count(1, 100);
  windows.count(1, 100);
  assert.equal(windows.count(2, 100).count, 1);
  assert.equal(windows.count(1, 100).count, 3);
});

test('a clock that was set back does not lock anybody out for long', () => {
  const windows = createRequestWindows<number>();
  windows.count(1, 10_000);
  assert.deepEqual({ ...windows.count(1, 100) }, { count: 1, reset: 160, resetText: '160' });
});

test('more callers than are kept: those who came first are forgotten first', () => {
  const windows = createRequestWindows<number>();
  for (let caller = 0; caller <= 20_000; caller += 1) windows.count(caller, 100);
  assert.equal(windows.count(20_000, 100).count, 2);
  assert.equal(windows.count(0, 100).count, 1);
});
