import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import {
  askForAddress,
  askForReset,
  askToSignUp,
  createAccount,
  longPasswords,
  openNewLink,
} from '../harness/accounts.ts';
import { Browser, formTo } from '../harness/browser.ts';
import type { Page } from '../harness/browser.ts';
import { assertJsonError } from '../harness/expectations.ts';
import { linkOf, readMails, readNewestMail } from '../harness/mailbox.ts';
import {
  authorizeUrl,
  clientsOf,
  createSignedInBrowser,
  exchangeCode,
  logIn,
  memberOf,
  obtainCode,
  obtainTokens,
  passwordLimited,
  profileStatus,
  refresh,
  sendWithToken,
} from '../harness/oauth.ts';
import { startService, stopEverything, waitForEvent } from '../harness/running-service.ts';
import type { DemoMember, Service } from '../harness/running-service.ts';

after(stopEverything);

const [first, second] = longPasswords;

/** What can be told of an answer: status, names of headers, and the body without what is new in each. */
function tellable({ answer }: Page, username: string) {
  const body = answer.body
    .replaceAll(username, '(username)')
    .replaceAll(/(name="(?:transaction|form_token)" value=")[^"]*/g, '$1');
  const { date: _date, 'content-length': _length, 'x-request-id': _id, ...rest } = answer.headers;
  return { status: answer.status, headers: rest, body };
}

const asMember = (username: string, password: string = first) =>
  ({ username, password }) as DemoMember;

const signInWith = async (service: Service, username: string, password: string = first) => {
  const browser = new Browser(service);
  return logIn(browser, await browser.open('/login'), asMember(username, password));
};

