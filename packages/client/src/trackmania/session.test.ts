import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  deadRefreshTokens,
  revokedToken,
  startFakeTrackmania,
} from '../../test/fake-trackmania.ts';
import type { FakeTrackmania } from '../../test/fake-trackmania.ts';
import { isClientError } from '../errors.ts';
import { createSession } from '../session.ts';
import type { TokenSet } from '../token-set.ts';
import { memoryTokenStore } from '../token-store.ts';
import type { TokenStore } from '../token-store.ts';
import { trackmania } from './provider.ts';
import type { TrackmaniaSession } from './session.ts';

const now = 1_790_000_000;
const user = { accountId: '5b4d42f4-c2de-407d-b367-cbff3fe817bc', displayName: 'tooInfinite' };
let service: FakeTrackmania;

beforeEach(async () => {
  service = await startFakeTrackmania();
  service.onAuthorized('/api/user', () => ({ body: user }));
});
afterEach(() => service.close());

function tokens(changes: Partial<TokenSet> = {}): TokenSet {
  service.live.add('refresh-old');
  return {
    access_token: 'access-old',
    token_type: 'Bearer',
    expires_at: now - 1,
    refresh_token: 'refresh-old',
    ...changes,
  };
}

function sessionOver(store: TokenStore): TrackmaniaSession {
  const provider = trackmania({
    client_id: 'aaaabbbbccccddddeeee',
    client_secret: '0123456789012345678901234567890123456789',
    serviceUrl: service.url,
    clock: () => now,
  });
  return createSession({ provider, store });
}

const refreshes = (): number => service.seen('/api/access_token').length;

describe('session of trackmania', () => {
  it('TM 11.8 stores both new tokens before it gives one out', async () => {
    const store = memoryTokenStore(tokens());
    const access_token = await sessionOver(store).accessToken();
    const stored = await store.load();
    assert.equal(stored?.access_token, access_token);
    assert.equal(stored.refresh_token, 'def50200-refresh-1');
    assert.equal(stored.expires_at, now + 3600);
  });

  it('TM 5.3 refreshes once for fifty parallel callers, and for sessions that share a store', async () => {
    service.refreshDelay = 30;
    const store = memoryTokenStore(tokens());
    const sessions = Array.from({ length: 5 }, () => sessionOver(store));
    const calls = sessions.flatMap((session) => Array.from({ length: 10 }, () => session.user()));
    assert.deepEqual(new Set((await Promise.all(calls)).map(({ accountId }) => accountId)).size, 1);
    assert.equal(refreshes(), 1);
  });

  for (const profile of ['league-8', 'league-9'] as const) {
    it(`TM 5.5 asks to sign in again when a refresh token is dead, as ${profile} says it`, async () => {
      service.on('/api/access_token', () => deadRefreshTokens[profile]);
      const store = memoryTokenStore(tokens());
      await assert.rejects(sessionOver(store).user(), (error) => {
        assert.ok(isClientError(error, 'sign_in_required'));
        assert.ok(isClientError(error.cause, 'token_error_response'));
        assert.equal(error.cause.hint, 'Token has been revoked');
        return true;
      });
      assert.equal(await store.load(), undefined);
    });
  }

  for (const [name, status, error] of [
    ['a wrong secret', 401, 'invalid_client'],
    ['a malformed request', 400, 'invalid_request'],
    ['a refused scope', 400, 'invalid_scope'],
    ['a fault of the service', 500, 'server_error'],
  ] as const) {
    it(`TM 5.5 keeps the tokens on ${name}`, async () => {
      service.on('/api/access_token', () => ({ status, body: { error } }));
      const store = memoryTokenStore(tokens());
      await assert.rejects(sessionOver(store).user(), { code: 'token_error_response', error });
      assert.equal((await store.load())?.refresh_token, 'refresh-old');
    });
  }

  it('TM 7.8 renews a token that a route refused, once', async () => {
    const session = sessionOver(memoryTokenStore(tokens({ expires_at: now + 600 })));
    assert.deepEqual(await Promise.all([session.user(), session.user()]), [user, user]);
    assert.equal(refreshes(), 1);
    service.on('/api/user', () => revokedToken);
    await assert.rejects(session.user(), { code: 'resource_error_response', status: 401 });
    assert.equal(refreshes(), 2);
  });

  it('keeps the scope that was granted at the sign-in through refreshes', async () => {
    service.on('/api/access_token', () => ({
      body: { token_type: 'Bearer', expires_in: 3600, access_token: 'opaque', refresh_token: 'r' },
    }));
    const store = memoryTokenStore(tokens({ scope: 'clubs' }));
    await sessionOver(store).accessToken();
    assert.equal((await store.load())?.scope, 'clubs');
  });

  it('goes on from page to page and batch to batch with a token that ended between', async () => {
    const session = sessionOver(memoryTokenStore(tokens({ expires_at: now + 600 })));
    service.accepted.add('access-old');
    let pages = 0;
    service.onAuthorized('/api/user/maps/favorite', ({ query }) => {
      pages += 1;
      if (pages === 1) service.accepted.delete('access-old');
      const offset = Number(query.get('offset'));
      const list = Array.from({ length: offset === 0 ? 2 : 1 }, (_, at) => ({
        uid: `map-${offset + at}`,
      }));
      return { body: { list } };
    });
    const uids: string[] = [];
    for await (const { uid } of session.allFavoriteMaps({ pageLength: 2 })) uids.push(uid);
    assert.deepEqual(uids, ['map-0', 'map-1', 'map-2']);
    assert.equal(pages, 2);
    assert.equal(refreshes(), 1);
  });

  it('TM 1 signs out by forgetting, since the service has nothing to tell', async () => {
    const store = memoryTokenStore(tokens());
    await sessionOver(store).signOut();
    assert.equal(await store.load(), undefined);
    assert.equal(service.requests.length, 0);
    await assert.rejects(sessionOver(store).user(), { code: 'sign_in_required' });
  });
});
