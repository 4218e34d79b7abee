import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openProtectedHouse, paths, readBackupCodes } from '../../../test/protected-house.ts';
import type { ProtectedHouse } from '../../../test/protected-house.ts';
import { codeAt } from '../../../test/protected-member.ts';
import { countTrue, saveSession } from '../../../test/store-contract/contract.ts';

const mia = 'mia@example.test';
const leo = 'leo@example.test';

const change = {
  renamePasskey: '/account/security/rename-passkey',
  removePasskey: '/account/security/remove-passkey',
  removeAuthenticator: '/account/security/remove-authenticator',
  backupCodes: '/account/security/backup-codes',
  switchOff: '/account/security/switch-off',
} as const;

/** Mia, signed in with her password and without a second factor. */
async function open() {
  const opened = await openProtectedHouse();
  const member = await opened.addMember(mia);
  const browser = opened.openBrowser();
  await browser.signIn(mia);
  return { ...opened, member, browser };
}

/** Mia, signed in with her second factor. */
async function openProtected() {
  const opened = await open();
  const { browser, member, protect, reachStep, nextCode } = opened;
  const made = await protect(browser, member);
  const { enter } = await reachStep(browser, mia);
  await enter({ code: await nextCode(made.seed) });
  assert.equal(await browser.isSignedIn(), true);
  return { ...opened, ...made };
}

const kindsOf = async ({ house }: ProtectedHouse) =>
  (await house.sentLetters()).map(({ letter }) => letter.kind);
const isOn = ({ parts }: ProtectedHouse, { member_id }: { member_id: string }) =>
  parts.secondFactor.store.hasSecondFactor(member_id);

test('book 14.5 whoever is signed out is led to sign in and back', async () => {
  const { openBrowser } = await open();
  for (const path of [paths.security, paths.authenticator, paths.passkey]) {
    const answer = await openBrowser().get(path);
    assert.deepEqual([answer.statusCode, answer.location], [303, `/login?destination=${path}`]);
  }
});

test('book 14.5 switching the second factor on ends every session, login and remembered browser, with a mail', async () => {
  const opened = await open();
  const { house, browser, openBrowser, member, protect } = opened;
  const elsewhere = openBrowser();
  await elsewhere.signIn(mia);
  const { client_id } = await house.saveClient();
  const client = await house.stores.clients.findClient(client_id);
  assert.ok(client);
  const { session } = await saveSession(house.stores, { client, member });
  const { member_id } = member;
  const listBrowsers = () =>
    house.stores.browsers.listRememberedBrowsers(member_id, house.time.now);
  assert.ok((await listBrowsers()).length >= 2);
  const { done, backupCodes } = await protect(browser, member);
  assert.equal(done.statusCode, 200);
  assert.match(done.payload, /Your second step is on/);
  assert.equal(backupCodes.length, 10);
  assert.equal(await isOn(opened, member), true);
  assert.deepEqual([await browser.isSignedIn(), await elsewhere.isSignedIn()], [false, false]);
  assert.ok((await house.stores.sessions.findSession(session.session_id))?.ended_at);
  assert.deepEqual(await listBrowsers(), []);
  assert.deepEqual(await kindsOf(opened), ['second_factor.switched_on']);
});

test('book 14.5 switching it off ends them again, with a mail, and the password alone signs in', async () => {
  const opened = await openProtected();
  const { house, browser, openBrowser, member, reachStep, nextCode, seed } = opened;
  const elsewhere = openBrowser();
  await (await reachStep(elsewhere, mia)).enter({ code: await nextCode(seed), remember: 'yes' });
  const page = await browser.get(paths.security);
  const done = await browser.post(change.switchOff, page.form(change.switchOff));
  assert.match(done.payload, /Your second step is off/);
  assert.equal(await isOn(opened, member), false);
  assert.deepEqual([await browser.isSignedIn(), await elsewhere.isSignedIn()], [false, false]);
  const list = house.stores.browsers.listRememberedBrowsers(member.member_id, house.time.now);
  assert.deepEqual(await list, []);
  assert.equal((await kindsOf(opened)).at(-1), 'second_factor.switched_off');
  assert.equal((await browser.signIn(mia)).location, '/account');
});

test('book 14.5 the first page shows the key as text and as a QR code, and never leaves it in the database', async () => {
  const { house, browser, member, readSeed } = await open();
  const page = await browser.get(paths.authenticator);
  const seed = readSeed(browser, member, page.payload);
  assert.match(seed, /^[A-Z2-7]{32}$/);
  assert.ok(page.payload.includes((seed.match(/.{4}/g) ?? []).join(' ')));
  assert.match(page.payload, /<svg\s+class="qr"/);
  assert.doesNotMatch(page.payload, /data:image/);
  assert.equal(page.headers['cache-control'], 'no-store');
  const other = await browser.get(paths.authenticator);
  assert.notEqual(readSeed(browser, member, other.payload), seed, 'offered once');
  assert.deepEqual(await house.database.query('SELECT * FROM second_factor', []), []);
});

