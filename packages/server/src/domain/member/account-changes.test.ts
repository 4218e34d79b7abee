import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openHouse, requester } from '../../../test/house.ts';
import type { House } from '../../../test/house.ts';
import { createSqlAccountLinkStore } from '../../store/sql-account-link-store.ts';
import { createSqlMemberAccountStore } from '../../store/sql-member-account-store.ts';
import { createSqlMemberExportStore } from '../../store/sql-member-export-store.ts';
import type { Requester } from '../ports.ts';
import { accountMailsPerHour } from './account-mail-limit.ts';
import { createAccountTools } from './account-parts.ts';
import type { AccountParts } from './account-parts.ts';
import { confirmAddressChange, requestAddressChange, setAddress } from './address-change.ts';
import { authenticateMember } from './authenticate-member.ts';
import { changePassword, deleteMember, renameMember } from './change-account.ts';
import { createVerifier, maskPassword } from './new-password.ts';
import { requestPasswordReset, requireReset, resetPassword } from './password-reset.ts';
import { confirmSignUp, requestSignUp } from './sign-up.ts';

const password = 'vK3-quince9x';
const another = 'three wet slicks';
const username = 'kim.racer@club.example';

async function openAccounts() {
  const house = await openHouse();
  const { database, stores } = house;
  const hashed: string[] = [];
  const { passwordVerifier } = house.parts;
  const parts: AccountParts = {
    ...house.parts,
    passwordVerifier: {
      ...passwordVerifier,
      create(masked) {
        hashed.push('create');
        return passwordVerifier.create(masked);
      },
      verify(verifier, masked) {
        hashed.push('verify');
        return passwordVerifier.verify(verifier, masked);
      },
    },
    account: createAccountTools({
      links: createSqlAccountLinkStore(database),
      accounts: createSqlMemberAccountStore(database),
      exports: createSqlMemberExportStore(database),
      limits: stores.limits,
    }),
  };
  const saveMember = async (over: { readonly username?: string } = {}) =>
    house.saveMember({
      username,
      display_name: 'Kim Racer',
      password_verifier: await createVerifier(
        password,
        over.username ?? username,
        passwordVerifier,
      ),
      ...over,
    });
  return { ...house, parts, hashed, saveMember };
}

type Accounts = Awaited<ReturnType<typeof openAccounts>>;

/** The letters so far, as who gets what. */
const lettersOf = async ({ sentLetters }: Pick<House, 'sentLetters'>) =>
  (await sentLetters()).map(({ to, letter }) => `${letter.kind} to ${to}`);

/** The link of the newest letter that has one. */
async function readLink({ sentLetters }: Pick<House, 'sentLetters'>): Promise<string> {
  const links = (await sentLetters()).map(({ letter }) => ('link' in letter ? letter.link : ''));
  return links.findLast((link) => link !== '') ?? assert.fail('no letter has a link');
}

const canSignIn = async ({ parts }: Accounts, name: string, typed: string) =>
  (
    await authenticateMember(
      { username: name, maskedPassword: maskPassword(typed, name) },
      requester,
      parts,
    )
  ).outcome;

const wanted = { username, display_name: 'Kim Racer', password, continuation: undefined };

test('S194 an account comes about when its address is proven, with a customer id of the range of its own', async () => {
  const house = await openAccounts();
  const { parts } = house;
  const asked = await requestSignUp(
    { ...wanted, username: ' Kim.Racer@CLUB.example', continuation: 'sealed' },
    requester,
    parts,
  );
  assert.deepEqual(asked, { outcome: 'sent', username });
  assert.equal(await canSignIn(house, username, password), 'wrong');
  assert.deepEqual(await lettersOf(house), [`account.sign_up to ${username}`]);
  const link = await readLink(house);
  const confirmed = await confirmSignUp(link, requester, parts);
  assert.equal(confirmed.outcome, 'created');
  assert.ok(confirmed.outcome === 'created' && confirmed.member.cust_id > 1_000_000);
  assert.equal(confirmed.continuation, 'sealed');
  assert.equal(await canSignIn(house, username, password), 'authenticated');
  assert.deepEqual(await confirmSignUp(link, requester, parts), { outcome: 'link_gone' });
  assert.ok(house.events.some(({ event }) => event === 'member_signed_up'));
});

