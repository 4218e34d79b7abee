import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { memberOf } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';

let service: Service;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

before(async () => {
  [service, browser] = await Promise.all([startService(), launchBrowser()]);
  page = await (await newVisitor(browser)).newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

it('the start page leads to the mailbox, and an empty one says what would arrive', async () => {
  await page.goto(service.origin);
  await page.getByRole('link', { name: 'Mailbox' }).click();
  await page.getByText('No mail has arrived yet.').waitFor();
  assert.deepEqual(await inspectPage(page, 'mailbox-empty'), []);
});

it('a mail that was asked for is in the mailbox, and its link opens a page with a button in a tab of its own', async () => {
  const { username } = memberOf(service);
  await page.goto(`${service.origin}/reset`);
  await page.getByLabel('E-mail address').fill(username);
  await page.getByRole('button').last().click();
  await page.goto(`${service.origin}/local/mailbox`);
  await page.getByText(username).waitFor();
  assert.deepEqual(await inspectPage(page, 'mailbox'), []);
  await page.locator('tbody a').first().click();
  const frame = page.frameLocator('iframe');
  await frame.getByText('Not you?').waitFor();
  assert.deepEqual(await inspectPage(page, 'mailbox-mail'), []);
  const [opened] = await Promise.all([
    page.waitForEvent('popup'),
    frame.getByRole('link').first().click(),
  ]);
  await opened.getByRole('button').first().waitFor();
  assert.equal(new URL(opened.url()).origin, service.origin);
  await opened.close();
});

it('S181 the mail’s frame has an origin of nobody, runs no script and loads nothing', async () => {
  const frame = page.frames().find((candidate) => candidate.url().endsWith('/html'));
  assert.ok(frame);
  assert.equal(await frame.evaluate(() => globalThis.origin), 'null');
  assert.equal(
    await page
      .locator('iframe')
      .getAttribute('sandbox')
      .then((given) => given?.includes('allow-scripts')),
    false,
  );
  assert.deepEqual(complaints, []);
});
