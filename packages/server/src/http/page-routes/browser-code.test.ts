import assert from 'node:assert/strict';
import { test } from 'node:test';

import { iracingDialect } from '../../../test/house.ts';
import { openSignInHouse, password } from '../../../test/sign-in-house.ts';
import type { HouseBrowser, SignInHouse } from '../../../test/sign-in-house.ts';
import { browserCodeTriesMax } from '../../domain/session/browser-code.ts';
import { rememberedBrowserLifetimeSeconds } from '../../domain/session/remembered-browser.ts';

const mia = 'mia@example.test';
const leo = 'leo@example.test';

async function openHouseOf(...over: Parameters<typeof openSignInHouse>) {
  const house = await openSignInHouse(...over);
  const member = await house.addMember(mia);
  return { ...house, member };
}

/** Gives the right password and opens the page that asks for the code. */
async function reachCodePage(browser: HouseBrowser, username = mia, from = '/login') {
  const answer = await browser.signIn(username, {}, from);
  assert.equal(answer.statusCode, 303);
  assert.match(answer.location, /^\/login\/code\?transaction=/);
  const page = await browser.get(answer.location);
  const enter = (code: string) =>
    browser.post('/login/code', { ...page.form('/login/code'), code });
  const again = () => browser.post('/login/code/again', page.form('/login/code/again'));
  return { address: answer.location, page, enter, again };
}

/** Signs in with the code, so that the browser is known. */
async function signInWithCode({ listCodes }: SignInHouse, browser: HouseBrowser, username = mia) {
  const { enter } = await reachCodePage(browser, username);
  const done = await enter((await listCodes(username)).at(-1) ?? '');
  assert.equal(done.location, '/account');
}

const other = (code: string) => (code === '000000' ? '000001' : '000000');

test('S188 a right password from an unknown browser signs nobody in until the mailed code is entered there', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const { page, enter } = await reachCodePage(browser);
  assert.equal(page.statusCode, 200);
  assert.equal(await browser.isSignedIn(), false);
  assert.equal(browser.jar.has('__Host-pitpass_login'), false);
  const [code] = await house.listCodes(mia);
  assert.match(code ?? '', /^\d{6}$/);
  const done = await enter(code ?? '');
  assert.deepEqual([done.statusCode, done.location], [303, '/account']);
  assert.equal(await browser.isSignedIn(), true);
});

test('S188 a code is taken with blanks and dashes between its digits', async () => {
  const house = await openHouseOf();
  const { enter } = await reachCodePage(house.openBrowser());
  const [code = ''] = await house.listCodes(mia);
  const done = await enter(` ${code.slice(0, 3)}-${code.slice(3)} `);
  assert.equal(done.location, '/account');
});

test('S188 a wrong password is answered as ever and mails nothing', async () => {
  const house = await openHouseOf();
  const answer = await house.openBrowser().signIn(mia, { password: 'wrong' });
  assert.equal(answer.statusCode, 401);
  assert.deepEqual(await house.listCodes(mia), []);
});

test('S182 an unknown account and a wrong password are answered alike where codes are mailed', async () => {
  const house = await openHouseOf();
  const known = house.openBrowser();
  await signInWithCode(house, known);
  const answers = [];
  // From a browser that nobody knows, and from one that is known to another account.
  for (const [username, browser] of [
    [mia, house.openBrowser('198.51.100.1')],
    ['nobody@example.test', house.openBrowser('198.51.100.2')],
    ['nobody@example.test', known],
  ] as const) {
    const answer = await browser.signIn(username, { password: 'wrong' });
    const {
      'content-length': _length,
      'set-cookie': _cookie,
      date: _date,
      ...headers
    } = answer.headers;
    const body = answer.payload
      .replaceAll(username, 'USERNAME')
      .replaceAll(/value="[\w-]{40,}"/g, 'value="TOKEN"');
    answers.push({ status: answer.statusCode, headers, body });
  }
  assert.equal(answers[0]?.status, 401);
  assert.deepEqual(answers[0], answers[1]);
  assert.deepEqual(answers[0], answers[2]);
});