describe('accounts', async () => {
  const service = await startService();
  const { server, bot } = clientsOf(service);
  const anna = memberOf(service);

  it('S182 an address with an account and one without get the same page, for signing up and for a new password', async () => {
    await createAccount(service, 'known@club.example');
    for (const ask of [askToSignUp, askForReset]) {
      const known = tellable(await ask(service, 'known@club.example'), 'known@club.example');
      const unknown = tellable(await ask(service, 'other@club.example'), 'other@club.example');
      assert.equal(known.status, 200);
      assert.deepEqual(known, unknown);
    }
    const kinds = (await readMails(service, 'other@club.example')).map(({ subject }) => subject);
    assert.equal(kinds.length, 1);
    assert.match(kinds[0] ?? '', /Confirm your e-mail address/);
  });

  it('S192 a scanner that opens the link of a mail changes nothing, and the link works afterwards', async () => {
    const username = 'scanned@club.example';
    await askToSignUp(service, username);
    const mail = await readNewestMail(service, username);
    const path = linkOf(mail, service);
    for (let visit = 0; visit < 3; visit += 1) {
      assert.equal((await service.send(path)).status, 200);
      assert.equal((await service.send(path, { method: 'HEAD' })).status, 200);
    }
    assert.equal((await signInWith(service, username)).answer.status, 401);
    const { browser, page } = await openNewLink(service, username);
    const done = await browser.submit(formTo(page, '/sign-up/confirm'));
    assert.equal(done.answer.status, 200);
    assert.equal(browser.setCookies.filter((line) => line.includes('login')).length, 0);
    assert.equal((await signInWith(service, username)).path, '/account');
    for (const part of [/When/, /Address/, /Not you\?/, new RegExp(service.origin)]) {
      assert.match(mail.text, part);
    }
    assert.doesNotMatch(mail.html, /<(?:img|form|script)/);
  });

  it('S177 S192 a sign-up that an app began names it in the mail and goes on there in the same browser and in time, and nowhere else', async () => {
    const begin = async (username: string) => {
      const browser = new Browser(service);
      const login = await browser.open(authorizeUrl(server));
      const [, path = ''] = /href="(\/sign-up\?transaction=[^"]+)"/.exec(login.answer.body) ?? [];
      const form = formTo(await browser.open(path), '/sign-up');
      await browser.submit(form, { username, display_name: 'Kim', new_password: first });
      return browser;
    };
    const confirm = async (username: string, browser: Browser) => {
      const { page } = await openNewLink(service, username, browser);
      const done = await browser.submit(formTo(page, '/sign-up/confirm'));
      const [, href = ''] = /class="button" href="([^"]+)"/.exec(done.answer.body) ?? [];
      return browser.open(href);
    };
    const sameBrowser = await begin('same@club.example');
    assert.match((await readNewestMail(service, 'same@club.example')).text, /App: +\S*Pit Wall/);
    const same = await confirm('same@club.example', sameBrowser);
    assert.match(same.answer.body, /to continue to/);
    await begin('other-browser@club.example');
    const other = await confirm('other-browser@club.example', new Browser(service));
    assert.doesNotMatch(other.answer.body, /to continue to/);
    assert.match(other.path, /^\/login$/);
    const late = await begin('late@club.example');
    await service.advance(901);
    const ended = await confirm('late@club.example', late);
    assert.doesNotMatch(ended.answer.body, /to continue to/);
  });

  it('S176 no form of these pages counts that another site posts, or another browser holds the token of', async () => {
    const { browser, page, path } = await openNewLink(service, 'other@club.example');
    const form = formTo(page, '/sign-up/confirm');
    const foreign = await browser.submit(form, {}, { 'sec-fetch-site': 'cross-site' });
    assert.equal(foreign.answer.status, 403);
    const elsewhere = new Browser(service);
    await elsewhere.open(path);
    assert.equal((await elsewhere.submit(form)).answer.status, 403);
    const other = path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const gone = await browser.open(other);
    assert.equal(gone.answer.status, 410);
    assert.equal((await browser.open('/reset/choose')).answer.status, 410);
    assert.equal((await browser.open(`/reset/choose?link=%00`)).answer.status, 410);
    assert.equal((await browser.submit(form)).answer.status, 200);
  });

  it('S189 S191 a new password ends every session, code and browser of the account', async () => {
    const username = 'reset@club.example';
    await createAccount(service, username);
    const member = asMember(username);
    const browser = await createSignedInBrowser(service, member);
    const tokens = await obtainTokens(service, browser, server);
    const code = await obtainCode(browser, server);
    await askForReset(service, username);
    const { browser: other, page } = await openNewLink(service, username);
    const done = await other.submit(formTo(page, '/reset/choose'), { new_password: second });
    assert.match(done.answer.body, /Your password is changed/);
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    assertJsonError(service, await refresh(service, server, tokens.refresh_token), 'invalid_grant');
    assertJsonError(service, await exchangeCode(service, server, code), 'invalid_grant');
    assert.match((await browser.open('/account')).path, /^\/login/);
    assert.equal((await signInWith(service, username, second)).path, '/account');
    const [mail] = await readMails(service, username);
    assert.match(mail?.subject ?? '', /password .* was changed/);
  });

  it('book 15 a new name is shown at once to apps that ask', async () => {
    const username = 'name@club.example';
    await createAccount(service, username);
    const browser = await createSignedInBrowser(service, asMember(username));
    const { access_token } = await obtainTokens(service, browser, server);
    const page = await browser.open('/account/details');
    await browser.submit(formTo(page, '/account/details/name'), { display_name: 'Zoë R.' });
    const profile = await sendWithToken(service, '/oauth2/iracing/profile', access_token);
    assert.equal(profile.json()['iracing_name'], 'Zoë R.');
  });

  it('S103 book 13.2 after a change of address page and password_limited take the new address, and no longer the old one', async () => {
    const moved = 'anna@elsewhere.example';
    const browser = await createSignedInBrowser(service, anna);
    await askForAddress(browser, moved, anna.password);
    assert.equal((await passwordLimited(service, bot, anna)).status, 200);
    const link = await openNewLink(service, moved);
    await link.browser.submit(formTo(link.page, '/address/confirm'));
    const now = { ...anna, username: moved };
    assert.equal((await passwordLimited(service, bot, now)).status, 200);
    assertJsonError(service, await passwordLimited(service, bot, anna), 'access_denied');
    assert.equal((await signInWith(service, moved, anna.password)).path, '/account');
    assert.equal((await signInWith(service, anna.username, anna.password)).answer.status, 401);
  });

  it('S182 an account that has to replace its password says so after the right one alone, and opens no door', async () => {
    const { username, password } = memberOf(service, 1);
    await service.query('UPDATE member SET must_reset = 1 WHERE username = $1', [username]);
    assert.equal((await signInWith(service, username, 'wrong')).answer.status, 401);
    const told = await signInWith(service, username, password);
    assert.equal(told.answer.status, 403);
    assert.match(told.answer.body, /has to be replaced/);
    assert.equal(formTo(told, '/reset').method, 'POST');
    assert.ok(told.answer.body.includes(username));
    const wrong = await passwordLimited(service, bot, { username, password: 'wrong' });
    const right = await passwordLimited(service, bot, { username, password });
    assertJsonError(service, right, 'access_denied');
    assert.equal(right.body, wrong.body);
    await askForReset(service, username);
    const { browser, page } = await openNewLink(service, username);
    await browser.submit(formTo(page, '/reset/choose'), { new_password: second });
    assert.equal((await signInWith(service, username, second)).path, '/account');
  });

  it('S198 a copy of the data, a new address and the end of an account ask for a fresh sign-in', async () => {
    const username = 'fresh@club.example';
    await createAccount(service, username);
    const browser = await createSignedInBrowser(service, asMember(username));
    const copy = await browser.request('/account/details/export');
    assert.equal(copy.status, 200);
    assert.match(copy.header('content-disposition') ?? '', /^attachment/);
    assert.equal(copy.header('cache-control'), 'no-store');
    const deletion = formTo(
      await browser.open('/account/details/delete'),
      '/account/details/delete',
    );
    await service.advance(901);
    const exported = await browser.request('/account/details/export');
    assert.equal(exported.status, 303);
    assert.match(exported.header('location') ?? '', /^\/login\?transaction=/);
    assert.equal((await askForAddress(browser, 'x@club.example')).path.split('?')[0], '/login');
    assert.deepEqual(await readMails(service, 'x@club.example'), []);
    const asked = await browser.submit(deletion, { password: first });
    assert.equal(asked.path.split('?')[0], '/login');
    const back = await logIn(browser, asked, asMember(username));
    assert.equal(back.path, '/account/details/delete');
  });

  it('S198 a password that was changed is no fresh sign-in: a second factor was not asked for', async () => {
    const username = 'changed@club.example';
    await createAccount(service, username);
    const browser = await createSignedInBrowser(service, asMember(username));
    await service.advance(901);
    const form = formTo(await browser.open('/account/details'), '/account/details/password');
    const changed = await browser.submit(form, { password: first, new_password: second });
    assert.match(changed.path, /done=passwordChanged/);
    for (const risky of ['/account/security/authenticator', '/account/details/delete']) {
      assert.equal((await browser.open(risky)).path.split('?')[0], '/login');
    }
  });

  it('S225 a deleted account has no token, no page and no row, and the audit trail keeps its id', async () => {
    const username = 'gone@club.example';
    await createAccount(service, username);
    const browser = await createSignedInBrowser(service, asMember(username));
    const tokens = await obtainTokens(service, browser, server);
    const [row] = await service.query('SELECT member_id FROM member WHERE username = $1', [
      username,
    ]);
    const member_id = String(row?.['member_id']);
    const page = await browser.open('/account/details/delete');
    assert.match(page.answer.body, /the access of the app that you let in/);
    const form = formTo(page, '/account/details/delete');
    assert.equal((await browser.submit(form, { password: 'wrong' })).answer.status, 422);
    assert.equal((await browser.submit(form, { password: first })).answer.status, 200);
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    assertJsonError(service, await refresh(service, server, tokens.refresh_token), 'invalid_grant');
    await waitForEvent(service, 'member_deleted');
    const tables = ['member', 'session', 'consent', 'browser_login', 'authorization_code'];
    for (const table of tables) {
      const rows = await service.query(`SELECT 1 FROM ${table} WHERE member_id = $1`, [member_id]);
      assert.equal(rows.length, 0, table);
    }
    const events = await service.query('SELECT event FROM audit_event WHERE member_id = $1', [
      member_id,
    ]);
    assert.ok(events.length > 2);
    await createAccount(service, username);
    assert.equal((await signInWith(service, username)).path, '/account');
  });

  it('S195 no link and no password is in the log, the audit trail or the database', async () => {
    const username = 'canary@club.example';
    await askToSignUp(service, username);
    const path = linkOf(await readNewestMail(service, username), service);
    await new Browser(service).open(path);
    const [, link = ''] = path.split('link=');
    assert.match(link, /^ppl_[\w-]{43}$/);
    assert.ok(!service.output().includes(link));
    for (const { name } of await service.query(
      `SELECT name FROM sqlite_schema WHERE type = 'table'`,
    )) {
      const text = JSON.stringify(await service.query(`SELECT * FROM ${String(name)}`));
      assert.ok(!text.includes(link) && !text.includes(first), String(name));
    }
  });

  it('S190 the sixth wish for a mail within an hour waits, whether or not there is an account', async () => {
    for (const username of ['known@club.example', 'nobody@club.example']) {
      let page: Page | undefined;
      for (let wish = 0; wish < 6; wish += 1) page = await askForReset(service, username);
      assert.equal(page?.answer.status, 429);
      assert.ok(Number(page.answer.header('retry-after')) > 0);
    }
  });
});

