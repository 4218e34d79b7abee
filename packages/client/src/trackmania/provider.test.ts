import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { createJwt, startFakeTrackmania } from '../../test/fake-trackmania.ts';
import type { FakeTrackmania } from '../../test/fake-trackmania.ts';
import type { Reply } from '../../test/fake-service.ts';
import { isClientError } from '../errors.ts';
import type { TrackmaniaOptions } from './configuration.ts';
import { trackmania } from './provider.ts';
import type { TrackmaniaProvider } from './provider.ts';

const now = 1_790_000_000;
const client_id = 'aaaabbbbccccddddeeee';
const client_secret = 'canary0123456789012345678901234567890123';
let service: FakeTrackmania;
let provider: TrackmaniaProvider;

function create(options: Partial<TrackmaniaOptions> = {}): TrackmaniaProvider {
  const { url: serviceUrl } = service;
  return trackmania({ client_id, client_secret, serviceUrl, clock: () => now, ...options });
}

beforeEach(async () => {
  service = await startFakeTrackmania();
  provider = create();
});
afterEach(() => service.close());

const held = {
  access_token: 'old',
  token_type: 'Bearer',
  expires_at: now,
  refresh_token: 'canary-refresh',
  scope: 'clubs',
} as const;

describe('options of trackmania', () => {
  it('TM 1 go to production unless told otherwise', () => {
    assert.deepEqual(trackmania({ client_id }).endpoints, {
      authorization_endpoint: 'https://api.trackmania.com/oauth/authorize',
      token_endpoint: 'https://api.trackmania.com/api/access_token',
      api_endpoint: 'https://api.trackmania.com/api',
    });
  });

  it('take another service, and single addresses', () => {
    const { endpoints } = trackmania({
      client_id,
      serviceUrl: 'http://localhost:7480/',
      endpoints: { api_endpoint: 'https://elsewhere.example/v1/' },
    });
    assert.deepEqual(endpoints, {
      authorization_endpoint: 'http://localhost:7480/oauth/authorize',
      token_endpoint: 'http://localhost:7480/api/access_token',
      api_endpoint: 'https://elsewhere.example/v1',
    });
  });

  it('lead to plain http on this computer alone', () => {
    const http = 'http://tm.example';
    const wrong: Partial<TrackmaniaOptions>[] = [
      { serviceUrl: http },
      { endpoints: { token_endpoint: http } },
      { endpoints: { authorization_endpoint: http } },
      { endpoints: { api_endpoint: http } },
    ];
    for (const options of wrong) {
      assert.throws(() => trackmania({ client_id, ...options }), { code: 'insecure_url' });
    }
  });

  it('are refused when they are malformed, without being repeated', () => {
    const wrong: Partial<TrackmaniaOptions>[] = [
      { client_id: ' ' },
      { client_id: `${client_id}\n` },
      { client_secret: ' canary' },
      { serviceUrl: 'https://tm.example/?x' },
      { userAgent: 'canary\r\nx: y' },
      { userAgent: '' },
      { requestTimeoutSeconds: 0 },
    ];
    for (const options of wrong) {
      assert.throws(
        () => trackmania({ client_id, ...options }),
        (error) => {
          assert.ok(isClientError(error, 'invalid_options'));
          assert.doesNotMatch(error.message, /canary/);
          return true;
        },
      );
    }
  });

  it('TM 13 name the project to the service, and ask for JSON', async () => {
    await provider.clientCredentials();
    await create({ userAgent: 'my-bot/1.0 (me@example.com)' }).clientCredentials();
    const [own, given] = service.requests;
    assert.equal(own?.headers['user-agent'], `pitpass-client (client ${client_id})`);
    assert.equal(own.headers.accept, 'application/json');
    assert.equal(given?.headers['user-agent'], 'my-bot/1.0 (me@example.com)');
  });

  it('leave the User-Agent to browsers', async (t) => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', {
      value: { userAgent: 'Mozilla/5.0 (X11)' },
      configurable: true,
    });
    t.after(() => Object.defineProperty(globalThis, 'navigator', own ?? {}));
    await create().clientCredentials();
    assert.doesNotMatch(service.requests[0]?.headers['user-agent'] ?? '', /pitpass/);
  });
});

describe('grants of trackmania', () => {
  it('TM 3 client credentials bring a token without a refresh token', async () => {
    const tokens = await provider.clientCredentials();
    assert.equal(tokens.expires_at, now + 3600);
    assert.equal(tokens.refresh_token, undefined);
    assert.deepEqual(Object.fromEntries(service.requests[0]?.form ?? []), {
      grant_type: 'client_credentials',
      client_id,
      client_secret,
    });
  });

  it('TM 5.1 client credentials send a scope when they are given one', async () => {
    await create({ scope: 'clubs' }).clientCredentials({ scope: 'read_favorite' });
    assert.equal(service.requests[0]?.form.get('scope'), 'read_favorite');
  });

  it('client credentials are not asked for without a secret', async () => {
    await assert.rejects(create({ client_secret: undefined }).clientCredentials(), {
      code: 'invalid_options',
    });
    assert.equal(service.requests.length, 0);
  });

  it('TM 5.1 a refresh sends the secret and keeps both new tokens', async () => {
    service.live.add('canary-refresh');
    const renewed = await provider.refresh(held);
    assert.equal(renewed.refresh_token, 'def50200-refresh-1');
    assert.deepEqual(Object.fromEntries(service.requests[0]?.form ?? []), {
      grant_type: 'refresh_token',
      refresh_token: 'canary-refresh',
      client_id,
      client_secret,
    });
  });

  it('a refresh needs a refresh token', async () => {
    const { refresh_token: _, ...without } = held;
    await assert.rejects(provider.refresh(without), { code: 'invalid_options' });
  });
});

