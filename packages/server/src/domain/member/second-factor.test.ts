import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openHouse, requester } from '../../../test/house.ts';
import type { House } from '../../../test/house.ts';
import { codeAt, openSecondFactor, origin, protectMember } from '../../../test/protected-member.ts';
import { createSoftwareAuthenticator } from '../../../test/software-authenticator.ts';
import type { Misbehaviour } from '../../../test/software-authenticator.ts';
import { countTrue } from '../../../test/store-contract/contract.ts';
import {
  addPasskey,
  findPasskeyNameProblem,
  removeAuthenticator,
  removePasskey,
  replaceBackupCodes,
  setAuthenticator,
  switchSecondFactorOff,
} from './change-second-factor.ts';
import type { Member } from './member.ts';
import { beginPasskeyRegistration, beginPasskeyUse } from './passkey.ts';
import { proveByCode, proveByPasskey } from './prove-second-factor.ts';
import type { SecondFactorParts } from './second-factor-parts.ts';
import { createTotpSeed } from './totp.ts';

async function open() {
  const house = await openHouse();
  return { ...house, parts: openSecondFactor(house), house };
}

async function openProtected() {
  const opened = await open();
  return { ...opened, ...(await protectMember(opened.house, opened.parts)) };
}

const kindsOf = async (house: House) =>
  (await house.sentLetters()).map(({ letter }) => letter.kind.replace('second_factor.', ''));
const namesOf = (house: House) => house.events.map(({ event }) => event);

async function registerPasskey(member: Member, parts: SecondFactorParts, passkey_name = 'Steel') {
  const authenticator = createSoftwareAuthenticator({ origin, rpId: 'id.example' });
  const { options, sealed } = await beginPasskeyRegistration(member, [], 'account', parts);
  const answer = authenticator.register(options);
  const isOn = await parts.secondFactor.store.hasSecondFactor(member.member_id);
  const purpose = isOn ? ('add' as const) : ('switch_on' as const);
  const answered = {
    answer,
    sealedChallenge: sealed,
    context: 'account',
    passkey_name,
    purpose,
  };
  const added = await addPasskey(member, answered, requester, parts);
  return { authenticator, answered, added };
}

type Authenticator = ReturnType<typeof createSoftwareAuthenticator>;

async function answerWith(
  authenticator: Authenticator,
  member: Member,
  parts: SecondFactorParts,
  wrong: Misbehaviour = {},
) {
  const standing = await parts.secondFactor.store.findSecondFactor(member.member_id);
  const { options, sealed } = await beginPasskeyUse(standing?.passkeys ?? [], 'sign-in', parts);
  return {
    answer: authenticator.use(options, wrong),
    sealedChallenge: sealed,
    context: 'sign-in',
  };
}

test('book 14.5 a first authenticator app switches the second factor on: ten codes, one mail, one event', async () => {
  const { house, parts, member, backupCodes } = await openProtected();
  assert.equal(backupCodes.length, 10);
  assert.equal(await parts.secondFactor.store.hasSecondFactor(member.member_id), true);
  assert.deepEqual(namesOf(house), ['second_factor_switched_on']);
  const [sent, ...others] = await house.sentLetters();
  assert.deepEqual([sent?.to, others], [member.username, []]);
  assert.deepEqual(sent?.letter, {
    kind: 'second_factor.switched_on',
    method: 'authenticator',
    happening: { at: parts.clock(), ip: requester.ip, user_agent: requester.user_agent },
  });
});

test('book 14.5 a wrong code sets up nothing', async () => {
  const { house, parts, saveMember } = await open();
  const member = await saveMember();
  const seed = await createTotpSeed(parts.random);
  const stale = await codeAt(seed, parts.clock() - 90);
  for (const typed of ['', 'abc', stale]) {
    const confirmed = { seed, typed, purpose: 'switch_on' } as const;
    const added = await setAuthenticator(member, confirmed, requester, parts);
    assert.deepEqual(added, { outcome: 'wrong' });
  }
  assert.equal(await parts.secondFactor.store.hasSecondFactor(member.member_id), false);
  assert.deepEqual(await house.sentLetters(), []);
});

