import assert from 'node:assert/strict';
import { test } from 'node:test';

import type {
  AuthenticatorApp,
  NewMethod,
  Passkey,
} from '../../src/domain/member/second-factor.ts';
import { digestOf } from '../../src/domain/presented.ts';
import { deleteExpired } from '../../src/store/delete-expired.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, countTrue, plain, savePair, saveSession } from './contract.ts';
import { nextNumber, t0 } from './records.ts';

const makeMail = () => ({ mail_id: `mail-${nextNumber()}`, sealed: 'sealed', queued_at: t0 });

const makeApp = (member_id: string, over: Partial<AuthenticatorApp> = {}): AuthenticatorApp => ({
  authenticator_id: `authenticator-${nextNumber()}`,
  member_id,
  sealed_seed: 'sealed seed',
  last_step: 100,
  created_at: t0,
  ...over,
});

const makePasskey = (member_id: string, over: Partial<Passkey> = {}): Passkey => ({
  credential_id: `credential-${nextNumber()}`,
  member_id,
  passkey_name: 'Key of steel',
  public_key: 'cose',
  counter: 0,
  transports: ['internal', 'usb'],
  created_at: t0,
  last_used_at: null,
  ...over,
});

const makeChallenge = () => ({
  challenge_digest: digestOf(`challenge-${nextNumber()}`),
  expires_at: t0 + 900,
});

const withApp = (authenticator: AuthenticatorApp): NewMethod => ({
  kind: 'authenticator',
  authenticator,
});
const withPasskey = (passkey: Passkey): NewMethod => ({
  kind: 'passkey',
  passkey,
  challenge: makeChallenge(),
});

const makeCodes = () => Array.from({ length: 10 }, () => `code-${nextNumber()}`);

/** A member with the second factor on: an authenticator app, one passkey, ten backup codes. */
async function saveProtected(contract: Contract) {
  const pair = await savePair(contract);
  const { member_id } = pair.member;
  const app = makeApp(member_id);
  const passkey = makePasskey(member_id);
  const codes = makeCodes();
  const store = contract.secondFactors;
  await store.switchOn(member_id, withApp(app), codes, makeMail(), t0);
  assert.equal(await store.addMethod(member_id, withPasskey(passkey), makeMail()), true);
  return { ...pair, member_id, app, passkey, codes, store };
}

