import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allSteps, careerPath, lapsPath, parseStepPath, seasonPath } from './steps.ts';

test('the way back after a form leads to a step of Pit Wall', () => {
  for (const { path } of allSteps) assert.equal(parseStepPath(path), path);
  for (const path of [lapsPath(123), seasonPath(6058), careerPath(5)]) {
    assert.equal(parseStepPath(path), path);
  }
});

test('the way back never leads anywhere else', () => {
  const others = ['//evil.example', '/\\evil.example', 'https://evil.example', '/callback?code=1'];
  for (const other of [...others, '/laps?subsession_id=1\n', '/sign-out', '', null]) {
    assert.equal(parseStepPath(other), '/', String(other));
  }
});

test('every step explains itself in one sentence', () => {
  for (const { wire } of allSteps) assert.equal(wire.match(/\.(\s|$)/g)?.length, 1, wire);
});