test('S186 a code proves once: not again, not after the next one, and not the one that set the app up', async () => {
  const { parts, time, member, seed, enrolmentCode } = await openProtected();
  const prove = async (typed: string) =>
    (await proveByCode(member, { typed }, requester, parts)).outcome;
  assert.equal(await prove(enrolmentCode), 'wrong');
  time.now += 60;
  const [earlier, code] = [await codeAt(seed, time.now - 30), await codeAt(seed, time.now)];
  assert.equal(await prove(code), 'proven');
  assert.equal(await prove(code), 'wrong');
  assert.equal(await prove(earlier), 'wrong');
  time.now += 30;
  assert.equal(await prove(code), 'wrong');
  time.now += 60;
  assert.equal(await prove(await codeAt(seed, time.now)), 'proven');
});

test('S186 of five that present one code at once one gets in', async () => {
  const { parts, time, member, seed } = await openProtected();
  time.now += 60;
  const typed = await codeAt(seed, time.now);
  const proven = await countTrue(5, async () => {
    const { outcome } = await proveByCode(member, { typed }, requester, parts);
    return outcome === 'proven';
  });
  assert.equal(proven, 1);
});

test('book 14.5 a backup code proves once, with a mail that names the app', async () => {
  const { house, parts, member, backupCodes } = await openProtected();
  const [code = ''] = backupCodes;
  const typed = code.toUpperCase().replace('-', ' ');
  const prove = () => proveByCode(member, { typed, client_name: 'Lap Lens' }, requester, parts);
  assert.deepEqual(await prove(), { outcome: 'proven' });
  assert.deepEqual(await prove(), { outcome: 'wrong' });
  const sent = (await house.sentLetters()).at(-1)?.letter;
  assert.equal(sent?.kind, 'second_factor.backup_code_used');
  assert.equal(sent?.happening.client_name, 'Lap Lens');
  assert.deepEqual(namesOf(house).slice(1), ['backup_code_used', 'second_factor_refused']);
  const standing = await parts.secondFactor.store.findSecondFactor(member.member_id);
  assert.equal(standing?.backup_codes_left, 9);
});

test('book 14.5 another member’s codes prove nothing', async () => {
  const { house, parts, time, member } = await openProtected();
  const other = await protectMember(house, parts);
  time.now += 60;
  for (const typed of [await codeAt(other.seed, time.now), other.backupCodes[0] ?? '']) {
    assert.deepEqual(await proveByCode(member, { typed }, requester, parts), { outcome: 'wrong' });
    assert.deepEqual(await proveByCode(other.member, { typed }, requester, parts), {
      outcome: 'proven',
    });
  }
});

test('book 14.5 five codes a minute are looked at, from wherever they come, and a passkey is not kept waiting', async () => {
  const { house, parts, time, member, seed } = await openProtected();
  const { authenticator } = await registerPasskey(member, parts);
  time.now += 60;
  const right = await codeAt(seed, time.now);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const from = { ...requester, ip: `203.0.113.${attempt}` };
    const answer = await proveByCode(member, { typed: '000000' }, from, parts);
    assert.deepEqual(answer, { outcome: 'wrong' });
  }
  const answer = await proveByCode(member, { typed: right }, requester, parts);
  assert.deepEqual(answer, { outcome: 'throttled', waitSeconds: 60 });
  const used = await answerWith(authenticator, member, parts);
  assert.equal((await proveByPasskey(member, used, requester, parts)).outcome, 'proven');
  time.now += 60;
  const later = await codeAt(seed, time.now);
  const proof = await proveByCode(member, { typed: later }, requester, parts);
  assert.deepEqual(proof, { outcome: 'proven' });
  const refusals = namesOf(house).filter((name) => name === 'second_factor_refused');
  assert.equal(refusals.length, 5, 'who is told to wait adds no event');
});

test('book 14.5 wrong codes slow an account down, ten in a quarter of an hour and twenty in an hour', async () => {
  const { parts, time, member, seed } = await openProtected();
  const guess = async (typed = '000000') => proveByCode(member, { typed }, requester, parts);
  const tryFive = async () => {
    time.now += 60;
    for (let attempt = 0; attempt < 5; attempt += 1) await guess();
  };
  await tryFive();
  await tryFive();
  time.now += 60;
  const first = await guess(await codeAt(seed, time.now));
  assert.deepEqual(first, { outcome: 'throttled', waitSeconds: 900 - 120 });
  time.now += 900;
  await tryFive();
  await tryFive();
  time.now += 900;
  const second = await guess(await codeAt(seed, time.now));
  assert.ok(second.outcome === 'throttled' && second.waitSeconds > 900);
  time.now += second.waitSeconds;
  assert.equal((await guess(await codeAt(seed, time.now))).outcome, 'proven');
});

