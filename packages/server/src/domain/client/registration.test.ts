import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { mask } from '@pitpass/protocol';

import {
  createSeededRandom,
  openHouse,
  requester,
  registrationProfiles,
} from '../../../test/house.ts';
import { digestOf } from '../presented.ts';
import type { Client, DialectName } from './client.ts';
import { rotateSecret } from './client-secrets.ts';
import { deleteClient, editClient } from './edit-client.ts';
import { registerClient } from './register-client.ts';
import { clientsOfOwnerMax } from './registration.ts';
import type { Registrar, RegistrationParts } from './registration.ts';
import type { WantedClient } from './registration-fields.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const staff: Registrar = { owner: undefined, requester };

const racingTool: WantedClient = {
  client_type: 'server-side',
  client_name: ' Lap Lens ',
  developer_name: 'Example Racing Tools',
  redirect_uris: ['https://laplens.example/cb', 'https://laplens.example/cb', ''],
};
const clubTool: WantedClient = {
  client_type: 'server-side',
  client_name: 'Club Room',
  homepage_url: 'https://club.example/',
  description: 'Shows clubs.\r\nNothing else.',
  redirect_uris: ['https://club.example/cb'],
};

async function openOffice() {
  const house = await openHouse();
  const forgotten: string[] = [];
  const parts: RegistrationParts = {
    registrationProfiles,
    clients: house.stores.clients,
    audit: house.parts.audit,
    clock: house.parts.clock,
    random: createSeededRandom('registration'),
    liveness: { forget: (ids) => void forgotten.push(...ids) },
    letters: house.parts.letters,
    members: house.stores.members,
  };
  const register = async (dialect: DialectName, wanted: WantedClient, registrar = staff) => {
    const registered = await registerClient(dialect, wanted, registrar, parts);
    assert.equal(registered.outcome, 'registered', JSON.stringify(registered));
    assert.ok(registered.outcome === 'registered');
    return registered;
  };
  const signUp = async (): Promise<Registrar & { readonly member_id: string }> => {
    const owner = await house.saveMember();
    return { owner, requester, member_id: owner.member_id };
  };
  const find = (client_id: string) => house.stores.clients.findClient(client_id);
  return { house, parts, forgotten, register, signUp, find };
}

test('TM 9 an app gets an identifier of 20 and a secret of 40 lower-case hex characters, and only the digest is stored', async () => {
  const { register, find, house } = await openOffice();
  const { client, client_secret } = await register('trackmania', clubTool);
  assert.match(client.client_id, /^[0-9a-f]{20}$/);
  assert.match(client_secret ?? '', /^[0-9a-f]{40}$/);
  assert.equal(client.secret_digest, digestOf(client_secret ?? ''));
  assert.deepEqual(await find(client.client_id), client);
  const rows = await house.database.query('SELECT * FROM client', []);
  assert.ok(!JSON.stringify(rows).includes(client_secret ?? '?'));
  const { created_at, secret_digest: _digest, client_id: _id, ...described } = client;
  assert.equal(created_at, house.time.now);
  assert.deepEqual(described, {
    dialect: 'trackmania',
    client_type: 'server-side',
    client_name: 'Club Room',
    developer_name: null,
    developer_url: 'https://club.example/',
    developer_email: null,
    homepage_url: 'https://club.example/',
    description: 'Shows clubs.\nNothing else.',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    scopes: ['clubs', 'read_favorite', 'write_favorite'],
    audiences: [],
    redirect_uris: ['https://club.example/cb'],
    cors_origins: [],
    access_token_lifetime_seconds: 3600,
    refresh_token_lifetime_seconds: 2_592_000,
    session_absolute_lifetime_seconds: 31_536_000,
    is_reviewed: true,
    state: 'active',
  });
});

