import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';

import { findFreePort } from '../harness/free-port.ts';
import { memberOf } from '../harness/oauth.ts';
import {
  plainEnvironment,
  spawnTracked,
  startService,
  stopEverything,
} from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { findOverflow, inspectPage, launchBrowser, newVisitor } from './chromium.ts';

const entry = fileURLToPath(new URL('../../apps/pit-wall/src/main.ts', import.meta.url));

let service: Service;
let pitWall: string;
let browser: Browser;
let page: Page;

async function startPitWall(): Promise<void> {
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
}

async function signIn(): Promise<void> {
  const { username, password } = memberOf(service);
  await page.goto(pitWall);
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await page.getByLabel(/e-mail/i).fill(username);
  await page.getByLabel(/password/i).fill(password);
  await page.getByRole('button', { name: /^sign in$/i }).click();
  await page.getByRole('button', { name: /^allow/i }).click();
  await page.waitForURL(`${pitWall}/**`);
}

before(async () => {
  const port = await findFreePort();
  pitWall = `http://127.0.0.1:${port}`;
  service = await startService({ environment: { PITPASS_PIT_WALL_URL: pitWall } });
  await startPitWall();
  browser = await launchBrowser();
  page = await (await newVisitor(browser)).newPage();
  await signIn();
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

/** The cells of the rows of a figure's table, which stands behind its disclosure. */
async function readNumbers(heading: string): Promise<string[][]> {
  const plot = page.locator('figure', { has: page.getByRole('heading', { name: heading }) });
  if ((await plot.locator('details[open]').count()) === 0) await plot.locator('summary').click();
  await plot.locator('tbody tr').first().waitFor();
  return plot
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim())),
    );
}

/** What a page says that it has sent, the messages behind the disclosure too. */
const wireOf = () =>
  page.locator('section.wire li').evaluateAll((lines) => lines.map((line) => line.textContent));

async function assertNarrowWithNumbersOpen(): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 });
  assert.equal(await findOverflow(page), 0);
  await page.setViewportSize({ width: 1100, height: 800 });
}

describe('one race', () => {
  it('draws the places of the whole field lap by lap and marks the line of the member', async () => {
    await page.goto(`${pitWall}/races`);
    await page.locator('a[href^="/laps?subsession_id="]').first().click();
    await page.getByRole('heading', { name: 'Lap chart' }).waitFor();
    const chart = page.locator('svg.wide[aria-labelledby^="lap-chart"]');
    const lines = await chart.locator('path.line').count();
    const drivers = await page
      .locator('section', { has: page.getByRole('heading', { name: 'Result' }) })
      .locator('tbody tr')
      .count();
    assert.ok(lines > 1 && lines <= drivers, `${lines} lines, ${drivers} drivers`);
    assert.equal(await chart.locator('path.line.own').count(), 1);
    assert.match((await chart.locator('text.label.accent').textContent()) ?? '', /^\d+ /);
    assert.deepEqual(await inspectPage(page, 'pit-wall-race'), []);
  });

  it('has the same places in its table: on every lap each place at most once', async () => {
    const rows = await readNumbers('Lap chart');
    const laps = (rows[0]?.length ?? 0) - 3;
    assert.ok(laps > 0);
    for (let column = 2; column < laps + 2; column += 1) {
      const places = rows.map((row) => row[column]).filter((place) => place !== '');
      assert.deepEqual(
        places.map(Number).toSorted((left, right) => left - right),
        places.map((_, index) => index + 1),
      );
    }
    assert.ok(rows.some(([name]) => name === memberOf(service).display_name));
    await assertNarrowWithNumbersOpen();
  });

  it('shows the calls behind it, and no token', async () => {
    await page.reload();
    const wire = (await wireOf()).join('\n');
    for (const method of ['results/get', 'results/lap_chart_data', 'results/lap_data']) {
      assert.ok(wire.includes(`/data/${method}`), method);
    }
    assert.doesNotMatch(await page.content(), /eyJ[\w-]+\./);
  });
});

describe('my season', () => {
  it('is reached from the race, and plots the points of each week that was raced', async () => {
    await page.getByRole('link', { name: 'Your season in this series' }).click();
    await page.getByRole('heading', { name: 'Points per week' }).waitFor();
    assert.deepEqual(await inspectPage(page, 'pit-wall-season'), []);
    const bars = await page.locator('svg.wide .bar').count();
    const rows = await readNumbers('Points per week');
    assert.ok(bars >= 1);
    assert.equal(rows.filter(([, , points]) => points !== 'none').length, bars);
    await assertNarrowWithNumbersOpen();
  });

  it('says the points that the standing has, which are those of its weeks together', async () => {
    const fact = (term: string) =>
      page.locator('.facts > div', { hasText: term }).first().locator('dd').innerText();
    const rows = await readNumbers('Points per week');
    const sum = rows.reduce((total, [, , points]) => total + (Number(points) || 0), 0);
    assert.equal(Number(await fact('Points')), sum);
    const own = page.locator('tr.own', { hasText: memberOf(service).display_name });
    assert.ok((await own.innerText()).includes(await fact('Points')));
  });

  it('has the schedule of the tracks, and its races lead to their lap charts', async () => {
    const schedule = page.locator('section', {
      has: page.getByRole('heading', { name: 'Schedule' }),
    });
    assert.ok((await schedule.locator('tbody tr').count()) >= 12);
    await schedule.locator('a').first().click();
    await page.getByRole('heading', { name: 'Lap chart' }).waitFor();
  });

  it('shows another series of the season when it is chosen', async () => {
    await page.goto(`${pitWall}/season`);
    const before = await page.locator('main h2').first().innerText();
    await page.getByLabel('Series').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Show its season' }).click();
    await page.waitForURL(/season_id=/);
    assert.notEqual(await page.locator('main h2').first().innerText(), before);
  });

  it('says of a season that is not running that it is not, and leads back', async () => {
    const answer = await page.goto(`${pitWall}/season?season_id=1`);
    assert.equal(answer?.status(), 404);
    assert.deepEqual(await inspectPage(page, 'pit-wall-no-season'), []);
    await page.locator('main').getByRole('link', { name: 'My season' }).click();
    await page.getByRole('heading', { name: 'Schedule' }).waitFor();
  });
});

describe('my career', () => {
  it('is reached from the recent races and draws the iRating since the first one', async () => {
    await page.goto(`${pitWall}/races`);
    await page.locator('main').getByRole('link', { name: 'My career' }).click();
    await page.getByRole('heading', { name: 'iRating over time' }).waitFor();
    assert.deepEqual(await inspectPage(page, 'pit-wall-career'), []);
    const newest = (await readNumbers('iRating over time'))[0]?.[2];
    const label = await page.locator('svg.wide text.label.info').textContent();
    assert.equal(label, newest);
    await assertNarrowWithNumbersOpen();
  });

  it('ends at the iRating that the newest race led to', async () => {
    const label = await page.locator('svg.wide text.label.info').textContent();
    await page.goto(`${pitWall}/races`);
    const newest = page.locator('table.cards tbody tr').first().locator('[data-label="iRating"]');
    assert.ok((await newest.innerText()).startsWith(label ?? 'no label'));
  });
});
