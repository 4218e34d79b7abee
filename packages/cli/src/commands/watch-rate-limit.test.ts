import assert from 'node:assert/strict';
import { test } from 'node:test';

import { usedUp, watchRateLimit } from './watch-rate-limit.ts';

const withToken = { headers: { authorization: 'Bearer x' } };

/** Fetches once and says what was told of waiting. */
async function fetchOnce(init: RequestInit, status: number, headers: Record<string, string> = {}) {
  const told: unknown[] = [];
  const watched = watchRateLimit(
    () => Promise.resolve(new Response('', { status, headers })),
    { onWait: (...wait) => told.push(wait), onGoOn: () => told.push('on') },
    () => 1000,
  );
  assert.equal((await watched('https://data.example/data', init)).status, status);
  return told;
}

test('a limit is told with the seconds or the time that the service names', async () => {
  const bySeconds = await fetchOnce(withToken, 429, { 'retry-after': '17' });
  assert.deepEqual(bySeconds, ['on', [17, usedUp]]);
  const byTime = await fetchOnce(withToken, 429, { 'x-ratelimit-reset': '1042' });
  assert.deepEqual(byTime, ['on', [42, usedUp]]);
  const now = await fetchOnce(withToken, 429, { 'x-ratelimit-reset': '990' });
  assert.deepEqual(now, ['on', [1, usedUp]]);
});

test('each request with a token ends the waiting', async () => {
  assert.deepEqual(await fetchOnce(withToken, 200), ['on']);
});

test('nothing is told of a limit that says no end, lasts too long, or is a file’s', async () => {
  assert.deepEqual(await fetchOnce(withToken, 429), ['on']);
  assert.deepEqual(await fetchOnce(withToken, 429, { 'retry-after': '901' }), ['on']);
  assert.deepEqual(await fetchOnce({}, 429, { 'retry-after': '17' }), []);
});
