import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openHouse, policy, requester } from '../../../test/house.ts';
import type { House } from '../../../test/house.ts';
import { authenticateMember } from './authenticate-member.ts';

const right = 'right-masked-password';

async function houseWithMember() {
  const house = await openHouse();
  const password_verifier = await house.parts.passwordVerifier.create(right);
  const member = await house.saveMember({ username: 'driver@example.test', password_verifier });
  return { house, member };
}

const tryIn =
  ({ parts }: House) =>
  (username: string, maskedPassword: string, from = requester) =>
    authenticateMember({ username, maskedPassword }, from, parts);

test('S208 a member is found however the address is written that the login treats as equal', async () => {
  const { house } = await houseWithMember();
  for (const username of ['driver@example.test', ' DRIVER@Example.TEST\t']) {
    const answer = await tryIn(house)(username, right);
    assert.equal(answer.outcome, 'authenticated', username);
  }
});

test('S182 an unknown user, a wrong password and a disabled account give one answer and one hash each', async () => {
  const { house, member } = await houseWithMember();
  await house.saveMember({
    ...member,
    member_id: 'm2',
    username: 'off@example.test',
    cust_id: 2,
    account_id: 'a2',
    disabled_at: 1,
  });
  const verified: unknown[] = [];
  const { passwordVerifier } = house.parts;
  const watched: House = {
    ...house,
    parts: {
      ...house.parts,
      passwordVerifier: {
        ...passwordVerifier,
        verify: (verifier, maskedPassword) => {
          verified.push(verifier === undefined);
          return passwordVerifier.verify(verifier, maskedPassword);
        },
      },
    },
  };
  const attempts = [
    ['nobody@example.test', right],
    ['driver@example.test', 'wrong'],
    ['off@example.test', right],
  ] as const;
  for (const [username, password] of attempts) {
    assert.deepEqual(await tryIn(watched)(username, password), { outcome: 'wrong' });
  }
  assert.deepEqual(verified, [true, false, false]);
});

test('S101 S208 after ten wrong passwords the account waits for this address, however it is written, and for no other', async () => {
  const { house } = await houseWithMember();
  const attempt = tryIn(house);
  for (let failed = 0; failed < policy.passwordFailuresPerQuarterHour; failed += 1) {
    const username = failed % 2 === 0 ? 'Driver@Example.Test' : ' driver@example.test ';
    assert.deepEqual(await attempt(username, 'wrong'), { outcome: 'wrong' });
  }
  house.time.now += 100;
  const throttled = { outcome: 'throttled', waitSeconds: 800 };
  assert.deepEqual(await attempt('driver@example.test', right), throttled);
  assert.deepEqual(await attempt('DRIVER@example.test', 'wrong'), throttled);
  const elsewhere = { ...requester, ip: '198.51.100.1' };
  assert.equal((await attempt('driver@example.test', right, elsewhere)).outcome, 'authenticated');
  house.time.now += 800;
  assert.equal((await attempt('driver@example.test', right)).outcome, 'authenticated');
});

test('S101 guesses sent at once get no further than guesses sent one by one, and the right one among them learns nothing', async () => {
  const { house } = await houseWithMember();
  const guesses = Array.from({ length: 40 }, (_, index) => (index === 35 ? right : 'wrong'));
  const answers = await Promise.all(
    guesses.map((guess) => tryIn(house)('driver@example.test', guess)),
  );
  const wrong = answers.filter(({ outcome }) => outcome === 'wrong').length;
  // Two are hashed at once, so one more may be under way when the tenth failure is counted.
  const { passwordFailuresPerQuarterHour: limit } = policy;
  assert.ok(wrong >= limit && wrong <= limit + 2, `${wrong} guesses were answered`);
  assert.ok(answers.every(({ outcome }) => outcome !== 'authenticated'));
});

test('a right password leaves the counter alone', async () => {
  const { house } = await houseWithMember();
  for (let count = 0; count < 15; count += 1) {
    assert.equal((await tryIn(house)('driver@example.test', right)).outcome, 'authenticated');
  }
});