test('S188 a service that switches the code off signs in at once, and remembers the browser', async () => {
  const house = await openHouseOf({ unknownBrowser: 'off' });
  const browser = house.openBrowser();
  assert.equal((await browser.signIn(mia)).location, '/account');
  assert.equal(await browser.isSignedIn(), true);
  const {
    member,
    house: { stores, time },
  } = house;
  const list = await stores.browsers.listRememberedBrowsers(member.member_id, time.now);
  assert.equal(list.length, 1);
});

test('S189 a code that was used signs nobody in again', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const { enter, again } = await reachCodePage(browser);
  const [code = ''] = await house.listCodes(mia);
  await enter(code);
  browser.signOut();
  assert.equal((await enter(code)).statusCode, 401);
  assert.equal((await again()).statusCode, 401);
  assert.equal(await browser.isSignedIn(), false);
  assert.equal((await house.listCodes(mia)).length, 1);
});

test('S190 after five wrong codes the right one is worth nothing, and another is needed', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const { enter, again } = await reachCodePage(browser);
  const [code = ''] = await house.listCodes(mia);
  for (let tries = 1; tries <= browserCodeTriesMax; tries += 1) {
    const answer = await enter(other(code));
    assert.equal(answer.statusCode, 401);
    const left = browserCodeTriesMax - tries;
    assert.match(
      answer.payload,
      left === 0
        ? /does not work any more/
        : left === 1
          ? /one more try/
          : new RegExp(`${left} more`),
    );
  }
  assert.match((await enter(code)).payload, /does not work any more/);
  const sent = await again();
  assert.equal(sent.statusCode, 303);
  assert.match((await browser.get(sent.location)).payload, /We sent another code/);
  assert.equal((await enter((await house.listCodes(mia))[1] ?? '')).location, '/account');
});

test('S190 S210 no account is sent more than five codes in an hour, whoever asks from wherever', async () => {
  const house = await openHouseOf();
  const first = await reachCodePage(house.openBrowser());
  for (let count = 2; count <= 5; count += 1) {
    const browser = house.openBrowser(`198.51.100.${count}`);
    await reachCodePage(browser);
  }
  const refused = await first.again();
  assert.equal(refused.statusCode, 429);
  assert.equal(refused.headers['retry-after'], '3600');
  assert.equal(refused.headers['ratelimit-limit'], '5');
  assert.equal(refused.headers['ratelimit-remaining'], '0');
  // A sign-in that comes too late for a code of its own is told how long to wait.
  const late = await reachCodePage(house.openBrowser('198.51.100.9'));
  assert.equal(late.page.statusCode, 429);
  assert.match(late.page.payload, /Too many codes were sent for this account/);
  assert.doesNotMatch(late.page.payload, /id="code"/);
  assert.equal((await house.listCodes(mia)).length, 5);
  house.house.time.now += 3600;
  await reachCodePage(house.openBrowser());
  assert.equal((await house.listCodes(mia)).length, 6);
});

test('S190 code and sign-in end fifteen minutes after the password', async () => {
  const house = await openHouseOf();
  const [early, late] = [house.openBrowser(), house.openBrowser()];
  const first = await reachCodePage(early);
  const second = await reachCodePage(late);
  const [one = '', two = ''] = await house.listCodes(mia);
  house.house.time.now += 899;
  assert.equal((await first.enter(one)).location, '/account');
  house.house.time.now += 2;
  const answer = await second.enter(two);
  assert.equal(answer.statusCode, 400);
  assert.match(answer.payload, /expired/);
});

