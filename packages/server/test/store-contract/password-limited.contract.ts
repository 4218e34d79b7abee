import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FirstUse } from '../../src/domain/client/password-limited.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, countTrue, plain, savePair } from './contract.ts';
import { makeMember, makeRefreshToken, makeSession, nextNumber, t0 } from './records.ts';

const mailOf = (mail_id: string) => ({ mail_id, sealed: 'sealed', queued_at: t0 });

const firstUseOf = (address_digest: string, over: Partial<FirstUse> = {}): FirstUse => ({
  address_digest,
  mail: mailOf(`mail-${nextNumber()}`),
  expires_at: t0 + 1000,
  ...over,
});

async function saveListed(contract: Contract) {
  const pair = await savePair(contract);
  const ids = [pair.client.client_id, pair.member.member_id] as const;
  await contract.clients.setListedMembers(ids[0], [ids[1]]);
  const begin = (firstUse: FirstUse, created_at = t0, since = t0 - 100) => {
    const session = makeSession(pair, { grant_type: 'password_limited', created_at });
    const confirmation = { since, firstUse };
    return contract.passwordLimited.startConfirmedSession(
      session,
      makeRefreshToken(session),
      confirmation,
    );
  };
  const liveSessions = async () => {
    const rows = await contract.database.query(
      'SELECT session_id FROM session WHERE client_id = $1 AND ended_at IS NULL',
      [ids[0]],
    );
    return rows.length;
  };
  const mails = () => countRows(contract.database, 'mail');
  return { ...pair, ids, begin, liveSessions, mails };
}

