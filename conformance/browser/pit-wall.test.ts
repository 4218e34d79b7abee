import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { findFreePort } from '../harness/free-port.ts';
import { memberOf } from '../harness/oauth.ts';
import {
  plainEnvironment,
  spawnTracked,
  startService,
  stopEverything,
  waitForExit,
} from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';

const entry = fileURLToPath(new URL('../../apps/pit-wall/src/main.ts', import.meta.url));
const accessTokenLifetimeSeconds = 600;

let service: Service;
let pitWall: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let stopPitWall: () => Promise<number | null>;

before(async () => {
  const port = await findFreePort();
  pitWall = `http://127.0.0.1:${port}`;
  service = await startService({ environment: { PITPASS_PIT_WALL_URL: pitWall } });
  const child = spawnTracked(
    ['--conditions=source', entry, '--demo-file', join(service.dataDirectory, 'demo.json')],
    plainEnvironment(),
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('is running at')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`Pit Wall ended with ${code}`)));
  });
  stopPitWall = () => {
    child.kill('SIGTERM');
    return waitForExit(child);
  };
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

const press = (target: Page, name: RegExp) => target.getByRole('button', { name }).first().click();

async function logIn(target: Page, password?: string, member = memberOf(service)): Promise<void> {
  await target.getByLabel(/e-mail/i).fill(member.username);
  await target.getByLabel(/password/i).fill(password ?? member.password);
  await press(target, /^sign in$/i);
}

/** How many refresh tokens the service has spent: one per refresh. */
async function countRefreshes(): Promise<number> {
  const [row] = await service.query(
    'SELECT count(*) AS refreshes FROM refresh_token WHERE consumed_at IS NOT NULL',
  );
  return Number(row?.['refreshes']);
}

const textOf = (target: Page) => target.locator('main').innerText();

describe('the Data API workflow, from the first click to the last', () => {
  before(async () => {
    context = await newVisitor(browser);
    page = await context.newPage();
  });

  it('begins at a page that says what will happen', async () => {
    await page.goto(pitWall);
    assert.deepEqual(await inspectPage(page, 'pit-wall-start'), []);
  });

  it('goes to the service, past a wrong password and over consent, and comes back signed in', async () => {
    await press(page, /sign in/i);
    await page.waitForURL(`${service.origin}/**`);
    await logIn(page, 'wrong');
    await page.locator('[role=alert], [id$=error]').first().waitFor();
    await logIn(page);
    await press(page, /^allow/i);
    await page.waitForURL(`${pitWall}/**`);
    assert.ok((await textOf(page)).includes(memberOf(service).display_name));
    assert.deepEqual(await inspectPage(page, 'pit-wall-profile'), []);
  });

  it('S54 shows no code in the address that the member ends up at', () => {
    assert.equal(new URL(page.url()).search, '');
  });

  it('plots finishing positions and iRating of the recent races', async () => {
    await page.goto(`${pitWall}/races`);
    const plots = await page.locator('svg[role=img]').all();
    assert.ok(plots.length >= 2);
    const races = await page.locator('table tbody tr').count();
    assert.ok(races >= 5, `${races} rows`);
    assert.deepEqual(await inspectPage(page, 'pit-wall-races'), []);
  });

  it('draws the lap times of one race', async () => {
    await page.locator('a[href^="/laps?subsession_id="]').first().click();
    await page.locator('svg[role=img]').first().waitFor();
    assert.match(await textOf(page), /\d:\d\d\.\d{3}/);
    assert.deepEqual(await inspectPage(page, 'pit-wall-laps'), []);
  });

  it('refreshes once when the access token has expired, and shows the data all the same', async () => {
    const before = await countRefreshes();
    await service.advance(accessTokenLifetimeSeconds + 60);
    await page.goto(`${pitWall}/races`);
    assert.ok((await page.locator('svg[role=img]').count()) >= 2);
    assert.equal(await countRefreshes(), before + 1);
  });

  it('lists the sessions and marks this one', async () => {
    await page.goto(`${pitWall}/sessions`);
    assert.match(await textOf(page), /this/i);
    assert.deepEqual(await inspectPage(page, 'pit-wall-sessions'), []);
  });

  it('S129 is out at once when the member ends its access on the account page', async () => {
    const account = await context.newPage();
    await account.goto(`${service.origin}/account`);
    assert.deepEqual(await inspectPage(account, 'account-with-app'), []);
    await press(account, /end access for pit wall/i);
    await account.getByRole('status').waitFor();
    assert.match(await account.getByRole('status').innerText(), /Pit Wall/);
    await account.close();
    await page.goto(`${pitWall}/races`);
    await page
      .getByRole('button', { name: /sign in/i })
      .first()
      .waitFor();
    assert.ok(!(await page.content()).includes(memberOf(service).username));
    assert.deepEqual(await inspectPage(page, 'pit-wall-ended'), []);
  });

  it('comes back without a question where consent stands, and signs out at the service', async () => {
    await page.goto(pitWall);
    await press(page, /sign in/i);
    await page.waitForURL(`${pitWall}/profile`);
    const live = async () => {
      const [row] = await service.query(
        "SELECT count(*) AS live FROM session WHERE client_id = 'pit-wall' AND ended_at IS NULL",
      );
      return Number(row?.['live']);
    };
    assert.equal(await live(), 1);
    await press(page, /sign out/i);
    await page.waitForURL(`${pitWall}/signed-out`);
    assert.equal(await live(), 0);
    assert.deepEqual(await inspectPage(page, 'pit-wall-signed-out'), []);
  });
});

