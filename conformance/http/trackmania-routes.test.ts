import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, describe, it } from 'node:test';

import { assertUnstorable } from '../harness/expectations.ts';
import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  sendWithToken,
} from '../harness/oauth.ts';
import type { Answer } from '../harness/request.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import {
  assertTokenRefused,
  errorProfiles,
  getUser,
  keeperOf,
  obtainTrackmaniaTokens,
  refreshTrackmania,
  requestClientToken,
  trackmaniaScopes,
  trackmaniaTokenPath,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';

after(stopEverything);

interface Operation {
  readonly summary: string;
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly schema: Readonly<Record<string, unknown>>;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly example: { readonly uid: string } }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>
  >;
}

interface Documentation {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<
      Record<
        string,
        { readonly flows: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
      >
    >;
  };
}

interface FavoriteMap {
  readonly uid: string;
  readonly name: string;
  readonly author: string;
  readonly thumbnailUrl: string;
}

/** The eight routes: method, path, what the token must be of, scope. @see trackmania-api §7 */
const routes = [
  ['GET', '/api/user', 'user', undefined],
  ['GET', '/api/display-names', 'any', undefined],
  ['GET', '/api/display-names/account-ids', 'any', undefined],
  ['GET', '/api/user/clubs/admin', 'user', 'clubs'],
  ['GET', '/api/user/maps/favorite', 'user', 'read_favorite'],
  ['POST', '/api/user/maps/favorite/add', 'user', 'write_favorite'],
  ['POST', '/api/user/maps/favorite/remove', 'user', 'write_favorite'],
  ['GET', '/api/user/map-records', 'user', 'read_favorite'],
] as const;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const favorites = '/api/user/maps/favorite';

const readDocumentation = async (service: Service): Promise<Documentation> =>
  (await service.send('/doc.json')).json<Documentation>();

function operationOf(documentation: Documentation, path: string, method: string): Operation {
  const operation = documentation.paths[path]?.[method.toLowerCase()];
  assert.ok(operation !== undefined, `${method} ${path}`);
  return operation;
}

const exampleOf = (operation: Operation): unknown =>
  operation.responses['200']?.content?.['application/json']?.example;

/**
 * Learns maps: the documentation's examples name one by its uid and one by its mapId, others in every
 * campaign.
 */
async function findMaps(service: Service, campaigns: number) {
  const [uids, mapIds] = [new Set<string>(), new Set<string>()];
  const now = await service.advance(0);
  for (let ago = campaigns; ago > 0; ago -= 1) {
    await service.setClock(now - ago * 92 * 86_400);
    const documentation = await readDocumentation(service);
    const add = operationOf(documentation, `${favorites}/add`, 'POST');
    uids.add(add.requestBody?.content['application/json']?.example.uid ?? '');
    const records = exampleOf(operationOf(documentation, '/api/user/map-records', 'GET'));
    for (const { mapId } of records as { mapId: string }[]) mapIds.add(mapId);
  }
  await service.setClock(now);
  return { uids: [...uids], mapIds: [...mapIds] };
}

const queryOf = (name: string, values: readonly string[]): string =>
  values.map((value) => `${name}=${encodeURIComponent(value)}`).join('&');

function assertMessage(answer: Answer, status: number, message: string | RegExp): void {
  assert.equal(answer.status, status, answer.body);
  assertUnstorable(answer);
  const body = answer.json();
  assert.deepEqual(Object.keys(body), ['message']);
  if (typeof message === 'string') assert.equal(body['message'], message);
  else assert.match(String(body['message']), message);
}

function assertFound(answer: Answer, body: unknown): void {
  assert.equal(answer.status, 200, answer.body);
  assert.match(answer.header('content-type') ?? '', /^application\/json/);
  assertUnstorable(answer);
  assert.deepEqual(answer.json(), body);
}

function assertDone(answer: Answer): void {
  assert.equal(answer.status, 204, answer.body);
  assert.equal(answer.body, '');
  assertUnstorable(answer);
}

