import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isClientError } from './errors.ts';
import { loadPart } from './load-part.ts';

describe('a part that is loaded at its first use', () => {
  it('is what was loaded', async () => {
    assert.equal(await loadPart(Promise.resolve('part')), 'part');
  });

  it('is a network failure with its cause when its file cannot be had', async () => {
    const missing = './not-there.ts';
    await assert.rejects(loadPart(import(missing)), (error) => {
      assert.ok(isClientError(error, 'network_failure'));
      assert.equal((error.cause as { code?: string }).code, 'ERR_MODULE_NOT_FOUND');
      return true;
    });
  });
});
