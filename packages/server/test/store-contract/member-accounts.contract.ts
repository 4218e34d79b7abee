import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isStaff } from '../../src/domain/member/member.ts';
import type { Member } from '../../src/domain/member/member.ts';
import { digestOf } from '../../src/domain/presented.ts';
import { createSqlMemberAccountStore } from '../../src/store/sql-member-account-store.ts';
import type { Behaviours, Contract } from './contract.ts';
import { plain, savePair, saveSession } from './contract.ts';
import { hostileTexts, makeCode, makeConsent, makeMember, nextNumber, t0 } from './records.ts';

/** A member with a session, a code that could become one, and a browser. */
async function saveBusyMember(contract: Contract) {
  const { authorizations, logins } = contract;
  const pair = await savePair(contract);
  const { session } = await saveSession(contract, pair);
  const code = makeCode(pair);
  await authorizations.saveConsentAndCode(makeConsent(pair), code);
  const login = {
    login_digest: digestOf(`login-${nextNumber()}`),
    member_id: pair.member.member_id,
    auth_time: t0,
    expires_at: t0 + 1000,
    browser_id: null,
  };
  await logins.saveBrowserLogin(login);
  const isAnythingLeft = async () => {
    const found = await authorizations.findCode(code.code_digest);
    return {
      session: (await contract.sessions.findSession(session.session_id))?.ended_at === null,
      code: found?.consumed_at === null,
      browser: (await countLogins(contract, pair.member.member_id)) > 0,
    };
  };
  return { ...pair, session, isAnythingLeft };
}

async function countLogins({ database }: Contract, member_id: string): Promise<number> {
  const rows = await database.query('SELECT 1 AS found FROM browser_login WHERE member_id = $1', [
    member_id,
  ]);
  return rows.length;
}

const everything = { session: true, code: true, browser: true };
const nothing = { session: false, code: false, browser: false };

