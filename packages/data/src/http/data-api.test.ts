import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf, noon, origin, startDataApi } from '../../test/harness.ts';
import { catalogue, methodPath } from '../catalogue/catalogue.ts';
import { findPayload } from '../payloads/payloads.ts';

const bearer = { authorization: 'Bearer token-1' };

test('S108 without a token: 401, the challenge has no error code, the limit is told', async () => {
  const { get } = await startDataApi();
  const answer = await get('/data/member/info', {});
  assert.equal(answer.statusCode, 401);
  assert.deepEqual(answer.json(), { error: 'Unauthorized' });
  assert.equal(answer.headers['www-authenticate'], 'Bearer realm="data-server"');
  assert.equal(answer.headers['x-ratelimit-limit'], '100000');
  assert.equal(answer.headers['x-ratelimit-remaining'], '99999');
  assert.equal(answer.headers['x-ratelimit-reset'], String(noon + 60));
});

test('an unknown, expired, foreign or session-less token is refused as invalid', async () => {
  const { get, state } = await startDataApi();
  state.tokens.set('expired', claimsOf(1, { exp: noon }));
  state.tokens.set('foreign', claimsOf(1, { aud: ['client-a', 'oauth-api'] }));
  state.tokens.set('ended', claimsOf(1, { session_id: 'over' }));
  state.ended.add('over');
  for (const token of ['nothing', 'expired', 'foreign', 'ended', 'token-', 'token-11']) {
    const answer = await get('/data/member/info', { authorization: `Bearer ${token}` });
    assert.equal(answer.statusCode, 401, token);
    assert.deepEqual(answer.json(), { error: 'Unauthorized' });
    assert.match(String(answer.headers['www-authenticate']), /error="invalid_token"$/);
  }
  assert.equal((await get('/data/member/info')).statusCode, 200);
});

test('a session that ends is noticed at the next request', async () => {
  const { get, state } = await startDataApi();
  assert.equal((await get('/data/member/info')).statusCode, 200);
  state.ended.add('session-1000001');
  assert.equal((await get('/data/member/info')).statusCode, 401);
});

test('a token without the scope iracing.auth is refused, with the scope in the challenge', async () => {
  const { get, state } = await startDataApi();
  state.tokens.set('profile', claimsOf(1, { scope: 'iracing.profile iracing.authority' }));
  state.tokens.set('none', claimsOf(1, { scope: null }));
  state.tokens.set('both', claimsOf(1_000_001, { scope: 'iracing.profile iracing.auth' }));
  for (const token of ['profile', 'none']) {
    const answer = await get('/data/member/info', { authorization: `Bearer ${token}` });
    assert.equal(answer.statusCode, 401);
    const challenge = String(answer.headers['www-authenticate']);
    assert.match(challenge, /error="insufficient_scope", scope="iracing.auth"/);
  }
  const both = await get('/data/member/info', { authorization: 'Bearer both' });
  assert.equal(both.statusCode, 200);
});

test('S110 a malformed Authorization header is refused', async () => {
  const { get } = await startDataApi();
  const answer = await get('/data/member/info', { authorization: 'Bearer  token-1' });
  assert.equal(answer.statusCode, 401);
  assert.match(String(answer.headers['www-authenticate']), /error="invalid_token"/);
});

test('ports that answer with a promise are waited for', async () => {
  const { get } = await startDataApi({
    verifyAccessToken: async (token) => (token === 'token-1' ? claimsOf(1_000_001) : undefined),
    isSessionAlive: async () => true,
  });
  assert.equal((await get('/data/member/info')).statusCode, 200);
  assert.equal((await get('/data/member/info', { authorization: 'Bearer no' })).statusCode, 401);
});

test('the 240th request of a minute is answered, the 241st is 429 in plain text, the next minute is free', async () => {
  const { get, state } = await startDataApi({ requestsPerMinute: 240 });
  for (let i = 1; i <= 240; i += 1) {
    const answer = await get('/data/constants/divisions');
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['x-ratelimit-remaining'], String(240 - i));
  }
  const refused = await get('/data/constants/divisions');
  assert.equal(refused.statusCode, 429);
  assert.equal(refused.body, 'Rate limit exceeded');
  assert.match(String(refused.headers['content-type']), /^text\/plain/);
  assert.equal(refused.headers['x-ratelimit-limit'], '240');
  assert.equal(refused.headers['x-ratelimit-remaining'], '0');
  assert.equal(refused.headers['x-ratelimit-reset'], String(noon + 60));
  state.now += 60;
  assert.equal((await get('/data/constants/divisions')).statusCode, 200);
});

