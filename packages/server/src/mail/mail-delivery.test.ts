import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { openHouse, secretKey } from '../../test/house.ts';
import { t0 } from '../../test/store-contract/records.ts';
import { createRandom } from '../create-random.ts';
import { createLetterbox, createMailSealing } from '../domain/mail/create-letterbox.ts';
import type { Letter } from '../domain/mail/letter.ts';
import type { MailFault } from '../domain/mail/mail-store.ts';
import { createMailbox } from './mailbox.ts';
import { mailKeptSeconds, secondsToNextAttempt, startMailDelivery } from './mail-delivery.ts';
import type { MailDeliveryParts } from './mail-delivery.ts';
import { MailNotSent } from './mail-transport.ts';
import type { OutgoingMail } from './mail-transport.ts';

const address = 'canary-address@example.org';
const letter = {
  kind: 'account.password_changed',
  happening: { at: t0, ip: '203.0.113.7', user_agent: null },
} as unknown as Letter;

interface Line {
  readonly level: 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A house with a delivery over its queue, whose transport does what the test says. */
async function openDelivery(
  send: (mail: OutgoingMail) => Promise<void>,
  over: Partial<MailDeliveryParts> = {},
) {
  const house = await openHouse();
  const lines: Line[] = [];
  const write = (level: Line['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  const parts: MailDeliveryParts = {
    mails: house.stores.mails,
    sealing: createMailSealing(secretKey, createRandom()),
    transport: { send },
    write: async () => ({ subject: 'S', text: 'secret text', html: '<p>secret</p>' }),
    clock: () => house.time.now,
    log: { warn: write('warn'), error: write('error') } as unknown as MailDeliveryParts['log'],
    ...over,
  };
  const delivery = startMailDelivery(parts);
  const close = async () => {
    await delivery.stop();
    await house.database.close();
  };
  const countWaiting = async () => (await house.stores.mails.describeQueue()).waiting;
  return { house, lines, parts, delivery, close, countWaiting };
}

const failWith = (fault: MailFault) => () =>
  Promise.reject(new MailNotSent(fault, { response: `550 <${address}> no`, responseCode: 550 }));

test('what is queued is handed over with its address, and is gone from the queue then', async () => {
  const sent: OutgoingMail[] = [];
  const { house, delivery, close, countWaiting } = await openDelivery(async (mail) => {
    sent.push(mail);
  });
  await house.parts.letters.post(address, letter);
  const sealed = house.parts.letters.seal('other@example.org', letter);
  await house.stores.mails.addMail(sealed);
  await delivery.deliverDue();
  assert.deepEqual(sent.map(({ to }) => to).toSorted(), [address, 'other@example.org']);
  assert.deepEqual(
    sent.find(({ to }) => to !== address),
    {
      mail_id: sealed.mail_id,
      to: 'other@example.org',
      queued_at: t0,
      subject: 'S',
      text: 'secret text',
      html: '<p>secret</p>',
    },
  );
  assert.equal(await countWaiting(), 0);
  await delivery.deliverDue();
  assert.equal(sent.length, 2);
  await close();
});

test('S195 nothing of a queued mail can be read in the database', async () => {
  const { house, close } = await openDelivery(async () => {});
  await house.parts.letters.post(address, letter);
  const rows = await house.database.query('SELECT * FROM mail', []);
  const text = JSON.stringify(rows);
  for (const part of [address, 'canary-address', 'password_changed', '203.0.113.7']) {
    assert.ok(!text.includes(part), part);
    assert.ok(!text.includes(Buffer.from(part).toString('base64url').slice(0, -2)), part);
  }
  assert.deepEqual(await house.sentLetters(), [{ to: address, letter }]);
  await close();
});

test('a mail in another row, or sealed with another key, does not open and is thrown away', async () => {
  let count = 0;
  const { house, delivery, lines, close, countWaiting } = await openDelivery(async () => {
    count += 1;
  });
  const sealed = house.parts.letters.seal(address, letter);
  await house.stores.mails.addMail({ ...sealed, mail_id: 'another' });
  const foreign = createLetterbox({
    mails: house.stores.mails,
    secretKey: new Uint8Array(32).fill(1),
    clock: () => t0,
    random: createRandom(),
  });
  await foreign.post(address, letter);
  await delivery.deliverDue();
  assert.deepEqual([count, await countWaiting(), lines.length], [0, 0, 2]);
  await close();
});

test('S195 two nodes over one queue send each mail once', async () => {
  const sent: string[] = [];
  const send = async ({ mail_id }: OutgoingMail) => {
    await nextTurn();
    sent.push(mail_id);
  };
  const { house, parts, delivery, close } = await openDelivery(send);
  const other = startMailDelivery(parts);
  for (let i = 0; i < 30; i += 1) await house.parts.letters.post(address, letter);
  await Promise.all([delivery.deliverDue(), other.deliverDue(), delivery.deliverDue()]);
  assert.deepEqual([sent.length, new Set(sent).size], [30, 30]);
  await other.stop();
  await close();
});

test('S195 a server that is down costs no mail: it is tried later, more seldom each time', async () => {
  let isDown = true;
  const attempts: number[] = [];
  const { house, delivery, lines, close, countWaiting } = await openDelivery(async () => {
    attempts.push(house.time.now);
    if (isDown) await failWith('unreachable')();
  });
  await house.parts.letters.post(address, letter);
  for (let i = 0; i < 4; i += 1) {
    await delivery.deliverDue();
    house.time.now += secondsToNextAttempt(i + 1) - 1;
    await delivery.deliverDue();
    house.time.now += 1;
  }
  isDown = false;
  await delivery.deliverDue();
  const pauses = attempts.map((at, index) => at - (attempts[index - 1] ?? at)).slice(1);
  assert.deepEqual(pauses, [60, 120, 300, 900]);
  assert.equal(await countWaiting(), 0);
  assert.deepEqual(
    lines.map(({ level, fields }) => [level, fields['fault'], fields['attempts']]),
    [1, 2, 3, 4].map((attempt) => ['warn', 'unreachable', attempt]),
  );
  await close();
});

test('S195 a server that is down is not asked for every mail of a long queue', async () => {
  let count = 0;
  const { house, delivery, close, countWaiting } = await openDelivery(async () => {
    count += 1;
    await failWith('timeout')();
  });
  for (let i = 0; i < 30; i += 1) await house.parts.letters.post(address, letter);
  await delivery.deliverDue();
  assert.ok(count <= 8, String(count));
  assert.equal(await countWaiting(), 30);
  await close();
});

test('a mail is given up after two days, and at once when its recipient is refused for good', async () => {
  let fault: MailFault = 'later';
  let count = 0;
  const { house, delivery, lines, close, countWaiting } = await openDelivery(async () => {
    count += 1;
    await failWith(fault)();
  });
  await house.parts.letters.post(address, letter);
  const gone = t0 + mailKeptSeconds;
  while ((await countWaiting()) > 0 && house.time.now < gone + 86_400) {
    await delivery.deliverDue();
    house.time.now += 60;
  }
  assert.ok(
    house.time.now <= gone && house.time.now > gone - 5 * 3600,
    String(house.time.now - t0),
  );
  assert.ok(count >= 12 && count <= 25, String(count));
  assert.equal(lines.at(-1)?.message, 'a mail was given up');
  fault = 'refused';
  await house.parts.letters.post(address, letter);
  await delivery.deliverDue();
  assert.equal(await countWaiting(), 0);
  assert.equal(lines.at(-1)?.level, 'error');
  await close();
});

test('a mail whose code or link has expired is not sent any more', async () => {
  let count = 0;
  const { house, delivery, close, countWaiting } = await openDelivery(async () => {
    count += 1;
  });
  const expiring = { ...letter, expires_at: t0 + 900 } as Letter;
  await house.parts.letters.post(address, expiring);
  await house.parts.letters.post(address, expiring);
  const [late] = await house.stores.mails.claimMails(1, t0 + 900, t0);
  await delivery.deliverDue();
  assert.ok(late);
  house.time.now = t0 + 900;
  await delivery.deliverDue();
  assert.deepEqual([count, await countWaiting()], [1, 0]);
  await close();
});

test('S219 what is logged of a mail that was not sent holds no address, no content and no words of the server', async () => {
  const { house, delivery, lines, close } = await openDelivery(failWith('refused'));
  await house.parts.letters.post(address, letter);
  await delivery.deliverDue();
  const [line] = lines;
  assert.deepEqual(Object.keys(line?.fields ?? {}).toSorted(), [
    'attempts',
    'fault',
    'kind',
    'mail_id',
    'response_code',
  ]);
  assert.doesNotMatch(JSON.stringify(lines), /canary|example|secret/);
  await close();
});

test('a letter that cannot be written is tried again like one that cannot be sent', async () => {
  const { house, delivery, lines, close, countWaiting } = await openDelivery(async () => {}, {
    write: () => Promise.reject(new Error(`no words for ${address}`)),
  });
  await house.parts.letters.post(address, letter);
  await delivery.deliverDue();
  assert.equal(await countWaiting(), 1);
  assert.equal(lines[0]?.fields['fault'], 'fault');
  assert.doesNotMatch(JSON.stringify(lines), /canary/);
  await close();
});

test('stopping lets the mail in hand go out and leaves the rest to others', async () => {
  let release = () => {};
  let count = 0;
  const begun = Promise.withResolvers<void>();
  const { house, delivery, countWaiting } = await openDelivery(
    () =>
      new Promise((resolve) => {
        count += 1;
        release = resolve;
        begun.resolve();
      }),
  );
  await house.parts.letters.post(address, letter);
  const delivering = delivery.deliverDue();
  await begun.promise;
  await house.parts.letters.post(address, letter);
  const stopped = delivery.stop();
  release();
  await stopped;
  await delivering;
  assert.deepEqual([count, await countWaiting()], [1, 1]);
  await house.database.close();
});

test('S195 a service that stops does not wait for a mail server, and the mail is free at once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { house, delivery } = await openDelivery(() => assert.fail('another transport is used'), {
    transport: {
      send: (_mail, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new MailNotSent('timeout')));
        }),
    },
  });
  await house.parts.letters.post(address, letter);
  const delivering = delivery.deliverDue();
  await nextTurn();
  let isStopped = false;
  const stopped = delivery.stop().then(() => {
    isStopped = true;
  });
  t.mock.timers.tick(1_999);
  await nextTurn();
  assert.ok(!isStopped, 'the mail server was not given its time');
  t.mock.timers.tick(1);
  await stopped;
  await delivering;
  assert.equal((await house.stores.mails.claimMails(1, t0 + 60, t0)).length, 1);
  await house.database.close();
});

test('the local mailbox keeps the newest two hundred, newest first', async () => {
  let now = t0;
  const mailbox = createMailbox(() => now);
  const { house, delivery, close } = await openDelivery((mail) => mailbox.send(mail));
  for (let i = 0; i < 205; i += 1) {
    now = t0 + i;
    await house.parts.letters.post(`driver-${i}@example.org`, letter);
    await delivery.deliverDue();
  }
  const mails = mailbox.list();
  assert.equal(mails.length, 200);
  assert.deepEqual([mails[0]?.to, mails[0]?.sent_at], ['driver-204@example.org', t0 + 204]);
  assert.equal(mailbox.find(mails[3]?.mail_id ?? ''), mails[3]);
  assert.equal(mailbox.find('nobody'), undefined);
  await close();
});
