import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../../conformance/browser/chromium.ts';
import type * as BrowserModule from '../src/browser/index.ts';
import type * as ClientModule from '../src/index.ts';
import { tokenStoreContract } from '../src/testing/index.ts';
import type * as TestingModule from '../src/testing/index.ts';
import { serveSources } from './serve-sources.ts';

const storages = ['session', 'local', 'indexeddb'] as const;
const caseNames = tokenStoreContract(() => assert.fail('no place is made')).map(({ name }) => name);

let browser: Browser;
let context: BrowserContext;
let sources: { url: string; close(): Promise<void> };
let page: Page;

before(async () => {
  [browser, sources] = await Promise.all([launchBrowser(), serveSources()]);
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(sources.url);
});
after(async () => {
  await browser.close();
  await sources.close();
});

for (const storage of storages) {
  describe(`a token store in the browser's ${storage} storage`, () => {
    for (const name of caseNames) {
      it(name, () =>
        page.evaluate(
          async ({ storage, name, modules }) => {
            const { browserTokenStore } = (await import(modules[0])) as typeof BrowserModule;
            const { tokenStoreContract } = (await import(modules[1])) as typeof TestingModule;
            const cases = tokenStoreContract(() => {
              const place = crypto.randomUUID();
              return { open: () => browserTokenStore({ storage, name: place }) };
            });
            await cases.find((candidate) => candidate.name === name)?.run();
          },
          {
            storage,
            name,
            modules: ['@pitpass/client/browser', '@pitpass/client/testing'] as const,
          },
        ),
      );
    }
  });
}

/** Takes the lock in a page and holds it until the page goes away. */
async function holdLock(holder: Page): Promise<void> {
  await holder.goto(sources.url);
  await holder.evaluate(async (module) => {
    const { browserTokenStore } = (await import(module)) as typeof BrowserModule;
    const store = browserTokenStore({ storage: 'local', name: 'held', lockTimeoutSeconds: 5 });
    await new Promise<void>((resolve) => {
      void store.withLock(async () => {
        resolve();
        await new Promise(() => undefined);
      });
    });
  }, '@pitpass/client/browser');
}

function takeLock(lockTimeoutSeconds: number): Promise<string> {
  return page.evaluate(
    async ({ module, lockTimeoutSeconds }) => {
      const { browserTokenStore } = (await import(module)) as typeof BrowserModule;
      const store = browserTokenStore({ storage: 'local', name: 'held', lockTimeoutSeconds });
      return store
        .withLock(async () => 'taken')
        .catch((error: unknown) => (error as { readonly code: string }).code);
    },
    { module: '@pitpass/client/browser', lockTimeoutSeconds },
  );
}

describe('a token store in the browser', () => {
  it('waits for another tab, gives up in time, and goes on when that tab is closed', async () => {
    const holder = await context.newPage();
    await holdLock(holder);
    assert.equal(await takeLock(0.2), 'store_failure');
    const waiting = takeLock(10);
    await holder.close();
    assert.equal(await waiting, 'taken');
  });

  it('refreshes once for two tabs that find the token expired at the same moment', async () => {
    const tabs = [page, await context.newPage()];
    await tabs[1]?.goto(sources.url);
    await context.route('https://service.invalid/oauth2/token', async (route) => {
      refreshes += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      await route.fulfill({
        headers: { 'access-control-allow-origin': '*' },
        json: {
          access_token: `access-${refreshes}`,
          token_type: 'Bearer',
          expires_in: 600,
          refresh_token: `refresh-${refreshes}`,
        },
      });
    });
    let refreshes = 0;
    const renew = () =>
      page
        .context()
        .pages()
        .map((tab) =>
          tab.evaluate(
            async (modules) => {
              const { browserTokenStore } = (await import(modules[0])) as typeof BrowserModule;
              const sdk = (await import(modules[1])) as typeof ClientModule;
              const provider = sdk.iracing({
                client_id: 'lap-lens',
                issuerUrl: 'https://service.invalid/oauth2',
              });
              const store = browserTokenStore({ storage: 'local', name: 'shared' });
              const session = sdk.createSession({ provider, store });
              return session.accessToken();
            },
            ['@pitpass/client/browser', '@pitpass/client'] as const,
          ),
        );
    await page.evaluate(() =>
      localStorage.setItem(
        'pitpass.shared',
        JSON.stringify({ access_token: 'old', expires_at: 5, refresh_token: 'refresh-0' }),
      ),
    );
    assert.deepEqual(new Set(await Promise.all(renew())), new Set(['access-1']));
    assert.equal(refreshes, 1);
  });

  it('says what is missing where the browser has no such storage', async () => {
    const code = await page.evaluate(async () => {
      const { href } = new URL('/client/src/browser/index.ts', location.href);
      const source = `import { browserTokenStore } from '${href}';
        try { browserTokenStore({ storage: 'local' }); postMessage('made'); }
        catch (error) { postMessage(error.code); }`;
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const worker = new Worker(url, { type: 'module' });
      return new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      });
    });
    assert.equal(code, 'invalid_options');
  });
});
