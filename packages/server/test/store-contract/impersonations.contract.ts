import assert from 'node:assert/strict';
import { test } from 'node:test';

import { digestOf } from '../../src/domain/presented.ts';
import type { Impersonation } from '../../src/domain/member/impersonation.ts';
import { createSqlMemberAccountStore } from '../../src/store/sql-member-account-store.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, countTrue, plain, savePair } from './contract.ts';
import { makeCode, makeConsent, makeMember, makeSession, nextNumber, t0 } from './records.ts';

const mail = () => ({ mail_id: `mail-${nextNumber()}`, sealed: 'sealed', queued_at: t0 });

async function saveStaff({ members, database }: Contract) {
  const staff = makeMember({ is_staff: 1 });
  await members.saveMember(staff);
  await database.query(
    'INSERT INTO second_factor (member_id, switched_on_at, backup_code_set) VALUES ($1, $2, 1)',
    [staff.member_id, t0],
  );
  return staff;
}

async function saveBoth(contract: Contract) {
  const pair = await savePair(contract);
  const staff = await saveStaff(contract);
  const make = (over: Partial<Impersonation> = {}): Impersonation => ({
    impersonation_id: `impersonation-${nextNumber()}`,
    member_id: pair.member.member_id,
    staff_member_id: staff.member_id,
    login_digest: digestOf(`login of ${staff.member_id}`),
    note: 'Ticket 7: the app shows nothing',
    started_at: t0,
    expires_at: t0 + 3600,
    ended_at: null,
    ...over,
  });
  const begin = async (over: Partial<Impersonation> = {}) => {
    const impersonation = make(over);
    assert.equal(await contract.impersonations.startImpersonation(impersonation, mail()), true);
    return impersonation;
  };
  /** A session and a code that staff got under an impersonation. */
  const use = async ({ impersonation_id, note }: Impersonation) => {
    const session = makeSession(pair, { impersonation_id, impersonation_note: note });
    await contract.sessions.startSession(session, undefined);
    const code = makeCode(pair, { impersonation_id });
    await contract.authorizations.saveConsentAndCode(makeConsent(pair), code);
    return async () => ({
      session: (await contract.sessions.findSession(session.session_id))?.ended_at === null,
      code: (await contract.authorizations.findCode(code.code_digest))?.consumed_at === null,
    });
  };
  return { ...pair, staff, make, begin, use };
}

const alive = { session: true, code: true };
const ended = { session: false, code: false };