test('book 14.5 a wrong code keeps the key, so that the app need not be set up again', async () => {
  const opened = await open();
  const { house, browser, member, readSeed } = opened;
  const page = await browser.get(paths.authenticator);
  const seed = readSeed(browser, member, page.payload);
  const wrong = await browser.post(paths.authenticator, {
    ...page.form(paths.authenticator),
    code: '000000',
  });
  assert.equal(wrong.statusCode, 400);
  assert.equal(readSeed(browser, member, wrong.payload), seed);
  assert.equal(await isOn(opened, member), false);
  const code = await codeAt(seed, house.time.now);
  const right = await browser.post(paths.authenticator, {
    ...wrong.form(paths.authenticator),
    code,
  });
  assert.equal(readBackupCodes(right.payload).length, 10);
});

test('book 14.5 a key that was offered to somebody else, or fifteen minutes ago, is not taken', async () => {
  const opened = await open();
  const { house, browser, member, openBrowser, addMember, readSeed } = opened;
  const page = await browser.get(paths.authenticator);
  const seed = readSeed(browser, member, page.payload);
  const { enrolment = '' } = page.form(paths.authenticator);
  await addMember(leo);
  const other = openBrowser();
  await other.signIn(leo);
  const own = (await other.get(paths.authenticator)).form(paths.authenticator);
  const code = await codeAt(seed, house.time.now);
  const stolen = await other.post(paths.authenticator, { ...own, enrolment, code });
  assert.match(stolen.payload, /open for too long/);
  assert.equal(await isOn(opened, member), false);
  house.time.now += 900;
  const late = await browser.post(paths.authenticator, {
    ...page.form(paths.authenticator),
    code: await codeAt(seed, house.time.now),
  });
  assert.match(late.payload, /open for too long/);
  assert.equal(await isOn(opened, member), false);
});

test('S198 each change of the second factor wants a sign-in of the last fifteen minutes', async () => {
  const opened = await openProtected();
  const { house, browser, member } = opened;
  const page = await browser.get(paths.security);
  const setup = await browser.get(paths.authenticator);
  house.time.now += 901;
  for (const path of [paths.authenticator, paths.passkey]) {
    assert.match((await browser.get(path)).location, /^\/login\?transaction=/);
  }
  const form_token = page.form(change.switchOff)['form_token'] ?? '';
  for (const path of [...Object.values(change), paths.authenticator, paths.passkey]) {
    const answer = await browser.post(path, { ...setup.form(paths.authenticator), form_token });
    assert.equal(answer.statusCode, 303, path);
    assert.match(answer.location, /^\/login\?transaction=/, path);
  }
  assert.equal(await isOn(opened, member), true);
  assert.deepEqual(await kindsOf(opened), ['second_factor.switched_on']);
});

test('S174 a change with another browser’s form token does nothing', async () => {
  const opened = await openProtected();
  const { browser, openBrowser, member, addMember } = opened;
  await addMember(leo);
  const other = openBrowser();
  await other.signIn(leo);
  const account = await other.get(paths.security);
  const form_token = /name="form_token" value="([^"]*)"/.exec(account.payload)?.[1] ?? '';
  for (const path of [...Object.values(change), paths.authenticator, paths.passkey]) {
    assert.equal((await browser.post(path, { form_token })).statusCode, 403, path);
    assert.equal((await browser.post(path, {})).statusCode, 403, path);
  }
  assert.equal(await isOn(opened, member), true);
});

test('book 14.5 backup codes are shown once; new ones are made once from one page', async () => {
  const opened = await openProtected();
  const { browser, reachStep, backupCodes } = opened;
  const page = await browser.get(paths.security);
  assert.match(page.payload, /10 of 10 left/);
  for (const code of backupCodes) assert.ok(!page.payload.includes(code));
  const form = page.form(change.backupCodes);
  const made = await browser.post(change.backupCodes, form);
  const codes = readBackupCodes(made.payload);
  assert.equal(new Set([...codes, ...backupCodes]).size, 20);
  const again = await browser.post(change.backupCodes, form);
  assert.equal(again.statusCode, 409);
  assert.deepEqual(readBackupCodes(again.payload), []);
  const { enter } = await reachStep(browser, mia);
  assert.equal((await enter({ backup_code: backupCodes[0] ?? '' })).statusCode, 401);
  assert.equal((await enter({ backup_code: codes[0] ?? '' })).location, '/account');
  assert.match((await browser.get(paths.security)).payload, /9 of 10 left/);
});

