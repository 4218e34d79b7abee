import assert from 'node:assert/strict';
import { test } from 'node:test';

import { faultKinds, faultNames, findFaultArea } from './fault-table.ts';
import { areasOf, describeFault, isMetBy, parseFault } from './parse-fault.ts';
import type { Fault, FaultTarget } from './parse-fault.ts';

function faultOf(wanted: object): Fault {
  const parsed = parseFault(wanted);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.fault;
}

function problemOf(wanted: unknown): string {
  const parsed = parseFault(wanted);
  if ('fault' in parsed) throw new Error('it was taken');
  return parsed.problem;
}

const target: FaultTarget = { area: 'data', path: '/data/member/info', client_id: 'lap-lens' };

test('every fault can be asked for by its name alone, and has its usual seconds then', () => {
  for (const name of faultNames) {
    const { seconds, ...fault } = faultOf({ name });
    assert.deepEqual(fault, { name, client_id: null, remaining: null, path: null });
    const kind = faultKinds[name];
    assert.equal(seconds, 'seconds' in kind ? kind.seconds.usual : null);
  }
});

test('what cannot be had is refused in one sentence that says what can', () => {
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [null, /is an object with a name/],
    [[], /is an object with a name/],
    ['slow', /is an object with a name/],
    [{}, /no such fault; there are maintenance, rate-limit/],
    [{ name: 'toString' }, /no such fault/],
    [{ name: 'slow', delay: 3 }, /has the members name, client_id, count, seconds, path/],
    [{ name: 'slow', count: 0 }, /count must be a whole number from 1 to 1000000/],
    [{ name: 'slow', count: 1.5 }, /count must be/],
    [{ name: 'slow', count: '3' }, /count must be/],
    [{ name: 'slow', count: Number.NaN }, /count must be/],
    [{ name: 'slow', count: 1_000_001 }, /count must be/],
    [{ name: 'slow', seconds: 0 }, /seconds of slow must be a whole number from 1 to 300/],
    [{ name: 'slow', seconds: 301 }, /from 1 to 300/],
    [{ name: 'clock-skew', seconds: 0 }, /from -86400 to 86400, and not 0/],
    [{ name: 'maintenance', seconds: 3 }, /maintenance takes no seconds/],
    [{ name: 'slow', path: 'data' }, /path must be how a path/],
    [{ name: 'slow', path: '/data?x=1' }, /path must be how a path/],
    [{ name: 'slow', path: '/account' }, /does not happen under \/account; it can under \/data/],
    [{ name: 'forbidden', path: '/oauth2/token' }, /it can under \/data, \/api\./],
    [{ name: 'expired-link', path: '/api/' }, /does not happen under/],
    [{ name: 'slow', client_id: '' }, /client must be a client_id/],
    [{ name: 'slow', client_id: 7 }, /client must be a client_id/],
    [{ name: 'slow', client_id: 'a', path: '/data-files/' }, /leave the client out/],
  ];
  for (const [wanted, sentence] of refused) {
    const problem = problemOf(wanted);
    assert.match(problem, sentence);
    assert.match(problem, /^[A-Z].*\.$/);
  }
});

test('the bounds themselves are taken', () => {
  assert.equal(faultOf({ name: 'slow', seconds: 300 }).seconds, 300);
  assert.equal(faultOf({ name: 'clock-skew', seconds: -86_400 }).seconds, -86_400);
  assert.equal(faultOf({ name: 'slow', count: 1_000_000 }).remaining, 1_000_000);
});

test('a request meets a fault in its usual areas, or where its path begins as named', () => {
  assert.ok(isMetBy(faultOf({ name: 'truncated' }), target));
  assert.ok(isMetBy(faultOf({ name: 'truncated', path: '/data/member' }), target));
  assert.ok(isMetBy(faultOf({ name: 'truncated', path: '/' }), target));
  assert.ok(!isMetBy(faultOf({ name: 'truncated', path: '/data/results' }), target));
  const token: FaultTarget = { ...target, area: 'iracing_token', path: '/oauth2/token' };
  assert.ok(!isMetBy(faultOf({ name: 'truncated' }), token));
  assert.ok(isMetBy(faultOf({ name: 'truncated', path: '/oauth2/token' }), token));
});

test('a fault for one client is met by that client alone, not by a request of nobody', () => {
  const fault = faultOf({ name: 'slow', client_id: 'lap-lens' });
  assert.ok(isMetBy(fault, target));
  assert.ok(!isMetBy(fault, { ...target, client_id: 'pit-wall' }));
  assert.ok(!isMetBy(fault, { ...target, client_id: undefined }));
});

test('a path lies in the area that its routes belong to', () => {
  const expected = {
    '/data/member/info': 'data',
    '/data/': 'data',
    '/data-files/member/info/x': 'files',
    '/oauth2/token': 'iracing_token',
    '/api/access_token': 'trackmania_token',
    '/api/user': 'api',
    '/oauth2/token/': undefined,
    '/oauth2/authorize': undefined,
    '/local/faults': undefined,
    '/': undefined,
  };
  for (const [path, area] of Object.entries(expected))
    assert.equal(findFaultArea(path), area, path);
});

test('a fault is described with what, whose, where and how often', () => {
  const wanted = {
    name: 'slow',
    client_id: 'lap-lens',
    count: 1,
    seconds: 9,
    path: '/data/results',
  };
  assert.equal(
    describeFault(faultOf(wanted)),
    'slow for lap-lens at /data/results…, 1 more time: waits before anything happens (9 s to wait).',
  );
  for (const name of faultNames) {
    assert.ok(areasOf(faultKinds[name]).length > 0);
    assert.match(describeFault(faultOf({ name })), /until it is switched off: .*\.$/);
  }
});
