import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parameterLengthMax, parseParameters } from '@pitpass/protocol';

import { createSeededRandom, secretKey } from '../../test/house.ts';
import { t0 } from '../../test/store-contract/records.ts';
import { createSealer } from '../domain/key/sealing.ts';
import {
  keepParameters,
  openTransaction,
  sealTransaction,
  sealedLengthMax,
  toParameters,
  transactionLifetimeSeconds,
} from './transaction.ts';

const sealer = createSealer(secretKey, 'transactions', createSeededRandom('transactions'));
const parameters = { client_id: 'lap-lens', state: 'ä&=%#+"' };
const authorization = { dialect: 'iracing', parameters } as const;
const transaction = { authorization, started_at: t0 };
const sealed = sealTransaction(transaction, 'browser-a', sealer);
const open = (presented: string | undefined, browser: string | undefined, now = t0) =>
  openTransaction(presented, browser, sealer, now);

test('S177 a sealed transaction opens in its browser as it was', () => {
  assert.deepEqual(open(sealed, 'browser-a'), { outcome: 'open', transaction });
  const own = { authorization: null, started_at: t0 };
  const opened = open(sealTransaction(own, 'browser-a', sealer), 'browser-a');
  assert.deepEqual(opened, { outcome: 'open', transaction: own });
});

test('S175 a transaction that is moved to another browser is foreign there', () => {
  for (const browser of ['browser-b', 'browser-', 'browser-aa', '', undefined]) {
    assert.deepEqual(open(sealed, browser), { outcome: 'foreign' });
  }
});

test('S177 a transaction that was altered anywhere is foreign', () => {
  for (let index = 0; index < sealed.length; index += 1) {
    const other = sealed[index] === 'x' ? 'y' : 'x';
    const altered = sealed.slice(0, index) + other + sealed.slice(index + 1);
    assert.deepEqual(open(altered, 'browser-a'), { outcome: 'foreign' }, `at ${index}`);
  }
  for (const text of [
    undefined,
    '',
    'x',
    sealed.slice(1),
    `${sealed}A`,
    JSON.stringify(transaction),
  ]) {
    assert.deepEqual(open(text, 'browser-a'), { outcome: 'foreign' });
  }
});

test('S177 what was sealed for another purpose or by another key is foreign', () => {
  const random = createSeededRandom('others');
  const others = [
    createSealer(secretKey, 'signing keys', random),
    createSealer(new Uint8Array(32).fill(1), 'transactions', random),
  ];
  for (const other of others) {
    const foreign = sealTransaction(transaction, 'browser-a', other);
    assert.deepEqual(open(foreign, 'browser-a'), { outcome: 'foreign' });
  }
});

test('S177 a transaction is open for fifteen minutes and a second later expired', () => {
  const end = t0 + transactionLifetimeSeconds;
  assert.equal(transactionLifetimeSeconds, 900);
  assert.equal(open(sealed, 'browser-a', end).outcome, 'open');
  assert.equal(open(sealed, 'browser-a', end + 1).outcome, 'expired');
});

test('S2 only parameters that mean something travel on', () => {
  const query =
    'client_id=c&scope=&evil=1&state=s&__proto__=x&response_mode=fragment&prompt=verify';
  const kept = keepParameters(parseParameters(query));
  assert.deepEqual(kept, { client_id: 'c', state: 's', prompt: 'verify' });
});

test('S218 kept parameters answer for themselves alone, not for what objects inherit', () => {
  const read = toParameters(JSON.parse('{"state":"s"}'));
  assert.deepEqual([read.get('state'), read.has('state')], ['s', true]);
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'scope']) {
    assert.deepEqual([read.get(name), read.has(name)], [undefined, false], name);
  }
  assert.deepEqual(read.problems, []);
});

test('the longest request that the parser lets through fits into a sealed transaction', () => {
  const names = ['client_id', 'redirect_uri', 'state'];
  const longest = Object.fromEntries(names.map((name) => [name, 'x'.repeat(parameterLengthMax)]));
  const others = {
    response_type: 'code',
    code_challenge: 'x'.repeat(128),
    code_challenge_method: 'S256',
    scope: 'iracing.auth iracing.profile',
    prompt: 'verify',
  };
  const text = sealTransaction(
    {
      authorization: { dialect: 'iracing', parameters: { ...longest, ...others } },
      started_at: t0,
    },
    'browser-a',
    sealer,
  );
  assert.ok(text.length <= sealedLengthMax, `${text.length} characters`);
});
