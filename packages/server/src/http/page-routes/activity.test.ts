import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openMemberPages } from '../../../test/member-pages-house.ts';
import { makeAuditRecord, t0 } from '../../../test/store-contract/records.ts';
import { auditEventNames } from '../../domain/audit/audit-event.ts';
import { hasEventWords } from '../../pages/event-words.ts';

const mia = 'mia@example.test';

async function open() {
  const opened = await openMemberPages();
  const member = await opened.addMember(mia);
  const browser = opened.openBrowser();
  await browser.signIn(mia);
  const append = (over: readonly Parameters<typeof makeAuditRecord>[0][]) =>
    opened.house.stores.audits.appendEvents(over.map(makeAuditRecord));
  const get = (query = '') => browser.get(`/account/activity${query}`);
  return { ...opened, member, browser, append, get };
}

const olderOf = (payload: string) =>
  /href="(\/account\/activity\?page=[^"]+)">Older/.exec(payload)?.[1];

test('S221 members read their own events in words, with time, app, address and program, and nobody else’s', async () => {
  const { house, member, append, get } = await open();
  const { member_id } = member;
  await house.saveClient({ client_id: 'lap-lens', client_name: 'Lap <b>Lens</b>' });
  const user_agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0';
  await append([
    { member_id, event: 'consent_given', client_id: 'lap-lens', user_agent, ip: '198.51.100.4' },
    { member_id, event: 'session_started', client_id: 'gone' },
    { member_id, event: 'member_disabled', ip: '127.0.0.1' },
    { member_id, event: 'password_limited_refused', client_id: 'lap-lens', outcome: 'refused' },
    { member_id, event: 'session_started', client_id: 'lap-lens', actor_member_id: 'staff' },
    { member_id: 'other', event: 'password_changed' },
    { member_id: null, event: 'signing_keys_replaced' },
  ]);
  const { payload, statusCode, headers } = await get();
  assert.equal(statusCode, 200);
  assert.equal(headers['cache-control'], 'no-store');
  assert.match(payload, /You let .*Lap &lt;b&gt;Lens&lt;\/b&gt;.* in\./);
  assert.match(payload, /198\.51\.100\.4/);
  assert.match(payload, /Firefox on Linux/);
  assert.match(payload, /signed in to an app that is gone\./);
  assert.match(payload, /taken out of use.*by the people who run this service/s);
  assert.match(payload, /tried to sign in\.\s*<strong>\(refused\)/);
  assert.match(payload, /by support staff/);
  assert.doesNotMatch(payload, /changed your password|keys/);
  assert.match(payload, /<time datetime="/);
});

test('S135 S221 what staff did is said to be theirs, and not from where they work', async () => {
  const { member, append, get } = await open();
  const { member_id } = member;
  const at = { ip: '198.51.100.99', user_agent: 'Desk/9.9' };
  await append([
    { member_id, event: 'impersonation_started', actor_member_id: 'staff', ...at },
    { member_id, event: 'session_started', client_id: 'gone', actor_member_id: 'staff', ...at },
  ]);
  const { payload } = await get();
  assert.match(payload, /began to act for you\..*by support staff/s);
  assert.doesNotMatch(payload, /198\.51\.100\.99|Desk/);
});

test('S215 pages follow each other, each event stands on one of them, and the last has no next', async () => {
  const { member, append, get, browser } = await open();
  const { member_id } = member;
  await append(
    Array.from({ length: 60 }, (_, index) => ({
      member_id,
      event: 'logged_out',
      // Of one second, so that a page ends between events of the same moment.
      occurred_at: t0,
      ip: `198.51.100.${index}`,
    })),
  );
  const seen: string[] = [];
  let { payload } = await get();
  for (let page = 1; ; page += 1) {
    seen.push(...[...payload.matchAll(/198\.51\.100\.\d+/g)].map(([ip]) => ip));
    const older = olderOf(payload);
    assert.equal(payload.includes('>Newest<'), page > 1);
    if (older === undefined) break;
    ({ payload } = await browser.get(older));
  }
  assert.equal(seen.length, 60);
  assert.equal(new Set(seen).size, 60);
});

test('S215 S216 a page token that was altered, made up, of another member or sent twice is refused', async () => {
  const { member, append, get, openBrowser, addMember, parts } = await open();
  await append(Array.from({ length: 30 }, () => ({ member_id: member.member_id })));
  const older = olderOf((await get()).payload) ?? assert.fail('no second page');
  const token = older.split('=')[1] ?? '';
  const list = `page of activity ${member.member_id}`;
  const seal = (value: unknown) => parts.pageTokenSealer.seal(JSON.stringify(value), list);
  const wrong = [
    'x',
    '',
    token.slice(1),
    `${token}A`,
    token.slice(0, -2),
    'A'.repeat(5000),
    `' OR 1=1 --`,
    '__proto__',
    parts.pageTokenSealer.seal('[1,"a"]', 'page of something else'),
    ...[[1], [1, ''], ['1', 'a'], [1.5, 'a'], [1, 'a', 'b'], [1, 'a'.repeat(101)], [null, 'a']].map(
      seal,
    ),
    ...[{ occurred_at: 1 }, []].map((value) => seal([value])),
  ];
  for (const value of wrong) {
    const answer = await get(`?page=${encodeURIComponent(value)}`);
    // An empty parameter counts as none.
    assert.equal(answer.statusCode, value === '' ? 200 : 400, value.slice(0, 40));
    assert.doesNotMatch(answer.payload, /stack|SELECT|TypeError/);
  }
  assert.equal((await get(`?page=${token}&page=${token}`)).statusCode, 400);
  assert.equal((await get(`?page=${token}`)).statusCode, 200);
  await addMember('leo@example.test');
  const other = openBrowser();
  await other.signIn('leo@example.test');
  assert.equal((await other.get(older)).statusCode, 400);
});

test('S216 no parameter changes how long a page is', async () => {
  const { member, append, get } = await open();
  await append(Array.from({ length: 30 }, () => ({ member_id: member.member_id })));
  for (const size of ['0', '-1', 'NaN', '1000000000', 'all']) {
    const { payload, statusCode } = await get(`?limit=${size}&size=${size}&page_size=${size}`);
    assert.equal(statusCode, 200);
    assert.equal(payload.match(/<time /g)?.length, 25);
  }
});

test('who is not signed in is sent to sign in and comes back', async () => {
  const { openBrowser } = await open();
  const browser = openBrowser();
  const { location } = await browser.get('/account/activity');
  assert.equal(location, '/login?destination=%2Faccount%2Factivity');
  const answer = await browser.signIn(mia, {}, location);
  assert.equal(answer.location, '/account/activity');
});

test('S221 a wrong password at the login is an event of the account that was named, and of nobody where there is none', async () => {
  const { house, member, openBrowser } = await open();
  const browser = openBrowser();
  const answers = [
    await browser.signIn(` ${mia.toUpperCase()} `, { password: 'wrong' }),
    await browser.signIn('nobody@example.test', { password: 'wrong' }),
  ];
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [401, 401],
  );
  const refused = house.events.filter(({ event }) => event === 'login_refused');
  assert.deepEqual(
    refused.map(({ member_id }) => member_id),
    [member.member_id, null],
  );
});

test('S221 every event that can be a member’s has words for the member', () => {
  // These are the service's own, or about apps before anybody signed in.
  const ofNobody = new Set([
    'client_authentication_refused',
    'signing_key_published',
    'signing_keys_replaced',
    'member_deleted',
  ]);
  const silent = auditEventNames.filter((name) => !hasEventWords(name) && !ofNobody.has(name));
  assert.deepEqual(silent, []);
});
