import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InvalidResponse, SignInRequired, StateMismatch, Timeout } from '@pitpass/client';
import {
  AuthorizationErrorResponse,
  NetworkFailure,
  RateLimited,
  ResourceErrorResponse,
  SiteMaintenance,
  TokenErrorResponse,
} from '@pitpass/client';

import { FormRefused } from './browser/forms.ts';
import { UnexpectedData } from './data/read-fields.ts';
import { describeProblem, noSuchRace, notFound } from './problem.ts';

const words = { error: 'the_error', error_description: 'the description', error_uri: undefined };
const details = { status: 400, request_id: 'request-1', response: new Response() };
const token = (error: string) => new TokenErrorResponse({ ...words, error }, details);

const errors = [
  [new StateMismatch('x'), 400, 'This sign-in did not begin here'],
  [new AuthorizationErrorResponse({ ...words, error: 'access_denied' }), 403, 'You pressed Deny'],
  [new AuthorizationErrorResponse(words), 502, 'The service did not sign you in'],
  [new SignInRequired('x'), 403, 'Your access was ended'],
  [token('invalid_client'), 502, 'The service does not know Pit Wall'],
  [token('invalid_grant'), 502, 'The service gave no tokens'],
  [new ResourceErrorResponse('data', 'x', words, details), 502, 'The service refused'],
  [new RateLimited('data', 30, 0, details), 503, 'Too many requests'],
  [new SiteMaintenance(undefined, details), 503, 'The service is under maintenance'],
  [new NetworkFailure('x'), 502, 'The service does not answer'],
  [new Timeout('x'), 504, 'The service does not answer'],
  [new InvalidResponse('x'), 502, 'The answer cannot be read'],
  [new UnexpectedData('x'), 502, 'The answer cannot be read'],
  [new FormRefused('x'), 403, 'Nothing was done'],
  [Object.assign(new Error('x'), { statusCode: 413 }), 413, 'Pit Wall cannot read this request'],
  [new Error('x'), 500, 'Something went wrong in Pit Wall'],
  [undefined, 500, 'Something went wrong in Pit Wall'],
] as const;

test('every error has its status, and a page that says what, why and what to do', () => {
  for (const [error, status, title] of errors) {
    const problem = describeProblem(error);
    assert.equal(problem.status, status, title);
    assert.equal(problem.title, title);
    for (const sentence of [problem.why, problem.todo]) assert.ok(sentence.length > 0);
  }
});

test('what to do is a whole sentence on every page', () => {
  const problems = [...errors.map(([error]) => describeProblem(error)), noSuchRace, notFound];
  for (const { todo } of problems) assert.match(todo, /^[A-Z].*\.$/);
});

test('the words of the service and its request id are shown as they came', () => {
  for (const error of [
    token('invalid_grant'),
    new ResourceErrorResponse('data', 'x', words, details),
  ]) {
    const { error_description, request_id } = describeProblem(error);
    assert.equal(error_description, 'the description');
    assert.equal(request_id, 'request-1');
  }
});

test('an error that nobody foresaw shows no detail of itself', () => {
  const problem = describeProblem(new Error('the secret detail'));
  assert.doesNotMatch(JSON.stringify(problem), /secret detail/);
});

test('how long to wait is said when the service said it', () => {
  assert.equal(
    describeProblem(new RateLimited('data', 1, 0, details)).todo,
    'Try again in 1 second.',
  );
  const unsaid = describeProblem(new RateLimited('data', undefined, 0, details));
  assert.equal(unsaid.todo, 'Try again in a few minutes.');
  assert.equal(unsaid.retryAfterSeconds, undefined);
});
