import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSeededRandom, secretKey } from '../../../test/house.ts';
import type { BrowserCodeBinding } from './browser-code.ts';
import { createMailedCode, digestMailedCode } from './browser-code.ts';

const binding: BrowserCodeBinding = {
  attempt_id: 'attempt-1',
  member: { member_id: 'member-1', username: 'mia@example.test' },
  browser: 'browser-1',
};

test('S191 the digest of a code is that of its sign-in, account, address, browser and key alone', () => {
  const { member } = binding;
  const others: readonly BrowserCodeBinding[] = [
    { ...binding, attempt_id: 'attempt-2' },
    { ...binding, member: { ...member, member_id: 'member-2' } },
    { ...binding, member: { ...member, username: 'moved@example.test' } },
    { ...binding, browser: 'browser-2' },
  ];
  const digests = [
    digestMailedCode('123456', binding, secretKey),
    digestMailedCode('123457', binding, secretKey),
    digestMailedCode('123456', binding, new Uint8Array(32).fill(1)),
    ...others.map((other) => digestMailedCode('123456', other, secretKey)),
  ];
  assert.equal(new Set(digests).size, digests.length);
  assert.equal(digestMailedCode('123456', binding, secretKey), digests[0]);
});

test('S190 a code has six digits, zeros in front included, and each is as likely as any other', () => {
  const random = createSeededRandom('codes');
  const codes = Array.from({ length: 5000 }, () => createMailedCode(random));
  assert.ok(codes.every((code) => /^\d{6}$/.test(code)));
  assert.ok(codes.some((code) => code.startsWith('0')));
  const firsts = Array.from(
    { length: 10 },
    (_, digit) => codes.filter((code) => code.startsWith(String(digit))).length,
  );
  assert.ok(
    firsts.every((count) => count > 400 && count < 600),
    firsts.join(' '),
  );
  // What would make small codes likelier is drawn again.
  const draws = [Buffer.from('ffffffff', 'hex'), Buffer.from('00000007', 'hex')];
  assert.equal(
    createMailedCode(() => draws.shift() ?? assert.fail('drawn too often')),
    '000007',
  );
});
