import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { createPlaceDatabase, kassel } from '../../test/place-database.ts';
import { nowhere } from '../domain/session/place.ts';
import { PlaceFileUnreadable, openPlaceFile } from './place-file.ts';

const kasselPlace = {
  continent: 'Europe',
  country: 'Germany',
  subdivisions: ['Hesse'],
  city: 'Kassel',
};

function placeAt(t: TestContext, bytes?: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-places-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'places.mmdb');
  if (bytes !== undefined) writeFileSync(file, bytes);
  return file;
}

const database = createPlaceDatabase({
  '203.0.113.0/24': kassel,
  '198.51.100.128/25': { country: { names: { en: 'Norway' } } },
  '2001:db8:7::/48': { ...kassel, city: { names: { de: 'Nur Deutsch' } } },
  '192.0.2.0/24': { country: { names: { en: 7 } }, subdivisions: [] },
});

test('S136 places are told in English, no finer than a city, from a file of the operator’s', async (t) => {
  const file = placeAt(t, database);
  const places = await openPlaceFile(file, { clock: () => 1, onError: assert.fail });
  assert.deepEqual(places.findPlace('203.0.113.7'), kasselPlace);
  assert.deepEqual(places.findPlace('198.51.100.200'), { ...nowhere, country: 'Norway' });
  assert.deepEqual(places.findPlace('2001:db8:7::1'), { ...kasselPlace, city: null });
});

test('S136 an address that is not in the file, private, malformed or not there is nowhere', async (t) => {
  const file = placeAt(t, database);
  const places = await openPlaceFile(file, { clock: () => 1, onError: assert.fail });
  const others = [
    '198.51.100.1',
    '127.0.0.1',
    '::1',
    '2001:db8:8::1',
    'localhost',
    '',
    'x',
    '1.2.3',
  ];
  for (const ip of [...others, '192.0.2.9', null]) assert.deepEqual(places.findPlace(ip), nowhere);
});

test('a file that is missing, empty, cut off or something else is refused in one sentence with what to do', async (t) => {
  const opening = (file: string) =>
    openPlaceFile(file, { clock: () => 1, onError: assert.fail }).then(
      () => assert.fail('it was opened'),
      (error: unknown) => error,
    );
  const missing = await opening(placeAt(t));
  assert.ok(missing instanceof PlaceFileUnreadable);
  assert.match(missing.message, /places\.mmdb is not there\. Give PITPASS_PLACES_FILE/);
  const wrong = [
    Buffer.alloc(0),
    Buffer.from('no database'),
    database.subarray(0, database.length / 2),
    database.subarray(database.length / 2),
    Buffer.concat([Buffer.alloc(200, 255), database.subarray(-200)]),
  ];
  for (const bytes of wrong) {
    const error = await opening(placeAt(t, bytes));
    assert.ok(error instanceof PlaceFileUnreadable, String(error));
    assert.match(error.message, /is no whole database in the MaxMind format\./);
    assert.doesNotMatch(error.message, /\n/);
  }
});

test('a newer file in its place is taken up within seconds, and a broken one is told once and passed over', async (t) => {
  const file = placeAt(t, database);
  const errors: string[] = [];
  let now = 100;
  const places = await openPlaceFile(file, {
    clock: () => now,
    onError: ({ message }) => errors.push(message),
  });
  const findCity = () => places.findPlace('203.0.113.7').city;
  const cityAfter = async (seconds: number) => {
    now += seconds;
    findCity();
    await sleep(50);
    return findCity();
  };
  const waitUntil = async (isSo: () => boolean) => {
    for (let waited = 0; !isSo() && waited < 5000; waited += 10) await sleep(10);
  };
  const replace = (bytes: Buffer) => {
    writeFileSync(`${file}.new`, bytes);
    renameSync(`${file}.new`, file);
  };
  replace(createPlaceDatabase({ '203.0.113.0/24': { city: { names: { en: 'Oslo' } } } }));
  assert.equal(await cityAfter(9), 'Kassel');
  now += 1;
  await waitUntil(() => findCity() === 'Oslo');
  assert.equal(findCity(), 'Oslo');
  replace(Buffer.from('broken'));
  assert.equal(await cityAfter(10), 'Oslo');
  await waitUntil(() => errors.length > 0);
  assert.equal(await cityAfter(10), 'Oslo');
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /is no whole database/);
  rmSync(file);
  assert.equal(await cityAfter(10), 'Oslo');
  replace(database);
  now += 10;
  await waitUntil(() => findCity() === 'Kassel');
  assert.equal(findCity(), 'Kassel');
});
