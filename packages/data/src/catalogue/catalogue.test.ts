import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPayload } from '../payloads/payloads.ts';
import { catalogue, findMethod, methodPath } from './catalogue.ts';
import { documentAll, documentMethod, documentService } from './documentation.ts';

test('the catalogue has 74 methods in 16 services', () => {
  const counts: Record<string, number> = {};
  for (const { service } of catalogue) counts[service] = (counts[service] ?? 0) + 1;
  assert.equal(catalogue.length, 74);
  assert.deepEqual(counts, {
    car: 2,
    carclass: 1,
    constants: 3,
    driver_stats_by_category: 6,
    hosted: 2,
    league: 9,
    lookup: 6,
    member: 7,
    results: 7,
    season: 4,
    series: 7,
    session: 1,
    stats: 14,
    team: 2,
    time_attack: 1,
    track: 2,
  });
  assert.equal(new Set(catalogue.map(methodPath)).size, 74);
});

test('answers of eight methods stay the same for a minute, all others for fifteen', () => {
  const short = catalogue.filter((entry) => entry.expirationSeconds === 60).map(methodPath);
  assert.deepEqual(short.toSorted(), [
    'hosted/combined_sessions',
    'hosted/sessions',
    'league/cust_league_sessions',
    'league/season_sessions',
    'season/race_guide',
    'season/spectator_subsessionids',
    'season/spectator_subsessionids_detail',
    'session/reg_drivers_list',
  ]);
});

test('all six kinds of delivery occur, as often as in the API', () => {
  const counts: Record<string, number> = {};
  for (const { delivery } of catalogue) counts[delivery.kind] = (counts[delivery.kind] ?? 0) + 1;
  assert.deepEqual(counts, {
    inline: 3,
    link: 50,
    csv: 6,
    data_url: 3,
    inline_chunks: 2,
    link_chunks: 10,
  });
});

test('every payload function delivers as the catalogue says', () => {
  for (const entry of catalogue) {
    const payload = findPayload(methodPath(entry));
    if (payload !== undefined) assert.equal(payload.kind, entry.delivery.kind, methodPath(entry));
  }
});

test('the documentation has the form of the API: optional parts are absent, not empty', () => {
  const all = documentAll('http://host:1');
  assert.equal(Object.keys(all).length, 16);
  assert.deepEqual(all.member?.info, {
    link: 'http://host:1/data/member/info',
    note: findMethod('member/info')?.note,
    expirationSeconds: 900,
  });
  const get = all.results?.get;
  assert.deepEqual(get?.parameters?.subsession_id, { type: 'number', required: true });
  assert.equal('required' in (get?.parameters?.include_licenses ?? {}), false);
  assert.ok(Array.isArray(all.car?.assets?.note));
  assert.deepEqual(documentService('results', 'http://host:1'), all.results);
  assert.deepEqual(documentMethod('results/get', 'http://host:1'), get);
  assert.equal(documentService('toString', 'http://host:1'), undefined);
  assert.equal(documentService('constructor', 'http://host:1'), undefined);
  assert.equal(documentMethod('results/nothing', 'http://host:1'), undefined);
});
