import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noPlaces, nowhere } from './place.ts';
import { loadProgramReader } from './program.ts';
import { createSourceDescription } from './request-source.ts';

const known = {
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36':
    ['Windows', 'Chrome'],
  'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0': ['Linux', 'Firefox'],
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1':
    ['iOS', 'Safari'],
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36 Edg/124.0':
    ['macOS', 'Microsoft Edge'],
} as const;

test('book 14.1 a User-Agent header says operating system and browser, and what it does not say is null', async () => {
  const read = await loadProgramReader();
  for (const [header, [operating_system, browser]] of Object.entries(known)) {
    assert.deepEqual(read(header), { operating_system, browser });
  }
  const nothing = { operating_system: null, browser: null };
  for (const header of [
    null,
    '',
    '   ',
    'node',
    'python-requests/2.31',
    '<script>/1',
    '__proto__',
  ]) {
    assert.deepEqual(read(header), nothing);
  }
});

test('S134 S217 headers that were made to be slow, or are longer than what is kept, take no time', async () => {
  const read = await loadProgramReader();
  const parts = [
    'a',
    ' ',
    '/',
    '1.',
    'Mozilla/5.0 (',
    'Version/1.',
    'samsungbrowser',
    'opera mini',
  ];
  for (const part of parts) {
    const header = part.repeat(200_000 / part.length);
    read(header);
    const started = performance.now();
    read(header);
    assert.ok(performance.now() - started < 10, part);
  }
});

test('a request is described by its address and its header together', async () => {
  const place = { ...nowhere, city: 'Kassel' };
  const describeSource = createSourceDescription({
    findPlace: (ip) => (ip === '203.0.113.7' ? place : nowhere),
  });
  const [header = ''] = Object.keys(known);
  assert.deepEqual(await describeSource('203.0.113.7', header), {
    place,
    program: { operating_system: 'Windows', browser: 'Chrome' },
  });
  assert.deepEqual((await createSourceDescription(noPlaces)(null, null)).place, nowhere);
});
