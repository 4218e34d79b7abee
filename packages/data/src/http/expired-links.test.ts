import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDataApi } from '../../test/harness.ts';

/** The API with links that are over when they arrive, while `isOn` says so; counts how often it was asked. */
async function startWithExpiredLinks() {
  const switched = { isOn: true, asked: 0 };
  const api = await startDataApi({
    areLinksExpired: () => {
      switched.asked += 1;
      return switched.isOn;
    },
  });
  return { ...api, switched };
}

test('a link that was to be over is answered by S3 as one that has expired, and the next one is good', async () => {
  const { get, fetchLink, switched } = await startWithExpiredLinks();
  const { link } = (await get('/data/member/info')).json<{ link: string }>();
  const dead = await fetchLink(link);
  assert.equal(dead.statusCode, 403);
  assert.match(dead.body, /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
  assert.match(dead.body, /<X-Amz-Expires>120<\/X-Amz-Expires>/);
  switched.isOn = false;
  const next = (await get('/data/member/info')).json<{ link: string }>();
  assert.equal((await fetchLink(next.link)).statusCode, 200);
});

test('every kind of link can be over: data_url, chunks, chunks behind a link', async () => {
  const { get, fetchLink, switched } = await startWithExpiredLinks();
  const { data_url } = (await get('/data/member/awards')).json<{ data_url: string }>();
  assert.match((await fetchLink(data_url)).body, /Request has expired/);
  const search = await get('/data/results/search_series?season_year=2026&season_quarter=3');
  const { chunk_info } = search.json<{
    data: { chunk_info: { base_download_url: string; chunk_file_names: string[] } };
  }>().data;
  const chunk = chunk_info.base_download_url + chunk_info.chunk_file_names[0];
  assert.match((await fetchLink(chunk)).body, /Request has expired/);
  switched.isOn = false;
  const again = await get('/data/results/search_series?season_year=2026&season_quarter=3');
  const good = again.json<{ data: { chunk_info: typeof chunk_info } }>().data.chunk_info;
  const rows = await fetchLink(good.base_download_url + good.chunk_file_names[0]);
  assert.equal(rows.statusCode, 200);
});

test('an answer without links is not asked about', async () => {
  const { get, switched } = await startWithExpiredLinks();
  assert.equal((await get('/data/constants/divisions')).statusCode, 200);
  assert.equal((await get('/data/doc')).statusCode, 200);
  assert.equal(switched.asked, 0);
});
