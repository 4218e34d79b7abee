import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { OAuthError, mask } from '@pitpass/protocol';

import { openHouse, policy, requester } from '../../../test/house.ts';
import { createTrackmaniaDialect } from '../../dialect/trackmania/dialect.ts';
import { digestOf } from '../presented.ts';
import { authenticateClient } from './client-authentication.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const secret = 'pps_a-secret';
const client_id = 'lap-lens';
const masked = mask(secret, client_id, sha256);

async function openWithClients() {
  const house = await openHouse();
  await house.saveClient({ client_id, secret_digest: digestOf(masked) });
  await house.saveClient({ client_id: 'spa', secret_digest: null, client_type: 'native' });
  const authenticate = (id: string, client_secret: string | undefined, from = requester) =>
    authenticateClient({ client_id: id, client_secret }, from, house.parts);
  return { house, authenticate };
}

const refusedWith = (error: string, description: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof OAuthError);
  assert.equal(thrown.error, error);
  assert.match(thrown.error_description, description);
  return true;
};

test('S64 book 13.2 a confidential client is authenticated by its masked secret and not by the secret itself', async () => {
  const { authenticate } = await openWithClients();
  assert.equal((await authenticate(client_id, masked)).client_id, client_id);
  await assert.rejects(authenticate(client_id, secret), refusedWith('invalid_client', /not right/));
});

test('S62 book 13.2 a public client presents no secret, and a confidential one presents its own', async () => {
  const { authenticate } = await openWithClients();
  assert.equal((await authenticate('spa', undefined)).client_id, 'spa');
  const refused = refusedWith('invalid_client', /not right/);
  await assert.rejects(authenticate('spa', masked), refused);
  await assert.rejects(authenticate(client_id, undefined), refused);
});

test('S58 book 16.3 an unknown client and a wrong, missing, unexpected or malformed secret are refused in the same words', async () => {
  const { authenticate } = await openWithClients();
  const attempts = [
    ['nobody', masked],
    [client_id, mask('wrong', client_id, sha256)],
    [client_id, undefined],
    ['spa', masked],
    [client_id, 'x'],
    [client_id, digestOf(masked)],
    [client_id, ''],
    ['', masked],
  ] as const;
  const words = new Set<string>();
  for (const [id, presented] of attempts) {
    await assert.rejects(authenticate(id, presented), (error: OAuthError) => {
      words.add(`${error.error}: ${error.error_description}`);
      assert.ok(!error.message.includes(masked) && !(error.detail ?? '').includes(masked));
      return true;
    });
  }
  assert.deepEqual([...words], ['invalid_client: client_id or client_secret not right']);
});

test('S58 the log alone hears that a wrong secret has the form of the other dialect, and never the secret', async () => {
  const { house, authenticate } = await openWithClients();
  const trackmania = createTrackmaniaDialect('league-8');
  const plain = '0123456789abcdef0123456789abcdef01234567';
  const secret_digest = digestOf(plain);
  await house.saveClient({ client_id: 'keeper', dialect: 'trackmania', secret_digest });
  const keep = (client_secret: string) =>
    authenticateClient({ client_id: 'keeper', client_secret }, requester, {
      ...house.parts,
      dialect: trackmania,
    });
  const detailOf = async (authentication: Promise<unknown>, presented: string) => {
    const error: unknown = await authentication.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof OAuthError && error.error === 'invalid_client');
    assert.equal(error.error_description, 'client_id or client_secret not right');
    assert.ok(!error.detail?.includes(presented));
    return error.detail ?? '';
  };
  const ofKeeper = mask(plain, 'keeper', sha256);
  assert.match(await detailOf(keep(ofKeeper), ofKeeper), /looks masked.*send it as it is/);
  const reversed = plain.split('').reverse().join('');
  assert.equal(await detailOf(keep(reversed), reversed), 'wrong, missing or unexpected secret');
  for (const unmasked of [plain, secret]) {
    const detail = await detailOf(authenticate(client_id, unmasked), unmasked);
    assert.match(detail, /is not masked.*mask it with the client_id/);
  }
  const wrong = mask('wrong', client_id, sha256);
  const detail = await detailOf(authenticate(client_id, wrong), wrong);
  assert.equal(detail, 'wrong, missing or unexpected secret');
  assert.equal(await detailOf(authenticate('nobody', plain), plain), 'unknown client');
  assert.doesNotMatch(await detailOf(authenticate('spa', plain), plain), /masked/);
});

test('S69 a disabled client is told so only when it is who it says it is', async () => {
  const { house, authenticate } = await openWithClients();
  await house.saveClient({ client_id, secret_digest: digestOf(masked), state: 'disabled' });
  await assert.rejects(
    authenticate(client_id, masked),
    refusedWith('unauthorized_client', /disabled/),
  );
  await assert.rejects(authenticate(client_id, undefined), refusedWith('invalid_client', /./));
});