test('book 14.5 of forty guesses sent at once five are looked at', async () => {
  const { house, parts, time, member } = await openProtected();
  time.now += 60;
  const looked = await countTrue(40, async () => {
    const { outcome } = await proveByCode(member, { typed: '000000' }, requester, parts);
    return outcome === 'wrong';
  });
  assert.equal(looked, 5);
  assert.deepEqual((await kindsOf(house)).slice(1), ['guessed']);
});

test('book 14.5 a member whose codes are guessed at hears of it once a day', async () => {
  const { house, parts, time, member } = await openProtected();
  const guess = () => proveByCode(member, { typed: '000000' }, requester, parts);
  for (let minute = 0; minute < 3; minute += 1) {
    time.now += 900;
    for (let attempt = 0; attempt < 3; attempt += 1) await guess();
  }
  assert.deepEqual(await kindsOf(house), ['switched_on', 'guessed']);
});

test('S185 book 14.5 passkeys are added by name, several, and each proves', async () => {
  const { house, parts, member } = await openProtected();
  const one = await registerPasskey(member, parts, 'Steel');
  const other = await registerPasskey(member, parts, 'Blue');
  assert.deepEqual([one.added, other.added], [{ outcome: 'added' }, { outcome: 'added' }]);
  for (const { authenticator } of [one, other]) {
    const used = await answerWith(authenticator, member, parts);
    assert.deepEqual(await proveByPasskey(member, used, requester, parts), { outcome: 'proven' });
    const again = await proveByPasskey(member, used, requester, parts);
    assert.deepEqual(again, { outcome: 'wrong' }, 'a replayed answer');
  }
  assert.deepEqual(await kindsOf(house), ['switched_on', 'passkey_added', 'passkey_added']);
});

test('S185 twenty answers of passkeys a minute are looked at, by account and address', async () => {
  const { house, parts, member } = await openProtected();
  const { authenticator } = await registerPasskey(member, parts);
  const wrong = { answer: '{}', sealedChallenge: undefined, context: 'sign-in' };
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const answer = await proveByPasskey(member, wrong, requester, parts);
    assert.deepEqual(answer, { outcome: 'wrong' });
  }
  const used = await answerWith(authenticator, member, parts);
  const refused = await proveByPasskey(member, used, requester, parts);
  assert.deepEqual(refused, { outcome: 'throttled', waitSeconds: 60 });
  assert.equal(namesOf(house).filter((name) => name === 'second_factor_refused').length, 20);
  const elsewhere = { ...requester, ip: '198.51.100.9' };
  assert.equal((await proveByPasskey(member, used, elsewhere, parts)).outcome, 'proven');
});

test('S185 refuses a replayed registration, and a passkey for an account that is not its own', async () => {
  const { house, parts, member } = await openProtected();
  const { answered, authenticator } = await registerPasskey(member, parts);
  const again = await addPasskey(member, answered, requester, parts);
  assert.deepEqual(again, { outcome: 'overtaken' });
  const other = await protectMember(house, parts);
  const used = await answerWith(authenticator, member, parts);
  assert.deepEqual(await proveByPasskey(other.member, used, requester, parts), {
    outcome: 'wrong',
  });
});

test('book 14.5 a first passkey switches the second factor on as well', async () => {
  const { house, parts, saveMember } = await open();
  const member = await saveMember();
  const { added } = await registerPasskey(member, parts);
  assert.equal(added.outcome, 'switched_on');
  assert.deepEqual(await kindsOf(house), ['switched_on']);
});

test('book 14.5 whoever was told that an app switches the factor on replaces none, and the other way round', async () => {
  const { house, parts, member, seed, saveMember } = await openProtected();
  const other = await saveMember();
  const typed = await codeAt(seed, parts.clock());
  const set = (of: Member, purpose: 'switch_on' | 'add') =>
    setAuthenticator(of, { seed, typed, purpose }, requester, parts);
  assert.deepEqual(await set(member, 'switch_on'), { outcome: 'overtaken' });
  assert.deepEqual(await set(other, 'add'), { outcome: 'overtaken' });
  assert.equal(await parts.secondFactor.store.hasSecondFactor(other.member_id), false);
  assert.deepEqual(await kindsOf(house), ['switched_on']);
});

