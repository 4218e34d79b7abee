import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import type { Form, Page } from '../harness/browser.ts';
import { createSignedInBrowser, logIn, memberOf } from '../harness/oauth.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { totpAt } from '../harness/totp.ts';

after(stopEverything);

const step = '/login/second-factor';
const setUp = '/account/security/authenticator';
// As many codes as an account may have tried in a minute.
const parallel = 5;
const trials = 4;

const seedOf = (html: string): string =>
  (/<code class="seed[^"]*">([^<]*)</.exec(html)?.[1] ?? '').replaceAll(/\s/g, '');
const codesOf = (html: string): string[] =>
  [...html.matchAll(/<code data-code>([^<]*)</g)].map(([, code]) => code ?? '');

/** A browser in which the password was right, with the form of the second step. */
async function reachStep(service: Service): Promise<{ browser: Browser; form: Form }> {
  const browser = new Browser(service);
  const page = await logIn(browser, await browser.open('/login'), memberOf(service));
  return { browser, form: formTo(page, step) };
}

/** Gives the right password on the login page that is open. */
function enterPassword(service: Service, browser: Browser, page: Page | undefined) {
  return page === undefined ? undefined : logIn(browser, page, memberOf(service));
}

/** Switches the second factor on from as many pages at once. @returns what each of them was told */
async function switchOnAtOnce(browser: Browser, now: number) {
  const offers = await Promise.all(Array.from({ length: parallel }, () => browser.open(setUp)));
  return Promise.all(
    offers.map(async (page) => {
      const seed = seedOf(page.answer.body);
      const { answer } = await browser.submit(formTo(page, setUp), { code: totpAt(seed, now) });
      return { seed, codes: codesOf(answer.body) };
    }),
  );
}

/** Enters the same in as many browsers at once. @returns how many were signed in */
async function enterAtOnce(service: Service, fields: Record<string, string>): Promise<number> {
  const steps = await Promise.all(Array.from({ length: parallel }, () => reachStep(service)));
  const pages = await Promise.all(steps.map(({ browser, form }) => browser.submit(form, fields)));
  const ends = await Promise.all(steps.map(({ browser }) => browser.open('/account')));
  const signedIn = ends.filter(({ path }) => path === '/account').length;
  const refused = pages.filter(({ answer }) => answer.status === 401).length;
  assert.equal(signedIn + refused, parallel, pages.map(({ answer }) => answer.status).join(' '));
  return signedIn;
}

for (const { name, ...deployment } of deployments) {
  describe(`the second factor under race on ${name}`, async () => {
    const service = await startService({
      ...deployment,
      environment: { PITPASS_LOG_LEVEL: 'warn' },
    });
    let now = await service.setClock(await service.advance(0));
    let seed = '';
    let backupCodes: readonly string[] = [];

    it(`book 14.5 of ${parallel} that switch the second factor on at once one does, and no password that comes at that moment signs in, ${trials} times`, async () => {
      for (let trial = 0; trial < trials; trial += 1) {
        await service.query('DELETE FROM second_factor');
        const owner = await createSignedInBrowser(service, memberOf(service));
        const others = Array.from({ length: parallel }, () => new Browser(service));
        const pages = await Promise.all(others.map((other) => other.open('/login')));
        const [told] = await Promise.all([
          switchOnAtOnce(owner, now),
          ...others.map((other, index) => enterPassword(service, other, pages[index])),
        ]);
        const winners = told.filter(({ codes }) => codes.length === 10);
        assert.equal(winners.length, 1);
        assert.equal(told.filter(({ codes }) => codes.length > 0).length, 1);
        const [row] = await service.query('SELECT count(*) AS count FROM backup_code');
        assert.equal(Number(row?.['count']), 10);
        for (const other of others) {
          assert.match((await other.open('/account')).path, /^\/login/);
        }
        seed = winners[0]?.seed ?? '';
        backupCodes = winners[0]?.codes ?? [];
      }
    });

    it(`S186 one of ${parallel} browsers that enter one code at once is signed in, ${trials} times`, async () => {
      for (let trial = 0; trial < trials; trial += 1) {
        now = await service.advance(4000);
        assert.equal(await enterAtOnce(service, { code: totpAt(seed, now) }), 1);
      }
    });

    it(`book 14.5 one of ${parallel} browsers that enter one backup code at once is signed in, ${trials} times`, async () => {
      for (let trial = 0; trial < trials; trial += 1) {
        now = await service.advance(4000);
        const backup_code = backupCodes[trial] ?? '';
        assert.equal(await enterAtOnce(service, { backup_code }), 1);
      }
    });
  });
}
