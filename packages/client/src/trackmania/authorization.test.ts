import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { startFakeTrackmania } from '../../test/fake-trackmania.ts';
import type { FakeTrackmania } from '../../test/fake-trackmania.ts';
import { isClientError } from '../errors.ts';
import { createClientCredentials } from './client-credentials.ts';
import type { TrackmaniaOptions } from './configuration.ts';
import { createDisplayNameCache } from './display-name-cache.ts';
import { trackmania } from './provider.ts';
import type { TrackmaniaProvider } from './provider.ts';

const now = 1_790_000_000;
const client_id = 'aaaabbbbccccddddeeee';
const client_secret = 'canary0123456789012345678901234567890123';
const redirect_uri = 'http://localhost:8765/callback';
let service: FakeTrackmania;
let provider: TrackmaniaProvider;

function create(options: Partial<TrackmaniaOptions> = {}): TrackmaniaProvider {
  return trackmania({
    client_id,
    client_secret,
    redirect_uri,
    serviceUrl: service.url,
    clock: () => now,
    ...options,
  });
}

beforeEach(async () => {
  service = await startFakeTrackmania();
  provider = create();
});
afterEach(() => service.close());

describe('createAuthorizationUrl of trackmania', () => {
  it('TM 4.1 sends the documented parameters and, without a scope, no more', async () => {
    const { client_id: id, redirect_uri: uri } = { client_id, redirect_uri };
    const beginning = await trackmania({
      client_id: id,
      redirect_uri: uri,
    }).createAuthorizationUrl();
    const url = new URL(beginning.url);
    assert.equal(url.origin + url.pathname, 'https://api.trackmania.com/oauth/authorize');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      response_type: 'code',
      client_id,
      redirect_uri,
      state: beginning.state,
    });
    assert.match(beginning.state, /^[\w-]{43}$/);
    assert.deepEqual(Object.keys(beginning).sort(), ['redirect_uri', 'scope', 'state', 'url']);
  });

  it('TM 6 separates scopes by one space that is encoded once', async () => {
    const { url } = await provider.createAuthorizationUrl({ scope: 'clubs read_favorite' });
    assert.match(url, /[?&]scope=clubs(\+|%20)read_favorite(&|$)/);
  });

  it('TM 4.4 sends a challenge when it was told to', async () => {
    const beginning = await create({ pkce: true }).createAuthorizationUrl();
    const { searchParams } = new URL(beginning.url);
    const { code_verifier = '' } = beginning;
    const challenge = createHash('sha256').update(code_verifier).digest('base64url');
    assert.match(code_verifier, /^[\w-]{43}$/);
    assert.equal(searchParams.get('code_challenge'), challenge);
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
  });

  it('never repeats a state', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, () => provider.createAuthorizationUrl()),
    );
    assert.equal(new Set(all.map(({ state }) => state)).size, 100);
  });

  it('refuses to begin without a redirect URI that could be registered', async () => {
    await assert.rejects(create({ redirect_uri: undefined }).createAuthorizationUrl(), {
      code: 'invalid_options',
    });
    await assert.rejects(provider.createAuthorizationUrl({ redirect_uri: `${redirect_uri} ` }), {
      code: 'invalid_options',
    });
  });
});

