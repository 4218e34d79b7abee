import assert from 'node:assert/strict';
import test from 'node:test';

import { createKeptBuilds, finish } from './kept-builds.ts';

const oneEach = (built: string) => ({ bytes: 1, unpack: () => built });

function createWork(log: string[], name: string, steps: number) {
  return function* work(): Generator<void, string> {
    for (let i = 0; i < steps; i += 1) {
      log.push(name);
      yield;
    }
    return `${name} built`;
  };
}

test('all who ask for the same key at the same time work on one build', () => {
  const builds = createKeptBuilds(10, oneEach);
  const log: string[] = [];
  const first = builds.prepare('a', createWork(log, 'a', 3));
  const second = builds.prepare('a', createWork(log, 'a', 3));
  first.next();
  second.next();
  assert.equal(finish(first), 'a built');
  assert.equal(finish(second), 'a built');
  assert.deepEqual(log, ['a', 'a', 'a']);
});

test('keys that differ are worked out apart', () => {
  const builds = createKeptBuilds(10, oneEach);
  const log: string[] = [];
  assert.equal(finish(builds.prepare('a', createWork(log, 'a', 1))), 'a built');
  assert.equal(finish(builds.prepare('b', createWork(log, 'b', 1))), 'b built');
  assert.deepEqual(log, ['a', 'b']);
});

test('what was asked for longest ago is forgotten first when there is no room', () => {
  const builds = createKeptBuilds(2, oneEach);
  const log: string[] = [];
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) {
    finish(builds.prepare(name, createWork(log, name, 1)));
  }
  assert.deepEqual(log, ['a', 'b', 'c', 'b']);
});

test('the newest is kept however large it is', () => {
  const builds = createKeptBuilds(0, oneEach);
  const log: string[] = [];
  finish(builds.prepare('a', createWork(log, 'a', 1)));
  finish(builds.prepare('a', createWork(log, 'a', 1)));
  assert.deepEqual(log, ['a']);
});

test('who waits for a build gets it although it was forgotten meanwhile', () => {
  const builds = createKeptBuilds(1, oneEach);
  const log: string[] = [];
  const waiting = builds.prepare('a', createWork(log, 'a', 1));
  waiting.next();
  finish(builds.prepare('a', createWork(log, 'a', 1)));
  finish(builds.prepare('b', createWork(log, 'b', 1)));
  assert.equal(finish(waiting), 'a built');
  assert.deepEqual(log, ['a', 'b']);
});

test('a build that nobody waits for any more is given up and begun anew', () => {
  const builds = createKeptBuilds(10, oneEach);
  const log: string[] = [];
  const given = builds.prepare('a', createWork(log, 'a', 2));
  given.next();
  given.return('');
  finish(builds.prepare('a', createWork(log, 'a', 2)));
  assert.deepEqual(log, ['a', 'a', 'a']);
});

test('a build that fails fails for all who wait, and the next one begins anew', () => {
  const builds = createKeptBuilds(10, oneEach);
  const fail = function* fail(): Generator<void, string> {
    yield;
    throw new RangeError('no such race');
  };
  const first = builds.prepare('a', fail);
  const second = builds.prepare('a', fail);
  first.next();
  assert.throws(() => finish(second), /no such race/);
  assert.throws(() => finish(first), /failed before/);
  assert.equal(finish(builds.prepare('a', createWork([], 'a', 1))), 'a built');
});
