import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { QueuedMail } from '../../src/domain/mail/letterbox.ts';
import { deleteExpired } from '../../src/store/delete-expired.ts';
import { insertMail } from '../../src/store/sql-mail-store.ts';
import type { Behaviours } from './contract.ts';
import { nextNumber, t0 } from './records.ts';

const leaseSeconds = 60;

function makeMail(over: Partial<QueuedMail> = {}): QueuedMail {
  return { mail_id: `mail-${nextNumber()}`, sealed: 'sealed', queued_at: t0, ...over };
}

const idsOf = (mails: readonly { readonly mail_id: string }[]) =>
  mails.map(({ mail_id }) => mail_id).toSorted();

/** What every engine promises about mails on their way. */
export const mailBehaviours: Behaviours = (open) => {
  const claim = (now: number, limit = 100) =>
    open().mails.claimMails(limit, now + leaseSeconds, now);
  const empty = () => open().database.query('DELETE FROM mail', []);

  test('a mail is claimed as it was queued, with the number of the attempt', async () => {
    await empty();
    const mail = makeMail({ sealed: 'a·long·text'.repeat(500) });
    await open().mails.addMail(mail);
    assert.deepEqual(await claim(t0 - 1), []);
    assert.deepEqual(await claim(t0), [{ ...mail, attempts: 1, leased_until: t0 + leaseSeconds }]);
  });

  test('S195 of many senders at once one gets each mail, and together they get all of them', async () => {
    for (let round = 0; round < 5; round += 1) {
      await empty();
      const mails = Array.from({ length: 20 }, () => makeMail());
      for (const mail of mails) await open().mails.addMail(mail);
      const claims = await Promise.all(Array.from({ length: 12 }, () => claim(t0, 6)));
      const claimed = idsOf([...claims.flat(), ...(await claim(t0))]);
      assert.deepEqual(claimed, idsOf(mails));
      assert.ok(claims.every(({ length }) => length <= 6));
    }
  });

  test('S195 what a sender that died held is taken up when its lease is over, and not before', async () => {
    await empty();
    const mail = makeMail();
    await open().mails.addMail(mail);
    await claim(t0);
    assert.deepEqual(await claim(t0 + leaseSeconds - 1), []);
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim(t0 + leaseSeconds)));
    assert.deepEqual(
      claims.flat().map(({ mail_id, attempts }) => [mail_id, attempts]),
      [[mail.mail_id, 2]],
    );
  });

  test('a mail that was sent is gone, whoever holds it by then', async () => {
    await empty();
    const { mails } = open();
    const [sent, other] = [makeMail(), makeMail()];
    await mails.addMail(sent);
    await mails.addMail(other);
    await claim(t0);
    await mails.deleteMail(sent.mail_id);
    await mails.deleteMail(sent.mail_id);
    assert.deepEqual(idsOf(await claim(t0 + leaseSeconds)), [other.mail_id]);
  });

  test('S195 a mail that could not be sent waits for its moment and is free then', async () => {
    await empty();
    const { mails } = open();
    await mails.addMail(makeMail());
    const [first] = await claim(t0);
    assert.ok(first);
    await mails.postponeMail(first, t0 + 5, 'timeout');
    assert.deepEqual(await claim(t0 + 4), []);
    const [second] = await claim(t0 + 5);
    assert.deepEqual([second?.mail_id, second?.attempts], [first.mail_id, 2]);
    // The first sender comes back late: the mail is another's now.
    await mails.postponeMail(first, t0, 'fault');
    assert.deepEqual(await claim(t0 + 6), []);
    assert.equal((await mails.describeQueue()).last_fault, 'timeout');
  });

  test('the queue says how many wait, since when, and what went wrong last', async () => {
    await empty();
    const { mails } = open();
    assert.deepEqual(await mails.describeQueue(), {
      waiting: 0,
      oldest_queued_at: null,
      next_attempt_at: null,
      attempts: 0,
      last_fault: null,
    });
    await mails.addMail(makeMail({ queued_at: t0 - 100 }));
    const [held] = await claim(t0);
    assert.ok(held);
    await mails.postponeMail(held, t0 + 60, 'unreachable');
    await mails.addMail(makeMail({ queued_at: t0 }));
    assert.deepEqual(await mails.describeQueue(), {
      waiting: 2,
      oldest_queued_at: t0 - 100,
      next_attempt_at: t0,
      attempts: 1,
      last_fault: 'unreachable',
    });
  });

  test('a mail is in its transaction with what it tells of: both are written, or neither', async () => {
    await empty();
    const { database, mails } = open();
    const mail = makeMail();
    const never = {
      text: 'SELECT 1 AS found FROM mail WHERE mail_id = $1',
      values: ['no such mail'],
      isVerdict: true,
    };
    assert.equal(await database.transact([insertMail(mail), never]), undefined);
    assert.equal((await mails.describeQueue()).waiting, 0);
    assert.ok(await database.transact([insertMail(mail)]));
    assert.equal((await mails.describeQueue()).waiting, 1);
  });

  test('a mail that nobody sends is deleted an hour after two days', async () => {
    await empty();
    const { database, mails } = open();
    await mails.addMail(makeMail());
    const kept = 2 * 86_400 + 3_600;
    await deleteExpired(database, t0 + kept - 1);
    assert.equal((await mails.describeQueue()).waiting, 1);
    await deleteExpired(database, t0 + kept);
    assert.equal((await mails.describeQueue()).waiting, 0);
  });
};
