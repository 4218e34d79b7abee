import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { linkOf, readMails, readNewestMail } from '../harness/mailbox.ts';
import { authorizeUrl, clientsOf } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { readMain, signIn } from './member-steps.ts';

const username = 'kim.racer@club.example';
const moved = 'kim@a-very-long-domain-name-of-a-racing-club.example';
const passwords = ['vK3-quince9x', 'three wet slicks', 'four dry tyres'] as const;
const displayName = 'Kim “Zoë” Racer';

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

before(async () => {
  [service, browser] = await Promise.all([startService(), launchBrowser()]);
  context = await newVisitor(browser);
  context.on('console', (message) => {
    // A refused form is an answer of its own status, which the browser notes.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const field = (label: string) => page.getByLabel(label, { exact: true });
const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
const openDetails = () => page.goto(`${service.origin}/account/details`);

/** Opens the link of the newest mail for an address. */
async function followMail(to: string): Promise<void> {
  const mail = await readNewestMail(service, to);
  await page.goto(service.origin + linkOf(mail, service));
}

const signInWith = async (name: string, password: string): Promise<void> => {
  await page.goto(`${service.origin}/login`);
  await signIn(page, { username: name, password });
};

describe('a newcomer signs up', () => {
  it('S194 from an app’s sign-in, and is told beside the fields what is wrong', async () => {
    const { server } = clientsOf(service);
    await page.goto(service.origin + authorizeUrl(server));
    await heading('Sign in');
    assert.deepEqual(await inspectPage(page, 'accounts-login'), []);
    await page.getByRole('link', { name: 'Sign up' }).click();
    await heading('Sign up');
    assert.match(await readMain(page), /to continue to/);
    await field('E-mail address').fill(username);
    await field('Name').fill(displayName);
    await field('Password').fill('password1234');
    await press('Sign up');
    await page.getByText('guessed first').waitFor();
    assert.equal(await field('E-mail address').inputValue(), username);
    assert.equal(await field('Password').inputValue(), '');
    assert.deepEqual(await inspectPage(page, 'accounts-sign-up'), []);
    await field('Password').fill(passwords[0]);
    await press('Sign up');
    await heading('Look into your mailbox');
    assert.deepEqual(await inspectPage(page, 'accounts-sign-up-sent'), []);
  });

  it('S192 confirms the address with a button, signs in, and is led on to the app', async () => {
    await followMail(username);
    await heading('Confirm your address');
    assert.deepEqual(await inspectPage(page, 'accounts-sign-up-confirm'), []);
    await press('Create my account');
    await heading('Your account is ready');
    assert.deepEqual(await inspectPage(page, 'accounts-sign-up-done'), []);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, { username, password: passwords[0] });
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    assert.match(await readMain(page), /Kim “Zoë” Racer/);
  });

  it('S189 finds the link spent', async () => {
    await followMail(username);
    await heading('This link does not work any more');
    assert.deepEqual(await inspectPage(page, 'accounts-link-gone'), []);
  });

  it('S182 is shown the very same page with an address that has an account, whose owner gets a mail', async () => {
    await page.goto(`${service.origin}/sign-up`);
    await field('E-mail address').fill(username);
    await field('Name').fill('Somebody Else');
    await field('Password').fill(passwords[1]);
    await press('Sign up');
    await heading('Look into your mailbox');
    const { subject, text } = await readNewestMail(service, username);
    assert.match(subject, /You have an account/);
    assert.doesNotMatch(text, /link=|Somebody Else/);
  });
});

describe('a member changes the own account', () => {
  it('the name, which is shown at once', async () => {
    await openDetails();
    await heading('Your details');
    assert.deepEqual(await inspectPage(page, 'accounts-details'), []);
    await field('Name').fill('\u200b');
    await press('Save the name');
    await page.getByText('cannot be seen').waitFor();
    await field('Name').fill('Kim Racer');
    await press('Save the name');
    await page.getByRole('status').waitFor();
    assert.match(await page.locator('.who').innerText(), /Kim Racer/);
  });

  it('S172 S183 the password: this browser stays signed in under a new identifier, every other is signed out', async () => {
    const other = await newVisitor(browser);
    const elsewhere = await other.newPage();
    await elsewhere.goto(`${service.origin}/login`);
    await signIn(elsewhere, { username, password: passwords[0] });
    await elsewhere.getByRole('heading', { name: 'Your account' }).waitFor();
    const identifier = async () =>
      (await context.cookies()).find(({ name }) => name.startsWith('pitpass_login'))?.value;
    const before = await identifier();
    await openDetails();
    await page.getByText('Change the password…').click();
    await page.locator('#password').fill('not my password');
    await field('New password').fill(passwords[1]);
    await press('Change the password');
    await page.getByText('That is not your password').waitFor();
    assert.deepEqual(await inspectPage(page, 'accounts-details-wrong'), []);
    await page.locator('#password').fill(passwords[0]);
    await field('New password').fill(passwords[1]);
    await press('Change the password');
    await page.getByRole('status').waitFor();
    assert.match(await page.getByRole('status').innerText(), /this browser stays signed in/);
    assert.notEqual(await identifier(), before);
    await elsewhere.reload();
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.close();
    assert.match((await readNewestMail(service, username)).subject, /password .* was changed/);
  });

  it('S103 S194 the address: the new one is proven, the old one told, and the same password signs in', async () => {
    await openDetails();
    await page.getByText('Change the address…').click();
    await field('New e-mail address').fill(moved);
    await page.locator('#address-password').fill(passwords[1]);
    await press('Change the address');
    await page.getByRole('status').waitFor();
    assert.match(await readMain(page), /waits to be confirmed/);
    assert.deepEqual(await inspectPage(page, 'accounts-details-pending'), []);
    const notice = await readNewestMail(service, username);
    assert.match(notice.text, /Not you\?.*\/reset/s);
    assert.doesNotMatch(notice.text, /link=/);
    await followMail(moved);
    await heading('Confirm your new address');
    assert.deepEqual(await inspectPage(page, 'accounts-address-confirm'), []);
    await press('Confirm the address');
    await heading('Your address is changed');
    await signInWith(username, passwords[1]);
    await page.getByText('do not belong together').waitFor();
    await signInWith(moved, passwords[1]);
    await heading('Your account');
  });
});

describe('a member who has forgotten the password', () => {
  it('S189 S192 gets a link, chooses another one once, and every browser is signed out', async () => {
    const visitor = await newVisitor(browser);
    const other = await visitor.newPage();
    await other.goto(`${service.origin}/login`);
    await other.getByRole('link', { name: 'Forgot your password?' }).click();
    await other.getByLabel('E-mail address').fill(moved);
    assert.deepEqual(await inspectPage(other, 'accounts-reset'), []);
    await other.getByRole('button', { name: 'Send me the link' }).click();
    await other.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    const link = linkOf(await readNewestMail(service, moved), service);
    await other.goto(service.origin + link);
    await other.getByLabel('New password').fill('short');
    await other.getByRole('button', { name: 'Set the new password' }).click();
    await other.getByText('shorter than 12').waitFor();
    assert.deepEqual(await inspectPage(other, 'accounts-reset-choose'), []);
    await other.getByLabel('New password').fill(passwords[2]);
    await other.getByRole('button', { name: 'Set the new password' }).click();
    await other.getByRole('heading', { name: 'Your password is changed' }).waitFor();
    await other.goto(service.origin + link);
    await other.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    await visitor.close();
    await openDetails();
    await heading('Sign in');
    await signIn(page, { username: moved, password: passwords[2] });
    await heading('Your details');
  });
});

describe('a member leaves', () => {
  it('S225 with a copy of everything that is kept', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download a copy' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'pitpass-account.json');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const copy = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      readonly account: readonly { readonly username: string }[];
      readonly events: readonly { readonly event: string }[];
    };
    assert.equal(copy.account[0]?.username, moved);
    const events = new Set(copy.events.map(({ event }) => event));
    for (const event of ['member_signed_up', 'password_changed', 'address_changed']) {
      assert.ok(events.has(event), event);
    }
    assert.doesNotMatch(JSON.stringify(copy), /argon2|ppl_|ppb_|ppr_/);
  });

  it('S198 S225 for good, after a fresh sign-in and with the password, told what is lost', async () => {
    await service.advance(901);
    await page.getByRole('link', { name: 'Delete my account…' }).click();
    await heading('Sign in');
    await signIn(page, { username: moved, password: passwords[2] });
    await heading('Delete your account?');
    await field('Your password').fill('not my password');
    await press('Delete my account');
    await page.getByText('That is not your password').waitFor();
    assert.deepEqual(await inspectPage(page, 'accounts-delete'), []);
    await field('Your password').fill(passwords[2]);
    await press('Delete my account');
    await heading('Your account is deleted');
    assert.deepEqual(await inspectPage(page, 'accounts-deleted'), []);
    await signInWith(moved, passwords[2]);
    await page.getByText('do not belong together').waitFor();
    assert.match((await readNewestMail(service, moved)).subject, /was deleted/);
    assert.equal((await readMails(service, moved)).length, 4);
  });

  it('S181 no page of accounts asked for anything that its policy forbids', () => {
    assert.deepEqual(complaints, []);
  });
});
