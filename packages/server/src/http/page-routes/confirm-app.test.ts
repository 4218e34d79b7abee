import assert from 'node:assert/strict';
import { test } from 'node:test';

import { passwordLimitedConfirmationSeconds } from '../../../test/house.ts';
import { openMemberPages } from '../../../test/member-pages-house.ts';
import { makeSession } from '../../../test/store-contract/records.ts';
import { confirmAppPaths as paths } from './confirm-app.ts';
import { recentSignInSeconds } from './recent-sign-in.ts';

const mia = 'mia@example.test';

async function open() {
  const opened = await openMemberPages();
  const { house } = opened;
  const member = await opened.addMember(mia);
  const client = await house.saveClient({
    client_id: 'garage-bot',
    client_name: 'Garage Bot',
    grant_types: ['password_limited', 'refresh_token'],
  });
  await house.stores.clients.setListedMembers(client.client_id, [member.member_id]);
  const browser = opened.openBrowser();
  await browser.signIn(mia);
  const findConfirmation = () =>
    house.stores.passwordLimited.findConfirmation(client.client_id, member.member_id, 0);
  const change = async (way: 'confirm' | 'withdraw', client_id = client.client_id) => {
    const page = await browser.get(paths.page);
    const action = page.payload.includes(`action="${paths[way]}"`) ? way : 'confirm';
    return browser.post(paths[way], { ...page.form(paths[action]), client_id });
  };
  return { ...opened, member, client, browser, findConfirmation, change };
}

test('S105 book 4.2 a listed app is refused until the member confirms it on the page, which says what that means', async () => {
  const { house, browser, findConfirmation, change, member } = await open();
  const page = await browser.get(paths.page);
  assert.match(page.payload, /Garage Bot/);
  assert.match(page.payload, /Not confirmed: it is refused/);
  assert.match(page.payload, /your password gets in without your second step/);
  assert.match(page.payload, /ends after 180 days/);
  assert.equal(await findConfirmation(), undefined);
  const answer = await change('confirm');
  assert.equal(answer.statusCode, 303);
  assert.equal(await findConfirmation(), house.time.now);
  assert.match((await browser.get(answer.location)).payload, /role="status">\s*It is confirmed/);
  assert.match((await browser.get(paths.page)).payload, /Confirmed .*It ends/s);
  const [letter] = await house.sentLetters();
  assert.deepEqual(
    [letter?.to, letter?.letter.kind],
    [member.username, 'session.client_confirmed'],
  );
  const names = house.events.map(({ event }) => event);
  assert.ok(names.includes('password_limited_confirmed'));
});

test('S105 S198 confirming wants a sign-in of the last fifteen minutes, taking it back does not', async () => {
  const { house, browser, findConfirmation, change } = await open();
  house.time.now += recentSignInSeconds + 1;
  const asked = await change('confirm');
  assert.match(asked.location, /^\/login\?transaction=/);
  assert.equal(await findConfirmation(), undefined);
  await browser.signIn(mia, {}, asked.location);
  await change('confirm');
  assert.equal(await findConfirmation(), house.time.now);
  house.time.now += recentSignInSeconds + 1;
  await change('withdraw');
  assert.equal(await findConfirmation(), undefined);
});

test('S105 taking it back ends what the app had open by it', async () => {
  const { house, browser, member, client, change } = await open();
  await change('confirm');
  const session = makeSession({ client, member }, { grant_type: 'password_limited' });
  await house.stores.sessions.startSession(session, undefined);
  assert.equal(await house.parts.liveness.isSessionAlive(session.session_id), true);
  const answer = await change('withdraw');
  assert.match((await browser.get(answer.location)).payload, /had open has ended/);
  assert.equal(await house.parts.liveness.isSessionAlive(session.session_id), false);
  const events = house.events.map(({ event }) => event);
  assert.deepEqual(events.slice(-2), ['password_limited_withdrawn', 'session_ended']);
});

test('S105 a confirmation that has ended by itself is said to have, and can be given again', async () => {
  const { house, browser, findConfirmation, change } = await open();
  await change('confirm');
  house.time.now += passwordLimitedConfirmationSeconds;
  await browser.signIn(mia);
  assert.match((await browser.get(paths.page)).payload, /confirmation has ended: it is refused/);
  await change('confirm');
  assert.equal(await findConfirmation(), house.time.now);
});

test('S105 an app that does not list the member cannot be confirmed, nor one that is gone', async () => {
  const { house, change, findConfirmation } = await open();
  await house.saveClient({ client_id: 'other', grant_types: ['password_limited'] });
  for (const client_id of ['other', 'nothing', '', `' OR 1=1 --`]) {
    assert.equal((await change('confirm', client_id)).statusCode, 404);
  }
  assert.equal(await findConfirmation(), undefined);
});

test('S174 the forms count from our own page in the browser of the member alone', async () => {
  const { openBrowser, addMember, browser, findConfirmation } = await open();
  const page = await browser.get(paths.page);
  const sent = { ...page.form(paths.confirm), client_id: 'garage-bot' };
  await addMember('leo@example.test');
  const other = openBrowser();
  await other.signIn('leo@example.test');
  assert.equal((await other.post(paths.confirm, sent)).statusCode, 403);
  assert.equal((await browser.post(paths.confirm, { client_id: 'garage-bot' })).statusCode, 403);
  assert.equal((await openBrowser().post(paths.confirm, sent)).statusCode, 403);
  assert.equal(await findConfirmation(), undefined);
  const signedOut = await openBrowser().get(paths.page);
  assert.equal(signedOut.location, '/login?destination=%2Faccount%2Fconfirm-app');
});

test('the account page leads there when there is an app to confirm, and not otherwise', async () => {
  const { browser, openBrowser, addMember } = await open();
  assert.match((await browser.get('/account')).payload, /href="\/account\/confirm-app"/);
  await addMember('leo@example.test');
  const other = openBrowser();
  await other.signIn('leo@example.test');
  assert.doesNotMatch((await other.get('/account')).payload, /confirm-app/);
  assert.match((await other.get(paths.page)).payload, /There are none/);
});
