import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSeededRandom } from '../../../test/house.ts';
import { createBackupCodes, digestBackupCode, normalizeBackupCode } from './backup-code.ts';

test('book 14.5 a set has ten backup codes, all different, that can be read aloud', () => {
  const codes = createBackupCodes(createSeededRandom('codes'));
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
});

test('a backup code is read whatever its case, spaces and hyphens, and with letters that look like digits', () => {
  for (const typed of ['01ab0-fgh1j', '01AB0FGH1J', ' oIab0 – fghlj'.replace('–', '-')]) {
    assert.equal(normalizeBackupCode(typed), '01ab0-fgh1j');
  }
  for (const typed of ['', '123456', '01ab0-fgh1', '01ab0-fgh1jk', '01ab0-fgh1u', 'ä1ab0-fgh1j']) {
    assert.equal(normalizeBackupCode(typed), undefined, typed);
  }
});

test('a backup code is stored as a keyed digest that is its member’s alone', () => {
  const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const digest = digestBackupCode(one, 'member-1', '01ab0-fgh1j');
  assert.match(digest, /^[\w-]{43}$/);
  assert.notEqual(digest, digestBackupCode(other, 'member-1', '01ab0-fgh1j'));
  assert.notEqual(digest, digestBackupCode(one, 'member-2', '01ab0-fgh1j'));
  assert.equal(digest, digestBackupCode(one, 'member-1', '01ab0-fgh1j'));
});
