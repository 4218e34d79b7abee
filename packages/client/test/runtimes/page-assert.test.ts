import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import pageAssert from './page/node-assert.ts';

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

const values: readonly unknown[] = [
  undefined,
  null,
  0,
  -0,
  1,
  '1',
  Number.NaN,
  '',
  true,
  1n,
  [],
  [1],
  [1, 2],
  [undefined],
  {},
  { x: 1 },
  { x: '1' },
  { x: undefined },
  { x: 1, y: 2 },
  { y: 2, x: 1 },
  { x: { y: [1, { z: null }] } },
  { x: { y: [1, { z: undefined }] } },
  new Point(1),
  new Point(2),
  new Date(0),
  new Date(1),
  /a/,
  /a/g,
  new Map([['a', 1]]),
  new Map([['a', 2]]),
  new Set([1, 2]),
  new Set([2, 1]),
  new Set([1]),
  new Uint8Array([1]),
  new Uint8Array([2]),
  new Error('a'),
  new Error('b'),
  new TypeError('a'),
  new Error('a', { cause: 1 }),
];

const holds = (action: () => void): boolean => {
  try {
    action();
    return true;
  } catch {
    return false;
  }
};

const copyOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !(value instanceof Point)
    ? structuredClone(value)
    : value;

const settles = (action: () => Promise<void>): Promise<boolean> =>
  action().then(
    () => true,
    () => false,
  );

describe('the assertions of a page judge like Node’s', () => {
  for (const name of ['equal', 'notEqual', 'deepEqual'] as const) {
    it(`${name}, of every value with every other and with its copy`, () => {
      for (const left of values) {
        for (const value of values) {
          for (const right of [value, copyOf(value)]) {
            const expected = holds(() => assert[name](left, right));
            const message = `${String(left)} and ${String(right)}`;
            assert.equal(
              holds(() => pageAssert[name](left, right)),
              expected,
              message,
            );
          }
        }
      }
    });
  }

  it('ok, match and doesNotMatch', () => {
    for (const value of values) {
      assert.equal(
        holds(() => pageAssert.ok(value)),
        holds(() => assert.ok(value)),
        String(value),
      );
      const text = value as string;
      for (const name of ['match', 'doesNotMatch'] as const) {
        const expected = holds(() => assert[name](text, /^1?$/));
        assert.equal(
          holds(() => pageAssert[name](text, /^1?$/)),
          expected,
          String(value),
        );
      }
    }
  });

  const matchers = [
    undefined,
    /type.*says/s,
    /^TypeError: says so$/,
    /other/,
    { code: 'c' },
    { code: 'd' },
    { message: /says/, code: 'c' },
    { message: /other/ },
    { details: { deep: [1] } },
    { details: { deep: [2] } },
    TypeError,
    RangeError,
    Error,
    () => true,
    () => false,
    (error: unknown) => (error as { code: string }).code === 'c',
  ];
  it('throws and rejects, by every kind of matcher', async () => {
    const thrown = Object.assign(new TypeError('says so'), { code: 'c', details: { deep: [1] } });
    for (const matcher of matchers) {
      for (const error of [thrown, 'a text', undefined]) {
        const fail = (): never => {
          throw error;
        };
        const expected = holds(() => assert.throws(fail, matcher as RegExp));
        const message = `${String(matcher)} for ${String(error)}`;
        assert.equal(
          holds(() => pageAssert.throws(fail, matcher)),
          expected,
          message,
        );
        const reject = () => Promise.reject(error);
        assert.equal(await settles(() => pageAssert.rejects(reject, matcher)), expected, message);
        assert.equal(await settles(() => pageAssert.rejects(reject(), matcher)), expected, message);
      }
    }
    assert.equal(
      holds(() => pageAssert.throws(() => 1)),
      false,
    );
    assert.equal(await settles(() => pageAssert.rejects(Promise.resolve(1))), false);
  });
});
