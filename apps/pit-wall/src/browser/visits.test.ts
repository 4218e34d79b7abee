import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { createVisits } from './visits.ts';
import type { Visit } from './visits.ts';

const start = 1_795_500_000;
const weekSeconds = 7 * 86_400;

/** Visits at a service of which only the end of sessions is needed. */
function setUp(answer: () => Promise<Response> = async () => Response.json(null)) {
  const state = { now: start, ended: [] as string[] };
  const visits = createVisits({
    client: { client_id: 'pit-wall', issuerUrl: 'http://localhost:7480/oauth2' },
    fetch: async (url, init) => {
      const token = new Headers(init?.headers).get('authorization');
      state.ended.push(`${new URL(String(url)).pathname} ${token}`);
      return answer();
    },
    clock: () => state.now,
    milliseconds: () => 0,
    random: (byteCount) => randomBytes(byteCount),
  });
  /** A visit with tokens, under the id that signing in gives it. */
  async function createSignedIn(access_token: string): Promise<Visit> {
    const visit = visits.create();
    await visit.session.signIn({
      access_token,
      token_type: 'Bearer',
      expires_at: start + 600,
      refresh_token: `refresh-${access_token}`,
      refresh_token_expires_at: start + weekSeconds,
      scope: 'iracing.auth',
    });
    return visits.rename(visit);
  }
  return { state, visits, createSignedIn };
}

test('any number of begun sign-ins push out no visit that is signed in', async () => {
  const { state, visits, createSignedIn } = setUp();
  const signedIn = await createSignedIn('access-1');
  const begun = Array.from({ length: 1_001 }, () => visits.create());
  assert.equal(visits.find(signedIn.id), signedIn);
  assert.deepEqual(
    begun.map((visit) => visits.find(visit.id) === visit),
    begun.map((_, index) => index >= 2),
    'the oldest of the others are gone',
  );
  await setImmediate();
  assert.deepEqual(state.ended, []);
});

test('a visit that has signed out goes like one that never signed in', async () => {
  const { state, visits, createSignedIn } = setUp();
  const left = await createSignedIn('access-1');
  const stays = await createSignedIn('access-2');
  await left.session.signOut();
  state.ended.length = 0;
  for (let count = 0; count < 999; count += 1) visits.create();
  assert.equal(visits.find(left.id), undefined);
  assert.equal(visits.find(stays.id), stays);
  await setImmediate();
  assert.deepEqual(state.ended, []);
});

test('when all are signed in the one unused longest goes, and its session is ended', async () => {
  const { state, visits, createSignedIn } = setUp();
  const first = await createSignedIn('access-1');
  const second = await createSignedIn('access-2');
  for (let count = 3; count <= 1_000; count += 1) await createSignedIn(`access-${count}`);
  assert.equal(visits.find(first.id), first);
  const begun = visits.create();
  assert.equal(visits.find(begun.id), begun, 'a new visit does not make room for itself');
  assert.equal(visits.find(second.id), undefined);
  assert.equal(visits.find(first.id), first);
  await setImmediate();
  assert.deepEqual(state.ended, ['/oauth2/revoke/current Bearer access-2']);
  assert.equal(await second.session.tokens(), undefined);
});

test('a service that cannot be reached keeps no visit alive and harms nobody', async () => {
  const { state, visits, createSignedIn } = setUp(async () => {
    throw new Error('no answer');
  });
  const first = await createSignedIn('access-1');
  for (let count = 2; count <= 1_001; count += 1) await createSignedIn(`access-${count}`);
  await setImmediate();
  assert.equal(visits.find(first.id), undefined);
  assert.equal(state.ended.length, 1);
});

test('a visit ends when it was idle for a week, and no second earlier', async () => {
  const { state, visits, createSignedIn } = setUp();
  const { id } = await createSignedIn('access-1');
  state.now += weekSeconds - 1;
  assert.equal(visits.find(id)?.id, id);
  state.now += weekSeconds;
  assert.equal(visits.find(id), undefined);
});
