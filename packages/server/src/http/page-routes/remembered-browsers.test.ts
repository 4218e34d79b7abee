import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openProtectedHouse } from '../../../test/protected-house.ts';
import type { HouseBrowser } from '../../../test/sign-in-house.ts';

const mia = 'mia@example.test';
const leo = 'leo@example.test';
const page = '/account/security';
const forgetOne = '/account/security/forget-browser';
const forgetAll = '/account/security/forget-browsers';

/** Mia, signed in at her desk and on her sofa. */
async function open() {
  const opened = await openProtectedHouse();
  const member = await opened.addMember(mia);
  const [desk, sofa] = [opened.openBrowser(), opened.openBrowser('198.51.100.7')];
  await desk.signIn(mia);
  opened.house.time.now += 60;
  await sofa.signIn(mia);
  const list = () =>
    opened.house.stores.browsers.listRememberedBrowsers(member.member_id, opened.house.time.now);
  const forget = async (browser: HouseBrowser, action: string, over = {}) =>
    browser.post(action, { ...(await browser.get(page)).form(action), ...over });
  return { ...opened, member, desk, sofa, list, forget };
}

test('S193 the security page lists the browsers that are remembered, and which of them this one is', async () => {
  const { desk } = await open();
  const { payload } = await desk.get(page);
  const rows = payload.split('<tr role="row">').slice(2);
  assert.equal(rows.length, 2);
  assert.ok(rows[0]?.includes('198.51.100.7') && rows[1]?.includes('203.0.113.7'));
  assert.deepEqual(
    rows.map((row) => row.includes('This browser')),
    [false, true],
  );
});

test('S193 a forgotten browser has to prove itself again, is signed out, and leaves an event', async () => {
  const { house, desk, sofa, list, forget, member } = await open();
  const [ofSofa, ofDesk] = await list();
  const done = await forget(desk, forgetOne, { browser_id: ofSofa?.browser_id });
  assert.equal(done.statusCode, 303);
  assert.match((await desk.get(done.location)).payload, /The browser is forgotten/);
  assert.deepEqual([await desk.isSignedIn(), await sofa.isSignedIn()], [true, false]);
  assert.deepEqual(
    (await list()).map(({ browser_id }) => browser_id),
    [ofDesk?.browser_id],
  );
  const event = house.events.at(-1);
  assert.deepEqual([event?.event, event?.member_id], ['browser_forgotten', member.member_id]);
});

test('S193 forgetting all of them signs out every browser but the one that asks', async () => {
  const { desk, sofa, list, forget } = await open();
  const done = await forget(desk, forgetAll);
  assert.match((await desk.get(done.location)).payload, /No browser is remembered/);
  assert.deepEqual([await desk.isSignedIn(), await sofa.isSignedIn()], [true, false]);
  assert.deepEqual(await list(), []);
});

test('S196 nobody forgets a browser of somebody else', async () => {
  const { addMember, openBrowser, list, forget } = await open();
  await addMember(leo);
  const other = openBrowser();
  await other.signIn(leo);
  const [ofMia] = await list();
  await forget(other, forgetOne, { browser_id: ofMia?.browser_id });
  assert.equal((await list()).length, 2);
});

test('S174 the forms are refused to whoever is signed out, and without their token', async () => {
  const { desk, openBrowser, list } = await open();
  for (const action of [forgetOne, forgetAll]) {
    const form = { form_token: 'x'.repeat(43), browser_id: 'x' };
    assert.equal((await desk.post(action, form)).statusCode, 403);
    assert.equal((await openBrowser().post(action, form)).statusCode, 403);
  }
  assert.equal((await list()).length, 2);
});

test('S193 a browser from before a password change is not shown as remembered', async () => {
  const { house, parts, makeVerifier, member, openBrowser } = await open();
  const password_verifier = await makeVerifier(mia, 'another long password');
  await house.saveMember({ ...member, password_verifier });
  const browser = openBrowser('192.0.2.9');
  await browser.signIn(mia, { password: 'another long password' });
  const { payload } = await browser.get(page);
  assert.equal(parts.unknownBrowser, 'off');
  assert.equal(payload.split('<tr role="row">').length - 2, 1);
});
