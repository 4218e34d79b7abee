import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countEdits } from './count-edits.ts';

test('a letter more, one less, another one or two swapped are one edit each', () => {
  for (const word of ['tables', 'tale', 'cable', 'talbe']) {
    assert.equal(countEdits(word, 'table'), 1, word);
  }
  assert.equal(countEdits('', 'abc'), 3);
  assert.equal(countEdits('same', 'same'), 0);
});
