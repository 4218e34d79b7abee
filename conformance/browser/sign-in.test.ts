import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { authorizeUrl, clientsOf, createPkce, memberOf } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;

before(async () => {
  service = await startService();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

/** Presses a button and gives the address at which the browser asks for the app. Nobody listens there. */
async function pressAndLeave(target: Page, button: RegExp, appOrigin: string): Promise<URL> {
  const [request] = await Promise.all([
    target.waitForRequest((asked) => asked.url().startsWith(appOrigin)),
    target.getByRole('button', { name: button }).click(),
  ]);
  await target.waitForURL('chrome-error://**');
  return new URL(request.url());
}

function authorizationUrl(which: 'server' | 'page' | 'native', state: string): string {
  const client = clientsOf(service)[which];
  const { challenge } = createPkce();
  return (
    service.origin +
    authorizeUrl(client, {
      state,
      scope: 'iracing.auth iracing.profile',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    })
  );
}

async function signIn(target: Page, password: string): Promise<void> {
  await target.getByLabel(/e-mail/i).fill(memberOf(service).username);
  await target.getByLabel(/password/i).fill(password);
  await target.getByRole('button', { name: 'Sign in' }).click();
}

describe('a member signs in with a real browser', () => {
  before(async () => {
    context = await newVisitor(browser);
    page = await context.newPage();
  });

  it('S178 finds a login page that axe, dark mode and narrow windows leave clean', async () => {
    await page.goto(authorizationUrl('page', 'one'));
    await assert.doesNotReject(page.getByRole('heading', { name: 'Sign in' }).waitFor());
    assert.deepEqual(await inspectPage(page, 'login'), []);
  });

  it('S182 is told of a wrong password beside the field, and keeps what was typed', async () => {
    await signIn(page, 'not the password');
    const alert = page.getByRole('alert').or(page.locator('[id$="error"]')).first();
    await alert.waitFor();
    assert.equal(await page.getByLabel(/e-mail/i).inputValue(), memberOf(service).username);
    assert.equal(await page.getByLabel(/password/i).inputValue(), '');
    assert.deepEqual(await inspectPage(page, 'login-wrong'), []);
  });

  it('S178 book 13.1 is asked on a page that names app, scopes and destination, with no button focused', async () => {
    await signIn(page, memberOf(service).password);
    await page.getByRole('button', { name: /allow/i }).waitFor();
    const text = await page.locator('main').innerText();
    for (const shown of ['Lap Lens', 'Pitpass demo', '127.0.0.1', memberOf(service).display_name]) {
      assert.ok(text.includes(shown), `${shown} is missing from: ${text}`);
    }
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
    assert.deepEqual(await inspectPage(page, 'consent'), []);
  });

  it('does nothing when Enter is pressed by accident on the consent page', async () => {
    const before = page.url();
    await page.keyboard.press('Enter');
    await page.waitForTimeout(150);
    assert.equal(page.url(), before);
  });

  it('reaches Deny and Allow by keyboard, Deny first', async () => {
    const names: string[] = [];
    for (let step = 0; step < 15; step += 1) {
      await page.keyboard.press('Tab');
      names.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
    }
    const deny = names.findIndex((name) => name.startsWith('Deny'));
    const allow = names.findIndex((name) => name.startsWith('Allow'));
    assert.ok(deny >= 0 && allow > deny, names.join(' | '));
  });

  it('book 13 comes back to the app with code and state after Allow', async () => {
    const arrived = await pressAndLeave(page, /^allow/i, 'http://127.0.0.1:7482/');
    assert.equal(arrived.searchParams.get('state'), 'one');
    assert.match(arrived.searchParams.get('code') ?? '', /^ppc_/);
  });

  it('S167 is asked again for a public client on this computer, although consent stands', async () => {
    await page.goto(authorizationUrl('page', 'two'));
    await page.getByRole('button', { name: /^allow/i }).waitFor();
    assert.deepEqual(await inspectPage(page, 'consent-again'), []);
  });

  it('S55 comes back with access_denied and state after Deny', async () => {
    const arrived = await pressAndLeave(page, /^deny/i, 'http://127.0.0.1:7482/');
    assert.equal(arrived.searchParams.get('error'), 'access_denied');
    assert.equal(arrived.searchParams.get('state'), 'two');
    assert.equal(arrived.searchParams.get('code'), null);
  });

  it('S172 holds a new login cookie after each login', async () => {
    const login = async () =>
      (await context.cookies(service.origin)).find(({ name }) => name.startsWith('pitpass_login'));
    const first = await login();
    await page.goto(`${service.origin}/logout`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${service.origin}/login`);
    await signIn(page, memberOf(service).password);
    await page.waitForURL('**/account');
    const second = await login();
    assert.ok(first && second && first.value !== second.value);
    assert.equal(second.httpOnly, true);
    assert.equal(second.sameSite, 'Lax');
  });

  it('S138 sees on the account page which app may do what', async () => {
    await page.goto(`${service.origin}/account`);
    const text = await page.locator('main').innerText();
    assert.ok(text.includes('Lap Lens'), text);
    assert.deepEqual(await inspectPage(page, 'account'), []);
  });

  it('S11 enters the password again when the app asks for verification', async () => {
    await page.goto(`${authorizationUrl('server', 'three')}&prompt=verify`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(page, memberOf(service).password);
    await page.getByRole('button', { name: /^allow/i }).waitFor();
  });

  it('S187 is signed out for good: neither the back button nor the old page lead in', async () => {
    await page.goto(`${service.origin}/account`);
    await page.locator('header').getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/signed-out');
    assert.deepEqual(await inspectPage(page, 'signed-out'), []);
    await page.goBack();
    await page.waitForLoadState();
    assert.ok(!(await page.content()).includes(memberOf(service).username));
    await page.goto(`${service.origin}/account`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe('pages that nobody hopes to see', () => {
  before(async () => {
    context = await newVisitor(browser);
    page = await context.newPage();
  });

  it('S3 shows an error page without a link to the unknown address', async () => {
    await page.goto(
      `${service.origin}/oauth2/authorize?client_id=nobody&redirect_uri=https://x.test/`,
    );
    assert.ok(!(await page.content()).includes('x.test'));
    assert.match(await page.locator('main').innerText(), /[0-9a-f-]{36}/);
    assert.deepEqual(await inspectPage(page, 'error'), []);
  });

  it('S56 opens the page behind an error_uri', async () => {
    await page.goto(`${service.origin}/oauth2/book/error_invalid_grant.html`);
    await page.getByRole('heading', { name: 'invalid_grant' }).waitFor();
    const text = await page.locator('main').innerText();
    assert.match(text, /In Trackmania’s dialect[^]*401 invalid_request[^]*400 invalid_grant/);
    assert.match(text, /Token has been revoked[^]*Secrets are sent as they are, never masked/);
    assert.deepEqual(await inspectPage(page, 'error-reference'), []);
    await page.goto(`${service.origin}/oauth2/book/error_invalid_token.html`);
    assert.match(await page.locator('main').innerText(), /endpoints do not send this code/);
    assert.deepEqual(await inspectPage(page, 'error-reference-routes'), []);
    await page.goto(`${service.origin}/oauth2/book/errors.html`);
    assert.match(await page.locator('main').innerText(), /for both dialects/);
    assert.deepEqual(await inspectPage(page, 'error-index'), []);
  });

  it('shows the way from the start page, and moves to the issuer from another name', async () => {
    await page.goto(`http://127.0.0.1:${service.port}/`);
    assert.equal(page.url(), `${service.origin}/`);
    await page.getByRole('heading', { name: 'The service is running' }).waitFor();
    assert.deepEqual(await inspectPage(page, 'start'), []);
  });
});

describe('somebody else’s pages', () => {
  let evil: Server;
  let evilPort: number;

  before(async () => {
    context = await newVisitor(browser);
    page = await context.newPage();
    await page.goto(`${service.origin}/login`);
    await signIn(page, memberOf(service).password);
    await page.waitForURL('**/account');
    evil = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(
        `<form method="post" action="${service.origin}/account/end-all"><button>x</button></form>`,
      );
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const address = evil.address();
    evilPort = typeof address === 'object' && address !== null ? address.port : 0;
  });
  after(() => {
    evil.close();
  });

  for (const host of ['127.0.0.1', 'localhost']) {
    it(`S174 posts a form from another port of ${host} in vain`, async () => {
      await page.goto(`http://${host}:${evilPort}/`);
      const [response] = await Promise.all([
        page.waitForResponse('**/account/end-all'),
        page.getByRole('button').click(),
      ]);
      assert.equal(response.status(), 403);
      await page.waitForLoadState();
      assert.match(await page.locator('main').innerText(), /nothing was done/i);
    });
  }

  it('S169 cannot put a page of the service into a frame', async () => {
    await page.goto(`http://127.0.0.1:${evilPort}/`);
    await page.setContent(`<iframe src="${service.origin}/account"></iframe>`);
    await page.waitForTimeout(300);
    const inside = page.frames().at(1);
    const text = (await inside?.content().catch(() => '')) ?? '';
    assert.ok(!text.includes(memberOf(service).username));
  });

  it('S175 cannot continue in another browser what was begun in this one', async () => {
    await page.goto(`${authorizationUrl('server', 'mine')}&prompt=verify`);
    const transaction = await page.locator('input[name=transaction]').inputValue();
    const other = await (await newVisitor(browser)).newPage();
    await other.goto(`${service.origin}/login?transaction=${transaction}`);
    assert.match(await other.locator('main').innerText(), /cannot be continued here/i);
    await other.context().close();
    await page.goto(`${service.origin}/login?transaction=${transaction}`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('S176 finishes two sign-ins in two tabs, each for its own app', async () => {
    const second = await context.newPage();
    await page.goto(`${authorizationUrl('page', 'tab-one')}&prompt=verify`);
    await second.goto(`${authorizationUrl('native', 'tab-two')}&prompt=verify`);
    await signIn(page, memberOf(service).password);
    await page.getByRole('button', { name: /^allow/i }).waitFor();
    await signIn(second, memberOf(service).password);
    const other = await pressAndLeave(second, /^allow/i, 'http://127.0.0.1:7491/');
    assert.equal(other.searchParams.get('state'), 'tab-two');
    // The second tab's login replaced the first one's: its page must work all the same.
    const own = await pressAndLeave(page, /^allow/i, 'http://127.0.0.1:7482/');
    assert.equal(own.searchParams.get('state'), 'tab-one');
  });
});
