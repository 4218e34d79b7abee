import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findProtectedName, looksLike, toSkeleton } from './name-likeness.ts';

const imitations: Readonly<Record<string, readonly string[]>> = {
  iRacing: [
    'iRacing',
    'IRACING stats',
    'My iRacing Tool',
    'i-Racing',
    'i Racing',
    'iRacer',
    'iRace',
    'iRace Lab',
    'Team iRace',
    'iRaces',
    'lRacing',
    '1racing',
    '|Racing',
    'iR4cing',
    '\u0456R\u0430cing',
    '\u0406\u0420\u0410\u0421\u0406NG'.replace('\u0420', 'R'),
    '\u03b9Racing',
    '\uff49\uff32\uff41\uff43\uff49\uff4e\uff47',
    '\ud835\udc8a\ud835\udc79\ud835\udc82\ud835\udc84\ud835\udc8a\ud835\udc8f\ud835\udc88',
    'i\u200bRacing',
    '\u202egnicaRi\u202c iRacer',
    'íRacíng',
    'ı Racing',
  ],
  Trackmania: [
    'Trackmania',
    'TrackMania 2020',
    'Track-Mania Medals',
    'Tr\u0430ckmania',
    'TRACKM4NIA',
    'Trackrnania',
    'Nadeo Live',
    'Ubisoft Nadeo Tool',
    'ManiaPlanet Club',
  ],
  Pitpass: ['Pitpass', 'P\u0456tp\u0430ss Login', 'Pit Pass Staff'],
};

for (const [game, names] of Object.entries(imitations)) {
  for (const name of names) {
    test(`S200 ${JSON.stringify(name)} reads like ${game}`, () => {
      assert.equal(findProtectedName(name), game);
    });
  }
}

for (const name of [
  'Lap Lens',
  'Racing Calendar',
  'Ferrari Racing Team',
  'Miracle Laps',
  'Safari Racing',
  'Sim Racing Hub',
  'Air Race Timing',
  'Track Medals',
  'Mania Board',
  'Pit Wall',
  'Гонки',
  'سباق الأساطير',
  'レース結果',
]) {
  test(`S200 ${name} is a name of its own`, () => {
    assert.equal(findProtectedName(name), undefined);
  });
}

test('S200 names that a reader could mix up are one, and others are not', () => {
  for (const [left, right] of [
    ['Lap Lens', 'LapLens'],
    ['Lap Lens', 'lap-lens'],
    ['Lap Lens', 'L\u0430p L\u0435ns'],
    ['Lap Lens', 'Iap Iens'],
    ['Club Room', 'C1ub Roorn'],
    ['Club Room', 'Ｃｌｕｂ\u200bRoom'],
    ['Grip 05', 'Grip O5'],
    ['Motor Wall', 'Motor VVall'],
  ] as const) {
    assert.ok(looksLike(left, right), `${left} / ${right}: ${toSkeleton(right)}`);
  }
  for (const [left, right] of [
    ['Lap Lens', 'Lap Lents'],
    ['Club Room', 'Club Rooms'],
    ['Гонка', 'Гонки'],
    ['سباق', 'سباقات'],
  ] as const) {
    assert.ok(!looksLike(left, right), `${left} / ${right}`);
  }
});

test('S200 a skeleton is its own skeleton', () => {
  for (const name of [...Object.values(imitations).flat(), 'Lap Lens', 'Гонки']) {
    assert.equal(toSkeleton(toSkeleton(name)), toSkeleton(name));
  }
});