test('S185 passkeys are added, named, renamed and removed, and the last method stays', async () => {
  const opened = await openProtected();
  const { browser, addPasskey, authenticator } = opened;
  const { done } = await addPasskey(browser, '  Blue <key>  ');
  const { credential_id } = authenticator;
  const page = await browser.get(done.location);
  assert.match(page.payload, /Your passkey is added/);
  assert.match(page.payload, /Blue &lt;key&gt;/);
  const rename = { ...page.form(change.renamePasskey), passkey_name: 'Green' };
  const renamed = await browser.post(change.renamePasskey, rename);
  assert.match((await browser.get(renamed.location)).payload, /Green/);
  const empty = await browser.post(change.renamePasskey, { ...rename, passkey_name: ' ' });
  assert.equal(empty.statusCode, 409);
  const withoutApp = await browser.post(
    change.removeAuthenticator,
    page.form(change.removeAuthenticator),
  );
  assert.match(withoutApp.location, /authenticator_removed/);
  const last = await browser.get(withoutApp.location);
  assert.match(last.payload, /Your only way beside the backup codes/);
  const { form_token = '' } = last.form(change.switchOff);
  const kept = await browser.post(change.removePasskey, { form_token, credential_id });
  assert.equal(kept.statusCode, 409);
  assert.deepEqual((await kindsOf(opened)).slice(1), [
    'second_factor.passkey_added',
    'second_factor.authenticator_removed',
  ]);
});

test('S185 refuses the making of a passkey that is replayed, foreign, or without a verified member', async () => {
  const opened = await openProtected();
  const { browser, addPasskey, parts, member } = opened;
  const wrongs = [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { isUserVerified: false },
    { challenge: 'AAAA' },
  ];
  for (const wrong of wrongs) {
    const { done } = await addPasskey(browser, 'Steel', wrong);
    assert.equal(done.statusCode, 400, JSON.stringify(wrong));
  }
  const { fields, done } = await addPasskey(browser);
  assert.equal(done.statusCode, 303);
  assert.equal((await browser.post(paths.passkey, fields)).statusCode, 409, 'replayed');
  const nameless = await addPasskey(browser, ' ');
  assert.match(nameless.done.payload, /The name shows nothing/);
  const standing = await parts.secondFactor.store.findSecondFactor(member.member_id);
  assert.equal(standing?.passkeys.length, 1);
});

test('book 14.5 a first passkey switches the second factor on, and its page says what that ends', async () => {
  const opened = await open();
  const { browser, member, addPasskey, reachStep } = opened;
  assert.match((await browser.get(paths.passkey)).payload, /signs you out everywhere/);
  const { done } = await addPasskey(browser);
  assert.equal(readBackupCodes(done.payload).length, 10);
  assert.equal(await isOn(opened, member), true);
  const { page, usePasskey } = await reachStep(browser, mia);
  assert.doesNotMatch(page.payload, /id="code"/);
  assert.equal((await usePasskey()).location, '/account');
});

test('book 14.5 a second app replaces the first, and the page says so before', async () => {
  const opened = await openProtected();
  const { house, browser, member, readSeed, reachStep, nextCode, seed } = opened;
  const page = await browser.get(paths.authenticator);
  assert.match(page.payload, /takes the place of the app that you have/);
  const next = readSeed(browser, member, page.payload);
  const code = await codeAt(next, house.time.now);
  const fields = { ...page.form(paths.authenticator), code };
  const done = await browser.post(paths.authenticator, fields);
  assert.match(done.location, /authenticator_set/);
  assert.equal(await browser.isSignedIn(), true, 'a further method ends nothing');
  const { enter } = await reachStep(browser, mia);
  assert.equal((await enter({ code: await nextCode(seed) })).statusCode, 401);
  assert.equal((await enter({ code: await nextCode(next) })).location, '/account');
});

test('book 14.5 of four pages that switch it on at once one does, and the others are told', async () => {
  const opened = await open();
  const { house, browser, member, readSeed } = opened;
  const forms: Readonly<Record<string, string>>[] = [];
  for (let index = 0; index < 4; index += 1) {
    const page = await browser.get(paths.authenticator);
    const code = await codeAt(readSeed(browser, member, page.payload), house.time.now);
    forms.push({ ...page.form(paths.authenticator), code });
  }
  const shown = await countTrue(4, async (index) => {
    const answer = await browser.post(paths.authenticator, forms[index] ?? {});
    return readBackupCodes(answer.payload).length === 10;
  });
  assert.equal(shown, 1);
  const mails = (await kindsOf(opened)).filter((kind) => kind === 'second_factor.switched_on');
  assert.equal(mails.length, 1);
});

test('passkeys are not offered where browsers make none', async () => {
  const opened = await openProtectedHouse({ origin: 'https://10.0.0.1' });
  await opened.addMember(mia);
  const browser = opened.openBrowser();
  await browser.signIn(mia);
  assert.match((await browser.get(paths.security)).payload, /opened at an address/);
  assert.equal((await browser.get(paths.passkey)).location, paths.security);
});
