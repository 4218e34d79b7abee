import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import {
  askForAddress,
  askForReset,
  askToSignUp,
  createAccount,
  longPasswords,
  openNewLink,
} from '../harness/accounts.ts';
import { Browser, formTo } from '../harness/browser.ts';
import type { Page } from '../harness/browser.ts';
import { linkOf, waitForMails } from '../harness/mailbox.ts';
import { createSignedInBrowser, logIn } from '../harness/oauth.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';
import type { DemoMember, Service } from '../harness/running-service.ts';

after(stopEverything);

const parallel = 8;
const trials = 3;
const [first, second] = longPasswords;

const statusesOf = (pages: readonly Page[]) =>
  pages.map(({ answer }) => answer.status).sort((left, right) => left - right);

/** One success, and every other answer one of the given. */
function assertOneSuccess(pages: readonly Page[], ...lost: readonly number[]): void {
  const [won, ...others] = statusesOf(pages);
  assert.equal(won, 200, statusesOf(pages).join(' '));
  assert.ok(
    others.every((status) => lost.includes(status)),
    statusesOf(pages).join(' '),
  );
}

const times = (count: number, ask: (index: number) => Promise<Page>): Promise<Page[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

async function canSignIn(service: Service, username: string, password: string): Promise<boolean> {
  const browser = new Browser(service);
  const member = { username, password } as DemoMember;
  return (await logIn(browser, await browser.open('/login'), member)).path === '/account';
}

const countMembers = async (service: Service, username: string) =>
  (await service.query('SELECT 1 FROM member WHERE username = $1', [username])).length;

for (const { name, ...deployment } of deployments) {
  describe(`mailed links under race on ${name}`, async () => {
    const service = await startService(deployment);

    it('S189 of parallel confirmations of one sign-up one makes the account', async () => {
      for (let trial = 0; trial < trials; trial += 1) {
        const username = `once-${trial}@club.example`;
        await askToSignUp(service, username);
        const { browser, page } = await openNewLink(service, username);
        const form = formTo(page, '/sign-up/confirm');
        assertOneSuccess(await times(parallel, () => browser.submit(form)), 410);
        assert.equal(await countMembers(service, username), 1);
      }
    });

    it('S189 of several sign-ups with one address that are confirmed at once one makes the account', async () => {
      for (let trial = 0; trial < trials; trial += 1) {
        const username = `twice-${trial}@club.example`;
        await times(4, () => askToSignUp(service, username));
        const mails = await waitForMails(service, username, 4);
        const opened = await Promise.all(
          mails.map(async (mail) => {
            const browser = new Browser(service);
            const page = await browser.open(linkOf(mail, service));
            return () => browser.submit(formTo(page, '/sign-up/confirm'));
          }),
        );
        assert.equal(opened.length, 4);
        assertOneSuccess(await Promise.all(opened.map((submit) => submit())), 409, 410);
        assert.equal(await countMembers(service, username), 1);
      }
    });

    it('S189 of parallel uses of one link one replaces the password, and its password is the one that counts', async () => {
      const username = 'reset@club.example';
      await createAccount(service, username);
      await askForReset(service, username);
      const { browser, page } = await openNewLink(service, username);
      const form = formTo(page, '/reset/choose');
      const chosen = Array.from({ length: parallel }, (_, index) => `${second} ${index}`);
      const pages = await times(parallel, (index) =>
        browser.submit(form, { new_password: chosen[index] ?? '' }),
      );
      assertOneSuccess(pages, 410);
      const winner = pages.findIndex(({ answer }) => answer.status === 200);
      assert.equal(await canSignIn(service, username, chosen[winner] ?? ''), true);
      assert.equal(
        await canSignIn(service, username, chosen[(winner + 1) % parallel] ?? ''),
        false,
      );
    });

    it('S189 of two members who move to one address at once one gets it, and the other signs in as before', async () => {
      const wanted = 'wanted@club.example';
      const names = ['left@club.example', 'right@club.example'];
      const submits = [];
      for (const username of names) {
        await createAccount(service, username);
        const member = { username, password: first } as DemoMember;
        await askForAddress(await createSignedInBrowser(service, member), wanted);
        const { browser, page } = await openNewLink(service, wanted);
        submits.push(() => browser.submit(formTo(page, '/address/confirm')));
      }
      const pages = await Promise.all(submits.map((submit) => submit()));
      assert.deepEqual(statusesOf(pages), [200, 409]);
      const loser = pages.findIndex(({ answer }) => answer.status === 409);
      assert.equal(await canSignIn(service, names[loser] ?? '', first), true);
      assert.equal(await canSignIn(service, names[1 - loser] ?? '', first), false);
      assert.equal(await canSignIn(service, wanted, first), true);
    });

    it('S103 a sign-in that a new password overtakes is signed out, whichever of the two came first', async () => {
      const username = 'overtaken@club.example';
      await createAccount(service, username);
      const passwords = [first, second, first, second];
      for (const [turn, present] of passwords.slice(0, -1).entries()) {
        const member = { username, password: present } as DemoMember;
        const owner = await createSignedInBrowser(service, member);
        const details = await owner.open('/account/details');
        const visitors = Array.from({ length: 4 }, () => new Browser(service));
        const logins = await Promise.all(visitors.map((visitor) => visitor.open('/login')));
        const change = owner.submit(formTo(details, '/account/details/password'), {
          password: present,
          new_password: passwords[turn + 1] ?? '',
        });
        const entries = visitors.map((visitor, index) => {
          const login = logins[index];
          assert.ok(login !== undefined);
          return logIn(visitor, login, member);
        });
        const [changed] = await Promise.all([change, ...entries]);
        assert.match(changed.answer.body, /this browser stays signed in/);
        for (const visitor of visitors) {
          assert.match((await visitor.open('/account')).path, /^\/login/);
        }
        assert.equal((await owner.open('/account')).path, '/account');
      }
    });
  });
}
