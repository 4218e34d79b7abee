import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { invalidGrant, isAuthorized, startFakeService } from '../test/fake-service.ts';
import type { FakeService } from '../test/fake-service.ts';
import { isClientError } from './errors.ts';
import { iracing } from './provider.ts';
import { createSession } from './session.ts';
import type { Session } from './session.ts';
import type { TokenSet } from './token-set.ts';
import { memoryTokenStore } from './token-store.ts';
import type { TokenStore } from './token-store.ts';

const now = 1_790_000_000;
let service: FakeService;

beforeEach(async () => {
  service = await startFakeService();
});
afterEach(() => service.close());

function tokens(changes: Partial<TokenSet> = {}): TokenSet {
  service.live.add('refresh-old');
  return {
    access_token: 'access-old',
    token_type: 'Bearer',
    expires_at: now - 1,
    refresh_token: 'refresh-old',
    refresh_token_expires_at: now + 1000,
    ...changes,
  };
}

function sessionOver(store: TokenStore, clock = (): number => now): Session {
  const { issuerUrl, url } = service;
  const provider = iracing({ client_id: 'demo_client', issuerUrl, dataUrl: url, clock });
  return createSession({ provider, store });
}

const refreshes = (): number => service.seen('/oauth2/token').length;

describe('session', () => {
  it('gives the stored access token while it has more than 30 seconds to live', async () => {
    const session = sessionOver(memoryTokenStore(tokens({ expires_at: now + 31 })));
    assert.equal(await session.accessToken(), 'access-old');
    assert.equal(refreshes(), 0);
  });

  it('renews an access token that has 30 seconds left', async () => {
    const session = sessionOver(memoryTokenStore(tokens({ expires_at: now + 30 })));
    assert.equal(await session.accessToken(), 'access-1');
  });

  it('refreshes once for fifty parallel callers', async () => {
    service.refreshDelay = 30;
    const inner = memoryTokenStore(tokens());
    let locks = 0;
    const withLock: TokenStore['withLock'] = (action) => {
      locks += 1;
      return inner.withLock(action);
    };
    const session = sessionOver({ ...inner, withLock });
    const all = await Promise.all(Array.from({ length: 50 }, () => session.accessToken()));
    assert.deepEqual(new Set(all), new Set(['access-1']));
    assert.equal(refreshes(), 1);
    assert.equal(locks, 1);
  });

  it('refreshes once for parallel sessions that share a store', async () => {
    service.refreshDelay = 30;
    const store = memoryTokenStore(tokens());
    const sessions = Array.from({ length: 10 }, () => sessionOver(store));
    const all = await Promise.all(sessions.map((session) => session.accessToken()));
    assert.deepEqual(new Set(all), new Set(['access-1']));
    assert.equal(refreshes(), 1);
  });

  it('takes tokens that live shorter than the margin from whoever refreshed before', async () => {
    service.refreshDelay = 20;
    service.on('/oauth2/token', () => ({ body: { ...service.issue(), expires_in: 5 } }));
    const store = memoryTokenStore(tokens());
    const sessions = Array.from({ length: 4 }, () => sessionOver(store));
    await Promise.all(sessions.map((session) => session.accessToken()));
    assert.equal(refreshes(), 1);
  });

  it('stores new tokens before it gives them out', async () => {
    const store = memoryTokenStore(tokens());
    const session = sessionOver(store);
    const access_token = await session.accessToken();
    assert.deepEqual(await store.load(), {
      access_token,
      token_type: 'Bearer',
      expires_at: now + 600,
      refresh_token: 'refresh-1',
      refresh_token_expires_at: now + 604_800,
      scope: 'iracing.auth',
    });
  });

  it('gives out no tokens that could not be stored, and stores them at the next try', async () => {
    const inner = memoryTokenStore(tokens());
    let isFull = true;
    const store: TokenStore = {
      ...inner,
      save: async (tokenSet) => {
        if (isFull) throw new Error('disk full');
        await inner.save(tokenSet);
      },
    };
    const session = sessionOver(store);
    await assert.rejects(session.accessToken(), { code: 'store_failure' });
    assert.equal((await inner.load())?.access_token, 'access-old');
    isFull = false;
    assert.equal(await session.accessToken(), 'access-1');
    assert.equal((await inner.load())?.refresh_token, 'refresh-1');
    assert.equal(refreshes(), 1, 'the spent refresh token was not sent again');
  });

  it('keeps the refresh token when none comes back', async () => {
    service.on('/oauth2/token', () => ({
      body: { access_token: 'only', token_type: 'bearer', expires_in: 60, refresh_token: null },
    }));
    const store = memoryTokenStore(tokens());
    await sessionOver(store).accessToken();
    assert.equal((await store.load())?.refresh_token, 'refresh-old');
  });

  for (const error of ['invalid_grant', 'invalid_token', 'access_denied']) {
    it(`asks to sign in again and forgets the dead tokens on ${error}`, async () => {
      service.on('/oauth2/token', () => ({ status: 400, body: { error } }));
      const store = memoryTokenStore(tokens());
      await assert.rejects(sessionOver(store).accessToken(), (thrown) => {
        assert.ok(isClientError(thrown, 'sign_in_required'));
        assert.ok(isClientError(thrown.cause, 'token_error_response'));
        assert.match(thrown.message, /sign in again/);
        return true;
      });
      assert.equal(await store.load(), undefined);
    });
  }

  it('takes the tokens that somebody stored while a refresh was refused', async () => {
    const store = memoryTokenStore(tokens());
    const fresh = tokens({
      access_token: 'theirs',
      refresh_token: 'refresh-theirs',
      expires_at: now + 600,
    });
    service.on('/oauth2/token', async () => {
      await store.save(fresh);
      return invalidGrant;
    });
    assert.equal(await sessionOver(store).accessToken(), 'theirs');
    assert.deepEqual(await store.load(), fresh);
  });

  it('puts nothing in the place of newer tokens, when it was stopped for so long that another went on', async () => {
    const store = memoryTokenStore(tokens());
    const fresh = tokens({ access_token: 'theirs', refresh_token: 'refresh-theirs' });
    service.on('/oauth2/token', async () => {
      await store.save(fresh);
      return { body: service.issue() };
    });
    assert.equal(await sessionOver(store).accessToken(), 'theirs');
    assert.deepEqual(await store.load(), fresh);
  });

  const survivable = [
    ['invalid_client', { status: 403, body: { error: 'invalid_client' } }, 'token_error_response'],
    ['server_error', { status: 500, body: { error: 'server_error' } }, 'token_error_response'],
    ['an HTML page', { status: 502, body: '<html>' }, 'invalid_response'],
    ['half an answer', { body: { access_token: 'x' }, isCutShort: true }, 'network_failure'],
    [
      'the rate limit',
      { status: 400, headers: { 'retry-after': '7' }, body: { error: 'unauthorized_client' } },
      'rate_limited',
    ],
  ] as const;
  for (const [name, reply, code] of survivable) {
    it(`leaves the stored tokens as they are on ${name}`, async () => {
      service.on('/oauth2/token', () => reply);
      const store = memoryTokenStore(tokens());
      await assert.rejects(sessionOver(store).accessToken(), { code });
      assert.equal((await store.load())?.refresh_token, 'refresh-old');
    });
  }

  it('leaves the stored tokens as they are when the service is down', async () => {
    const store = memoryTokenStore(tokens());
    const session = sessionOver(store);
    await service.close();
    await assert.rejects(session.accessToken(), { code: 'network_failure' });
    assert.equal((await store.load())?.refresh_token, 'refresh-old');
  });

  it('asks to sign in without a request when there is nothing to refresh with', async () => {
    const { refresh_token: _, ...withoutRefresh } = tokens();
    const over = tokens({ refresh_token_expires_at: now });
    for (const stored of [undefined, withoutRefresh, over]) {
      const session = sessionOver(memoryTokenStore(stored));
      await assert.rejects(session.accessToken(), { code: 'sign_in_required' });
    }
    assert.equal(service.requests.length, 0);
  });

  it('lets one caller give up without ending the refresh of the others', async () => {
    service.refreshDelay = 60;
    const session = sessionOver(memoryTokenStore(tokens()));
    const patient = session.accessToken();
    const hasty = session.accessToken({ signal: AbortSignal.timeout(10) });
    await assert.rejects(hasty, { name: 'TimeoutError' });
    assert.equal(await patient, 'access-1');
  });

  it('refreshes once and repeats when a resource answers 401', async () => {
    service.on('/oauth2/sessions', (request) =>
      isAuthorized(service, request)
        ? { body: { sessions: [] } }
        : { status: 401, body: { error: 'invalid_token' } },
    );
    const session = sessionOver(memoryTokenStore(tokens({ expires_at: now + 600 })));
    const answers = await Promise.all([session.sessions(), session.sessions(), session.sessions()]);
    assert.deepEqual(answers, [[], [], []]);
    assert.equal(refreshes(), 1);
  });

  it('gives up after the second 401', async () => {
    service.on('/data/car/get', () => ({ status: 401, body: { error: 'Unauthorized' } }));
    const session = sessionOver(memoryTokenStore(tokens({ expires_at: now + 600 })));
    await assert.rejects(session.get('/data/car/get'), { code: 'resource_error_response' });
    assert.equal(service.seen('/data/car/get').length, 2);
    assert.equal(refreshes(), 1);
  });

  it('ends the session at the service before it forgets the tokens', async () => {
    service.on('/oauth2/revoke/current', () => ({ body: '' }));
    const store = memoryTokenStore(tokens({ expires_at: now + 600 }));
    await sessionOver(store).signOut({ forget_browser: true });
    assert.equal(service.seen('/oauth2/revoke/current')[0]?.body, 'forget_browser=true');
    assert.equal(await store.load(), undefined);
  });

  it('keeps the tokens when signing out does not reach the service', async () => {
    service.on('/oauth2/revoke/current', () => ({ status: 500, body: { error: 'server_error' } }));
    const store = memoryTokenStore(tokens({ expires_at: now + 600 }));
    await assert.rejects(sessionOver(store).signOut(), { code: 'resource_error_response' });
    assert.notEqual(await store.load(), undefined);
    await sessionOver(store).forget();
    assert.equal(await store.load(), undefined);
  });

  it('signs out of a session that the service has already ended', async () => {
    service.on('/oauth2/token', () => invalidGrant);
    const store = memoryTokenStore(tokens());
    await sessionOver(store).signOut();
    assert.equal(await store.load(), undefined);
  });

  it('never shows a token in an error, not even when the service echoes it', async () => {
    service.on('/oauth2/token', ({ form }) => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: `bad ${form.get('refresh_token')}` },
    }));
    const session = sessionOver(memoryTokenStore(tokens({ refresh_token: 'canary-4711' })));
    await assert.rejects(session.accessToken(), (thrown) => {
      assert.doesNotMatch(inspect(thrown, { depth: 9 }), /canary-4711/);
      return true;
    });
  });
});

