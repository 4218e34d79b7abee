import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../test/property-runs.ts';
import { findMethod } from './catalogue.ts';
import type { MethodEntry } from './method-entry.ts';
import { longestParameter, parseParameters } from './parameters.ts';

function entryOf(path: string): MethodEntry {
  const entry = findMethod(path);
  assert.ok(entry !== undefined);
  return entry;
}

const lapData = entryOf('results/lap_data');

function refusalOf(entry: MethodEntry, query: string, caller: number | undefined = 5): string {
  const parsed = parseParameters(entry, query, caller);
  return 'refusal' in parsed ? parsed.refusal : 'accepted';
}

const refusals: readonly [what: string, query: string, sentence: string][] = [
  ['missing', 'simsession_number=0', 'subsession_id is missing.'],
  ['empty', 'subsession_id=&simsession_number=0', 'subsession_id is empty.'],
  ['without a value', 'subsession_id&simsession_number=0', 'subsession_id is empty.'],
  [
    'repeated',
    'subsession_id=1&subsession_id=1&simsession_number=0',
    'subsession_id is given more than once.',
  ],
  [
    'not a number',
    'subsession_id=abc&simsession_number=0',
    'subsession_id must be a whole number.',
  ],
  ['a fraction', 'subsession_id=1.5&simsession_number=0', 'subsession_id must be a whole number.'],
  [
    'a number in words',
    'subsession_id=1e3&simsession_number=0',
    'subsession_id must be a whole number.',
  ],
  [
    'hexadecimal',
    'subsession_id=0x10&simsession_number=0',
    'subsession_id must be a whole number.',
  ],
  [
    '2^53',
    'subsession_id=9007199254740992&simsession_number=0',
    'subsession_id must be a whole number.',
  ],
  ['zero', 'subsession_id=0&simsession_number=0', 'subsession_id must be at least 1.'],
  ['negative', 'subsession_id=-1&simsession_number=0', 'subsession_id must be at least 1.'],
  ['too great', 'subsession_id=1&simsession_number=1', 'simsession_number must be at most 0.'],
  [
    'badly encoded',
    'subsession_id=%E0%A4%A&simsession_number=0',
    'The query has a broken percent-encoding.',
  ],
  [
    'over-long',
    `subsession_id=${'1'.repeat(longestParameter + 1)}&simsession_number=0`,
    'subsession_id is longer than 2048 bytes.',
  ],
];

for (const [what, query, sentence] of refusals) {
  test(`a parameter that is ${what} is refused by name`, () => {
    assert.equal(refusalOf(lapData, query), sentence);
  });
}

test('good parameters are read, and a second reading of the canonical form changes nothing', () => {
  const query = 'simsession_number=-1&subsession_id=007&cust_id=%35';
  const parsed = parseParameters(lapData, query, undefined);
  assert.ok(!('refusal' in parsed));
  assert.equal(parsed.canonical, 'simsession_number=-1&subsession_id=7&cust_id=5');
  const again = parseParameters(lapData, parsed.canonical, undefined);
  assert.ok(!('refusal' in again));
  assert.equal(again.canonical, parsed.canonical);
  assert.equal(again.parameters.getNumber('cust_id'), 5);
  assert.equal(again.parameters.findNumber('team_id'), undefined);
  assert.throws(() => again.parameters.getNumber('team_id'), RangeError);
});

test('a boolean is true or false in any case, and nothing else', () => {
  const entry = entryOf('member/get');
  for (const [text, value] of [
    ['true', true],
    ['True', true],
    ['FALSE', false],
    ['False', false],
  ] as const) {
    const parsed = parseParameters(entry, `cust_ids=1&include_licenses=${text}`, 1);
    assert.ok(!('refusal' in parsed));
    assert.equal(parsed.parameters.isSet('include_licenses'), value);
  }
  for (const text of ['1', 'yes', 'truee']) {
    const sentence = 'include_licenses must be true or false.';
    assert.equal(refusalOf(entry, `cust_ids=1&include_licenses=${text}`), sentence);
  }
});

test('a comma list is read number by number', () => {
  const entry = entryOf('member/get');
  const parsed = parseParameters(entry, 'cust_ids=3,2,3', 1);
  assert.ok(!('refusal' in parsed));
  assert.deepEqual(parsed.parameters.findNumbers('cust_ids'), [3, 2, 3]);
  assert.equal(
    refusalOf(entry, 'cust_ids=1,,2'),
    'Each number of cust_ids must be a whole number.',
  );
  assert.equal(refusalOf(entry, 'cust_ids=1,0'), 'Each number of cust_ids must be at least 1.');
  const long = Array.from({ length: 10_000 }, (_, i) => i + 1).join(',');
  assert.equal(refusalOf(entry, `cust_ids=${long}`), 'cust_ids is longer than 2048 bytes.');
});

test('cust_id is the caller when left out, and missing when the token has none', () => {
  const entry = entryOf('stats/member_recent_races');
  const own = parseParameters(entry, '', 77);
  assert.ok(!('refusal' in own));
  assert.equal(own.parameters.getNumber('cust_id'), 77);
  assert.equal(own.canonical, '');
  const sentence = 'cust_id is missing, and the token names no member.';
  assert.deepEqual(parseParameters(entry, '', undefined), { refusal: sentence });
});

test('unknown parameters are ignored and named, odd names are not repeated', () => {
  const parsed = parseParameters(entryOf('member/info'), '__proto__=1&x=2&x=3&%3Cscript%3E=1', 1);
  assert.ok(!('refusal' in parsed));
  const odd = 'A parameter with an unusual name';
  assert.deepEqual(parsed.ignored, ['__proto__', 'x', 'x', odd]);
});

test('lookup/get takes any key, as often as it likes', () => {
  const query = 'weather=weather_wind_speed_units&weather=weather_wind_speed_max';
  const parsed = parseParameters(entryOf('lookup/get'), query, 1);
  assert.ok(!('refusal' in parsed));
  assert.equal(parsed.canonical, query);
  assert.deepEqual(parsed.ignored, []);
});

test('no query whatsoever makes the check throw', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.constantFrom(lapData, entryOf('results/search_series')),
      (query, entry) => {
        parseParameters(entry, query, 1);
      },
    ),
    { numRuns: propertyRuns(500) },
  );
});