/** Second factors: what is on, what is claimed once, and what ends with a change. */
export const secondFactorBehaviours: Behaviours = (open) => {
  test('book 14.5 switching the second factor on ends everything of the member, with its mail', async () => {
    const contract = open();
    const pair = await savePair(contract);
    const { session } = await saveSession(contract, pair);
    const { member_id } = pair.member;
    const store = contract.secondFactors;
    await contract.logins.saveBrowserLogin({
      login_digest: digestOf(`login-${nextNumber()}`),
      member_id,
      auth_time: t0,
      expires_at: t0 + 1000,
      browser_id: null,
    });
    const mails = await countRows(contract.database, 'mail');
    assert.equal(await store.hasSecondFactor(member_id), false);
    assert.equal(await store.findSecondFactor(member_id), undefined);
    const app = makeApp(member_id);
    const ended = await store.switchOn(member_id, withApp(app), makeCodes(), makeMail(), t0 + 5);
    assert.deepEqual(ended, [session.session_id]);
    assert.equal(await store.hasSecondFactor(member_id), true);
    const logins = 'SELECT 1 AS found FROM browser_login WHERE member_id = $1';
    assert.deepEqual(await contract.database.query(logins, [member_id]), []);
    assert.equal(await countRows(contract.database, 'mail'), mails + 1);
    const found = await store.findSecondFactor(member_id);
    assert.deepEqual(
      { ...found, authenticator: plain(found?.authenticator) },
      {
        member_id,
        switched_on_at: t0 + 5,
        backup_code_set: 1,
        backup_codes_left: 10,
        authenticator: app,
        passkeys: [],
      },
    );
  });

  test('S105 an app that was confirmed before the second factor has to be confirmed anew when it is off again, too', async () => {
    const contract = open();
    const { passwordLimited, secondFactors: store } = contract;
    const { member, client } = await savePair(contract);
    const { member_id } = member;
    await contract.clients.setListedMembers(client.client_id, [member_id]);
    await passwordLimited.confirmClient(client.client_id, member_id, undefined, t0);
    await store.switchOn(member_id, withApp(makeApp(member_id)), makeCodes(), makeMail(), t0);
    assert.equal((await passwordLimited.listEntries(member_id))[0]?.confirmed_at, null);
    await store.switchOff(member_id, makeMail(), t0 + 1);
    assert.equal((await passwordLimited.listEntries(member_id))[0]?.confirmed_at, null);
  });

  test('of eight that switch the second factor on at once one succeeds, and nothing of the others stays', async () => {
    const contract = open();
    const { member } = await savePair(contract);
    const { member_id } = member;
    const store = contract.secondFactors;
    const mails = await countRows(contract.database, 'mail');
    const codes = await countRows(contract.database, 'backup_code');
    const switched = await countTrue(8, async () => {
      const app = makeApp(member_id);
      const ended = await store.switchOn(member_id, withApp(app), makeCodes(), makeMail(), t0);
      return ended !== undefined;
    });
    assert.equal(switched, 1);
    assert.equal(await countRows(contract.database, 'mail'), mails + 1);
    assert.equal(await countRows(contract.database, 'backup_code'), codes + 10);
  });

  test('book 14.5 switching it off ends everything again and forgets every method', async () => {
    const contract = open();
    const { member_id, store, app, passkey, codes, ...pair } = await saveProtected(contract);
    const { session } = await saveSession(contract, pair);
    const before = {
      mail: await countRows(contract.database, 'mail'),
      codes: await countRows(contract.database, 'backup_code'),
    };
    assert.deepEqual(await store.switchOff(member_id, makeMail(), t0 + 7), [session.session_id]);
    assert.equal(await store.switchOff(member_id, makeMail(), t0 + 8), undefined);
    assert.equal(await store.hasSecondFactor(member_id), false);
    assert.equal(await countRows(contract.database, 'mail'), before.mail + 1);
    assert.equal(await countRows(contract.database, 'backup_code'), before.codes - 10);
    assert.equal(await store.claimTotpStep(app, 10_000), false);
    assert.equal(await store.claimBackupCode(member_id, codes[0] ?? '', makeMail(), t0), undefined);
    const used = { ...passkey, counter: 5 };
    assert.equal(await store.claimPasskeyAnswer(used, makeChallenge(), t0), false);
    assert.equal(await store.addMethod(member_id, withApp(app), makeMail()), false);
  });

  test('S186 of sixteen that claim one step at once one succeeds, and no earlier step is accepted after it', async () => {
    const contract = open();
    const { store, app } = await saveProtected(contract);
    assert.equal(await store.claimTotpStep(app, 100), false);
    assert.equal(await countTrue(16, () => store.claimTotpStep(app, 103)), 1);
    assert.equal(await store.claimTotpStep(app, 102), false);
    assert.equal(await store.claimTotpStep(app, 104), true);
    const other = { ...app, authenticator_id: 'another app' };
    assert.equal(await store.claimTotpStep(other, 200), false);
  });

  test('S186 book 14.5 a backup code is claimed once by sixteen at once, and by its owner alone', async () => {
    const contract = open();
    const one = await saveProtected(contract);
    const other = await saveProtected(contract);
    const [code = '', second = ''] = one.codes;
    const claim = (member_id: string, digest: string) =>
      one.store.claimBackupCode(member_id, digest, makeMail(), t0 + 1);
    assert.equal(await claim(other.member_id, code), undefined);
    const mails = await countRows(contract.database, 'mail');
    const left: (number | undefined)[] = [];
    await countTrue(16, async () => {
      left.push(await claim(one.member_id, code));
      return true;
    });
    assert.deepEqual(
      left.filter((count) => count !== undefined),
      [9],
    );
    assert.equal(await countRows(contract.database, 'mail'), mails + 1);
    assert.equal(await claim(one.member_id, second), 8);
    assert.equal((await one.store.findSecondFactor(one.member_id))?.backup_codes_left, 8);
    assert.equal((await one.store.findSecondFactor(other.member_id))?.backup_codes_left, 10);
  });

  test('book 14.5 of eight new sets of backup codes at once one stands, and the old codes are worth nothing', async () => {
    const contract = open();
    const { store, member_id, codes } = await saveProtected(contract);
    const sets = Array.from({ length: 8 }, makeCodes);
    const made: number[] = [];
    await countTrue(8, async (index) => {
      const isMade = await store.replaceBackupCodes(member_id, 1, sets[index] ?? [], makeMail());
      if (isMade) made.push(index);
      return isMade;
    });
    assert.equal(made.length, 1);
    const [fresh = ''] = sets[made[0] ?? 0] ?? [];
    assert.equal(await store.claimBackupCode(member_id, codes[0] ?? '', makeMail(), t0), undefined);
    assert.equal(await store.claimBackupCode(member_id, fresh, makeMail(), t0), 9);
    assert.equal((await store.findSecondFactor(member_id))?.backup_code_set, 2);
  });

  test('S185 of sixteen answers to one challenge one is accepted, and a counter never goes back', async () => {
    const contract = open();
    const { store, member_id, passkey } = await saveProtected(contract);
    const challenge = makeChallenge();
    const at = (counter: number) => ({ ...passkey, counter });
    assert.equal(await countTrue(16, () => store.claimPasskeyAnswer(at(4), challenge, t0 + 1)), 1);
    assert.equal(await store.claimPasskeyAnswer(at(5), challenge, t0 + 1), false);
    for (const counter of [4, 3, 0]) {
      assert.equal(await store.claimPasskeyAnswer(at(counter), makeChallenge(), t0 + 1), false);
    }
    assert.equal(await store.claimPasskeyAnswer(at(5), makeChallenge(), t0 + 2), true);
    const found = await store.findSecondFactor(member_id);
    assert.deepEqual(found?.passkeys.map(plain), [
      { ...passkey, counter: 5, last_used_at: t0 + 2 },
    ]);
  });

  test('S185 a passkey that does not count is used again and again, each time with its own challenge', async () => {
    const contract = open();
    const { store, passkey } = await saveProtected(contract);
    assert.equal(await store.claimPasskeyAnswer(passkey, makeChallenge(), t0 + 1), true);
    assert.equal(await store.claimPasskeyAnswer(passkey, makeChallenge(), t0 + 2), true);
  });

  test('S185 of eight registrations with one challenge one is kept, and a passkey belongs to one account', async () => {
    const contract = open();
    const one = await saveProtected(contract);
    const other = await saveProtected(contract);
    const challenge = makeChallenge();
    const add = (passkey: Passkey, answered = makeChallenge()) =>
      one.store.addMethod(
        passkey.member_id,
        { kind: 'passkey', passkey, challenge: answered },
        makeMail(),
      );
    assert.equal(await countTrue(8, () => add(makePasskey(one.member_id), challenge)), 1);
    assert.equal(await add({ ...one.passkey, member_id: other.member_id }), false);
    assert.equal((await one.store.findSecondFactor(other.member_id))?.passkeys.length, 1);
    assert.equal((await one.store.findSecondFactor(one.member_id))?.passkeys.length, 2);
  });

  test('book 14.5 the last method beside backup codes cannot be removed, not even both at once', async () => {
    const contract = open();
    const { store, member_id, app, passkey } = await saveProtected(contract);
    const removals = [
      () => store.removeAuthenticator(member_id, app.authenticator_id, makeMail()),
      () => store.removePasskey(member_id, passkey.credential_id, makeMail()),
    ];
    assert.equal(await countTrue(8, (index) => removals[index % 2]?.() ?? Promise.reject()), 1);
    const found = await store.findSecondFactor(member_id);
    const left = [found?.authenticator, ...(found?.passkeys ?? [])].filter(Boolean);
    assert.equal(left.length, 1);
  });

  test('another authenticator app takes the place of the one before, whose codes then claim nothing', async () => {
    const contract = open();
    const { store, member_id, app } = await saveProtected(contract);
    const next = makeApp(member_id, { last_step: 50 });
    assert.equal(await store.addMethod(member_id, withApp(next), makeMail()), true);
    assert.equal(await store.claimTotpStep(app, 500), false);
    assert.equal(await store.claimTotpStep(next, 51), true);
    assert.equal(
      await store.removeAuthenticator(member_id, app.authenticator_id, makeMail()),
      false,
    );
  });

  test('a passkey is renamed and removed by its owner alone', async () => {
    const contract = open();
    const one = await saveProtected(contract);
    const other = await saveProtected(contract);
    const { credential_id } = one.passkey;
    assert.equal(await one.store.renamePasskey(other.member_id, credential_id, 'Mine'), false);
    assert.equal(await one.store.removePasskey(other.member_id, credential_id, makeMail()), false);
    assert.equal(await one.store.renamePasskey(one.member_id, credential_id, 'Blue key'), true);
    const found = await one.store.findSecondFactor(one.member_id);
    assert.equal(found?.passkeys[0]?.passkey_name, 'Blue key');
    assert.equal(await one.store.removePasskey(one.member_id, credential_id, makeMail()), true);
  });

  test('a member who is deleted takes every method and every code along', async () => {
    const contract = open();
    const { member_id, store, codes } = await saveProtected(contract);
    const tables = ['second_factor', 'authenticator_app', 'passkey', 'backup_code'];
    const count = async () => {
      const rows: number[] = [];
      for (const table of tables) rows.push(await countRows(contract.database, table));
      return rows;
    };
    const before = await count();
    await contract.database.query('DELETE FROM member WHERE member_id = $1', [member_id]);
    const after = await count();
    const gone = after.map((left, index) => (before[index] ?? 0) - left);
    assert.deepEqual(gone, [1, 1, 1, codes.length]);
    assert.equal(await store.findSecondFactor(member_id), undefined);
  });

  test('spent challenges go when they would have expired', async () => {
    const contract = open();
    await saveProtected(contract);
    while ((await deleteExpired(contract.database, t0 + 899)) > 0);
    assert.ok((await countRows(contract.database, 'spent_challenge')) > 0);
    while ((await deleteExpired(contract.database, t0 + 900)) > 0);
    assert.equal(await countRows(contract.database, 'spent_challenge'), 0);
  });
};
