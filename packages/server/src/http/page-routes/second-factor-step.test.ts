import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openProtectedHouse, paths, readOptions } from '../../../test/protected-house.ts';
import { iracingDialect } from '../../../test/house.ts';
import { countTrue } from '../../../test/store-contract/contract.ts';
import { password } from '../../../test/sign-in-house.ts';

const mia = 'mia@example.test';
const leo = 'leo@example.test';

/** A house in which Mia has an authenticator app, and a browser that nobody is signed in to. */
async function open() {
  const opened = await openProtectedHouse();
  const member = await opened.addMember(mia);
  const browser = opened.openBrowser();
  const made = await opened.protect(browser, member);
  return { ...opened, ...made, member, browser };
}

/** An app that Mia may sign in to. */
async function openAuthorization({ house }: Awaited<ReturnType<typeof open>>, prompt?: string) {
  const client = await house.saveClient({ client_id: 'lap-lens' });
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0] ?? '',
    response_type: 'code',
    scope: 'iracing.auth',
    ...(prompt !== undefined && { prompt }),
  });
  return `${iracingDialect.paths.authorize}?${query.toString()}`;
}

test('book 14.5 the right password signs nobody in who has a second factor, until its code is entered', async () => {
  const { browser, reachStep, nextCode, seed } = await open();
  const { answer, page, enter } = await reachStep(browser, mia);
  assert.match(answer.location, /^\/login\/second-factor\?transaction=/);
  assert.equal(page.statusCode, 200);
  assert.equal(await browser.isSignedIn(), false);
  assert.equal((await browser.get(paths.security)).statusCode, 303);
  const done = await enter({ code: await nextCode(seed) });
  assert.deepEqual([done.statusCode, done.location], [303, '/account']);
  assert.equal(await browser.isSignedIn(), true);
});

test('book 14.5 the page names no account, no key and no passkey’s name', async () => {
  const { browser, reachStep, seed, addPasskey, nextCode } = await open();
  const first = await reachStep(browser, mia);
  await first.enter({ code: await nextCode(seed) });
  await addPasskey(browser, 'Key of Mia');
  const { page } = await reachStep(browser, mia);
  for (const told of [mia, 'Key of Mia', 'Driver', seed]) assert.ok(!page.payload.includes(told));
  assert.equal(page.headers['cache-control'], 'no-store');
});

test('book 14.5 a wrong, a used and an empty code are answered alike, and nobody is signed in', async () => {
  const { browser, reachStep, nextCode, seed, code: used } = await open();
  const { enter } = await reachStep(browser, mia);
  for (const code of ['000000', used, '', 'abc', await nextCode(seed).then(() => used)]) {
    const answer = await enter({ code });
    assert.equal(answer.statusCode, 401);
    assert.match(answer.payload, /wrong or was used before/);
  }
  assert.equal(await browser.isSignedIn(), false);
});

test('S186 a code that signed in once signs in nowhere else, not even at the same moment', async () => {
  const { openBrowser, reachStep, nextCode, seed } = await open();
  const steps = await Promise.all(Array.from({ length: 5 }, () => reachStep(openBrowser(), mia)));
  const code = await nextCode(seed);
  const signedIn = await countTrue(5, async (index) => {
    const answer = await steps[index]?.enter({ code });
    return answer?.statusCode === 303;
  });
  assert.equal(signedIn, 1);
});

test('book 14.5 a backup code signs in once', async () => {
  const { browser, openBrowser, reachStep, backupCodes } = await open();
  assert.equal(backupCodes.length, 10);
  const [backup_code = ''] = backupCodes;
  const one = await reachStep(browser, mia);
  assert.equal((await one.enter({ backup_code })).location, '/account');
  const other = await reachStep(openBrowser(), mia);
  const refused = await other.enter({ backup_code });
  assert.equal(refused.statusCode, 401);
  assert.match(refused.payload, /backup code is wrong or was used before/);
});

test('book 14.5 five codes a minute are looked at, and the sixth is told how long to wait', async () => {
  const { browser, reachStep, nextCode, seed } = await open();
  const { enter } = await reachStep(browser, mia);
  const right = await nextCode(seed);
  for (let tries = 0; tries < 5; tries += 1) await enter({ code: '000000' });
  const refused = await enter({ code: right });
  assert.equal(refused.statusCode, 429);
  assert.equal(refused.headers['retry-after'], '60');
  assert.match(refused.payload, /Wait 1 minute/);
  assert.equal(await browser.isSignedIn(), false);
});

const ninetyDaysSeconds = 90 * 86_400;

test('book 14.5 a remembered browser is asked for no second factor for 90 days, and another one is', async () => {
  const { house, browser, openBrowser, reachStep, nextCode, seed } = await open();
  const { enter } = await reachStep(browser, mia);
  await enter({ code: await nextCode(seed), remember: 'yes' });
  const from = house.time.now;
  assert.equal((await browser.signIn(mia)).location, '/account');
  house.time.now = from + ninetyDaysSeconds - 1;
  assert.equal((await browser.signIn(mia)).location, '/account');
  assert.match((await openBrowser().signIn(mia)).location, /^\/login\/second-factor/);
  house.time.now = from + ninetyDaysSeconds;
  assert.match((await browser.signIn(mia)).location, /^\/login\/second-factor/);
});

