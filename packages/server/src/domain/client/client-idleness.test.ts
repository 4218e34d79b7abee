import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openHouse, requester } from '../../../test/house.ts';
import { t0 } from '../../../test/store-contract/records.ts';
import { tellIdleClients } from './client-idleness.ts';

const day = 86_400;

async function openWatch() {
  const house = await openHouse();
  const { parts, time } = house;
  const to = 'dev@laplens.example';
  const client = await house.saveClient({ client_id: 'lap-lens', developer_email: to });
  const look = () => tellIdleClients({ ...parts, requester: () => requester });
  await look();
  /** What happens day by day, and which letters came on which day. */
  const live = async (from: number, until: number) => {
    const came: (readonly [number, string, number])[] = [];
    for (let today = from; today <= until; today += 1) {
      time.now = t0 + today * day;
      const before = (await house.sentLetters()).length;
      await look();
      for (const { letter } of (await house.sentLetters()).slice(before)) {
        assert.ok('idle_days' in letter);
        came.push([today, letter.kind, letter.idle_days]);
      }
    }
    return came;
  };
  return { house, client, to, look, live };
}

test('S204 book 8 a client that nobody uses is told of at 90, 120 and 150 days and disabled with a mail at 180', async () => {
  const { house, client, live, to } = await openWatch();
  assert.deepEqual(await live(1, 400), [
    [90, 'client.idle', 90],
    [120, 'client.idle', 120],
    [150, 'client.idle', 150],
    [180, 'client.disabled', 180],
  ]);
  assert.equal((await house.stores.clients.findClient(client.client_id))?.state, 'disabled');
  const letters = await house.sentLetters();
  assert.ok(letters.every((each) => each.to === to));
  const { letter } = letters[0] ?? assert.fail();
  assert.ok(letter.kind === 'client.idle');
  assert.equal(letter.disabled_at, t0 + 180 * day);
  assert.deepEqual(
    house.events.map(({ event, client_id }) => [event, client_id]),
    [['client_disabled', client.client_id]],
  );
});

test('S204 book 8 a use on any day begins the count anew', async () => {
  const { house, client, live } = await openWatch();
  await live(1, 130);
  house.parts.clientUses.note(client.client_id, null, house.time.now);
  await house.parts.clientUses.flush();
  assert.deepEqual(await live(131, 310), [
    [220, 'client.idle', 90],
    [250, 'client.idle', 120],
    [280, 'client.idle', 150],
    [310, 'client.disabled', 180],
  ]);
});

test('S204 book 8 enabled again, a client has another 180 days', async () => {
  const { house, client, live } = await openWatch();
  await live(170, 180);
  const { clients } = house.stores;
  assert.equal(await clients.enableClient(client.client_id, 'inactive', house.time.now), true);
  assert.deepEqual(await live(181, 269), []);
  assert.deepEqual(await live(270, 270), [[270, 'client.idle', 90]]);
});

test('S204 several nodes that look at the same moment tell of each step once', async () => {
  const { house, look } = await openWatch();
  for (const days of [90, 120, 150, 180]) {
    house.time.now = t0 + days * day;
    await Promise.all([look(), look(), look(), look()]);
  }
  assert.equal((await house.sentLetters()).length, 4);
  assert.equal(house.events.length, 1);
});

test('S204 after a long absence the last step alone is told', async () => {
  const { live } = await openWatch();
  assert.deepEqual(await live(155, 155), [[155, 'client.idle', 150]]);
});
