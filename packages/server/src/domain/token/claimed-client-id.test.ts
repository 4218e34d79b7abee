import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findClaimedClientId } from './claimed-client-id.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'ES256', typ: 'at+jwt' });

test('S75 a token says which client it was issued to, whether or not it is good any more', () => {
  const token = `${header}.${encode({ client_id: 'lap-lens', exp: 1 })}.AAAA`;
  assert.equal(findClaimedClientId(token), 'lap-lens');
});

const strange = [
  '',
  'x',
  'a.b.c',
  'a.b.c.d.e',
  `${header}.${encode({ sub: 'x' })}.AAAA`,
  `${header}.${encode({ client_id: 7 })}.AAAA`,
  `${header}.${encode({ client_id: ['lap-lens'] })}.AAAA`,
  `${header}.${encode(['lap-lens'])}.AAAA`,
  `${header}.${encode(null)}.AAAA`,
  `${header}.bm8ganNvbg.AAAA`,
  'ppr_opaque',
  '.'.repeat(8000),
];
for (const token of strange) {
  test(`S75 "${token.slice(0, 60)}" names no client`, () => {
    assert.equal(findClaimedClientId(token), undefined);
  });
}