test('TM 9 S63 an app that is not confidential has no secret, no client credentials, and never gets a secret', async () => {
  const { register, parts } = await openOffice();
  const wanted = { ...clubTool, client_type: 'native' };
  const { client, client_secret } = await register('trackmania', wanted);
  assert.deepEqual([client.secret_digest, client_secret], [null, undefined]);
  assert.deepEqual(client.grant_types, ['authorization_code', 'refresh_token']);
  assert.deepEqual(await rotateSecret(client.client_id, staff, parts), { outcome: 'public' });
  const grant_types = ['authorization_code', 'client_credentials'];
  const edited = await editClient(client.client_id, { grant_types }, staff, parts);
  assert.equal(edited.outcome, 'refused');
});

test('S60 S64 a client of the iRacing dialect has a secret of 256 bits, stored as the digest of its masked form', async () => {
  const { register } = await openOffice();
  const { client, client_secret = '' } = await register('iracing', racingTool);
  assert.match(client.client_id, /^client-[0-9a-f]{20}$/);
  assert.match(client_secret, /^pps_[A-Za-z0-9_-]{43}$/);
  assert.equal(client.secret_digest, digestOf(mask(client_secret, client.client_id, sha256)));
  assert.equal(client.client_name, 'Lap Lens');
  assert.deepEqual(client.redirect_uris, ['https://laplens.example/cb']);
  assert.deepEqual(client.audiences, ['data-server']);
  assert.ok(!('homepage_url' in client) && !('description' in client));
  for (const client_type of ['single-page-app', 'mobile', 'native']) {
    const wanted = { ...racingTool, client_type };
    assert.equal((await register('iracing', wanted)).client_secret, undefined);
  }
});

test('an identifier that was asked for is used, and refused when it is taken, in any dialect', async () => {
  const { register, parts } = await openOffice();
  const wanted = { ...racingTool, client_id: 'lap-lens' };
  const { client } = await register('iracing', wanted);
  assert.equal(client.client_id, 'lap-lens');
  const again = await registerClient('iracing', { ...wanted, client_name: 'B' }, staff, parts);
  assert.ok(again.outcome === 'refused');
  assert.deepEqual(
    again.problems.map(({ field }) => field),
    ['client_id'],
  );
  assert.match(again.problems[0]?.message ?? '', /"lap-lens" is taken; choose another/);
  assert.equal((await parts.clients.findClient('lap-lens'))?.client_name, 'Lap Lens');
});

test('an identifier that is made anew when it happens to be taken is another one', async () => {
  const { register, parts } = await openOffice();
  const first = await register('trackmania', clubTool);
  const draws = [
    Uint8Array.from(Buffer.alloc(20, 1)),
    Uint8Array.from(Buffer.from(first.client.client_id, 'hex')),
  ];
  const random = (byteCount: number) => draws.shift() ?? new Uint8Array(byteCount).fill(7);
  const second = await registerClient('trackmania', clubTool, staff, { ...parts, random });
  assert.ok(second.outcome === 'registered');
  assert.equal(second.client.client_id, '07'.repeat(10));
});

test('an app of a member bears the name of its owner and is not reviewed', async () => {
  const { register, signUp } = await openOffice();
  const mia = await signUp();
  const { client } = await register('trackmania', clubTool, mia);
  assert.equal(client.developer_name, mia.owner?.display_name);
  assert.equal(client.is_reviewed, false);
});

test('a member owns at most 50 apps, also when several are registered at once', async () => {
  const { parts, signUp } = await openOffice();
  const mia = await signUp();
  const attempts = Array.from({ length: clientsOfOwnerMax + 5 }, () =>
    registerClient('trackmania', clubTool, mia, parts),
  );
  const outcomes = await Promise.all(attempts);
  assert.equal(outcomes.filter(({ outcome }) => outcome === 'registered').length, 50);
  const refused = outcomes.find(({ outcome }) => outcome === 'refused');
  assert.ok(refused?.outcome === 'refused');
  assert.match(refused.problems[0]?.message ?? '', /50 apps.*delete one first/);
  assert.equal((await parts.clients.listClientsOfOwner(mia.member_id)).length, 50);
});

