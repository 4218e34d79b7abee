import type { Page } from 'playwright-core';

import type { DemoMember } from '../harness/running-service.ts';

/** Fills in the login page that is open, and sends it. */
export async function signIn(
  page: Page,
  { username, password }: Pick<DemoMember, 'username' | 'password'>,
): Promise<void> {
  await page.getByLabel(/e-mail/i).fill(username);
  await page.getByLabel(/password/i).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What a member reads on the page, in one line. */
export async function readMain(page: Page): Promise<string> {
  return (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
}
