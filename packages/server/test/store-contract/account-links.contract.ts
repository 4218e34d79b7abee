import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AddressChange, PasswordReset, SignUp } from '../../src/domain/member/account-link.ts';
import type { Member } from '../../src/domain/member/member.ts';
import { digestOf } from '../../src/domain/presented.ts';
import { deleteExpired } from '../../src/store/delete-expired.ts';
import { createSqlAccountLinkStore } from '../../src/store/sql-account-link-store.ts';
import { createSqlMemberAccountStore } from '../../src/store/sql-member-account-store.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, plain, savePair, saveSession } from './contract.ts';
import {
  makeAuditRecord,
  makeClient,
  makeCode,
  makeConsent,
  makeMember,
  makeSession,
  nextNumber,
  t0,
} from './records.ts';
import type { Pair } from './records.ts';

const mailOf = (name = 'mail') => ({
  mail_id: `${name}-${nextNumber()}`,
  sealed: 'sealed',
  queued_at: t0,
});

const link = () => ({
  link_digest: digestOf(`link-${nextNumber()}`),
  created_at: t0,
  expires_at: t0 + 100,
});

const makeSignUp = (over: Partial<SignUp> = {}): SignUp => ({
  ...link(),
  username: `new-${nextNumber()}@x.example`,
  display_name: 'New Driver',
  password_verifier: 'pending verifier',
  continuation: null,
  ...over,
});

const makeReset = ({ member_id, username }: Member): PasswordReset & { member_id: string } => ({
  ...link(),
  member_id,
  username,
});

const makeChange = ({ member_id }: Member, over: Partial<AddressChange> = {}): AddressChange => ({
  ...link(),
  member_id,
  username: `moved-${nextNumber()}@x.example`,
  password_verifier: 'verifier with the new address',
  ...over,
});

/** A member with a session and a code that could become one. */
async function saveBusyMember(contract: Contract) {
  const pair = await savePair(contract);
  const { session } = await saveSession(contract, pair);
  const code = makeCode(pair);
  await contract.authorizations.saveConsentAndCode(makeConsent(pair), code);
  return { ...pair, session, code };
}

const outcomesOf = (answers: readonly string[]) =>
  Object.fromEntries(
    [...new Set(answers)].map((one) => [one, answers.filter((other) => other === one).length]),
  );

