import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OAuthError } from './oauth-error.ts';
import { parseParameters } from './parameters.ts';
import { grantTypes, parseTokenRequest } from './token-request.ts';
import type { GrantType } from './token-request.ts';

const parse = (text: string) => parseTokenRequest(parseParameters(text), grantTypes);

const client = { client_id: 'demo_client', client_secret: 'M+W3=' };
const requests: Readonly<Record<GrantType, Readonly<Record<string, string>>>> = {
  authorization_code: {
    ...client,
    grant_type: 'authorization_code',
    code: 'code-1',
    redirect_uri: 'https://demo.example/cb',
    code_verifier: '0123456789abcdefghijklmnopqrstuvwxyz-._~ABC',
  },
  refresh_token: {
    ...client,
    grant_type: 'refresh_token',
    refresh_token: 'demo.refresh.1',
    scope: 'iracing.auth',
  },
  password_limited: {
    ...client,
    grant_type: 'password_limited',
    username: ' driver@example.com ',
    password: '7gBfAe/p+KuE=',
    scope: 'iracing.auth',
  },
  client_credentials: { ...client, grant_type: 'client_credentials', scope: 'clubs' },
};
const optional: Readonly<Record<GrantType, readonly string[]>> = {
  authorization_code: ['client_secret', 'code_verifier'],
  refresh_token: ['client_secret', 'scope'],
  password_limited: ['client_secret', 'scope'],
  client_credentials: ['client_secret', 'scope'],
};

describe('token request', () => {
  for (const grant_type of grantTypes) {
    const sound = requests[grant_type];
    const without = (name: string): string => {
      const rest = Object.entries(sound).filter(([key]) => key !== name);
      return new URLSearchParams(rest).toString();
    };
    const whole = new URLSearchParams(sound).toString();

    it(`book 13.2 of ${grant_type} is read whole, nothing changed, unknown parameters ignored`, () => {
      assert.deepEqual(parse(`${whole}&unknown=x&resource=`), sound);
    });

    for (const name of Object.keys(sound)) {
      const isOptional = optional[grant_type].includes(name);
      it(`book 13.2 of ${grant_type} ${isOptional ? 'may leave out' : 'must have'} ${name}`, () => {
        for (const text of [without(name), `${without(name)}&${name}=`]) {
          if (isOptional) {
            assert.deepEqual(parse(text), { ...sound, [name]: undefined });
          } else {
            const error_description = `${name} missing`;
            assert.throws(() => parse(text), { error: 'invalid_request', error_description });
          }
        }
      });

      it(`S71 book 16.5 of ${grant_type} is refused when ${name} is sent twice`, () => {
        assert.throws(() => parse(`${whole}&${name}=x`), {
          error: 'invalid_request',
          error_description: `${name} sent more than once`,
        });
      });

      it(`of ${grant_type} is refused when ${name} is over-long or malformed`, () => {
        const error = name === 'scope' ? 'invalid_scope' : 'invalid_request';
        assert.throws(() => parse(`${without(name)}&${name}=${'x'.repeat(2049)}`), { error });
        assert.throws(() => parse(`${without(name)}&${name}=%e4`), { error: 'invalid_request' });
      });
    }
  }

  const unknown = [
    'password',
    'client-credentials',
    'Authorization_Code',
    'x',
    '__proto__',
    'constructor',
  ];
  for (const grant_type of unknown) {
    it(`S72 is refused with the grant type ${grant_type}`, () => {
      assert.throws(() => parse(`grant_type=${grant_type}&client_id=x`), {
        error: 'unsupported_grant_type',
      });
    });
  }

  it('S72 is refused with a grant type that the dialect does not have', () => {
    const known = grantTypes.filter((grant_type) => grant_type !== 'client_credentials');
    const sent = parseParameters(new URLSearchParams(requests.client_credentials).toString());
    assert.throws(() => parseTokenRequest(sent, known), { error: 'unsupported_grant_type' });
    assert.deepEqual(parseTokenRequest(sent, grantTypes), requests.client_credentials);
  });

  it('S65 has no member for what another grant would send', () => {
    const text = new URLSearchParams({ ...requests.refresh_token, password: 'x', code: 'y' });
    assert.deepEqual(parse(text.toString()), requests.refresh_token);
  });

  it('S218 is refused by nothing but an OAuthError that repeats nothing', () => {
    const names = [...new Set(grantTypes.flatMap((type) => Object.keys(requests[type])))];
    const value = fc.oneof(
      fc.constantFrom(...grantTypes),
      fc.string({ unit: 'binary' }).map((text) => `canary${text}`),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names, '__proto__'), value)), (pairs) => {
        try {
          parse(new URLSearchParams(pairs).toString());
        } catch (error) {
          assert.ok(error instanceof OAuthError, String(error));
          assert.doesNotMatch(error.message, /canary/);
        }
      }),
    );
  });
});
