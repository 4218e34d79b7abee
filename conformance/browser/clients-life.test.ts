import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Browser, Page } from 'playwright-core';

import { linkOf, readMails } from '../harness/mailbox.ts';
import {
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  refresh,
  sendWithToken,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { DemoClient, DemoMember, Service } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { readMain, signIn } from './member-steps.ts';

const mailMsMax = 5000;
const callback = 'https://www.myleague.example/oauth/callback';

let service: Service;
let browser: Browser;
let page: Page;
let staffPage: Page;
let developer: DemoMember;
let app: DemoClient;

before(async () => {
  [service, browser] = await Promise.all([startService(), launchBrowser()]);
  developer = memberOf(service);
  const staff = memberOf(service, 1);
  await service.query('UPDATE member SET is_staff = 1 WHERE username = $1', [staff.username]);
  page = await (await newVisitor(browser)).newPage();
  staffPage = await (await newVisitor(browser)).newPage();
  await page.goto(`${service.origin}/manager`);
  await signIn(page, developer);
  await page.getByRole('heading', { name: 'Your apps' }).waitFor();
  await staffPage.goto(`${service.origin}/staff/clients`);
  await signIn(staffPage, staff);
  await staffPage.getByRole('heading', { name: 'Requests for apps' }).waitFor();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

const press = (target: Page, name: string | RegExp) => target.getByRole('button', { name }).click();
const unfold = (target: Page, name: RegExp) =>
  target.locator('summary').filter({ hasText: name }).click();

async function fillRequest(entries: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(entries)) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
}

/** Waits for a mail to the developer: they are sent beside the requests. */
async function waitForMail(subject: string) {
  const until = performance.now() + mailMsMax;
  while (performance.now() < until) {
    const mails = await readMails(service, developer.username);
    const found = mails.find((mail) => mail.subject === subject);
    if (found !== undefined) return found;
    await sleep(50);
  }
  return assert.fail(`no mail "${subject}" came`);
}

describe('an app from its request to its tokens', () => {
  it('book 2 a member is led from the list to the request, and hears of each mistake beside its field', async () => {
    await page.getByRole('link', { name: 'Request an app for racing data' }).click();
    await page.getByRole('heading', { name: 'Request an app' }).waitFor();
    assert.deepEqual(await inspectPage(page, 'client-request'), []);
    const email = page.getByLabel('Developer’s e-mail address');
    assert.equal(await email.inputValue(), developer.username);
    await fillRequest({
      Name: 'x'.repeat(81),
      'Redirect URIs': 'http://www.myleague.example/cb',
    });
    await press(page, 'Request the app');
    await page.getByRole('alert').waitFor();
    const main = await readMain(page);
    for (const sentence of [
      /longer than 80 characters; shorten it/,
      /uses http for a host that is not this computer; use https/,
      /There is no developer's name/,
      /There is no developer's address/,
    ]) {
      assert.match(main, sentence);
    }
    assert.deepEqual(await inspectPage(page, 'client-request-refused'), []);
  });

  it('book 2 the request waits with its due date and a mail, and nothing of it works yet', async () => {
    await fillRequest({
      Name: 'My League Manager',
      'Developer’s name': 'My Racing League Inc.',
      'Developer’s address on the web': 'https://www.myleague.example',
      'Redirect URIs': callback,
    });
    await press(page, 'Request the app');
    await page.getByText('Waits for its review').waitFor();
    assert.match(await readMain(page), /Waits for its review.*Review due by/);
    assert.deepEqual(await inspectPage(page, 'client-waiting'), []);
    const client_id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    app = {
      client_id,
      client_type: 'server-side',
      dialect: 'iracing',
      redirect_uris: [callback],
    };
    await waitForMail('Your app was requested');
    const query = new URLSearchParams({ client_id, redirect_uri: callback, response_type: 'code' });
    const answer = await service.send(`/oauth2/authorize?${query.toString()}`);
    assert.equal(answer.json<{ error: string }>().error, 'invalid_client');
  });

  it('S200 an imitation waits with the reason for staff, who refuse it in words', async () => {
    await page.goto(`${service.origin}/manager/request`);
    await fillRequest({
      Name: 'iRace Bo\u0430rd',
      'Developer’s name': 'Somebody',
      'Developer’s address on the web': 'https://www.myleague.example',
      'Redirect URIs': callback,
    });
    await press(page, 'Request the app');
    await page.getByText('Waits for its review').waitFor();
    const imitation = page.url();
    await staffPage.goto(`${service.origin}/staff/clients`);
    assert.match(await readMain(staffPage), /Look at this: The name reads like "iRacing"/);
    assert.deepEqual(await inspectPage(staffPage, 'staff-clients'), []);
    const request = staffPage.getByRole('article').filter({ hasText: 'iRace' });
    await request.locator('summary').filter({ hasText: 'Refuse' }).click();
    await request.getByLabel('Reason').fill('Choose a name of your own.');
    await request.getByRole('button', { name: 'Refuse' }).click();
    await staffPage.getByText('The request is refused.').waitFor();
    await page.goto(imitation);
    assert.match(
      await readMain(page),
      /Not approved The app was not approved.*Choose a name of your own/,
    );
    assert.deepEqual(await inspectPage(page, 'client-refused'), []);
    assert.match(
      (await waitForMail('Your app was not approved')).text,
      /Choose a name of your own\./,
    );
  });

  it('book 2 staff approves, and the list is empty afterwards', async () => {
    await press(staffPage, /^Approve My League Manager/);
    await staffPage.getByText('The app is approved.').waitFor();
    assert.match(await readMain(staffPage), /No request waits/);
    assert.deepEqual(await inspectPage(staffPage, 'staff-clients-empty'), []);
    const { text } = await waitForMail('Your app was approved');
    assert.ok(text.includes(app.client_id));
  });

  it('S197 S192 the mailed link opens a page with a button, which shows the secret once', async () => {
    const path = linkOf(await waitForMail('Your app was approved'), service);
    const link = service.origin + path;
    const visitor = await (await newVisitor(browser)).newPage();
    // A program that follows the links of mails.
    for (let times = 0; times < 3; times += 1) await service.send(path);
    await visitor.goto(link);
    assert.match(
      await readMain(visitor),
      /Press the button to make the secret of My League Manager/,
    );
    assert.deepEqual(await inspectPage(visitor, 'client-secret-link'), []);
    await press(visitor, 'Show the secret');
    await visitor.getByRole('heading', { name: 'Copy the secret now' }).waitFor();
    assert.deepEqual(await inspectPage(visitor, 'client-secret-shown'), []);
    const [client_id, client_secret = ''] = await visitor
      .locator('code.selectable')
      .allInnerTexts();
    assert.equal(client_id, app.client_id);
    assert.match(client_secret, /^pps_[A-Za-z0-9_-]{43}$/);
    app = { ...app, client_secret };
    await visitor.goto(link);
    assert.match(await readMain(visitor), /does not show a secret any more/);
    assert.deepEqual(await inspectPage(visitor, 'client-secret-gone'), []);
    await waitForMail('The secret of your app was shown');
  });

  it('book 2 the app gets tokens with it, which the data routes accept', async () => {
    const member = await createSignedInBrowser(service, memberOf(service));
    const tokens = await obtainTokens(service, member, app);
    const answer = await sendWithToken(service, '/data/member/info', tokens.access_token);
    assert.equal(answer.status, 200);
  });

  it('S68 a second secret is added on the page of the app, and both are good until the old one is ended', async () => {
    const url = `${service.origin}/manager/apps/${app.client_id}`;
    await page.goto(url);
    assert.deepEqual(await inspectPage(page, 'client-in-use'), []);
    await unfold(page, /Add a second secret/);
    await press(page, 'Add a second secret');
    await page.getByRole('heading', { name: 'The second secret' }).waitFor();
    const [, second = ''] = await page.locator('code.selectable').allInnerTexts();
    const member = await createSignedInBrowser(service, memberOf(service));
    const both = [app, { ...app, client_secret: second }];
    for (const client of both) await obtainTokens(service, member, client);
    await page.goto(url);
    assert.match(await readMain(page), /There are two secrets now/);
    assert.deepEqual(await inspectPage(page, 'client-two-secrets'), []);
    await press(page, 'End the old secret now');
    await page.getByText('There are two secrets now').waitFor({ state: 'detached' });
    const [old, standing] = both;
    assert.ok(old && standing);
    assert.equal((await refresh(service, old, 'ppr_none')).status, 403);
    await obtainTokens(service, member, standing);
  });

  it('S199 an app that was not approved by staff is not theirs to see, and the staff page is not the member’s', async () => {
    await page.goto(`${service.origin}/staff/clients`);
    assert.doesNotMatch(await readMain(page), /Requests for apps/);
    await page.goto(`${service.origin}/manager`);
    const main = await readMain(page);
    assert.match(main, /My League Manager Confidential: it has a secret/);
    assert.match(main, /Not approved/);
    assert.deepEqual(await inspectPage(page, 'own-apps-both'), []);
  });
});