test('members do not share a limit, nor do they with requests that are refused', async () => {
  const { get } = await startDataApi({ requestsPerMinute: 2 });
  const status = async (token: string): Promise<number> =>
    (await get('/data/constants/divisions', { authorization: `Bearer ${token}` })).statusCode;
  assert.deepEqual(
    [await status('token-1'), await status('token-1'), await status('token-1')],
    [200, 200, 429],
  );
  assert.deepEqual(
    [await status('wrong'), await status('wrong'), await status('wrong')],
    [401, 401, 401],
  );
  assert.deepEqual(
    [await status('token-2'), await status('token-2'), await status('token-2')],
    [200, 200, 429],
  );
  assert.deepEqual([await status('token-nobody'), await status('token-nobody')], [200, 200]);
});

test('refusals are counted for the headers, and never turn a 401 into a 429', async () => {
  const { get, state } = await startDataApi({ requestsPerMinute: 2 });
  state.tokens.set('expired', claimsOf(1_000_001, { exp: noon }));
  state.tokens.set('profile', claimsOf(1_000_001, { scope: 'iracing.profile' }));
  const ask = async (headers: Record<string, string>) => {
    const answer = await get('/data/constants/divisions', headers);
    return [answer.statusCode, answer.headers['x-ratelimit-remaining']];
  };
  assert.deepEqual(await ask({ authorization: 'Bearer wrong' }), [401, '1']);
  assert.deepEqual(await ask({}), [401, '0']);
  for (const authorization of ['Bearer wrong', 'Bearer  malformed', 'Bearer expired']) {
    assert.deepEqual(await ask({ authorization }), [401, '0'], authorization);
  }
  assert.deepEqual(await ask({ authorization: 'Bearer profile' }), [401, '0']);
  assert.deepEqual(await ask({}), [401, '0']);
  assert.deepEqual(await ask(bearer), [200, '1']);
  assert.deepEqual(await ask(bearer), [200, '0']);
  assert.deepEqual(await ask(bearer), [429, '0']);
});

test('files do not count against the limit', async () => {
  const { get, fetchLink } = await startDataApi({ requestsPerMinute: 1 });
  const { link } = (await get('/data/member/info')).json();
  for (let i = 0; i < 5; i += 1) assert.equal((await fetchLink(link)).statusCode, 200);
});

test('a missing, repeated or wrong parameter is a 400 that names it', async () => {
  const { get } = await startDataApi();
  for (const [url, message] of [
    ['/data/results/get', 'subsession_id is missing.'],
    ['/data/results/get?subsession_id=x', 'subsession_id must be a whole number.'],
    ['/data/results/get?subsession_id=1&subsession_id=2', 'subsession_id is given more than once.'],
    ['/data/results/get?subsession_id=', 'subsession_id is empty.'],
  ] as const) {
    const answer = await get(url);
    assert.equal(answer.statusCode, 400);
    assert.deepEqual(answer.json(), { error: 'Bad Request', message });
    assert.equal(answer.headers['x-ratelimit-limit'], '100000');
  }
});

test('unknown parameters have no effect but a line in the log, with names and without values', async () => {
  const { get, lines } = await startDataApi();
  const answer = await get('/data/member/info?cust_id=5&token=secret-value');
  assert.equal(answer.statusCode, 200);
  const line = lines.find((each) => each.msg === 'unknown parameters were ignored');
  assert.deepEqual(line?.parameters, ['cust_id', 'token']);
  assert.ok(line?.reqId !== undefined);
  assert.equal(JSON.stringify(line).includes('secret-value'), false);
});

test('every method of the catalogue has a route: 200, 400 or 501 with a sentence, never 404', async () => {
  const { get } = await startDataApi();
  for (const entry of catalogue) {
    const answer = await get(`/data/${methodPath(entry)}`);
    if (findPayload(methodPath(entry)) === undefined) {
      assert.equal(answer.statusCode, 501, methodPath(entry));
      const message = `${methodPath(entry)} is not built yet.`;
      assert.deepEqual(answer.json(), { error: 'Not Implemented', message });
    } else {
      assert.ok([200, 400].includes(answer.statusCode), methodPath(entry));
    }
  }
});

