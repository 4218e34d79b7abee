import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { catalogue, methodPath, parseParameters } from '@pitpass/data/catalogue';

import { createProgram } from '../create-program.ts';
import type { Surroundings } from '../surroundings.ts';
import {
  exampleOf,
  listParameterOptions,
  readDataRequest,
  refuseUnknownMethod,
} from './data-request.ts';

const ownOptions = ['--json', '--table', '--columns', '--out'];
const read = (path: string, ...words: string[]) => readDataRequest(path, words, ownOptions);
const usage = (message: RegExp) => ({ exitCode: 2, message });

describe('parameters of a data method', () => {
  test('are taken as name=value and as options alike', () => {
    const typed = [
      ['subsession_id=123', 'include_licenses=true'],
      ['--subsession-id', '123', '--include-licenses'],
      ['--subsession-id=123', '--include-licenses', 'true'],
      ['--subsession_id', '123', '--include-licenses=true'],
    ];
    for (const words of typed) {
      const { parameters } = read('/data/results/get', ...words);
      assert.equal(parameters.toString(), 'subsession_id=123&include_licenses=true');
    }
  });

  test('a number below zero is no option', () => {
    const words = ['--subsession-id', '5', '--simsession-number', '-1'];
    const { parameters } = read('results/event_log', ...words);
    assert.equal(parameters.get('simsession_number'), '-1');
  });

  test('missing parameters are all named, with their types and an example', () => {
    assert.throws(
      () => read('results/lap_data'),
      usage(
        /needs subsession_id and simsession_number: subsession_id is a whole number, 1 or more; simsession_number is a whole number, -20 to 0\. For example subsession_id=12345 simsession_number=0\.$/,
      ),
    );
  });

  const wrong: readonly (readonly [path: string, words: readonly string[], says: RegExp])[] = [
    ['results/get', ['subsession_id=abc'], /^subsession_id must be a whole number\. .*=12345 for/],
    ['results/get', ['subsession_id='], /^subsession_id is empty\./],
    [
      'season/list',
      ['season_year=2026', 'season_quarter=5'],
      /^season_quarter must be at most 4\./,
    ],
    ['member/get', ['cust_ids=1,x'], /number of cust_ids must be .*commas.*cust_ids=100001,100002/],
    ['league/get', ['league_id=1', 'include_licenses=yes'], /^include_licenses must be true or/],
    [
      'results/get',
      ['subsession_id=1', 'subsession_id=2'],
      /^subsession_id is given more than once/,
    ],
  ];
  for (const [path, words, says] of wrong) {
    test(`${path} ${words.join(' ')} is refused with the type and an example`, () => {
      assert.throws(() => read(path, ...words), usage(says));
    });
  }

  test('a mistyped name is refused with the one that was meant', () => {
    assert.throws(
      () => read('results/get', 'subsession_id=1', 'include_license=true'),
      usage(/no parameter include_license; did you mean include_licenses\?/),
    );
    assert.throws(
      () => read('results/get', '--subsesion-id', '1'),
      usage(/Did you mean --subsession-id\?/),
    );
    assert.throws(() => read('member/info', '--tabel'), usage(/Did you mean --table\?/));
    assert.throws(() => read('user', '--colums', 'a'), usage(/no option --colums.*--columns/));
  });

  test('a name that nobody knows is sent: production has new ones before we do', () => {
    const { parameters, unknownNames } = read('results/get', 'subsession_id=1', 'brand_new=7');
    assert.deepEqual(unknownNames, ['brand_new']);
    assert.equal(parameters.toString(), 'subsession_id=1&brand_new=7');
  });

  test('lookup/get takes any name, several times', () => {
    const { parameters, unknownNames } = read('lookup/get', 'weather=1', 'id=1', 'id=2');
    assert.deepEqual([parameters.getAll('id'), unknownNames], [['1', '2'], []]);
  });

  test('words that are no parameter say how one is written', () => {
    assert.throws(() => read('results/get', '123'), usage(/"123" is neither/));
    assert.throws(() => read('results/get', '--subsession-id'), usage(/has no value/));
  });

  test('the example of every parameter of every method is accepted', () => {
    for (const entry of catalogue) {
      const examples = entry.parameters.map(exampleOf);
      const { parameters } = read(methodPath(entry), ...examples);
      assert.ok(
        !('refusal' in parseParameters(entry, parameters.toString(), 1)),
        methodPath(entry),
      );
    }
  });

  test('no parameter of any method is called like an option of get', () => {
    const surroundings = {
      output: process.stdout,
      errors: process.stderr,
    } as unknown as Surroundings;
    const get = createProgram({ surroundings, end: () => undefined }).commands.find(
      (command) => command.name() === 'get',
    );
    const own = new Set(get?.options.flatMap(({ long, short }) => [long, short]));
    assert.ok(own.has('--table') && own.has('--out'));
    const taken = catalogue.flatMap(listParameterOptions).filter((option) => own.has(option));
    assert.deepEqual(taken, []);
  });
});

describe('a method that is not in the catalogue', () => {
  test('is refused with the nearest names', () => {
    assert.throws(
      () => refuseUnknownMethod(read('results/gett')),
      usage(/no data method results\/gett\. Did you mean results\/get\?.*--list/),
    );
    assert.throws(() => refuseUnknownMethod(read('lap_data')), usage(/results\/lap_data/));
  });

  test('is let through when it is written out, and so is the documentation', () => {
    for (const path of ['/data/brand/new', 'doc', '/data/doc', 'doc/car', 'member/info']) {
      assert.doesNotThrow(() => refuseUnknownMethod(read(path)));
    }
  });
});
