import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SqlStep } from '../../src/store/sql-database.ts';
import type { Behaviours } from './contract.ts';
import { plain } from './contract.ts';
import { hostileTexts, nextNumber, t0 } from './records.ts';

const insert = (bucket: string, count: number): SqlStep => ({
  text: 'INSERT INTO rate_limit (bucket, count, window_ends_at) VALUES ($1, $2, $3)',
  values: [bucket, count, t0],
});
const find = 'SELECT bucket, count FROM rate_limit WHERE bucket = $1';
const missing: SqlStep = {
  text: 'UPDATE rate_limit SET count = 0 WHERE bucket = $1 RETURNING bucket',
  values: ['no such bucket'],
};

/** What every engine promises about statements and transactions. */
export const engineBehaviours: Behaviours = (open) => {
  const name = () => `engine-${nextNumber()}`;

  test('a transaction gives the rows of each statement and writes all of them', async () => {
    const { database } = open();
    const [first, second] = [name(), name()];
    const results = await database.transact([
      insert(first, 1),
      { ...insert(second, 2), text: `${insert(second, 2).text} RETURNING bucket, count` },
    ]);
    assert.deepEqual(
      results?.map((rows) => rows.map(plain)),
      [[], [{ bucket: second, count: 2 }]],
    );
    assert.equal((await database.query(find, [first])).length, 1);
  });

  test('a verdict without a row rolls everything back, whether it comes last or in between', async () => {
    const { database } = open();
    const [first, last] = [name(), name()];
    const verdict = { ...missing, isVerdict: true };
    assert.equal(await database.transact([insert(first, 1), verdict, insert(last, 1)]), undefined);
    assert.equal(await database.transact([insert(first, 1), verdict]), undefined);
    assert.deepEqual(await database.query(find, [first]), []);
    assert.deepEqual(await database.query(find, [last]), []);
  });

  test('a statement without a row that is no verdict changes nothing about the others', async () => {
    const { database } = open();
    const bucket = name();
    assert.notEqual(await database.transact([insert(bucket, 1), missing]), undefined);
    assert.equal((await database.query(find, [bucket])).length, 1);
  });

  test('an error in a later statement rolls everything back and leaves the engine usable', async () => {
    const { database } = open();
    const bucket = name();
    await assert.rejects(database.transact([insert(bucket, 1), insert(bucket, 2)]));
    assert.deepEqual(await database.query(find, [bucket]), []);
    await database.transact([insert(bucket, 3)]);
    assert.deepEqual((await database.query(find, [bucket])).map(plain), [{ bucket, count: 3 }]);
  });

  test('fifty parallel transactions on one row lose no update', async () => {
    const { database } = open();
    const bucket = name();
    await database.transact([insert(bucket, 0)]);
    const add = {
      text: 'UPDATE rate_limit SET count = count + 1 WHERE bucket = $1',
      values: [bucket],
    };
    await Promise.all(Array.from({ length: 50 }, () => database.transact([add, add])));
    const [row] = await database.query(find, [bucket]);
    assert.equal(row?.['count'], 100);
  });

  test('of transactions asked for at the same moment, a verdict or an error undoes its own alone', async () => {
    const { database } = open();
    const [one, two, three, four] = [name(), name(), name(), name()];
    const outcomes = await Promise.allSettled([
      database.transact([insert(one, 1)]),
      database.transact([insert(two, 1), { ...missing, isVerdict: true }]),
      database.transact([insert(three, 1), insert(three, 2)]),
      database.transact([insert(four, 1)]),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'error')),
      [[[]], undefined, 'error', [[]]],
    );
    const found = await Promise.all([one, two, three, four].map((b) => database.query(find, [b])));
    assert.deepEqual(
      found.map((rows) => rows.length),
      [1, 0, 0, 1],
    );
  });

  test('a script that fails halfway leaves nothing, its record included', async () => {
    const { database } = open();
    const record = insert(name(), 1);
    await assert.rejects(
      database.runScript('CREATE TABLE halfway (a TEXT); CREATE TABLE halfway (a TEXT);', record),
    );
    await assert.rejects(database.query('SELECT * FROM halfway', []));
    assert.deepEqual(await database.query(find, [record.values[0] ?? '']), []);
  });

  test('a script whose record is a verdict without a row is not run', async () => {
    const { database } = open();
    await database.runScript('CREATE TABLE unwanted (a TEXT);', { ...missing, isVerdict: true });
    await assert.rejects(database.query('SELECT * FROM unwanted', []));
  });

  test('numbers, nulls and hostile texts come back as they went in', async () => {
    const { database } = open();
    for (const number of [0, -1, 2 ** 31, 2 ** 53 - 1]) {
      const bucket = name();
      await database.transact([insert(bucket, number)]);
      const [row] = await database.query(find, [bucket]);
      assert.equal(row?.['count'], number);
    }
    for (const text of hostileTexts) {
      const [row] = await database.query('SELECT CAST($1 AS TEXT) AS said, $2 AS nobody', [
        text,
        null,
      ]);
      assert.deepEqual(plain(row), { said: text, nobody: null });
    }
  });
};
