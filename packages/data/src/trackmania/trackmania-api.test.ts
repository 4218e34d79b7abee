import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import {
  acceptedFor,
  allScopes,
  createFavorites,
  noon,
  origin,
  startTrackmaniaApi,
  storedAccounts,
} from '../../test/trackmania-harness.ts';
import { trackmaniaApi } from '../index.ts';
import { createTrackmaniaWorld, listCampaignMaps } from '../world/trackmania/trackmania-world.ts';
import { routeTable } from './route-table.ts';

const world = createTrackmaniaWorld();
const zoe = storedAccounts[0]?.account_id ?? '';
const nobody = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
const add = '/api/user/maps/favorite/add';
const remove = '/api/user/maps/favorite/remove';
const favorites = '/api/user/maps/favorite';
const description = 'The resource owner or authorization server denied the request.';

/** A query that a route accepts. */
function goodUrl(path: string): string {
  const map = listCampaignMaps(noon)[0];
  const queries: Record<string, string> = {
    '/api/display-names': `?accountId[]=${zoe}`,
    '/api/display-names/account-ids': '?displayName[]=ola',
    '/api/user/map-records': `?mapId[]=${map?.mapId}`,
  };
  return path + (queries[path] ?? '');
}

async function callRoute(
  { get, post }: Awaited<ReturnType<typeof startTrackmaniaApi>>,
  { method, path }: { readonly method: string; readonly path: string },
  token: string,
) {
  const uid = listCampaignMaps(noon)[0]?.uid;
  return method === 'GET' ? get(goodUrl(path), token) : post(path, { uid }, token);
}

test('TM 7.1 the account of the token, in camelCase', async () => {
  const { get } = await startTrackmaniaApi();
  const answer = await get('/api/user');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { accountId: zoe, displayName: 'Zoë Prüfer' });
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
});

test('TM 7.1 a token whose member is gone could not be verified', async () => {
  const { get, state } = await startTrackmaniaApi();
  state.members = [];
  const answer = await get('/api/user');
  assert.equal(answer.statusCode, 401);
  assert.equal(answer.json().hint, 'Access token could not be verified');
});

test('TM 7.2 names of made-up and stored accounts, unknown ones left out', async () => {
  const { get } = await startTrackmaniaApi();
  const madeUp = world.accounts.at(9);
  const ids = [zoe, nobody, madeUp.account_id.toUpperCase(), zoe];
  const query = ids.map((id) => `accountId[]=${id}`).join('&');
  const answer = await get(`/api/display-names?${query}`);
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), {
    [zoe]: 'Zoë Prüfer',
    [madeUp.account_id]: madeUp.display_name,
  });
});

test('TM 7.2 and TM 7.3 nothing found is [] and not {}', async () => {
  const { get } = await startTrackmaniaApi();
  assert.equal((await get(`/api/display-names?accountId[]=${nobody}`)).body, '[]');
  assert.equal((await get('/api/display-names/account-ids?displayName[]=nobody')).body, '[]');
});

test('TM 7.2 50 ids are answered, the 51st is refused', async () => {
  const { get } = await startTrackmaniaApi();
  const query = (count: number) =>
    Array.from({ length: count }, (_, i) => `accountId[]=${world.accounts.at(i).account_id}`);
  const fifty = await get(`/api/display-names?${query(50).join('&')}`);
  assert.equal(Object.keys(fifty.json()).length, 50);
  const refused = await get(`/api/display-names?${query(51).join('&')}`);
  assert.equal(refused.statusCode, 400);
  assert.deepEqual(refused.json(), { message: 'Too many account ids (50 max)' });
});

test('TM 11.1 the three ways to write arrays give one answer; wrong ones are 400 with a sentence', async () => {
  const { get } = await startTrackmaniaApi();
  for (const name of ['accountId[]', 'accountId[0]', 'accountId%5B%5D']) {
    const answer = await get(`/api/display-names?${name}=${zoe}`);
    assert.deepEqual(answer.json(), { [zoe]: 'Zoë Prüfer' }, name);
  }
  const query = (path: string) => get(`/api/display-names${path}`);
  for (const wrong of [
    `?accountId=${zoe}&accountId=${nobody}`,
    `?accountId=${zoe},${nobody}`,
    `?accountId[]=${zoe},${nobody}`,
    '?accountId[]=tooInfinite',
    '?accountId[]=',
    '',
  ]) {
    const answer = await query(wrong);
    assert.equal(answer.statusCode, 400, wrong);
    assert.deepEqual(Object.keys(answer.json()), ['message']);
    assert.match(answer.json().message, /accountId/);
  }
});

