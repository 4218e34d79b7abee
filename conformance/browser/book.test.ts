import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { createPkce, mask } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { findOverflow, inspectPage, launchBrowser, newVisitor } from './chromium.ts';

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Every address that the reader's browser asked for, and everything that it complained about. */
const asked: string[] = [];
const complaints: string[] = [];

before(async () => {
  [service, browser] = await Promise.all([startService(), launchBrowser()]);
  context = await newVisitor(browser);
  page = await context.newPage();
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

const addressOf = (name: string): string => `${service.origin}/oauth2/book/${name}`;
const open = (name: string) => page.goto(addressOf(name));
const keysList = () => page.getByRole('dialog', { name: 'Keyboard' });
const searchDialog = () => page.getByRole('dialog', { name: 'Search the guide' });

describe('keys of the book', () => {
  it('← and → turn to the chapters before and after', async () => {
    await open('token_endpoint.html');
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(addressOf('pkce_overview.html'));
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(addressOf('token_endpoint.html'));
    await open('introduction.html');
    await page.keyboard.press('ArrowLeft');
    assert.equal(page.url(), addressOf('introduction.html'));
  });

  it('? shows the keys and Esc hides them, with the focus kept inside between', async () => {
    await open('introduction.html');
    await page.keyboard.press('?');
    await keysList().waitFor();
    await page.keyboard.press('ArrowRight');
    assert.equal(page.url(), addressOf('introduction.html'));
    for (let press = 0; press < 6; press += 1) {
      await page.keyboard.press('Tab');
      const isInside = await page.evaluate(() => {
        const { activeElement } = document;
        // Between the last and the first element the browser's own controls have the focus.
        return activeElement === document.body || activeElement?.closest('dialog') !== null;
      });
      assert.ok(isInside, String(press));
    }
    await page.keyboard.press('Escape');
    await keysList().waitFor({ state: 'hidden' });
  });

  it('S and / open the search; while one types, keys are letters', async () => {
    await open('introduction.html');
    for (const key of ['s', 'S', '/']) {
      await page.keyboard.press(key);
      await searchDialog().waitFor();
      const field = searchDialog().getByRole('searchbox');
      assert.equal(await field.inputValue(), '');
      await page.keyboard.press('s');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('?');
      assert.equal(await field.inputValue(), 's?');
      await field.fill('');
      await page.keyboard.press('Escape');
      await searchDialog().waitFor({ state: 'hidden' });
    }
    assert.equal(page.url(), addressOf('introduction.html'));
  });

  it('are left to the browser with Ctrl, and can be switched off', async () => {
    await open('introduction.html');
    await page.keyboard.press('Control+ArrowRight');
    assert.equal(page.url(), addressOf('introduction.html'));
    await page.getByRole('button', { name: 'Keys' }).click();
    await keysList().getByRole('checkbox', { name: 'Use these keys' }).uncheck();
    await keysList().getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.keyboard.press('s');
    await page.keyboard.press('ArrowRight');
    assert.equal(await searchDialog().isVisible(), false);
    assert.equal(page.url(), addressOf('introduction.html'));
    await page.keyboard.press('?');
    await keysList().getByRole('checkbox', { name: 'Use these keys' }).check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(addressOf('reading_this_book.html'));
  });
});

describe('search while one types', () => {
  it('lists places, says how many, and leads there', async () => {
    await open('introduction.html');
    await page.getByRole('link', { name: 'Search', exact: true }).click();
    await searchDialog().getByRole('searchbox').fill('masking of client');
    const first = searchDialog().getByRole('link').first();
    await first.waitFor();
    assert.match(await searchDialog().getByRole('status').innerText(), /^\d+ places?$/);
    assert.equal(await first.innerText(), 'Masking of client secrets and passwords');
    assert.deepEqual(await inspectPage(page, 'book-search-dialog'), []);
    await first.click();
    await page.waitForURL(addressOf('token_endpoint.html#masking'));
  });

  it('says when nothing was found, and shows what it finds as text', async () => {
    await open('introduction.html');
    await page.keyboard.press('/');
    const field = searchDialog().getByRole('searchbox');
    await field.fill('zzyzx');
    await searchDialog().getByText('Nothing was found').waitFor();
    await field.fill('<img src=x onerror=alert(1)>');
    assert.equal(await searchDialog().locator('img').count(), 0);
  });
});

const tool = (name: string) => page.getByRole('group', { name });

describe('fields that check a value', () => {
  it('book 13.2 S64 say that a masked value is right, or which mistake made it', async () => {
    await open('token_endpoint.html#masking-check');
    const fields = tool('Check a masked value');
    const identifier = fields.getByLabel('client_id, or the username');
    const secret = fields.getByLabel('Client secret, or the password');
    const given = fields.getByLabel('Your masked value');
    await page.waitForLoadState('networkidle');
    const before = asked.length;
    await identifier.fill('  Driver@Example.COM ');
    await secret.fill('P@ssw0rd');
    const masked = mask('P@ssw0rd', '  Driver@Example.COM ');
    await fields.getByText(masked, { exact: true }).waitFor();
    await fields.getByText(encodeURIComponent(masked), { exact: true }).waitFor();
    const verdicts: readonly (readonly [string, RegExp])[] = [
      [masked, /^Right: /],
      [encodeURIComponent(masked), /already percent-encoded/],
      ['rfNm9+Eh0KgVHJI6APAoMI0wyYtHHXNnOJqPw7q+lkQ=', /comes after the secret/],
      ['2CiLoL25p2BupRgNZt4oxy26hEEo6DQqtXyDpppmiaQ=', /Only the identifier is lower-cased/],
      ['dapEHcD9xANOJ8aorPm7wa5v8TfbmJzF1zCF2o+hrOE=', /Nothing stands between/],
      ['7gBfAe_p4KuEBLjhR5A8XTSZPGVn-Nhv1w0QWLOVjLY', /URL-safe/],
      [Buffer.from(masked, 'base64').toString('hex'), /digest in hex/],
      [masked.replaceAll('+', ' '), /became a space/],
      [mask(masked, 'driver@example.com'), /masked twice/],
      [mask('another', 'driver@example.com'), /not the masked value/],
    ];
    for (const [value, verdict] of verdicts) {
      await given.fill(value);
      await fields.getByRole('status').filter({ hasText: verdict }).waitFor();
    }
    // What the identifier lost comes after: the one that was typed has all of it.
    await given.fill('nEJVW/ea/ofPC/T1tOodvG3uQmKZjOCYZdr865dW15M=');
    await fields
      .getByRole('status')
      .filter({ hasText: /must be lower-cased/ })
      .waitFor();
    await secret.press('Enter');
    assert.deepEqual(asked.slice(before), [], 'nothing is sent');
    assert.ok(!page.url().includes('P@ss'));
  });

  it('book 13.3 S28 say that a challenge is right, or which mistake made it', async () => {
    await open('pkce_overview.html#check');
    const fields = tool('Check a verifier and its challenge');
    const { verifier, challenge } = createPkce();
    const said = (words: RegExp) => fields.getByRole('status').filter({ hasText: words }).waitFor();
    const before = asked.length;
    await fields.getByLabel('Your code_verifier').fill(verifier);
    await fields.getByText(challenge, { exact: true }).waitFor();
    const given = fields.getByLabel('Your code_challenge');
    await given.fill(challenge);
    await said(/^Right: /);
    await given.fill(verifier);
    await said(/plain method/);
    await given.fill(`${challenge}=`);
    await said(/take it off/);
    await given.fill(Buffer.from(challenge, 'base64url').toString('hex'));
    await said(/digest in hex/);
    await given.fill('x');
    await said(/is not the challenge/);
    await fields.getByLabel('Your code_verifier').fill('short');
    await said(/this one has 5/);
    await fields.getByLabel('Your code_verifier').fill(`${verifier}!`);
    await said(/alone\.$/);
    assert.deepEqual(await inspectPage(page, 'book-pkce'), []);
    assert.deepEqual(asked.slice(before), [], 'nothing is sent');
  });
});

describe('pages of the book', () => {
  for (const name of ['authorization_code_flow', 'error_invalid_grant', 'search?q=masking']) {
    it(`${name} is clean in light, dark and narrow`, async () => {
      await open(name);
      assert.deepEqual(await inspectPage(page, `book-${name.replaceAll(/\W/g, '-')}`), []);
    });
  }

  it('all fit into 320 pixels', async () => {
    await open('introduction.html');
    const links = page.locator('.book-contents a');
    const names = await links.evaluateAll((found) =>
      found.map((link) => (link as HTMLAnchorElement).getAttribute('href') ?? ''),
    );
    assert.ok(names.length > 45, String(names.length));
    await page.setViewportSize({ width: 320, height: 800 });
    const chapters = names.filter((name) => !name.startsWith('data_') || name === 'data_api.html');
    for (const name of chapters) {
      await page.goto(addressOf(name), { waitUntil: 'domcontentloaded' });
      assert.equal(await findOverflow(page), 0, name);
    }
    await page.setViewportSize({ width: 1100, height: 800 });
  });

  it('has the chapters beside the text, and behind a disclosure on a phone', async () => {
    await open('error_server_error.html');
    const contents = page.getByRole('navigation', { name: 'Chapters' });
    const current = contents.getByRole('link', { name: '16.8 server_error' });
    assert.equal(await current.getAttribute('aria-current'), 'page');
    assert.ok(await current.isVisible());
    await page.setViewportSize({ width: 360, height: 740 });
    await page.reload();
    assert.equal(await current.isVisible(), false);
    await contents.getByText('Chapters', { exact: true }).click();
    await current.waitFor();
    assert.equal(await findOverflow(page), 0);
    await page.setViewportSize({ width: 1100, height: 800 });
  });

  it('is for paper without what paper cannot use', async () => {
    await open('print.html');
    await page.emulateMedia({ media: 'print' });
    for (const selector of ['.book-contents', '.bar', '.book-tool', '.book-anchor']) {
      assert.equal(await page.locator(selector).first().isVisible(), false, selector);
    }
    assert.ok((await page.locator('article').count()) > 45);
    await page.emulateMedia({ media: 'screen' });
    assert.equal(await findOverflow(page), 0);
  });

  it('can be read, turned and searched without scripts', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const reader = await plain.newPage();
    await reader.goto(addressOf('pkce_overview.html'));
    await reader.getByText('need scripts, which are off').waitFor();
    assert.equal(await reader.getByLabel('Your code_verifier').isVisible(), false);
    assert.equal(await reader.getByRole('button', { name: 'Keys' }).count(), 0);
    assert.ok(await reader.getByRole('link', { name: '16.8 server_error' }).isVisible());
    await reader.getByRole('link', { name: /^Before/ }).click();
    await reader.waitForURL(addressOf('token_endpoint.html'));
    await reader.getByRole('link', { name: 'Search', exact: true }).click();
    await reader.getByRole('searchbox').fill('stolen refresh');
    await reader.getByRole('button', { name: 'Search' }).click();
    await reader.locator('main').getByRole('link', { name: 'Once' }).click();
    await reader.waitForURL(addressOf('refresh_token.html#once'));
    await plain.close();
  });

  it('S222 nothing was refused by the pages’ policy, and no script failed', async () => {
    assert.ok(asked.length > 50);
    assert.deepEqual(complaints, []);
  });
});
