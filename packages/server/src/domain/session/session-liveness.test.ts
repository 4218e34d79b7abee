import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openHouse, requester } from '../../../test/house.ts';
import { makeSession, t0 } from '../../../test/store-contract/records.ts';
import { digestOf } from '../presented.ts';
import { browserLoginLifetimeSeconds, startBrowserLogin } from './browser-login.ts';
import { endAllSessions, endSessions } from './end-sessions.ts';
import { createSessionLiveness } from './session-liveness.ts';

function openLiveness(answer: (id: string) => Promise<boolean> = async () => true) {
  const time = { now: t0 };
  const asked: string[] = [];
  const find = (id: string) => {
    asked.push(id);
    return answer(id);
  };
  return { time, asked, liveness: createSessionLiveness(find, () => time.now) };
}

test('the store is asked once a second for a session, and in between the answer comes from memory', async () => {
  const { time, asked, liveness } = openLiveness();
  assert.equal(await liveness.isSessionAlive('s'), true);
  assert.equal(liveness.isSessionAlive('s'), true);
  assert.equal(asked.length, 1);
  time.now += 1;
  assert.equal(await liveness.isSessionAlive('s'), true);
  assert.equal(asked.length, 2);
});

test('a session that was ended elsewhere is seen within a second', async () => {
  let isAlive = true;
  const { time, liveness } = openLiveness(async () => isAlive);
  assert.equal(await liveness.isSessionAlive('s'), true);
  isAlive = false;
  time.now += 1;
  assert.equal(await liveness.isSessionAlive('s'), false);
});

test('a session that was ended here is dead at once, others are not', async () => {
  const { liveness } = openLiveness();
  await liveness.isSessionAlive('s');
  await liveness.isSessionAlive('other');
  liveness.forget(['s']);
  assert.equal(liveness.isSessionAlive('s'), false);
  assert.equal(liveness.isSessionAlive('other'), true);
});

test('an answer that was on its way while the session was ended is not remembered', async () => {
  const answers: ((isAlive: boolean) => void)[] = [];
  const { liveness } = openLiveness(() => new Promise((resolve) => answers.push(resolve)));
  const early = liveness.isSessionAlive('s');
  liveness.forget(['s']);
  answers[0]?.(true);
  await early;
  assert.equal(liveness.isSessionAlive('s'), false);
});

test('an answer that arrives in a later second is not remembered for that second', async () => {
  const answers: ((isAlive: boolean) => void)[] = [];
  const { time, asked, liveness } = openLiveness(
    () => new Promise((resolve) => answers.push(resolve)),
  );
  const early = liveness.isSessionAlive('s');
  time.now += 1;
  void liveness.isSessionAlive('another');
  answers[0]?.(true);
  assert.equal(await early, true);
  void liveness.isSessionAlive('s');
  assert.deepEqual(asked, ['s', 'another', 's']);
});

test('a store that fails is an error and not a live session', async () => {
  const { liveness } = openLiveness(async () => {
    throw new Error('database gone');
  });
  await assert.rejects(async () => liveness.isSessionAlive('s'), /database gone/);
});

async function openWithSessions() {
  const house = await openHouse();
  const client = await house.saveClient();
  const member = await house.saveMember();
  const sessions = [makeSession({ client, member }), makeSession({ client, member })];
  for (const session of sessions) await house.stores.sessions.startSession(session, undefined);
  const [first, second] = sessions.map(({ session_id }) => session_id);
  assert.ok(first && second);
  return {
    house,
    owner: { member_id: member.member_id, client_id: client.client_id },
    first,
    second,
  };
}

test('S90 ended sessions are refused at once and leave one event each, also when they are named twice', async () => {
  const { house, owner, first, second } = await openWithSessions();
  const { parts, events } = house;
  assert.equal(await parts.liveness.isSessionAlive(first), true);
  await endSessions([first, first, 'nobody'], owner, requester, parts);
  assert.equal(parts.liveness.isSessionAlive(first), false);
  assert.equal(await parts.liveness.isSessionAlive(second), true);
  await endAllSessions(owner, requester, parts);
  assert.equal(parts.liveness.isSessionAlive(second), false);
  assert.deepEqual(
    events.map(({ event, session_id }) => [event, session_id]),
    [
      ['session_ended', first],
      ['session_ended', second],
    ],
  );
});

test('S172 a login gives the browser a new value, and an earlier one of the same browser is worth nothing', async () => {
  const house = await openHouse();
  const member = await house.saveMember();
  const parts = { ...house.parts, logins: house.stores.logins };
  const first = await startBrowserLogin(member, undefined, parts);
  const second = await startBrowserLogin(member, first, parts);
  assert.notEqual(first, second);
  assert.match(second, /^ppb_[A-Za-z0-9_-]{43}$/);
  const find = (value: string, now = t0) => parts.logins.findBrowserLogin(digestOf(value), now);
  assert.equal(await find(first), undefined);
  assert.equal((await find(second))?.member.member_id, member.member_id);
  assert.equal(await find(second, t0 + browserLoginLifetimeSeconds), undefined);
});

test('S173 what is stored of a browser login is its digest', async () => {
  const house = await openHouse();
  const member = await house.saveMember();
  const value = await startBrowserLogin(member, undefined, {
    ...house.parts,
    logins: house.stores.logins,
  });
  const rows = await house.database.query('SELECT * FROM browser_login', []);
  assert.ok(!JSON.stringify(rows).includes(value.slice(4)));
});
