import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openHouse, requester } from '../../../test/house.ts';
import { digestOf } from '../presented.ts';
import {
  findKnownBrowser,
  rememberBrowser,
  rememberedBrowserLifetimeSeconds,
} from './remembered-browser.ts';

async function houseWithBrowser(skipsSecondFactor = false) {
  const house = await openHouse();
  const member = await house.saveMember({ username: 'driver@example.test' });
  const parts = { ...house.parts, browsers: house.stores.browsers };
  const remember = (presented?: string, known?: Awaited<ReturnType<typeof find>>) =>
    rememberBrowser({ member, known, presented, skipsSecondFactor }, requester, parts);
  const find = (mark: string | undefined, username = member.username) =>
    findKnownBrowser(mark, username, parts);
  const { mark, browser_id } = await remember();
  assert.ok(mark !== undefined);
  return { house, member, remember, find, mark, browser_id };
}

test('S193 a browser is known for ninety days, however often it is used', async () => {
  const { house, find, remember, mark, browser_id } = await houseWithBrowser();
  house.time.now += rememberedBrowserLifetimeSeconds - 1;
  const known = await find(mark);
  assert.equal(known?.browser_id, browser_id);
  assert.deepEqual(await remember(mark, known), { browser_id, mark: undefined });
  house.time.now += 1;
  assert.equal(await find(mark), undefined);
});

test('S193 a mark that is missing, altered or another member’s is ignored', async () => {
  const { house, find, mark } = await houseWithBrowser();
  await house.saveMember({ username: 'other@example.test' });
  assert.equal(await find(undefined), undefined);
  assert.equal(await find(`${mark}x`), undefined);
  assert.equal(await find(mark, 'other@example.test'), undefined);
});

test('S193 a mark is ignored as soon as the password or the address has changed', async () => {
  const { house, member, find, mark } = await houseWithBrowser();
  await house.saveMember({ ...member, username: 'moved@example.test' });
  assert.equal(await find(mark, 'moved@example.test'), undefined);
  await house.saveMember(member);
  assert.notEqual(await find(mark), undefined);
  await house.saveMember({ ...member, password_verifier: '$argon2id$another' });
  assert.equal(await find(mark), undefined);
});

test('S172 a browser that is remembered gets a mark of its own, whatever it held before', async () => {
  const { find, remember, mark } = await houseWithBrowser();
  const again = await remember(mark);
  assert.notEqual(again.mark, mark);
  assert.equal(await find(mark), undefined);
  assert.equal((await find(again.mark))?.browser_id, again.browser_id);
});

test('the second factor is skipped for as long as the browser is known, and only when asked', async () => {
  const plain = await houseWithBrowser();
  assert.equal((await plain.find(plain.mark))?.skips_second_factor_until, null);
  const skipping = await houseWithBrowser(true);
  const known = await skipping.find(skipping.mark);
  assert.equal(known?.skips_second_factor_until, known?.expires_at);
});

test('S193 only the digest of a mark is stored', async () => {
  const { house, member, mark } = await houseWithBrowser();
  const list = await house.stores.browsers.listRememberedBrowsers(member.member_id, 0);
  assert.deepEqual(
    list.map(({ mark_digest }) => mark_digest),
    [digestOf(mark)],
  );
  assert.ok(!JSON.stringify(list).includes(mark));
});