describe('the scope of tokens', () => {
  const answer = (access_token: string, more: object = {}): void =>
    service.on('/api/access_token', () => ({
      body: { token_type: 'Bearer', expires_in: 3599, access_token, ...more },
    }));
  const callback = new URLSearchParams('code=c&state=s');
  const checks = { state: 's', redirect_uri: 'http://localhost:8765/c', scope: 'clubs x' };
  const scopeOf = async (): Promise<string | undefined> =>
    (await provider.handleCallback(callback, checks)).scope;

  it('TM 5.4 comes from the access token, whose times may have a fraction', async () => {
    answer(createJwt(['clubs', 'read_favorite'], '1'));
    const tokens = await provider.handleCallback(callback, checks);
    assert.equal(tokens.scope, 'clubs read_favorite');
    assert.equal(tokens.expires_at, now + 3599);
  });

  it('TM 5.4 is absent when the access token grants none', async () => {
    answer(createJwt([], '1'));
    assert.equal(await scopeOf(), undefined);
  });

  it('TM 5.2 is what the answer says, when it says it', async () => {
    answer(createJwt(['clubs'], '1'), { scope: 'write_favorite' });
    assert.equal(await scopeOf(), 'write_favorite');
  });

  it('TM 5.2 is what was asked for when the access token cannot be read', async () => {
    const unreadable = [
      'opaque',
      'a.b',
      'a.!.c',
      `a.${Buffer.from('null').toString('base64url')}.c`,
      `a.${Buffer.from('{"scopes"').toString('base64url')}.c`,
      'a.A.c',
      createJwt('clubs', '1'),
      createJwt([1], '1'),
      createJwt(['two words'], '1'),
    ];
    for (const token of unreadable) {
      answer(token);
      assert.equal(await scopeOf(), 'clubs x', token);
    }
    answer('opaque');
    assert.equal((await provider.clientCredentials({ scope: 'clubs' })).scope, 'clubs');
    assert.equal((await provider.refresh(held)).scope, 'clubs');
  });
});

describe('refusals of the token endpoint', () => {
  const refusals: [string, Reply, Record<string, unknown>][] = [
    [
      'TM 5.5 a wrong secret',
      { status: 401, body: { error: 'invalid_client', message: 'Client authentication failed' } },
      {
        code: 'token_error_response',
        status: 401,
        error: 'invalid_client',
        error_description: 'Client authentication failed',
        hint: undefined,
      },
    ],
    [
      'TM 5.5 an unknown grant',
      {
        status: 400,
        body: {
          error: 'unsupported_grant_type',
          error_description: 'not supported',
          hint: 'Check that all required parameters have been provided',
        },
      },
      {
        code: 'token_error_response',
        hint: 'Check that all required parameters have been provided',
      },
    ],
    [
      'TM 5.5 a fault of the service',
      { status: 500, body: { error: 'server_error' } },
      { code: 'token_error_response', status: 500 },
    ],
    ['TM 7.8 a page', { status: 502, body: '<html>' }, { code: 'invalid_response', status: 502 }],
    ['TM 8 a plain 429', { status: 429, body: '' }, { code: 'rate_limited' }],
  ];
  for (const [name, reply, expected] of refusals) {
    it(`${name} is ${String(expected['code'])}`, async () => {
      service.on('/api/access_token', () => reply);
      await assert.rejects(provider.clientCredentials(), (error) => {
        assert.ok(isClientError(error));
        assert.deepEqual({ ...error, ...expected }, { ...error });
        return true;
      });
    });
  }

  it('TM 5.5 a body with a message alone is told by its message', async () => {
    service.on('/api/access_token', () => ({ status: 400, body: { message: 'Bad app' } }));
    await assert.rejects(provider.clientCredentials(), {
      code: 'invalid_response',
      message: /answered 400 with neither tokens nor an OAuth error: Bad app/,
    });
  });

  it('cannot put the credentials into an error by echoing them', async () => {
    service.on('/api/access_token', ({ body }) => ({
      status: 401,
      body: { error: body, error_description: body, hint: body, message: body },
    }));
    await assert.rejects(provider.refresh(held), (error) => {
      assert.doesNotMatch(inspect(error, { depth: 9 }) + JSON.stringify(error), /canary/);
      return isClientError(error, 'token_error_response');
    });
  });
});
