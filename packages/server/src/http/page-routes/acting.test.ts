import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createS256Challenge } from '@pitpass/protocol';
import { createHash } from 'node:crypto';

import { iracingDialect, requester } from '../../../test/house.ts';
import { openMemberPages } from '../../../test/member-pages-house.ts';
import { password } from '../../../test/sign-in-house.ts';
import { makeConsent } from '../../../test/store-contract/records.ts';
import { clientFingerprint } from '../../domain/authorization/consent.ts';
import { digestOf } from '../../domain/presented.ts';
import { grantTokens } from '../../domain/grant/grant-table.ts';
import { impersonationLifetimeSeconds } from '../../domain/member/impersonation.ts';
import { actAsPaths as paths } from './act-as.ts';
import { registerLogout } from './logout.ts';
import { recentSignInSeconds } from './recent-sign-in.ts';

const mia = 'mia@example.test';
const staffName = 'staff@example.test';
const note = 'Ticket 4711: the app shows no laps';
const client_secret = `${'s'.repeat(43)}=`;
const code_verifier = 'v'.repeat(43);
const sha256 = (text: string) => createHash('sha256').update(text).digest();

async function open() {
  const opened = await openMemberPages();
  const { house } = opened;
  const member = await opened.addMember(mia);
  const made = await opened.addMember(staffName);
  const staff = await house.saveMember({ ...made, is_staff: 1 });
  await opened.protect(staff.member_id);
  const client = await house.saveClient({
    client_id: 'lap-lens',
    secret_digest: digestOf(client_secret),
  });
  const scope = 'iracing.auth';
  const consent = makeConsent(
    { client, member },
    { scope, client_fingerprint: clientFingerprint(client) },
  );
  const letIn = () =>
    house.stores.authorizations.saveConsentAndCode(consent, {
      ...consent,
      code_digest: digestOf(`first ${Math.trunc(house.time.now)}`),
      redirect_uri: client.redirect_uris[0] ?? '',
      code_challenge: null,
      code_challenge_method: null,
      auth_time: house.time.now,
      issued_at: house.time.now,
      expires_at: house.time.now + 60,
      consumed_at: null,
      session_id: null,
      failed_verifications: 0,
      browser_id: null,
      impersonation_id: null,
    });
  const browser = opened.openBrowser();
  await opened.parts.logins.saveBrowserLogin({
    login_digest: digestOf('staff-login-staff-login'),
    member_id: staff.member_id,
    auth_time: house.time.now,
    expires_at: house.time.now + 100_000,
    browser_id: null,
  });
  browser.jar.set('__Host-pitpass_login', 'staff-login-staff-login');
  const begin = async (over: Readonly<Record<string, string>> = {}) => {
    const page = await browser.get(paths.page);
    return browser.post(paths.start, { ...page.form(paths.start), username: mia, note, ...over });
  };
  const authorize = (over: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams({
      client_id: 'lap-lens',
      redirect_uri: client.redirect_uris[0] ?? '',
      response_type: 'code',
      scope,
      code_challenge: createS256Challenge(code_verifier, sha256),
      code_challenge_method: 'S256',
      ...over,
    });
    return browser.get(`${iracingDialect.paths.authorize}?${query.toString()}`);
  };
  const codeOf = (location: string) => new URL(location).searchParams.get('code') ?? undefined;
  const trade = async (code: string | undefined) => {
    const request = {
      grant_type: 'authorization_code',
      client_id: 'lap-lens',
      client_secret,
      redirect_uri: client.redirect_uris[0],
      code,
      code_verifier,
    };
    const caller = { requester, onRateLimit: () => {} };
    return (await grantTokens(request as never, caller, house.parts)).response;
  };
  const listSessions = () =>
    house.stores.sessions.listLiveSessions(member.member_id, undefined, house.time.now);
  const events = () =>
    house.events.map(({ event, member_id, actor_member_id }) => [
      event,
      member_id,
      actor_member_id,
    ]);
  return {
    ...opened,
    member,
    staff,
    client,
    browser,
    letIn,
    begin,
    authorize,
    codeOf,
    trade,
    listSessions,
    events,
  };
}

