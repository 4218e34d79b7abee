import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { startFakeService } from '../test/fake-service.ts';
import type { FakeService } from '../test/fake-service.ts';
import type { IracingOptions } from './configuration.ts';
import { isClientError } from './errors.ts';
import { iracing } from './provider.ts';
import type { Provider } from './provider.ts';

const now = 1_790_000_000;
const redirect_uri = 'http://127.0.0.1:7491/callback';
let service: FakeService;
let provider: Provider;

function create(options: Partial<IracingOptions> = {}): Provider {
  const { issuerUrl } = service;
  return iracing({
    client_id: 'demo_client',
    redirect_uri,
    issuerUrl,
    clock: () => now,
    ...options,
  });
}

beforeEach(async () => {
  service = await startFakeService();
  provider = create();
});
afterEach(() => service.close());

describe('createAuthorizationUrl', () => {
  it('goes to production unless told otherwise', async () => {
    const { url } = await iracing({ client_id: 'x', redirect_uri }).createAuthorizationUrl();
    assert.ok(url.startsWith('https://oauth.iracing.com/oauth2/authorize?'));
  });

  it('sends state and an S256 challenge of its verifier, always', async () => {
    const beginning = await provider.createAuthorizationUrl();
    const url = new URL(beginning.url);
    const challenge = createHash('sha256').update(beginning.code_verifier).digest('base64url');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: 'demo_client',
      redirect_uri,
      response_type: 'code',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      state: beginning.state,
      scope: 'iracing.auth',
    });
    assert.match(beginning.code_verifier, /^[\w-]{43}$/);
    assert.match(beginning.state, /^[\w-]{43}$/);
  });

  it('never repeats a state or a verifier', async () => {
    const all = await Promise.all(
      Array.from({ length: 200 }, () => provider.createAuthorizationUrl()),
    );
    const drawn = all.flatMap(({ state, code_verifier }) => [state, code_verifier]);
    assert.equal(new Set(drawn).size, 400);
  });

  it('takes scope, prompt and another redirect URI for one sign-in', async () => {
    const other = 'http://127.0.0.1:7492/callback?x=%2F';
    const beginning = await provider.createAuthorizationUrl({
      scope: 'iracing.auth iracing.profile',
      prompt: 'verify',
      redirect_uri: other,
    });
    const { searchParams } = new URL(beginning.url);
    assert.equal(searchParams.get('scope'), 'iracing.auth iracing.profile');
    assert.equal(searchParams.get('prompt'), 'verify');
    assert.equal(searchParams.get('redirect_uri'), other);
    assert.equal(beginning.redirect_uri, other);
  });

  it('uses an injected digest, synchronous or not, and says so when there is none', async () => {
    const random = (count: number): Uint8Array => new Uint8Array(count);
    const bytes = new Uint8Array(32).fill(1);
    for (const digest of [() => bytes, async () => bytes]) {
      const { url } = await create({ digest, random }).createAuthorizationUrl();
      const challenge = Buffer.from(bytes).toString('base64url');
      assert.equal(new URL(url).searchParams.get('code_challenge'), challenge);
    }
    const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    try {
      await assert.rejects(create({ random }).createAuthorizationUrl(), /pass a digest/);
    } finally {
      Object.defineProperty(globalThis, 'crypto', own ?? {});
    }
  });

  it('refuses to begin without a redirect URI that could be registered', async () => {
    const { redirect_uri: _, ...without } = { redirect_uri, client_id: 'x' };
    await assert.rejects(iracing(without).createAuthorizationUrl(), { code: 'invalid_options' });
    for (const wrong of ['https://app.example', 'https://app.example/#f', 'javascript:alert(1)']) {
      await assert.rejects(provider.createAuthorizationUrl({ redirect_uri: wrong }), {
        code: 'invalid_options',
      });
    }
  });
});

describe('scope', () => {
  it('is one text, and a list is refused in a sentence', async () => {
    const list = ['iracing.auth', 'iracing.profile'] as unknown as string;
    const refused = { code: 'invalid_options', message: /^scope must be one text/ };
    assert.throws(() => create({ scope: list }), refused);
    await assert.rejects(provider.createAuthorizationUrl({ scope: list }), refused);
    const request = { username: 'u', password: 'p', scope: list };
    const secret = create({ client_secret: 'x' });
    await assert.rejects(secret.passwordLimited(request), refused);
    assert.equal(service.requests.length, 0);
  });
});

