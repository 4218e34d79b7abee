import assert from 'node:assert/strict';
import { test } from 'node:test';

import { joinWords } from './join-words.ts';

test('words are joined as a sentence has them', () => {
  assert.equal(joinWords([], 'or'), '');
  assert.equal(joinWords(['a'], 'or'), 'a');
  assert.equal(joinWords(['a', 'b', 'c'], 'and'), 'a, b and c');
});
