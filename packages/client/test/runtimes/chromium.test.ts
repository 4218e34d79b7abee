import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { launchBrowser } from '../../../../conformance/browser/chromium.ts';
import { bundleTests } from './bundle-tests.ts';
import type { PageModules } from './bundle-tests.ts';
import { leftOutInPages } from './left-out-in-pages.ts';
import { connectPage, serveModules } from './page-bridge.ts';
import type { PageResult } from './page/node-test.ts';

const folder = 'packages/client/src';
const root = join(import.meta.dirname, '..', '..', '..', '..');
const known = /from 'node:(test|assert\/strict|util|crypto|http)'/;

/** A file is for pages when nothing that it needs of Node is missing there: a false clock is, for one. */
function isForPages(file: string): boolean {
  const text = readFileSync(join(root, file), 'utf8');
  const ofNode = text.match(/from 'node:[^']+'/g) ?? [];
  const hasMock = /\bmock\b[^;]*from 'node:test'/.test(text);
  return ofNode.every((line) => known.test(line)) && !hasMock && !text.includes('../node/');
}

const found = readdirSync(join(root, folder), { recursive: true })
  .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.test.ts') && !name.startsWith(`${folder}/node/`))
  .filter(isForPages)
  .sort();
const files = [...found, 'packages/client/test/runtimes/page/requests-of-a-page.ts'];

let browser: Browser | undefined;
let bundled: PageModules;
let server: Awaited<ReturnType<typeof serveModules>> | undefined;

before(async () => {
  bundled = await bundleTests(files);
  server = await serveModules(bundled.modules);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const runFile = (page: Page, path: string): Promise<readonly PageResult[]> =>
  page.evaluate(
    (path) =>
      (
        globalThis as unknown as { pitpassRunFile(path: string): Promise<readonly PageResult[]> }
      ).pitpassRunFile(path),
    path,
  );

describe('the SDK’s own tests in Chromium', () => {
  for (const file of files) {
    it(`hold: ${file}`, async (t) => {
      assert.ok(browser !== undefined && server !== undefined);
      const context = await browser.newContext();
      t.after(() => context.close());
      const page = await context.newPage();
      const bridge = await connectPage(page);
      t.after(() => bridge.close());
      await page.goto(server.url);
      await page.evaluate((path) => import(path) as Promise<unknown>, bundled.runner);
      const results = await runFile(page, bundled.paths.get(file) ?? '');
      assert.ok(results.length > 0, 'there are tests in it');
      for (const { name, failure } of results) {
        const reason = leftOutInPages.get(name);
        await t.test(name, () => {
          if (reason === undefined) assert.equal(failure, undefined);
          else assert.notEqual(failure, undefined, `passes although ${reason}`);
        });
      }
    });
  }
});
