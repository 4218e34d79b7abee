import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { startFakeService } from '../test/fake-service.ts';
import type { FakeService, Reply } from '../test/fake-service.ts';
import { isClientError } from './errors.ts';
import { iracing } from './provider.ts';
import type { Provider } from './provider.ts';
import type { TokenSet } from './token-set.ts';

const now = 1_790_000_000;
let service: FakeService;
let provider: Provider;

beforeEach(async () => {
  service = await startFakeService();
  provider = iracing({
    client_id: 'demo_client',
    client_secret: 'S3cr3t-Value',
    issuerUrl: service.issuerUrl,
    clock: () => now,
  });
});
afterEach(() => service.close());

const signIn = (): Promise<TokenSet> =>
  provider.passwordLimited({ username: 'Driver@Example.COM', password: 'P@ssw0rd' });

describe('token endpoint', () => {
  it('gets password and secret masked and encoded once, and the username as it is', async () => {
    await provider.passwordLimited({ username: '  Driver@Example.COM ', password: 'P@ssw0rd' });
    const [request] = service.requests;
    assert.deepEqual(Object.fromEntries(request?.form ?? []), {
      grant_type: 'password_limited',
      username: '  Driver@Example.COM ',
      password: '7gBfAe/p4KuEBLjhR5A8XTSZPGVn+Nhv1w0QWLOVjLY=',
      scope: 'iracing.auth',
      client_id: 'demo_client',
      client_secret: '2ldjc3SaCMrn/XwvkjTAI1ly9wWi0FqVTRAso0Ki2dE=',
    });
    assert.match(
      request?.body ?? '',
      /password=7gBfAe%2Fp4KuEBLjhR5A8XTSZPGVn%2BNhv1w0QWLOVjLY%3D/,
    );
    assert.doesNotMatch(request?.body ?? '', /S3cr3t|P%40ssw0rd/);
  });

  it('gets no password_limited request from a client without a secret', async () => {
    const open = iracing({ client_id: 'x', issuerUrl: service.issuerUrl });
    await assert.rejects(open.passwordLimited({ username: 'a', password: 'b' }), {
      code: 'invalid_options',
    });
    assert.equal(service.requests.length, 0);
  });

  it('takes null for what is optional, any case of Bearer and members nobody knows', async () => {
    service.on('/oauth2/token', () => ({
      body: {
        access_token: 'a',
        token_type: 'bEARER',
        expires_in: 600,
        refresh_token: null,
        refresh_token_expires_in: null,
        scope: null,
        id_token: {},
      },
    }));
    assert.deepEqual(await signIn(), {
      access_token: 'a',
      token_type: 'Bearer',
      expires_at: now + 600,
    });
  });

  const broken: [string, unknown][] = [
    ['no access token', { token_type: 'Bearer', expires_in: 600 }],
    ['another token type', { access_token: 'canary', token_type: 'MAC', expires_in: 600 }],
    ['a lifetime in words', { access_token: 'canary', token_type: 'Bearer', expires_in: '600' }],
    ['no object', '"canary"'],
    ['no JSON', '{"access_token":"canary'],
    ['an error with status 200', { error: 'invalid_grant' }],
  ];
  for (const [name, body] of broken) {
    it(`reports an answer with ${name} as a breach of the protocol`, async () => {
      service.on('/oauth2/token', () => ({ body }));
      await assert.rejects(signIn(), (error) => {
        assert.ok(isClientError(error, 'invalid_response'));
        assert.equal(error.status, 200);
        assert.doesNotMatch(inspect(error), /canary/);
        return true;
      });
    });
  }

  const unauthorized = { error: 'unauthorized_client', error_description: 'too many' };
  const refusals: [string, Reply, Record<string, unknown>][] = [
    [
      'a wrong password',
      { status: 401, body: { error: 'access_denied', error_description: 'no' } },
      { code: 'token_error_response', status: 401, error: 'access_denied' },
    ],
    [
      'a wrong secret',
      { status: 403, body: { error: 'invalid_client' } },
      { code: 'token_error_response', status: 403, error: 'invalid_client' },
    ],
    [
      'a disabled client',
      { status: 400, body: unauthorized },
      { code: 'token_error_response', status: 400, error: 'unauthorized_client' },
    ],
    [
      'the rate limit',
      { status: 400, headers: { 'retry-after': '120' }, body: unauthorized },
      { code: 'rate_limited', speaker: 'token_endpoint', resetAt: now + 120, status: 400 },
    ],
    [
      'the rate limit with a date',
      {
        status: 400,
        headers: { 'retry-after': new Date((now + 90) * 1000).toUTCString() },
        body: unauthorized,
      },
      { code: 'rate_limited', retryAfterSeconds: 90 },
    ],
    ['a plain 429', { status: 429, body: 'slow down' }, { code: 'rate_limited', status: 429 }],
    [
      'maintenance',
      {
        status: 503,
        headers: { 'retry-after': '30' },
        body: { error: 'temporarily_unavailable' },
      },
      { code: 'token_error_response', status: 503, retryAfterSeconds: 30 },
    ],
    ['a gateway', { status: 504, body: '<html>' }, { code: 'invalid_response', status: 504 }],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://evil.example/' } },
      { code: 'invalid_response', status: 307 },
    ],
  ];
  for (const [name, reply, expected] of refusals) {
    it(`maps ${name} to ${String(expected['code'])}`, async () => {
      service.on('/oauth2/token', () => reply);
      await assert.rejects(signIn(), (error) => {
        assert.ok(isClientError(error));
        assert.deepEqual({ ...error, ...expected }, { ...error });
        assert.match(error.message, /\[req-1\]$/);
        return true;
      });
      assert.equal(service.requests.length, 1);
    });
  }

  it('cannot put its credentials into an error by echoing them', async () => {
    service.on('/oauth2/token', ({ body, form }) => ({
      status: 401,
      body: {
        error: 'access_denied',
        error_description: `${form.get('password')} ${form.get('client_secret')} ${body}`,
      },
    }));
    await assert.rejects(signIn(), (error) => {
      const text = inspect(error, { depth: 9 }) + JSON.stringify(error);
      assert.doesNotMatch(text, /7gBfAe|2ldjc3|P@ssw0rd|S3cr3t/);
      assert.match(text, /\[secret\]/);
      return true;
    });
  });
});
