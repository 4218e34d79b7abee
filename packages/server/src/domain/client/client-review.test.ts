import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { mask } from '@pitpass/protocol';

import {
  createSeededRandom,
  openHouse,
  registrationProfiles,
  requester,
} from '../../../test/house.ts';
import { digestOf } from '../presented.ts';
import { isPublicClient } from './client.ts';
import {
  approveClient,
  disableClient,
  enableClient,
  reasonLengthMax,
  refuseClient,
} from './client-review.ts';
import { addSecret, endFormerSecret } from './client-secrets.ts';
import { editClient } from './edit-client.ts';
import { registerClient } from './register-client.ts';
import type { Registrar, RegistrationParts } from './registration.ts';
import type { WantedClient } from './registration-fields.ts';
import { claimSecret, findClientOfLink, sendSecretLink } from './secret-links.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const staff: Registrar = { owner: undefined, requester };
const day = 86_400;

const leagueManager: WantedClient = {
  client_type: 'server-side',
  client_name: 'My League Manager',
  developer_name: 'My Racing League Inc.',
  developer_url: 'https://www.myleague.com',
  redirect_uris: ['https://www.myleague.com/oauth/callback'],
  audiences: ['data-server'],
};

async function openDesk() {
  const house = await openHouse();
  const parts: RegistrationParts = {
    registrationProfiles,
    clients: house.stores.clients,
    members: house.stores.members,
    letters: house.parts.letters,
    audit: house.parts.audit,
    clock: house.parts.clock,
    random: createSeededRandom('desk'),
    liveness: { forget: () => {} },
  };
  const owner = await house.saveMember();
  const registrar: Registrar = { owner, requester };
  const request = async (changes: Partial<WantedClient> = {}, as = registrar) => {
    const wanted = { ...leagueManager, ...changes };
    const registered = await registerClient('iracing', wanted, as, parts);
    assert.ok(registered.outcome === 'requested', JSON.stringify(registered));
    return registered;
  };
  const find = async (client_id: string) =>
    (await house.stores.clients.findOwnedClient(client_id))?.client;
  const lastLetter = async () => (await house.sentLetters()).at(-1) ?? assert.fail('no letter');
  /** What stands behind `?link=` in the last letter. */
  const lastLink = async () => {
    const { letter } = await lastLetter();
    assert.ok('secret_path' in letter && letter.secret_path !== null, letter.kind);
    return letter.secret_path.replace('/client-secret?link=', '');
  };
  return { house, parts, owner, registrar, request, find, lastLetter, lastLink };
}

test('book 2 a member’s app waits for its review with ten days to go, confidential and without a known secret', async () => {
  const { house, owner, request, find, lastLetter } = await openDesk();
  const { client, due_at, review } = await request();
  assert.equal(due_at, house.time.now + 10 * day);
  assert.deepEqual(review.held_because, []);
  assert.equal(client.state, 'requested');
  assert.equal(client.is_reviewed, false);
  assert.equal(client.developer_email, owner.username);
  assert.equal(isPublicClient(client), false);
  assert.deepEqual(await find(client.client_id), client);
  const { to, letter } = await lastLetter();
  assert.equal(to, owner.username);
  assert.ok(letter.kind === 'client.requested');
  assert.equal(letter.due_at, due_at);
  assert.deepEqual(
    house.events.map(({ event, client_id, member_id }) => [event, client_id, member_id]),
    [['client_requested', client.client_id, owner.member_id]],
  );
});

test('S197 book 2 an approved app gets a link by mail that makes and shows its secret once, within a day', async () => {
  const { house, parts, owner, request, find, lastLink, lastLetter } = await openDesk();
  const { client } = await request();
  const { client_id } = client;
  assert.equal(await approveClient(client_id, staff, parts), 'done');
  const approved = await find(client_id);
  assert.deepEqual([approved?.state, approved?.is_reviewed], ['active', true]);
  const link = await lastLink();
  assert.match(link, /^ppk_[A-Za-z0-9_-]{43}$/);
  const rows = JSON.stringify(await house.database.query('SELECT * FROM client_secret_link', []));
  assert.ok(rows.includes(digestOf(link)) && !rows.includes(link));
  assert.equal((await findClientOfLink(link, parts))?.client.client_id, client_id);
  const claims = await Promise.all([1, 2, 3].map(() => claimSecret(link, requester, parts)));
  const [won, ...others] = claims.filter((claim) => claim !== undefined);
  assert.ok(won);
  assert.deepEqual(others, []);
  const masked = mask(won.client_secret, client_id, sha256);
  assert.equal((await find(client_id))?.secret_digest, digestOf(masked));
  assert.equal(await findClientOfLink(link, parts), undefined);
  const { to, letter } = await lastLetter();
  assert.deepEqual([to, letter.kind], [owner.username, 'client.secret_shown']);
  assert.ok(!JSON.stringify([house.events, letter]).includes(won.client_secret));
  const names = house.events.map(({ event }) => event);
  assert.deepEqual(names, ['client_requested', 'client_approved', 'client_secret_shown']);
});

