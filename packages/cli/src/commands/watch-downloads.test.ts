import assert from 'node:assert/strict';
import { test } from 'node:test';

import { watchDownloads } from './watch-downloads.ts';

/** Fetches once and says what was counted and what the caller got. */
async function fetchOnce(init: RequestInit | undefined, answer: Response) {
  const counted: (readonly [number, number | undefined])[] = [];
  const watched = watchDownloads(
    () => Promise.resolve(answer),
    (count, total) => counted.push([count, total]),
  );
  const response = await watched('https://files.example/a.csv', init);
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk);
  return { counted, text: Buffer.concat(chunks).toString(), response };
}

test('a file is counted as it arrives, and arrives whole', async () => {
  const answer = new Response('DRIVER\r\nÄ', { headers: { 'content-length': '10' } });
  const { counted, text, response } = await fetchOnce({ method: 'GET' }, answer);
  assert.deepEqual(counted, [[10, 10]]);
  assert.equal(text, 'DRIVER\r\nÄ');
  assert.equal(response, answer);
});

test('the length of a compressed file, or of one that does not say it, is not known', async () => {
  const headers = { 'content-length': '4', 'content-encoding': 'gzip' };
  const packed = await fetchOnce(undefined, new Response('abcdef', { headers }));
  assert.deepEqual(packed.counted, [[6, undefined]]);
  const silent = await fetchOnce(undefined, new Response('abc'));
  assert.deepEqual(silent.counted, [[3, undefined]]);
});

test('what goes with a token, is posted or fails is not counted', async () => {
  const withToken = { headers: { authorization: 'Bearer x' } };
  assert.deepEqual((await fetchOnce(withToken, new Response('a'))).counted, []);
  assert.deepEqual((await fetchOnce({ method: 'POST' }, new Response('a'))).counted, []);
  const refused = await fetchOnce(undefined, new Response('no', { status: 403 }));
  assert.deepEqual(refused.counted, []);
  assert.equal(refused.text, 'no');
});
