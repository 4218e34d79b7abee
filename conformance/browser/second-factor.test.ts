import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

import { authorizeUrl, clientsOf, createPkce, memberOf } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { totpAt } from '../harness/totp.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { readMain, signIn } from './member-steps.ts';

const security = '/account/security';

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let seed = '';
let backupCodes: readonly string[] = [];

before(async () => {
  service = await startService();
  browser = await launchBrowser();
  context = await newVisitor(browser);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

/** The code that the authenticator app shows once time has moved on past every code before. */
async function nextCode(): Promise<string> {
  return totpAt(seed, await service.advance(90));
}

const open = (path: string, target = page) => target.goto(service.origin + path);

async function signOut(target = page): Promise<void> {
  await open('/account', target);
  await target.getByRole('button', { name: 'Sign out' }).click();
  await target.getByRole('heading', { name: 'You are signed out' }).waitFor();
}

/** Signs out and gives the password, which leads to the second step where it is asked. */
async function givePassword(target = page, path = '/login'): Promise<void> {
  await context.clearCookies({ name: /login/ });
  await open(path, target);
  await signIn(target, memberOf(service));
}

const reachStep = (target = page) =>
  target.getByRole('heading', { name: 'Second step', level: 1 }).waitFor();
const reachAccount = (target = page) => target.waitForURL('**/account');

async function enterCode(code: string, target = page): Promise<void> {
  await target.getByLabel('Code of your authenticator app').fill(code);
  await target.getByRole('button', { name: 'Continue', exact: true }).click();
}

function verifyUrl(): string {
  return authorizeUrl(clientsOf(service).server, {
    state: 'verify',
    scope: 'iracing.auth',
    prompt: 'verify',
    code_challenge: createPkce().challenge,
    code_challenge_method: 'S256',
  });
}

describe('book 14.5 an authenticator app in a real browser', () => {
  it('book 14.5 the security page says what the second step is, and how to switch it on', async () => {
    await givePassword(page, `/login?destination=${security}`);
    await page.getByRole('heading', { name: 'Security' }).waitFor();
    assert.match(await readMain(page), /Second step Off/);
    assert.deepEqual(await inspectPage(page, 'security-off'), []);
  });

  it('book 14.5 shows a QR code and the key as text, and takes the code that confirms it', async () => {
    await page.getByRole('link', { name: 'Set up an authenticator app' }).click();
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    seed = (await page.locator('code.seed').innerText()).replaceAll(/\s/g, '');
    assert.match(seed, /^[A-Z2-7]{32}$/);
    assert.deepEqual(await inspectPage(page, 'authenticator'), []);
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await inspectPage(page, 'authenticator-wrong'), []);
    const shown = (await page.locator('code.seed').innerText()).replaceAll(/\s/g, '');
    assert.equal(shown, seed, 'the app need not be set up again');
    await page.getByLabel('Code', { exact: true }).fill(await nextCode());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your second step is on' }).waitFor();
  });

  it('book 14.5 shows ten backup codes once, to be copied and printed, and is signed out', async () => {
    backupCodes = await page.locator('[data-code]').allInnerTexts();
    assert.equal(backupCodes.length, 10);
    assert.deepEqual(await inspectPage(page, 'backup-codes'), []);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.deepEqual(copied.trim().split('\n'), backupCodes);
    await page.getByRole('link', { name: 'I have them' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('book 14.5 asks for the code after the password, and says when it is wrong', async () => {
    await givePassword();
    await reachStep();
    assert.deepEqual(await inspectPage(page, 'second-step'), []);
    await page.locator('#code:focus').waitFor();
    await enterCode('000000');
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await inspectPage(page, 'second-step-wrong'), []);
    await open(security);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('book 14.5 signs in with the code by keyboard alone', async () => {
    await givePassword();
    await reachStep();
    await page.locator('#code:focus').waitFor();
    await page.keyboard.type(await nextCode());
    await page.keyboard.press('Enter');
    await reachAccount();
  });

  it('book 14.5 signs in with a backup code once', async () => {
    const [code = ''] = backupCodes;
    for (const isFirst of [true, false]) {
      await givePassword();
      await reachStep();
      await page.getByText('Use a backup code').click();
      await page.getByLabel('Backup code', { exact: true }).fill(code.toUpperCase());
      await page.keyboard.press('Enter');
      if (isFirst) await reachAccount();
      else await page.getByText('The backup code is wrong or was used before').waitFor();
    }
    await page.locator('#backup-code:focus').waitFor();
    assert.deepEqual(await inspectPage(page, 'second-step-backup'), []);
    await service.advance(3600);
  });

  it('book 14.5 asks a remembered browser for nothing, and another one as ever', async () => {
    await givePassword();
    await reachStep();
    await page.getByLabel('Remember this browser').check();
    await enterCode(await nextCode());
    await reachAccount();
    await signOut();
    await givePassword();
    await reachAccount();
    const other = await (await newVisitor(browser)).newPage();
    await givePassword(other);
    await reachStep(other);
    await other.context().close();
  });

  it('book 14.5 asks a remembered browser again with prompt=verify, and has then forgotten it', async () => {
    await givePassword(page, verifyUrl());
    await reachStep();
    assert.match(await readMain(page), /to continue to/);
    await enterCode(await nextCode());
    await page.getByRole('button', { name: /^allow/i }).waitFor();
    await givePassword();
    await reachStep();
    await enterCode(await nextCode());
    await reachAccount();
  });
});

describe('S185 passkeys in a real browser', () => {
  let cdp: CDPSession;
  let authenticatorId: string;

  before(async () => {
    cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const added = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    authenticatorId = added.authenticatorId;
  });

  const verifyUser = (isUserVerified: boolean) =>
    cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });

  it('S185 a passkey is made with a name, and not twice on one device', async () => {
    await open(security);
    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Make a passkey' }).waitFor();
    assert.deepEqual(await inspectPage(page, 'passkey'), []);
    await page.getByLabel('Name').fill('Laptop of Mia with a name that is far too long to be read');
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByText('Your passkey is added.').waitFor();
    assert.deepEqual(await inspectPage(page, 'security-on'), []);
    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByText('No passkey was made').waitFor();
  });

  it('S185 signs in with the passkey, by keyboard, and not while its member is not verified', async () => {
    await verifyUser(false);
    await givePassword();
    await reachStep();
    assert.deepEqual(await inspectPage(page, 'second-step-passkey'), []);
    await page.getByRole('button', { name: 'Use a passkey' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('No passkey was used').waitFor();
    await verifyUser(true);
    await page.keyboard.press('Enter');
    await reachAccount();
  });

  it('S185 the passkey alone is enough, renamed, beside the backup codes', async () => {
    await open(security);
    const app = page.getByRole('region', { name: 'Authenticator app' });
    await app.getByText('Remove…').click();
    await app.getByRole('button', { name: 'Remove the authenticator app' }).click();
    await page.getByText('Your authenticator app is removed.').waitFor();
    await page.getByText('Rename').click();
    await page.getByLabel('New name').fill('Laptop');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByRole('heading', { name: 'Laptop' }).waitFor();
    await givePassword();
    await reachStep();
    assert.deepEqual(await inspectPage(page, 'second-step-passkey-alone'), []);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await reachAccount();
  });

  it('S185 says without JavaScript that passkeys need it, and backup codes work', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const bare = await plain.newPage();
    await givePassword(bare);
    await reachStep(bare);
    const told = await bare.locator('noscript').innerHTML();
    assert.match(told, /Passkeys need JavaScript/);
    assert.equal(await bare.locator('[data-passkey]').isVisible(), false);
    await bare.getByText('Use a backup code').click();
    await bare.getByLabel('Backup code', { exact: true }).fill(backupCodes[1] ?? '');
    await bare.getByRole('button', { name: 'Continue with the backup code' }).click();
    await reachAccount(bare);
    await plain.close();
  });

  it('book 14.5 switched off, everything is signed out and the password alone signs in', async () => {
    await givePassword(page, `/login?destination=${security}`);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('heading', { name: 'Security' }).waitFor();
    assert.match(await readMain(page), /8 of 10 left/);
    assert.match(await readMain(page), /Your only way beside the backup codes/);
    await page.locator('summary', { hasText: 'Switch the second step off' }).click();
    await page.getByRole('button', { name: 'Switch the second step off' }).click();
    await page.getByRole('heading', { name: 'Your second step is off' }).waitFor();
    assert.deepEqual(await inspectPage(page, 'second-step-off'), []);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, memberOf(service));
    await page.getByRole('heading', { name: 'Security' }).waitFor();
    assert.match(await readMain(page), /Second step Off/);
  });
});
