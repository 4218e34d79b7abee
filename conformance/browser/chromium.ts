import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const require = createRequire(import.meta.url);

// Quiet: a browser that looks for its maker's hosts on a closed network only waits.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The version of the package that holds a file: its manifest is not among its exports. */
function findVersion(file: string): string {
  const manifest = join(dirname(file), 'package.json');
  if (!existsSync(manifest)) return findVersion(dirname(file));
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string };
  return version ?? findVersion(dirname(file));
}

/** The browser that the package carries, unpacked into a folder of its version's own. */
async function findExecutable(): Promise<string> {
  const named = process.env['PITPASS_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const version = findVersion(require.resolve('@sparticuz/chromium'));
  // It reuses any file at `$TMPDIR/chromium`, whatever its version.
  const folder = join(tmpdir(), `pitpass-chromium-${version}`);
  mkdirSync(folder, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** Starts the real browser. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findExecutable(), headless: true, args });
}

/** How a page may be looked at. */
export interface View {
  readonly name: string;
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** The views that every page must be clean in. */
export const views: readonly View[] = [
  { name: 'light', width: 1100, colorScheme: 'light' },
  { name: 'dark', width: 1100, colorScheme: 'dark' },
  { name: '360', width: 360, colorScheme: 'light' },
  { name: '320-dark', width: 320, colorScheme: 'dark' },
];

// A page of ours is there in milliseconds; on a busy machine in a second or two.
const waitMsMax = 8000;

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds on a page as it stands: an empty list is clean. */
export async function findAxeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: AxeViolation[] }> };
    };
    return (await axe.run()).violations;
  });
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html})`);
}

/** How many pixels of a page lie outside the window to the right. */
export function findOverflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

const pictures = process.env['PITPASS_SCREENSHOTS'];

/**
 * Looks at a page in every view: nothing lies outside the window, axe finds nothing. With
 * `PITPASS_SCREENSHOTS` a picture of each view is kept in that folder.
 *
 * @returns what is wrong, empty when nothing is
 */
export async function inspectPage(page: Page, name: string): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const view of views) {
    await page.setViewportSize({ width: view.width, height: 800 });
    await page.emulateMedia({ colorScheme: view.colorScheme });
    const overflow = await findOverflow(page);
    if (overflow > 0) findings.push(`${view.name}: ${overflow} px lie outside the window`);
    for (const violation of await findAxeViolations(page)) {
      findings.push(`${view.name}: ${violation}`);
    }
    if (pictures !== undefined && pictures !== '') {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}.${view.name}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1100, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  return findings;
}

/** A browser of somebody else: no cookie is shared. */
export async function newVisitor(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 800 },
    // A colour on its way from light to dark has no contrast of its own.
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(waitMsMax);
  return context;
}