test('book 14.5 another authenticator app replaces the first, and its mail says so', async () => {
  const { house, parts, time, member, seed } = await openProtected();
  time.now += 60;
  const next = await createTotpSeed(parts.random);
  const typed = await codeAt(next, time.now);
  const confirmed = { seed: next, typed, purpose: 'add' } as const;
  const added = await setAuthenticator(member, confirmed, requester, parts);
  assert.deepEqual(added, { outcome: 'added' });
  time.now += 60;
  const prove = async (of: string) =>
    proveByCode(member, { typed: await codeAt(of, time.now) }, requester, parts);
  assert.equal((await prove(seed)).outcome, 'wrong');
  assert.equal((await prove(next)).outcome, 'proven');
  assert.deepEqual(await kindsOf(house), ['switched_on', 'authenticator_set']);
});

test('book 14.5 new backup codes make the old ones worthless, for the set that was shown alone', async () => {
  const { house, parts, member, backupCodes } = await openProtected();
  const codes = await replaceBackupCodes(member, 1, requester, parts);
  assert.equal(codes?.length, 10);
  assert.equal(await replaceBackupCodes(member, 1, requester, parts), undefined);
  const prove = async (typed = '') => proveByCode(member, { typed }, requester, parts);
  assert.equal((await prove(backupCodes[0])).outcome, 'wrong');
  assert.equal((await prove(codes?.[0])).outcome, 'proven');
  assert.deepEqual(await kindsOf(house), [
    'switched_on',
    'backup_codes_replaced',
    'backup_code_used',
  ]);
});

test('book 14.5 a method is removed while another is left, and its mail names it', async () => {
  const { house, parts, member } = await openProtected();
  const { store } = parts.secondFactor;
  const { authenticator } = await registerPasskey(member, parts, 'Steel');
  const id = (await store.findSecondFactor(member.member_id))?.authenticator?.authenticator_id;
  assert.equal(await removeAuthenticator(member, id ?? '', requester, parts), true);
  const { credential_id } = authenticator;
  assert.equal(await removePasskey(member, credential_id, requester, parts), false, 'the last');
  await registerPasskey(member, parts, 'Blue');
  assert.equal(await removePasskey(member, credential_id, requester, parts), true);
  const removed = (await house.sentLetters()).at(-1)?.letter;
  assert.ok(removed?.kind === 'second_factor.passkey_removed' && removed.passkey_name === 'Steel');
  assert.equal(namesOf(house).filter((name) => name === 'second_factor_method_removed').length, 2);
});

test('book 14.5 switching off says by whom, and the codes then prove nothing', async () => {
  const { house, parts, time, member, seed, backupCodes } = await openProtected();
  assert.equal(await switchSecondFactorOff(member, 'staff', requester, parts), true);
  assert.equal(await switchSecondFactorOff(member, 'staff', requester, parts), false);
  const sent = (await house.sentLetters()).at(-1)?.letter;
  assert.ok(sent?.kind === 'second_factor.switched_off' && sent.by === 'staff');
  time.now += 60;
  for (const typed of [await codeAt(seed, time.now), backupCodes[0] ?? '']) {
    assert.equal((await proveByCode(member, { typed }, requester, parts)).outcome, 'wrong');
  }
});

test('S145 a seed that does not open with the secret key is a wrong code and no fault', async () => {
  const { house, parts, time, member, seed } = await openProtected();
  await house.database.query("UPDATE authenticator_app SET sealed_seed = 'altered'", []);
  time.now += 60;
  const typed = await codeAt(seed, time.now);
  const proof = await proveByCode(member, { typed }, requester, parts);
  assert.deepEqual(proof, { outcome: 'wrong' });
});

test('S145 no code and no seed stands readable in the database, the audit trail or a letter', async () => {
  const { house, parts, seed, backupCodes, member } = await openProtected();
  await proveByCode(member, { typed: backupCodes[0] ?? '' }, requester, parts);
  const tables = ['authenticator_app', 'backup_code', 'mail', 'rate_limit', 'second_factor'];
  const texts = [JSON.stringify(house.events), JSON.stringify(await house.sentLetters())];
  for (const table of tables) {
    texts.push(JSON.stringify(await house.database.query(`SELECT * FROM ${table}`, [])));
  }
  for (const secret of [seed, ...backupCodes]) {
    for (const text of texts) assert.ok(!text.includes(secret));
  }
});

test('a passkey has a name that shows something', () => {
  assert.equal(findPasskeyNameProblem('Blue key'), undefined);
  for (const name of ['', ' ', 'a\u200bb', 'x'.repeat(81)]) {
    assert.ok(findPasskeyNameProblem(name), JSON.stringify(name));
  }
});