test('S135 staff with a second factor act for a member, who is told by mail, and gets into apps that the member let in', async () => {
  const {
    house,
    member,
    staff,
    browser,
    letIn,
    begin,
    authorize,
    codeOf,
    trade,
    listSessions,
    events,
  } = await open();
  await letIn();
  const begun = await begin();
  assert.equal(begun.location, paths.page);
  const [mail] = await house.sentLetters();
  assert.equal(mail?.to, mia);
  const ends_at = house.time.now + impersonationLifetimeSeconds;
  assert.deepEqual(mail?.letter, {
    kind: 'session.impersonation_started',
    note,
    ends_at,
    happening: { at: house.time.now, ip: null, user_agent: null },
  });
  assert.deepEqual(events().at(-1), ['impersonation_started', member.member_id, staff.member_id]);
  assert.match((await browser.get(paths.page)).payload, /You act for[\s\S]*mia@example\.test/);
  house.time.now += 100;
  const answer = await authorize();
  assert.equal(answer.statusCode, 302);
  await trade(codeOf(answer.location));
  const [session] = await listSessions();
  assert.deepEqual(
    [session?.impersonation_note, session?.absolute_expires_at, session?.member_id],
    [note, ends_at, member.member_id],
  );
  assert.deepEqual(events().at(-1), ['session_started', member.member_id, staff.member_id]);
});

test('S135 it and every session under it end after an hour by themselves', async () => {
  const { house, letIn, begin, authorize, codeOf, trade, listSessions, browser } = await open();
  await letIn();
  await begin();
  house.time.now += impersonationLifetimeSeconds - 10;
  const tokens = await trade(codeOf((await authorize()).location));
  assert.ok(tokens.expires_in <= 10);
  assert.ok((tokens.refresh_token_expires_in ?? 0) <= 10);
  const late = codeOf((await authorize()).location);
  house.time.now += 10;
  assert.deepEqual(await listSessions(), []);
  await assert.rejects(trade(late), { error: 'invalid_grant' });
  const own = await authorize();
  assert.equal(own.statusCode, 200);
  assert.match(own.payload, /wants to use your account/);
  assert.doesNotMatch((await browser.get(paths.page)).payload, /You act for/);
});

test('S135 what the member did not allow, or would be asked anew, is not opened to staff, who cannot allow it either', async () => {
  const { house, member, client, letIn, begin, authorize, events, staff } = await open();
  await begin();
  const refused = async (over: Readonly<Record<string, string>> = {}) => {
    const answer = await authorize(over);
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.location, '');
    assert.match(answer.payload, /You cannot open this app for the member/);
    assert.doesNotMatch(answer.payload, /name="decision"/);
    assert.deepEqual(events().at(-1), ['impersonation_refused', member.member_id, staff.member_id]);
  };
  await refused();
  await letIn();
  await refused({ scope: 'iracing.auth iracing.profile' });
  await refused({ prompt: 'verify' });
  assert.equal((await authorize()).statusCode, 302);
  await house.saveClient({ ...client, client_name: 'Other name' });
  house.time.now += 1;
  await refused();
  await house.stores.authorizations.deleteConsent(member.member_id, 'lap-lens', house.time.now);
  await refused();
});

test('S135 pages of the account stay those of the staff: nothing of the member’s can be seen or changed there', async () => {
  const { browser, begin, letIn } = await open();
  await letIn();
  await begin();
  const account = await browser.get('/account');
  assert.match(account.payload, /staff@example\.test/);
  assert.doesNotMatch(account.payload, /mia@example\.test|Lap Lens/);
  const activity = await browser.get('/account/activity');
  assert.doesNotMatch(activity.payload, /mia/);
});

test('S135 the member sees it on the account page with the reason, and ends it with all that is under it', async () => {
  const { openBrowser, letIn, begin, authorize, codeOf, trade, listSessions, events, member } =
    await open();
  await letIn();
  await begin();
  await trade(codeOf((await authorize()).location));
  const left = codeOf((await authorize()).location);
  const own = openBrowser();
  await own.signIn(mia);
  const page = await own.get('/account');
  assert.match(page.payload, /Support staff act for you/);
  assert.match(page.payload, /Ticket 4711: the app shows no laps/);
  assert.match(page.payload, /Support staff acted for you:/);
  const ended = await own.post(
    '/account/end-impersonation',
    page.form('/account/end-impersonation'),
  );
  assert.match((await own.get(ended.location)).payload, /Support staff act for you no more/);
  assert.deepEqual(await listSessions(), []);
  await assert.rejects(trade(left), { error: 'invalid_grant' });
  const { member_id } = member;
  assert.ok(
    events().some(
      ([event, of, by]) => event === 'impersonation_ended' && of === member_id && by === null,
    ),
  );
  assert.equal((await authorize()).statusCode, 200);
});

test('S135 ending everything on the account page ends it as well', async () => {
  const { openBrowser, letIn, begin, authorize, codeOf, trade, listSessions } = await open();
  await letIn();
  await begin();
  await trade(codeOf((await authorize()).location));
  const own = openBrowser();
  await own.signIn(mia);
  const page = await own.get('/account');
  await own.post('/account/end-all', page.form('/account/end-all'));
  assert.deepEqual(await listSessions(), []);
  assert.doesNotMatch((await own.get('/account')).payload, /Support staff act for you/);
});

