import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { invalidGrant, startFakeService } from '../test/fake-service.ts';
import type { FakeService } from '../test/fake-service.ts';
import type { Logger } from './logger.ts';
import { iracing } from './provider.ts';
import { createSession } from './session.ts';
import type { TokenSet } from './token-set.ts';
import { memoryTokenStore } from './token-store.ts';

const now = 1_790_000_000;
const stale: TokenSet = {
  access_token: 'access-old',
  token_type: 'Bearer',
  expires_at: now - 1,
  refresh_token: 'refresh-old',
};
let service: FakeService;
let told: [level: string, message: string, fields?: Readonly<Record<string, unknown>>][];

beforeEach(async () => {
  service = await startFakeService();
  service.live.add('refresh-old');
  told = [];
});
afterEach(() => service.close());

const tell =
  (level: string): Logger['info'] =>
  (...said) =>
    void told.push([level, ...said]);
const logger: Logger = {
  debug: tell('debug'),
  info: tell('info'),
  warn: tell('warn'),
  error: tell('error'),
};

function openSession(over: Partial<Logger> = {}, tokens: TokenSet | undefined = stale) {
  const { issuerUrl, url } = service;
  const provider = iracing({
    client_id: 'demo_client',
    issuerUrl,
    dataUrl: url,
    clock: () => now,
    logger: { ...logger, ...over },
  });
  const store = memoryTokenStore(tokens);
  return { provider, store, session: createSession({ provider, store }) };
}

const said = (level: string) => told.filter(([own]) => own === level).map(([, ...rest]) => rest);

describe('a logger that the app gives', () => {
  it('is told at info that tokens were renewed and stored, and how long they live', async () => {
    const { session } = openSession();
    await session.accessToken();
    assert.deepEqual(said('info'), [
      [
        'tokens renewed and stored',
        { expires_at: now + 600, refresh_token_expires_at: now + 604_800 },
      ],
    ]);
    assert.deepEqual(
      said('debug').map(([message, fields]) => [message, fields?.['status']]),
      [[`POST ${service.issuerUrl}/token`, 200]],
    );
  });

  it('is told at info that somebody has signed in, and that tokens are forgotten', async () => {
    const { session } = openSession();
    await session.signIn({ ...stale, expires_at: now + 600 });
    await session.forget();
    assert.deepEqual(
      said('info').map(([message]) => message),
      ['tokens stored', 'tokens forgotten'],
    );
  });

  it('is warned of a refresh that is refused, with the reason', async () => {
    service.on('/oauth2/token', () => invalidGrant);
    await assert.rejects(openSession().session.accessToken(), { code: 'sign_in_required' });
    const [message, fields] = said('warn')[0] ?? [];
    assert.equal(message, 'tokens not renewed');
    assert.match(String(fields?.['reason']), /invalid_grant: refresh_token not valid\) \[req-1\]/);
  });

  it('is warned of a limit at the token endpoint and at /data, with the seconds to wait', async () => {
    const limit = { headers: { 'retry-after': '7' } };
    const body = { error: 'unauthorized_client' };
    service.on('/oauth2/token', () => ({ ...limit, status: 400, body }));
    service.on('/data/car/get', () => ({ ...limit, status: 429, body: 'slow down' }));
    const { session, provider } = openSession();
    await assert.rejects(session.accessToken(), { code: 'rate_limited' });
    await assert.rejects(provider.get('t', '/data/car/get'), { code: 'rate_limited' });
    const limits = said('warn').filter(([message]) => message === 'the service asks to wait');
    assert.deepEqual(
      limits.map(([, fields]) => [fields?.['status'], fields?.['retryAfterSeconds']]),
      [
        [400, 7],
        [429, 7],
      ],
    );
  });

  it('is warned that a data call waits for the next window', async () => {
    let count = 0;
    service.on('/data/car/get', () => {
      count += 1;
      const reset = { 'x-ratelimit-reset': String(now) };
      return count === 1 ? { status: 429, headers: reset, body: 'slow down' } : { body: [] };
    });
    const { provider } = openSession();
    await provider.get('t', '/data/car/get', {}, { waitForRateLimit: true });
    assert.deepEqual(said('warn').at(-1), ['waiting for the next window', { waitSeconds: 1 }]);
  });

  it('is told of a request that got no answer, with the system’s reason', async () => {
    const { provider } = openSession();
    await service.close();
    await assert.rejects(provider.get('t', '/data/car/get', {}), { code: 'network_failure' });
    const [message, fields] = said('debug')[0] ?? [];
    assert.equal(message, `GET ${service.url}/data/car/get got no answer`);
    assert.equal(fields?.['reason'], 'ECONNREFUSED');
  });

  it('sees no query: what is asked stays between app and service', async () => {
    service.on('/data/results/get', () => ({ body: { link: `${service.url}/file?signature=s1` } }));
    service.on('/file', () => ({ body: { x: 1 } }));
    await openSession().provider.get('t', '/data/results/get', { subsession_id: 4711 });
    assert.equal(said('debug').length, 2);
    assert.doesNotMatch(JSON.stringify(told), /4711|signature|\?/);
  });

  it('costs no token when it throws', async () => {
    const broken = () => {
      throw new Error('disk full');
    };
    const { session, store } = openSession({ debug: broken, info: broken, warn: broken });
    assert.equal(await session.accessToken(), 'access-1');
    assert.equal((await store.load())?.refresh_token, 'refresh-1');
  });

  it('may be the console', async () => {
    const { issuerUrl } = service;
    iracing({ client_id: 'demo_client', issuerUrl, logger: console });
  });
});