test('S190 a code is stored as a keyed digest alone, and its mail sealed', async () => {
  const house = await openHouseOf();
  await reachCodePage(house.openBrowser());
  const [code = ''] = await house.listCodes(mia);
  for (const table of ['browser_code', 'mail']) {
    const rows = await house.house.database.query(`SELECT * FROM ${table}`, []);
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(code), table);
  }
});

test('S191 a code counts in its own sign-in alone, in its own browser and for its own account', async () => {
  const house = await openHouseOf();
  await house.addMember(leo);
  const browser = house.openBrowser();
  const first = await reachCodePage(browser);
  const second = await reachCodePage(browser);
  const [one = '', two = ''] = await house.listCodes(mia);
  assert.equal((await second.enter(one)).statusCode, one === two ? 303 : 401);
  const thief = house.openBrowser('198.51.100.9');
  await thief.get('/login');
  assert.equal((await thief.get(first.address)).statusCode, 400);
  const stolen = await thief.post('/login/code', {
    ...first.page.form('/login/code'),
    code: one,
  });
  assert.equal(stolen.statusCode, 400);
  const ofLeo = await reachCodePage(thief, leo);
  assert.equal((await ofLeo.enter(one)).statusCode, 401);
  assert.equal(await thief.isSignedIn(), false);
  assert.equal((await first.enter(one)).location, '/account');
});

test('S191 a code is worth nothing once password or address have changed, or the account is disabled', async () => {
  for (const change of [
    { password_verifier: '$argon2id$another' },
    { username: 'moved@example.test' },
    { disabled_at: 1 },
  ]) {
    const house = await openHouseOf();
    const browser = house.openBrowser();
    const { enter, again } = await reachCodePage(browser);
    const [code = ''] = await house.listCodes(mia);
    await house.house.saveMember({ ...house.member, ...change });
    for (const answer of [await enter(code), await again()]) {
      assert.equal(answer.statusCode, 200);
      assert.match(answer.payload, /id="password"/);
    }
    assert.equal(await browser.isSignedIn(), false);
    assert.equal((await house.house.sentLetters()).length, 1);
  }
});

test('S174 the forms of the code are refused when they come from elsewhere', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const { page } = await reachCodePage(browser);
  const [code = ''] = await house.listCodes(mia);
  for (const path of ['/login/code', '/login/code/again']) {
    const { transaction = '' } = page.form(path);
    const form = { transaction, code, form_token: 'x'.repeat(43) };
    assert.equal((await browser.post(path, form)).statusCode, 403);
  }
  assert.equal(await browser.isSignedIn(), false);
});

test('S193 a known browser is not asked for ninety days, and then again', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  await signInWithCode(house, browser);
  assert.equal((await browser.signIn(mia)).location, '/account');
  house.house.time.now += rememberedBrowserLifetimeSeconds;
  await reachCodePage(browser);
});

test('S193 the mark of one member is none for another, and both can be known in one browser', async () => {
  const house = await openHouseOf();
  await house.addMember(leo);
  const browser = house.openBrowser();
  await signInWithCode(house, browser);
  await signInWithCode(house, browser, leo);
  assert.equal((await browser.signIn(mia)).location, '/account');
  assert.equal((await browser.signIn(leo)).location, '/account');
});

test('S193 a mark that was altered is ignored', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  await signInWithCode(house, browser);
  const mark = browser.jar.get('__Host-pitpass_known') ?? '';
  browser.jar.set('__Host-pitpass_known', `${mark.slice(0, -1)}${mark.endsWith('A') ? 'B' : 'A'}`);
  await reachCodePage(browser);
  browser.jar.set('__Host-pitpass_known', mark);
  assert.equal((await browser.signIn(mia)).location, '/account');
});

test('S193 a mark from before a password change is ignored', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  await signInWithCode(house, browser);
  const chosen = 'another long password';
  const password_verifier = await house.makeVerifier(mia, chosen);
  await house.house.saveMember({ ...house.member, password_verifier });
  const answer = await browser.signIn(mia, { password: chosen });
  assert.match(answer.location, /^\/login\/code/);
});

