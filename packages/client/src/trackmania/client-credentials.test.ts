import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { revokedToken, startFakeTrackmania } from '../../test/fake-trackmania.ts';
import type { FakeTrackmania } from '../../test/fake-trackmania.ts';
import { createClientCredentials } from './client-credentials.ts';
import type { ClientCredentials, ClientCredentialsOptions } from './client-credentials.ts';
import { trackmania } from './provider.ts';

let now: number;
let service: FakeTrackmania;

beforeEach(async () => {
  now = 1_790_000_000;
  service = await startFakeTrackmania();
  service.onAuthorized('/api/display-names', () => ({ body: { a: 'A' } }));
});
afterEach(() => service.close());

function create(options: Partial<ClientCredentialsOptions> = {}): ClientCredentials {
  const provider = trackmania({
    client_id: 'aaaabbbbccccddddeeee',
    client_secret: '0123456789012345678901234567890123456789',
    serviceUrl: service.url,
    clock: () => now,
  });
  return createClientCredentials({ provider, ...options });
}

const tokenRequests = (): number => service.seen('/api/access_token').length;

describe('client credentials', () => {
  it('TM 8 ask for one token and keep it until a minute before its end', async () => {
    const credentials = create();
    assert.equal(tokenRequests(), 0);
    const first = await credentials.accessToken();
    now += 3539;
    assert.equal(await credentials.accessToken(), first);
    assert.equal(tokenRequests(), 1);
    now += 1;
    assert.notEqual(await credentials.accessToken(), first);
    assert.equal(tokenRequests(), 2);
  });

  it('TM 8 ask once for fifty parallel callers', async () => {
    service.refreshDelay = 20;
    const credentials = create();
    const names = Array.from({ length: 50 }, () => credentials.displayNames(['a']));
    for (const found of await Promise.all(names)) assert.equal(found.get('a'), 'A');
    assert.equal(tokenRequests(), 1);
  });

  it('keep a token that lives shorter than the margin for half its life', async () => {
    service.on('/api/access_token', () => ({
      body: { ...service.issueTokens([], false), expires_in: 40 },
    }));
    const credentials = create();
    const first = await credentials.accessToken();
    now += 19;
    assert.equal(await credentials.accessToken(), first);
    now += 1;
    assert.notEqual(await credentials.accessToken(), first);
  });

  it('TM 7.8 renew a token that was refused, once for all who were refused', async () => {
    const credentials = create();
    await credentials.accessToken();
    service.accepted.clear();
    const calls = Array.from({ length: 5 }, () => credentials.displayNames(['a']));
    await Promise.all(calls);
    assert.equal(tokenRequests(), 2);
  });

  it('TM 7.8 show the second refusal, as of a route that needs a member', async () => {
    service.on('/api/user', () => revokedToken);
    await assert.rejects(create().user(), { code: 'resource_error_response', status: 401 });
    assert.equal(service.seen('/api/user').length, 2);
    assert.equal(tokenRequests(), 2);
  });

  it('remember no failure', async () => {
    const credentials = create();
    service.on('/api/access_token', () => ({ status: 500, body: { error: 'server_error' } }));
    await assert.rejects(credentials.accessToken(), { code: 'token_error_response' });
    service.on('/api/access_token', () => ({ body: service.issueTokens([], false) }));
    assert.equal(typeof (await credentials.accessToken()), 'string');
  });

  it('let one caller give up without ending the request of the others', async () => {
    service.refreshDelay = 60;
    const credentials = create();
    const patient = credentials.accessToken();
    const hasty = credentials.accessToken({ signal: AbortSignal.timeout(10) });
    await assert.rejects(hasty, { name: 'TimeoutError' });
    assert.equal(typeof (await patient), 'string');
    assert.equal(tokenRequests(), 1);
  });

  it('refuse a margin that is no number of seconds', () => {
    for (const expiryMarginSeconds of [-1, Number.NaN, Infinity]) {
      assert.throws(() => create({ expiryMarginSeconds }), { code: 'invalid_options' });
    }
  });
});