/** Accounts as operators administer them. */
export const memberAccountBehaviours: Behaviours = (open) => {
  const accountsOf = ({ database }: Contract) => createSqlMemberAccountStore(database);

  test('disabling an account ends its sessions, codes and browsers, and nobody else’s', async () => {
    const contract = open();
    const [one, other] = [await saveBusyMember(contract), await saveBusyMember(contract)];
    const accounts = accountsOf(contract);
    assert.deepEqual(await accounts.disableMember(one.member.member_id, t0 + 5), [
      one.session.session_id,
    ]);
    assert.deepEqual(
      [await one.isAnythingLeft(), await other.isAnythingLeft()],
      [nothing, everything],
    );
    const found = await contract.members.findMember(one.member.member_id);
    assert.equal(found?.disabled_at, t0 + 5);
    assert.equal(await accounts.disableMember(one.member.member_id, t0 + 6), undefined);
    assert.equal(await accounts.disableMember('nobody', t0 + 6), undefined);
  });

  test('enabling an account brings nothing back, not even what began while it was being disabled', async () => {
    const contract = open();
    const { member, client, isAnythingLeft } = await saveBusyMember(contract);
    const accounts = accountsOf(contract);
    assert.equal(await accounts.enableMember(member.member_id, t0), false);
    await accounts.disableMember(member.member_id, t0 + 5);
    const { session: late } = await saveSession(contract, { member, client });
    assert.equal(await accounts.enableMember(member.member_id, t0 + 7), true);
    assert.deepEqual(await isAnythingLeft(), nothing);
    assert.equal((await contract.sessions.findSession(late.session_id))?.ended_at, t0 + 7);
    assert.equal((await contract.members.findMember(member.member_id))?.disabled_at, null);
    assert.equal(await accounts.enableMember(member.member_id, t0 + 8), false);
  });

  test('a new verifier ends everything, and belongs to the username for which it was made', async () => {
    const contract = open();
    const { member, session, isAnythingLeft } = await saveBusyMember(contract);
    const accounts = accountsOf(contract);
    const change = { ...member, password_verifier: 'new' };
    const stale = { ...change, username: 'somebody@else.example' };
    assert.equal(await accounts.replacePasswordVerifier(stale, t0 + 5), undefined);
    assert.deepEqual(await isAnythingLeft(), everything);
    assert.deepEqual(await accounts.replacePasswordVerifier(change, t0 + 5), [session.session_id]);
    assert.deepEqual(await isAnythingLeft(), nothing);
    const found = await contract.members.findMember(member.member_id);
    assert.deepEqual(plain(found), change);
  });

  test('ending everything leaves the account as it is', async () => {
    const contract = open();
    const { member, session, isAnythingLeft } = await saveBusyMember(contract);
    const accounts = accountsOf(contract);
    assert.deepEqual(await accounts.endEverything(member.member_id, t0 + 5), [session.session_id]);
    assert.deepEqual(await isAnythingLeft(), nothing);
    assert.deepEqual(await accounts.endEverything(member.member_id, t0 + 6), []);
    assert.deepEqual(plain(await contract.members.findMember(member.member_id)), member);
  });

  test('making a member one of the staff is done once, touches nobody else, and is taken back once', async () => {
    const contract = open();
    const [one, other] = [makeMember(), makeMember()];
    const accounts = accountsOf(contract);
    for (const member of [one, other]) await accounts.createMember(member);
    const isStaffNow = async ({ member_id }: Member) => {
      const found = await contract.members.findMember(member_id);
      return found !== undefined && isStaff(found);
    };
    assert.equal(await accounts.setStaff(one.member_id, 0, t0), false);
    const changed = await Promise.all(
      Array.from({ length: 8 }, () => accounts.setStaff(one.member_id, 1, t0)),
    );
    assert.equal(changed.filter(Boolean).length, 1);
    assert.deepEqual([await isStaffNow(one), await isStaffNow(other)], [true, false]);
    assert.equal(await accounts.setStaff(one.member_id, 0, t0), true);
    assert.equal(await isStaffNow(one), false);
    assert.equal(await accounts.setStaff('nobody', 1, t0), false);
  });

  test('of eight accounts with one address one is created, and a number is nobody else’s', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    const username = `taken-${nextNumber()}@x.example`;
    const created = await Promise.all(
      Array.from({ length: 8 }, () => accounts.createMember(makeMember({ username }))),
    );
    assert.equal(created.filter((outcome) => outcome === 'created').length, 1);
    assert.equal(created.filter((outcome) => outcome === 'username_taken').length, 7);
    const cust_id = await accounts.findGreatestCustId();
    assert.ok(cust_id > 0);
    assert.equal(await accounts.createMember(makeMember({ cust_id })), 'cust_id_taken');
    const next = makeMember({ cust_id: cust_id + 1 });
    assert.equal(await accounts.createMember(next), 'created');
    assert.deepEqual(plain(await contract.members.findMember(next.member_id)), next);
  });

  test('members are listed page by page in the order of their addresses, each once', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    const mark = `page-${nextNumber()}`;
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `${mark}-${name}@x.example`);
    for (const username of names.toReversed())
      await accounts.createMember(makeMember({ username }));
    const seen: string[] = [];
    for (;;) {
      const after = seen.at(-1) ?? '';
      const page = await accounts.listMemberPage({ search: mark, after, limit: 2 });
      seen.push(...page.map(({ username }) => username));
      if (page.length < 2) break;
    }
    assert.deepEqual(seen, names);
  });

  test('a search finds parts of addresses and display names, whatever its case, and is never a pattern', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    const number = nextNumber();
    const member = makeMember({
      username: `search-${number}@x.example`,
      display_name: `Robin 100%_! Fast ${number}`,
    });
    await accounts.createMember(member);
    const count = async (search: string) =>
      (await accounts.listMemberPage({ search, after: '', limit: 500 })).length;
    assert.equal(await count(`SEARCH-${number}@`), 1);
    assert.equal(await count(`100%_! fast ${number}`), 1);
    assert.equal(await count(`search_${number}`), 0);
    assert.equal(await count(`100%${number}`), 0);
    for (const text of hostileTexts) await count(text);
  });
};
