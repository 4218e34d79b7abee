import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { linkOf, readMails, readNewestMail, waitForMails } from '../harness/mailbox.ts';
import {
  authorizeUrl,
  clientsOf,
  createPkce,
  credentialsOf,
  memberOf,
  requestToken,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { DemoMember, Service } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { readMain, signIn } from './member-steps.ts';

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let member: DemoMember;

before(async () => {
  service = await startService({ environment: { PITPASS_UNKNOWN_BROWSER: 'mail' } });
  member = memberOf(service);
  browser = await launchBrowser();
  context = await newVisitor(browser);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

const codePattern = /\b(\d{6})\b/;

/** The code of the newest mail, once so many have come. */
async function newestCode(count: number, { username } = member): Promise<string> {
  const [mail] = await waitForMails(service, username, count);
  return codePattern.exec(mail?.text ?? '')?.[1] ?? assert.fail('the mail has no code');
}

const countMails = async () => (await readMails(service, member.username)).length;
const other = (code: string) => (code === '000000' ? '000001' : '000000');

/** Signs out and gives the right password. */
async function givePassword(target = page, path = '/login', who = member): Promise<void> {
  await target.context().clearCookies({ name: /login/ });
  await target.goto(service.origin + path);
  await signIn(target, who);
}

const reachCode = (target = page) =>
  target.getByRole('heading', { name: 'Check your mail' }).waitFor();
const reachAccount = (target = page) => target.waitForURL('**/account');

async function enter(code: string, target = page): Promise<void> {
  await target.getByLabel('Code from the mail').fill(code);
  await target.getByRole('button', { name: 'Continue' }).click();
}

function appUrl(prompt?: string) {
  const pkce = createPkce();
  const path = authorizeUrl(clientsOf(service).server, {
    scope: 'iracing.auth',
    prompt,
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
  });
  return { path, verifier: pkce.verifier };
}

describe('S188 a browser that is not known', () => {
  it('S188 asks for the mailed code after the right password, in one field that has the focus', async () => {
    await givePassword();
    await reachCode();
    assert.deepEqual(await inspectPage(page, 'browser-code'), []);
    const field = page.getByLabel('Code from the mail');
    assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
    assert.equal(await field.getAttribute('inputmode'), 'numeric');
    await page.reload();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'code');
    await page.goto(`${service.origin}/account`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    await reachCode();
    assert.equal(await countMails(), 1, 'looking at the page again mails nothing');
  });

  it('S192 the mail says when, from where and with what, has no link that signs in, and only ours', async () => {
    const { subject, text, html } = await readNewestMail(service, member.username);
    assert.equal(subject, 'Your code for Pitpass');
    assert.match(text, /UTC/);
    assert.match(text, /Address: (?:127\.0\.0\.1|::1)\b/);
    assert.match(text, /Chrom/);
    const links = [...`${text} ${html}`.matchAll(/https?:\/\/[^\s"<>)]+/g)].map(([link]) => link);
    assert.ok(links.length > 0);
    for (const link of links) {
      assert.ok(link.startsWith(`${service.origin}/`), link);
      assert.doesNotMatch(link, /transaction|code=|link=/);
    }
    assert.match(text, /Set a\s+new password now/);
  });

  it('S190 says how many tries are left, and after five wants another code', async () => {
    const code = await newestCode(1);
    await enter(other(code));
    await page.getByText('You have 4 more tries.').waitFor();
    assert.deepEqual(await inspectPage(page, 'browser-code-wrong'), []);
    for (let tries = 2; tries <= 5; tries += 1) await enter(other(code));
    await page.getByText('does not work any more').waitFor();
    assert.deepEqual(await inspectPage(page, 'browser-code-spent'), []);
    await page.getByRole('button', { name: 'Send another code' }).click();
    await page.getByText('We sent another code').waitFor();
    assert.deepEqual(await inspectPage(page, 'browser-code-again'), []);
  });

  it('S188 is signed in by the newest code, by keyboard, and known from then on', async () => {
    const code = await newestCode(2);
    await page.getByLabel('Code from the mail').focus();
    await page.keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.keyboard.press('Enter');
    await reachAccount();
    await givePassword();
    await reachAccount();
    assert.equal(await countMails(), 2);
  });

  it('S193 is listed on the security page as the one that is used', async () => {
    await page.goto(`${service.origin}/account/security`);
    const section = page.getByRole('region', { name: 'Browsers that are remembered' });
    assert.match(await section.innerText(), /This browser/);
    assert.deepEqual(await inspectPage(page, 'security-browsers'), []);
  });

  it('S191 a sign-in of another browser cannot be continued here, nor its code used', async () => {
    const stranger = await (await newVisitor(browser)).newPage();
    await givePassword(stranger);
    await reachCode(stranger);
    const address = stranger.url();
    const code = await newestCode(3);
    const thief = await (await newVisitor(browser)).newPage();
    await thief.goto(`${service.origin}/login`);
    await thief.goto(address);
    await thief.getByText('This sign-in cannot be continued here.').waitFor();
    await givePassword(thief);
    await reachCode(thief);
    await enter(code, thief);
    await thief.getByText('That is not the code.').waitFor();
    await thief.context().close();
    await service.advance(901);
    await enter(code, stranger);
    await stranger.getByText('That sign-in has expired.').waitFor();
    await stranger.context().close();
  });

  it('S190 says how long to wait once five codes were sent within an hour', async () => {
    const stranger = await (await newVisitor(browser)).newPage();
    await givePassword(stranger);
    await reachCode(stranger);
    await stranger.getByText('No mail?').click();
    await stranger.getByRole('button', { name: 'Send another code' }).click();
    await stranger.getByText('Too many codes were sent').waitFor();
    await givePassword(stranger);
    await reachCode(stranger);
    assert.equal(await stranger.getByLabel('Code from the mail').count(), 0);
    assert.deepEqual(await inspectPage(stranger, 'browser-code-throttled'), []);
    await stranger.context().close();
    await givePassword();
    await reachAccount();
    await service.advance(3600);
  });
});

describe('S193 a browser that is known', () => {
  it('book 13.1 book 14.5 is asked again with prompt=verify, and the code leads on to the app', async () => {
    const before = await countMails();
    const { path } = appUrl('verify');
    await givePassword(page, path);
    await reachCode();
    assert.match((await readNewestMail(service, member.username)).text, /Pit Wall/);
    await enter(await newestCode(before + 1));
    await page.getByRole('button', { name: 'Allow' }).waitFor();
  });

  it('book 14.2 is forgotten when its app ends the session with forget_browser=true', async () => {
    const { server } = clientsOf(service);
    const [redirect_uri = ''] = server.redirect_uris;
    const { path, verifier } = appUrl();
    const app = await context.newPage();
    const arriving = app.waitForRequest((request) => request.url().startsWith(redirect_uri));
    await app.goto(service.origin + path);
    await app.getByRole('button', { name: 'Allow' }).click({ noWaitAfter: true });
    const code = new URL((await arriving).url()).searchParams.get('code') ?? '';
    await app.close();
    const { access_token } = tokensOf(
      await requestToken(service, {
        grant_type: 'authorization_code',
        ...credentialsOf(server),
        code,
        redirect_uri,
        code_verifier: verifier,
      }),
    );
    await givePassword();
    await reachAccount();
    const revoked = await sendWithToken(service, '/oauth2/revoke/current', access_token, {
      form: { forget_browser: 'true' },
    });
    assert.equal(revoked.status, 200);
    await givePassword();
    await reachCode();
  });

  it('S193 works without JavaScript as well, and is forgotten by the button of the security page', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const bare = await plain.newPage();
    const count = await countMails();
    await givePassword(bare, '/login?destination=%2Faccount%2Fsecurity');
    await reachCode(bare);
    await enter(await newestCode(count + 1), bare);
    await bare.getByRole('heading', { name: 'Security' }).waitFor();
    const section = bare.getByRole('region', { name: 'Browsers that are remembered' });
    const [own] = await section.getByRole('row').filter({ hasText: 'This browser' }).all();
    await own?.getByRole('button', { name: 'Forget Chrome on Linux' }).click();
    await bare.getByText('The browser is forgotten.').waitFor();
    await givePassword(bare);
    await reachCode(bare);
    await plain.close();
  });

  it('S188 is the one in which its member signed up', async () => {
    const fresh = await (await newVisitor(browser)).newPage();
    const newcomer = {
      ...member,
      username: 'nora@example.test',
      password: 'a long and own password',
    };
    await fresh.goto(`${service.origin}/login`);
    await fresh.getByRole('link', { name: 'Sign up' }).click();
    await fresh.getByLabel('E-mail address').fill(newcomer.username);
    await fresh.getByLabel('Name').fill('Nora');
    await fresh.getByLabel('Password').fill(newcomer.password);
    await fresh.getByRole('button', { name: 'Sign up' }).click();
    await fresh.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    const mail = await readNewestMail(service, newcomer.username);
    await fresh.goto(service.origin + linkOf(mail, service));
    await fresh.getByRole('button', { name: 'Create my account' }).click();
    await fresh.getByRole('heading', { name: 'Your account is ready' }).waitFor();
    await givePassword(fresh, '/login', newcomer);
    await reachAccount(fresh);
    assert.match(await readMain(fresh), /Your account/);
    await fresh.context().close();
  });
});
