import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OAuthError } from './oauth-error.ts';
import {
  parameterCountMax,
  parameterLengthMax,
  parameterRefusal,
  parseParameters,
  refuseParameterProblems,
  requireParameter,
} from './parameters.ts';

describe('parameters', () => {
  it('are decoded once, with plus as space', () => {
    const parameters = parseParameters('a=x+y&b=%2B%25%3D&c=%C3%A9&d=1=2&e=%252B');
    assert.equal(parameters.get('a'), 'x y');
    assert.equal(parameters.get('b'), '+%=');
    assert.equal(parameters.get('c'), '\u00e9');
    assert.equal(parameters.get('d'), '1=2');
    assert.equal(parameters.get('e'), '%2B');
    assert.deepEqual(parameters.problems, []);
  });

  it('S2 count as absent without a value, but were sent', () => {
    const parameters = parseParameters('a=&b&c=x&&');
    for (const name of ['a', 'b']) {
      assert.equal(parameters.get(name), undefined);
      assert.ok(parameters.has(name));
    }
    assert.ok(!parameters.has('missing'));
    assert.deepEqual(parameters.problems, []);
    assert.deepEqual(parseParameters('').problems, []);
  });

  const repeats = [
    'code=a&code=b',
    'code=a&code=a',
    'code=&code=b',
    'code=a&code=',
    'code&code',
    'code=a&%63ode=b',
    'code=a&x=1&code=b&code=c',
  ];
  for (const text of repeats) {
    it(`S71 S1 give a repeated parameter no value and name it: ${text}`, () => {
      const parameters = parseParameters(text);
      assert.equal(parameters.get('code'), undefined);
      assert.deepEqual(parameters.problems[0], { kind: 'repeated', name: 'code' });
      assert.throws(() => refuseParameterProblems(parameters), {
        error: 'invalid_request',
        error_description: 'code sent more than once',
      });
    });
  }

  it('tell names apart by case', () => {
    assert.deepEqual(parseParameters('code=a&Code=b').problems, []);
  });

  it('hold up to 2048 characters', () => {
    const most = 'x'.repeat(parameterLengthMax);
    assert.equal(parseParameters(`state=${most}`).get('state'), most);
    const parameters = parseParameters(`state=${most}x`);
    assert.equal(parameters.get('state'), undefined);
    assert.deepEqual(parameters.problems, [{ kind: 'too_long', name: 'state' }]);
    // Length counts after decoding.
    assert.deepEqual(parseParameters(`state=${'%78'.repeat(parameterLengthMax)}`).problems, []);
  });

  it('S5 make an over-long scope a problem of the scope', () => {
    const parameters = parseParameters(`scope=${'x'.repeat(parameterLengthMax + 1)}`);
    assert.throws(() => refuseParameterProblems(parameters), { error: 'invalid_scope' });
  });

  for (const value of ['%', '%4', '%zz', '%ff', '%c3%28', '%ed%a0%80', '%00', 'a%00b', '%u0041']) {
    it(`are malformed with the value ${value}`, () => {
      const parameters = parseParameters(`state=${value}`);
      assert.equal(parameters.get('state'), undefined);
      assert.ok(parameters.has('state'));
      assert.deepEqual(parameters.problems, [{ kind: 'malformed', name: 'state' }]);
    });
  }

  it('are malformed with a name that is no UTF-8 or holds a NUL', () => {
    for (const text of ['%ff=x', '%00=x', '%=x']) {
      assert.deepEqual(parseParameters(text).problems, [{ kind: 'malformed', name: undefined }]);
    }
  });

  it('may be 64 at most', () => {
    const pairs = Array.from({ length: parameterCountMax }, (_, index) => `p${index}=1`);
    assert.deepEqual(parseParameters(pairs.join('&')).problems, []);
    const parameters = parseParameters([...pairs, 'client_id=x'].join('&'));
    assert.deepEqual(parameters.problems[0], { kind: 'too_many', name: undefined });
    assert.equal(parameters.get('client_id'), undefined);
    assert.throws(() => refuseParameterProblems(parameters), { error: 'invalid_request' });
  });

  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype']) {
    it(`S218 hold ${name} like any other name and nothing that was not sent`, () => {
      assert.equal(parseParameters('a=1').get(name), undefined);
      assert.ok(!parseParameters('a=1').has(name));
      const parameters = parseParameters(`${name}=x&a=1`);
      assert.equal(parameters.get(name), 'x');
      assert.equal(({} as Record<string, unknown>)['x'], undefined);
      assert.deepEqual(parseParameters(`${name}=x&${name}=y`).problems.length, 1);
    });
  }

  it('S56 never repeat to a caller what is not a name of the protocol', () => {
    for (const name of ['%3Cscript%3E', 'Secret', 'x'.repeat(41), '4711', '__proto__%0a']) {
      const [problem] = parseParameters(`${name}=1&${name}=2`).problems;
      assert.ok(problem !== undefined);
      assert.equal(parameterRefusal(problem).error_description, 'a parameter sent more than once');
    }
  });

  it('are required by name', () => {
    assert.equal(requireParameter(parseParameters('code=x'), 'code'), 'x');
    for (const text of ['', 'code', 'code=', 'Code=x']) {
      assert.throws(() => requireParameter(parseParameters(text), 'code'), {
        error: 'invalid_request',
        error_description: 'code missing',
      });
    }
  });

  it('S13 S218 are read from any text, and refused by nothing but an OAuthError', () => {
    const piece = fc.constantFrom('%', '&', '=', '+', '%00', '%ff', '__proto__', 'code', 'a', ';');
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(piece, { maxLength: 200 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const parameters = parseParameters(input);
        for (const name of ['code', '__proto__', '']) {
          const value = parameters.get(name);
          assert.ok(value === undefined || (value !== '' && !value.includes('\0')));
          if (value !== undefined) assert.ok(parameters.has(name));
        }
        try {
          refuseParameterProblems(parameters);
        } catch (error) {
          assert.ok(error instanceof OAuthError);
          assert.match(error.error_description, /^[\x20-\x7e]+$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('come back from any form as they were sent', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcdefgh_'), minLength: 1, maxLength: 12 });
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 20 }), (form) => {
        const parameters = parseParameters(new URLSearchParams(form).toString());
        assert.deepEqual(parameters.problems, []);
        for (const [key, sent] of Object.entries(form)) assert.equal(parameters.get(key), sent);
      }),
    );
  });
});