test('S196 an app of one member is unknown to another, whatever is tried, and to nobody of staff', async () => {
  const { register, parts, signUp, find } = await openOffice();
  const [mia, max] = [await signUp(), await signUp()];
  const { client } = await register('trackmania', clubTool, mia);
  const { client: unowned } = await register('trackmania', clubTool);
  for (const { client_id } of [client, unowned, { client_id: 'nothing' }]) {
    const changes = { client_name: 'Mine' };
    assert.deepEqual(await editClient(client_id, changes, max, parts), { outcome: 'unknown' });
    assert.deepEqual(await rotateSecret(client_id, max, parts), { outcome: 'unknown' });
    assert.equal(await deleteClient(client_id, max, parts), false);
  }
  assert.deepEqual(await find(client.client_id), client);
  const edited = await editClient(client.client_id, { client_name: 'Ours' }, staff, parts);
  assert.equal(edited.outcome, 'edited');
  assert.equal((await rotateSecret(client.client_id, staff, parts)).outcome, 'rotated');
  assert.equal(await deleteClient(client.client_id, staff, parts), true);
});

test('a change touches what it names alone, and an empty text takes a field away', async () => {
  const { register, parts, find } = await openOffice();
  const { client } = await register('trackmania', clubTool);
  const renamed = await editClient(client.client_id, { client_name: 'Club House' }, staff, parts);
  assert.ok(renamed.outcome === 'edited');
  assert.deepEqual(renamed.client, { ...client, client_name: 'Club House' });
  await editClient(client.client_id, { homepage_url: '', description: '' }, staff, parts);
  const bare = (await find(client.client_id)) as Client;
  assert.equal(bare.developer_url, null);
  assert.ok(!('homepage_url' in bare) && !('description' in bare));
});

test('a change that breaks a rule is refused and leaves everything as it was', async () => {
  const { register, parts, find } = await openOffice();
  const { client } = await register('iracing', racingTool);
  const changes = { client_name: 'Better', redirect_uris: ['http://laplens.example/cb'] };
  const edited = await editClient(client.client_id, changes, staff, parts);
  assert.ok(edited.outcome === 'refused');
  assert.deepEqual(
    edited.problems.map(({ field }) => field),
    ['redirect_uris'],
  );
  assert.deepEqual(await find(client.client_id), client);
});

test('S179 a change by the owner takes the mark of the review away, one by staff leaves it', async () => {
  const { register, parts, signUp, find, house } = await openOffice();
  const mia = await signUp();
  const { client } = await register('trackmania', clubTool, mia);
  await house.stores.clients.saveClient({ ...client, is_reviewed: true });
  await editClient(client.client_id, { description: 'By staff' }, staff, parts);
  assert.equal((await find(client.client_id))?.is_reviewed, true);
  await editClient(client.client_id, { client_name: 'Bank' }, mia, parts);
  assert.equal((await find(client.client_id))?.is_reviewed, false);
});

test('a change keeps what it does not know of: lifetimes that staff set, state, members of later versions', async () => {
  const { register, parts, house, find } = await openOffice();
  const { client } = await register('iracing', racingTool);
  const special = { ...client, access_token_lifetime_seconds: 60, state: 'disabled', later: 1 };
  await house.stores.clients.saveClient(special as Client);
  await editClient(client.client_id, { client_name: 'New' }, staff, parts);
  assert.deepEqual(await find(client.client_id), { ...special, client_name: 'New' });
});

test('of changes at the same moment none is lost', async () => {
  const { register, parts, find } = await openOffice();
  const { client } = await register('trackmania', clubTool);
  const { client_id } = client;
  const [rotated] = await Promise.all([
    rotateSecret(client_id, staff, parts),
    editClient(client_id, { client_name: 'Renamed' }, staff, parts),
    editClient(client_id, { description: 'Described' }, staff, parts),
    editClient(client_id, { scopes: ['clubs'] }, staff, parts),
  ]);
  assert.ok(rotated.outcome === 'rotated');
  const after = await find(client_id);
  assert.deepEqual(
    [after?.client_name, after?.description, after?.scopes, after?.secret_digest],
    ['Renamed', 'Described', ['clubs'], digestOf(rotated.client_secret)],
  );
});