test('S182 signing up with an address that has an account gives the same answer and the same work, and tells its owner', async () => {
  const house = await openAccounts();
  const unknown = await requestSignUp(
    { ...wanted, username: 'x@club.example' },
    requester,
    house.parts,
  );
  const work = [...house.hashed];
  house.hashed.length = 0;
  await house.saveMember();
  const known = await requestSignUp(wanted, requester, house.parts);
  assert.deepEqual([unknown.outcome, known.outcome], ['sent', 'sent']);
  assert.deepEqual(house.hashed, work);
  assert.deepEqual(await lettersOf(house), [
    'account.sign_up to x@club.example',
    `account.address_known to ${username}`,
  ]);
  const rows = await house.database.query('SELECT username FROM sign_up', []);
  assert.equal(rows.length, 2);
});

test('a sign-up with something wrong is refused field by field, and nobody gets a letter', async () => {
  const house = await openAccounts();
  const refused = await requestSignUp(
    { username: 'kim, racer@x', display_name: ' ', password: 'short', continuation: undefined },
    requester,
    house.parts,
  );
  assert.equal(refused.outcome, 'refused');
  assert.deepEqual(refused.outcome === 'refused' && Object.keys(refused.problems), [
    'username',
    'display_name',
    'password',
  ]);
  for (const name of ['', 'nobody', 'a b@x.example', '"a"@x.example', 'a,b@x.example', '<a@x>']) {
    const one = await requestSignUp({ ...wanted, username: name }, requester, house.parts);
    assert.equal(one.outcome, 'refused', name);
  }
  assert.deepEqual(await lettersOf(house), []);
});

test('S190 a mail goes to a name of a host alone, so that one mailbox has one address to be counted by', async () => {
  const house = await openAccounts();
  const ask = async (username: string) =>
    (await requestPasswordReset(username, requester, house.parts)).outcome;
  const wrong = ['x.example;', 'x.example,y.example', '[127.0.0.1]', '127.0.0.1', 'x..example'];
  for (const host of [...wrong, '.x.example', 'x.example.', '-x.example', 'x_y.example']) {
    assert.equal(await ask(`kim@${host}`), 'refused', host);
  }
  const right = [
    'x.example',
    'localhost',
    'xn--bcher-kva.example',
    'bücher.example',
    '2-go.example',
  ];
  for (const host of right) assert.notEqual(await ask(`kim@${host}`), 'refused', host);
});

test('a link of a sign-up ends after a day', async () => {
  const house = await openAccounts();
  await requestSignUp(wanted, requester, house.parts);
  house.time.now += 86_400;
  const gone = await confirmSignUp(await readLink(house), requester, house.parts);
  assert.deepEqual(gone, { outcome: 'link_gone' });
});

test('S182 S208 one asks for letters only so often, for known and unknown addresses alike, and no account is locked', async () => {
  const house = await openAccounts();
  await house.saveMember();
  const ask = (name: string, from: Requester = requester) =>
    requestPasswordReset(name, from, house.parts);
  for (const name of [username, 'nobody@club.example']) {
    for (let count = 0; count < accountMailsPerHour.sameSender; count += 1) {
      const spelled = count % 2 === 0 ? name.toUpperCase() : ` ${name}`;
      assert.equal((await ask(spelled)).outcome, 'sent');
    }
    const refused = await ask(name);
    assert.deepEqual(refused, { outcome: 'throttled', waitSeconds: 3600 });
  }
  const elsewhere = (index: number) => ({ ...requester, ip: `198.51.100.${index}` });
  for (let index = 0; index < 8; index += 1) {
    assert.equal((await ask(username, elsewhere(index))).outcome, 'sent');
  }
  // Whoever fills a mailbox from many addresses is answered alike, and the mailbox stays usable.
  const letters = (await lettersOf(house)).filter((line) => line.endsWith(username));
  assert.equal(letters.length, accountMailsPerHour.recipient);
  assert.equal(await canSignIn(house, username, password), 'authenticated');
  house.time.now += 3600;
  assert.equal((await ask(username)).outcome, 'sent');
});

