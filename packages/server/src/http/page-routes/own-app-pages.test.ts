import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findOwnApp } from './own-app-pages.ts';
import type { SignInContext, SignedIn } from './sign-in.ts';

test('an identifier with a NUL, which PostgreSQL takes for an error, is looked up nowhere', async () => {
  const asked: string[] = [];
  const findOwnedClient = async (client_id: string) => void asked.push(client_id);
  const find = (client_id: string) => {
    const context = { request: { params: { client_id } }, parts: { clients: { findOwnedClient } } };
    const signedIn = { member: { member_id: 'member-1' } };
    return findOwnApp(context as unknown as SignInContext, signedIn as SignedIn);
  };
  for (const client_id of ['\0', 'a\0b', 'a']) assert.equal(await find(client_id), undefined);
  assert.deepEqual(asked, ['a']);
});
