import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { QueryParameter } from './query.ts';
import { parseQuery } from './query.ts';

const ids: QueryParameter = {
  name: 'accountId',
  kind: 'list',
  item: 'uuid',
  limit: 50,
  plural: 'account ids',
  description: '',
};
const names: QueryParameter = { ...ids, name: 'displayName', item: 'text', plural: 'names' };
const length: QueryParameter = {
  name: 'length',
  kind: 'number',
  minimum: 1,
  maximum: 1000,
  default: 10,
  description: '',
};
const a = '5b4d42f4-c2de-407d-b367-cbff3fe817bc';
const b = 'd2372a08-a8a1-46cb-97fb-23a161d85ad0';

function listOf(query: string, parameter = ids): readonly string[] {
  const parsed = parseQuery([parameter], query);
  if ('refusal' in parsed) throw new Error(parsed.refusal);
  return parsed.list(parameter.name);
}

function refusalOf(query: string, parameter: QueryParameter = ids): string {
  const parsed = parseQuery([parameter], query);
  return 'refusal' in parsed ? parsed.refusal : assert.fail(`${query} was accepted.`);
}

const brackets = /^accountId needs brackets and one value each time: accountId\[\]=…/;

test('TM 11.1 array parameters are read in each of the three ways, and mixed', () => {
  for (const query of [
    `accountId[]=${a}&accountId[]=${b}`,
    `accountId[0]=${a}&accountId[1]=${b}`,
    `accountId%5B%5D=${a}&accountId%5B%5D=${b}`,
    `accountId%5b0%5d=${a}&accountId%5b7%5D=${b}`,
    `accountId[]=${a}&other=1&accountId[5]=${b}&accountId2[]=x`,
  ]) {
    assert.deepEqual(listOf(query), [a, b], query);
  }
});

test('TM 11.1 an array parameter without brackets, or with words in them, is refused with the way to write it', () => {
  for (const query of [
    `accountId=${a}`,
    `accountId=${a}&accountId=${b}`,
    `accountId=${a},${b}`,
    `accountId[]=${a}&accountId=${b}`,
    `accountId[x]=${a}`,
    `accountId[-1]=${a}`,
    `accountId[0][]=${a}`,
    `accountId[]x=${a}`,
    `accountId[=${a}`,
  ]) {
    assert.match(refusalOf(query), brackets, query);
  }
});

test('TM 11.1 a comma list is refused with advice', () => {
  assert.equal(
    refusalOf(`accountId[]=${a},${b}`),
    'Value 1 of accountId[] is not a UUID. Repeat accountId[] instead of writing commas.',
  );
});

test('TM 7.2 ids that are no UUIDs are refused, and their place is named', () => {
  for (const wrong of ['x', `${a}0`, a.replaceAll('-', ''), 'tooInfinite', `{${a}}`, `${a}%20`]) {
    const refusal = refusalOf(`accountId[]=${a}&accountId[]=${wrong}`);
    assert.equal(refusal, 'Value 2 of accountId[] is not a UUID.');
  }
  assert.deepEqual(listOf(`accountId[]=${a.toUpperCase()}`), [a.toUpperCase()]);
});

test('TM 7.2 no value, an empty value or an index given twice is refused', () => {
  assert.equal(refusalOf(''), 'accountId[] is missing: give 1 to 50 account ids.');
  assert.equal(refusalOf('AccountId[]=x'), 'accountId[] is missing: give 1 to 50 account ids.');
  assert.equal(refusalOf('accountId[]='), 'Value 1 of accountId[] is empty.');
  assert.equal(
    refusalOf(`accountId[3]=${a}&accountId[3]=${b}`),
    'accountId[3] is given more than once.',
  );
});

test('TM 7.2 the 50th value is accepted and the 51st refused, equal ones too', () => {
  const query = (count: number) =>
    Array.from({ length: count }, () => `accountId[]=${a}`).join('&');
  assert.equal(listOf(query(50)).length, 50);
  assert.equal(refusalOf(query(51)), 'Too many account ids (50 max)');
  assert.equal(refusalOf(`${query(50)}&accountId[]=x`), 'Too many account ids (50 max)');
});

test('TM 7.3 names arrive as they were encoded', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 50 }),
      (texts) => {
        const query = texts.map((text) => `displayName[]=${encodeURIComponent(text)}`).join('&');
        assert.deepEqual(listOf(query, names), texts);
      },
    ),
    { numRuns: 100 },
  );
});

test('TM 7.5 numbers have defaults, whole values and a range', () => {
  const numberOf = (query: string): number => {
    const parsed = parseQuery([length], query);
    return 'refusal' in parsed ? assert.fail(parsed.refusal) : parsed.number('length');
  };
  assert.deepEqual(['', 'length=1', 'length=1000', 'length=0010'].map(numberOf), [10, 1, 1000, 10]);
  for (const wrong of [
    '0',
    '1001',
    '-1',
    '+5',
    '1.5',
    '1e2',
    'ten',
    '',
    'NaN',
    '99999999999',
    '%201',
  ]) {
    assert.equal(
      refusalOf(`length=${wrong}`, length),
      'length must be a whole number from 1 to 1000.',
    );
  }
  assert.equal(refusalOf('length[]=5', length), 'length must be a whole number from 1 to 1000.');
  assert.equal(refusalOf('length=5&length=6', length), 'length is given more than once.');
});

test('TM 7 a query of any kind is read or refused, and a refusal repeats nothing of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const query of [text, `accountId[]=secret${text}`, `accountId${text}=${a}`]) {
        const parsed = parseQuery([ids, length], query);
        if ('refusal' in parsed) assert.ok(!parsed.refusal.includes('secret'));
        else assert.ok(parsed.list('accountId').every((each) => each.length === 36));
      }
    }),
    { numRuns: 300 },
  );
});
