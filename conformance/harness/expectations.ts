import assert from 'node:assert/strict';

import type { Answer } from './request.ts';
import type { Service } from './running-service.ts';

/** Status and reason of every error. @see The book, chapter 16 */
export const errorTable = {
  access_denied: [401, 'Unauthorized'],
  insufficient_scope: [403, 'Forbidden'],
  invalid_client: [403, 'Unauthorized'],
  invalid_grant: [400, 'Bad Request'],
  invalid_request: [400, 'Bad Request'],
  invalid_scope: [400, 'Bad Request'],
  invalid_token: [401, 'Unauthorized'],
  server_error: [500, 'Internal Server Error'],
  temporarily_unavailable: [503, 'Service Unavailable'],
  unauthorized_client: [400, 'Bad Request'],
  unsupported_grant_type: [400, 'Bad Request'],
  unsupported_response_type: [400, 'Bad Request'],
} as const;

/** A code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Asserts that an answer forbids storing it and carries a request id. */
export function assertUnstorable(answer: Answer): void {
  assert.equal(answer.header('cache-control'), 'no-store');
  assert.match(answer.header('x-request-id') ?? '', uuid);
}

/**
 * Asserts that an answer is the JSON of one error, whole: status, its reason, description (ASCII), the
 * address of its page, request id, and that nobody may store it.
 */
export function assertJsonError(
  service: Service,
  answer: Answer,
  error: ErrorCode,
  description?: string | RegExp,
  transport?: readonly [number, string],
): void {
  const [status, status_reason] = transport ?? errorTable[error];
  assert.equal(answer.status, status, `${error}: ${answer.body}`);
  const body = answer.json();
  assert.deepEqual(Object.keys(body).sort(), [
    'error',
    'error_description',
    'error_uri',
    'status',
    'status_reason',
  ]);
  assert.equal(body['error'], error, answer.body);
  assert.equal(body['status'], status);
  assert.equal(body['status_reason'], status_reason);
  assert.equal(body['error_uri'], `${service.origin}/oauth2/book/error_${error}.html`);
  assert.match(String(body['error_description']), /^[\x20-\x7e]+$/);
  if (typeof description === 'string') assert.equal(body['error_description'], description);
  if (description instanceof RegExp) assert.match(String(body['error_description']), description);
  assert.match(answer.header('content-type') ?? '', /^application\/json/);
  assertUnstorable(answer);
}

/** Asserts that an answer redirects an error to the redirect URI, with the state and nothing more. */
export function assertRedirectedError(
  service: Service,
  answer: Answer,
  redirect_uri: string,
  error: ErrorCode,
  options: { state?: string; description?: string | RegExp; status?: number } = {},
): URL {
  assert.equal(answer.status, options.status ?? 302, answer.body);
  const location = answer.header('location') ?? '';
  assert.ok(location.startsWith(redirect_uri), location);
  const url = new URL(location);
  assert.equal(url.searchParams.get('error'), error, location);
  assert.equal(
    url.searchParams.get('error_uri'),
    `${service.origin}/oauth2/book/error_${error}.html`,
  );
  const description = url.searchParams.get('error_description') ?? '';
  assert.match(description, /^[\x20-\x7e]+$/);
  if (typeof options.description === 'string') assert.equal(description, options.description);
  if (options.description instanceof RegExp) assert.match(description, options.description);
  assert.equal(url.searchParams.get('state') ?? undefined, options.state);
  assert.equal(url.searchParams.get('code'), null);
  assertUnstorable(answer);
  return url;
}
