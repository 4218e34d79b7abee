import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InvalidConfig } from '@pitpass/server';

import { findStartSentences } from './run-serve.ts';

const invalid = new InvalidConfig(['PITPASS_PORT is "abc"; it must be a whole number.']);

test('a setting that was typed as an option is named as it was typed', () => {
  assert.deepEqual(findStartSentences(invalid, { PITPASS_PORT: '--port' }), [
    '--port is "abc"; it must be a whole number.',
  ]);
});

test('a setting of the environment is named by its variable', () => {
  assert.deepEqual(findStartSentences(invalid, { PITPASS_ADDRESS: '--address' }), [
    'PITPASS_PORT is "abc"; it must be a whole number.',
  ]);
});