test('TM 7.3 the look-up ignores case and the key echoes the request', async () => {
  const { get } = await startTrackmaniaApi();
  const madeUp = world.accounts.at(4);
  const shouted = madeUp.display_name.toUpperCase();
  const names = [shouted, 'ZOË prüfer', 'zoë Prüfer', 'nobody'];
  const query = names.map((name) => `displayName[]=${encodeURIComponent(name)}`).join('&');
  assert.deepEqual((await get(`/api/display-names/account-ids?${query}`)).json(), {
    [shouted]: madeUp.account_id,
    'ZOË prüfer': zoe,
    'zoë Prüfer': zoe,
  });
});

test('TM 7.3 50 names are answered, the 51st and comma lists are refused, names with commas are found', async () => {
  const { get, state } = await startTrackmaniaApi();
  const path = '/api/display-names/account-ids';
  const query = (count: number) =>
    Array.from({ length: count }, (_, i) => `displayName[]=${world.accounts.at(i).display_name}`);
  assert.equal(Object.keys((await get(`${path}?${query(50).join('&')}`)).json()).length, 50);
  const refused = await get(`${path}?${query(51).join('&')}`);
  assert.equal(refused.statusCode, 400);
  assert.deepEqual(refused.json(), { message: 'Too many display names (50 max)' });
  const list = await get(`${path}?displayName[]=Ola,Zo%C3%AB`);
  assert.equal(list.statusCode, 400);
  assert.match(list.json().message, /displayName\[\]/);
  state.members = [{ account_id: zoe, display_name: 'Prüfer, Zoë' }];
  const found = await get(`${path}?displayName[]=${encodeURIComponent('prüfer, zoë')}`);
  assert.deepEqual(found.json(), { 'prüfer, zoë': zoe });
});

test('TM 7.3 a name that is a word of the language is a name like any other', async () => {
  const { get, state } = await startTrackmaniaApi();
  state.members = [{ account_id: zoe, display_name: '__proto__' }];
  const answer = await get('/api/display-names/account-ids?displayName[]=__proto__');
  assert.equal(answer.body, `{"__proto__":"${zoe}"}`);
  const none = await get('/api/display-names/account-ids?displayName[]=constructor');
  assert.equal(none.body, '[]');
});

test('TM 7.2 names that are asked for lead back to the ids, over HTTP', async () => {
  const { get } = await startTrackmaniaApi();
  const ids = Array.from({ length: 20 }, (_, i) => world.accounts.at(i * 31).account_id);
  const names: Record<string, string> = (
    await get(`/api/display-names?${ids.map((id) => `accountId[]=${id}`).join('&')}`, 'client')
  ).json();
  const back = await get(
    `/api/display-names/account-ids?${Object.values(names)
      .map((name) => `displayName[]=${name}`)
      .join('&')}`,
    'client',
  );
  const entries = Object.entries(names).map(([id, name]) => [name, id]);
  assert.deepEqual(back.json(), Object.fromEntries(entries));
});

test('TM 7.4 clubs have whole numbers and names', async () => {
  const { get } = await startTrackmaniaApi();
  const answer = await get('/api/user/clubs/admin');
  assert.deepEqual(answer.json(), { clubs: world.listAdminClubs(zoe) });
  for (const club of answer.json().clubs) assert.deepEqual(Object.keys(club), ['id', 'name']);
});