test('S172 cookies that somebody planted before are worth nothing after the sign-in', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const planted = 'ppm_planted-by-somebody-else-0123456789';
  browser.jar.set('__Host-pitpass_known', planted);
  browser.jar.set('__Host-pitpass_login', planted);
  await signInWithCode(house, browser);
  assert.notEqual(browser.jar.get('__Host-pitpass_known'), planted);
  assert.notEqual(browser.jar.get('__Host-pitpass_login'), planted);
  const thief = house.openBrowser();
  thief.jar.set('__Host-pitpass_known', planted);
  await reachCodePage(thief);
});

test('S172 every sign-in gives a login of its own, and ends the one before', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const tab = await browser.get('/login');
  await signInWithCode(house, browser);
  const first = browser.jar.get('__Host-pitpass_login') ?? '';
  await browser.post('/login', { ...tab.form('/login'), username: mia, password });
  const second = browser.jar.get('__Host-pitpass_login') ?? '';
  assert.notEqual(second, first);
  assert.equal(await browser.isSignedIn(), true);
  browser.jar.set('__Host-pitpass_login', first);
  assert.equal(await browser.isSignedIn(), false);
});

test('S195 a mail that does not leave is told on the page, and nothing waits for it or is let by', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const { address, page } = await reachCodePage(browser);
  assert.doesNotMatch(page.payload, /with a delay/);
  house.house.time.now += 61;
  const later = await browser.get(address);
  assert.match(later.payload, /with a delay/);
  assert.match(later.payload, /In a browser where you have signed in lately/);
  const answer = await browser.post('/login/code', { ...later.form('/login/code'), code: '' });
  assert.equal(answer.statusCode, 401);
  assert.equal(await browser.isSignedIn(), false);
});

test('S188 sending and refusing a code are events of the member’s', async () => {
  const house = await openHouseOf();
  const { enter } = await reachCodePage(house.openBrowser());
  const [code = ''] = await house.listCodes(mia);
  await enter(other(code));
  await enter(code);
  const { member_id } = house.member;
  assert.deepEqual(
    house.house.events.map(({ event, member_id: of }) => [event, of]),
    [
      ['browser_code_sent', member_id],
      ['browser_code_refused', member_id],
      ['login_succeeded', member_id],
    ],
  );
});

async function openHouseWithApp() {
  const house = await openHouseOf();
  const client = await house.house.saveClient();
  const [redirect_uri = ''] = client.redirect_uris;
  const { authorize } = iracingDialect.paths;
  const from = (prompt?: string) => {
    const query = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri,
      response_type: 'code',
      scope: 'iracing.auth',
      ...(prompt !== undefined && { prompt }),
    });
    return `${authorize}?${query.toString()}`;
  };
  return { ...house, client, from };
}

test('S188 book 13.1 the code stands between the password and the consent to the app, and names the app in its mail', async () => {
  const house = await openHouseWithApp();
  const browser = house.openBrowser();
  const { enter } = await reachCodePage(browser, mia, house.from());
  const [sent] = await house.house.sentLetters();
  assert.equal(sent?.letter.happening.client_name, house.client.client_name);
  house.house.time.now += 890;
  const done = await enter((await house.listCodes(mia))[0] ?? '');
  assert.match(done.location, /^\/consent\?transaction=/);
  // Time for the decision begins when the sign-in is complete.
  house.house.time.now += 890;
  const consent = await browser.get(done.location);
  assert.equal(consent.statusCode, 200);
  assert.match(consent.payload, /name="decision"/);
});