test('S189 S191 a link replaces a password once within 30 minutes, ends everything and tells so', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  await requestPasswordReset(username, requester, house.parts);
  const link = await readLink(house);
  const weak = await resetPassword(link, 'short', requester, house.parts);
  assert.equal(weak.outcome, 'refused');
  const uses = await Promise.all(
    Array.from({ length: 4 }, () => resetPassword(link, another, requester, house.parts)),
  );
  assert.equal(uses.filter(({ outcome }) => outcome === 'reset').length, 1);
  assert.equal(await canSignIn(house, username, another), 'authenticated');
  assert.equal(await canSignIn(house, username, password), 'wrong');
  assert.deepEqual(await lettersOf(house), [
    `account.password_reset to ${username}`,
    `account.password_changed to ${username}`,
  ]);
  await requestPasswordReset(username, requester, house.parts);
  const late = await readLink(house);
  house.time.now += 1800;
  assert.deepEqual(await resetPassword(late, password, requester, house.parts), {
    outcome: 'link_gone',
  });
  const events = house.events.filter(({ member_id }) => member_id === member.member_id);
  assert.ok(events.some(({ event }) => event === 'password_reset'));
});

test('S182 a wish for a new password is answered alike for unknown and disabled accounts, which get no letter', async () => {
  const house = await openAccounts();
  const off = await house.saveMember({ username: 'off@club.example' });
  await house.parts.members.saveMember({ ...off, disabled_at: 1 });
  for (const name of ['off@club.example', 'nobody@club.example']) {
    const asked = await requestPasswordReset(name, requester, house.parts);
    assert.deepEqual(asked, { outcome: 'sent', username: name });
  }
  assert.deepEqual(await lettersOf(house), []);
  assert.equal((await house.database.query('SELECT 1 FROM password_reset', [])).length, 2);
});

test('an account that has to replace its password opens nothing until it has, at no door', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  assert.equal(await requireReset(member, requester, house.parts), 0);
  assert.equal(await canSignIn(house, username, password), 'reset_required');
  assert.equal(await canSignIn(house, username, 'wrong password'), 'wrong');
  await resetPassword(await readLink(house), another, requester, house.parts);
  assert.equal(await canSignIn(house, username, another), 'authenticated');
});

test('S183 a password is changed with the present one alone, and not to itself or to a weak one', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  const change = (present: string, next: string) =>
    changePassword(member, { present, wanted: next }, requester, house.parts);
  assert.deepEqual(await change('wrong', another), { outcome: 'wrong' });
  assert.equal((await change(password, 'short')).outcome, 'refused');
  assert.equal((await change(password, password)).outcome, 'refused');
  const both = await Promise.all([change(password, another), change(password, 'four dry tyres')]);
  assert.deepEqual(
    both.map(({ outcome }) => outcome).filter((one) => one === 'changed'),
    ['changed'],
  );
  assert.equal(await canSignIn(house, username, password), 'wrong');
  assert.deepEqual(await lettersOf(house), [`account.password_changed to ${username}`]);
});

test('S101 guesses at the present password count with those at the login', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  for (let count = 0; count < 10; count += 1) {
    await changePassword(member, { present: 'wrong', wanted: another }, requester, house.parts);
  }
  assert.equal(await canSignIn(house, username, password), 'throttled');
});

test('S103 S194 a new address asks for the password, is proven, and both doors then work with it', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  const moved = 'kim@elsewhere.example';
  const request = (typed: string, to = moved) =>
    requestAddressChange(member, { username: to, password: typed }, requester, house.parts);
  assert.deepEqual(await request('wrong'), { outcome: 'wrong' });
  assert.equal((await request(password, username.toUpperCase())).outcome, 'refused');
  assert.equal((await request(password, 'no address')).outcome, 'refused');
  assert.deepEqual(await lettersOf(house), []);
  assert.deepEqual(await request(password, ` ${moved.toUpperCase()}`), {
    outcome: 'sent',
    username: moved,
  });
  assert.equal(await canSignIn(house, username, password), 'authenticated');
  assert.equal(await canSignIn(house, moved, password), 'wrong');
  assert.deepEqual(await lettersOf(house), [
    `account.address_proof to ${moved}`,
    `account.address_asked to ${username}`,
  ]);
  const link = await readLink(house);
  const changed = await confirmAddressChange(link, requester, house.parts);
  assert.deepEqual(changed, { outcome: 'changed', username: moved, endedSessions: 0 });
  // The masked value of the password-limited grant is made with the new address, as that of the page is.
  assert.equal(await canSignIn(house, moved, password), 'authenticated');
  assert.equal(await canSignIn(house, username, password), 'wrong');
  assert.equal((await lettersOf(house)).at(-1), `account.address_changed to ${username}`);
  assert.deepEqual(await confirmAddressChange(link, requester, house.parts), {
    outcome: 'link_gone',
  });
});