test('TM 7.5 and TM 7.6 favorites are added, listed newest first with their four members, and removed', async () => {
  const { get, post } = await startTrackmaniaApi();
  const maps = listCampaignMaps(noon);
  for (const { uid } of maps.slice(0, 3)) {
    const answer = await post(add, { uid });
    assert.equal(answer.statusCode, 204);
    assert.equal(answer.body, '');
    assert.equal(answer.headers['content-type'], undefined);
  }
  const view = (i: number) => {
    const { uid, name, author, thumbnailUrl } = maps[i] ?? assert.fail();
    return { uid, name, author, thumbnailUrl };
  };
  assert.deepEqual((await get(favorites)).json(), { list: [view(2), view(1), view(0)] });
  assert.deepEqual((await get(favorites, 'ola')).json(), { list: [] });
  assert.equal((await post(remove, { uid: maps[1]?.uid })).statusCode, 204);
  assert.deepEqual((await get(favorites)).json(), { list: [view(2), view(0)] });
  const author = view(0).author;
  const names = await get(`/api/display-names?accountId[]=${author}`);
  assert.ok(names.json()[author].length > 2);
});

test('TM 7.6 adding twice, removing twice and removing an unknown map are 204 and change nothing', async () => {
  const { get, post } = await startTrackmaniaApi();
  const uid = listCampaignMaps(noon)[0]?.uid;
  assert.equal((await post(add, { uid })).statusCode, 204);
  assert.equal((await post(add, { uid })).statusCode, 204);
  assert.equal((await get(favorites)).json().list.length, 1);
  assert.equal((await post(remove, { uid: 'a'.repeat(27) })).statusCode, 204);
  assert.equal((await get(favorites)).json().list.length, 1);
  assert.equal((await post(remove, { uid })).statusCode, 204);
  assert.equal((await post(remove, { uid })).statusCode, 204);
  assert.deepEqual((await get(favorites)).json(), { list: [] });
});

test('TM 7.6 an unknown map cannot be added, nor one whose campaign has not begun', async () => {
  const { get, post, state } = await startTrackmaniaApi();
  const next = listCampaignMaps(noon + 100 * 86_400)[0];
  for (const uid of ['a'.repeat(27), next?.uid]) {
    const answer = await post(add, { uid });
    assert.equal(answer.statusCode, 404);
    assert.deepEqual(answer.json(), { message: 'There is no map with this uid.' });
  }
  assert.deepEqual((await get(favorites)).json(), { list: [] });
  state.now += 100 * 86_400;
  assert.equal((await post(add, { uid: next?.uid })).statusCode, 204);
});

test('TM 7.6 a wrong body is 400, a wrong type 415, a body too large 413, each with a sentence', async () => {
  const { fastify, post } = await startTrackmaniaApi();
  const headers = { authorization: 'Bearer zoe' };
  for (const url of [add, remove]) {
    assert.equal((await post(url, '{')).statusCode, 400);
    assert.equal((await post(url, { uid: 'short' })).statusCode, 400);
    assert.equal((await post(url, {})).statusCode, 400);
    const mapId = listCampaignMaps(noon)[0]?.mapId;
    assert.match((await post(url, { uid: mapId })).json().message, /not the mapId/);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'nonsense']) {
      const answer = await fastify.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': type },
        payload: 'uid=x',
      });
      assert.equal(answer.statusCode, 415, type);
      assert.deepEqual(answer.json(), { message: 'Send the body as application/json.' });
    }
    const bare = await fastify.inject({ method: 'POST', url, headers });
    assert.equal(bare.statusCode, 415);
    const large = await post(url, { uid: 'a'.repeat(20_000) });
    assert.equal(large.statusCode, 413);
    assert.match(large.json().message, /16384 bytes/);
  }
});

test('TM 7.6 the token is judged before the body', async () => {
  const { post } = await startTrackmaniaApi();
  const answer = await post(add, '{', 'unknown');
  assert.equal(answer.statusCode, 401);
});

test('TM 7.5 length and offset page through favorites, 10 from the newest when left out', async () => {
  const { get, post } = await startTrackmaniaApi();
  const uids = listCampaignMaps(noon).map(({ uid }) => uid);
  for (const uid of uids) await post(add, { uid });
  const newest = uids.toReversed();
  const page = async (query: string) =>
    (await get(favorites + query)).json().list.map(({ uid }: { uid: string }) => uid);
  assert.deepEqual(await page(''), newest.slice(0, 10));
  assert.deepEqual(await page('?offset=20'), newest.slice(20));
  assert.deepEqual(await page('?length=7&offset=7'), newest.slice(7, 14));
  assert.deepEqual(await page('?length=1000'), newest);
  assert.deepEqual(await page('?offset=1000000'), []);
  for (const wrong of ['length=0', 'length=1001', 'offset=-1', 'offset=1000001', 'length=x']) {
    const answer = await get(`${favorites}?${wrong}`);
    assert.equal(answer.statusCode, 400, wrong);
    assert.match(answer.json().message, /^(length|offset) must be a whole number from/);
  }
});

