import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSeededRandom } from '../../../test/house.ts';
import { createSealer } from '../key/sealing.ts';
import {
  createTotpSeed,
  createTotpUri,
  findTotpStep,
  normalizeTotpCode,
  openTotpSeed,
  sealTotpSeed,
} from './totp.ts';

// The ASCII seed of RFC 6238, appendix B.
const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('book 14.5 codes are those of RFC 6238, cut to six digits', async () => {
  const vectors = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const;
  for (const [now, code] of vectors) {
    assert.equal(await findTotpStep(seed, code, now), Math.floor(now / 30));
  }
});

test('S186 a code counts in its own step and in one step to either side, and names its own step', async () => {
  const code = '279037';
  const step = 66_666_666;
  const answers = await Promise.all(
    [-61, -60, -30, 0, 30, 59, 60].map((shift) => findTotpStep(seed, code, step * 30 + shift)),
  );
  assert.deepEqual(answers, [undefined, undefined, step, step, step, step, undefined]);
});

test('a code is read however it was copied, and only when it has six digits', () => {
  assert.equal(normalizeTotpCode(' 279 037\n'), '279037');
  assert.equal(normalizeTotpCode('279-037'), '279037');
  for (const typed of ['', '27903', '2790377', '27903a', '٢٧٩٠٣٧', '+79037']) {
    assert.equal(normalizeTotpCode(typed), undefined, typed);
  }
});

test('a seed has 160 bits, and its address says so to every authenticator app', async () => {
  const made = await createTotpSeed(createSeededRandom('seed'));
  assert.match(made, /^[A-Z2-7]{32}$/);
  const uri = new URL(
    await createTotpUri(made, { issuer: 'Pitpass (id.example)', label: 'a+b@x.example' }),
  );
  assert.equal(uri.protocol, 'otpauth:');
  assert.deepEqual(Object.fromEntries(uri.searchParams), {
    issuer: 'Pitpass (id.example)',
    secret: made,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
  assert.ok(decodeURIComponent(uri.pathname).endsWith('Pitpass (id.example):a+b@x.example'));
});

test('S145 a seed at rest opens with the secret key, in its own row alone', () => {
  const sealer = createSealer(new Uint8Array(32).fill(1), 'totp seeds', createSeededRandom('a'));
  const other = createSealer(new Uint8Array(32).fill(2), 'totp seeds', createSeededRandom('a'));
  const named = { member_id: 'member-1', authenticator_id: 'authenticator-1' };
  const app = {
    ...named,
    sealed_seed: sealTotpSeed(seed, named, sealer),
    last_step: 0,
    created_at: 0,
  };
  assert.ok(!app.sealed_seed.includes(seed));
  assert.equal(openTotpSeed(app, sealer), seed);
  assert.equal(openTotpSeed(app, other), undefined);
  assert.equal(openTotpSeed({ ...app, member_id: 'member-2' }, sealer), undefined);
  assert.equal(openTotpSeed({ ...app, authenticator_id: 'authenticator-2' }, sealer), undefined);
});
