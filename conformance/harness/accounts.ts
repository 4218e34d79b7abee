import { Browser, formTo } from './browser.ts';
import type { Page } from './browser.ts';
import { linkOf, waitForMails } from './mailbox.ts';
import type { Service } from './running-service.ts';

/** A password that every account may have, and one that may follow it. */
export const longPasswords = ['vK3-quince9x', 'three wet slicks'] as const;

/** Asks for an account, and stays on the page that answers. */
export async function askToSignUp(
  service: Service,
  username: string,
  browser: Browser = new Browser(service),
): Promise<Page> {
  const form = formTo(await browser.open('/sign-up'), '/sign-up');
  const fields = { username, display_name: 'Kim Racer', new_password: longPasswords[0] };
  return browser.submit(form, fields);
}

/** Asks for a new password, and stays on the page that answers. */
export async function askForReset(
  service: Service,
  username: string,
  browser: Browser = new Browser(service),
): Promise<Page> {
  return browser.submit(formTo(await browser.open('/reset'), '/reset'), { username });
}

const opened = new Set<string>();

async function findNewLink(service: Service, to: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const mails = await waitForMails(service, to, count);
    const links = mails
      .filter(({ text }) => text.includes('link='))
      .map((mail) => linkOf(mail, service));
    const path = links.find((link) => !opened.has(service.origin + link));
    if (path === undefined) {
      count = mails.length;
      continue;
    }
    opened.add(service.origin + path);
    return path;
  }
}

/** Opens a link that was mailed to an address and that this has not opened before. */
export async function openNewLink(
  service: Service,
  to: string,
  browser: Browser = new Browser(service),
): Promise<{ readonly browser: Browser; readonly page: Page; readonly path: string }> {
  const path = await findNewLink(service, to);
  return { browser, path, page: await browser.open(path) };
}

/** Signs up and confirms, in a browser that is then not signed in. */
export async function createAccount(service: Service, username: string): Promise<void> {
  await askToSignUp(service, username);
  const { browser, page } = await openNewLink(service, username);
  const done = await browser.submit(formTo(page, '/sign-up/confirm'));
  if (done.answer.status !== 200) throw new Error(`No account: ${done.answer.status}`);
}

/** Asks for another address on the details page of a browser that is signed in. */
export async function askForAddress(
  browser: Browser,
  username: string,
  password: string = longPasswords[0],
): Promise<Page> {
  const page = await browser.open('/account/details');
  return browser.submit(formTo(page, '/account/details/address'), { username, password });
}