test('unknown services and methods are 404 in JSON, and still need a token', async () => {
  const { get } = await startDataApi();
  for (const url of [
    '/data/none/get',
    '/data/member/none',
    '/data/member',
    '/data/x',
    '/data/member/info/x',
  ]) {
    const answer = await get(url);
    assert.equal(answer.statusCode, 404, url);
    assert.equal(answer.json().error, 'Not Found');
    assert.equal((await get(url, {})).statusCode, 401);
  }
});

test('anything but GET and HEAD is 405, whatever the body', async () => {
  const { fastify } = await startDataApi();
  for (const url of ['/data/member/info', '/data/none', '/data-files/x']) {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const headers = { ...bearer, 'content-type': 'something/odd' };
      const answer = await fastify.inject({ method, url, headers, payload: '{' });
      assert.equal(answer.statusCode, 405, `${method} ${url}`);
      assert.equal(answer.headers.allow, 'GET, HEAD');
    }
  }
  const head = await fastify.inject({ method: 'HEAD', url: '/data/member/info', headers: bearer });
  assert.equal(head.statusCode, 200);
  assert.equal(head.body, '');
});

test('no CORS header is sent', async () => {
  const { get } = await startDataApi();
  const answer = await get('/data/member/info', { ...bearer, origin: 'https://app.example' });
  assert.equal(answer.headers['access-control-allow-origin'], undefined);
});

test('/data/doc shows all services, one service, one method', async () => {
  const { get } = await startDataApi();
  const all = (await get('/data/doc')).json();
  assert.equal(Object.keys(all).length, 16);
  assert.equal(all.track.get.link, `${origin}/data/track/get`);
  assert.deepEqual((await get('/data/doc/track')).json(), all.track);
  assert.deepEqual((await get('/data/doc/track/get')).json(), all.track.get);
  for (const url of ['/data/doc/none', '/data/doc/track/none', '/data/doc/__proto__']) {
    assert.equal((await get(url)).statusCode, 404, url);
  }
  assert.equal((await get('/data/doc', {})).statusCode, 401);
});

test('expires stays for the whole window, while the link is signed anew', async () => {
  const { get, state } = await startDataApi();
  const first = await get('/data/member/info');
  state.now += 899;
  const last = await get('/data/member/info');
  state.now += 1;
  const next = await get('/data/member/info');
  assert.equal(first.json().expires, '2026-11-20T12:15:00Z');
  assert.equal(last.json().expires, first.json().expires);
  assert.equal(next.json().expires, '2026-11-20T12:30:00Z');
  assert.notEqual(last.json().link, first.json().link);
  assert.equal(last.json().link.split('?')[0], first.json().link.split('?')[0]);
  assert.equal(first.headers['cache-control'], 'max-age=60');
  assert.match(String(first.headers.etag), /^W\/"[\w-]+"$/);
});

test('links begin with the Host that was asked when it is allowed, with the public origin otherwise', async () => {
  const { get } = await startDataApi();
  for (const [host, expected] of [
    ['127.0.0.1:7480', 'http://127.0.0.1:7480/'],
    ['LOCALHOST:7480', 'http://localhost:7480/'],
    ['evil.example', 'http://localhost:7480/'],
  ] as const) {
    const { link } = (await get('/data/car/get', { ...bearer, host })).json();
    assert.ok(link.startsWith(expected), link);
  }
});