test('TM 7.5 a favorite that this world does not know is left out', async () => {
  const kept = createFavorites();
  await kept.add(zoe, 'a'.repeat(27));
  const { get } = await startTrackmaniaApi({ favorites: kept });
  assert.deepEqual((await get(favorites)).json(), { list: [] });
});

test('TM 7.7 records of the asked maps with all fields, maps without one left out, 25 at most', async () => {
  const { get } = await startTrackmaniaApi();
  const maps = world.maps.listCampaign(noon, 1);
  const query = maps.map(({ mapId }) => `mapId[]=${mapId}`);
  const answer = await get(`/api/user/map-records?${query.join('&')}`);
  assert.equal(answer.statusCode, 200);
  const expected = maps.flatMap((map) => world.findMapRecord(zoe, map, noon) ?? []);
  assert.ok(expected.length > 12 && expected.length < 25);
  assert.deepEqual(answer.json(), expected);
  const fields =
    'accountId gameMode gameModeCustomData mapId mapRecordId medal removed respawnCount scopeId ' +
    'scopeType score time timestamp url';
  assert.equal(Object.keys(answer.json()[0]).join(' '), fields);
  const refused = await get(`/api/user/map-records?${query.join('&')}&mapId[]=${nobody}`);
  assert.equal(refused.statusCode, 400);
  assert.deepEqual(refused.json(), { message: 'Too many map ids (25 max)' });
});

test('TM 7.7 mapId[] is required, unknown maps give an empty array, a uid is no mapId', async () => {
  const { get } = await startTrackmaniaApi();
  const path = '/api/user/map-records';
  assert.match((await get(path)).json().message, /^mapId\[\] is missing/);
  assert.equal((await get(`${path}?mapId[]=${nobody}`)).body, '[]');
  const map = world.maps.listCampaign(noon, 1)[0];
  assert.equal((await get(`${path}?mapId[]=${map?.uid}`)).statusCode, 400);
  const twice = await get(`${path}?mapId[]=${map?.mapId}&mapId[]=${map?.mapId.toUpperCase()}`);
  assert.ok(twice.json().length <= 1);
});

for (const entry of routeTable) {
  const { method, path, scope, token } = entry;
  test(`TM 6 ${method} ${path} needs ${scope ?? 'no scope'} and ${token === 'user' ? 'a member' : 'any token'}`, async () => {
    const api = await startTrackmaniaApi();
    const good = method === 'GET' ? 200 : 204;
    const others = allScopes.filter((each) => each !== scope);
    api.state.tokens.set('exact', acceptedFor(zoe, scope === undefined ? [] : [scope]));
    api.state.tokens.set('others', acceptedFor(zoe, others));
    api.state.tokens.set('alike', acceptedFor(zoe, [`${scope}s`, `x${scope}`]));
    assert.equal((await callRoute(api, entry, 'exact')).statusCode, good);
    for (const other of ['others', 'alike']) {
      const answer = await callRoute(api, entry, other);
      if (scope === undefined) {
        assert.equal(answer.statusCode, good);
        continue;
      }
      assert.equal(answer.statusCode, 403);
      assert.deepEqual(answer.json(), { message: 'Insufficient scopes.' });
      const challenge = `Bearer realm="trackmania", error="insufficient_scope", scope="${scope}"`;
      assert.equal(answer.headers['www-authenticate'], challenge);
    }
    const client = await callRoute(api, entry, 'client');
    if (token === 'any') assert.equal(client.statusCode, good);
    else {
      assert.equal(client.statusCode, 403);
      assert.match(client.json().message, /token of a member: use the authorization code grant/);
      assert.equal(client.headers['www-authenticate'], undefined);
    }
  });
}

test('TM 7.8 and S108 every route without a token: 401 in the library’s shape, challenge without an error', async () => {
  const api = await startTrackmaniaApi();
  for (const { method, path } of routeTable) {
    const answer = await api.fastify.inject({ method, url: goodUrl(path) });
    assert.equal(answer.statusCode, 401, path);
    assert.deepEqual(answer.json(), {
      error: 'access_denied',
      error_description: description,
      hint: 'Missing "Authorization" header',
      message: description,
    });
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="trackmania"');
  }
});

