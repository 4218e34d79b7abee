import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Behaviours } from './contract.ts';
import { createStores } from './contract.ts';
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

  test('keys are listed newest first, those of the dialect alone', async () => {
    const { database, keys } = open();
    const insert = `INSERT INTO signing_key (kid, dialect, alg, public_jwk, sealed_private_jwk, created_at)
      VALUES ($1, $2, 'ES256', '{}', 'sealed', $3)`;
    await database.query(insert, ['kid-newest', 'iracing', t0 + 10]);
    await database.query(insert, ['kid-oldest', 'iracing', t0 - 10]);
    await database.query(insert, ['kid-foreign', 'another', t0 + 20]);
    const kids = (await keys.listSigningKeys('iracing')).map(({ kid }) => kid);
    assert.deepEqual([kids[0], kids.at(-1)], ['kid-newest', 'kid-oldest']);
    assert.ok(!kids.includes('kid-foreign'));
  });
};