describe('handleCallback', () => {
  const checks = { state: 'the-state', code_verifier: 'v'.repeat(43) };

  for (const [form, callback] of [
    ['a URL', `${redirect_uri}?code=c%2B1&state=the-state`],
    ['a URL object', new URL(`${redirect_uri}?code=c%2B1&state=the-state`)],
    ['a path', '/callback?code=c%2B1&state=the-state'],
    ['parameters', new URLSearchParams('code=c%2B1&state=the-state')],
  ] as const) {
    it(`trades the code of a callback given as ${form}`, async () => {
      const tokens = await provider.handleCallback(callback, checks);
      assert.deepEqual(tokens, {
        access_token: 'access-1',
        token_type: 'Bearer',
        expires_at: now + 600,
        refresh_token: 'refresh-1',
        refresh_token_expires_at: now + 604_800,
        scope: 'iracing.auth',
      });
      const [request] = service.requests;
      assert.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded');
      assert.deepEqual(Object.fromEntries(request.form), {
        grant_type: 'authorization_code',
        code: 'c+1',
        redirect_uri,
        code_verifier: checks.code_verifier,
        client_id: 'demo_client',
      });
    });
  }

  const foreign = [
    'code=c&state=another',
    'code=c&state=the-stat',
    'code=c&state=the-statee',
    'code=c&state=THE-STATE',
    'code=c&state=',
    'code=c',
    'error=access_denied&state=another',
    '',
  ];
  for (const query of foreign) {
    it(`sends nothing for a callback with a foreign state: ?${query}`, async () => {
      await assert.rejects(provider.handleCallback(`/callback?${query}`, checks), {
        code: 'state_mismatch',
      });
      assert.equal(service.requests.length, 0);
    });
  }

  it('takes no callback when nothing is left of the sign-in that was begun', async () => {
    const callback = `${redirect_uri}?code=c&state=s`;
    for (const lost of [undefined, null]) {
      await assert.rejects(provider.handleCallback(callback, lost as undefined), {
        code: 'state_mismatch',
        message: 'no sign-in was begun here, or it was forgotten: begin again',
      });
    }
    assert.equal(service.requests.length, 0);
  });

  it('sends no code when the verifier of the sign-in was lost', async () => {
    const lost = { state: 's' } as { state: string; code_verifier: string };
    await assert.rejects(provider.handleCallback('/c?code=c&state=s', lost), {
      code: 'invalid_options',
    });
    assert.equal(service.requests.length, 0);
  });

  it('takes no callback when no sign-in was begun', async () => {
    const lost = { state: '', code_verifier: '' };
    const call = provider.handleCallback('/callback?code=c&state=', lost);
    await assert.rejects(call, { code: 'state_mismatch' });
    const nothing = { state: undefined, code_verifier: '' } as unknown as typeof lost;
    const other = provider.handleCallback('/callback?code=c&state=undefined', nothing);
    await assert.rejects(other, { code: 'state_mismatch' });
  });

  it('reports a refusal by its own class, cleared of control characters', async () => {
    const query = 'error=access_denied&error_description=no%1B%5B31m%0Aentry&state=the-state';
    await assert.rejects(provider.handleCallback(`/callback?${query}`, checks), (error) => {
      assert.ok(isClientError(error, 'authorization_error_response'));
      assert.equal(error.error, 'access_denied');
      assert.equal(error.error_description, 'no [31m entry');
      return true;
    });
    assert.equal(service.requests.length, 0);
  });

  it('refuses repeated parameters and a callback without code', async () => {
    for (const query of [
      'state=the-state',
      'code=&state=the-state',
      'code=a&code=b&state=the-state',
    ]) {
      const call = provider.handleCallback(`/callback?${query}`, checks);
      await assert.rejects(call, { code: 'invalid_response' });
    }
    assert.equal(service.requests.length, 0);
  });

  it('never shows code or verifier in an error, not even one that was echoed', async () => {
    service.on('/oauth2/token', ({ body, form }) => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: `${body} ${form.get('code')}` },
    }));
    const secrets = { state: 'the-state', code_verifier: 'canary-verifier'.padEnd(43, 'v') };
    const call = provider.handleCallback('/c?code=canary-code%2B&state=the-state', secrets);
    await assert.rejects(call, (error) => {
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
      return isClientError(error, 'token_error_response');
    });
  });
});
