import assert from 'node:assert/strict';
import { test } from 'node:test';

import { errorMessages } from '../../../server/src/pages/error-texts.ts';
import { readAnswer } from './answer.ts';
import { findKnownRefusal, findPageError } from './known-refusals.ts';

const textOf = ({ what, why, todo }: { what: string; why: string; todo: string }): string =>
  [what, why, todo].join('\n');

test('the error pages for members are known by the words that they have now', () => {
  const { clientUnknown, redirectUriWrong, transactionExpired, otherBrowser } = errorMessages;
  assert.equal(findPageError(textOf(clientUnknown))?.error_description, 'client_id not known');
  assert.match(findPageError(textOf(redirectUriWrong))?.error_description ?? '', /^redirect_uri/);
  const nameOf = (message: Parameters<typeof textOf>[0]) =>
    findKnownRefusal(readAnswer(textOf(message)))?.name;
  assert.equal(nameOf(transactionExpired), 'sign-in expired');
  assert.equal(nameOf(otherBrowser), 'other browser');
});

test('answers of /data are known without an OAuth code', () => {
  const nameOf = (text: string) => findKnownRefusal(readAnswer(text))?.name;
  assert.equal(
    nameOf('HTTP/1.1 401 Unauthorized\n\n{"error":"Unauthorized"}'),
    'access token refused',
  );
  assert.equal(nameOf('HTTP/1.1 429 Too Many Requests\n\nToo Many Requests'), 'too many requests');
  const limit =
    '{"error":{"code":"rate_limited","message":"Too many requests (400): wait","status":400}}';
  assert.equal(nameOf(limit), 'too many sign-ins');
  const down = '{"error":{"code":"site_maintenance","message":"The site is under maintenance"}}';
  assert.equal(nameOf(down), 'maintenance');
  assert.equal(nameOf('{"error":"Forbidden"}'), 'not for this member');
  assert.equal(nameOf('<Error><Code>SlowDown</Code></Error>'), 'host of files busy');
  assert.equal(nameOf('{"error":"Site Maintenance","note":"Back at 14:00"}'), 'maintenance');
  assert.equal(nameOf('<html><h1>504 Gateway Time-out</h1></html>'), 'damaged answer');
  assert.equal(nameOf('all is well'), undefined);
});
