import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { revokedToken, startFakeTrackmania } from '../../test/fake-trackmania.ts';
import type { FakeTrackmania } from '../../test/fake-trackmania.ts';
import type { Reply } from '../../test/fake-service.ts';
import { isClientError } from '../errors.ts';
import { createSession } from '../session.ts';
import { memoryTokenStore } from '../token-store.ts';
import type { FavoriteMap } from './api-answers.ts';
import { trackmania } from './provider.ts';
import type { TrackmaniaProvider } from './provider.ts';

const now = 1_790_000_000;
const token = 'canary-access-token';
const user = { accountId: '5b4d42f4-c2de-407d-b367-cbff3fe817bc', displayName: 'tooInfinite' };
let service: FakeTrackmania;
let provider: TrackmaniaProvider;

beforeEach(async () => {
  service = await startFakeTrackmania();
  provider = trackmania({ client_id: 'x', serviceUrl: service.url, clock: () => now });
});
afterEach(() => service.close());

const range = (count: number, prefix = 'id'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('user', () => {
  it('TM 7.1 reads the names of today and those before 2022, with the token as Bearer', async () => {
    const { accountId: account_id, displayName: display_name } = user;
    for (const body of [user, { account_id, display_name }, { ...user, account_id, later: 1 }]) {
      service.on('/api/user', () => ({ body }));
      assert.deepEqual(await provider.user(token), user);
    }
    assert.equal(service.requests[0]?.headers.authorization, `Bearer ${token}`);
  });

  it('TM 7.1 is not believed when the form is wrong', async () => {
    for (const body of ['x', 'null', [], {}, { ...user, accountId: 1 }, { accountId: 'a' }, '']) {
      service.on('/api/user', () => ({ body }));
      await assert.rejects(provider.user(token), { code: 'invalid_response' });
    }
  });
});

describe('names and ids', () => {
  it('TM 7.2 asks with brackets, 50 ids at a time, each id once, and merges the answers', async () => {
    const path = '/api/display-names';
    service.on(path, ({ query }) => ({
      body: Object.fromEntries(query.getAll('accountId[]').map((id) => [id, `name of ${id}`])),
    }));
    const ids = range(101);
    const names = await provider.displayNames(token, [...ids, 'id-0']);
    assert.deepEqual([...names.keys()], ids);
    assert.equal(names.get('id-100'), 'name of id-100');
    const counts = service.seen(path).map(({ query }) => query.getAll('accountId[]').length);
    assert.deepEqual(counts, [50, 50, 1]);
    assert.deepEqual([...new Set(service.requests[0]?.query.keys())], ['accountId[]']);
  });

  it('TM 7.2 reads [] as nothing found, and leaves unknown ids out', async () => {
    service.on('/api/display-names', () => ({ body: [] }));
    assert.equal((await provider.displayNames(token, ['a'])).size, 0);
    service.on('/api/display-names', () => ({ body: { a: 'A', c: null } }));
    assert.deepEqual([...(await provider.displayNames(token, ['a', 'b', 'c']))], [['a', 'A']]);
  });

  it('TM 7.3 gives ids under the spelling that was asked, whatever the answer has', async () => {
    service.on('/api/display-names/account-ids', () => ({
      body: { tooinfinite: 'id-1', Nsgr: 'id-2' },
    }));
    const ids = await provider.accountIds(token, ['TooInfinite', 'Nsgr', 'nobody']);
    assert.deepEqual(Object.fromEntries(ids), { TooInfinite: 'id-1', Nsgr: 'id-2' });
    assert.deepEqual(service.requests[0]?.query.getAll('displayName[]'), [
      'TooInfinite',
      'Nsgr',
      'nobody',
    ]);
  });

  it('TM 7.3 encodes names, and finds one that is called like a property of objects', async () => {
    const strange = ['__proto__', 'constructor', 'a&b=c d+ü', '[]'];
    service.on('/api/display-names/account-ids', ({ query }) => {
      const members = query.getAll('displayName[]').map((name) => `${JSON.stringify(name)}:"id"`);
      return { body: `{${members.join(',')}}` };
    });
    const ids = await provider.accountIds(token, strange);
    assert.deepEqual([...ids.keys()], strange);
    service.on('/api/display-names/account-ids', () => ({ body: {} }));
    assert.equal((await provider.accountIds(token, ['constructor'])).get('constructor'), undefined);
  });

  it('send nothing when nothing is asked, and no empty value', async () => {
    assert.equal((await provider.displayNames(token, [])).size, 0);
    assert.deepEqual(await provider.mapRecords(token, []), []);
    await assert.rejects(provider.displayNames(token, ['a', '']), { code: 'invalid_options' });
    assert.equal(service.requests.length, 0);
  });

  it('are not believed when the form is wrong', async () => {
    for (const body of ['x', 'null', ['a'], { a: 1 }]) {
      service.on('/api/display-names', () => ({ body }));
      await assert.rejects(provider.displayNames(token, ['a']), { code: 'invalid_response' });
    }
  });
});

describe('clubs', () => {
  it('TM 7.4 lists the clubs and keeps members nobody knows', async () => {
    const clubs = [{ id: 12_730, name: 'TM SCENERY HUB', later: true }];
    service.on('/api/user/clubs/admin', () => ({ body: { clubs } }));
    assert.deepEqual(await provider.adminClubs(token), clubs);
    for (const body of [{}, { clubs: {} }, { clubs: [{ id: '1', name: 'x' }] }, clubs]) {
      service.on('/api/user/clubs/admin', () => ({ body }));
      await assert.rejects(provider.adminClubs(token), { code: 'invalid_response' });
    }
  });
});

describe('favorites', () => {
  const path = '/api/user/maps/favorite';

  /** Serves so many favorites, at most `lengthMax` at a time. */
  function serveFavorites(count: number, lengthMax = Number.MAX_SAFE_INTEGER): void {
    const all = range(count, 'map').map((uid) => ({ uid }));
    service.on(path, ({ query }) => {
      const offset = Number(query.get('offset') ?? 0);
      const length = Math.min(Number(query.get('length') ?? 10), lengthMax);
      return { body: { list: all.slice(offset, offset + length) } };
    });
  }

  async function readAll(pageLength?: number): Promise<string[]> {
    const options = pageLength === undefined ? {} : { pageLength };
    const uids: string[] = [];
    for await (const { uid } of provider.allFavoriteMaps(token, options)) uids.push(uid);
    return uids;
  }

  it('TM 7.5 gives a page and leaves the defaults to the service', async () => {
    const map: FavoriteMap = {
      uid: 'JlxlB7KbrCfhjAf5ld89ByXR987',
      name: 'Winter 2022 - 01',
      author: user.accountId,
      thumbnailUrl: 'https://maps.example/1.jpg',
    };
    service.on(path, () => ({ body: { list: [map] } }));
    assert.deepEqual(await provider.favoriteMaps(token), [map]);
    await provider.favoriteMaps(token, { length: 25, offset: 50 });
    const queries = service.requests.map(({ query }) => query.toString());
    assert.deepEqual(queries, ['', 'length=25&offset=50']);
  });

  it('TM 7.5 goes through all pages until one is short', async () => {
    serveFavorites(250);
    assert.deepEqual(await readAll(), range(250, 'map'));
    assert.equal(service.seen(path).length, 3);
  });

  it('TM 7.5 gets all of them from a service that gives less than was asked', async () => {
    serveFavorites(230, 100);
    assert.deepEqual(await readAll(1000), range(230, 'map'));
  });

  it('ends when a service does not know the offset, and gives no map twice', async () => {
    service.on(path, () => ({ body: { list: [{ uid: 'a' }, { uid: 'b' }] } }));
    assert.deepEqual(await readAll(2), ['a', 'b']);
  });

  it('asks for no page before it is wanted', async () => {
    serveFavorites(50);
    const maps = provider.allFavoriteMaps(token, { pageLength: 10 });
    assert.equal((await maps.next()).value?.uid, 'map-0');
    await maps.return();
    assert.equal(service.requests.length, 1);
  });

  it('TM 7.6 adds and removes by uid in JSON, and takes 204', async () => {
    for (const verb of ['add', 'remove']) {
      service.on(`${path}/${verb}`, () => ({ status: 204, body: '' }));
    }
    await provider.addFavoriteMap(token, 'uid"1');
    await provider.removeFavoriteMap(token, 'uid"1');
    for (const { method, body, headers } of service.requests) {
      assert.equal(method, 'POST');
      assert.deepEqual(JSON.parse(body), { uid: 'uid"1' });
      assert.equal(headers['content-type'], 'application/json');
    }
    assert.deepEqual(
      service.requests.map(({ path: asked }) => asked),
      [`${path}/add`, `${path}/remove`],
    );
  });

  it('are not asked for with a length, an offset or a uid that cannot be', async () => {
    const wrong = [
      provider.favoriteMaps(token, { length: 0 }),
      provider.favoriteMaps(token, { length: 1.5 }),
      provider.favoriteMaps(token, { offset: -1 }),
      provider.addFavoriteMap(token, ''),
      provider.removeFavoriteMap(token, ''),
      provider.allFavoriteMaps(token, { pageLength: 0 }).next(),
    ];
    for (const call of wrong) await assert.rejects(call, { code: 'invalid_options' });
    assert.equal(service.requests.length, 0);
  });
});

describe('records', () => {
  it('TM 7.7 asks for 25 maps at a time and puts the records together', async () => {
    const path = '/api/user/map-records';
    service.on(path, ({ query }) => {
      const mapIds = query.getAll('mapId[]').filter((id) => id !== 'id-7');
      return {
        body: mapIds.map((mapId) => ({ mapId, time: 45_000, scopeId: null, score: 4_294_967_295 })),
      };
    });
    const records = await provider.mapRecords(token, range(51));
    assert.equal(records.length, 50);
    assert.equal(records[0]?.score, 4_294_967_295);
    const counts = service.seen(path).map(({ query }) => query.getAll('mapId[]').length);
    assert.deepEqual(counts, [25, 25, 1]);
  });

  it('TM 7.7 may be more than were asked for, and more than a call holds arguments', async () => {
    const body = Array.from({ length: 200_000 }, () => ({ mapId: 'a', time: 1 }));
    service.on('/api/user/map-records', () => ({ body }));
    assert.equal((await provider.mapRecords(token, ['a'])).length, 200_000);
  });

  it('TM 7.7 are not believed when the form is wrong', async () => {
    for (const body of ['x', {}, [{ mapId: 'a' }], [null]]) {
      service.on('/api/user/map-records', () => ({ body }));
      await assert.rejects(provider.mapRecords(token, ['a']), { code: 'invalid_response' });
    }
  });
});

describe('get', () => {
  it('TM 11.1 gives lists their brackets, however they were written', async () => {
    service.on('/api/display-names', () => ({ body: [] }));
    const written = [
      { accountId: ['a', 'b'] },
      { 'accountId[]': ['a', 'b'] },
      new URLSearchParams('accountId=a&accountId=b'),
      new URLSearchParams('accountId[]=a&accountId[]=b'),
    ];
    for (const parameters of written) {
      assert.deepEqual(await provider.get(token, 'display-names', parameters), []);
    }
    await provider.get(token, 'display-names', { accountId: 'a', none: undefined });
    await provider.get(token, 'display-names', new URLSearchParams('accountId=a'));
    await provider.get(token, 'display-names', new URLSearchParams('accountId[0]=a&x=1'));
    const queries = service.requests.map(({ query }) => decodeURIComponent(query.toString()));
    assert.deepEqual(queries, [
      ...written.map(() => 'accountId[]=a&accountId[]=b'),
      'accountId[]=a',
      'accountId[]=a',
      'accountId[0]=a&x=1',
    ]);
  });

  it('takes a path with or without /api, and nothing else', async () => {
    service.on('/api/user', () => ({ body: user }));
    for (const path of ['/api/user', 'api/user', '/user', 'user']) {
      assert.deepEqual(await provider.get(token, path), user);
    }
    const asked = service.requests.length;
    const wrong = ['', '/', 'https://evil.example/', '//evil.example', 'user?x=1', '../x', 'a//b'];
    for (const path of [...wrong, 'user/', '.well-known', 'user#x', 'user\\x', 'user%2e']) {
      await assert.rejects(provider.get(token, path), { code: 'invalid_options' }, path);
    }
    assert.equal(service.requests.length, asked);
  });

  it('gives undefined for no content, and refuses half an answer', async () => {
    service.on('/api/user', () => ({ status: 204, body: '' }));
    assert.equal(await provider.get(token, 'user'), undefined);
    service.on('/api/user', () => ({ body: '{"accountId"' }));
    await assert.rejects(provider.get(token, 'user'), { code: 'invalid_response' });
  });
});

describe('the routes', () => {
  it('all give up when the caller does', async () => {
    const call = { signal: AbortSignal.abort(new Error('enough')) };
    const calls = [
      provider.user(token, call),
      provider.displayNames(token, ['a'], call),
      provider.accountIds(token, ['a'], call),
      provider.adminClubs(token, call),
      provider.favoriteMaps(token, call),
      provider.allFavoriteMaps(token, call).next(),
      provider.addFavoriteMap(token, 'a', call),
      provider.removeFavoriteMap(token, 'a', call),
      provider.mapRecords(token, ['a'], call),
      provider.get(token, 'user', {}, call),
    ];
    for (const given of await Promise.allSettled(calls)) {
      assert.equal(given.status === 'rejected' && (given.reason as Error).message, 'enough');
    }
    assert.equal(service.requests.length, 0);
  });

  it('all go through a session, with its token', async () => {
    service.onAuthorized('/api/user', () => ({ body: user }));
    service.onAuthorized('/api/display-names', () => ({ body: { a: 'A' } }));
    service.onAuthorized('/api/display-names/account-ids', () => ({ body: { A: 'a' } }));
    service.onAuthorized('/api/user/clubs/admin', () => ({ body: { clubs: [] } }));
    service.onAuthorized('/api/user/maps/favorite', () => ({ body: { list: [] } }));
    service.onAuthorized('/api/user/maps/favorite/add', () => ({ status: 204, body: '' }));
    service.onAuthorized('/api/user/maps/favorite/remove', () => ({ status: 204, body: '' }));
    service.onAuthorized('/api/user/map-records', () => ({ body: [] }));
    service.accepted.add(token);
    const tokens = { access_token: token, token_type: 'Bearer', expires_at: now + 600 } as const;
    const session = createSession({ provider, store: memoryTokenStore(tokens) });
    assert.deepEqual(await session.user(), user);
    assert.deepEqual([...(await session.displayNames(['a']))], [['a', 'A']]);
    assert.deepEqual([...(await session.accountIds(['A']))], [['A', 'a']]);
    assert.deepEqual(await session.adminClubs(), []);
    assert.deepEqual(await session.favoriteMaps({ length: 5 }), []);
    assert.equal((await session.allFavoriteMaps().next()).done, true);
    assert.equal(await session.addFavoriteMap('uid'), undefined);
    assert.equal(await session.removeFavoriteMap('uid'), undefined);
    assert.deepEqual(await session.mapRecords(['a']), []);
    assert.deepEqual(await session.get('/api/display-names', { accountId: ['a'] }), { a: 'A' });
    assert.equal(service.requests.length, 10);
  });
});

describe('refusals of routes', () => {
  const refusals: [string, Reply, Record<string, unknown>, RegExp][] = [
    [
      'TM 7.8 a token that has ended',
      revokedToken,
      { status: 401, error: 'access_denied', hint: 'Access token has been revoked' },
      /401 access_denied: .+denied the request, hint: Access token has been revoked/,
    ],
    [
      'TM 7.7 too many maps, in a message alone',
      { status: 400, body: { message: 'Too many map ids (25 max)' } },
      { status: 400, error: undefined, error_description: 'Too many map ids (25 max)' },
      /\(400 Too many map ids \(25 max\)\)/,
    ],
    [
      'TM 7.8 a missing scope, in plain text',
      { status: 403, body: 'Insufficient scopes.' },
      { status: 403, error: undefined, error_description: 'Insufficient scopes.' },
      /\(403 Insufficient scopes\.\)/,
    ],
    [
      'TM 7.8 a page',
      { status: 500, body: '<html><b>Oops</b>' },
      { status: 500, error: undefined, error_description: undefined },
      /\(500\)/,
    ],
    ['TM 7.8 nothing at all', { status: 503, body: '' }, { status: 503 }, /\(503\)/],
    ['a list', { status: 400, body: [] }, { status: 400, error: undefined }, /\(400\)/],
  ];
  for (const [name, reply, expected, message] of refusals) {
    it(`${name}: is an error of the service`, async () => {
      service.on('/api/user', () => reply);
      await assert.rejects(provider.user(token), (error) => {
        assert.ok(isClientError(error, 'resource_error_response'));
        assert.equal(error.speaker, 'service');
        assert.deepEqual({ ...error, ...expected }, { ...error });
        assert.match(error.message, message);
        assert.match(error.message, /^\/api\/user was refused/);
        return true;
      });
    });
  }

  it('TM 8 a 429 says when to try again', async () => {
    service.on('/api/user', () => ({ status: 429, headers: { 'retry-after': '7' }, body: '' }));
    await assert.rejects(provider.user(token), {
      code: 'rate_limited',
      speaker: 'service',
      resetAt: now + 7,
    });
  });

  it('cannot put the token into an error by echoing it', async () => {
    for (const body of [{ error: token, message: token, hint: token }, `no ${token}`]) {
      service.on('/api/user', () => ({ status: 401, body }));
      await assert.rejects(provider.user(token), (error) => {
        assert.doesNotMatch(inspect(error, { depth: 9 }) + JSON.stringify(error), /canary/);
        return isClientError(error, 'resource_error_response');
      });
    }
  });

  it('is not led away by a redirect', async () => {
    service.on('/api/user', () => ({ status: 302, headers: { location: '/login' } }));
    await assert.rejects(provider.user(token), { code: 'invalid_response', status: 302 });
    assert.equal(service.requests.length, 1);
  });
});
