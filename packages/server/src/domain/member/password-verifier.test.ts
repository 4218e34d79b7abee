import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { OAuthError, mask } from '@pitpass/protocol';

import { cheapHash } from '../../../test/house.ts';
import { createPasswordVerifier, passwordHashCost } from './password-verifier.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const masked = mask('correct horse', 'driver@example.test', sha256);
const cheap = createPasswordVerifier({ cost: cheapHash, concurrencyMax: 4, queueMax: 100 });

test('S104 S183 a verifier is Argon2id with the reviewed parameters in its PHC string', async () => {
  assert.deepEqual(passwordHashCost, { memoryKib: 19_456, passes: 2 });
  const real = createPasswordVerifier({ cost: passwordHashCost, concurrencyMax: 1, queueMax: 1 });
  const verifier = await real.create(masked);
  assert.match(
    verifier,
    /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43}$/,
  );
});

test('S104 two verifiers of one password have salts of their own, and neither holds the masked value', async () => {
  const [first, second] = await Promise.all([cheap.create(masked), cheap.create(masked)]);
  assert.notEqual(first, second);
  for (const verifier of [first, second]) assert.ok(!verifier.includes(masked.slice(0, 43)));
});

test('S104 a leaked verifier cannot be presented as the masked password', async () => {
  const verifier = await cheap.create(masked);
  assert.equal(await cheap.verify(verifier, masked), true);
  assert.equal(await cheap.verify(verifier, verifier), false);
  assert.equal(await cheap.verify(verifier, verifier.split('$').at(-1) ?? ''), false);
});

test('S183 a verifier with other parameters still verifies, so that they may rise without a reset', async () => {
  const dearer = createPasswordVerifier({
    cost: { memoryKib: 16, passes: 2 },
    concurrencyMax: 1,
    queueMax: 9,
  });
  const old = await cheap.create(masked);
  assert.equal(await dearer.verify(old, masked), true);
  assert.equal(await dearer.verify(old, `${masked.slice(0, 42)}A=`), false);
});

test('S182 nobody has the right password, not even the one of the dummy', async () => {
  assert.equal(await cheap.verify(undefined, masked), false);
  assert.equal(await cheap.verify(undefined, 'a verifier that belongs to nobody'), false);
  assert.equal(await cheap.verify(undefined, ''), false);
});

test('S182 an unknown user costs the same hash as a wrong password', async () => {
  const cost = { memoryKib: 4096, passes: 1 };
  const verifier = createPasswordVerifier({ cost, concurrencyMax: 1, queueMax: 9 });
  const known = await verifier.create(masked);
  await verifier.verify(undefined, 'warm');
  const times = { wrong: [] as number[], unknown: [] as number[] };
  for (let round = 0; round < 25; round += 1) {
    for (const [name, of] of [
      ['wrong', known],
      ['unknown', undefined],
    ] as const) {
      const began = performance.now();
      await verifier.verify(of, 'wrong');
      times[name].push(performance.now() - began);
    }
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[12] ?? 0;
  const ratio = median(times.unknown) / median(times.wrong);
  // Without the dummy hash the ratio is below a tenth.
  assert.ok(ratio > 0.4 && ratio < 2.5, `ratio ${ratio}`);
});

test('S184 of 500 parallel logins no more are hashed at once than allowed, the queue is bounded and the rest are told to wait', async () => {
  const concurrencyMax = 2;
  const queueMax = 40;
  const verifier = createPasswordVerifier({ cost: cheapHash, concurrencyMax, queueMax });
  const known = await cheap.create(masked);
  const before = process.memoryUsage().rss;
  const answers = await Promise.allSettled(
    Array.from({ length: 500 }, async () => verifier.verify(known, masked)),
  );
  const served = answers.filter(({ status }) => status === 'fulfilled');
  const refused = answers.filter((answer) => answer.status === 'rejected');
  assert.ok(served.length >= queueMax && served.length <= queueMax + concurrencyMax);
  assert.ok(served.every((answer) => answer.status === 'fulfilled' && answer.value));
  for (const { reason } of refused) {
    assert.ok(reason instanceof OAuthError);
    assert.equal(reason.error, 'temporarily_unavailable');
    assert.equal(reason.retryAfterSeconds, 2);
  }
  assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
  assert.equal(await verifier.verify(known, masked), true, 'and afterwards all is as before');
});

test('S184 new passwords wait in the same queue', async () => {
  const verifier = createPasswordVerifier({ cost: cheapHash, concurrencyMax: 1, queueMax: 3 });
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, async () => verifier.create(masked)),
  );
  const refused = answers.filter(({ status }) => status === 'rejected');
  assert.ok(refused.length >= 16);
});