test('a link works at 119 s and is dead at 120 and 121 s, with the XML of S3', async () => {
  const { get, fetchLink, state } = await startDataApi();
  const { link } = (await get('/data/member/info')).json();
  for (const age of [0, 119, 119]) {
    state.now = noon + age;
    const answer = await fetchLink(link);
    assert.equal(answer.statusCode, 200, `${age} s`);
    assert.equal(answer.headers['content-type'], 'application/json');
  }
  for (const age of [120, 121]) {
    state.now = noon + age;
    const answer = await fetchLink(link);
    assert.equal(answer.statusCode, 403, `${age} s`);
    assert.equal(answer.headers['content-type'], 'application/xml');
    assert.match(answer.body, /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
  }
});

test('a link that was changed is refused: path, member, parameters, times, no signature', async () => {
  const { get, fetchLink } = await startDataApi();
  const { link } = (await get('/data/member/get?cust_ids=100001')).json();
  const query = link.slice(link.indexOf('?'));
  for (const changed of [
    link.replace('/member/get/', '/member/info/'),
    link.replace('payload.json', 'payload.csv'),
    link.replace(/(\/member\/get\/\w+\.)\w+/, '$11'),
    link.replace(/X-Amz-Expires=120/, 'X-Amz-Expires=86400'),
    `${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`,
  ]) {
    assert.notEqual(changed, link);
    const answer = await fetchLink(changed);
    assert.equal(answer.statusCode, 403, changed);
    assert.match(answer.body, /<Code>SignatureDoesNotMatch<\/Code>/);
  }
  const unsigned = await fetchLink(link.replace(query, ''));
  assert.equal(unsigned.statusCode, 403);
  assert.match(unsigned.body, /<Code>AccessDenied<\/Code><Message>Access Denied/);
});

test('a link refuses an Authorization header, even with a good token', async () => {
  const { get, fetchLink } = await startDataApi();
  const { link } = (await get('/data/member/info')).json();
  for (const authorization of ['Bearer token-1', 'Basic eA==', '']) {
    const answer = await fetchLink(link, { authorization });
    assert.equal(answer.statusCode, 400);
    assert.match(answer.body, /<Code>InvalidArgument<\/Code>.*Only one auth mechanism/);
  }
});

test('files have a tag and ranges', async () => {
  const { get, fetchLink, fastify } = await startDataApi();
  const { link } = (await get('/data/track/get')).json();
  const whole = await fetchLink(link);
  const etag = String(whole.headers.etag);
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  assert.equal(whole.headers['accept-ranges'], 'bytes');
  assert.equal(whole.headers['cache-control'], 'max-age=60');
  assert.equal((await fetchLink(link, { 'if-none-match': etag })).statusCode, 304);
  assert.equal((await fetchLink(link, { 'if-none-match': '"other"' })).statusCode, 200);
  const part = await fetchLink(link, { range: 'bytes=10-19' });
  assert.equal(part.statusCode, 206);
  assert.deepEqual(part.rawPayload, whole.rawPayload.subarray(10, 20));
  assert.equal(part.headers['content-range'], `bytes 10-19/${whole.rawPayload.length}`);
  assert.equal(part.headers['content-length'], '10');
  const stale = await fetchLink(link, { range: 'bytes=10-19', 'if-range': '"other"' });
  assert.equal(stale.statusCode, 200);
  const outside = await fetchLink(link, { range: 'bytes=99999999-' });
  assert.equal(outside.statusCode, 416);
  assert.match(outside.body, /<Code>InvalidRange<\/Code>/);
  assert.equal(outside.headers['content-range'], `bytes */${whole.rawPayload.length}`);
  const head = await fastify.inject({ method: 'HEAD', url: link.slice(origin.length) });
  assert.equal(head.headers['content-length'], String(whole.rawPayload.length));
  assert.equal(head.body, '');
});

test('an answer stays the same inside its window, also when it is fetched later', async () => {
  const { get, fetchLink, state } = await startDataApi();
  const first = await fetchLink((await get('/data/stats/member_recent_races')).json().link);
  state.now += 899;
  const last = await fetchLink((await get('/data/stats/member_recent_races')).json().link);
  assert.equal(last.headers.etag, first.headers.etag);
  assert.equal(last.body, first.body);
  state.now += 3 * 86_400;
  const later = await fetchLink((await get('/data/stats/member_recent_races')).json().link);
  assert.notEqual(later.body, first.body);
});

test('a token without a member: own data is 403, cust_id is missing, the rest is answered', async () => {
  const { get } = await startDataApi();
  const nobody = { authorization: 'Bearer token-nobody' };
  assert.equal((await get('/data/member/info', nobody)).statusCode, 403);
  const races = await get('/data/stats/member_recent_races', nobody);
  assert.equal(races.statusCode, 400);
  assert.match(races.json().message, /^cust_id is missing/);
  assert.equal((await get('/data/car/get', nobody)).statusCode, 200);
});

test('a member who vanishes between the link and the file is a 404', async () => {
  const { get, fetchLink, state } = await startDataApi();
  const { link } = (await get('/data/member/info')).json();
  state.members = [];
  const answer = await fetchLink(link);
  assert.equal(answer.statusCode, 404);
  assert.match(answer.body, /<Code>NoSuchKey<\/Code>/);
});