/** Staff who act for members. */
export const impersonationBehaviours: Behaviours = (open) => {
  test('S135 an impersonation stands with its letter, until its end and no second longer', async () => {
    const contract = open();
    const { impersonations, database } = contract;
    const { begin, member, staff } = await saveBoth(contract);
    const before = await countRows(database, 'mail');
    const impersonation = await begin();
    assert.equal(await countRows(database, 'mail'), before + 1);
    const { impersonation_id, login_digest } = impersonation;
    const found = await impersonations.findImpersonationOfLogin(login_digest, t0 + 3599);
    assert.deepEqual(found && plain(found.impersonation), impersonation);
    assert.deepEqual(found && plain(found.member), member);
    const listed = await impersonations.listImpersonationsOf(member.member_id, t0);
    assert.deepEqual(listed.map(plain), [impersonation]);
    assert.deepEqual(await impersonations.listImpersonationsOf(staff.member_id, t0), []);
    const end = t0 + 3600;
    assert.equal(await impersonations.findImpersonationOfLogin(login_digest, end), undefined);
    assert.equal(await impersonations.findStandingImpersonation(impersonation_id, end), undefined);
    assert.deepEqual(await impersonations.listImpersonationsOf(member.member_id, end), []);
  });

  test('S135 nothing begins unless the staff are staff, in use and with a second factor, and the member is in use and no staff', async () => {
    const contract = open();
    const { impersonations, members, database } = contract;
    const { make, member, staff } = await saveBoth(contract);
    const colleague = await saveStaff(contract);
    const before = await countRows(database, 'mail');
    const refused = async (over: Partial<Impersonation> = {}) =>
      assert.equal(await impersonations.startImpersonation(make(over), mail()), false);
    await refused({ member_id: 'nobody' });
    await refused({ staff_member_id: 'nobody' });
    await refused({ member_id: colleague.member_id });
    await refused({ staff_member_id: member.member_id, member_id: member.member_id });
    await members.saveMember({ ...member, disabled_at: t0 });
    await refused();
    await members.saveMember(member);
    for (const over of [{ disabled_at: t0 }, { is_staff: 0 as const }]) {
      await members.saveMember({ ...staff, ...over });
      await refused();
    }
    await members.saveMember(staff);
    await database.query('DELETE FROM second_factor WHERE member_id = $1', [staff.member_id]);
    await refused();
    assert.equal(await countRows(database, 'mail'), before);
  });

  test('S135 ending it ends the sessions and codes under it, once, and no others', async () => {
    const contract = open();
    const { impersonations, sessions } = contract;
    const { begin, use, member, client } = await saveBoth(contract);
    const own = makeSession({ member, client });
    await sessions.startSession(own, undefined);
    const impersonation = await begin();
    const look = await use(impersonation);
    assert.deepEqual(await look(), alive);
    const { impersonation_id } = impersonation;
    const calls = await Promise.all(
      Array.from({ length: 8 }, () => impersonations.endImpersonation(impersonation_id, t0 + 9)),
    );
    assert.deepEqual(calls.filter((one) => one !== undefined).flat().length, 1);
    assert.deepEqual(await look(), ended);
    assert.equal((await sessions.findSession(own.session_id))?.ended_at, null);
    const standing = await impersonations.findStandingImpersonation(impersonation_id, t0);
    assert.equal(standing, undefined);
  });

  test('S135 another one of the same login ends the one before; that of another login goes on', async () => {
    const contract = open();
    const { begin, use } = await saveBoth(contract);
    const first = await begin();
    const elsewhere = await begin({ login_digest: digestOf(`other ${nextNumber()}`) });
    const [ofFirst, ofElsewhere] = [await use(first), await use(elsewhere)];
    await begin();
    assert.deepEqual([await ofFirst(), await ofElsewhere()], [ended, alive]);
  });

  test('S135 of those that are begun in one login at the same moment one stands', async () => {
    const contract = open();
    const { impersonations } = contract;
    const { make, member } = await saveBoth(contract);
    await Promise.all(
      Array.from({ length: 12 }, () => impersonations.startImpersonation(make(), mail())),
    );
    assert.equal((await impersonations.listImpersonationsOf(member.member_id, t0)).length, 1);
  });

  test('S135 it ends when the staff stop being staff, are disabled or change the password, and when the member does', async () => {
    const contract = open();
    const accounts = createSqlMemberAccountStore(contract.database);
    const endings = [
      ({ staff }: { staff: { member_id: string } }) => accounts.setStaff(staff.member_id, 0, t0),
      ({ staff }: { staff: { member_id: string } }) => accounts.disableMember(staff.member_id, t0),
      ({ staff }: { staff: { member_id: string } }) => accounts.endEverything(staff.member_id, t0),
      ({ member }: { member: { member_id: string } }) =>
        accounts.endEverything(member.member_id, t0),
    ];
    for (const end of endings) {
      const both = await saveBoth(contract);
      const impersonation = await both.begin();
      const look = await both.use(impersonation);
      await end(both);
      assert.deepEqual(await look(), ended);
      const { login_digest } = impersonation;
      const found = await contract.impersonations.findImpersonationOfLogin(login_digest, t0);
      assert.equal(found, undefined);
    }
  });

  test('S135 whatever comes first, no code is left of an impersonation that ends while codes are issued', async () => {
    const contract = open();
    const { authorizations, impersonations, database } = contract;
    for (let round = 0; round < 10; round += 1) {
      const both = await saveBoth(contract);
      const { begin, member, client } = both;
      await authorizations.saveConsentAndCode(makeConsent(both), makeCode(both));
      const { impersonation_id } = await begin();
      const issue = () =>
        authorizations.saveCodeOnConsent(makeCode({ member, client }, { impersonation_id }));
      const issuing = countTrue(6, issue);
      await Promise.all([issuing, impersonations.endImpersonation(impersonation_id, t0 + 1)]);
      const left = await database.query(
        'SELECT code_digest FROM authorization_code WHERE impersonation_id = $1 AND consumed_at IS NULL',
        [impersonation_id],
      );
      assert.deepEqual(left, [], `round ${round}`);
      assert.equal(await issue(), false);
    }
  });

  test('S135 whatever comes first, no session outlives an impersonation that ends while its code is traded', async () => {
    const contract = open();
    const { authorizations, impersonations, database } = contract;
    for (let round = 0; round < 10; round += 1) {
      const both = await saveBoth(contract);
      const { impersonation_id, note } = await both.begin();
      const code = makeCode(both, { impersonation_id });
      await authorizations.saveConsentAndCode(makeConsent(both), code);
      const over = { impersonation_id, impersonation_note: note };
      const trade = () =>
        authorizations.consumeCode(code.code_digest, makeSession(both, over), undefined, t0 + 1);
      const trading = countTrue(4, trade);
      await Promise.all([trading, impersonations.endImpersonation(impersonation_id, t0 + 1)]);
      const left = await database.query(
        'SELECT session_id FROM session WHERE impersonation_id = $1 AND ended_at IS NULL',
        [impersonation_id],
      );
      assert.deepEqual(left, [], `round ${round}`);
    }
  });
};