describe('a refresh whose answer is lost', () => {
  const intentOf = async (store: TokenStore) => (await store.load())?.refresh_intent;

  it('is written down before it is sent, by digest and time, and gone with its answer', async () => {
    const store = memoryTokenStore(tokens());
    const seen: unknown[] = [];
    service.on('/oauth2/token', async () => {
      seen.push(await intentOf(store));
      return { body: service.issue() };
    });
    await sessionOver(store).accessToken();
    const digest = createHash('sha256').update('refresh-old').digest('base64url');
    assert.deepEqual(seen, [{ refresh_token_digest: digest, begun_at: now }]);
    assert.equal(await intentOf(store), undefined);
  });

  it('is told as such when the token turns out to be spent, then and ever after', async () => {
    const store = memoryTokenStore(tokens());
    service.on('/oauth2/token', ({ form }) => {
      const isLive = service.live.delete(form.get('refresh_token') ?? '');
      return isLive ? { body: service.issue(), isCutShort: true } : invalidGrant;
    });
    await assert.rejects(sessionOver(store).accessToken(), { code: 'network_failure' });
    for (const later of [now + 5, now + 500]) {
      const session = sessionOver(store, () => later);
      await assert.rejects(session.accessToken(), {
        code: 'refresh_outcome_unknown',
        begun_at: now,
      });
    }
    assert.equal(refreshes(), 2, 'nothing is sent any more once the loss is known');
    await sessionOver(store).signIn(tokens({ expires_at: now + 600 }));
    assert.equal(await sessionOver(store).accessToken(), 'access-old');
    assert.equal(await intentOf(store), undefined);
  });

  it('is simply repeated when the token was not spent', async () => {
    const store = memoryTokenStore(tokens());
    service.on('/oauth2/token', () => ({ status: 502, body: '<html>' }));
    await assert.rejects(sessionOver(store).accessToken(), { code: 'invalid_response' });
    assert.notEqual(await intentOf(store), undefined);
    service.on('/oauth2/token', () => ({ body: service.issue() }));
    assert.equal(await sessionOver(store).accessToken(), 'access-1');
  });

  it('is nobody’s excuse: without one, or after a plain no, an ended sign-in is an ended sign-in', async () => {
    const store = memoryTokenStore(tokens());
    const limit = { 'retry-after': '7' };
    service.on('/oauth2/token', () => ({
      status: 400,
      headers: limit,
      body: { error: 'unauthorized_client' },
    }));
    await assert.rejects(sessionOver(store).accessToken(), { code: 'rate_limited' });
    assert.equal(await intentOf(store), undefined);
    service.on('/oauth2/token', () => invalidGrant);
    await assert.rejects(sessionOver(store).accessToken(), { code: 'sign_in_required' });
  });

  it('that belongs to an older token does not count', async () => {
    const refresh_intent = { refresh_token_digest: 'of-another', begun_at: now - 60 };
    const store = memoryTokenStore(tokens({ refresh_intent }));
    service.on('/oauth2/token', () => invalidGrant);
    await assert.rejects(sessionOver(store).accessToken(), { code: 'sign_in_required' });
  });

  it('does not keep anybody from signing out', async () => {
    const refresh_intent = { refresh_token_digest: 'x', begun_at: now, is_lost: true } as const;
    const store = memoryTokenStore(tokens({ refresh_intent }));
    await sessionOver(store).signOut();
    assert.equal(await store.load(), undefined);
  });
});