test('TM 7.8 message is left out in the newer error profile', async () => {
  const { get } = await startTrackmaniaApi({ errorProfile: 'league-9' });
  assert.deepEqual((await get('/api/user', 'unknown')).json(), {
    error: 'access_denied',
    error_description: description,
    hint: 'Access token could not be verified',
  });
});

test('TM 7.8 an unknown token, one that was revoked, and headers that are no token', async () => {
  const { fastify, get } = await startTrackmaniaApi();
  const challenge = 'Bearer realm="trackmania", error="invalid_token"';
  for (const [token, hint] of [
    ['unknown', 'Access token could not be verified'],
    ['revoked', 'Access token has been revoked'],
  ] as const) {
    const answer = await get('/api/user', token);
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.json().hint, hint);
    assert.equal(answer.headers['www-authenticate'], challenge);
  }
  for (const authorization of [
    '',
    'Bearer',
    'Bearer  zoe',
    'Bearer zoe ola',
    'Bearer zoe,ola',
    'Basic em9lOng=',
    'zoe',
    'nadeo_v1 t=zoe',
  ]) {
    const answer = await fastify.inject({ url: '/api/user', headers: { authorization } });
    assert.equal(answer.statusCode, 401, authorization);
    assert.equal(answer.json().hint, 'Access token could not be verified', authorization);
    assert.equal(answer.headers['www-authenticate'], challenge);
  }
  const lower = await fastify.inject({
    url: '/api/user',
    headers: { authorization: 'bearer zoe' },
  });
  assert.equal(lower.statusCode, 200);
});

test('TM 7.8 a refused request reaches no port: neither the token where it is malformed, nor anything behind it', async () => {
  const asked: string[] = [];
  const note = (what: string) => {
    asked.push(what);
    return Promise.reject(new Error(what));
  };
  const api = await startTrackmaniaApi({
    authenticateAccessToken: (token) => {
      asked.push(token);
      return token === 'client' ? acceptedFor(undefined) : { outcome: 'not_verified' };
    },
    listMembers: () => note('members'),
    favorites: {
      list: () => note('list'),
      add: () => note('add'),
      remove: () => note('remove'),
    },
  });
  for (const entry of routeTable) {
    assert.equal((await callRoute(api, entry, 'unknown')).statusCode, 401);
    assert.equal((await callRoute(api, entry, 'unknown trailing')).statusCode, 401);
    const basic = { url: entry.path, headers: { authorization: 'Basic em9lOng=' } };
    assert.equal((await api.fastify.inject({ method: entry.method, ...basic })).statusCode, 401);
    if (entry.token === 'user') {
      assert.equal((await callRoute(api, entry, 'client')).statusCode, 403);
    }
  }
  assert.deepEqual(api.state.failures, []);
  assert.deepEqual(new Set(asked), new Set(['unknown', 'client']));
});

test('TM 7.8 several Authorization headers could not be verified, and one could', async () => {
  const { fastify } = await startTrackmaniaApi();
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  try {
    const { request } = await import('node:http');
    const { port } = fastify.server.address() as { port: number };
    const ask = (authorization: string[]) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization } as unknown as Record<string, string>;
        const call = request({ port, host: '127.0.0.1', path: '/api/user', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        call.on('error', reject).end();
      });
    assert.equal(await ask(['Bearer zoe']), 200);
    assert.equal(await ask(['Bearer zoe', 'Bearer zoe']), 401);
  } finally {
    await fastify.close();
  }
});