describe('the resource routes of Trackmania', async () => {
  const service = await startService();
  const maps = await findMaps(service, 16);
  const { uids, mapIds } = maps;
  const keeper = keeperOf(service);
  const [anna, ben] = [memberOf(service, 0), memberOf(service, 1)];
  const browser = await createSignedInBrowser(service, anna);
  const withScope = async (scope?: string): Promise<string> =>
    (await obtainTrackmaniaTokens(service, browser, keeper, { scope })).access_token;
  const full = await withScope(trackmaniaScopes);
  const bare = await withScope();
  const ofBen = trackmaniaTokensOf(
    await refreshTrackmania(
      service,
      keeper,
      (
        await obtainTrackmaniaTokens(service, await createSignedInBrowser(service, ben), keeper, {
          scope: trackmaniaScopes,
        })
      ).refresh_token,
    ),
  ).access_token;
  const machine = trackmaniaTokensOf(await requestClientToken(service, keeper)).access_token;
  const machineWithScopes = trackmaniaTokensOf(
    await requestClientToken(service, keeper, { scope: trackmaniaScopes }),
  ).access_token;

  const get = (path: string, token: string = full) => sendWithToken(service, path, token);
  const postJson = (path: string, body: unknown, token: string = full) =>
    sendWithToken(service, path, token, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const ask = (method: string, path: string, token: string) =>
    method === 'GET' ? get(path, token) : postJson(path, { uid: uids[0] }, token);
  const listUids = async (token: string = full, query = ''): Promise<string[]> => {
    const answer = await get(`${favorites}${query}`, token);
    assert.equal(answer.status, 200, answer.body);
    return answer.json<{ list: FavoriteMap[] }>().list.map(({ uid }) => uid);
  };
  const queries: Readonly<Record<string, string>> = {
    '/api/display-names': `?accountId[]=${anna.account_id}`,
    '/api/display-names/account-ids': `?displayName[]=${encodeURIComponent(anna.display_name)}`,
    '/api/user/map-records': `?mapId[]=${mapIds[0]}`,
  };

  describe('who may ask', () => {
    for (const [method, path, token, scope] of routes) {
      const full_path = path + (queries[path] ?? '');

      it(`TM 7.8 S108 S109 ${method} ${path} answers 401 without a token, with a bad and with a revoked one`, async () => {
        const profile = 'league-8';
        const none = await service.send(full_path, { method });
        assertTokenRefused(none, profile, 'Missing "Authorization" header');
        const bad = ['x', `${full}x`, full.slice(0, -5), `${full} x`, ''];
        for (const value of bad) {
          const answer = await ask(method, full_path, value);
          assertTokenRefused(answer, profile, 'Access token could not be verified');
        }
        // The game's own tokens are presented under another scheme, and are no substitute.
        for (const authorization of [`nadeo_v1 t=${full}`, `Basic ${full}`, full]) {
          const answer = await service.send(full_path, { method, headers: { authorization } });
          assertTokenRefused(answer, profile, 'Access token could not be verified');
        }
        const first = await obtainTrackmaniaTokens(service, browser, keeper, {
          scope: trackmaniaScopes,
        });
        assert.ok((await ask(method, full_path, first.access_token)).status < 300);
        await refreshTrackmania(service, keeper, first.refresh_token);
        const revoked = await ask(method, full_path, first.access_token);
        assertTokenRefused(revoked, profile, 'Access token has been revoked');
      });

      it(`TM 6 TM 7 ${method} ${path} needs ${scope ?? 'no scope'}, and of ${token === 'user' ? 'a member' : 'anybody'}`, async () => {
        assert.ok((await ask(method, full_path, full)).status < 300);
        const own = await ask(
          method,
          full_path,
          scope === undefined ? bare : await withScope(scope),
        );
        assert.ok(own.status < 300, own.body);
        for (const value of [machine, machineWithScopes]) {
          const answer = await ask(method, full_path, value);
          if (token === 'any') assert.equal(answer.status, 200, answer.body);
          else assertMessage(answer, 403, /token of a member: use the authorization code grant/);
        }
        if (scope === undefined) return;
        const others = trackmaniaScopes.split(' ').filter((other) => other !== scope);
        for (const value of [bare, await withScope(others.join(' '))]) {
          const answer = await ask(method, full_path, value);
          assertMessage(answer, 403, 'Insufficient scopes.');
          assert.equal(
            answer.header('www-authenticate'),
            `Bearer realm="trackmania", error="insufficient_scope", scope="${scope}"`,
          );
        }
      });
    }

    it('TM 7.8 S107 S110 a token counts in one Authorization header alone, whatever the case of its scheme', async () => {
      for (const authorization of [`bearer ${full}`, `BEARER ${full}`]) {
        const answer = await service.send('/api/user', { headers: { authorization } });
        assert.equal(answer.status, 200);
      }
      for (const name of ['access_token', 'token']) {
        const answer = await service.send(`/api/user?${name}=${full}`);
        assertTokenRefused(answer, 'league-8', 'Missing "Authorization" header');
      }
      for (const authorization of [`Bearer  ${full}`, `Bearer\t${full}`, `Bearer,${full}`]) {
        const answer = await service.send('/api/user', { headers: { authorization } });
        assertTokenRefused(answer, 'league-8', 'Access token could not be verified');
      }
      const headers = { authorization: [`Bearer ${full}`, `Bearer ${full}`] };
      const twice = await service.send('/api/user', { headers: headers as never });
      assertTokenRefused(twice, 'league-8', 'Access token could not be verified');
    });

    it('TM 7.8 a member’s token does not count while the account is disabled', async () => {
      const set = (disabled_at: number | null) =>
        service.query('UPDATE member SET disabled_at = $1 WHERE account_id = $2', [
          disabled_at,
          ben.account_id,
        ]);
      assert.equal((await get('/api/user', ofBen)).status, 200);
      await set(1);
      await service.advance(1);
      const answer = await get('/api/user', ofBen);
      assertTokenRefused(answer, 'league-8', 'Access token has been revoked');
      await set(null);
      await service.advance(1);
      assert.equal((await get('/api/user', ofBen)).status, 200);
    });

    it('TM 8 no limit is documented: answers carry no header of one', async () => {
      const answer = await get('/api/user');
      const names = Object.keys(answer.headers).filter((name) => name.includes('ratelimit'));
      assert.deepEqual(names, []);
    });
  });

  describe('names', () => {
    it('TM 7.1 /api/user is accountId and displayName in camel case, and nothing more', async () => {
      for (const [token, { account_id, display_name }] of [
        [full, anna],
        [bare, anna],
        [ofBen, ben],
      ] as const) {
        const body = { accountId: account_id, displayName: display_name };
        assertFound(await get('/api/user', token), body);
      }
    });

    it('TM 7.2 gives names for account ids, and leaves unknown ones out', async () => {
      const ids = [anna.account_id, randomUUID(), ben.account_id, anna.account_id];
      const answer = await get(`/api/display-names?${queryOf('accountId[]', ids)}`, machine);
      assertFound(answer, {
        [anna.account_id]: anna.display_name,
        [ben.account_id]: ben.display_name,
      });
    });

    it('TM 7.2 TM 11 takes brackets, percent-encoded brackets and indexes alike', async () => {
      const ids = [anna.account_id, ben.account_id];
      const [first = '', second = ''] = ids;
      const body = { [first]: anna.display_name, [second]: ben.display_name };
      for (const query of [
        queryOf('accountId[]', ids),
        queryOf('accountId%5B%5D', ids),
        `accountId[0]=${first}&accountId[1]=${second}`,
        `accountId%5B0%5D=${first}&accountId%5B7%5D=${second}`,
        `accountId[]=${first.toUpperCase()}&accountId[]=${second}&unknown=1`,
      ]) {
        assertFound(await get(`/api/display-names?${query}`), body);
      }
    });

    it('TM 11 refuses a bare name and a comma list with a sentence that says how it is written', async () => {
      const ids = [anna.account_id, ben.account_id];
      for (const query of [
        queryOf('accountId', ids),
        `accountId=${ids.join(',')}`,
        `accountId[x]=${ids[0]}`,
        `accountId[0][0]=${ids[0]}`,
      ]) {
        const answer = await get(`/api/display-names?${query}`);
        assertMessage(answer, 400, /accountId needs brackets/);
      }
      const list = await get(`/api/display-names?accountId[]=${ids.join(',')}`);
      assertMessage(list, 400, /not a UUID\. Repeat accountId\[\] instead of writing commas/);
      const names = `${anna.display_name},${ben.display_name}`;
      const query = queryOf('displayName[]', [names]);
      const comma = await get(`/api/display-names/account-ids?${query}`);
      assertMessage(comma, 400, /repeat displayName\[\] instead of writing commas/);
    });

    it('TM 7.2 refuses ids that are no UUIDs, none at all, and repeats nothing of what was sent', async () => {
      for (const value of ['nonsense', `${anna.account_id}x`, '<script>', '0', '']) {
        const answer = await get(`/api/display-names?${queryOf('accountId[]', [value])}`);
        assertMessage(answer, 400, /Value 1 of accountId\[\] is (?:not a UUID|empty)/);
        assert.ok(value === '' || value === '0' || !answer.body.includes(value));
      }
      for (const query of ['', '?', '?accountID[]=x']) {
        const answer = await get(`/api/display-names${query}`);
        assertMessage(answer, 400, /accountId\[\] is missing: give 1 to 50/);
      }
    });

    it('TM 7.2 takes 50 ids and refuses the 51st', async () => {
      const ids = Array.from({ length: 50 }, (_, index) =>
        index === 30 ? anna.account_id : randomUUID(),
      );
      const fifty = await get(`/api/display-names?${queryOf('accountId[]', ids)}`);
      assertFound(fifty, { [anna.account_id]: anna.display_name });
      const more = queryOf('accountId[]', [...ids, anna.account_id]);
      const answer = await get(`/api/display-names?${more}`);
      assertMessage(answer, 400, 'Too many account ids (50 max)');
    });

    it('TM 7.2 TM 7.3 nothing found is an empty array and not an empty object', async () => {
      const names = queryOf('displayName[]', ['nobody is called this']);
      for (const path of [
        `/api/display-names?accountId[]=${randomUUID()}`,
        `/api/display-names/account-ids?${names}`,
      ]) {
        const answer = await get(path, machine);
        assert.equal(answer.status, 200);
        assert.equal(answer.body, '[]');
      }
    });

    it('TM 7.3 gives account ids for names, under the very text that was asked for', async () => {
      const asked = [anna.display_name, ben.display_name.toUpperCase(), 'nobody is called this'];
      const query = queryOf('displayName[]', asked);
      const answer = await get(`/api/display-names/account-ids?${query}`, machine);
      assertFound(answer, {
        [anna.display_name]: anna.account_id,
        [ben.display_name.toUpperCase()]: ben.account_id,
      });
    });

    it('TM 7.3 takes 50 names and refuses the 51st, and none at all', async () => {
      const names = Array.from({ length: 50 }, (_, index) => `nobody ${index}`);
      const path = '/api/display-names/account-ids';
      const fifty = await get(
        `${path}?${queryOf('displayName[]', [...names.slice(1), anna.display_name])}`,
      );
      assertFound(fifty, { [anna.display_name]: anna.account_id });
      const more = await get(`${path}?${queryOf('displayName[]', [...names, 'x'])}`);
      assertMessage(more, 400, 'Too many display names (50 max)');
      assertMessage(await get(path), 400, /displayName\[\] is missing/);
      assertMessage(await get(`${path}?displayName[]=`), 400, /is empty/);
    });

    it('TM 7.2 TM 7.3 the two directions agree, for members and for everybody else', async () => {
      const documentation = await readDocumentation(service);
      const example = exampleOf(operationOf(documentation, '/api/display-names', 'GET'));
      const everybody = {
        ...(example as Record<string, string>),
        [anna.account_id]: anna.display_name,
      };
      const ids = queryOf('accountId[]', Object.keys(everybody));
      assertFound(await get(`/api/display-names?${ids}`), everybody);
      const names = queryOf('displayName[]', Object.values(everybody));
      const turned = Object.entries(everybody).map(([id, name]) => [name, id]);
      const answer = await get(`/api/display-names/account-ids?${names}`);
      assertFound(answer, Object.fromEntries(turned));
    });
  });

  describe('clubs, favorites and records', () => {
    it('TM 7.4 the clubs that somebody administers have an integer id and a name', async () => {
      const clubsOf = async (token: string) => {
        const answer = await get('/api/user/clubs/admin', token);
        assert.equal(answer.status, 200, answer.body);
        assert.deepEqual(Object.keys(answer.json()), ['clubs']);
        return answer.json<{ clubs: { id: number; name: string }[] }>().clubs;
      };
      for (const token of [full, ofBen]) {
        const clubs = await clubsOf(token);
        for (const club of clubs) {
          assert.deepEqual(Object.keys(club).sort(), ['id', 'name']);
          assert.ok(Number.isInteger(club.id) && club.id > 0);
          assert.ok(club.name.length > 0);
        }
        assert.deepEqual(await clubsOf(token), clubs);
      }
    });

    it('S219 a new member of the demo has five maps of the running campaign, each their own', async () => {
      const all: string[] = [];
      for (const token of [full, ofBen]) {
        const { list } = (await get(favorites, token)).json<{ list: FavoriteMap[] }>();
        assert.equal(list.length, 5);
        assert.equal(new Set(list.map(({ name }) => name.split(' - ')[0])).size, 1);
        for (const { uid } of list) {
          all.push(uid);
          assertDone(await postJson(`${favorites}/remove`, { uid }, token));
        }
        assert.deepEqual(await listUids(token), []);
      }
      assert.equal(new Set(all).size, 10);
      const now = await service.advance(0);
      await service.stop();
      await service.start();
      await service.setClock(now);
      for (const token of [full, ofBen]) assert.deepEqual(await listUids(token), []);
    });

    it('TM 7.6 adds and removes with 204 and no content; TM 7.5 the one added last comes first', async () => {
      assertDone(await postJson(`${favorites}/remove`, { uid: uids[0] }));
      assert.deepEqual(await listUids(), []);
      for (const uid of uids.slice(0, 3)) {
        assertDone(await postJson(`${favorites}/add`, { uid }));
        await service.advance(1);
      }
      assert.deepEqual(await listUids(), [uids[2], uids[1], uids[0]]);
      assertDone(await postJson(`${favorites}/remove`, { uid: uids[1] }));
      assert.deepEqual(await listUids(), [uids[2], uids[0]]);
    });

    it('TM 7.5 a map has uid, name, author and thumbnail, and the author is an account with a name', async () => {
      const { list } = (await get(favorites)).json<{ list: FavoriteMap[] }>();
      assert.equal(list.length, 2);
      for (const map of list) {
        assert.deepEqual(Object.keys(map).sort(), ['author', 'name', 'thumbnailUrl', 'uid']);
        assert.match(map.uid, /^[A-Za-z0-9_]{27}$/);
        assert.match(map.name, /^(?:Winter|Spring|Summer|Fall) 20\d\d - \d\d$/);
        assert.match(map.author, uuid);
        assert.match(map.thumbnailUrl, /^https:\/\/[^/]+\/storageObjects\/[0-9a-f-]{36}\.jpg$/);
        const names = await get(`/api/display-names?accountId[]=${map.author}`);
        assert.equal(typeof names.json()[map.author], 'string');
      }
    });

    it('TM 7.6 adding twice and removing what is not there are done as well, and change nothing', async () => {
      await service.advance(1);
      assertDone(await postJson(`${favorites}/add`, { uid: uids[0] }));
      assert.deepEqual(await listUids(), [uids[2], uids[0]]);
      assertDone(await postJson(`${favorites}/remove`, { uid: uids[1] }));
      const unknown = randomBytes(14).toString('hex').slice(0, 27);
      assertDone(await postJson(`${favorites}/remove`, { uid: unknown }));
      assert.deepEqual(await listUids(), [uids[2], uids[0]]);
    });

    it('TM 7.6 favorites are a member’s own: what one adds no other sees or removes', async () => {
      assertDone(await postJson(`${favorites}/remove`, { uid: uids[0] }, ofBen));
      assert.deepEqual(await listUids(ofBen), []);
      assertDone(await postJson(`${favorites}/add`, { uid: uids[4] }, ofBen));
      assertDone(await postJson(`${favorites}/remove`, { uid: uids[2] }, ofBen));
      assert.deepEqual(await listUids(ofBen), [uids[4]]);
      assert.deepEqual(await listUids(), [uids[2], uids[0]]);
    });

    it('TM 7.5 pages with length and offset, ten where none is named, until a page is short', async () => {
      for (const uid of uids) {
        assertDone(await postJson(`${favorites}/add`, { uid }));
        await service.advance(1);
      }
      assert.ok(uids.length > 12, String(uids.length));
      const all = await listUids(full, '?length=1000');
      assert.deepEqual(new Set(all), new Set(uids));
      assert.deepEqual(await listUids(), all.slice(0, 10));
      assert.deepEqual(await listUids(full, '?length=5'), all.slice(0, 5));
      assert.deepEqual(await listUids(full, '?length=5&offset=5'), all.slice(5, 10));
      assert.deepEqual(await listUids(full, '?offset=10'), all.slice(10, 20));
      assert.deepEqual(await listUids(full, `?offset=${all.length - 1}`), all.slice(-1));
      assert.deepEqual(await listUids(full, `?offset=${all.length}`), []);
    });

    it('TM 7.5 refuses a length or offset that is no number or out of its range', async () => {
      for (const query of ['length=0', 'length=-1', 'length=1001', 'length=x', 'length=1.5']) {
        assertMessage(await get(`${favorites}?${query}`), 400, /^length must be a whole number/);
      }
      for (const query of ['offset=-1', 'offset=x', 'offset=1e3', 'offset=99999999999']) {
        assertMessage(await get(`${favorites}?${query}`), 400, /^offset must be a whole number/);
      }
      assertMessage(await get(`${favorites}?length=1&length=2`), 400, /more than once/);
    });

    it('TM 7.6 refuses a uid that is unknown, malformed or a mapId, and a body that is no such object', async () => {
      const add = (body: unknown) => postJson(`${favorites}/add`, body);
      const unknown = randomBytes(14).toString('hex').slice(0, 27);
      assertMessage(await add({ uid: unknown }), 404, 'There is no map with this uid.');
      for (const uid of ['', 'x', `${uids[0]}x`, mapIds[0], `${uids[0]?.slice(1)}-`]) {
        for (const path of [`${favorites}/add`, `${favorites}/remove`]) {
          assertMessage(await postJson(path, { uid }), 400, /uid must be 27 letters/);
        }
      }
      for (const body of [{}, { uid: 7 }, { uid: [uids[0]] }, { UID: uids[0] }, [], 'null', '7']) {
        assertMessage(await add(body), 400, /The body must be \{"uid"/);
      }
      for (const body of ['', '{', 'uid=x']) assertMessage(await add(body), 400, /not JSON/);
      const form = { uid: uids[0] };
      const path = `${favorites}/add`;
      const asForm = await sendWithToken(service, path, full, { method: 'POST', form });
      assertMessage(asForm, 415, /application\/json/);
      const large = { uid: uids[0], more: 'x'.repeat(16_384) };
      assertMessage(await add(large), 413, /16384 bytes/);
    });

    it('TM 7.6 the token is judged before the body', async () => {
      const answer = await service.send(`${favorites}/add`, { method: 'POST', body: '{' });
      assertTokenRefused(answer, 'league-8', 'Missing "Authorization" header');
      assertMessage(await postJson(`${favorites}/add`, '{', bare), 403, 'Insufficient scopes.');
    });

    it('TM 7.7 gives a flat record for each map that somebody has one on, with all its members', async () => {
      const answer = await get(`/api/user/map-records?${queryOf('mapId[]', mapIds)}`);
      assert.equal(answer.status, 200, answer.body);
      const records = answer.json<Record<string, unknown>[]>();
      assert.ok(Array.isArray(records) && records.length > 0);
      for (const record of records) {
        assert.deepEqual(Object.keys(record).sort(), [
          'accountId',
          'gameMode',
          'gameModeCustomData',
          'mapId',
          'mapRecordId',
          'medal',
          'removed',
          'respawnCount',
          'scopeId',
          'scopeType',
          'score',
          'time',
          'timestamp',
          'url',
        ]);
        assert.equal(record['accountId'], anna.account_id);
        assert.ok(mapIds.includes(String(record['mapId'])));
        assert.match(String(record['mapRecordId']), uuid);
        assert.match(String(record['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
        assert.ok(Number.isInteger(record['time']) && Number(record['time']) > 1000);
        assert.ok(Number(record['medal']) >= 0 && Number(record['medal']) <= 4);
      }
      const again = await get(`/api/user/map-records?${queryOf('mapId[]', mapIds)}`);
      assert.deepEqual(again.json(), records);
      const others = await get(`/api/user/map-records?${queryOf('mapId[]', mapIds)}`, ofBen);
      assert.notDeepEqual(others.json(), records);
    });

    it('TM 7.7 leaves maps without a record out, gives each once, and answers [] where there is none', async () => {
      const nowhere = queryOf('mapId[]', [randomUUID(), randomUUID()]);
      assertFound(await get(`/api/user/map-records?${nowhere}`), []);
      const twice = [...mapIds.slice(0, 8), ...mapIds.slice(0, 8)];
      const once = await get(`/api/user/map-records?${queryOf('mapId[]', mapIds.slice(0, 8))}`);
      const repeated = await get(`/api/user/map-records?${queryOf('mapId[]', twice)}`);
      assert.deepEqual(repeated.json(), once.json());
    });

    it('TM 7.7 takes 25 ids, refuses the 26th in the known words, and wants at least one', async () => {
      const ids = Array.from({ length: 25 }, () => randomUUID());
      const path = '/api/user/map-records';
      assertFound(await get(`${path}?${queryOf('mapId[]', ids)}`), []);
      const more = queryOf('mapId[]', [...ids, randomUUID()]);
      assertMessage(await get(`${path}?${more}`), 400, 'Too many map ids (25 max)');
      assertMessage(await get(path), 400, /mapId\[\] is missing/);
      const uid = await get(`${path}?mapId[]=${uids[0]}`);
      assertMessage(uid, 400, /not a UUID/);
      const joined = `${ids[0]},${ids[1]}`;
      assertMessage(await get(`${path}?mapId[]=${joined}`), 400, /instead of writing commas/);
      assertMessage(await get(`${path}?mapId=${ids[0]}`), 400, /mapId needs brackets/);
    });
  });

  describe('documentation', () => {
    it('TM 1 TM 7 /doc.json lists the eight routes, each with its scope in front of its summary', async () => {
      const answer = await service.send('/doc.json');
      assert.equal(answer.status, 200);
      assert.match(answer.header('content-type') ?? '', /^application\/json/);
      const documentation = answer.json<Documentation>();
      assert.match(documentation.openapi, /^3\.0\./);
      const listed = Object.entries(documentation.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { summary, security }]) => {
          const [, scope] = /^\[SCOPE: (\w+)\] \S/.exec(summary) ?? [];
          const token = security.some((one) => 'client_credentials' in one) ? 'any' : 'user';
          assert.deepEqual(security[0], { authorization_code: scope === undefined ? [] : [scope] });
          return [method.toUpperCase(), path, token, scope];
        }),
      );
      assert.deepEqual(listed, routes);
      const ids = new Set(
        Object.values(documentation.paths).flatMap((methods) =>
          Object.values(methods).map(({ operationId }) => operationId),
        ),
      );
      assert.equal(ids.size, 8);
    });

    it('TM 7.2 TM 7.7 /doc.json names the parameters with their brackets and limits', async () => {
      const documentation = await readDocumentation(service);
      const limits = [
        ['/api/display-names', 'accountId[]', 50],
        ['/api/display-names/account-ids', 'displayName[]', 50],
        ['/api/user/map-records', 'mapId[]', 25],
      ] as const;
      for (const [path, name, maxItems] of limits) {
        const { parameters } = operationOf(documentation, path, 'GET');
        assert.equal(parameters.length, 1);
        assert.equal(parameters[0]?.name, name);
        assert.equal(parameters[0]?.required, true);
        assert.equal(parameters[0]?.schema['maxItems'], maxItems);
      }
      const { parameters } = operationOf(documentation, favorites, 'GET');
      const defaults = parameters.map(({ name, schema }) => [name, schema['default']]);
      assert.deepEqual(defaults, [
        ['length', 10],
        ['offset', 0],
      ]);
    });

    it('TM 1 /doc.json leads to the endpoints of this very service', async () => {
      const { components } = await readDocumentation(service);
      const { authorization_code, client_credentials } = components.securitySchemes;
      const flow = authorization_code?.flows['authorizationCode'];
      assert.equal(flow?.['authorizationUrl'], `${service.origin}/oauth/authorize`);
      assert.equal(flow?.['tokenUrl'], service.origin + trackmaniaTokenPath);
      assert.deepEqual(Object.keys(flow?.['scopes'] ?? {}), trackmaniaScopes.split(' '));
      const machineFlow = client_credentials?.flows['clientCredentials'];
      assert.equal(machineFlow?.['tokenUrl'], service.origin + trackmaniaTokenPath);
    });

    it('TM 7 exactly the routes that are listed answer: other methods are 405 and other paths 404', async () => {
      const { paths } = await readDocumentation(service);
      for (const [path, methods] of Object.entries(paths)) {
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
          const answer = await sendWithToken(service, path + (queries[path] ?? ''), full, {
            method,
          });
          const isListed = Object.hasOwn(methods, method.toLowerCase());
          if (isListed) assert.ok(answer.status !== 404 && answer.status !== 405, path);
          else {
            assertMessage(answer, 405, /^Use (?:GET|POST)\.$/);
            assert.ok(!(answer.header('allow') ?? '').includes(method));
          }
        }
      }
      for (const path of [
        '/api',
        '/api/',
        '/api/user/',
        '/api/User',
        '/api/user/clubs',
        '/api/user/maps',
        '/api/user/map-records/x',
        `/api/user/${anna.account_id}`,
        '/api/maps',
        '/api/zones',
        '/api/display-names/',
      ]) {
        assertMessage(await get(path), 404, /\/doc lists them all/);
      }
    });

    it('TM 1 /doc is a page that names every route and asks for nothing from elsewhere', async () => {
      const answer = await service.send('/doc');
      assert.equal(answer.status, 200);
      assert.match(answer.header('content-type') ?? '', /^text\/html/);
      for (const [, path, , scope] of routes) {
        assert.ok(answer.body.includes(path), path);
        if (scope !== undefined) assert.ok(answer.body.includes(`[SCOPE: ${scope}]`), scope);
      }
      assert.match(answer.header('content-security-policy') ?? '', /default-src 'none'/);
      assert.doesNotMatch(answer.body, /(?:src|href)="(?:https?:)?\/\//);
    });
  });

  it('TM 7.6 favorites, and the tokens that read them, survive a restart', async () => {
    const all = await listUids(full, '?length=1000');
    assert.ok(all.length > 12);
    const now = await service.advance(0);
    assert.equal(await service.stop(), 0);
    await service.start();
    await service.setClock(now);
    assert.deepEqual(await listUids(full, '?length=1000'), all);
    assert.deepEqual(await listUids(ofBen), [uids[4]]);
    const names = await get(`/api/display-names?accountId[]=${anna.account_id}`, machine);
    assert.equal(names.status, 200);
  });
});

for (const profile of errorProfiles) {
  describe(`refusals of the resource routes in ${profile}`, async () => {
    const service = await startService({
      environment: { PITPASS_TRACKMANIA_ERROR_PROFILE: profile },
    });

    it('TM 7.8 a 401 has the members of the profile, and the documentation shows the same', async () => {
      const answer = await service.send('/api/user');
      assertTokenRefused(answer, profile, 'Missing "Authorization" header');
      const bad = await getUser(service, 'x');
      assertTokenRefused(bad, profile, 'Access token could not be verified');
      assert.ok((await service.send('/doc.json')).body.includes(bad.body));
    });

    it('TM 7.8 S109 a token of iRacing’s dialect is not verified', async () => {
      const browser = await createSignedInBrowser(service, memberOf(service));
      const { access_token } = await obtainTokens(service, browser, clientsOf(service).server);
      const answer = await getUser(service, access_token);
      assertTokenRefused(answer, profile, 'Access token could not be verified');
    });
  });
}