test('S61 verifying a secret costs less than 50 µs', async () => {
  const { authenticate } = await openWithClients();
  const times: number[] = [];
  for (let count = 0; count < 2000; count += 1) {
    const began = performance.now();
    await authenticate(client_id, masked);
    times.push(performance.now() - began);
  }
  const median = times.sort((a, b) => a - b)[1000] ?? Infinity;
  assert.ok(median < 0.05, `${median} ms`);
});

test('a client of another dialect is unknown', async () => {
  const { house } = await openWithClients();
  const credentials = { client_id, client_secret: masked };
  await assert.rejects(
    authenticateClient(credentials, requester, {
      ...house.parts,
      dialect: { ...house.parts.dialect, name: 'trackmania' },
    }),
    refusedWith('invalid_client', /not right/),
  );
});

test('an address that failed too often waits, other addresses and right secrets do not', async () => {
  const { house, authenticate } = await openWithClients();
  const limit = policy.clientAuthenticationFailuresPerMinute;
  for (let failed = 0; failed < limit; failed += 1) {
    await assert.rejects(authenticate(client_id, 'x'), refusedWith('invalid_client', /./));
  }
  house.time.now += 20;
  await assert.rejects(authenticate(client_id, 'x'), (error: OAuthError) => {
    assert.deepEqual([error.error, error.retryAfterSeconds], ['unauthorized_client', 40]);
    return true;
  });
  const elsewhere = { ...requester, ip: '198.51.100.1' };
  const refused = refusedWith('invalid_client', /./);
  await assert.rejects(authenticate(client_id, 'x', elsewhere), refused);
  assert.equal((await authenticate(client_id, masked)).client_id, client_id);
  house.time.now += 40;
  await assert.rejects(authenticate(client_id, 'x'), refused);
});

test('S221 a refusal leaves an event that names the client only when it exists', async () => {
  const { house, authenticate } = await openWithClients();
  await authenticate(client_id, 'x').catch(() => {});
  await authenticate('nobody', 'x').catch(() => {});
  await authenticate(client_id, masked);
  assert.deepEqual(
    house.events.map(({ event, client_id: of }) => [event, of]),
    [
      ['client_authentication_refused', client_id],
      ['client_authentication_refused', null],
    ],
  );
});

test('S68 while a secret is replaced both are good, and the former one not a second after its end', async () => {
  const { house, authenticate } = await openWithClients();
  const { clients } = house.stores;
  const next = mask('pps_next', client_id, sha256);
  const ends_at = house.time.now + 86_400;
  const before = digestOf(masked);
  assert.ok(await clients.addSecret(client_id, digestOf(next), { before, ends_at }));
  house.time.now = ends_at - 1;
  for (const each of [masked, next]) assert.ok(await authenticate(client_id, each));
  house.time.now = ends_at;
  assert.ok(await authenticate(client_id, next));
  const refused = refusedWith('invalid_client', /not right/);
  await assert.rejects(authenticate(client_id, masked), refused);
  const fresh = digestOf(mask('pps_third', client_id, sha256));
  const former = { before: digestOf(next), ends_at: ends_at + 86_400 };
  assert.ok(await clients.addSecret(client_id, fresh, former));
  assert.ok(await authenticate(client_id, next));
  assert.ok(await clients.endFormerSecret(client_id));
  await assert.rejects(authenticate(client_id, next), refused);
});

test('S68 the use of a secret is noted when it was right, and that of a public client is not', async () => {
  const { house, authenticate } = await openWithClients();
  await assert.rejects(authenticate(client_id, mask('wrong', client_id, sha256)));
  await authenticate('spa', undefined);
  await house.parts.clientUses.flush();
  const look = async (id: string) => {
    const life = await house.stores.clients.findClientLife(id);
    return [life?.last_used_at, life?.secret_used_at];
  };
  assert.deepEqual(await look(client_id), [null, null]);
  await authenticate(client_id, masked);
  await house.parts.clientUses.flush();
  assert.deepEqual(await look(client_id), [house.time.now, house.time.now]);
  assert.deepEqual(await look('spa'), [null, null]);
});

test('book 2 a client that waits for its review, or was refused, does not exist at the token endpoint', async () => {
  const { house, authenticate } = await openWithClients();
  for (const state of ['requested', 'refused'] as const) {
    await house.saveClient({ client_id: state, secret_digest: null, state });
    const refused = refusedWith('invalid_client', /not right/);
    await assert.rejects(authenticate(state, undefined), refused);
  }
});