test('S197 a link works no more after a day, when another one was sent, or when its client is disabled', async () => {
  const { house, parts, request, lastLink } = await openDesk();
  const { client } = await request();
  const { client_id } = client;
  await approveClient(client_id, staff, parts);
  const first = await lastLink();
  assert.equal(await sendSecretLink(client_id, staff, parts), 'sent');
  const second = await lastLink();
  assert.equal(await claimSecret(first, requester, parts), undefined);
  house.time.now += day;
  assert.equal(await claimSecret(second, requester, parts), undefined);
  await sendSecretLink(client_id, staff, parts);
  const third = await lastLink();
  await disableClient(client_id, undefined, staff, parts);
  assert.equal(await claimSecret(third, requester, parts), undefined);
  assert.equal(await sendSecretLink(client_id, staff, parts), 'no_secret');
  assert.equal(await claimSecret('ppk_nothing', requester, parts), undefined);
});

test('S63 book 2 book 5 a public app is approved without any secret', async () => {
  const { parts, request, find, lastLetter } = await openDesk();
  const { client } = await request({ client_type: 'native' });
  assert.equal(await approveClient(client.client_id, staff, parts), 'done');
  const { letter } = await lastLetter();
  assert.ok(letter.kind === 'client.approved');
  assert.equal(letter.secret_path, null);
  assert.equal((await find(client.client_id))?.secret_digest, null);
  assert.equal(await sendSecretLink(client.client_id, staff, parts), 'no_secret');
});

test('book 2 a refused app stays refused, and its developer reads the reason', async () => {
  const { parts, owner, request, find, lastLetter } = await openDesk();
  const { client } = await request();
  const { client_id } = client;
  for (const reason of ['', ' ', 'x'.repeat(reasonLengthMax + 1)]) {
    await assert.rejects(refuseClient(client_id, reason, staff, parts), RangeError);
  }
  assert.equal(await refuseClient(client_id, 'Choose another name.', staff, parts), 'done');
  assert.equal((await find(client_id))?.state, 'refused');
  const { to, letter } = await lastLetter();
  assert.equal(to, owner.username);
  assert.ok(letter.kind === 'client.refused');
  assert.equal(letter.reason, 'Choose another name.');
  assert.equal(await approveClient(client_id, staff, parts), 'overtaken');
  assert.equal(await refuseClient(client_id, 'Again.', staff, parts), 'overtaken');
  assert.equal(await approveClient('nothing', staff, parts), 'unknown');
});

test('book 4.2 the member who asks for a client of password_limited alone is on its access list when it is let in, and is told', async () => {
  const { house, parts, owner, request } = await openDesk();
  const grant_types = ['password_limited', 'refresh_token'];
  const bot = { grant_types, redirect_uris: [], developer_name: '', developer_url: '' };
  const { client } = await request(bot);
  assert.equal(client.developer_name, null);
  const isListed = () => parts.clients.isMemberListed(client.client_id, owner.member_id);
  assert.equal(await isListed(), false);
  await approveClient(client.client_id, staff, parts);
  assert.equal(await isListed(), true);
  const kinds = (await house.sentLetters()).slice(-2).map(({ to, letter }) => [to, letter.kind]);
  assert.deepEqual(kinds, [
    [owner.username, 'session.client_listed'],
    [owner.username, 'client.approved'],
  ]);
});

test('S200 a name that could be taken for another one is held with the reason, in either dialect', async () => {
  const { parts, owner, registrar, request, house } = await openDesk();
  const { review } = await request({ client_name: 'iRace Board' });
  assert.deepEqual(review.held_because, ['The name reads like "iRacing".']);
  const other: Registrar = { owner: await house.saveMember(), requester };
  const { review: copied } = await request({ client_name: 'My L\u0435ague Manager' }, other);
  assert.deepEqual(copied.held_because, []);
  await request();
  const { review: taken } = await request({ client_name: 'My-League Manager' }, other);
  assert.match(taken.held_because[0] ?? '', /that of another app, "My League Manager"/);
  const medals = { client_type: 'server-side', client_name: 'Tr\u0430ckmania Medals' };
  const held = await registerClient('trackmania', medals, registrar, parts);
  assert.ok(held.outcome === 'requested');
  assert.equal(held.client.state, 'requested');
  assert.equal(held.client.developer_name, owner.display_name);
  const own = { ...medals, client_name: 'Medal Board' };
  const free = await registerClient('trackmania', own, registrar, parts);
  assert.equal(free.outcome, 'registered');
  const again = await registerClient('trackmania', own, registrar, parts);
  assert.equal(again.outcome, 'registered', 'one’s own name is no imitation');
  const byStaff = await registerClient(
    'trackmania',
    medals,
    { ...registrar, isStaff: true },
    parts,
  );
  assert.equal(byStaff.outcome, 'registered');
});

