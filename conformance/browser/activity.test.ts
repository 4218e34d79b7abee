import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { writeWideDemo } from '../harness/demo.ts';
import { waitForMails } from '../harness/mailbox.ts';
import {
  authorizeUrl,
  clientsOf,
  createPkce,
  createSignedInBrowser,
  exchangeCode,
  memberOf,
  obtainTokens,
  passwordLimited,
  profileStatus,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import type { Tokens } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { readMain, signIn } from './member-steps.ts';

const reason = 'Ticket 4711: Pit Wall shows no laps of yesterday’s race';

let service: Service;
let browser: Browser;
let own: BrowserContext;
let page: Page;
let staff: BrowserContext;
let staffPage: Page;

before(async () => {
  [service, browser] = await Promise.all([
    startService({ prepare: writeWideDemo }),
    launchBrowser(),
  ]);
  own = await newVisitor(browser);
  page = await own.newPage();
  staff = await newVisitor(browser);
  staffPage = await staff.newPage();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

const anna = () => memberOf(service, 0);
const carla = () => memberOf(service, 2);
const press = (target: Page, name: string | RegExp) => target.getByRole('button', { name }).click();
const notice = (target: Page) => target.getByRole('status').innerText();

describe('apps that sign in with the password', () => {
  const logIn = () => passwordLimited(service, clientsOf(service).bot, anna());
  let tokens: Tokens;

  it('S105 the member reaches them from the account page, and what is confirmed says until when', async () => {
    tokens = tokensOf(await logIn());
    await page.goto(`${service.origin}/login`);
    await signIn(page, anna());
    await page.getByRole('link', { name: 'Apps that sign in with your password' }).click();
    assert.match(await readMain(page), /Garage Bot Confirmed .*\. It ends .* Take it back/);
    assert.deepEqual(await inspectPage(page, 'confirm-app-confirmed'), []);
  });

  it('S105 taking it back ends what the app had open, and refuses it like a wrong password', async () => {
    await press(page, /^Take it back/);
    assert.match(await notice(page), /It is taken back/);
    assert.match(await readMain(page), /Not confirmed: it is refused\./);
    assert.deepEqual(await inspectPage(page, 'confirm-app'), []);
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    const wrong = await passwordLimited(service, clientsOf(service).bot, {
      ...anna(),
      password: 'wrong',
    });
    const refused = await logIn();
    assert.deepEqual([refused.status, refused.body], [wrong.status, wrong.body]);
  });

  it('S105 confirming lets it in again, and a mail says so', async () => {
    await press(page, /without a second step$/);
    assert.match(await notice(page), /It is confirmed/);
    tokensOf(await logIn());
    const mails = await waitForMails(service, anna().username, 2);
    const subjects = new Set(mails.map(({ subject }) => subject));
    assert.ok(subjects.has('You let an app sign in with your password alone'));
    assert.ok(subjects.has('An app signed in for you from a new address'));
  });
});

describe('staff act for a member', () => {
  let tokens: Tokens;

  it('S135 only staff see the page, and they need a second factor', async () => {
    const address = `${service.origin}/staff/act-as`;
    await staffPage.goto(address);
    await signIn(staffPage, carla());
    assert.match(await readMain(staffPage), /There is no page at this address/);
    await service.query('UPDATE member SET is_staff = 1 WHERE username = $1', [carla().username]);
    await staffPage.goto(address);
    await staffPage.getByLabel('E-mail address of the member').fill(anna().username);
    await staffPage.getByLabel('Reason').fill(reason);
    await press(staffPage, 'Act for this member');
    assert.match(await readMain(staffPage), /Switch on a second step first/);
    assert.deepEqual(await inspectPage(staffPage, 'act-as-refused'), []);
  });

  it('S135 a wrong address and a missing reason come back beside their fields', async () => {
    await service.query(
      `INSERT INTO second_factor (member_id, switched_on_at, backup_code_set)
        SELECT member_id, created_at, 1 FROM member WHERE username = $1`,
      [carla().username],
    );
    await staffPage.getByLabel('E-mail address of the member').fill('nobody@pitpass.example');
    await staffPage.getByLabel('Reason').fill('Help');
    await press(staffPage, 'Act for this member');
    const main = await readMain(staffPage);
    assert.match(main, /no account in use with this e-mail address/);
    assert.match(main, /at least 10 characters/);
    assert.deepEqual(await inspectPage(staffPage, 'act-as-problems'), []);
  });

  it('S135 they get into an app as the member where the member let it in, for an hour, with the reason in the session', async () => {
    const { server } = clientsOf(service);
    await obtainTokens(service, await createSignedInBrowser(service, anna()), server);
    await staffPage.getByLabel('E-mail address of the member').fill(anna().username);
    await staffPage.getByLabel('Reason').fill(reason);
    await press(staffPage, 'Act for this member');
    assert.match(await readMain(staffPage), /You act for.*Demo anna/);
    assert.deepEqual(await inspectPage(staffPage, 'act-as-standing'), []);
    const { verifier, challenge } = createPkce();
    const url = authorizeUrl(server, { code_challenge: challenge, code_challenge_method: 'S256' });
    const answer = await staffPage.request.get(service.origin + url, { maxRedirects: 0 });
    const code = new URL(answer.headers()['location'] ?? '').searchParams.get('code') ?? '';
    tokens = tokensOf(await exchangeCode(service, server, code, { code_verifier: verifier }));
    const listed = await sendWithToken(service, '/oauth2/sessions', tokens.access_token);
    const { sessions } = listed.json<{ sessions: Record<string, unknown>[] }>();
    const current = sessions.find((session) => session['current_session'] === true);
    assert.equal(current?.['impersonated'], true);
    assert.equal(current?.['impersonation_note'], reason);
    const lasts = Number(current?.['session_expiration']) - Number(current?.['auth_time']);
    assert.ok(lasts <= 3600, `${lasts} s`);
    const others = sessions.filter((session) => session['current_session'] !== true);
    assert.ok(others.length > 0 && others.every((session) => session['impersonated'] === false));
  });

  it('S135 an app that the member did not let in is not opened to them', async () => {
    const { challenge: code_challenge } = createPkce();
    const query = { code_challenge, code_challenge_method: 'S256' };
    await staffPage.goto(service.origin + authorizeUrl(clientsOf(service).page, query));
    assert.match(await readMain(staffPage), /cannot open this app for the member/);
    assert.deepEqual(await inspectPage(staffPage, 'act-as-not-let-in'), []);
  });

  it('S135 S138 the member is told by mail, sees it with the reason, and ends it at once', async () => {
    const mails = await waitForMails(service, anna().username, 3);
    const mail = mails.find(({ subject }) => subject === 'Support staff are acting for you');
    assert.ok(mail !== undefined && mail.text.includes(reason));
    assert.ok(!mail.text.includes(carla().username));
    await page.goto(`${service.origin}/account`);
    const main = await readMain(page);
    assert.match(main, /Support staff act for you/);
    assert.ok(main.includes(reason));
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.deepEqual(await inspectPage(page, 'account-with-staff'), []);
    await press(page, 'End it now');
    assert.match(await notice(page), /Support staff act for you no more/);
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    await staffPage.goto(`${service.origin}/staff/act-as`);
    assert.match(await readMain(staffPage), /^Act for a member/);
  });
});

describe('the activity of an account', () => {
  it('S221 S138 the member reads what happened, and what others did in their name', async () => {
    await page.goto(`${service.origin}/account`);
    await page.getByRole('link', { name: 'Activity' }).click();
    const main = await readMain(page);
    for (const words of [
      /You signed in\./,
      /You were signed in to Garage Bot\./,
      /You no longer let Garage Bot sign in with your password\./,
      /With your password, Garage Bot tried to sign in\. \(refused\)/,
      /Support staff began to act for you\. by support staff/,
      /Support staff stopped acting for you\./,
      /Chrome on /,
    ]) {
      assert.match(main, words);
    }
    assert.ok(!main.includes(carla().username));
    assert.deepEqual(await inspectPage(page, 'activity'), []);
  });

  it('S215 older events stand on the next page', async () => {
    await service.query(
      `INSERT INTO audit_event (event_id, occurred_at, event, outcome, request_id, ip, member_id)
        SELECT 'old-' || event_id, occurred_at - 100000, event, outcome,
          request_id, ip, member_id
        FROM audit_event WHERE member_id IS NOT NULL`,
    );
    await page.reload();
    await page.getByRole('link', { name: 'Older' }).click();
    assert.match(page.url(), /\/account\/activity\?page=/);
    assert.deepEqual(await inspectPage(page, 'activity-older'), []);
    await page.getByRole('link', { name: 'Newest' }).click();
    assert.equal(new URL(page.url()).search, '');
  });
});