test('TM 7.8 what is not there is 404 and another method 405, in the API’s shape', async () => {
  const { fastify } = await startTrackmaniaApi();
  for (const url of [
    '/api',
    '/api/',
    '/api/users',
    '/api/user/',
    '/api/user/clubs',
    '/api/oauth/x',
  ]) {
    for (const method of ['GET', 'POST', 'DELETE'] as const) {
      const answer = await fastify.inject({ method, url });
      assert.equal(answer.statusCode, 404, `${method} ${url}`);
      assert.deepEqual(answer.json(), { message: 'There is no such route; /doc lists them all.' });
    }
  }
  for (const entry of routeTable) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      if (method === entry.method) continue;
      const headers = { 'content-type': 'something/odd' };
      const answer = await fastify.inject({ method, url: entry.path, headers, payload: '{' });
      assert.equal(answer.statusCode, 405, `${method} ${entry.path}`);
      assert.deepEqual(answer.json(), { message: `Use ${entry.method}.` });
      assert.equal(answer.headers.allow, entry.method === 'GET' ? 'GET, HEAD' : 'POST');
    }
  }
});

test('TM 5 the token endpoint stays the authorization service’s, whatever the method', async () => {
  const url = '/api/access_token';
  const fastify = Fastify();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  fastify.post(url, (request, reply) => void reply.send({ form: request.body }));
  fastify.setNotFoundHandler((_request, reply) => reply.code(404).send({ whose: 'service' }));
  fastify.setErrorHandler((_error, _request, reply) => reply.code(400).send({ whose: 'service' }));
  await fastify.register(trackmaniaApi, {
    authenticateAccessToken: () => ({ outcome: 'not_verified' }),
    listMembers: () => [],
    favorites: createFavorites(),
    clock: () => noon,
    errorProfile: 'league-8',
    publicOrigin: origin,
  });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const token = await fastify.inject({ method: 'POST', url, headers: form, payload: 'a=b' });
  assert.deepEqual(token.json(), { form: 'a=b' });
  const json = { 'content-type': 'application/json' };
  const refused = await fastify.inject({ method: 'POST', url, headers: json, payload: '{}' });
  assert.deepEqual(refused.json(), { whose: 'service' });
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS'] as const) {
    const answer = await fastify.inject({ method, url, headers: json, payload: '{' });
    assert.equal(answer.statusCode, 404);
    assert.deepEqual(answer.json(), { whose: 'service' }, method);
  }
  assert.deepEqual((await fastify.inject('/elsewhere')).json(), { whose: 'service' });
});

test('TM 7 every answer is not to be stored, and none lets other origins read it', async () => {
  const api = await startTrackmaniaApi();
  const headers = { origin: 'https://app.example' };
  const answers = [
    await api.get('/api/user'),
    await api.get('/api/user', 'unknown'),
    await api.get('/api/user', 'client'),
    await api.get('/api/display-names'),
    await api.get('/api/none'),
    await api.post(add, '{'),
    await api.post(add, 'x'.repeat(20_000)),
    await api.post(remove, { uid: 'a'.repeat(27) }),
    await api.fastify.inject({ method: 'OPTIONS', url: '/api/user', headers }),
    await api.fastify.inject({ url: '/api/user', headers }),
    await api.get('/doc'),
    await api.get('/doc.json'),
  ];
  for (const answer of answers) {
    assert.equal(answer.headers['cache-control'], 'no-store');
    const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control'));
    assert.deepEqual(cors, []);
  }
});

test('TM 8 no limit holds: 300 requests in a second are all answered, without limit headers', async () => {
  const { get } = await startTrackmaniaApi();
  for (let i = 0; i < 300; i += 1) {
    const answer = await get('/api/user');
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['x-ratelimit-limit'], undefined);
  }
});

test('TM 7.8 what goes wrong here is 500 in the API’s shape, told to the port and to nobody else', async () => {
  const { get, state } = await startTrackmaniaApi({
    authenticateAccessToken: async () => {
      throw new Error('the database said something private');
    },
  });
  const answer = await get('/api/user');
  assert.equal(answer.statusCode, 500);
  assert.deepEqual(answer.json(), { message: 'The request failed here. Try again later.' });
  assert.equal(state.failures.length, 1);
});

test('TM 7 ports that answer without a promise or with one, and HEAD as GET', async () => {
  const { fastify, get } = await startTrackmaniaApi({
    authenticateAccessToken: async () => acceptedFor(zoe),
    listMembers: async () => storedAccounts,
  });
  assert.equal((await get('/api/user')).statusCode, 200);
  const headers = { authorization: 'Bearer zoe' };
  const head = await fastify.inject({ method: 'HEAD', url: '/api/user', headers });
  assert.deepEqual([head.statusCode, head.body], [200, '']);
});