/** Links that prove an address or replace a password. */
export const accountLinkBehaviours: Behaviours = (open) => {
  const linksOf = ({ database }: Contract) => createSqlAccountLinkStore(database);
  const accountsOf = ({ database }: Contract) => createSqlMemberAccountStore(database);
  const findMember = async (contract: Contract, { member_id }: Member) =>
    plain(await contract.members.findMember(member_id));

  test('S189 S194 a sign-up is one account however often its link is used at once, and none before', async () => {
    const contract = open();
    const links = linksOf(contract);
    const signUp = makeSignUp({ continuation: 'sealed sign-in' });
    await links.saveSignUp(signUp, mailOf());
    assert.equal(await contract.members.findMemberByUsername(signUp.username), undefined);
    assert.deepEqual(plain(await links.findSignUp(signUp.link_digest, t0)), signUp);
    const uses = await Promise.all(
      Array.from({ length: 8 }, () =>
        links.useSignUp(signUp.link_digest, makeMember({ username: signUp.username }), t0 + 99),
      ),
    );
    assert.deepEqual(outcomesOf(uses), { created: 1, link_gone: 7 });
    assert.equal(await links.findSignUp(signUp.link_digest, t0), undefined);
  });

  test('S189 of several sign-ups with one address that are confirmed at once one becomes an account', async () => {
    const contract = open();
    const links = linksOf(contract);
    const username = `twice-${nextNumber()}@x.example`;
    const signUps = Array.from({ length: 6 }, () => makeSignUp({ username }));
    for (const signUp of signUps) await links.saveSignUp(signUp, mailOf());
    const uses = await Promise.all(
      signUps.map(({ link_digest }) => links.useSignUp(link_digest, makeMember({ username }), t0)),
    );
    assert.equal(uses.filter((outcome) => outcome === 'created').length, 1);
    assert.ok(uses.every((outcome) => outcome !== 'cust_id_taken'));
    // The others are gone with the address.
    for (const { link_digest } of signUps) {
      assert.equal(await links.findSignUp(link_digest, t0), undefined);
    }
  });

  test('S191 a sign-up whose customer id or address is taken, or whose hour has come, writes nothing', async () => {
    const contract = open();
    const links = linksOf(contract);
    const { member } = await savePair(contract);
    const signUp = makeSignUp();
    await links.saveSignUp(signUp, mailOf());
    const { username, link_digest } = signUp;
    const { cust_id } = member;
    assert.equal(
      await links.useSignUp(link_digest, makeMember({ username, cust_id }), t0),
      'cust_id_taken',
    );
    assert.equal(
      await links.useSignUp(link_digest, makeMember({ username }), t0 + 100),
      'link_gone',
    );
    assert.equal(await contract.members.findMemberByUsername(username), undefined);
    const known = makeSignUp({ username: member.username });
    await links.saveSignUp(known, mailOf());
    const again = makeMember({ username: member.username });
    assert.equal(await links.useSignUp(known.link_digest, again, t0), 'username_taken');
    assert.deepEqual(await findMember(contract, member), member);
  });

  test('S189 a link replaces a password once however often it is used at once, and everything ends', async () => {
    const contract = open();
    const links = linksOf(contract);
    const { member, session, code } = await saveBusyMember(contract);
    const [reset, other] = [makeReset(member), makeReset(member)];
    await links.savePasswordReset(reset, mailOf());
    await links.savePasswordReset(other, mailOf());
    await links.saveAddressChange(makeChange(member), member, [mailOf()]);
    assert.deepEqual(plain(await links.findPasswordReset(reset.link_digest, t0 + 99)), member);
    const queued = await countRows(contract.database, 'mail');
    const uses = await Promise.all(
      Array.from({ length: 8 }, (_, index) => {
        const changed = { ...member, password_verifier: `new ${index}` };
        return links.usePasswordReset(reset.link_digest, changed, mailOf(), t0 + 5);
      }),
    );
    assert.deepEqual(
      uses.filter((ended) => ended !== undefined),
      [[session.session_id]],
    );
    const winner = uses.findIndex((ended) => ended !== undefined);
    const found = await findMember(contract, member);
    assert.deepEqual(found, { ...member, password_verifier: `new ${winner}` });
    assert.equal(await countRows(contract.database, 'mail'), queued + 1);
    assert.notEqual((await contract.authorizations.findCode(code.code_digest))?.consumed_at, null);
    assert.equal(await links.findPasswordReset(other.link_digest, t0), undefined);
    assert.equal(await links.findPendingAddress(member.member_id, t0), undefined);
  });

  test('S191 a link is worth nothing when it has expired, or the address has changed, or the account is disabled', async () => {
    const contract = open();
    const links = linksOf(contract);
    const worth = async (member: Member, { link_digest }: PasswordReset, now: number) => {
      const changed = { ...member, password_verifier: 'stolen' };
      const found = await links.findPasswordReset(link_digest, now);
      const used = await links.usePasswordReset(link_digest, changed, mailOf(), now);
      assert.equal(found === undefined, used === undefined);
      return used !== undefined;
    };
    const expired = (await savePair(contract)).member;
    const late = makeReset(expired);
    await links.savePasswordReset(late, mailOf());
    assert.equal(await worth(expired, late, t0 + 100), false);
    const disabled = (await savePair(contract)).member;
    const ofDisabled = makeReset(disabled);
    await links.savePasswordReset(ofDisabled, mailOf());
    await accountsOf(contract).disableMember(disabled.member_id, t0);
    assert.equal(await worth(disabled, ofDisabled, t0), false);
    const moved = (await savePair(contract)).member;
    const ofMoved = makeReset(moved);
    await links.savePasswordReset(ofMoved, mailOf());
    await contract.members.saveMember({ ...moved, username: `moved-${nextNumber()}@x.example` });
    assert.equal(await worth(moved, ofMoved, t0), false);
    const nobody = { ...link(), member_id: null, username: 'nobody@x.example' };
    await links.savePasswordReset(nobody, undefined);
    assert.equal(await worth(moved, nobody, t0), false);
    assert.equal((await findMember(contract, moved))?.password_verifier, moved.password_verifier);
  });

  test('a forced reset is set once and ends everything, and a new password takes it away', async () => {
    const contract = open();
    const links = linksOf(contract);
    const { member, session } = await saveBusyMember(contract);
    const reset = makeReset(member);
    const stale = { ...makeReset(member), username: 'somebody@else.example' };
    assert.equal(await links.requireReset(stale, mailOf(), t0), undefined);
    assert.deepEqual(await links.requireReset(reset, mailOf(), t0), [session.session_id]);
    assert.deepEqual(await findMember(contract, member), { ...member, must_reset: 1 });
    const changed = { ...member, password_verifier: 'new' };
    assert.deepEqual(
      await links.usePasswordReset(reset.link_digest, changed, mailOf(), t0 + 1),
      [],
    );
    assert.deepEqual(await findMember(contract, member), changed);
  });

  test('S103 S189 a new address and its verifier come together, once however often the link is used at once', async () => {
    const contract = open();
    const links = linksOf(contract);
    const { member, session } = await saveBusyMember(contract);
    const first = makeChange(member);
    const change = makeChange(member);
    const reset = makeReset(member);
    await links.savePasswordReset(reset, mailOf());
    assert.equal(await links.saveAddressChange(first, member, [mailOf(), mailOf()]), true);
    assert.equal(await links.saveAddressChange(change, member, [mailOf()]), true);
    assert.equal(await links.findAddressChange(first.link_digest, t0), undefined);
    assert.deepEqual(plain(await links.findPendingAddress(member.member_id, t0)), change);
    const found = await links.findAddressChange(change.link_digest, t0 + 99);
    assert.deepEqual([plain(found?.change), plain(found?.member)], [change, member]);
    assert.deepEqual(await findMember(contract, member), member);
    const uses = await Promise.all(
      Array.from({ length: 8 }, () => links.useAddressChange(change, mailOf(), t0 + 99)),
    );
    assert.deepEqual(
      uses.filter(({ outcome }) => outcome === 'changed'),
      [{ outcome: 'changed', ended: [session.session_id] }],
    );
    assert.equal(uses.filter(({ outcome }) => outcome === 'link_gone').length, 7);
    const { username, password_verifier } = change;
    assert.deepEqual(await findMember(contract, member), {
      ...member,
      username,
      password_verifier,
    });
    assert.equal(await links.findPasswordReset(reset.link_digest, t0), undefined);
    assert.equal(await links.findPendingAddress(member.member_id, t0), undefined);
  });

  test('S189 of two members who move to one address at once one gets it, and the other keeps everything', async () => {
    const contract = open();
    const links = linksOf(contract);
    const username = `wanted-${nextNumber()}@x.example`;
    const members = [
      (await saveBusyMember(contract)).member,
      (await saveBusyMember(contract)).member,
    ];
    const changes = members.map((member) => makeChange(member, { username }));
    for (const [index, change] of changes.entries()) {
      await links.saveAddressChange(change, members[index] ?? makeMember(), [mailOf()]);
    }
    const uses = await Promise.all(
      changes.map((change) => links.useAddressChange(change, mailOf(), t0)),
    );
    assert.deepEqual(uses.map(({ outcome }) => outcome).sort(), ['changed', 'username_taken']);
    const loser = members[uses.findIndex(({ outcome }) => outcome === 'username_taken')];
    assert.ok(loser);
    assert.deepEqual(await findMember(contract, loser), loser);
    const live = await contract.sessions.listLiveSessions(loser.member_id, undefined, t0);
    assert.equal(live.length, 1);
  });

  test('S103 an address that was asked for with a password that is no longer right does not wait', async () => {
    const contract = open();
    const links = linksOf(contract);
    const { member } = await savePair(contract);
    const stale = { ...member, password_verifier: 'an earlier one' };
    const queued = await countRows(contract.database, 'mail');
    assert.equal(await links.saveAddressChange(makeChange(member), stale, [mailOf()]), false);
    assert.equal(await countRows(contract.database, 'mail'), queued);
    await links.saveAddressChange(makeChange(member), member, []);
    const changed = { ...member, password_verifier: 'newer' };
    await accountsOf(contract).replacePasswordVerifier(changed, t0);
    assert.equal(await links.findPendingAddress(member.member_id, t0), undefined);
    await links.saveAddressChange(makeChange(member), changed, []);
    assert.equal(await links.findPendingAddress(member.member_id, t0 + 100), undefined);
    assert.equal(await links.deleteAddressChange(member.member_id), true);
    assert.equal(await links.deleteAddressChange(member.member_id), false);
  });

  test('S233 the row of a link goes when its moment has come, and not a second earlier', async () => {
    const contract = open();
    const links = linksOf(contract);
    const { member } = await savePair(contract);
    const ends = { created_at: t0, expires_at: t0 + 50 };
    await links.saveSignUp({ ...makeSignUp(), ...ends }, mailOf());
    await links.savePasswordReset({ ...makeReset(member), ...ends }, undefined);
    await links.saveAddressChange({ ...makeChange(member), ...ends }, member, []);
    const count = async () => {
      const counts = [];
      for (const table of ['sign_up', 'password_reset', 'address_change']) {
        const rows = await contract.database.query(
          `SELECT 1 AS found FROM ${table} WHERE expires_at = $1`,
          [t0 + 50],
        );
        counts.push(rows.length);
      }
      return counts;
    };
    await deleteExpired(contract.database, t0 + 49);
    assert.deepEqual(await count(), [1, 1, 1]);
    await deleteExpired(contract.database, t0 + 50);
    assert.deepEqual(await count(), [0, 0, 0]);
  });

  test('staff gives an address that is free, and the account waits for a new password', async () => {
    const contract = open();
    const links = linksOf(contract);
    const [{ member, session }, other] = [await saveBusyMember(contract), await savePair(contract)];
    const taken = { ...makeReset(member), username: other.member.username };
    assert.deepEqual(await links.setAddress(taken, [mailOf()], t0), { outcome: 'username_taken' });
    assert.deepEqual(await findMember(contract, member), member);
    const username = `given-${nextNumber()}@x.example`;
    const given = { ...makeReset(member), username };
    const ended = [session.session_id];
    assert.deepEqual(await links.setAddress(given, [mailOf(), mailOf()], t0), {
      outcome: 'changed',
      ended,
    });
    const found = await findMember(contract, member);
    assert.deepEqual(found, { ...member, username, must_reset: 1 });
    assert.deepEqual(plain(await links.findPasswordReset(given.link_digest, t0)), found);
  });

  test('S103 a password is replaced where the one that was checked still stands, and nowhere else', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    const { member, session } = await saveBusyMember(contract);
    const told = () => ({ checked_verifier: member.password_verifier, mail: mailOf() });
    const uses = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        accounts.replacePasswordVerifier(
          { ...member, password_verifier: `new ${index}` },
          t0,
          told(),
        ),
      ),
    );
    assert.deepEqual(
      uses.filter((ended) => ended !== undefined),
      [[session.session_id]],
    );
  });

  test('S103 a login that a new password overtakes is not kept, whichever of the two comes first', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    const outcomes = new Set<boolean>();
    for (let trial = 0; trial < 20; trial += 1) {
      const { member } = await savePair(contract);
      const { member_id, password_verifier } = member;
      const times = { auth_time: t0, expires_at: t0 + 100, browser_id: null };
      const login_digest = digestOf(`login-${nextNumber()}`);
      const login = { login_digest, member_id, ...times, password_verifier };
      const changed = { ...member, password_verifier: 'changed' };
      const begin = () => contract.logins.saveBrowserLogin(login);
      const change = () => accounts.replacePasswordVerifier(changed, t0);
      const [isKept] = await (trial % 2 === 0
        ? Promise.all([begin(), change()])
        : Promise.all([change(), begin()]).then(([, kept]) => [kept]));
      outcomes.add(isKept);
      assert.equal(await contract.logins.findBrowserLogin(login_digest, t0), undefined);
    }
    // On an engine that takes one after the other, both orders have happened.
    if (contract.engine.name === 'sqlite') assert.equal(outcomes.size, 2);
  });

  test('S103 S225 no consent, code or session begins for an account that is gone, disabled or has another password', async () => {
    const contract = open();
    const begin = async (pair: Pair, verifier?: string) => {
      const session = makeSession(pair, { grant_type: 'password_limited' });
      const firstUse = {
        address_digest: digestOf(`address-${nextNumber()}`),
        mail: mailOf(),
        expires_at: t0 + 100,
      };
      const confirmation = {
        since: t0 - 100,
        firstUse,
        ...(verifier !== undefined && { password_verifier: verifier }),
      };
      return [
        await contract.authorizations.saveConsentAndCode(makeConsent(pair), makeCode(pair)),
        await contract.passwordLimited.startConfirmedSession(session, undefined, confirmation),
      ];
    };
    const saveConfirmed = async () => {
      const pair = await savePair(contract);
      const ids = [pair.client.client_id, pair.member.member_id] as const;
      await contract.clients.setListedMembers(ids[0], [ids[1]]);
      await contract.database.query(
        'UPDATE client_listed_member SET confirmed_at = $1 WHERE client_id = $2',
        [t0, ids[0]],
      );
      return pair;
    };
    const pair = await saveConfirmed();
    const { member } = pair;
    assert.deepEqual(await begin(pair, member.password_verifier), [true, true]);
    assert.deepEqual(await begin(pair, 'another'), [true, false]);
    await contract.members.saveMember({ ...member, must_reset: 1 });
    assert.deepEqual(await begin(pair, member.password_verifier), [true, false]);
    await contract.members.saveMember({ ...member, disabled_at: t0 });
    assert.deepEqual(await begin(pair, member.password_verifier), [false, false]);
    const gone = await saveConfirmed();
    await accountsOf(contract).deleteMember(gone.member.member_id, mailOf(), t0, undefined);
    assert.deepEqual(await begin(gone), [false, false]);
  });

  test('a login is kept for an account in use alone, and not where the password has to be replaced', async () => {
    const contract = open();
    const { member } = await savePair(contract);
    const { member_id, password_verifier } = member;
    const keep = (verifier?: string) =>
      contract.logins.saveBrowserLogin({
        login_digest: digestOf(`login-${nextNumber()}`),
        member_id,
        auth_time: t0,
        expires_at: t0 + 100,
        browser_id: null,
        ...(verifier !== undefined && { password_verifier: verifier }),
      });
    assert.deepEqual([await keep(), await keep(password_verifier)], [true, true]);
    assert.equal(await keep('another'), false);
    await contract.members.saveMember({ ...member, must_reset: 1 });
    assert.equal(await keep(password_verifier), false);
    await contract.members.saveMember({ ...member, disabled_at: t0 });
    assert.deepEqual([await keep(), await keep(password_verifier)], [false, false]);
  });

  test('S225 an account is deleted once with everything under it, and what the audit trail says stays', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    const { member, client, session } = await saveBusyMember(contract);
    const { member_id } = member;
    await linksOf(contract).savePasswordReset(makeReset(member), mailOf());
    await linksOf(contract).saveAddressChange(makeChange(member), member, []);
    await contract.favorites.addFavoriteMap(member.account_id, 'a-map', t0);
    const event = makeAuditRecord({ event: 'member_signed_up', member_id });
    await contract.audits.appendEvents([event]);
    const wrong = await accounts.deleteMember(member_id, mailOf(), t0, 'another verifier');
    assert.deepEqual(wrong, { outcome: 'overtaken' });
    assert.deepEqual(await findMember(contract, member), member);
    const deleted = await Promise.all(
      Array.from({ length: 4 }, () =>
        accounts.deleteMember(member_id, mailOf(), t0, member.password_verifier),
      ),
    );
    assert.deepEqual(
      deleted.filter(({ outcome }) => outcome === 'deleted'),
      [{ outcome: 'deleted', ended: [session.session_id] }],
    );
    assert.equal(await contract.sessions.isSessionLive(session.session_id, t0), false);
    assert.notEqual(await contract.clients.findClient(client.client_id), undefined);
    for (const table of ['member', 'session', 'consent', 'authorization_code', 'favorite_map']) {
      const rows = await contract.database.query(
        `SELECT 1 AS found FROM ${table} WHERE member_id = $1`,
        [member_id],
      );
      assert.equal(rows.length, 0, table);
    }
    const kept = await contract.database.query(
      'SELECT member_id FROM audit_event WHERE event_id = $1',
      [event.event_id],
    );
    assert.equal(kept[0]?.['member_id'], member_id);
  });

  test('an account whose owner has apps is not deleted, and nothing of it ends', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    const { member, client, session } = await saveBusyMember(contract);
    await contract.database.query(
      'INSERT INTO client_owner (client_id, member_id) VALUES ($1, $2)',
      [client.client_id, member.member_id],
    );
    assert.deepEqual(await accounts.deleteMember(member.member_id, mailOf(), t0, undefined), {
      outcome: 'owns_clients',
    });
    assert.deepEqual(await findMember(contract, member), member);
    assert.equal((await contract.sessions.findSession(session.session_id))?.ended_at, null);
    await contract.clients.deleteClient(client.client_id, undefined);
    const { outcome } = await accounts.deleteMember(member.member_id, mailOf(), t0, undefined);
    assert.equal(outcome, 'deleted');
  });

  test('S225 of deleting an account and registering an app at the same moment one is done, and no app is left to nobody', async () => {
    const contract = open();
    const accounts = accountsOf(contract);
    for (let round = 0; round < 20; round += 1) {
      const { member } = await savePair(contract);
      const { member_id } = member;
      const client = makeClient();
      const create = () => contract.clients.createClientOfOwner(client, member_id, 50);
      const remove = () => accounts.deleteMember(member_id, mailOf(), t0, undefined);
      const [created, deleted] = await Promise.all([create(), remove()]);
      const isCreated = created === 'created';
      assert.equal(deleted.outcome, isCreated ? 'owns_clients' : 'deleted');
      assert.equal((await contract.clients.findClient(client.client_id)) !== undefined, isCreated);
    }
  });

  test('S183 a verifier is made anew in place of the one that was checked alone', async () => {
    const contract = open();
    const { member } = await savePair(contract);
    const stale = { ...member, password_verifier: 'another' };
    assert.equal(await contract.members.renewPasswordVerifier(stale, 'renewed'), false);
    assert.equal(await contract.members.renewPasswordVerifier(member, 'renewed'), true);
    const found = await findMember(contract, member);
    assert.deepEqual(found, { ...member, password_verifier: 'renewed' });
  });

  test('an account gets another display name, and nobody else does', async () => {
    const contract = open();
    const [one, other] = [(await savePair(contract)).member, (await savePair(contract)).member];
    const accounts = accountsOf(contract);
    assert.equal(await accounts.renameMember(one.member_id, 'Zoë 🏁'), true);
    assert.equal(await accounts.renameMember('nobody', 'Zoë'), false);
    assert.deepEqual(await findMember(contract, one), { ...one, display_name: 'Zoë 🏁' });
    assert.deepEqual(await findMember(contract, other), other);
  });
};