test('book 14.5 a browser that was not ticked is asked again each time', async () => {
  const { browser, reachStep, nextCode, seed } = await open();
  const { enter } = await reachStep(browser, mia);
  await enter({ code: await nextCode(seed) });
  assert.match((await browser.signIn(mia)).location, /^\/login\/second-factor/);
});

test('book 14.5 a browser may be remembered later than it became known', async () => {
  const { browser, reachStep, nextCode, seed } = await open();
  await (await reachStep(browser, mia)).enter({ code: await nextCode(seed) });
  const second = await reachStep(browser, mia);
  await second.enter({ code: await nextCode(seed), remember: 'yes' });
  assert.equal((await browser.signIn(mia)).location, '/account');
});

test('book 14.5 the mark of a remembered browser skips nobody else’s second factor', async () => {
  const opened = await open();
  const { browser, reachStep, nextCode, seed, addMember, protect, openBrowser } = opened;
  await protect(openBrowser(), await addMember(leo));
  await (await reachStep(browser, mia)).enter({ code: await nextCode(seed), remember: 'yes' });
  assert.match((await browser.signIn(leo)).location, /^\/login\/second-factor/);
});

test('book 14.5 prompt=verify asks in a remembered browser, and forgets it', async () => {
  const opened = await open();
  const { browser, reachStep, nextCode, seed } = opened;
  await (await reachStep(browser, mia)).enter({ code: await nextCode(seed), remember: 'yes' });
  const verify = await openAuthorization(opened, 'verify');
  const asked = await reachStep(browser, mia, verify);
  assert.match(asked.answer.location, /^\/login\/second-factor/);
  const done = await asked.enter({ code: await nextCode(seed) });
  assert.match(done.location, /^\/consent\?transaction=/);
  assert.match((await browser.signIn(mia)).location, /^\/login\/second-factor/, 'forgotten');
});

test('book 14.5 a sign-in for an app goes on to it after the second factor', async () => {
  const opened = await open();
  const { browser, reachStep, nextCode, seed } = opened;
  const { page, enter } = await reachStep(browser, mia, await openAuthorization(opened));
  assert.match(page.payload, /Lap Lens/);
  assert.match(
    String(page.headers['content-security-policy']),
    /form-action 'self' https:\/\/demo/,
  );
  const done = await enter({ code: await nextCode(seed) });
  assert.match((await browser.get(done.location)).payload, /wants to use your account/);
});

test('S175 a sign-in whose password was right is worth nothing in another browser', async () => {
  const { browser, openBrowser, reachStep, nextCode, seed } = await open();
  const { answer, page } = await reachStep(browser, mia);
  const other = openBrowser();
  await other.get('/login');
  assert.equal((await other.get(answer.location)).statusCode, 400);
  const code = await nextCode(seed);
  const posted = await other.post(paths.step, { ...page.form(paths.step), code });
  assert.equal(posted.statusCode, 400);
  assert.equal(await other.isSignedIn(), false);
});

