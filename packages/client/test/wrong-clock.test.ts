import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { isAuthorized, startFakeService } from './fake-service.ts';
import type { FakeService } from './fake-service.ts';
import { createSession, iracing, isClientError, memoryTokenStore } from '../src/index.ts';
import type { TokenSet } from '../src/index.ts';

const now = 1_790_000_000;
const yearSeconds = 31_536_000;
let service: FakeService;

beforeEach(async () => {
  service = await startFakeService();
  service.on('/data/member/info', (request) =>
    isAuthorized(service, request)
      ? { body: { cust_id: 1 } }
      : { status: 401, body: { error: 'Unauthorized' } },
  );
});
afterEach(() => service.close());

/** A session by a clock that can be set, with tokens that were granted and stored at `storedAt`. */
function openSession(storedAt: number) {
  service.live.add('refresh-old');
  const tokens: TokenSet = {
    access_token: 'access-old',
    token_type: 'Bearer',
    expires_at: storedAt + 600,
    refresh_token: 'refresh-old',
    refresh_token_expires_at: storedAt + 604_800,
  };
  const computer = { time: storedAt };
  const store = memoryTokenStore(tokens);
  const { issuerUrl, url } = service;
  const clock = () => computer.time;
  const provider = iracing({ client_id: 'demo_client', issuerUrl, dataUrl: url, clock });
  return { computer, store, tokens, session: createSession({ provider, store }) };
}

describe('a clock that is wrong', () => {
  it('does no harm while it stays wrong: lifetimes count from the answer', async () => {
    for (const error of [-10 * yearSeconds, yearSeconds]) {
      const { session, computer } = openSession(now + error);
      service.accepted.add('access-old');
      assert.equal(await session.accessToken(), 'access-old');
      computer.time += 600;
      assert.match(await session.accessToken(), /^access-\d/);
    }
  });

  it('that was ahead when tokens were stored is noticed: a token that seems to live for a year is renewed', async () => {
    const { session, computer, store } = openSession(now + yearSeconds);
    computer.time = now;
    assert.equal(await session.accessToken(), 'access-1');
    assert.equal((await store.load())?.expires_at, now + 600);
    assert.equal(await session.accessToken(), 'access-1');
    assert.equal(service.seen('/oauth2/token').length, 1);
  });

  it('is not suspected when a service grants tokens for longer than a day: one refresh, not one a call', async () => {
    for (const expires_in of [90_000, 1e300]) {
      service.on('/oauth2/token', () => ({
        body: { access_token: 'access-long', token_type: 'Bearer', expires_in },
      }));
      const { session, store, computer } = openSession(now);
      computer.time = now + 600;
      for (let call = 0; call < 3; call += 1) {
        assert.equal(await session.accessToken(), 'access-long');
      }
      assert.equal((await store.load())?.expires_at, now + 600 + 86_400);
    }
    assert.equal(service.seen('/oauth2/token').length, 2);
  });

  it('that was a little ahead is healed by the first refusal of the token', async () => {
    const { session, computer } = openSession(now + 7200);
    computer.time = now;
    const { payload } = await session.get('/data/member/info');
    assert.deepEqual(payload, { cust_id: 1 });
    assert.equal(service.seen('/oauth2/token').length, 1);
  });

  it('that jumps ahead of the refresh token is named, and the tokens work again once it is set', async () => {
    const { session, computer, store, tokens } = openSession(now);
    computer.time = now + yearSeconds;
    await assert.rejects(session.accessToken(), (error) => {
      assert.ok(isClientError(error, 'sign_in_required'));
      assert.match(error.message, /has expired: sign in again, or set the clock if it is wrong/);
      return true;
    });
    assert.deepEqual(await store.load(), tokens);
    computer.time = now + 700;
    assert.equal(await session.accessToken(), 'access-1');
  });
});
