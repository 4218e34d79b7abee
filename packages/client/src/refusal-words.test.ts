import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readErrorWords } from './refusal-words.ts';

describe('the words of a refusal', () => {
  it('are those that belong to it, where they are texts', async () => {
    const body = { status: 400, error: 'invalid_grant', error_description: 'no', error_uri: null };
    assert.deepEqual(await readErrorWords(JSON.stringify(body), []), {
      error: 'invalid_grant',
      error_description: 'no',
      error_uri: undefined,
      hint: undefined,
    });
  });

  it('have no error in what is none', async () => {
    for (const body of [
      '',
      '<html>',
      'null',
      '"x"',
      '5',
      '[]',
      '{}',
      '{"error":""}',
      '{"error":" "}',
    ]) {
      assert.equal((await readErrorWords(body, [])).error, undefined, body);
    }
    assert.equal((await readErrorWords('{"error":5}', [])).error, undefined);
  });

  it('S218 are read from any JSON without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        const { error } = await readErrorWords(JSON.stringify(body), []);
        assert.ok(error === undefined || error !== '');
      }),
    );
  });
});