describe('handleCallback of trackmania', () => {
  const checks = { state: 'the-state' };
  const badScope =
    'error=invalid_scope&error_description=The+requested+scope+is+invalid&hint=Check+the+`x`+scope';

  it('TM 5.1 trades the code with the plain secret in the form', async () => {
    const tokens = await provider.handleCallback('/c?code=c%2B1&state=the-state', checks);
    assert.deepEqual(tokens, {
      access_token: tokens.access_token,
      token_type: 'Bearer',
      expires_at: now + 3600,
      refresh_token: 'def50200-refresh-1',
    });
    const [request] = service.requests;
    assert.equal(request?.path, '/api/access_token');
    assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.deepEqual(Object.fromEntries(request.form), {
      grant_type: 'authorization_code',
      code: 'c+1',
      redirect_uri,
      client_id,
      client_secret,
    });
  });

  it('TM 4.5 takes codes of 2000 characters', async () => {
    const code = 'def50200'.repeat(250);
    await provider.handleCallback(`/c?code=${code}&state=the-state`, checks);
    assert.equal(service.requests[0]?.form.get('code'), code);
  });

  it('TM 4.4 sends the verifier of a sign-in that had a challenge, and no other', async () => {
    const withPkce = create({ pkce: true });
    const beginning = await withPkce.createAuthorizationUrl();
    const callback = `/c?code=c&state=${beginning.state}`;
    await withPkce.handleCallback(callback, beginning);
    assert.equal(service.requests[0]?.form.get('code_verifier'), beginning.code_verifier);
    const { code_verifier: _, ...lost } = beginning;
    await assert.rejects(withPkce.handleCallback(callback, lost), { code: 'invalid_options' });
    assert.equal(service.requests.length, 1);
  });

  it('TM 11.6 reports a refusal that came without a state, as on a wrong scope', async () => {
    for (const query of [badScope, `${badScope}&state=`, `${badScope}&code=stolen`]) {
      await assert.rejects(provider.handleCallback(`/c?${query}`, checks), (error) => {
        assert.ok(isClientError(error, 'authorization_error_response'));
        assert.equal(error.error, 'invalid_scope');
        assert.equal(error.error_description, 'The requested scope is invalid');
        assert.equal(error.hint, 'Check the `x` scope');
        assert.match(error.message, /invalid_scope: .+, hint: Check the `x` scope/);
        return true;
      });
    }
    assert.equal(service.requests.length, 0);
  });

  it('TM 4.3 reports a refusal with the matching state, with its message where that is all', async () => {
    const query = 'error=access_denied&message=denied&state=the-state';
    await assert.rejects(provider.handleCallback(`/c?${query}`, checks), (error) => {
      assert.ok(isClientError(error, 'authorization_error_response'));
      assert.equal(error.error_description, 'denied');
      assert.equal(error.hint, undefined);
      return true;
    });
  });

  it('TM 11.6 calls a refusal with a wrong state a mismatch', async () => {
    await assert.rejects(provider.handleCallback(`/c?${badScope}&state=other`, checks), {
      code: 'state_mismatch',
    });
  });

  it('TM 11.6 takes no code without the matching state', async () => {
    for (const query of ['code=c', 'code=c&state=', 'code=c&state=other']) {
      await assert.rejects(provider.handleCallback(`/c?${query}`, checks), {
        code: 'state_mismatch',
      });
    }
    await assert.rejects(provider.handleCallback('/c?code=c&state=', { state: '' }), {
      code: 'state_mismatch',
    });
    assert.equal(service.requests.length, 0);
  });

  it('TM 11.6 takes no code when nothing is left of the sign-in that was begun', async () => {
    for (const lost of [undefined, null]) {
      await assert.rejects(provider.handleCallback('/c?code=c&state=s', lost as undefined), {
        code: 'state_mismatch',
        message: 'no sign-in was begun here, or it was forgotten: begin again',
      });
    }
    assert.equal(service.requests.length, 0);
  });

  it('TM 6 refuses a scope that is a list, wherever it is given', async () => {
    const list = ['clubs'] as unknown as string;
    const refused = { code: 'invalid_options', message: /^scope must be one text/ };
    assert.throws(() => create({ scope: list }), refused);
    assert.throws(() => createClientCredentials({ provider, scope: list }), refused);
    await assert.rejects(provider.createAuthorizationUrl({ scope: list }), refused);
    await assert.rejects(provider.clientCredentials({ scope: list }), refused);
    assert.equal(service.requests.length, 0);
  });

  it('TM 7.2 refuses one text where a list is wanted, with the name of the list', async () => {
    const one = 'tooInfinite' as unknown as string[];
    const cache = createDisplayNameCache({ source: createClientCredentials({ provider }) });
    for (const [name, asked] of [
      ['displayNames', provider.accountIds('token', one)],
      ['accountIds', provider.displayNames('token', one)],
      ['mapIds', provider.mapRecords('token', one)],
      ['displayNames', cache.accountIds(one)],
      ['accountIds', cache.displayNames(one)],
    ] as const) {
      const message = `${name} must be a list, even of one`;
      await assert.rejects(asked, { code: 'invalid_options', message });
    }
    assert.equal(service.requests.length, 0);
  });

  it('TM 5.5 reports what the token endpoint says, its hint too, and no secret', async () => {
    service.on('/api/access_token', ({ form }) => ({
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: 'The request is malformed.',
        hint: `Authorization code has been revoked: ${form.get('code')} ${form.get('client_secret')}`,
        message: 'The request is malformed.',
      },
    }));
    const callback = '/c?code=canary-code-1&state=the-state';
    await assert.rejects(provider.handleCallback(callback, checks), (error) => {
      assert.ok(isClientError(error, 'token_error_response'));
      assert.equal(error.hint, 'Authorization code has been revoked: [secret] [secret]');
      assert.match(error.message, /malformed, hint: Authorization code has been revoked/);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
      return true;
    });
  });
});
