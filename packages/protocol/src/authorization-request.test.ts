import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  parseAuthorizationRequest,
  parseRedirectTarget,
  returnableState,
} from './authorization-request.ts';
import { OAuthError } from './oauth-error.ts';
import { parseParameters } from './parameters.ts';

const challenge = 'uboYUqpnBOR-hxVhitFnHJWVZvvO5dnnRhVNTp7LpnU';
const sound: Readonly<Record<string, string>> = {
  client_id: 'demo_client',
  redirect_uri: 'https://demo.example/cb',
  response_type: 'code',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  state: 'n7Qe2',
  scope: 'iracing.auth iracing.profile',
};

/** The sound request with changes; undefined leaves a parameter out. */
function query(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const pairs = Object.entries({ ...sound, ...changes });
  const sent = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(sent).toString();
}

const parse = (text: string) => parseAuthorizationRequest(parseParameters(text));

describe('authorization request', () => {
  it('is read with every parameter of chapter 13.1', () => {
    assert.deepEqual(parse(query({ prompt: 'login verify' })), {
      client_id: 'demo_client',
      redirect_uri: 'https://demo.example/cb',
      scope: ['iracing.auth', 'iracing.profile'],
      state: 'n7Qe2',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      prompt_verify: true,
    });
  });

  it('S2 ignores unknown parameters and takes empty ones for absent', () => {
    const plain = { state: undefined, scope: undefined, code_challenge: undefined };
    const expected = parse(query({ ...plain, code_challenge_method: undefined }));
    assert.deepEqual(
      parse(
        query({
          state: '',
          scope: '',
          code_challenge: '',
          nonce: 'x',
          code_challenge_method: undefined,
        }),
      ),
      expected,
    );
    assert.equal(expected.state, undefined);
    assert.deepEqual(expected.scope, []);
    assert.equal(expected.code_challenge, undefined);
  });

  it('takes plain for the method when none is named', () => {
    const request = parse(query({ code_challenge_method: undefined }));
    assert.equal(request.code_challenge_method, 'plain');
  });

  it('knows no prompt but verify, in this case only', () => {
    for (const prompt of ['verify', 'none verify', 'verify login']) {
      assert.ok(parse(query({ prompt })).prompt_verify, prompt);
    }
    for (const prompt of ['', 'login', 'VERIFY', 'verifyx', 'none consent', 'verify,login']) {
      assert.ok(!parse(query({ prompt })).prompt_verify, prompt);
    }
  });

  const refusals: readonly (readonly [
    string,
    Record<string, string | undefined>,
    string,
    RegExp,
  ])[] = [
    [
      'S4 no response_type',
      { response_type: undefined },
      'invalid_request',
      /response_type missing/,
    ],
    [
      'S4 an empty response_type',
      { response_type: '' },
      'invalid_request',
      /response_type missing/,
    ],
    ['S4 token', { response_type: 'token' }, 'unsupported_response_type', /must be code/],
    ['S4 code token', { response_type: 'code token' }, 'unsupported_response_type', /must be code/],
    ['S4 CODE', { response_type: 'CODE' }, 'unsupported_response_type', /must be code/],
    ['S4 id_token', { response_type: 'id_token' }, 'unsupported_response_type', /must be code/],
    ['S32 s256', { code_challenge_method: 's256' }, 'invalid_request', /S256 or plain/],
    ['S32 SHA256', { code_challenge_method: 'SHA256' }, 'invalid_request', /S256 or plain/],
    ['S32 none', { code_challenge_method: 'none' }, 'invalid_request', /S256 or plain/],
    ['S33 a short challenge', { code_challenge: 'abc' }, 'invalid_request', /code_challenge/],
    ['S33 a padded challenge', { code_challenge: `${challenge}=` }, 'invalid_request', /form/],
    ['a method without challenge', { code_challenge: undefined }, 'invalid_request', /missing/],
    ['a state with a line break', { state: 'a\nb' }, 'invalid_request', /state/],
    ['a state that is not ASCII', { state: '\u00e4' }, 'invalid_request', /state/],
    ['S5 a scope twice', { scope: 'a a' }, 'invalid_scope', /more than once/],
    ['S5 a quote in the scope', { scope: 'a"b' }, 'invalid_scope', /character/],
    ['S5 an over-long scope', { scope: 'a'.repeat(2049) }, 'invalid_scope', /2048/],
    ['an over-long state', { state: 'a'.repeat(2049) }, 'invalid_request', /state longer/],
  ];
  for (const [name, changes, error, description] of refusals) {
    it(`is refused: ${name}`, () => {
      assert.throws(
        () => parse(query(changes)),
        (thrown) => {
          assert.ok(thrown instanceof OAuthError);
          assert.equal(thrown.error, error);
          assert.match(thrown.error_description, description);
          return true;
        },
      );
    });
  }

  for (const name of Object.keys(sound)) {
    it(`S1 is refused when ${name} is sent twice`, () => {
      assert.throws(() => parse(`${query()}&${name}=${encodeURIComponent(sound[name] ?? '')}`), {
        error: 'invalid_request',
        error_description: `${name} sent more than once`,
      });
    });
  }

  it('S13 is refused by nothing but an OAuthError, whatever is sent', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(sound)));
    const form = fc.dictionary(fc.constantFrom(...Object.keys(sound), 'prompt', 'x'), value);
    fc.assert(
      fc.property(
        fc.oneof(
          form.map((entries) => query(entries)),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          try {
            const request = parse(text);
            assert.notEqual(request.client_id, '');
          } catch (error) {
            assert.ok(error instanceof OAuthError, String(error));
          }
        },
      ),
    );
  });
});

describe('redirect target', () => {
  it('is client_id and redirect_uri, whatever else is wrong', () => {
    const parameters = parseParameters(`${query({ response_type: 'x' })}&state=again&%=1`);
    assert.deepEqual(parseRedirectTarget(parameters), {
      client_id: 'demo_client',
      redirect_uri: 'https://demo.example/cb',
    });
  });

  for (const name of ['client_id', 'redirect_uri']) {
    it(`S26 is refused when ${name} is missing, repeated, over-long or malformed`, () => {
      const target = (text: string) => () => parseRedirectTarget(parseParameters(text));
      const missing = { error: 'invalid_request', error_description: `${name} missing` };
      assert.throws(target(query({ [name]: undefined })), missing);
      assert.throws(target(query({ [name]: '' })), missing);
      assert.throws(target(`${query()}&${name}=x`), { error_description: /more than once/ });
      assert.throws(target(query({ [name]: 'x'.repeat(2049) })), { error_description: /2048/ });
      const malformed = `${query({ [name]: undefined })}&${name}=%ff`;
      assert.throws(target(malformed), { error_description: /form-encoded/ });
    });
  }
});

describe('the state to send back', () => {
  const state = (text: string) => returnableState(parseParameters(text));

  it('is what was sent', () => {
    assert.equal(state('state=n7Q%20e2%26%3D'), 'n7Q e2&=');
  });

  it('is none when it was absent, repeated, over-long or not printable ASCII', () => {
    for (const text of ['', 'state=', 'state=a&state=a', `state=${'a'.repeat(2049)}`]) {
      assert.equal(state(text), undefined);
    }
    for (const value of ['%0d%0aSet-Cookie:x', '%7f', '%c3%a4', '%00']) {
      assert.equal(state(`state=${value}`), undefined);
    }
  });
});
