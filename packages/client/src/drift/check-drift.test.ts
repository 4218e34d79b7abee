import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DataAnswer } from '../data/get-data.ts';
import { checkDrift } from './check-drift.ts';

const frame = { expires_at: undefined, rateLimit: undefined };
const json = (payload: unknown, envelope?: unknown): DataAnswer => ({
  ...frame,
  kind: 'json',
  payload,
  envelope,
});

const division = { division: 3, projected: false, event_type: 5, success: true, season_id: 1 };

describe('the drift check', () => {
  it('finds nothing in an answer that is what was seen so far', () => {
    assert.deepEqual(checkDrift('/data/stats/member_division', json(division)), []);
    assert.deepEqual(checkDrift('constants/divisions', json([{ label: 'ALL', value: -1 }])), []);
    assert.deepEqual(checkDrift('constants/divisions', json([])), []);
  });

  it('names what is missing, what nobody knows yet and what has another type', () => {
    const { projected: _, ...rest } = division;
    const drifts = checkDrift(
      'stats/member_division',
      json({ ...rest, division: '3', new_one: { secret: 'canary' } }),
    );
    assert.deepEqual(
      drifts.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      [
        { path: 'payload.division', kind: 'type', expected: 'number', found: 'string' },
        { path: 'payload.new_one', kind: 'unknown', expected: 'nothing', found: 'object' },
        { path: 'payload.projected', kind: 'missing', expected: 'boolean', found: 'nothing' },
      ],
    );
    assert.doesNotMatch(JSON.stringify(drifts), /canary/);
  });

  it('looks into lists and under ids, and names each drift once', () => {
    const drifts = checkDrift('constants/divisions', json([{ label: 1 }, { label: 2 }, null]));
    assert.deepEqual(
      drifts.map(({ path, kind, found }) => `${path} ${kind} ${found}`),
      ['payload[].label type number', 'payload[].value missing nothing', 'payload[] type null'],
    );
    const [first] = checkDrift('car/assets', json({ 1: {}, 2: {} }));
    assert.equal(first?.path, 'payload{}.car_id');
  });

  it('looks at the rows of chunks and at the envelope of a data_url as well', () => {
    const payload = { success: true, subsession_id: 1, simsession_number: 0, chunk_info: null };
    const chunks: DataAnswer = { ...frame, kind: 'chunks', payload, rows: [{ message: 7 }] };
    const paths = checkDrift('results/event_log', chunks).map(({ path }) => path);
    assert.ok(paths.includes('rows[].message') && paths.includes('rows[].lap_number'));
    assert.ok(!paths.some((path) => path.startsWith('payload.chunk_info')), String(paths));
    const envelope = { type: 'member_awards', data: {}, data_url: 'https://a.example' };
    assert.deepEqual(
      checkDrift('member/awards', json([], envelope)).map(({ path }) => path),
      ['envelope.data.success', 'envelope.data.cust_id', 'envelope.data.award_count'],
    );
  });

  it('says so when an answer comes another way, and when it does not know the method', () => {
    assert.deepEqual(checkDrift('results/lap_data', json({})), [
      { path: 'kind', kind: 'type', expected: 'chunks', found: 'json' },
    ]);
    assert.deepEqual(
      checkDrift('driver_stats_by_category/oval', { ...frame, kind: 'csv', payload: '' }),
      [],
    );
    assert.deepEqual(checkDrift('results/get_more', json({})), [
      { path: 'results/get_more', kind: 'unknown', expected: 'nothing', found: 'method' },
    ]);
  });

  it('never throws for drift, whatever the content is', () => {
    for (const payload of [undefined, null, 1, '', [], [[]], { __proto__: null }]) {
      for (const path of ['car/assets', 'car/get', 'member/info', 'results/get']) {
        assert.ok(Array.isArray(checkDrift(path, json(payload))));
      }
    }
  });
});
