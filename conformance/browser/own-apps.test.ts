import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { memberOf } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import {
  assertRefused,
  assertTokenRefused,
  clientRefused,
  exchangeTrackmaniaCode,
  getUser,
  refreshTrackmania,
  requestClientToken,
  trackmaniaAuthorizeUrl,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';
import type { ConfidentialClient } from '../harness/trackmania.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { readMain, signIn } from './member-steps.ts';

const profile = 'league-8';
const callback = 'http://127.0.0.1:7490/callback';

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Every address that the developer's browser asked for, and every secret that it was shown. */
const asked: string[] = [];
const secrets: string[] = [];

before(async () => {
  [service, browser] = await Promise.all([startService(), launchBrowser()]);
  context = await newVisitor(browser);
  context.on('request', (request) => asked.push(request.url()));
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

/** What is filled in; what is left out stays as it stands. */
interface Entries {
  readonly name?: string;
  readonly homepage?: string;
  readonly description?: string;
  readonly redirectUris?: string;
  readonly isConfidential?: boolean;
}

async function fillIn(target: Page, entries: Entries): Promise<void> {
  const texts = {
    Name: entries.name,
    'Homepage (optional)': entries.homepage,
    'Description (optional)': entries.description,
    'Redirect URIs': entries.redirectUris,
  };
  for (const [label, text] of Object.entries(texts)) {
    if (text !== undefined) await target.getByLabel(label, { exact: true }).fill(text);
  }
  if (entries.isConfidential !== undefined) {
    await target.getByRole('checkbox', { name: 'Confidential' }).setChecked(entries.isConfidential);
  }
}

const press = (target: Page, name: string) => target.getByRole('button', { name }).click();

/** Registers an app on the page for it, and reads what the answer shows. */
async function register(target: Page, entries: Entries): Promise<ConfidentialClient> {
  await target.goto(`${service.origin}/manager/create`);
  await fillIn(target, entries);
  await press(target, 'Register the app');
  return readCredentials(target);
}

/** The credentials that the page shows; the secret is empty where it shows none. */
async function readCredentials(target: Page): Promise<ConfidentialClient> {
  await target.getByRole('link', { name: /^Go on to/ }).waitFor();
  const shown = await target.locator('code.selectable').allInnerTexts();
  const [client_id = '', client_secret = ''] = shown;
  assert.match(client_id, /^[0-9a-f]{20}$/);
  if (client_secret !== '') {
    assert.match(client_secret, /^[0-9a-f]{40}$/);
    secrets.push(client_secret);
  }
  const shared = { client_type: 'server-side', dialect: 'trackmania' };
  return { client_id, client_secret, redirect_uris: [callback], ...shared };
}

const pathOf = ({ client_id }: ConfidentialClient): string => `/manager/apps/${client_id}`;

/** Every sentence beside a field, by the field's label. */
async function readErrors(target: Page): Promise<Readonly<Record<string, string>>> {
  const fields = await target.locator('.field:has(.field-error)').all();
  const read = fields.map(async (field) => [
    await field.locator('label').innerText(),
    (await field.locator('.field-error').innerText()).replaceAll(/\s+/g, ' '),
  ]);
  return Object.fromEntries(await Promise.all(read)) as Record<string, string>;
}

const long = `Chrono${'x'.repeat(73)}Z`;
const arabic = 'سباق الأساطير الكبير في حلبة المدينة';

describe('a developer manages apps of their own', () => {
  let app: ConfidentialClient;

  it('TM 1 TM 9 signs in first, and is led back to the manager', async () => {
    for (const path of ['/manager/create', '/manager']) {
      await page.goto(service.origin + path);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    }
    await signIn(page, memberOf(service));
    await page.getByRole('heading', { name: 'Your apps' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/manager');
  });

  it('TM 9 finds no app at first, and is told what the first one takes', async () => {
    assert.match(await readMain(page), /not registered any app yet.*its name, and the address/);
    assert.deepEqual(await inspectPage(page, 'own-apps-empty'), []);
    await page.getByRole('link', { name: 'Register an app' }).click();
    await page.waitForURL('**/manager/create');
    assert.deepEqual(await inspectPage(page, 'own-apps-create'), []);
  });

  it('TM 9 S182 reads each mistake beside its field, and finds all that was typed', async () => {
    const redirectUris = 'http://medals.example/callback\nmedals.example';
    const typed = { name: 'x'.repeat(81), homepage: 'medals.example', description: 'Medals.' };
    await fillIn(page, { ...typed, redirectUris, isConfidential: false });
    await press(page, 'Register the app');
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /Nothing was saved.*4 things/);
    const errors = await readErrors(page);
    assert.deepEqual(Object.keys(errors), ['Name', 'Homepage (optional)', 'Redirect URIs']);
    assert.match(errors['Name'] ?? '', /longer than 80 characters; shorten it\.$/);
    assert.match(errors['Homepage (optional)'] ?? '', /give one such as https:/);
    assert.match(errors['Redirect URIs'] ?? '', /"http:\/\/medals\.example.*"medals\.example"/);
    const kept = page.getByRole('textbox');
    assert.deepEqual(await Promise.all((await kept.all()).map((field) => field.inputValue())), [
      typed.name,
      typed.homepage,
      typed.description,
      redirectUris,
    ]);
    assert.equal(await page.getByRole('checkbox').isChecked(), false);
    assert.equal(await page.locator('[aria-invalid=true]').count(), 3);
    assert.deepEqual(await inspectPage(page, 'own-apps-errors'), []);
  });

  it('TM 9 S197 is shown identifier and secret of a new app, and both work at once', async () => {
    await fillIn(page, {
      name: 'Medal Shelf',
      homepage: 'https://medals.example/',
      redirectUris: callback,
      isConfidential: true,
    });
    await press(page, 'Register the app');
    app = await readCredentials(page);
    assert.match(await readMain(page), /Copy the secret now\. It is shown this once/);
    assert.match(await readMain(page), /\/oauth\/authorize .*\/api\/access_token/);
    const documentation = page.getByRole('link', { name: 'The Trackmania routes' });
    assert.equal(await documentation.getAttribute('href'), `${service.origin}/doc`);
    assert.deepEqual(await inspectPage(page, 'own-apps-credentials'), []);
    trackmaniaTokensOf(await requestClientToken(service, app));
  });

  it('TM 9 S197 never sees the secret again: not by going back and forth, nor on any page', async () => {
    await page.getByRole('link', { name: 'Go on to Medal Shelf' }).click();
    await page.waitForURL(`**${pathOf(app)}`);
    // Chromium does not keep an answer that must not be stored, and sends no form by itself.
    await assert.rejects(page.goBack(), /ERR_CACHE_MISS/);
    await page.waitForURL('chrome-error://**');
    assert.ok(!(await page.content()).includes(app.client_secret));
    await page.goForward();
    assert.ok(!(await page.content()).includes(app.client_secret));
    for (const path of ['/manager', pathOf(app)]) {
      await page.goto(service.origin + path);
      const content = await page.content();
      assert.ok(content.includes(app.client_id) && !content.includes(app.client_secret));
    }
    const [row] = await service.query(
      "SELECT count(*) AS apps FROM client WHERE record LIKE '%Medal Shelf%'",
    );
    assert.equal(Number(row?.['apps']), 1);
  });

  it('TM 9 changes it; a mistake changes nothing, and what is saved is said once', async () => {
    await fillIn(page, { name: 'Medal Cabinet', redirectUris: `${callback}\n/callback` });
    await press(page, 'Save changes');
    await page.getByRole('alert').waitFor();
    assert.deepEqual(Object.keys(await readErrors(page)), ['Redirect URIs']);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Medal Shelf');
    assert.deepEqual(await inspectPage(page, 'own-apps-app-errors'), []);
    await fillIn(page, { redirectUris: `${callback}\nhttps://medals.example/callback` });
    await press(page, 'Save changes');
    await page.getByRole('status').waitFor();
    assert.match(await page.getByRole('status').innerText(), /^Your changes are saved\./);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Medal Cabinet');
    await page.goto(service.origin + pathOf(app));
    assert.equal(await page.getByRole('status').count(), 0);
    assert.match(await page.getByLabel('Redirect URIs').inputValue(), /7490.*\n.*medals\.example/);
  });

  it('TM 9 replaces the secret after a question: the new one works, the old one no longer', async () => {
    const old = app;
    await page.getByText('Replace the secret…').click();
    assert.match(await readMain(page), /stops working at once/);
    await page.getByText('Delete Medal Cabinet…').click();
    assert.deepEqual(await inspectPage(page, 'own-apps-app'), []);
    await press(page, 'Replace the secret');
    app = await readCredentials(page);
    assert.equal(app.client_id, old.client_id);
    assert.deepEqual(await inspectPage(page, 'own-apps-rotated'), []);
    assertRefused(await requestClientToken(service, old), profile, clientRefused);
    trackmaniaTokensOf(await requestClientToken(service, app));
  });

  it('TM 9 sends the form that replaced the secret again: the secret it was shown stays good', async () => {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.reload();
    assert.equal((await answered).status(), 409);
    assert.match(await readMain(page), /not replaced again.*secret that was shown then is good/);
    assert.deepEqual(await inspectPage(page, 'own-apps-overtaken'), []);
    trackmaniaTokensOf(await requestClientToken(service, app));
  });

  it('TM 9 S63 gets no secret for an app that is not confidential, and none to replace', async () => {
    const own = await register(page, {
      name: arabic,
      redirectUris: callback,
      isConfidential: false,
    });
    assert.equal(own.client_secret, '');
    assert.match(await readMain(page), /not confidential: it has no secret/);
    assert.deepEqual(await inspectPage(page, 'own-apps-credentials-public'), []);
    await page.getByRole('link', { name: /^Go on to/ }).click();
    await page.getByRole('heading', { name: 'Delete this app' }).waitFor();
    assert.equal(await page.getByText('Replace the secret').count(), 0);
    assertRefused(await requestClientToken(service, own), profile, clientRefused);
    await page.goto(`${service.origin}/manager/create`);
    await fillIn(page, { name: 'Nowhere', isConfidential: false });
    await press(page, 'Register the app');
    await page.getByRole('alert').waitFor();
    assert.deepEqual(Object.keys(await readErrors(page)), ['Redirect URIs']);
  });

  it('TM 9 keeps names and addresses of any length inside the window', async () => {
    const redirectUris = `https://medals.example/${'callback'.repeat(24)}`;
    const own = await register(page, { name: long, description: long.repeat(4), redirectUris });
    await page.reload();
    assert.match(await page.getByRole('alert').innerText(), /in your list already/);
    assert.deepEqual(await inspectPage(page, 'own-apps-resent'), []);
    await page.goto(`${service.origin}/manager`);
    assert.equal(await page.getByRole('article').count(), 3);
    assert.deepEqual(await inspectPage(page, 'own-apps-many'), []);
    await page.goto(service.origin + pathOf(own));
    await page.getByText('Show the whole name').click();
    assert.ok((await readMain(page)).includes(long));
    await page.getByText(/^Delete Chrono.*…$/).click();
    assert.deepEqual(await inspectPage(page, 'own-apps-app-long'), []);
  });

  it('TM 9 S196 cannot tell the app of another developer from none', async () => {
    const other = await newVisitor(browser);
    const target = await other.newPage();
    await target.goto(`${service.origin}/manager`);
    await signIn(target, memberOf(service, 1));
    await target.getByText('You have not registered any app yet.').waitFor();
    const pages: string[] = [];
    for (const path of [pathOf(app), '/manager/apps/0123456789abcdef0123']) {
      const response = await target.goto(service.origin + path);
      assert.equal(response?.status(), 404);
      pages.push((await readMain(target)).replace(/[0-9a-f-]{36}/, ''));
    }
    assert.equal(pages[0], pages[1]);
    assert.match(pages[0] ?? '', /There is no page at this address/);
    assert.deepEqual(await inspectPage(target, 'own-apps-not-found'), []);
    await other.close();
  });

  it('TM 9 S90 deletes an app after a question: what members gave it is good no longer', async () => {
    await page.goto(service.origin + trackmaniaAuthorizeUrl(app, { scope: 'clubs' }));
    assert.match(await readMain(page), /Medal Cabinet wants to use your account.*not reviewed/);
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.url().startsWith(callback)),
      press(page, 'Allow'),
    ]);
    await page.waitForURL('chrome-error://**');
    const code = new URL(request.url()).searchParams.get('code') ?? '';
    const tokens = trackmaniaTokensOf(await exchangeTrackmaniaCode(service, app, code));
    assert.equal((await getUser(service, tokens.access_token)).status, 200);

    await page.goto(service.origin + pathOf(app));
    await page.getByText('Delete Medal Cabinet…').click();
    assert.match(await readMain(page), /every member is signed out of Medal Cabinet/);
    assert.equal((await getUser(service, tokens.access_token)).status, 200);
    await press(page, 'Delete Medal Cabinet');
    await page.getByRole('status').waitFor();
    assert.match(await page.getByRole('status').innerText(), /^The app is deleted\./);
    assert.doesNotMatch(await page.content(), /Medal Cabinet/);
    assert.deepEqual(await inspectPage(page, 'own-apps-deleted'), []);

    const answer = await getUser(service, tokens.access_token);
    assertTokenRefused(answer, profile, 'Access token has been revoked');
    for (const refused of [
      await refreshTrackmania(service, app, tokens.refresh_token),
      await requestClientToken(service, app),
    ]) {
      assertRefused(refused, profile, clientRefused);
    }
    assert.equal((await page.goto(service.origin + pathOf(app)))?.status(), 404);
    await page.goto(`${service.origin}/account`);
    assert.doesNotMatch(await page.content(), /Medal Cabinet/);
  });

  it('S197 has no secret in any address, nor in the history or the storage of the browser', async () => {
    assert.equal(secrets.length, 3);
    const session = await context.newCDPSession(page);
    const history = JSON.stringify(await session.send('Page.getNavigationHistory'));
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    const cookies = JSON.stringify(await context.cookies());
    assert.ok(asked.length > 50 && history.includes('/manager/create'));
    for (const place of [...asked, history, stored, cookies, service.output()]) {
      assert.ok(!secrets.some((secret) => place.includes(secret)));
    }
  });
});

describe('a developer whose browser runs no scripts', () => {
  it('TM 9 registers, changes, replaces the secret and deletes all the same', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const target = await plain.newPage();
    await target.goto(`${service.origin}/manager`);
    await signIn(target, memberOf(service, 1));
    const first = await register(target, { name: 'Plain', redirectUris: callback });
    await target.reload();
    assert.match(await target.getByRole('alert').innerText(), /in your list already/);
    assert.equal(await target.getByLabel('Name', { exact: true }).inputValue(), 'Plain');
    await target.getByRole('link', { name: 'All your apps' }).click();
    await target.getByRole('link', { name: 'Change Plain' }).click();
    await fillIn(target, { name: 'Plainer' });
    await press(target, 'Save changes');
    await target.getByRole('status').waitFor();
    await target.getByText('Replace the secret…').click();
    await press(target, 'Replace the secret');
    const second = await readCredentials(target);
    assertRefused(await requestClientToken(service, first), profile, clientRefused);
    trackmaniaTokensOf(await requestClientToken(service, second));
    await target.getByRole('link', { name: 'Go on to Plainer' }).click();
    await target.getByText('Delete Plainer…').click();
    await press(target, 'Delete Plainer');
    await target.getByText('You have not registered any app yet.').waitFor();
    assertRefused(await requestClientToken(service, second), profile, clientRefused);
    await plain.close();
  });
});
