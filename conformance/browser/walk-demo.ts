// Walks the running demo in a real browser as a newcomer would: `node walk-demo.ts .pitpass/demo.json`.
// Prints what it saw, step by step; ends with 1 when a step does not come.
import { readFileSync } from 'node:fs';

import type { Demo } from '../harness/running-service.ts';
import { launchBrowser, newVisitor } from './chromium.ts';

const demo = JSON.parse(readFileSync(process.argv[2] ?? '.pitpass/demo.json', 'utf8')) as Demo;
const [member] = demo.members;
if (member === undefined) throw new Error('The demo has no member');

const browser = await launchBrowser();
const page = await (await newVisitor(browser)).newPage();
const say = (text: string) => process.stdout.write(`   ${text}\n`);
try {
  await page.goto(demo.pit_wall);
  say(`Pit Wall: ${await page.title()}`);
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await page.getByLabel(/e-mail/i).fill(member.username);
  await page.getByLabel(/password/i).fill(member.password);
  say(`login page of ${new URL(page.url()).origin}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^allow/i }).waitFor();
  say(`consent: ${(await page.getByRole('heading').first().innerText()).replaceAll(/\s+/g, ' ')}`);
  await page.getByRole('button', { name: /^allow/i }).click();
  await page.waitForURL(`${demo.pit_wall}/**`);
  await page.getByText(member.display_name).first().waitFor();
  say(`signed in: ${await page.title()}`);
  await page.goto(`${demo.pit_wall}/races`);
  say(`races: ${await page.locator('svg[role=img]').count()} plots`);
  await page
    .getByRole('button', { name: /sign out/i })
    .first()
    .click();
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .waitFor();
  say('signed out');
} finally {
  await browser.close();
}
