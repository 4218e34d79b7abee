import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAnswer } from './answer.ts';

const read = (text: string) => {
  const { text: _text, ...rest } = readAnswer(text);
  return rest;
};

test('JSON with the headers that curl shows before it', () => {
  const text = `HTTP/1.1 400 Bad Request
x-request-id: 20012422-de95-4031-bff7-edc9de466a5d
retry-after: 42
content-type: application/json

{"status":400,"error":"unauthorized_client","error_description":"rate limit exceeded"}`;
  assert.deepEqual(read(text), {
    status: 400,
    retryAfterSeconds: 42,
    request_id: '20012422-de95-4031-bff7-edc9de466a5d',
    error: 'unauthorized_client',
    error_description: 'rate limit exceeded',
  });
});

test('headers as curl -v shows them', () => {
  const { status, resetAt } = readAnswer('< HTTP/2 429\n< x-ratelimit-reset: 1795255917\n');
  assert.deepEqual([status, resetAt], [429, 1_795_255_917]);
});

test('a message of the SDK, and of this command', () => {
  const sdk =
    'TokenErrorResponse: the token endpoint refused (403 invalid_client: client_id or client_secret not right) [20012422-de95-4031-bff7-edc9de466a5d]';
  assert.deepEqual(read(sdk), {
    status: 403,
    request_id: '20012422-de95-4031-bff7-edc9de466a5d',
    error: 'invalid_client',
    error_description: 'client_id or client_secret not right',
  });
  const limit = 'pitpass: Too many requests (400): wait 3600 seconds before trying.';
  assert.equal(readAnswer(limit).retryAfterSeconds, 3600);
});

test('a callback of a custom scheme, and the address of an authorization request', () => {
  const callback = 'example.app://callback?error=access_denied&error_description=no';
  assert.deepEqual(read(callback), {
    error: 'access_denied',
    error_description: 'no',
    redirect_uri: 'example.app://callback',
  });
  const request = 'https://oauth.iracing.com/oauth2/authorize?client_id=a&redirect_uri=b';
  assert.equal(readAnswer(`Open <${request}>`).authorizationRequest?.href, request);
});

test('a code is noticed and not kept', () => {
  const { text: _text, ...rest } = readAnswer('https://app.example/cb?code=SECRET&state=x');
  assert.deepEqual(rest, { redirect_uri: 'https://app.example/cb', hasCode: true });
});

test('the XML of the host of files', () => {
  const xml =
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>';
  const { error, error_description } = readAnswer(xml);
  assert.deepEqual([error, error_description], ['AccessDenied', 'Request has expired']);
});

test('damaged JSON, an empty text and null give nothing', () => {
  for (const text of [
    '{"error":',
    '',
    'null',
    '{}',
    '{"error":7,"status":"x"}',
    '[]',
    '{"error":null}',
  ]) {
    assert.deepEqual(read(text), {}, text);
  }
});
