import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isClientError } from '../errors.ts';
import { checkParameters } from './check-parameters.ts';
import type { DataParameters } from './data-request.ts';

const now = Date.UTC(2026, 10, 20, 12) / 1000;

function faultOf(method: string, parameters: DataParameters): string | undefined {
  try {
    checkParameters(method, parameters, now);
    return undefined;
  } catch (error) {
    assert.ok(isClientError(error, 'invalid_options'));
    return error.message;
  }
}

const faults: readonly [method: string, parameters: DataParameters, message: RegExp][] = [
  ['results/get', {}, /subsession_id is missing: it has to be given$/],
  ['results/get', { subsession_id: undefined }, /subsession_id is missing/],
  ['results/get', { subsession_id: null }, /subsession_id is missing/],
  ['results/get', { subsession_id: '' }, /subsession_id is empty: give it a value$/],
  ['results/get', { subsession_id: 1.5 }, /must be a whole number of 1 or more$/],
  ['results/get', { subsession_id: Number.NaN }, /must be a whole number of 1 or more$/],
  ['results/get', { subsession_id: 2 ** 53 }, /must be a whole number of 1 or more$/],
  ['results/get', { subsession_id: [1, 2] }, /must be a whole number of 1 or more$/],
  ['results/get', { subsession_id: 0 }, /must be a whole number of 1 or more$/],
  ['results/get', { subsession_id: 1, include_licenses: 'yes' }, /must be true or false$/],
  ['season/list', { season_year: 2026, season_quarter: 5 }, /a whole number from 1 to 4$/],
  ['season/spectator_subsessionids', { event_types: [] }, /empty: .* or leave it out$/],
  ['season/spectator_subsessionids', { event_types: [2, 6] }, /whole numbers from 2 to 5 with/],
  ['member/get', { cust_ids: ['a'] }, /whole numbers of 1 or more with commas between$/],
  [
    'member/get',
    { cust_ids: Array.from({ length: 300 }, () => 100_001) },
    /cust_ids is longer than 2048 bytes: ask in several calls$/,
  ],
  ['lookup/drivers', { search_term: ' ' }, /search_term must be more than blanks$/],
  ['season/race_guide', { from: '2026-11-20T12:00' }, /offset, such as 2026-04-01T17:45\+02:00$/],
  ['league/directory', { sort: 'name' }, /sort must be one of relevance, leaguename,/],
  ['league/directory', { lowerbound: 9, upperbound: 8 }, /upperbound must not be below/],
  ['league/directory', { upperbound: 501 }, /upperbound must be less than 500 above lowerbound$/],
  ['results/search_series', {}, /give season_year and season_quarter, or start_range_begin, or/],
  ['results/search_series', { season_year: 2026 }, /season_year and season_quarter go together/],
  [
    'results/search_series',
    { start_range_end: '2026-11-01' },
    /start_range_end needs start_range_begin beside it$/,
  ],
  [
    'results/search_series',
    { start_range_begin: '2026-02-30' },
    /start_range_begin must be a moment in UTC, such as 2026-04-01T15:45Z$/,
  ],
  [
    'results/search_series',
    { start_range_begin: '2026-05-01T00:00Z', start_range_end: '2026-05-01' },
    /start_range_end must be after start_range_begin$/,
  ],
  [
    'results/search_series',
    { finish_range_begin: '2026-01-01', finish_range_end: '2026-04-02' },
    /finish_range_begin and finish_range_end are more than 90 days apart: ask for shorter ranges/,
  ],
  [
    'results/search_series',
    { start_range_begin: '2026-08-01' },
    /start_range_begin and now are more than 90 days apart/,
  ],
  ['results/search_hosted', { start_range_begin: '2026-11-01' }, /give cust_id, team_id, host_/],
  ['results/search_hosted', { cust_id: 7 }, /give start_range_begin or finish_range_begin$/],
  [
    'results/search_hosted',
    { start_range_begin: '2026-11-01', session_name: 'x'.repeat(101) },
    /session_name must be a text of at most 100 characters$/,
  ],
];

describe('parameters are checked before the call:', () => {
  for (const [method, parameters, message] of faults) {
    it(`${method} is not asked with ${JSON.stringify(parameters).slice(0, 80)}`, () => {
      const fault = faultOf(method, parameters);
      assert.match(fault ?? 'passed', message);
      assert.ok(fault?.startsWith(`/data/${method} was not asked: `), fault);
    });
  }

  const good: readonly [string, DataParameters][] = [
    ['results/get', { subsession_id: 1 }],
    ['results/get', { subsession_id: '9007199254740991', include_licenses: 'True' }],
    ['results/lap_data', { subsession_id: 1, simsession_number: -1, team_id: -5 }],
    ['season/spectator_subsessionids', { event_types: '2,3' }],
    ['season/race_guide', { from: '2026-11-20T13:00:01.5+0100' }],
    ['results/search_series', { season_year: 2026, season_quarter: 4 }],
    ['results/search_series', { start_range_begin: '2026-08-22T12:00Z' }],
    ['results/search_series', { start_range_begin: '2026-01-01', start_range_end: '2026-04-01' }],
    ['results/search_hosted', { finish_range_begin: '2026-11-01T10:00:00.25Z', cust_id: 1 }],
    ['member/get', { cust_ids: [1, 2] }],
  ];
  for (const [method, parameters] of good) {
    it(`${method} passes with ${JSON.stringify(parameters)}`, () => {
      assert.equal(faultOf(method, parameters), undefined);
    });
  }

  it('what is not known passes, since the service adds methods and parameters without notice', () => {
    assert.equal(faultOf('results/get_more', { subsession_id: 'x' }), undefined);
    assert.equal(faultOf('results/get', { subsession_id: 1, new_one: 'x' }), undefined);
    assert.equal(faultOf('lookup/get', { weather: 'anything' }), undefined);
    assert.equal(faultOf('results/get', new URLSearchParams('subsession_id=x')), undefined);
  });

  it('no sentence repeats a value', () => {
    assert.doesNotMatch(faultOf('results/get', { subsession_id: 'canary' }) ?? '', /canary/);
  });
});