test('S200 book 2 the name of the documentation’s own example is held, and once let in it is not judged again', async () => {
  const { parts, request } = await openDesk();
  const { client, review } = await request({ client_name: 'My iRacing Data Tool' });
  assert.deepEqual(review.held_because, ['The name reads like "iRacing".']);
  await approveClient(client.client_id, staff, parts);
  const cors_origins = ['https://www.myleague.com'];
  const edited = await editClient(client.client_id, { cors_origins }, staff, parts);
  assert.equal(edited.outcome, 'edited');
  const renamed = { client_name: 'Other iRacing Tool' };
  assert.equal((await editClient(client.client_id, renamed, staff, parts)).outcome, 'refused');
});

test('S200 an app is not renamed into an imitation by its owner, and is by staff', async () => {
  const { parts, registrar } = await openDesk();
  const own = { client_type: 'server-side', client_name: 'Medal Board' };
  const registered = await registerClient('trackmania', own, registrar, parts);
  assert.ok(registered.outcome === 'registered');
  const { client_id } = registered.client;
  const changes = { client_name: 'Trackmania Board' };
  const refused = await editClient(client_id, changes, registrar, parts);
  assert.ok(refused.outcome === 'refused');
  assert.match(refused.problems[0]?.message ?? '', /reads like "Trackmania"; choose another/);
  assert.equal((await editClient(client_id, changes, staff, parts)).outcome, 'edited');
  const kept = await editClient(client_id, { description: 'Medals.' }, registrar, parts);
  assert.equal(kept.outcome, 'edited', 'a name that stands is not judged again');
});

test('S199 an app that its developer registered without asking is marked as reviewed by staff, once', async () => {
  const { parts, registrar, find, house } = await openDesk();
  const own = { client_type: 'server-side', client_name: 'Medal Board' };
  const registered = await registerClient('trackmania', own, registrar, parts);
  assert.ok(registered.outcome === 'registered');
  const { client_id } = registered.client;
  const letters = (await house.sentLetters()).length;
  assert.equal(await approveClient(client_id, staff, parts), 'reviewed');
  assert.deepEqual(await find(client_id), { ...registered.client, is_reviewed: true });
  assert.equal((await house.sentLetters()).length, letters);
  assert.equal(await approveClient(client_id, staff, parts), 'overtaken');
  await editClient(client_id, { description: 'Medals.' }, registrar, parts);
  assert.equal(await approveClient(client_id, staff, parts), 'reviewed');
});

test('S204 book 8 an owner enables what idleness disabled, and not what staff did', async () => {
  const { house, parts, registrar, request } = await openDesk();
  const { client } = await request();
  const { client_id } = client;
  await approveClient(client_id, staff, parts);
  const now = house.time.now + 180 * day;
  const step = { client_id, days: 180, disables: true, mail: undefined };
  assert.notEqual(await parts.clients.takeIdleStep(step, now), undefined);
  const stranger: Registrar = { owner: await house.saveMember(), requester };
  assert.equal(await enableClient(client_id, stranger, parts), 'unknown');
  assert.equal(await enableClient(client_id, registrar, parts), 'done');
  assert.equal(await disableClient(client_id, 'Abuse.', staff, parts), 'done');
  assert.equal(await enableClient(client_id, registrar, parts), 'overtaken');
  assert.equal(await enableClient(client_id, staff, parts), 'done');
  assert.equal(await enableClient(client_id, staff, parts), 'overtaken');
});

test('S68 S196 a second secret is added by its owner for at most seven days, and by nobody else', async () => {
  const { house, parts, registrar, request, find } = await openDesk();
  const { client } = await request();
  const { client_id } = client;
  await approveClient(client_id, staff, parts);
  const stranger: Registrar = { owner: await house.saveMember(), requester };
  assert.equal((await addSecret(client_id, day, stranger, parts)).outcome, 'unknown');
  assert.equal(await endFormerSecret(client_id, stranger, parts), 'unknown');
  for (const seconds of [0, -1, 7 * day + 1, Number.NaN]) {
    await assert.rejects(addSecret(client_id, seconds, registrar, parts), RangeError);
  }
  const added = await addSecret(client_id, 7 * day, registrar, parts);
  assert.ok(added.outcome === 'rotated');
  const found = await find(client_id);
  assert.equal(found?.former_secret?.ends_at, house.time.now + 7 * day);
  assert.equal(found.former_secret.secret_digest, client.secret_digest);
  assert.equal(await endFormerSecret(client_id, registrar, parts), 'ended');
  assert.equal(await endFormerSecret(client_id, registrar, parts), 'none');
  const standing = client.secret_digest ?? '';
  assert.equal(
    (await addSecret(client_id, day, registrar, parts, standing)).outcome,
    'overtaken',
    'the form was about another secret',
  );
});