/** Who may use the password-limited grant for whom. */
export const passwordLimitedBehaviours: Behaviours = (open) => {
  test('S105 only a listed member can confirm, and the letter is queued with it or not at all', async () => {
    const contract = open();
    const { passwordLimited } = contract;
    const { ids, member, mails } = await saveListed(contract);
    const other = await savePair(contract);
    const before = await mails();
    const stranger = other.member.member_id;
    assert.equal(await passwordLimited.confirmClient(ids[0], stranger, mailOf('m-0'), t0), false);
    assert.equal(await passwordLimited.findConfirmation(ids[0], stranger, 0), undefined);
    assert.equal(await mails(), before);
    assert.deepEqual((await passwordLimited.listEntries(member.member_id)).map(plain), [
      { client_id: ids[0], confirmed_at: null },
    ]);
    assert.equal(await passwordLimited.findConfirmation(...ids, 0), undefined);
    const letter = mailOf(`m-${nextNumber()}`);
    assert.equal(await passwordLimited.confirmClient(...ids, letter, t0), true);
    assert.equal(await mails(), before + 1);
    assert.equal(await passwordLimited.findConfirmation(...ids, t0 - 1), t0);
    assert.deepEqual(await passwordLimited.listEntries(stranger), []);
  });

  test('S105 a confirmation expires, and is over when a second factor was switched on after it', async () => {
    const contract = open();
    const { passwordLimited, database } = contract;
    const { ids, begin, member } = await saveListed(contract);
    await passwordLimited.confirmClient(...ids, undefined, t0);
    assert.equal(await passwordLimited.findConfirmation(...ids, t0), undefined);
    assert.equal(await begin(firstUseOf('a'), t0, t0), false);
    await database.query(
      'INSERT INTO second_factor (member_id, switched_on_at, backup_code_set) VALUES ($1, $2, 1)',
      [member.member_id, t0 + 1],
    );
    assert.equal(await passwordLimited.findConfirmation(...ids, 0), undefined);
    assert.equal((await passwordLimited.listEntries(ids[1]))[0]?.confirmed_at, null);
    assert.equal(await begin(firstUseOf('a'), t0, 0), false);
    await passwordLimited.confirmClient(...ids, undefined, t0 + 1);
    assert.equal(await passwordLimited.findConfirmation(...ids, 0), t0 + 1);
    assert.equal(await begin(firstUseOf('a'), t0, 0), true);
  });

  test('S102 of eight sessions that begin at once from one new address one queues the letter', async () => {
    const contract = open();
    const { ids, begin, mails, liveSessions } = await saveListed(contract);
    await contract.passwordLimited.confirmClient(...ids, undefined, t0);
    const before = await mails();
    assert.equal(await countTrue(8, () => begin(firstUseOf('one'))), 8);
    assert.equal(await mails(), before + 1);
    assert.equal(await begin(firstUseOf('one')), true);
    assert.equal(await mails(), before + 1);
    await begin(firstUseOf('another'));
    assert.equal(await mails(), before + 2);
    assert.equal(await liveSessions(), 10);
  });

  test('S102 an address is told again when it was not used until it was forgotten, and each use keeps it', async () => {
    const contract = open();
    const { ids, begin, mails } = await saveListed(contract);
    await contract.passwordLimited.confirmClient(...ids, undefined, t0);
    const before = await mails();
    await begin(firstUseOf('home', { expires_at: t0 + 100 }));
    await begin(firstUseOf('home', { expires_at: t0 + 199 }), t0 + 99);
    await begin(firstUseOf('home', { expires_at: t0 + 298 }), t0 + 198);
    assert.equal(await mails(), before + 1);
    await begin(firstUseOf('home', { expires_at: t0 + 398 }), t0 + 298);
    assert.equal(await mails(), before + 2);
  });

  test('S105 taking a confirmation back ends what the client began by it, and nothing else', async () => {
    const contract = open();
    const { passwordLimited, sessions } = contract;
    const { ids, client, member, begin, liveSessions } = await saveListed(contract);
    await passwordLimited.confirmClient(...ids, undefined, t0);
    await begin(firstUseOf('a'));
    const byCode = makeSession({ client, member });
    await sessions.startSession(byCode, undefined);
    const ended = await passwordLimited.withdrawConfirmation(...ids, t0 + 1);
    assert.equal(ended?.length, 1);
    assert.equal((await sessions.findSession(byCode.session_id))?.ended_at, null);
    assert.equal(await liveSessions(), 1);
    assert.equal(await passwordLimited.findConfirmation(...ids, 0), undefined);
    assert.equal(await passwordLimited.withdrawConfirmation(...ids, t0 + 2), undefined);
    assert.equal(await begin(firstUseOf('b')), false);
  });

  test('S105 whatever comes first, no session outlives a confirmation that is taken back at the same moment', async () => {
    const contract = open();
    for (let round = 0; round < 10; round += 1) {
      const { ids, begin, liveSessions } = await saveListed(contract);
      await contract.passwordLimited.confirmClient(...ids, undefined, t0);
      await Promise.all([
        ...Array.from({ length: 4 }, () => begin(firstUseOf('a'))),
        contract.passwordLimited.withdrawConfirmation(...ids, t0 + 1),
      ]);
      assert.equal(await liveSessions(), 0, `round ${round}`);
    }
  });

  test('S105 who stays on the list stays confirmed; who is taken off it has ended and confirms anew', async () => {
    const contract = open();
    const { passwordLimited, clients, members } = contract;
    const { ids, client, begin, liveSessions } = await saveListed(contract);
    const second = makeMember();
    await members.saveMember(second);
    await passwordLimited.confirmClient(...ids, undefined, t0);
    await begin(firstUseOf('a'));
    const byCode = makeSession({ client, member: second });
    await contract.sessions.startSession(byCode, undefined);
    await clients.setListedMembers(ids[0], [second.member_id, ids[1]]);
    assert.equal(await passwordLimited.findConfirmation(...ids, 0), t0);
    assert.equal(await liveSessions(), 2);
    await clients.setListedMembers(ids[0], [second.member_id]);
    assert.equal(await liveSessions(), 1);
    await clients.setListedMembers(ids[0], [ids[1]]);
    assert.equal(await passwordLimited.findConfirmation(...ids, 0), undefined);
    await clients.setListedMembers(ids[0], []);
    assert.deepEqual(await clients.listListedMembers(ids[0]), []);
    assert.equal(await liveSessions(), 1);
  });
};
