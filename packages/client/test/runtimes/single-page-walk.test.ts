import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { after, before, describe, it } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { launchBrowser, newVisitor } from '../../../../conformance/browser/chromium.ts';
import { readMain, signIn } from '../../../../conformance/browser/member-steps.ts';
import { runSucceeding } from '../../../../conformance/harness/command.ts';
import { memberOf } from '../../../../conformance/harness/oauth.ts';
import { startService, stopEverything } from '../../../../conformance/harness/running-service.ts';
import type { Service } from '../../../../conformance/harness/running-service.ts';
import type * as BrowserModule from '../../src/browser/index.ts';
import type * as ClientModule from '../../src/index.ts';
import { createDataProxy, toNodeListener } from '../../src/proxy/index.ts';
import { serveSources } from '../serve-sources.ts';

const client_id = 'page-app';
let service: Service;
let browser: Browser;
let app: { readonly url: string; close(): Promise<void> };
let answerData: RequestListener = (_, response) => void response.destroy();

before(async () => {
  [service, browser, app] = await Promise.all([
    startService(),
    launchBrowser(),
    serveSources((request, response) => answerData(request, response)),
  ]);
  const origin = new URL(app.url).origin;
  const options = {
    '--dialect': 'iracing',
    '--name': 'Page App',
    '--client-id': client_id,
    '--client-type': 'single-page-app',
    '--redirect-uri': `${origin}/callback`,
    '--cors-origin': origin,
  };
  await runSucceeding(service, ['clients', 'add', ...Object.entries(options).flat()]);
  answerData = toNodeListener(
    createDataProxy({
      publicUrl: `${origin}/api`,
      methods: ['member/info'],
      secret: 'of this test alone'.repeat(3),
      dataUrl: service.origin,
    }),
  );
});
after(async () => {
  await browser?.close();
  await app?.close();
  await stopEverything();
});

/** What the app does in its page, with the SDK as it is imported there. */
interface App {
  begin(): Promise<void>;
  finish(): Promise<void>;
  /** The member's number, by the data service. */
  readMember(): Promise<unknown>;
  /** Lets the page's clock run, so that the access token has ended. */
  sleep(seconds: number): void;
  readTokens(): Promise<{ access_token: string; refresh_token?: string } | undefined>;
  signOut(): Promise<void>;
}

/** Loads the app into a page that shows one of its addresses. */
async function loadApp(page: Page): Promise<void> {
  await page.evaluate(
    async ({ issuerUrl, client_id, modules }) => {
      const { createSession, iracing } = (await import(modules[0])) as typeof ClientModule;
      const { browserTokenStore } = (await import(modules[1])) as typeof BrowserModule;
      let offsetSeconds = 0;
      const provider = iracing({
        client_id,
        redirect_uri: `${location.origin}/callback`,
        scope: 'iracing.auth iracing.profile',
        issuerUrl,
        dataUrl: `${location.origin}/api`,
        clock: () => Math.floor(Date.now() / 1000) + offsetSeconds,
      });
      const store = browserTokenStore({ storage: 'local', name: 'walk' });
      const session = createSession({ provider, store });
      const app: App = {
        async begin() {
          const beginning = await provider.createAuthorizationUrl();
          sessionStorage.setItem('beginning', JSON.stringify(beginning));
          location.assign(beginning.url);
        },
        async finish() {
          const beginning = JSON.parse(sessionStorage.getItem('beginning') ?? 'null') as Awaited<
            ReturnType<typeof provider.createAuthorizationUrl>
          >;
          await session.signIn(await provider.handleCallback(location.href, beginning));
        },
        async readMember() {
          const { payload } = await session.get('/data/member/info');
          return (payload as { cust_id?: unknown }).cust_id;
        },
        sleep: (seconds) => void (offsetSeconds += seconds),
        readTokens: () => store.load(),
        signOut: () => session.signOut(),
      };
      Object.assign(globalThis, { app });
    },
    {
      issuerUrl: `${service.origin}/oauth2`,
      client_id,
      modules: ['@pitpass/client', '@pitpass/client/browser'] as const,
    },
  );
}

const call = <Name extends keyof App>(page: Page, name: Name, ...args: Parameters<App[Name]>) =>
  page.evaluate(
    ({ name, args }) =>
      (
        (globalThis as unknown as { app: Record<string, (...given: unknown[]) => unknown> }).app[
          name
        ] as (...given: unknown[]) => unknown
      )(...args),
    { name, args: args as unknown[] },
  ) as Promise<Awaited<ReturnType<App[Name]>>>;

describe('a single-page app with the SDK, its sources unbundled', () => {
  it('signs a member in, reads data, refreshes once for two tabs and signs out', async () => {
    const member = memberOf(service);
    const context = await newVisitor(browser);
    const page = await context.newPage();
    await page.goto(app.url);
    await loadApp(page);
    await call(page, 'begin');
    await page.getByLabel(/e-mail/i).waitFor();
    await signIn(page, member);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/callback\?/);
    await loadApp(page);
    await call(page, 'finish');
    assert.equal(await call(page, 'readMember'), member.cust_id);

    const tab = await context.newPage();
    await tab.goto(app.url);
    await loadApp(tab);
    const old = await call(page, 'readTokens');
    let refreshes = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('/oauth2/token') && request.method() === 'POST') refreshes += 1;
    });
    await Promise.all([page, tab].map((each) => call(each, 'sleep', 601)));
    const numbers = await Promise.all([page, tab].map((each) => call(each, 'readMember')));
    assert.deepEqual(numbers, [member.cust_id, member.cust_id]);
    assert.equal(refreshes, 1);
    const renewed = await call(tab, 'readTokens');
    assert.notEqual(renewed?.access_token, old?.access_token);
    assert.notEqual(renewed?.refresh_token, old?.refresh_token);

    await call(tab, 'signOut');
    assert.equal(await call(page, 'readTokens'), undefined);
    const refused = await page.evaluate(() =>
      (globalThis as unknown as { app: App }).app
        .readMember()
        .catch((error: unknown) => (error as { code: string }).code),
    );
    assert.equal(refused, 'sign_in_required');
    await context.close();
  });

  it('is told when the member does not allow it, and keeps nothing', async () => {
    const context = await newVisitor(browser);
    const page = await context.newPage();
    await page.goto(app.url);
    await loadApp(page);
    await call(page, 'begin');
    await page.getByLabel(/e-mail/i).waitFor();
    await signIn(page, memberOf(service));
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    assert.match(await readMain(page), /Page App/);
    await page.getByRole('button', { name: /deny|not allow|cancel|refuse/i }).click();
    await page.waitForURL(/\/callback\?/);
    await loadApp(page);
    const refused = await page.evaluate(() =>
      (globalThis as unknown as { app: App }).app
        .finish()
        .catch((error: unknown) => (error as { error?: string }).error),
    );
    assert.equal(refused, 'access_denied');
    assert.equal(await call(page, 'readTokens'), undefined);
    await context.close();
  });
});
