import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as client from './index.ts';

const details = {
  status: 400,
  request_id: 'req-1',
  response: new Response('canary-body', { headers: { 'x-secret': 'canary-header' } }),
};
const words = { error: 'invalid_grant', error_description: undefined, error_uri: undefined };

const samples = [
  new client.InvalidOptions('m'),
  new client.InsecureUrl('m'),
  new client.NetworkFailure('m'),
  new client.Timeout('m'),
  new client.InvalidResponse('m', details),
  new client.TokenErrorResponse(words, details),
  new client.AuthorizationErrorResponse(words),
  new client.ResourceErrorResponse('data', '/data/car/get', words, details),
  new client.RateLimited('data', 5, 100, details),
  new client.SiteMaintenance('later', details),
  new client.SignInRequired('m'),
  new client.StateMismatch('m'),
  new client.StoreFailure('m'),
  new client.LoopbackUnavailable('m'),
  new client.AccessTokenInvalid('expired'),
];

describe('errors', () => {
  it('have a code and a name of their own', () => {
    assert.equal(new Set(samples.map(({ code }) => code)).size, samples.length);
    assert.equal(new Set(samples.map(({ name }) => name)).size, samples.length);
    for (const error of samples) {
      assert.ok(error instanceof client.ClientError);
      assert.equal(error.name, error.constructor.name);
      const snake = error.name.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
      assert.equal(error.code, snake);
    }
  });

  it('are known to the guard, each by its own code only', () => {
    for (const error of samples) {
      assert.ok(client.isClientError(error));
      for (const { code } of samples) {
        assert.equal(client.isClientError(error, code), code === error.code);
      }
    }
    for (const stranger of [undefined, null, 'timeout', new Error('x'), { code: 'timeout' }]) {
      assert.equal(client.isClientError(stranger), false);
    }
  });

  it('are known to the guard of another copy of the package', async () => {
    const copy = (await import(`${import.meta.resolve('./errors.ts')}?copy`)) as typeof client;
    assert.notEqual(copy.Timeout, client.Timeout);
    assert.ok(client.isClientError(new copy.Timeout('m'), 'timeout'));
    assert.ok(!(new copy.Timeout('m') instanceof client.Timeout));
  });

  it('carry the raw answer where no log looks', () => {
    for (const error of samples) {
      if ('response' in error && error.response !== undefined) {
        assert.equal(error.response, details.response);
      }
      assert.ok(!Object.keys(error).includes('response'));
      assert.doesNotMatch(inspect(error) + JSON.stringify(error), /canary|Response \{/);
    }
  });
});

describe('the package', () => {
  it('imports nothing but itself and protocol outside ./node', async () => {
    const folder = new URL('.', import.meta.url);
    const names = await readdir(folder, { recursive: true });
    const sources = names.filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('node'),
    );
    assert.ok(sources.length > 10);
    for (const name of sources) {
      const text = await readFile(new URL(name, folder), 'utf8');
      for (const [, from] of text.matchAll(/from '([^']+)'/g)) {
        assert.match(from ?? '', /^(@pitpass\/protocol|\.{1,2}\/(?!node\/).+\.ts)$/, name);
      }
      assert.doesNotMatch(text, /\bprocess\.|\bBuffer\b|require\(/, name);
    }
  });
});
