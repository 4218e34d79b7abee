import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import type { Page } from '../harness/browser.ts';
import { waitForMails } from '../harness/mailbox.ts';
import { logIn, memberOf } from '../harness/oauth.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';

after(stopEverything);

const trials = 3;
const parallel = 8;

const isSignedIn = ({ path }: Page) => path === '/account';
const countOf = (pages: readonly Page[], matches: (page: Page) => boolean) =>
  pages.filter(matches).length;

/** A browser that waits for its code, and the code. */
async function reachCode(service: Service, mails: number) {
  // Mails of one second have no order among two processes.
  await service.advance(5);
  const member = memberOf(service);
  const browser = new Browser(service);
  const page = await logIn(browser, await browser.open('/login'), member);
  assert.equal(page.path.split('?')[0], '/login/code');
  const [mail] = await waitForMails(service, member.username, mails);
  const code = /\b(\d{6})\b/.exec(mail?.text ?? '')?.[1] ?? assert.fail('no code in the mail');
  const form = formTo(page, '/login/code');
  const enter = (entered: string) => browser.submit(form, { code: entered });
  return { code, enter };
}

for (const { name, ...deployment } of deployments) {
  describe(`mailed codes under race on ${name}`, async () => {
    const service = await startService({
      ...deployment,
      environment: { PITPASS_LOG_LEVEL: 'warn', PITPASS_UNKNOWN_BROWSER: 'mail' },
    });
    let mails = 0;

    it(`S189 of ${parallel} right codes that are entered at once one signs in, ${trials} times`, async () => {
      for (let trial = 0; trial < trials; trial += 1) {
        const { code, enter } = await reachCode(service, (mails += 1));
        const pages = await Promise.all(Array.from({ length: parallel }, () => enter(code)));
        assert.equal(countOf(pages, isSignedIn), 1);
        assert.equal(
          countOf(pages, ({ answer }) => answer.status === 401),
          parallel - 1,
        );
      }
      const rows = await service.query('SELECT 1 FROM browser_login');
      assert.equal(rows.length, trials);
    });

    it('S190 of many wrong codes that are entered at once five count, and then the right one is refused', async () => {
      await service.advance(3600);
      const { code, enter } = await reachCode(service, (mails += 1));
      const wrong = code === '000000' ? '000001' : '000000';
      const pages = await Promise.all(Array.from({ length: 12 }, () => enter(wrong)));
      assert.equal(countOf(pages, isSignedIn), 0);
      const [row] = await service.query(
        'SELECT tries_left, claimed_at FROM browser_code ORDER BY expires_at DESC LIMIT 1',
      );
      assert.deepEqual([Number(row?.['tries_left']), row?.['claimed_at']], [0, null]);
      assert.equal((await enter(code)).answer.status, 401);
    });
  });
}
