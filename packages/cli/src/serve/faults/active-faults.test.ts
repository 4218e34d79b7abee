import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activeFaultsMax, createActiveFaults } from './active-faults.ts';
import type { Fault, FaultTarget } from './parse-fault.ts';

const fault: Fault = {
  name: 'maintenance',
  client_id: null,
  remaining: null,
  seconds: null,
  path: null,
};
const target: FaultTarget = { area: 'data', path: '/data/car/get', client_id: 'pit-wall' };

test('a fault that is counted is met that often and is off then; one that is not stays on', () => {
  const active = createActiveFaults();
  active.add({ ...fault, remaining: 2 });
  active.add({ ...fault, name: 'slow' });
  assert.ok(active.claim('maintenance', target));
  assert.equal(active.list()[0]?.remaining, 1);
  assert.ok(active.claim('maintenance', target));
  assert.equal(active.claim('maintenance', target), undefined);
  assert.deepEqual(
    active.list().map(({ name }) => name),
    ['slow'],
  );
  for (let i = 0; i < 5; i += 1) assert.ok(active.claim('slow', target));
});

test('a request that a fault is not meant for does not count', () => {
  const active = createActiveFaults();
  active.add({ ...fault, client_id: 'lap-lens', remaining: 1 });
  assert.equal(active.claim('maintenance', target), undefined);
  assert.equal(active.claim('slow', { ...target, client_id: 'lap-lens' }), undefined);
  assert.ok(active.claim('maintenance', { ...target, client_id: 'lap-lens' }));
  assert.ok(active.isEmpty());
});

test('the same fault again replaces the first, for another client or path it stands beside it', () => {
  const active = createActiveFaults();
  active.add({ ...fault, remaining: 1 });
  active.add({ ...fault, remaining: 7 });
  assert.deepEqual(active.list(), [{ ...fault, remaining: 7 }]);
  active.add({ ...fault, client_id: 'lap-lens' });
  active.add({ ...fault, path: '/data/' });
  assert.equal(active.list().length, 3);
});

test('clearing counts what it switched off: those of a name, or all', () => {
  const active = createActiveFaults();
  active.add(fault);
  active.add({ ...fault, path: '/data/' });
  active.add({ ...fault, name: 'slow' });
  assert.equal(active.clear('truncated'), 0);
  assert.equal(active.clear('maintenance'), 2);
  assert.equal(active.clear(), 1);
  assert.ok(active.isEmpty());
});

test('no more faults are on than there may be, and one of them can still be replaced', () => {
  const active = createActiveFaults();
  for (let i = 0; i < activeFaultsMax; i += 1) {
    assert.ok(active.add({ ...fault, client_id: `client-${i}` }));
  }
  assert.equal(active.add(fault), false);
  assert.ok(active.add({ ...fault, client_id: 'client-3', remaining: 1 }));
  assert.equal(active.list().length, activeFaultsMax);
});