test('S174 a form of the second factor with a foreign token, or from elsewhere, does nothing', async () => {
  const { app, browser, reachStep, nextCode, seed } = await open();
  const { page, enter } = await reachStep(browser, mia);
  const code = await nextCode(seed);
  assert.equal((await enter({ code, form_token: 'x'.repeat(43) })).statusCode, 403);
  const foreign = await app.inject({
    method: 'POST',
    url: paths.step,
    headers: {
      cookie: [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; '),
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'cross-site',
    },
    payload: new URLSearchParams({ ...page.form(paths.step), code }).toString(),
  });
  assert.equal(foreign.statusCode, 403);
  assert.equal(await browser.isSignedIn(), false);
  assert.equal((await enter({ code })).statusCode, 303, 'the code was not spent by them');
});

test('book 14.5 fifteen minutes after the password the second factor comes too late', async () => {
  const { house, browser, reachStep, nextCode, seed } = await open();
  const { enter } = await reachStep(browser, mia);
  house.time.now += 901;
  const late = await enter({ code: await nextCode(seed) });
  assert.equal(late.statusCode, 400);
  assert.equal(await browser.isSignedIn(), false);
});

test('book 14.5 a factor that was switched off meanwhile sends the member to the password, not past it', async () => {
  const { house, browser, reachStep, member } = await open();
  const { answer, enter } = await reachStep(browser, mia);
  await house.database.query('DELETE FROM second_factor WHERE member_id = $1', [member.member_id]);
  const page = await browser.get(answer.location);
  assert.match(page.payload, /name="password"/);
  assert.match((await enter({ code: '000000' })).payload, /name="password"/);
  assert.equal(await browser.isSignedIn(), false);
});

test('S185 a passkey signs in, and a replayed answer to it does not', async () => {
  const { browser, openBrowser, reachStep, nextCode, seed, addPasskey, authenticator } =
    await open();
  await (await reachStep(browser, mia)).enter({ code: await nextCode(seed) });
  const { done } = await addPasskey(browser);
  assert.match(done.location, /^\/account\/security\?done=passkey_added/);
  const other = openBrowser();
  const { page, enter, challenge } = await reachStep(other, mia);

  const passkey = authenticator.use(readOptions(page.payload));
  assert.equal((await enter({ challenge, passkey })).location, '/account');
  other.signOut();
  assert.equal((await enter({ challenge, passkey })).statusCode, 401);
  assert.equal(await other.isSignedIn(), false);
});

test('S11 book 13.1 prompt=verify takes no sign-in beside it, which a remembered browser was let off the code', async () => {
  const opened = await open();
  const { browser, reachStep, nextCode, seed } = opened;
  await (await reachStep(browser, mia)).enter({ code: await nextCode(seed), remember: 'yes' });
  const page = await browser.get(await openAuthorization(opened, 'verify'));
  const { transaction = '' } = page.form('/login');
  opened.house.time.now += 1;
  assert.equal((await browser.signIn(mia)).location, '/account');
  const beside = await browser.get(`/consent?transaction=${transaction}`);
  assert.match(beside.payload, /id="password"/);
  const own = await browser.post('/login', {
    ...beside.form('/login'),
    username: mia,
    password,
  });
  assert.match(own.location, /^\/login\/second-factor/);
});

test('S185 refuses a passkey’s answer for another origin or relying party, without a verified member, or counting back', async () => {
  const { browser, openBrowser, reachStep, nextCode, seed, addPasskey } = await open();
  await (await reachStep(browser, mia)).enter({ code: await nextCode(seed) });
  await addPasskey(browser);
  const wrongs = [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { isUserVerified: false },
    { counter: 0 },
  ];
  const other = openBrowser();
  for (const wrong of wrongs) {
    const { usePasskey } = await reachStep(other, mia);
    const refused = await usePasskey(wrong);
    assert.equal(refused.statusCode, 401, JSON.stringify(wrong));
    assert.match(refused.payload, /passkey was not accepted/);
  }
  assert.equal(await other.isSignedIn(), false);
  const { usePasskey } = await reachStep(other, mia);
  assert.equal((await usePasskey()).location, '/account');
});

test('S185 a challenge counts in the sign-in and the browser for which it was made', async () => {
  const { browser, openBrowser, reachStep, nextCode, seed, addPasskey, authenticator } =
    await open();
  await (await reachStep(browser, mia)).enter({ code: await nextCode(seed) });
  await addPasskey(browser);

  const mine = openBrowser();
  const first = await reachStep(mine, mia);
  const second = await reachStep(mine, mia);
  const stranger = await reachStep(openBrowser(), mia);
  const passkey = authenticator.use(readOptions(first.page.payload));
  for (const { enter } of [second, stranger]) {
    assert.equal((await enter({ challenge: first.challenge, passkey })).statusCode, 401);
  }
  assert.equal((await first.enter({ challenge: first.challenge, passkey })).location, '/account');
});

test('S188 whoever has proven a second factor in an unknown browser is mailed no code', async () => {
  const opened = await openProtectedHouse({ unknownBrowser: 'mail' });
  const { house, addMember, openBrowser, reachStep, listCodes, nextCode } = opened;
  const member = await addMember(mia);
  const browser = openBrowser();
  const first = await reachStep(browser, mia);
  assert.match(first.answer.location, /^\/login\/code/);
  const [code = ''] = await listCodes(mia);
  await browser.post('/login/code', { ...first.page.form('/login/code'), code });
  const page = await browser.get(paths.authenticator);
  const seed = opened.readSeed(browser, member, page.payload);
  const typed = await nextCode(seed);
  await browser.post(paths.authenticator, { ...page.form(paths.authenticator), code: typed });
  const { answer, enter } = await reachStep(openBrowser(), mia);
  assert.match(answer.location, /^\/login\/second-factor/);
  assert.equal((await enter({ code: await nextCode(seed) })).location, '/account');
  assert.equal((await listCodes(mia)).length, 1);
  assert.ok(house.time.now > 0);
});

test('book 14.5 a sign-in that the switching on of a second factor overtakes is asked for it', async () => {
  const opened = await openProtectedHouse();
  const { addMember, openBrowser, parts, protect } = opened;
  const member = await addMember(mia);
  const [owner, late] = [openBrowser(), openBrowser()];
  const { logins } = parts;
  let isSwitched = false;
  const saveBrowserLogin: typeof logins.saveBrowserLogin = async (login) => {
    if (isSwitched) {
      isSwitched = false;
      await protect(owner, member);
    }
    return logins.saveBrowserLogin(login);
  };
  Object.assign(parts, { logins: { ...logins, saveBrowserLogin } });
  await owner.signIn(mia);
  isSwitched = true;
  const answer = await late.signIn(mia);
  assert.match(answer.location, /^\/login\/second-factor/);
  assert.equal(await late.isSignedIn(), false);
  assert.equal(late.jar.has('__Host-pitpass_login'), false);
});
