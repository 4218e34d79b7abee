import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deleteExpired } from '../../src/store/delete-expired.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countTrue, createStores } from './contract.ts';
import { hostileTexts, makeSigningKey, nextNumber, t0 } from './records.ts';

/** The counter behind every limit. */
export const rateLimitBehaviours: Behaviours = (open) => {
  const bucket = () => `bucket-${nextNumber()}`;

  test('S212 forty parallel requests on a bucket of twenty see the counts 1 to 40, each once', async () => {
    const { limits } = open();
    const name = bucket();
    const answers = await Promise.all(Array.from({ length: 40 }, () => limits.count(name, 60, t0)));
    const counts = answers.map(({ count }) => count).sort((a, b) => a - b);
    assert.deepEqual(
      counts,
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    assert.equal(counts.filter((count) => count <= 20).length, 20);
    assert.ok(answers.every(({ window_ends_at }) => window_ends_at === t0 + 60));
  });

  test('a window begins with its first request, counts until its last second and then begins anew', async () => {
    const { limits } = open();
    const name = bucket();
    assert.deepEqual(await limits.count(name, 60, t0), { count: 1, window_ends_at: t0 + 60 });
    assert.deepEqual(await limits.count(name, 60, t0 + 59), { count: 2, window_ends_at: t0 + 60 });
    assert.deepEqual(await limits.count(name, 60, t0 + 60), { count: 1, window_ends_at: t0 + 120 });
  });

  test('finding a running window counts nothing; one that is over is not found', async () => {
    const { limits } = open();
    const name = bucket();
    assert.equal(await limits.find(name, t0), undefined);
    await limits.count(name, 60, t0);
    const running = { count: 1, window_ends_at: t0 + 60 };
    assert.deepEqual(await limits.find(name, t0 + 59), running);
    assert.deepEqual(await limits.find(name, t0 + 59), running);
    assert.equal(await limits.find(name, t0 + 60), undefined);
  });

  test('forty parallel requests on a window that is over begin one new window', async () => {
    const { limits } = open();
    const name = bucket();
    await limits.count(name, 60, t0);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => limits.count(name, 60, t0 + 100)),
    );
    assert.deepEqual(
      answers.map(({ count }) => count).sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
  });

  test('buckets do not touch one another, whatever their names hold', async () => {
    const { limits } = open();
    const names = hostileTexts.map((text) => `${text.slice(0, 500)}${nextNumber()}`);
    for (const name of names) await limits.count(name, 60, t0);
    for (const name of names) assert.equal((await limits.find(name, t0))?.count, 1);
  });
};

/** Signing keys. */
export const signingKeyBehaviours: Behaviours = (open) => {
  test('of eight nodes that start at once one makes the first key and all see it', async () => {
    const { database, keys } = open();
    assert.deepEqual(await keys.listSigningKeys('iracing'), []);
    const records = Array.from({ length: 8 }, () => makeSigningKey());
    const saved = await Promise.all(
      records.map((record) => createStores(database, () => t0).keys.saveFirstSigningKey(record)),
    );
    assert.equal(saved.filter(Boolean).length, 1);
    const winner = records[saved.indexOf(true)] ?? assert.fail();
    const listed = await keys.listSigningKeys('iracing');
    assert.deepEqual(
      listed.map((row) => ({ ...row })),
      [winner],
    );
    assert.equal(await keys.saveFirstSigningKey(makeSigningKey()), false);
  });

  const listed = async ({ keys }: Contract) =>
    (await keys.listSigningKeys('iracing')).map((row) => ({ ...row }));
  const lastOf = async (contract: Contract) => (await listed(contract))[0] ?? assert.fail('no key');

  test('S143 a key that follows another is listed first, and the other has an end', async () => {
    const contract = open();
    const last = await lastOf(contract);
    const next = makeSigningKey({ created_at: t0 + 5, signs_from: t0 + 365 });
    const verified_until = t0 + 90_000;
    assert.equal(
      await contract.keys.saveNextSigningKey(next, { kid: last.kid, verified_until }),
      true,
    );
    assert.deepEqual(await listed(contract), [next, { ...last, verified_until }]);
  });

  test('S143 of eight rotations at once one publishes a key, and a late one changes nothing', async () => {
    const contract = open();
    const last = await lastOf(contract);
    const records = Array.from({ length: 8 }, () => makeSigningKey({ signs_from: t0 + 700 }));
    const verified_until = t0 + 95_000;
    const end = { kid: last.kid, verified_until };
    const published = await countTrue(8, (index) =>
      createStores(contract.database, () => t0).keys.saveNextSigningKey(
        records[index] ?? assert.fail(),
        end,
      ),
    );
    assert.equal(published, 1);
    const after = await listed(contract);
    assert.equal(after.filter((key) => key.verified_until === null).length, 1);
    const late = makeSigningKey({ signs_from: t0 + 800 });
    assert.equal(
      await contract.keys.saveNextSigningKey(late, { ...end, verified_until: 1 }),
      false,
    );
    const foreign = makeSigningKey({ dialect: 'trackmania', signs_from: t0 + 800 });
    const lastKid = (await lastOf(contract)).kid;
    assert.equal(
      await contract.keys.saveNextSigningKey(foreign, { kid: lastKid, verified_until: 1 }),
      false,
    );
    assert.deepEqual(await listed(contract), after);
  });

  test('S143 a key is deleted when its last token has ended, and the last key never', async () => {
    const contract = open();
    const before = await listed(contract);
    const ends = before.flatMap(({ verified_until }) => verified_until ?? []);
    await deleteExpired(contract.database, Math.min(...ends) - 1);
    assert.deepEqual(await listed(contract), before);
    await deleteExpired(contract.database, Math.max(...ends));
    assert.deepEqual(await listed(contract), before.slice(0, 1));
    await deleteExpired(contract.database, t0 + 1_000_000_000);
    assert.deepEqual(await listed(contract), before.slice(0, 1));
  });

  test('S147 keys that are replaced are gone, those of the other dialect are not', async () => {
    const contract = open();
    const foreign = makeSigningKey({ dialect: 'trackmania' });
    assert.equal(await contract.keys.saveFirstSigningKey(foreign), true);
    const last = await lastOf(contract);
    const next = makeSigningKey({ signs_from: t0 + 900 });
    await contract.keys.saveNextSigningKey(next, { kid: last.kid, verified_until: t0 + 99_000 });
    const records = Array.from({ length: 4 }, () => makeSigningKey());
    await Promise.all(records.map((record) => contract.keys.replaceSigningKeys(record)));
    const after = await listed(contract);
    assert.equal(after.length, 1);
    assert.ok(records.some(({ kid }) => kid === after[0]?.kid));
    const others = await contract.keys.listSigningKeys('trackmania');
    assert.deepEqual(
      others.map(({ kid }) => kid),
      [foreign.kid],
    );
  });
};