test('a change that others overtake again and again is refused, and is no fault of ours', async () => {
  const { register, parts, house } = await openOffice();
  const { client } = await register('trackmania', clubTool);
  let tries = 0;
  const updateClient = async () => {
    tries += 1;
    return false;
  };
  const crowded = { ...parts, clients: { ...house.stores.clients, updateClient } };
  const edited = await editClient(client.client_id, { client_name: 'x' }, staff, crowded);
  assert.ok(edited.outcome === 'refused');
  assert.match(edited.problems[0]?.message ?? '', /changed by others.*try again/);
  assert.equal(tries, 5);
});

test('of rotations at the same moment one hands out a secret, and that one is right', async () => {
  const { register, parts, find } = await openOffice();
  const { client } = await register('trackmania', clubTool);
  const rotations = await Promise.all(
    Array.from({ length: 8 }, () => rotateSecret(client.client_id, staff, parts)),
  );
  const won = rotations.flatMap((one) => (one.outcome === 'rotated' ? [one.client_secret] : []));
  assert.equal(won.length, 1);
  assert.equal(rotations.filter(({ outcome }) => outcome === 'overtaken').length, 7);
  assert.equal((await find(client.client_id))?.secret_digest, digestOf(won[0] ?? ''));
  assert.notEqual(digestOf(won[0] ?? ''), client.secret_digest);
});

test('S69 deleting a client ends its sessions at once, and those of others go on', async () => {
  const { register, parts, house, forgotten, find } = await openOffice();
  const member = await house.saveMember();
  const { client } = await register('iracing', { ...racingTool, client_id: 'a' });
  const { client: other } = await register('iracing', { ...racingTool, client_id: 'b' });
  const { sessions } = house.stores;
  const begin = async ({ client_id }: Client, session_id: string) =>
    sessions.startSession(
      {
        session_id,
        dialect: 'iracing',
        client_id,
        member_id: member.member_id,
        grant_type: 'authorization_code',
        scope: 'iracing.auth',
        auth_time: house.time.now,
        created_at: house.time.now,
        last_activity: house.time.now,
        session_expiration: house.time.now + 600,
        absolute_expires_at: house.time.now + 600,
        ended_at: null,
        first_ip: null,
        first_user_agent_header: null,
        last_ip: null,
        last_user_agent_header: null,
        impersonation_id: null,
        impersonation_note: null,
      },
      undefined,
    );
  await begin(client, 'session-a');
  await begin(other, 'session-b');
  assert.equal(await deleteClient('a', staff, parts), true);
  assert.deepEqual(forgotten, ['session-a']);
  assert.equal(await sessions.isSessionLive('session-a', house.time.now), false);
  assert.equal(await sessions.isSessionLive('session-b', house.time.now), true);
  assert.equal(await find('a'), undefined);
  assert.equal(await deleteClient('a', staff, parts), false);
});

test('S221 every act leaves one event that names client and owner and holds no secret, a refused one none', async () => {
  const { register, parts, house, signUp } = await openOffice();
  const mia = await signUp();
  const { client, client_secret = '' } = await register('trackmania', clubTool, mia);
  const { client_id } = client;
  await registerClient('trackmania', { ...clubTool, client_name: '' }, mia, parts);
  await editClient(client_id, { client_name: '' }, mia, parts);
  await editClient(client_id, { client_name: 'B' }, mia, parts);
  const rotated = await rotateSecret(client_id, mia, parts);
  assert.ok(rotated.outcome === 'rotated');
  await deleteClient(client_id, mia, parts);
  await deleteClient(client_id, mia, parts);
  assert.deepEqual(
    house.events.map((event) => [event.event, event.client_id, event.member_id]),
    [
      ['client_registered', client_id, mia.member_id],
      ['client_edited', client_id, mia.member_id],
      ['client_secret_rotated', client_id, mia.member_id],
      ['client_deleted', client_id, mia.member_id],
    ],
  );
  const trail = JSON.stringify(house.events);
  assert.ok(!trail.includes(client_secret) && !trail.includes(rotated.client_secret));
});