test('S135 the staff stop it themselves', async () => {
  const { browser, letIn, begin, authorize, codeOf, trade, listSessions } = await open();
  await letIn();
  await begin();
  await trade(codeOf((await authorize()).location));
  const page = await browser.get(paths.page);
  const stopped = await browser.post(paths.stop, page.form(paths.stop));
  assert.match(stopped.payload, /You act for nobody any more/);
  assert.deepEqual(await listSessions(), []);
});

test('S135 it ends with the login of the staff: when they sign out, and when somebody signs in there', async () => {
  for (const way of ['signing out', 'signing in']) {
    const opened = await open();
    const { app, parts, browser, letIn, begin, authorize, codeOf, trade, listSessions } = opened;
    registerLogout(app, parts);
    browser.signOut();
    const login = (await browser.get('/login')).form('/login');
    browser.jar.set('__Host-pitpass_login', 'staff-login-staff-login');
    await letIn();
    await begin();
    await trade(codeOf((await authorize()).location));
    assert.equal((await listSessions()).length, 1, way);
    const answer =
      way === 'signing out'
        ? await browser.post('/logout', (await browser.get('/account')).form('/logout'))
        : await browser.post('/login', { ...login, username: mia, password });
    assert.equal(answer.statusCode, 303, way);
    assert.deepEqual(await listSessions(), [], way);
  }
});

test('S135 staff without a second factor, without a reason, or for nobody they may act for are refused, and nobody is told', async () => {
  const { house, begin, staff, addMember, events } = await open();
  const told = async () => (await house.sentLetters()).length;
  for (const [over, words] of [
    [{ note: '' }, /Write in at least 10 characters why/],
    [{ note: '  too \u200b short  ' }, /Write in at least 10 characters why/],
    [{ note: 'x'.repeat(301) }, /longer than 300 characters/],
    [{ username: 'nobody@example.test' }, /no account in use with this e-mail address/],
    [{ username: staffName }, /Nobody acts for a member of the staff/],
  ] as const) {
    const answer = await begin(over);
    assert.equal(answer.statusCode, 422);
    assert.match(answer.payload, words);
    assert.match(answer.payload, /aria-invalid="true"/);
  }
  const gone = await addMember('gone@example.test');
  await house.saveMember({ ...gone, disabled_at: house.time.now });
  assert.match((await begin({ username: 'gone@example.test' })).payload, /no account in use/);
  await house.database.query('DELETE FROM second_factor WHERE member_id = $1', [staff.member_id]);
  const answer = await begin();
  assert.equal(answer.statusCode, 422);
  assert.match(answer.payload, /Switch on a second step first/);
  assert.equal(await told(), 0);
  assert.ok(events().every(([event]) => event !== 'impersonation_started'));
  assert.ok(events().filter(([event]) => event === 'impersonation_refused').length >= 7);
});

test('S135 S198 beginning wants a sign-in of the last fifteen minutes', async () => {
  const { house, begin } = await open();
  house.time.now += recentSignInSeconds + 1;
  assert.match((await begin()).location, /^\/login\?transaction=/);
  assert.deepEqual(await house.sentLetters(), []);
});

test('S135 nobody but staff learns that there is such a page, and its forms are no other’s', async () => {
  const { house, openBrowser, browser, begin, staff } = await open();
  const member = openBrowser();
  await member.signIn(mia);
  assert.equal((await member.get(paths.page)).statusCode, 404);
  assert.equal((await member.post(paths.start, { username: staffName, note })).statusCode, 404);
  assert.equal((await browser.post(paths.start, { username: mia, note })).statusCode, 403);
  assert.match((await openBrowser().get(paths.page)).location, /^\/login\?destination=/);
  await begin();
  await house.saveMember({ ...staff, is_staff: 0 });
  assert.equal((await browser.get(paths.page)).statusCode, 404);
});

test('a reason is one line of text wherever it is shown', async () => {
  const { house, begin, openBrowser } = await open();
  await begin({ note: 'Ticket\n7 <b>bold</b> \u202e reversed' });
  const [row] = await house.database.query('SELECT note FROM impersonation', []);
  assert.equal(row?.['note'], 'Ticket 7 <b>bold</b> reversed');
  const own = openBrowser();
  await own.signIn(mia);
  assert.match((await own.get('/account')).payload, /Ticket 7 &lt;b&gt;bold&lt;\/b&gt; reversed/);
});