describe('a service that mails codes to unknown browsers', async () => {
  const service = await startService({ environment: { PITPASS_UNKNOWN_BROWSER: 'mail' } });

  it('S188 knows the browser in which the mail of the account was read, and no other', async () => {
    const username = 'known@club.example';
    await askToSignUp(service, username);
    const { browser, page } = await openNewLink(service, username);
    await browser.submit(formTo(page, '/sign-up/confirm'));
    const login = await browser.open('/login');
    assert.equal((await logIn(browser, login, asMember(username))).path, '/account');
    assert.match((await signInWith(service, username)).path, /^\/login\/code/);
    await askForReset(service, username);
    const link = await openNewLink(service, username);
    const form = formTo(link.page, '/reset/choose');
    await link.browser.submit(form, { new_password: second });
    const again = await link.browser.open('/login');
    const signedIn = await logIn(link.browser, again, asMember(username, second));
    assert.equal(signedIn.path, '/account');
    await browser.open('/account');
    const former = await logIn(browser, await browser.open('/login'), asMember(username, second));
    assert.match(former.path, /^\/login\/code/);
  });
});

describe('a service whose operator makes the accounts', async () => {
  const service = await startService({ environment: { PITPASS_SIGN_UP: 'closed' } });

  it('offers no sign-up, and says why to whoever comes by a link', async () => {
    const browser = new Browser(service);
    const login = await browser.open('/login');
    assert.doesNotMatch(login.answer.body, /\/sign-up/);
    assert.match(login.answer.body, /href="\/reset"/);
    for (const path of ['/sign-up', '/sign-up/confirm?link=x']) {
      const page = await browser.open(path);
      assert.equal(page.answer.status, 403);
      assert.match(page.answer.body, /operator of this service makes the accounts/);
    }
    assert.equal((await service.send('/sign-up', { method: 'POST', form: {} })).status, 404);
  });
});
