import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openHouse, requester } from '../../../test/house.ts';
import { t0 } from '../../../test/store-contract/records.ts';
import { confirmClient, replaceAccessList, withdrawConfirmation } from './password-limited.ts';

async function open() {
  const house = await openHouse();
  const client = await house.saveClient({ grant_types: ['password_limited'] });
  const [one, two] = [await house.saveMember(), await house.saveMember()];
  const events = () => house.events.map(({ event, member_id }) => [event, member_id]);
  return { house, client, one, two, events };
}

test('S98 S100 whoever is put on an access list is told once by mail where to confirm, and each change is an event', async () => {
  const { house, client, one, two, events } = await open();
  await replaceAccessList(client, [one], requester, house.parts);
  await replaceAccessList(client, [one, two], requester, house.parts);
  await replaceAccessList(client, [two], requester, house.parts);
  assert.deepEqual(await house.sentLetters(), [
    {
      to: one.username,
      letter: {
        kind: 'session.client_listed',
        happening: { at: t0, ip: null, user_agent: null, client_name: client.client_name },
      },
    },
    {
      to: two.username,
      letter: {
        kind: 'session.client_listed',
        happening: { at: t0, ip: null, user_agent: null, client_name: client.client_name },
      },
    },
  ]);
  assert.deepEqual(events(), [
    ['password_limited_listed', one.member_id],
    ['password_limited_listed', two.member_id],
    ['password_limited_unlisted', one.member_id],
  ]);
});

test('S100 a fourth member is refused, and nobody is told', async () => {
  const { house, client, one, two, events } = await open();
  const four = [one, two, await house.saveMember(), await house.saveMember()];
  await assert.rejects(replaceAccessList(client, four, requester, house.parts), RangeError);
  assert.deepEqual([await house.sentLetters(), events()], [[], []]);
  assert.deepEqual(await house.stores.clients.listListedMembers(client.client_id), []);
});

test('S105 a client without the grant cannot be confirmed, and taking back what was not given is nothing', async () => {
  const { house, client, one, events } = await open();
  await house.stores.clients.setListedMembers(client.client_id, [one.member_id]);
  const without = { ...client, grant_types: ['authorization_code'] as const };
  assert.equal(await confirmClient(without, one, requester, house.parts), false);
  const { parts } = house;
  const withdrawn = () => withdrawConfirmation(client.client_id, one, requester, parts);
  assert.equal(await withdrawn(), undefined);
  assert.deepEqual([await house.sentLetters(), events()], [[], []]);
  assert.equal(await confirmClient(client, one, requester, parts), true);
  assert.equal(await withdrawn(), 0);
});
