import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SqlStep } from '../sql-database.ts';
import { createGroupCommit } from './group-commit.ts';

const step = (text: string): SqlStep => ({ text, values: [] });

/** A group commit over an engine that writes down what it is told and fails at one statement. */
function openGroup(failing?: string, endsTransaction = false) {
  const log: string[] = [];
  let isOpen = false;
  const group = createGroupCommit({
    isTransaction: () => isOpen,
    run(text) {
      log.push(text);
      if (text === failing) {
        if (endsTransaction) isOpen = false;
        throw new Error(`${text} failed`);
      }
      if (text === 'BEGIN IMMEDIATE') isOpen = true;
      if (text === 'COMMIT' || text === 'ROLLBACK') isOpen = false;
      return text === 'nothing' ? [] : [{ text }];
    },
  });
  return { group, log, isOpen: () => isOpen };
}

const settle = async (promises: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(promises)).map(({ status }) => status);

test('transactions of one turn share one commit and run in the order in which they came', async () => {
  const { group, log } = openGroup();
  const told: string[] = [];
  const transact = async (name: string) => {
    await group.transact([step(name)]);
    told.push(`${name} after ${log.at(-1)}`);
  };
  await Promise.all([transact('a'), transact('b')]);
  assert.equal(
    log.join(', '),
    'BEGIN IMMEDIATE, SAVEPOINT one, a, RELEASE one, SAVEPOINT one, b, RELEASE one, COMMIT',
  );
  assert.deepEqual(told, ['a after COMMIT', 'b after COMMIT']);
});

test('a transaction that is asked for while others are told goes into the next commit', async () => {
  const { group, log } = openGroup();
  await group.transact([step('a')]);
  await group.transact([step('b')]);
  assert.equal(log.filter((text) => text === 'COMMIT').length, 2);
});

test('when the common commit fails, everybody is told and nothing stays open', async () => {
  const { group, log, isOpen } = openGroup('COMMIT');
  const outcomes = await settle([group.transact([step('a')]), group.transact([step('b')])]);
  assert.deepEqual(outcomes, ['rejected', 'rejected']);
  assert.equal(log.at(-1), 'ROLLBACK');
  assert.equal(isOpen(), false);
});

test('when the engine ends the transaction by itself, everybody is told and the next group works', async () => {
  const { group, log } = openGroup('full', true);
  const outcomes = await settle([
    group.transact([step('a')]),
    group.transact([step('full')]),
    group.transact([step('c')]),
  ]);
  assert.deepEqual(outcomes, ['rejected', 'rejected', 'rejected']);
  assert.ok(!log.includes('COMMIT') && !log.includes('c'));
  assert.deepEqual(await settle([group.transact([step('d')])]), ['fulfilled']);
});

test('when the database is busy, everybody is told', async () => {
  const { group, log } = openGroup('BEGIN IMMEDIATE');
  const outcomes = await settle([group.transact([step('a')]), group.transact([step('b')])]);
  assert.deepEqual(outcomes, ['rejected', 'rejected']);
  assert.deepEqual(log, ['BEGIN IMMEDIATE']);
});

test('what waits is committed before the database closes', async () => {
  const { group, log } = openGroup();
  const outcome = group.transact([step('a')]);
  group.flush();
  assert.equal(log.at(-1), 'COMMIT');
  assert.deepEqual(await outcome, [[{ text: 'a' }]]);
});
