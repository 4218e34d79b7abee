import assert from 'node:assert/strict';
import { test } from 'node:test';

import { catalogue, findMethod } from '@pitpass/data/catalogue';

import { describeMethod, listMethods } from './describe-methods.ts';

test('the list has every method with its parameters, optional ones in brackets', () => {
  const methods = listMethods([]);
  assert.equal(methods.length, 74);
  const lap = methods.find(({ method }) => method === 'results/lap_data');
  assert.equal(lap?.parameters, 'subsession_id simsession_number [cust_id] [team_id]');
  assert.match(lap?.note ?? '', /chunks/);
});

test('the list is narrowed by words in names, parameters and notes, in any case', () => {
  const names = (...words: string[]) => listMethods(words).map(({ method }) => method);
  assert.deepEqual(names('LAP', 'chart'), ['results/lap_chart_data']);
  assert.ok(names('award_id').includes('member/award_instances'));
  assert.equal(names('csv').length, 6);
  assert.deepEqual(names('nothing-of-the-kind'), []);
});

test('a method is described with parameters, types, limits, delivery and an example', () => {
  const entry = findMethod('results/lap_data');
  assert.ok(entry);
  const text = describeMethod(entry);
  assert.match(text, /^results\/lap_data\n/);
  assert.match(text, / {2}simsession_number\n {6}required; a whole number, -20 to 0\n {6}0 is the/);
  assert.match(text, /Delivery: A link, good for 120 s, to an object; its chunk_info names chunks/);
  assert.match(text, /stays the same for 15 minutes\. A member has 240 requests a minute/);
  assert.match(text, /pitpass get results\/lap_data subsession_id=12345 simsession_number=0\n$/);
  for (const each of catalogue) assert.doesNotMatch(describeMethod(each), /undefined|`/);
});