test('S193 book 14.5 prompt=verify takes no mark for granted and forgets every remembered browser of the member', async () => {
  const house = await openHouseWithApp();
  const [desk, sofa] = [house.openBrowser(), house.openBrowser()];
  await signInWithCode(house, desk);
  await signInWithCode(house, sofa);
  assert.match((await desk.signIn(mia, {}, house.from())).location, /^\/consent/);
  const { enter } = await reachCodePage(desk, mia, house.from('verify'));
  // Whoever does not finish has forgotten nothing.
  assert.equal((await sofa.signIn(mia)).location, '/account');
  const done = await enter((await house.listCodes(mia)).at(-1) ?? '');
  assert.match(done.location, /^\/consent/);
  await reachCodePage(sofa);
  assert.equal((await desk.signIn(mia)).location, '/account');
});

/** Wrong passwords for an account from many addresses, until the account is slowed down. */
async function attack(house: SignInHouse, username = mia) {
  for (let host = 1; host <= 50; host += 1) {
    const requester = { request_id: 'x', ip: `192.0.2.${host}`, user_agent: null };
    await house.parts.limiter.countPasswordFailure({ username, requester }, house.parts.clock());
  }
}

test('S209 while others guess, a known browser gets in, and an unknown one has one try and needs the code', async () => {
  const house = await openHouseOf();
  const owner = house.openBrowser('192.0.2.1');
  await signInWithCode(house, owner);
  await attack(house);
  for (let wrong = 1; wrong < 10; wrong += 1) {
    assert.equal((await owner.signIn(mia, { password: 'wrong' })).statusCode, 401);
  }
  assert.equal((await owner.signIn(mia)).location, '/account');
  const stranger = house.openBrowser('198.51.100.7');
  assert.equal((await stranger.signIn(mia, { password: 'wrong' })).statusCode, 401);
  assert.equal((await stranger.signIn(mia)).statusCode, 429);
  await reachCodePage(house.openBrowser('198.51.100.8'));
});

test('S182 S209 an unknown account is slowed down like one that there is', async () => {
  const house = await openHouseOf();
  const nobody = 'nobody@example.test';
  const answers = [];
  for (const username of [mia, nobody]) {
    await attack(house, username);
    const browser = house.openBrowser('198.51.100.9');
    for (let count = 0; count < 2; count += 1) {
      const { statusCode, headers } = await browser.signIn(username, { password: 'wrong' });
      answers.push([statusCode, headers['retry-after'], headers['ratelimit-remaining']]);
    }
  }
  assert.deepEqual(answers.slice(0, 2), answers.slice(2));
  assert.deepEqual(answers.slice(0, 2), [
    [401, undefined, '0'],
    [429, '900', '0'],
  ]);
});

test('S210 the login page says how many tries are left, and how long to wait when none is', async () => {
  const house = await openHouseOf();
  const browser = house.openBrowser();
  const read = async () => {
    const { statusCode, headers } = await browser.signIn(mia, { password: 'wrong' });
    const names = ['limit', 'remaining', 'reset'].map((name) => headers[`ratelimit-${name}`]);
    return [statusCode, ...names];
  };
  assert.deepEqual(await read(), [401, '10', '9', '900']);
  for (let count = 0; count < 8; count += 1) await read();
  assert.deepEqual(await read(), [401, '10', '0', '900']);
  assert.deepEqual(await read(), [429, '10', '0', '900']);
});

test('S213 without its counters the sign-in refuses, and checks neither password nor code', async () => {
  const house = await openHouseOf();
  const { attempt_page, code } = await (async () => {
    const reached = await reachCodePage(house.openBrowser());
    return { attempt_page: reached, code: (await house.listCodes(mia))[0] ?? '' };
  })();
  assert.equal(attempt_page.page.statusCode, 200);
  await house.house.database.query('DROP TABLE rate_limit', []);
  const browser = house.openBrowser();
  assert.equal((await browser.signIn(mia)).statusCode, 500);
  assert.equal(await browser.isSignedIn(), false);
  await house.house.database.query('DROP TABLE browser_code', []);
  assert.equal((await attempt_page.enter(code)).statusCode, 500);
});