test('S182 S194 moving to an address that has an account is answered alike, and no link goes out', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  await house.saveMember({ username: 'taken@club.example' });
  const asked = await requestAddressChange(
    member,
    { username: 'taken@club.example', password },
    requester,
    house.parts,
  );
  assert.deepEqual(asked, { outcome: 'sent', username: 'taken@club.example' });
  assert.deepEqual(house.hashed, ['verify', 'create']);
  assert.deepEqual(await lettersOf(house), [
    'account.address_known to taken@club.example',
    `account.address_asked to ${username}`,
  ]);
});

test('S191 a link to a new address is worth nothing after the password has changed', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  const moved = { username: 'kim@elsewhere.example', password };
  await requestAddressChange(member, moved, requester, house.parts);
  const link = await readLink(house);
  await changePassword(member, { present: password, wanted: another }, requester, house.parts);
  assert.deepEqual(await confirmAddressChange(link, requester, house.parts), {
    outcome: 'link_gone',
  });
  assert.equal(await canSignIn(house, username, another), 'authenticated');
});

test('S103 an address that staff sets makes the member replace the password, and the old one is told', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  await house.saveMember({ username: 'taken@club.example' });
  const set = (to: string) => setAddress(member, to, requester, house.parts);
  assert.equal((await set('taken@club.example')).outcome, 'refused');
  assert.equal((await set('nothing')).outcome, 'refused');
  const moved = 'kim@elsewhere.example';
  assert.equal((await set(moved)).outcome, 'set');
  assert.deepEqual(await lettersOf(house), [
    `account.password_reset to ${moved}`,
    `account.address_changed to ${username}`,
  ]);
  // The verifier still belongs to the old address: not even its masked value opens the new one.
  const old = { username: moved, maskedPassword: maskPassword(password, username) };
  const { outcome } = await authenticateMember(old, requester, house.parts);
  assert.equal(outcome, 'reset_required');
  await resetPassword(await readLink(house), another, requester, house.parts);
  assert.equal(await canSignIn(house, moved, another), 'authenticated');
});

test('S183 a verifier of a lower cost is made anew at the next login with the right password', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  const { passwordVerifier } = house.parts;
  const raised = {
    ...house,
    parts: { ...house.parts, passwordVerifier: { ...passwordVerifier, isOutdated: () => true } },
  };
  assert.equal(passwordVerifier.isOutdated(member.password_verifier), false);
  assert.equal(passwordVerifier.isOutdated('$argon2id$v=19$m=7,t=1,p=1$c2FsdA$aGFzaA'), true);
  assert.equal(passwordVerifier.isOutdated('no verifier at all'), true);
  const findVerifier = async () =>
    (await house.parts.members.findMember(member.member_id))?.password_verifier;
  assert.equal(await canSignIn(raised, username, 'wrong'), 'wrong');
  assert.equal(await findVerifier(), member.password_verifier);
  assert.equal(await canSignIn(raised, username, password), 'authenticated');
  assert.notEqual(await findVerifier(), member.password_verifier);
  assert.equal(await canSignIn(house, username, password), 'authenticated');
});

test('an account gets another name, and none that shows nothing', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  const parts = { ...house.parts, accounts: house.parts.account.accounts };
  assert.deepEqual(await renameMember(member, ' Zoë 🏁 ', requester, parts), {
    outcome: 'renamed',
    display_name: 'Zoë 🏁',
  });
  assert.equal((await renameMember(member, '\u200b', requester, parts)).outcome, 'refused');
  assert.equal((await renameMember(member, 'x'.repeat(81), requester, parts)).outcome, 'refused');
  const found = await house.parts.members.findMember(member.member_id);
  assert.equal(found?.display_name, 'Zoë 🏁');
});

test('S225 a deleted account is told of by one letter, and its events name nobody', async () => {
  const house = await openAccounts();
  const member = await house.saveMember();
  const stale = { ...member, password_verifier: 'another' };
  assert.deepEqual(await deleteMember(stale, 'member', requester, house.parts), {
    outcome: 'overtaken',
  });
  assert.deepEqual(await deleteMember(member, 'member', requester, house.parts), {
    outcome: 'deleted',
    endedSessions: 0,
  });
  assert.equal(await canSignIn(house, username, password), 'wrong');
  assert.deepEqual(await lettersOf(house), [`account.deleted to ${username}`]);
  const text = JSON.stringify(house.events);
  assert.ok(text.includes(member.member_id) && !text.includes(username));
  assert.deepEqual(await deleteMember(member, 'staff', requester, house.parts), {
    outcome: 'overtaken',
  });
});