describe('what can go wrong on the way', () => {
  it('says in words that the member pressed Deny, and offers another try', async () => {
    context = await newVisitor(browser);
    page = await context.newPage();
    await page.goto(pitWall);
    await press(page, /sign in/i);
    // The other member: no consent of theirs stands.
    await logIn(page, undefined, memberOf(service, 1));
    await press(page, /^deny/i);
    await page.waitForURL(`${pitWall}/**`);
    assert.match(await textOf(page), /deny|denied|did not allow|not let/i);
    assert.deepEqual(await inspectPage(page, 'pit-wall-denied'), []);
  });

  it('refuses a callback whose state belongs to another browser, and trades nothing', async () => {
    const victim = await (await newVisitor(browser)).newPage();
    await page.goto(pitWall);
    await press(page, /sign in/i);
    await page.getByRole('button', { name: /^allow/i }).waitFor();
    const [asked] = await Promise.all([
      page.waitForRequest((request) => request.url().startsWith(`${pitWall}/callback`)),
      press(page, /^allow/i),
    ]);
    await page.waitForURL(`${pitWall}/profile`);
    const [before] = await service.query('SELECT count(*) AS sessions FROM session');
    await victim.goto(asked.url());
    assert.ok(!victim.url().endsWith('/profile'));
    assert.ok(!(await victim.content()).includes(memberOf(service).display_name));
    const [afterwards] = await service.query('SELECT count(*) AS sessions FROM session');
    assert.deepEqual(afterwards, before);
    assert.deepEqual(await inspectPage(victim, 'pit-wall-stolen-state'), []);
    await victim.context().close();
  });

  it('S174 posts a form from Pit Wall’s port to the service in vain', async () => {
    await page.goto(pitWall);
    await page.route(`${pitWall}/evil`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method=post action="${service.origin}/account/end-all"><button>x</button></form>`,
      }),
    );
    await page.goto(`${pitWall}/evil`);
    const [response] = await Promise.all([
      page.waitForResponse('**/account/end-all'),
      page.getByRole('button').click(),
    ]);
    assert.equal(response.status(), 403);
    const [row] = await service.query(
      'SELECT count(*) AS live FROM session WHERE ended_at IS NULL',
    );
    assert.ok(Number(row?.['live']) >= 1);
  });

  it('leaves in order', async () => {
    assert.equal(await stopPitWall(), 0);
  });
});
