import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openProtectedHouse, paths } from '../../../test/protected-house.ts';
import { recentSignInSeconds } from './recent-sign-in.ts';

const mia = 'mia@example.test';
const risky = '/account/security/backup-codes';

/** Mia, signed in for longer than what is risky allows, before a form that is. */
async function openStale() {
  const opened = await openProtectedHouse();
  await opened.addMember(mia);
  const browser = opened.openBrowser();
  await browser.signIn(mia);
  const page = await browser.get(paths.security);
  const form_token = /name="form_token" value="([^"]+)"/.exec(page.payload)?.[1] ?? '';
  opened.house.time.now += recentSignInSeconds + 1;
  const ask = () => browser.post(risky, { form_token });
  return { ...opened, browser, ask };
}

test('S198 S172 what is risky leads through a fresh sign-in and back, under a new login', async () => {
  const { browser, ask } = await openStale();
  const asked = await ask();
  assert.match(asked.location, /^\/login\?transaction=/);
  const before = browser.jar.get('__Host-pitpass_login');
  const page = await browser.get(asked.location);
  assert.match(page.payload, /sign in once more/);
  assert.match(page.payload, /value="mia@example.test"/);
  const answer = await browser.post('/login', {
    ...page.form('/login'),
    username: mia,
    password: 'a right long password',
  });
  assert.deepEqual([answer.statusCode, answer.location], [303, paths.security]);
  assert.notEqual(browser.jar.get('__Host-pitpass_login'), before);
});

test('S198 a login that stands is not enough: the page asks for the password', async () => {
  const { browser, ask } = await openStale();
  const asked = await ask();
  for (let visit = 0; visit < 2; visit += 1) {
    assert.match((await browser.get(asked.location)).payload, /id="password"/);
  }
  assert.match((await ask()).location, /^\/login\?transaction=/);
});

test('S175 the fresh sign-in cannot be continued in another browser, nor after fifteen minutes', async () => {
  const { house, browser, ask, openBrowser } = await openStale();
  const { location } = await ask();
  const other = openBrowser();
  await other.get('/login');
  assert.equal((await other.get(location)).statusCode, 400);
  house.time.now += 901;
  assert.equal((await browser.get(location)).statusCode, 400);
});
